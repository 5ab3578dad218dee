"""Who counts whose: the questions of one topic against the parties and voices that answer them."""

from collections import Counter
from typing import Any, NamedTuple

from claimbook.compare.comparison import Comparison
from claimbook.compare.lineup import UNNAMED
from claimbook.wording import counted, listed

OWN = "itself, or sources it does not name"
MOST = 5  # columns; the voices that say least share the last

MANY = 5  # claims of one cell, from which those with the same figure stand together

Cell = list[tuple[dict[str, Any], int]]


class Column(NamedTuple):
    """Who speaks: a party or voice, and how it comes to be heard."""

    party: str
    how: str


class Whose(NamedTuple):
    """A matrix: rows are questions, columns are who speaks.

    Attributes
    ----------
    columns : list of Column
        Those of one party side by side.
    rows : list of (question_id, name, cells)
        For each column the claims, each with how many more of the column have its figure; the
        cells of a question that nobody answers are None.
    """

    columns: list[Column]
    rows: list[tuple[str, str, list[Cell] | None]]


def whose(comparison: Comparison, topic: str) -> Whose:
    """The counts of one topic by who speaks, in the order of weight."""
    asked = comparison.status[comparison.status["topic"].eq(topic)]
    kinds = asked.index.map(comparison.ledger.questions.set_index("question_id")["kind"])
    own = _own_parties(comparison)
    said = {
        name: [(_column(claim, own), claim) for claim in comparison.claims.get(name, [])]
        for name in asked.index[kinds.isin(["count", "money"])]
    }
    columns = _ordered([column for told in said.values() for column, _ in told])
    return Whose(
        columns,
        [(name, asked.loc[name, "short"], _cells(told, columns)) for name, told in said.items()],
    )


def _own_parties(comparison: Comparison) -> dict[str, str]:
    """The party each document speaks for: that of its own voice, else the voice's name."""
    origins, sources = comparison.ledger.origins.set_index("origin_id"), comparison.ledger.sources
    party = origins["party"].mask(origins["party"].eq(UNNAMED), origins["name"])
    return dict(zip(sources["source_id"], sources["origin_id"].map(party), strict=True))


def _column(claim: dict[str, Any], own: dict[str, str]) -> Column:
    speaks_for = own[claim["source_id"]]
    if claim["named"] and claim["party"] != speaks_for:
        return Column(claim["party"], f"quoted by {claim['publisher']}")
    if claim["own_voice"] and not claim["named"]:
        return Column(speaks_for, f"unnamed, in {claim['document']}")
    return Column(speaks_for, OWN)


def _ordered(heard: list[Column]) -> list[Column]:
    """The loudest parties first, each one's columns side by side."""
    claims = Counter(column.party for column in heard)
    columns = sorted(dict.fromkeys(heard), key=lambda c: (-claims[c.party], c.party, c.how != OWN))
    if len(columns) <= MOST:
        return columns
    parties = list(dict.fromkeys(column.party for column in columns[MOST - 1 :]))
    few = len(parties) <= MANY
    others = Column("Others", listed(parties) if few else counted(len(parties), "voice"))
    return [*columns[: MOST - 1], others]


def _cells(told: list[tuple[Column, dict[str, Any]]], columns: list[Column]) -> list[Cell] | None:
    if not told:
        return None
    cells: dict[Column, list[dict[str, Any]]] = {column: [] for column in columns}
    for column, claim in sorted(told, key=lambda each: each[1]["scope"] != ""):
        cells.get(column, cells[columns[-1]]).append(claim)
    return [_together(cell) for cell in cells.values()]


def _together(cell: list[dict[str, Any]]) -> Cell:
    """The claims of a cell; of many the first of each figure, with how many more have it."""
    if len(cell) <= MANY:
        return [(claim, 0) for claim in cell]
    same: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for claim in cell:
        same.setdefault((claim["figure"], claim["scope"]), []).append(claim)
    return [(own[0], len(own) - 1) for own in same.values()]
