"""Read and check a ledger: all problems at once, the first in a cell, in one order."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from claimbook.ledger import across, csvfile, hygiene, rules
from claimbook.ledger.across import Row, Test
from claimbook.ledger.context import Context, between
from claimbook.ledger.csvfile import COLUMNS, DESCRIPTION, RESOURCES, Sheet
from claimbook.ledger.folder import find
from claimbook.ledger.model import Ledger, LedgerError, Problem

MAX_PROBLEMS = 200
FIRST_ROW = 2
FEW = 2  # errors in a row that was not moved
# Columns whose names decide what is compared; those of the others are only warned of.
DECISIVE = {"origins": ("party", "name"), "scopes": ("scope",)}
SHARED = {
    "claims": ("via",),
    "sources": ("publisher", "kind"),
    "origins": ("kind",),
    "questions": ("unit", "place"),
}
FIRST_EDITION = (
    "this ledger is of the first edition. To bring it up: in questions.csv delete the column "
    "part_of (a part is now a claim with a scope) and add short and answers_are (several, event or "
    "exclusive, for each choice); name the scopes of claims.csv in scopes.csv (scope,within,note) "
    "or empty them; where there are a datapackage.json and a conventions.csv, take those of "
    "claimbook init --all; the new columns counted and stated may wait"
)


@dataclass(frozen=True, eq=False)
class Reading:
    """A folder as it was read."""

    ledger: Ledger  # every row that could be told apart; sound only if there is no problem
    problems: list[Problem]  # in all files, by file, line and column; warnings too

    @property
    def errors(self) -> list[Problem]:
        """The problems that are no mere warnings."""
        return [problem for problem in self.problems if not problem.warning]

    @property
    def unread(self) -> set[str]:
        """The files that have rows, or all of them, that could not be read."""
        return {p.file for p in self.errors if p.line < FIRST_ROW or not p.column}

    def sound(self, frame: str, *columns: str) -> pd.DataFrame:
        """Return the rows of a frame in whose `columns` (default: in which) is no error."""
        rows = getattr(self.ledger, frame)
        file, wrong = f"{frame}.csv", (*columns, "")
        bad = {p.line for p in self.errors if p.file == file and (p.column in wrong or not columns)}
        return rows[~rows["line"].isin(bad)]


def read(folder: Path) -> Reading:
    """Read and check the ledger in `folder`; bad data raises nothing."""
    if csvfile.is_first_edition(folder):
        found = [Problem("questions.csv", 1, "", FIRST_EDITION)]
        empty = {name: _frame(Sheet(), columns) for name, columns in COLUMNS.items()}
        return Reading(Ledger(folder=Path(folder), **empty), found)
    sheets = {name: csvfile.read_sheet(folder / f"{name}.csv", name) for name in COLUMNS}
    found = [Problem(DESCRIPTION, *place) for place in csvfile.description_problems(folder)]
    for name, sheet in sheets.items():
        found += [Problem(f"{name}.csv", *place) for place in sheet.problems]
    for row in sheets["questions"].rows:
        row["running_total"] = row["running_total"] or "no"
    context = between(sheets)
    for resource in RESOURCES:
        found += _problems(resource, sheets, context)
    frames = {name: _frame(sheet, COLUMNS[name]) for name, sheet in sheets.items()}
    return Reading(Ledger(folder=Path(folder), **frames), sorted(found))


def load(folder: str | Path | None = None, topics: Iterable[str] | None = None) -> Ledger:
    """Return the checked ledger (of some topics); an error with all problems, if there is any."""
    reading = read(find(folder))
    if reading.errors:
        raise LedgerError(shortened(reading.errors))
    return reading.ledger if topics is None else reading.ledger.select(topics)


def shortened(problems: list[Problem], most: int = MAX_PROBLEMS) -> list[Problem]:
    """Return the first problems, and a last line that counts the rest."""
    more = len(problems) - most
    if more <= 0:
        return problems
    plural = "s" if more > 1 else ""
    return [*problems[:most], Problem("", 0, "", f"… and {more} more problem{plural}")]


def _frame(sheet: Sheet, columns: list[str]) -> pd.DataFrame:
    data = {
        column: pd.Series([row[column] for row in sheet.rows], dtype="str") for column in columns
    }
    return pd.DataFrame(data | {"line": pd.Series(sheet.lines, dtype="int64")})


# --- cells ---------------------------------------------------------------------------------------


def _problems(
    resource: Mapping[str, Any], sheets: Mapping[str, Sheet], context: Context
) -> Iterator[Problem]:
    """Yield the first problem in each cell of a file; an error goes before a warning."""
    name, schema = resource["name"], resource["schema"]
    sheet, file = sheets[name], f"{name}.csv"
    alone = [
        hygiene.rule(COLUMNS[name], context.tables),
        *_of_row(rules.RULES.get(name), context),
        rules.schema(schema["fields"]),
        across.references(name, sheets, schema),
    ]
    decisive, shared = DECISIVE.get(name, ()), SHARED.get(name, ())
    errors = [*alone, *across.keys(schema), *map(across.alike, decisive)]
    if name == "claims":
        errors.append(across.repeated())
    if name == "not_claims":
        errors.append(across.claimed(sheets["claims"]))
    warnings = [
        *_of_row(rules.WARNINGS.get(name), context),
        *map(across.alike, shared),
        hygiene.one_script([*decisive, *shared]),
    ]
    tests = [*((test, False) for test in errors), *((test, True) for test in warnings)]
    tried = 0
    for row, line in zip(sheet.rows, sheet.lines, strict=True):
        found: dict[str, Problem] = {}
        for test, warning in tests:
            for column, message in test(row, line):
                found.setdefault(column, Problem(file, line, column, message, warning))
        if len(found) > FEW and tried < MAX_PROBLEMS:  # each of very many takes its time
            tried += 1
            if moved := _moved(row, alone):
                found = {"": Problem(file, line, "", moved)}
        yield from found.values()
    if message := across.no_rows(name, sheets):
        yield Problem(file, 0, "", message)


def _of_row(rule: rules.Rule | None, context: Context) -> list[Test]:
    return [lambda row, line: rule(row, context)] if rule else []


def _moved(row: Row, tests: list[Test]) -> str:
    """Say so where a row is right, but for a cell that was lost, once its cells are moved."""
    columns, cells = [*row], [*row.values()]
    for at, column in enumerate(columns):
        for way, filled, mended in (
            ("left", cells[-1], [*cells[:at], "", *cells[at:-1]]),
            ("right", cells[at], [*cells[:at], *cells[at + 1 :], ""]),
        ):
            moved = dict(zip(columns, mended, strict=True))
            if not filled and {c for test in tests for c, _ in test(moved, 0)} <= {column}:
                return (
                    f"the row seems shifted: cells stand one to the {way} from {column} on; move "
                    "them back"
                )
    return ""
