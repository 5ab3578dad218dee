"""Charts with a text alternative that survives the export to HTML."""

import base64
import io
import sys
import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DOTS_PER_INCH = 144  # sharp on a screen that draws 1.5 dots per CSS pixel, and on A4


def show(figure: "Figure", alt: str, caption: str = "") -> None:
    """Show a figure as a PNG that carries its text alternative, and close it.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        The chart; drawn with its own layout, trimmed to its marks.
    alt : str
        What the chart shows, in words, computed from the rows it draws.
    caption : str, default ""
        A line under the chart in the report.

    Raises
    ------
    ValueError
        `alt` is empty: a chart nobody can read aloud is not shown.

    Notes
    -----
    The alternative also is the output's plain text, so ``pytest --nbval``, which does not look at
    PNGs, still sees when a chart changed. The file carries no date and no version.
    """
    from IPython.display import display

    if not alt.strip():
        raise ValueError('The chart has no text alternative. Say what it shows: show(fig, "…").')
    without_maths(figure)
    file = io.BytesIO()
    figure.savefig(
        file,
        format="png",
        dpi=DOTS_PER_INCH,
        bbox_inches="tight",
        metadata={"Software": None},
    )
    if "matplotlib.pyplot" in sys.modules:  # else the figure was never pyplot's to keep
        sys.modules["matplotlib.pyplot"].close(figure)
    png = file.getvalue()
    width, height = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))  # its IHDR chunk
    about = {
        "alt": alt,
        "width": round(width * 96 / DOTS_PER_INCH),
        "height": round(height * 96 / DOTS_PER_INCH),
    }
    if caption:
        about["caption"] = caption
    display(
        {"image/png": base64.b64encode(png).decode(), "text/plain": textwrap.fill(alt, 100)},
        metadata={"image/png": about},
        raw=True,
    )


def without_maths(figure: "Figure") -> None:
    """Make every dollar of a figure a dollar.

    A text that is wrapped is measured as maths whatever ``text.parse_math`` says (matplotlib 3.11),
    and a claim on two prices would stop the notebook.
    """
    from matplotlib.text import Text

    for text in figure.findobj(Text):
        if "$" in text.get_text():
            text.set_parse_math(True)  # only then is a backslash taken off again
            text.set_text(text.get_text().replace("$", r"\$"))
