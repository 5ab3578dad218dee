"""A chart as a file that leaves the page and still says where it comes from.

The block of a question, with its headline, its unit, a line for the sources, the reading, and a
digest of the rows drawn, in the picture and in its metadata; beside it a CSV of those rows.
"""

import hashlib
import io
import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from claimbook.charts import blocks
from claimbook.charts.canvas import (
    SHAPES,
    SOFT,
    Box,
    Canvas,
    Line,
    Mark,
    Run,
    Style,
    Text,
    wrap,
)
from claimbook.charts.palette import looks
from claimbook.compare.comparison import Comparison
from claimbook.wording import listed

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MARGIN = 18
DPI = 100  # a pixel of the canvas is a pixel; twice as many in the PNG
HEADLINE, GAP, SMALL = Style(20, "bold"), Style(15, "bold"), Style(12, "regular", SOFT)
UNDRAWN = "[see the table: no font here has these letters]"
ROWS = (
    "claim_id question_id question source_id source paragraph wording scope qualifier low high "
    "counted answer stated unit as_of origin party via figure"
).split()


def rows(comparison: Comparison, question: str) -> pd.DataFrame:
    """The rows that a question's chart draws, as text."""
    lined = comparison.lined
    return lined.loc[lined["question_id"].eq(question), ROWS].reset_index(drop=True)


def digest(drawn: pd.DataFrame) -> str:
    """Twelve letters of the SHA-256 of the rows drawn: another figure gives another digest."""
    content = drawn.to_csv(index=False, lineterminator="\n").encode()
    return hashlib.sha256(content).hexdigest()[:12]


def provenance(comparison: Comparison, question: str, title: str) -> dict[str, str]:
    """What a chart says of itself: title, gap, sources, reading, digest, and how to cite it."""
    drawn = rows(comparison, question)
    row, gap = comparison.status.loc[question], comparison.gaps[question]
    sources = comparison.ledger.sources.set_index("source_id")
    named = [
        _with_publisher(sources["short"][name] or name, sources["publisher"][name])
        for name in dict.fromkeys(drawn["source_id"])
    ]
    reading = comparison.convention or comparison.ledger.conventions["convention"].iloc[0]
    unit = comparison.ledger.questions.set_index("question_id")["unit"][question]
    mark = digest(drawn)
    return {
        "Title": row["question"],
        "Gap": f"{gap.text} ({gap.tag})",
        "Unit": unit,
        "Source": f"Sources: {listed(named)}. As of: the date beside each row.",
        "Reading": f"Hedges read as {reading}; figures as printed. Rows {mark}.",
        "Cite": f"{title}, “{row['question']}”, claimbook, rows {mark}.",
        "Digest": mark,
    }


def _with_publisher(document: str, publisher: str) -> str:
    return document if publisher in ("", document) else f"{document} ({publisher})"


def sheet(comparison: Comparison, question: str, title: str) -> Canvas:
    """The block with its headline above and its provenance below, on one canvas."""
    said = provenance(comparison, question, title)
    ledger = comparison.ledger
    inner = blocks.block(
        comparison.claims[question],
        comparison.gaps[question],
        looks(ledger.sources, ledger.origins),
        blocks.WIDE,
        pairs=comparison.pairs.get(question, []),
        silent=comparison.silent(question),
    )
    canvas = Canvas(inner.wide + 2 * MARGIN)
    width = inner.wide
    y = MARGIN + HEADLINE.size
    for text, style, leading in ((said["Title"], HEADLINE, 26), (said["Gap"], GAP, 22)):
        lines = wrap([Run(text, style)], width)
        canvas.place(MARGIN, y, lines, leading)
        y += leading * len(lines)
    canvas.add(*(_moved(shape, MARGIN, y) for shape in inner.shapes))
    y += inner.high + SMALL.size
    for text in (said["Source"], f"{said['Reading']} Cite: {said['Cite']}"):
        lines = wrap([Run(text, SMALL)], width)
        canvas.place(MARGIN, y, lines, 17)
        y += 17 * len(lines)
    canvas.high = y + MARGIN - 12
    return canvas


def _moved(shape: Any, x: float, y: float) -> Any:
    if isinstance(shape, Line):
        points = tuple((px + x, py + y) for px, py in shape.points)
        return Line(points, shape.colour, shape.width, shape.dash, shape.arrow)
    return type(shape)(**{**shape.__dict__, "x": shape.x + x, "y": shape.y + y})


