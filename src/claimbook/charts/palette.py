"""Colours, and a look for each document: hue by publisher, shade and shape by document.

Two documents of one publisher, or of one party, look alike; unlike ones do not, and in grey the
shape tells them apart.
"""

from functools import lru_cache
from typing import NamedTuple

import pandas as pd

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
ORDER = ("square", "diamond", "circle", "triangle", "plus", "down", "bar", "house")


class Look(NamedTuple):
    """How a document is drawn and named."""

    colour: str
    shape: str
    name: str


def looks(sources: pd.DataFrame, origins: pd.DataFrame) -> dict[str, Look]:
    """The look of each source, by its place in ``sources.csv``, so it is the same everywhere."""
    party = sources["origin_id"].map(origins.set_index("origin_id")["party"]).fillna(UNNAMED)
    family = sources["publisher"].where(party.isin((UNNAMED, "")), party)
    hues, shades = family.factorize()[0], sources.groupby(family).cumcount()
    found = {}
    for place, (row, hue, shade) in enumerate(zip(sources.itertuples(), hues, shades, strict=True)):
        own = HUES[hue % len(HUES)]
        shape = ORDER[place % len(ORDER)]
        found[row.source_id] = Look(own[shade % len(own)], shape, row.short or row.source_id)
    return found


@lru_cache(maxsize=4)  # a ledger has many charts
def looks_of(comparison: Comparison) -> dict[str, Look]:
    """The look of each source of a comparison."""
    return looks(comparison.ledger.sources, comparison.ledger.origins)
