"""A figure drawn in a notebook, with the words that stand for it where it cannot be seen."""

import base64
import io
import warnings
from typing import TYPE_CHECKING

from claimbook.charts.drawing import font
from claimbook.show import Shown, render

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DPI = 110


def picture(figure: "Figure", alt: str) -> Shown:
    """Show a matplotlib figure, for the last line of a cell; it is closed, so it is shown once.

    Letters that no font of this machine has are a number in the picture and stand below it.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    alt : str
        What it shows, the finding first.

    Raises
    ------
    ValueError
        `alt` is empty.
    """
    from matplotlib import pyplot
    from matplotlib.text import Text

    if not alt.strip():
        raise ValueError('Say what the figure shows: picture(figure, "…").')
    with warnings.catch_warnings(action="ignore"):  # letters are still missing
        figure.draw_without_rendering()  # ticks have their texts from here on
    labels: list[str] = []

    def drawn(text: str) -> str:
        if font(text):
            return text
        labels.append(text)
        return f"[{len(labels)}]"

    for axis in (axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)):
        texts = [label.get_text() for label in axis.get_ticklabels()]
        if not all(map(font, texts)):
            axis.set_ticks(axis.get_ticklocs(), labels=list(map(drawn, texts)))
    for text in figure.findobj(Text):
        text.set_text(drawn(text.get_text()))
        text.set_fontfamily(font(text.get_text()).get_family())
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=DPI, bbox_inches="tight", metadata={"Software": None})
    pyplot.close(figure)
    png = base64.b64encode(file.getvalue()).decode()
    return Shown(str(render("picture.html", png=png, alt=alt, labels=labels)), alt)