def files(comparison: Comparison, question: str, title: str) -> dict[str, bytes]:
    """A question's chart as SVG and PNG, and its rows as CSV, by file name.

    The bytes hang on the ledger and the reading alone.
    """
    import matplotlib
    from matplotlib import pyplot

    said = provenance(comparison, question, title)
    settings = {"svg.fonttype": "path", "svg.hashsalt": "claimbook", "path.sketch": None}
    with matplotlib.rc_context({**matplotlib.rcParamsDefault, **settings, "backend": "agg"}):
        figure = drawn(sheet(comparison, question, title))
        svg, png = io.BytesIO(), io.BytesIO()
        about = {"Title": said["Title"], "Source": said["Source"], "Date": None}
        about["Description"] = json.dumps(said, ensure_ascii=False)
        figure.savefig(svg, format="svg", metadata={**about, "Creator": "claimbook"})
        text = {f"claimbook {name}": value for name, value in said.items()}
        png_about = {"Title": said["Title"], "Source": said["Source"], **text, "Software": None}
        figure.savefig(png, format="png", dpi=2 * DPI, metadata=png_about)
        pyplot.close(figure)
    table = rows(comparison, question).to_csv(index=False, lineterminator="\n")
    return {
        f"{question}.svg": svg.getvalue(),
        f"{question}.png": png.getvalue(),
        f"{question}.csv": table.encode(),
    }


# --- drawing -------------------------------------------------------------------------------------


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
    style = shape.run.style
    fonts = families(shape.run.text)
    text = shape.run.text if fonts else UNDRAWN
    axes.text(
        shape.x, shape.y, text, zorder=order, color=style.colour,
        fontsize=style.size * 72 / DPI, fontfamily=fonts or ("DejaVu Sans",), va="baseline",
        fontweight="bold" if "bold" in style.face else "normal",
        fontstyle="italic" if "italic" in style.face else "normal", parse_math=False,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.4},  # guides stop at a label
    )  # fmt: skip


def _line(axes: "Axes", shape: Line, order: int) -> None:
    xs, ys = zip(*shape.points, strict=True)
    dash = (0, tuple(float(each) for each in shape.dash.split())) if shape.dash else "solid"
    axes.plot(
        xs, ys, color=shape.colour, linewidth=shape.width * 72 / DPI, linestyle=dash, zorder=order
    )
    if shape.arrow:
        axes.annotate(
            "", shape.points[-1], shape.points[-2], zorder=order,
            arrowprops={"arrowstyle": "-|>", "color": shape.colour, "lw": 0.8, "shrinkB": 0},
        )  # fmt: skip


def _box(axes: "Axes", shape: Box, order: int) -> None:
    from matplotlib.patches import FancyBboxPatch

    style = f"round,pad=0,rounding_size={shape.radius}" if shape.radius else "square,pad=0"
    axes.add_patch(
        FancyBboxPatch(
            (shape.x, shape.y), shape.wide, shape.high, boxstyle=style, zorder=order,
            facecolor="none" if shape.hatch else shape.fill, linewidth=0.8,
            edgecolor="#c9c6be" if shape.hatch else shape.stroke,
            hatch="////" if shape.hatch else None, linestyle="dashed" if shape.dash else "solid",
        )
    )  # fmt: skip


def _mark(axes: "Axes", shape: Mark, order: int) -> None:
    from matplotlib.patches import Circle, Polygon

    points = [(shape.x + x * shape.size, shape.y + y * shape.size) for x, y in SHAPES[shape.shape]]
    patch = Polygon(points) if points else Circle((shape.x, shape.y), shape.size)
    patch.set(
        facecolor="white" if shape.hollow else shape.colour, edgecolor=shape.colour,
        linewidth=1.6 if shape.hollow else 0, zorder=order,
    )  # fmt: skip
    axes.add_patch(patch)


DRAWING = {Text: _text, Line: _line, Box: _box, Mark: _mark}


@lru_cache(maxsize=10_000)
def families(text: str) -> tuple[str, ...]:
    """The fonts that have all letters of a text, DejaVu first; none if this machine has none."""
    from matplotlib.font_manager import findfont, fontManager

    missing = {ord(letter) for letter in text} - _letters(findfont("DejaVu Sans"))
    if not missing:
        return ("DejaVu Sans",)
    for font in sorted(fontManager.ttflist, key=lambda font: (font.name, font.fname)):
        if missing <= _letters(font.fname):
            return ("DejaVu Sans", font.name)
    return ()


@lru_cache(maxsize=1000)
def _letters(path: str) -> set[int]:
    from matplotlib.font_manager import get_font

    try:
        return set(get_font(path).get_charmap())
    except (OSError, RuntimeError):  # a font this library cannot read
        return set()
