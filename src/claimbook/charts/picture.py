"""A figure drawn in a notebook, with the words that stand for it where it cannot be seen."""

import base64
import io
import warnings
from typing import TYPE_CHECKING

from claimbook.show import Shown, render
from claimbook.wording import visible

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Text stays text, so that the browser finds a font for letters that matplotlib has none for; what
# is drawn twice has the same bytes.
STYLE = {"svg.fonttype": "none", "svg.hashsalt": "claimbook"}


def picture(figure: "Figure", alt: str) -> Shown:
    """Show a matplotlib figure, for the last line of a cell; it is closed, so it is shown once.

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
    import matplotlib
    from matplotlib import pyplot

    if not alt.strip():
        raise ValueError('Say what the figure shows: picture(figure, "…").')
    file = io.StringIO()
    # a letter without a font is measured as a box, and drawn by the browser
    with matplotlib.rc_context(STYLE), warnings.catch_warnings(action="ignore"):
        figure.savefig(
            file, format="svg", bbox_inches="tight", metadata={"Date": None, "Creator": None}
        )
    pyplot.close(figure)
    svg = base64.b64encode(visible(file.getvalue()).encode()).decode()
    return Shown(str(render("picture.html", svg=svg, alt=alt)), alt)
