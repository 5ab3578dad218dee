"""Colours, and a look for each document: hue by publisher, shade and shape by document.

Two documents of one publisher, or of one party, look alike; unlike ones do not, and in grey the
shape tells them apart.
"""

from functools import lru_cache
from itertools import cycle
from typing import NamedTuple

from claimbook.compare.comparison import Comparison
from claimbook.compare.lineup import UNNAMED

INK, SOFT, RULE, GRID = "#1c1c1c", "#565656", "#8a8780", "#d0cec7"
YELLOW, EDGE, NIGHT, ELBOW = "#ffe9a3", "#8f7a1f", "#e9ecf3", "#9a968d"
# Shades of a hue, all at least 4.5 : 1 on white.
HUES = (
    ("#0a2a5e", "#1d68b0", "#3c3fa0"),
    ("#b04a00", "#7a2e12", "#8a5a00"),
    ("#00786a", "#1f5c2e", "#3a6f10"),
    ("#6b2f8a", "#a02468", "#7a1f3d"),
    ("#3f4a54", "#5f5f5f", "#6a5640"),
)
# Outlines within -1 … 1, in the order in which documents have them; a circle has no corners.
SHAPES = {
    "square": [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
    "diamond": [(0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0)],
    "circle": [],
    "triangle": [(0, -1.15), (1.15, 0.9), (-1.15, 0.9)],
    "plus": [
        (-0.4, -1.1), (0.4, -1.1), (0.4, -0.4), (1.1, -0.4), (1.1, 0.4), (0.4, 0.4),
        (0.4, 1.1), (-0.4, 1.1), (-0.4, 0.4), (-1.1, 0.4), (-1.1, -0.4), (-0.4, -0.4),
    ],
    "down": [(0, 1.15), (1.15, -0.9), (-1.15, -0.9)],
    "bar": [(-1.15, -0.5), (1.15, -0.5), (1.15, 0.5), (-1.15, 0.5)],
    "house": [(0, -1.15), (1, -0.2), (0.7, 1), (-0.7, 1), (-1, -0.2)],
}  # fmt: skip


class Look(NamedTuple):
    """How a document is drawn and named."""

    colour: str
    shape: str
    name: str


@lru_cache(maxsize=4)  # a ledger has many charts
def looks(comparison: Comparison) -> dict[str, Look]:
    """The look of each source, by its place in ``sources.csv``, so it is the same everywhere."""
    sources, origins = comparison.ledger.sources, comparison.ledger.origins
    party = sources["origin_id"].map(origins.set_index("origin_id")["party"]).fillna(UNNAMED)
    family = sources["publisher"].where(party.isin((UNNAMED, "")), party)
    hues, shades = family.factorize()[0], sources.groupby(family).cumcount()
    found = {}
    for row, hue, shade, shape in zip(sources.itertuples(), hues, shades, cycle(SHAPES)):
        own = HUES[hue % len(HUES)]
        found[row.source_id] = Look(own[shade % len(own)], shape, row.short or row.source_id)
    return found
