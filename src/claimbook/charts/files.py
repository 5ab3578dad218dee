"""A chart as a file that leaves the page and still says where it comes from.

The block of a question, with its headline, its unit, a line for the sources, the reading, and a
digest of the rows drawn, in the picture and in its metadata; beside it a CSV of those rows.
"""

import hashlib
import io
import json

import pandas as pd

from claimbook.charts.blocks import block
from claimbook.charts.canvas import Canvas, Line, Run, Shape, Style
from claimbook.charts.drawing import DPI, drawn
from claimbook.charts.palette import SOFT
from claimbook.compare.comparison import Comparison
from claimbook.wording import listed

MARGIN = 18
HEADLINE, GAP, SMALL = Style(20, "bold"), Style(15, "bold"), Style(12, colour=SOFT)
ROWS = (
    "claim_id question_id question source_id source paragraph wording scope qualifier low high "
    "counted answer stated unit as_of origin party via figure"
).split()


def rows(comparison: Comparison, question: str) -> pd.DataFrame:
    """The rows that a question's chart draws, as text."""
    lined = comparison.lined
    return lined.loc[lined["question_id"].eq(question), ROWS].reset_index(drop=True)


def provenance(comparison: Comparison, question: str, title: str) -> dict[str, str]:
    """What a chart says of itself: title, gap, sources, reading, digest, and how to cite it.

    The digest is twelve letters of the SHA-256 of the rows drawn: another figure gives another.
    """
    ledger, gap = comparison.ledger, comparison.gaps[question]
    table = rows(comparison, question)
    asked, unit = table[["question", "unit"]].iloc[0]
    sources = ledger.sources[ledger.sources["source_id"].isin(table["source_id"])]
    named = [
        f"{name} ({row.publisher})" if row.publisher not in ("", name) else name
        for row in sources.itertuples()
        for name in [row.short or row.source_id]
    ]
    digest = hashlib.sha256(_csv(table)).hexdigest()[:12]
    return {
        "Title": asked,
        "Gap": f"{gap.text} ({gap.tag})",
        "Unit": unit,
        "Source": f"Sources: {listed(named)}. As of: the date beside each row.",
        "Reading": f"Hedges read as {comparison.convention}; figures as printed. Rows {digest}.",
        "Cite": f"{title}, “{asked}”, claimbook, rows {digest}.",
        "Digest": digest,
    }


def _csv(table: pd.DataFrame) -> bytes:
    return table.to_csv(index=False, lineterminator="\n").encode()


def sheet(comparison: Comparison, question: str, said: dict[str, str]) -> Canvas:
    """The block with its headline above and its provenance below, on one canvas."""
    inner = block(comparison, question)
    canvas, width = Canvas(inner.wide + 2 * MARGIN), inner.wide
    y = MARGIN + HEADLINE.size
    y += canvas.flow(MARGIN, y, [Run(said["Title"], HEADLINE)], width, 26)
    y += canvas.flow(MARGIN, y, [Run(said["Gap"], GAP)], width, 22)
    canvas.add(*(_moved(shape, MARGIN, y) for shape in inner.shapes))
    y += inner.high + SMALL.size
    for text in (said["Source"], f"{said['Reading']} Cite: {said['Cite']}"):
        y += canvas.flow(MARGIN, y, [Run(text, SMALL)], width, 17)
    canvas.high = y + MARGIN - 12
    return canvas


def _moved(shape: Shape, x: float, y: float) -> Shape:
    if isinstance(shape, Line):
        return shape._replace(points=tuple((px + x, py + y) for px, py in shape.points))
    return shape._replace(x=shape.x + x, y=shape.y + y)


def files(comparison: Comparison, question: str, title: str) -> dict[str, bytes]:
    """A question's chart as SVG and PNG, and its rows as CSV, by file name.

    The bytes hang on the ledger and the reading alone.
    """
    import matplotlib

    said = provenance(comparison, question, title)
    settings = {"svg.fonttype": "path", "svg.hashsalt": "claimbook"}
    with matplotlib.rc_context(matplotlib.rcParamsDefault | settings | {"backend": "agg"}):
        figure = drawn(sheet(comparison, question, said))
        svg, png = io.BytesIO(), io.BytesIO()
        about = {"Title": said["Title"], "Source": said["Source"]}
        told = {"Description": json.dumps(said, ensure_ascii=False), "Creator": "claimbook"}
        figure.savefig(svg, format="svg", metadata={**about, **told, "Date": None})
        about |= {f"claimbook {name}": value for name, value in said.items()}
        # a pixel of the sheet is four
        figure.savefig(png, format="png", dpi=2 * DPI, metadata={**about, "Software": None})
    made = {"svg": svg.getvalue(), "png": png.getvalue(), "csv": _csv(rows(comparison, question))}
    return {f"{question}.{kind}": content for kind, content in made.items()}
