"""Read and check a ledger: all problems at once, the first in a cell, in one order."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from claimbook.ledger import across, hygiene, rules
from claimbook.ledger.across import Test
from claimbook.ledger.claims import claim_tests
from claimbook.ledger.context import Context, between
from claimbook.ledger.csvfile import Sheet, read_sheet
from claimbook.ledger.description import description_problems, is_first_edition
from claimbook.ledger.files import COLUMNS, DESCRIPTION, RESOURCES, UNCODED, described, read_bytes
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
        return rows[~rows["line"].isin(bad) & (1 not in bad)]  # a column is missing in all


def read(folder: Path) -> Reading:
    """Read and check the ledger in `folder`; bad data raises nothing."""
    if is_first_edition(folder):
        found = [Problem("questions.csv", 1, "", FIRST_EDITION)]
        empty = {name: frame(Sheet(), columns) for name, columns in COLUMNS.items()}
        return Reading(Ledger(folder=Path(folder), **empty), found)
    sheets = {name: read_sheet(folder / f"{name}.csv", name) for name in COLUMNS}
    found = [Problem(DESCRIPTION, *place) for place in description_problems(folder)]
    for name, sheet in sheets.items():
        found += [Problem(f"{name}.csv", *place) for place in sheet.problems]
    frames = {name: frame(sheet, COLUMNS[name]) for name, sheet in sheets.items()}
    frames["questions"]["running_total"] = frames["questions"]["running_total"].replace("", "no")
    coded = {*frames["claims"]["source_id"], *frames["not_claims"]["source_id"]}
    uncoded = frozenset(frames["sources"]["source_id"]) - coded
    whole = described(read_bytes(folder / DESCRIPTION)[0]).get(UNCODED)
    if isinstance(whole, list):  # a slice, where sources without rows may have some elsewhere
        uncoded &= {*map(str, whole)}
    ledger = Ledger(folder=Path(folder), uncoded=uncoded, **frames)
    complete = {name for name, sheet in sheets.items() if sheet.complete}
    context = between(ledger, complete)
    for resource in RESOURCES:
        absent = sheets[resource["name"]].absent
        found += _problems(resource, ledger, complete, context, absent)
    return Reading(ledger, sorted(found))


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


def frame(sheet: Sheet, columns: list[str]) -> pd.DataFrame:
    """Return the rows of a sheet: `columns` as text, and ``line`` (int)."""
    rows = pd.DataFrame(sheet.cells, columns=sheet.columns or columns, dtype="str")[columns]
    return rows.assign(line=pd.Series(sheet.lines, dtype="int64"))


# --- cells ---------------------------------------------------------------------------------------


def _problems(
    resource: Mapping[str, Any],
    ledger: Ledger,
    complete: Container[str],
    context: Context,
    absent: Iterable[str],
) -> Iterator[Problem]:
    """Yield the first problem in each cell of a file; an error goes before a warning.

    A column that is absent counts as empty; where it may not be empty, that is one problem.
    """
    name, schema = resource["name"], resource["schema"]
    rows, file = _categories(getattr(ledger, name), COLUMNS[name]), f"{name}.csv"
    alone = [
        hygiene.rule(COLUMNS[name], context.tables),
        rules.iso_dates(COLUMNS[name]),
        *_of_rows(rules.RULES, name, context),
        *(claim_tests(context) if name == "claims" else ()),
        across.by_label(name, ledger, schema),
        rules.schema(schema["fields"]),
        across.references(name, ledger, complete, schema),
    ]
    decisive, shared = DECISIVE.get(name, ()), SHARED.get(name, ())
    errors = [*alone, *across.keys(schema), *map(across.alike, decisive)]
    if name == "claims":
        errors.append(across.repeated)
    if name == "not_claims":
        errors.append(across.claimed(ledger.claims))
    warnings = [
        *_of_rows(rules.WARNINGS, name, context),
        *map(across.alike, shared),
        hygiene.one_script([*decisive, *shared]),
    ]
    found: dict[int, dict[str, Problem]] = {}  # by line and column
    for test, warning in [(test, False) for test in errors] + [(test, True) for test in warnings]:
        for line, column, message in test(rows):
            problem = Problem(file, line, column, message, warning)
            found.setdefault(line, {}).setdefault(column, problem)
    for column in absent:
        wrong = [cells for cells in found.values() if column in cells and not cells[column].warning]
        for cells in wrong:
            del cells[column]
        if wrong:
            message = f"the column is missing; the first line is {','.join(COLUMNS[name])}"
            found.setdefault(1, {})[column] = Problem(file, 1, column, message)
    many = [line for line in sorted(found) if len(found[line]) > FEW]
    many = many[:MAX_PROBLEMS]  # each of very many takes its time
    for line, message in _moved(rows[rows["line"].isin(many)], alone).items():
        found[line] = {"": Problem(file, line, "", message)}
    for problems in found.values():
        yield from problems.values()
    if name in complete and (message := across.no_rows(name, ledger)):
        yield Problem(file, 0, "", message)


def _categories(rows: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Return the rows with their columns as categories, so that what is alike is judged once."""
    cells = {column: pd.factorize(rows[column].to_numpy(object)) for column in columns}
    # not by astype, which sorts them
    return rows.assign(**{name: pd.Categorical.from_codes(*each) for name, each in cells.items()})


def _of_rows(table: rules.Table, name: str, context: Context) -> list[Test]:
    if name not in table:
        return []
    rule, columns = table[name]
    return [across.of_rows(partial(rule, context=context), columns)]


def _moved(rows: pd.DataFrame, tests: list[Test]) -> dict[int, str]:
    """Say, by line, which rows are right, but for a cell that was lost, once cells are moved."""
    columns = [column for column in rows.columns if column != "line"]
    ways: list[tuple[int, str, str]] = []  # line, column, to which side
    tried: list[list[str]] = []
    for line, *cells in zip(rows["line"], *(rows[column] for column in columns), strict=True):
        for at, column in enumerate(columns):
            if not cells[-1]:
                ways.append((line, column, "left"))
                tried.append([*cells[:at], "", *cells[at:-1]])
            if not cells[at]:
                ways.append((line, column, "right"))
                tried.append([*cells[:at], *cells[at + 1 :], ""])
    moved = frame(Sheet(columns, tried, [*range(len(tried))]), columns)
    wrong: list[set[str]] = [set() for _ in ways]
    for test in tests:
        for at, column, _ in test(moved):
            wrong[at].add(column)
    right: dict[int, str] = {}
    for (line, column, way), found in zip(ways, wrong, strict=True):
        if found <= {column}:
            where = f"cells stand one to the {way} from {column} on; move them back"
            right.setdefault(line, f"the row seems shifted: {where}")
    return right
