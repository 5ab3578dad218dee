"""Small made-up ledgers: what a test does not care about is filled in."""

import csv
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from claimbook.compare.comparison import Comparison, compare
from claimbook.ledger.check import load
from claimbook.ledger.files import COLUMNS, SHIPPED

LEDGERS = Path(__file__).with_name("ledgers")
RIVER = LEDGERS / "river"
DESCRIPTION = SHIPPED
Row = dict[str, str]


def table(path: Path) -> list[Row]:
    """The rows of a CSV that stands beside a test."""
    header, *rows = cells(path)
    return [dict(zip(header, row, strict=True)) for row in rows]


def cells(path: Path) -> list[list[str]]:
    """The header and the rows of a CSV."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, strict=True))


SOURCES, ORIGINS, QUESTIONS, SCOPES = (
    table(LEDGERS / "flood" / f"{name}.csv")
    for name in ("sources", "origins", "questions", "scopes")
)
# What may stand after a figure in `said`: who says it, when, of what and how. Of these the board
# ("quoted": in the River Post) and the police are of one party; witness and pooled are unnamed.
WORDS: dict[str, Row] = {
    row.pop("word"): {name: cell for name, cell in row.items() if cell}
    for row in table(Path(__file__).with_name("said.csv"))
}


def claim(claim_id: str, question_id: str = "dead", figure: str = "18", **cells: str) -> Row:
    """A claim; `figure` is the number, date or answer, and stands in the wording."""
    kind = next((q["kind"] for q in QUESTIONS if q["question_id"] == question_id), "count")
    row = {"claim_id": claim_id, "source_id": "post", "question_id": question_id}
    row |= {"origin_id": "post-itself", "as_of": "2019-03-08"}
    row["paragraph"] = str(1 + sum(map(ord, claim_id)) % 90)  # so that no claim is made twice
    if kind == "choice":
        return row | {"answer": figure, "wording": "so it is said"} | cells
    row |= {"qualifier": "exact", "low": figure, "high": figure}
    printed = f"on 5 March {figure[:4]}" if kind == "date" else f"{figure} people"
    return row | {"wording": printed} | cells


PRINTED = r"([0-9][0-9TA-Z:-]*)"
HEDGED = re.compile(rf"([a-z ]*[a-z]) ?(?:{PRINTED}(?: and {PRINTED})?)?")
# Which of low and high hold what a hedge stands before.
ENDS = dict.fromkeys(("up to", "fewer than", "until"), (0, 1)) | dict.fromkeys(
    ("at least", "more than", "from"), (1, 0)
)


def said(claim_id: str, question_id: str, text: str) -> Row:
    """A claim in short: "about 18, union, later" is a figure, who says it, when and of what."""
    figure, *words = text.split(", ")
    row = claim(claim_id, question_id, figure)
    found = HEDGED.fullmatch(figure)
    if found and "answer" not in row:
        hedge, one, two = found[1], found[2] or "", found[3]
        low, high = ENDS.get(hedge, (1, 1))
        row = hedged(claim_id, hedge, one * low, two or one * high, question_id=question_id)
    for word in words:
        row |= WORDS[word]
    return row


def all_said(question_id: str, text: str) -> list[Row]:
    """Claims a, b and so on, in short and with bars between them."""
    return [said(chr(97 + at), question_id, each) for at, each in enumerate(text.split(" | "))]


def write_cells(path: Path, rows: Iterable[Iterable[str]], **how: Any) -> None:
    """Write a CSV, in another dialect where asked."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, **({"lineterminator": "\n"} | how)).writerows(rows)


def write(
    folder: Path,
    claims: Iterable[Row],
    *,
    questions: Iterable[Row] = QUESTIONS,
    sources: Iterable[Row] = SOURCES,
    origins: Iterable[Row] = ORIGINS,
    scopes: Iterable[Row] = SCOPES,
    **others: Iterable[Row],
) -> Path:
    """Write a ledger into a folder, which is made, and return it; conventions are the shipped."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {"claims": claims, "questions": questions, "sources": sources, "origins": origins}
    for name, rows in (files | {"scopes": scopes} | others).items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS[name], restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def compared(
    folder: Path, *claims: Row, convention: str = "", **others: Iterable[Row]
) -> Comparison:
    """The comparison of a made-up ledger."""
    return compare(load(write(folder, claims, **others)), convention)


def verdict(comparison: Comparison, one: str, other: str) -> str:
    """The verdict on two claims, in either order."""
    table = comparison.verdicts
    pair = table["claim_a"].isin([one, other]) & table["claim_b"].isin([one, other])
    return table.loc[pair, "verdict"].item()


def hedged(claim_id: str, hedge: str, low: str = "", high: str = "", **cells: str) -> Row:
    """A claim of a number with its hedge; `low` and `high` are as the ledger has them."""
    printed = " and ".join(dict.fromkeys(filter(None, (low, high))))
    row = {"wording": f"{hedge} {printed} people".replace("  ", " "), "qualifier": hedge}
    return claim(claim_id, **(row | {"low": low, "high": high} | cells))


def cases(test: str, table: str) -> list[list[str]]:
    """The rows of a table of cases beside a test; {U+00A0} stands for what nobody sees."""
    _, *rows = cells(Path(test).with_name(table))
    unseen = re.compile(r"\{U\+([0-9A-F]{4})\}")
    return [[unseen.sub(lambda code: chr(int(code[1], 16)), cell) for cell in row] for row in rows]
