"""A canvas drawn with matplotlib, for a file that leaves the page: its letters are outlines."""

from functools import lru_cache
from typing import TYPE_CHECKING

from claimbook.charts.canvas import Box, Canvas, Line, Mark, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

DPI = 100  # a pixel of the canvas is a pixel
POINT = 72 / DPI
FONT = "DejaVu Sans"
BOXES = "Last Resort"  # matplotlib's own font, which has a box for every letter there is
UNDRAWN = "[see the table: no font here has these letters]"


def drawn(canvas: Canvas) -> "Figure":
    """The same shapes drawn with matplotlib, one unit a pixel."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(canvas.wide / DPI, canvas.high / DPI), dpi=DPI, facecolor="white")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, canvas.wide), ylim=(canvas.high, 0))
    axes.axis("off")
    for order, shape in enumerate(canvas.shapes):
        DRAWING[type(shape)](axes, shape, order)
    return figure


def _text(axes: "Axes", shape: Text, order: int) -> None:
    style, text = shape.run.style, shape.run.text
    found = font(text, style.face)
    if not found:
        text, found = UNDRAWN, font(UNDRAWN, style.face)
    axes.text(
        shape.x, shape.y, text, zorder=order, color=style.colour, va="baseline", parse_math=False,
        fontproperties=found, fontsize=style.size * POINT,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.4},  # guides stop at a label
    )  # fmt: skip


def _line(axes: "Axes", shape: Line, order: int) -> None:
    dash = (0, tuple(map(float, shape.dash.split()))) if shape.dash else "solid"
    axes.plot(
        *zip(*shape.points, strict=True), color=shape.colour, linewidth=shape.width * POINT,
        linestyle=dash, zorder=order,
    )  # fmt: skip
    if shape.arrow:
        how = {"arrowstyle": "-|>", "color": shape.colour, "lw": 0.8, "shrinkB": 0}
        axes.annotate("", shape.points[-1], shape.points[-2], zorder=order, arrowprops=how)


def _box(axes: "Axes", shape: Box, order: int) -> None:
    from matplotlib.patches import FancyBboxPatch

    style = f"round,pad=0,rounding_size={shape.radius}" if shape.radius else "square,pad=0"
    axes.add_patch(
        FancyBboxPatch(
            (shape.x, shape.y), shape.wide, shape.high, boxstyle=style, zorder=order,
            facecolor=shape.fill, edgecolor="#c9c6be" if shape.hatch else shape.stroke,
            hatch="////" if shape.hatch else None, linewidth=0.8,
            linestyle="dashed" if shape.dash else "solid",
        )
    )  # fmt: skip


def _mark(axes: "Axes", shape: Mark, order: int) -> None:
    from matplotlib.patches import Circle, Polygon

    patch = Polygon(shape.points) if shape.points else Circle((shape.x, shape.y), shape.size)
    patch.set(
        facecolor="white" if shape.hollow else shape.colour, edgecolor=shape.colour,
        linewidth=1.6 if shape.hollow else 0, zorder=order,
    )  # fmt: skip
    axes.add_patch(patch)


DRAWING = {Text: _text, Line: _line, Box: _box, Mark: _mark}


# --- letters -------------------------------------------------------------------------------------


@lru_cache(maxsize=10_000)
def font(text: str, face: str = "regular") -> "FontProperties | None":
    """A font that has all letters of a text, as bold or slanted as it can be; None if none has."""
    from matplotlib.font_manager import FontProperties, findfont, fontManager

    letters = {ord(letter) for letter in text}
    weight = "bold" if "bold" in face else "normal"
    style = "italic" if "italic" in face else "normal"
    wanted = FontProperties(family=[FONT], weight=weight, style=style)
    if letters <= _letters(findfont(wanted)):
        return wanted
    missing = letters - _letters(findfont(FONT))
    if not missing:
        return FontProperties(family=[FONT])
    for other in sorted(fontManager.ttflist, key=lambda font: (font.name, font.fname)):
        if not other.name.startswith(BOXES) and missing <= _letters(other.fname):
            return FontProperties(family=[FONT, other.name])
    return None


@lru_cache(maxsize=1000)
def _letters(path: str) -> set[int]:
    from matplotlib.font_manager import get_font

    try:
        return set(get_font(path).get_charmap())
    except (OSError, RuntimeError):  # a font this library cannot read
        return set()
