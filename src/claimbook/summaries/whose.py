"""Who counts whose: the questions of one topic against the parties and voices that answer them."""

from typing import Any, NamedTuple

from claimbook.compare.comparison import Comparison
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
    asked = comparison.status
    kinds = comparison.ledger.questions.set_index("question_id")["kind"]
    counts = asked[asked["topic"].eq(topic) & asked.index.map(kinds).isin(["count", "money"])]
    claims = {name: comparison.claims.get(name, []) for name in counts.index}
    own = _own_parties(comparison)
    heard: dict[Column, int] = {}
    for rows in claims.values():
        for claim in rows:
            column = _column(claim, own)
            heard[column] = heard.get(column, 0) + 1
    columns = _ordered(heard)
    rows = [
        (name, counts.loc[name, "short"], _cells(claims[name], columns, own))
        for name in counts.index
    ]
    return Whose(columns, rows)


def _own_parties(comparison: Comparison) -> dict[str, str]:
    """The party each document speaks for: that of its own voice, else the voice's name."""
    origins = comparison.ledger.origins.set_index("origin_id")
    found = {}
    for row in comparison.ledger.sources.itertuples():
        party = origins["party"].get(row.origin_id, "")
        name = origins["name"].get(row.origin_id, row.publisher)
        found[row.source_id] = name if party in ("unnamed", "") else party
    return found


def _column(claim: dict[str, Any], own: dict[str, str]) -> Column:
    speaks_for = own[claim["source_id"]]
    if claim["named"] and claim["party"] != speaks_for:
        return Column(claim["party"], f"quoted by {claim['publisher']}")
    if claim["own_voice"] and not claim["named"]:
        return Column(speaks_for, f"unnamed, in {claim['document']}")
    return Column(speaks_for, OWN)


def _ordered(heard: dict[Column, int]) -> list[Column]:
    """The loudest parties first, each one's columns side by side."""
    party: dict[str, int] = {}
    for column, number in heard.items():
        party[column.party] = party.get(column.party, 0) + number
    columns = sorted(heard, key=lambda c: (-party[c.party], c.party, c.how != OWN))
    if len(columns) > MOST:
        rest = columns[MOST - 1 :]
        parties = list(dict.fromkeys(c.party for c in rest))
        few = len(parties) <= MANY
        others = Column("Others", listed(parties) if few else counted(len(parties), "voice"))
        return [*columns[: MOST - 1], others]
    return columns


def _cells(
    claims: list[dict[str, Any]], columns: list[Column], own: dict[str, str]
) -> list[Cell] | None:
    if not claims:
        return None
    cells: list[list[dict[str, Any]]] = [[] for _ in columns]
    for claim in sorted(claims, key=lambda claim: claim["scope"] != ""):
        column = _column(claim, own)
        at = columns.index(column) if column in columns else len(columns) - 1
        cells[at].append(claim)
    return [_together(cell) for cell in cells]


def _together(cell: list[dict[str, Any]]) -> Cell:
    """The claims of a cell; of many the first of each figure, with how many more have it."""
    if len(cell) <= MANY:
        return [(claim, 0) for claim in cell]
    same: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for claim in cell:
        same.setdefault((claim["figure"], claim["scope"]), []).append(claim)
    return [(own[0], len(own) - 1) for own in same.values()]
