"""Read and check a ledger: all problems at once, the first in a cell, in one order."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from claimbook.ledger import hygiene, rules
from claimbook.ledger.alike import alike
from claimbook.ledger.claims import claim_tests
from claimbook.ledger.columns import named, schema
from claimbook.ledger.context import Context, between
from claimbook.ledger.csvfile import Sheet, read_sheet
from claimbook.ledger.description import description_problems, is_first_edition
from claimbook.ledger.files import COLUMNS, DESCRIPTION, RESOURCES, UNCODED, described, read_bytes
from claimbook.ledger.folder import find
from claimbook.ledger.keys import claimed, keys, no_rows, repeated
from claimbook.ledger.model import Ledger, LedgerError, Problem
from claimbook.ledger.rows import Test

MAX_PROBLEMS = 200
FIRST_ROW = 2
FEW = 2  # problems in a row that was not moved
Cells = dict[tuple[int, str], tuple[str, bool]]  # by line and column: message, whether a warning
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


# --- a file --------------------------------------------------------------------------------------


def _problems(
    resource: Mapping[str, Any],
    ledger: Ledger,
    complete: Container[str],
    context: Context,
    absent: Iterable[str],
) -> Iterator[Problem]:
    """Yield what is wrong with the rows of a file, at most once in each cell."""
    name, columns = resource["name"], COLUMNS[resource["name"]]
    rows = _categories(getattr(ledger, name), columns)
    alone = _alone(resource, ledger, complete, context)
    found = _firsts(rows, [*alone, *_together(resource, ledger)], _warnings(name, context))
    found = _once_of_columns(found, absent, f"the first line is {','.join(columns)}")
    found = _once_of_rows(found, rows, alone)
    for (line, column), (message, warning) in found.items():
        yield Problem(f"{name}.csv", line, column, message, warning)
    if name in complete and (message := no_rows(name, ledger)):
        yield Problem(f"{name}.csv", 0, "", message)


def _alone(
    resource: Mapping[str, Any], ledger: Ledger, complete: Container[str], context: Context
) -> list[Test]:
    """The tests of each row by itself; where a cell fails several, the first says most."""
    name, fields = resource["name"], resource["schema"]["fields"]
    return [
        hygiene.rule(COLUMNS[name], context.tables),
        *rules.tests(rules.RULES, name, context),
        *(claim_tests(context) if name == "claims" else ()),
        schema(fields, named(resource, ledger, complete)),
    ]


def _together(resource: Mapping[str, Any], ledger: Ledger) -> list[Test]:
    """The tests of each row beside the others."""
    name = resource["name"]
    more = {"claims": [repeated], "not_claims": [claimed(ledger.claims)]}.get(name, [])
    return [*keys(resource["schema"]), *map(alike, DECISIVE.get(name, ())), *more]


def _warnings(name: str, context: Context) -> list[Test]:
    """The tests for what is likely wrong, though it can be right."""
    decisive, shared = DECISIVE.get(name, ()), SHARED.get(name, ())
    scripts = hygiene.one_script([*decisive, *shared])
    return [*rules.tests(rules.WARNINGS, name, context), *map(alike, shared), scripts]


def _categories(rows: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Return the rows with their columns as categories, so that what is alike is judged once."""
    cells = {column: pd.factorize(rows[column].to_numpy(object)) for column in columns}
    # not by astype, which sorts them
    return rows.assign(**{name: pd.Categorical.from_codes(*each) for name, each in cells.items()})


def _firsts(rows: pd.DataFrame, errors: list[Test], warnings: list[Test]) -> Cells:
    """What is found first in each cell; an error goes before a warning."""
    found: Cells = {}
    for tests, warning in ((errors, False), (warnings, True)):
        for test in tests:
            for line, column, message in test(rows):
                found.setdefault((line, column), (message, warning))
    return found


def _once_of_columns(found: Cells, absent: Iterable[str], todo: str) -> Cells:
    """Say of a column that is absent and may not be empty that it is missing, and no more."""
    wrong = {column for (_, column), (_, warning) in found.items() if not warning} & {*absent}
    rest = {cell: said for cell, said in found.items() if cell[1] not in wrong or said[1]}
    return rest | {(1, column): (f"the column is missing; {todo}", False) for column in wrong}


def _once_of_rows(found: Cells, rows: pd.DataFrame, alone: list[Test]) -> Cells:
    """Say of a row whose cells were moved that they were, and no more."""
    cells = Counter(line for line, _ in found)
    many = [line for line in sorted(cells) if cells[line] > FEW]
    many = many[:MAX_PROBLEMS]  # each of very many takes its time
    moved = _moved(rows[rows["line"].isin(many)], alone)
    rest = {cell: said for cell, said in found.items() if cell[0] not in moved}
    return rest | {(line, ""): (message, False) for line, message in moved.items()}


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
