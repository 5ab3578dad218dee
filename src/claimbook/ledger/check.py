"""Read and check a ledger: all problems at once, the first in a cell, in one order."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from claimbook.ledger import csvfile, hygiene, rules
from claimbook.ledger.csvfile import COLUMNS, DESCRIPTION, FIELDS, RESOURCES, Sheet
from claimbook.ledger.folder import find
from claimbook.ledger.hints import nearest, quoted
from claimbook.ledger.model import Ledger, LedgerError, Problem
from claimbook.ledger.rules import Found, Row, Test

MAX_PROBLEMS = 200
FIRST_ROW = 2
FEW = 2  # errors in a row that was not moved
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
    found = [
        Problem(DESCRIPTION, line, column, message)
        for line, column, message in csvfile.description_problems(folder)
    ]
    for name, sheet in sheets.items():
        found += [Problem(f"{name}.csv", *place) for place in sheet.problems]
    for row in sheets["questions"].rows:
        row["running_total"] = row["running_total"] or "no"
    context = rules.context(
        {name: sheet.rows for name, sheet in sheets.items()}, sheets["scopes"].complete
    )
    for resource in RESOURCES:
        name = resource["name"]
        cells = _cells(name, sheets, context, resource["schema"])
        found += [Problem(f"{name}.csv", *place) for place in cells]
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


def _cells(
    name: str, sheets: dict[str, Sheet], context: rules.Context, schema: dict
) -> Iterator[tuple[int, str, str, bool]]:
    """Yield line, column, message and whether it is a warning: the first in each cell of a file."""
    sheet = sheets[name]
    alone = [
        hygiene.rule(COLUMNS[name], context.tables),
        *_of_row(rules.RULES.get(name), context),
        rules.schema(FIELDS[name]),
        *_references(name, sheets, schema),
    ]
    errors = [*alone, *_keys(sheet, schema), *map(rules.alike, rules.DECISIVE.get(name, ()))]
    if name == "claims":
        errors.append(rules.repeated())
    if name == "not_claims":
        errors.append(rules.claimed(sheets["claims"].rows, sheets["claims"].lines))
    shared = rules.SHARED.get(name, ())
    warnings = [
        *_of_row(rules.WARNINGS.get(name), context),
        *map(rules.alike, shared),
        hygiene.one_script([*rules.DECISIVE.get(name, ()), *shared]),
    ]
    tests = [*((test, False) for test in errors), *((test, True) for test in warnings)]
    tried = 0
    for row, line in zip(sheet.rows, sheet.lines, strict=True):
        found: dict[str, tuple[str, bool]] = {}
        for test, warning in tests:
            for column, message in test(row, line):
                found.setdefault(column, (message, warning))
        if len(found) > FEW and tried < MAX_PROBLEMS:  # each of very many takes its time
            tried += 1
            if moved := _moved(row, alone):
                found = {"": (moved, False)}
        for column, (message, warning) in found.items():
            yield line, column, message, warning
    yield from _no_rows(name, sheets)


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


def _of_row(rule: rules.Rule | None, context: rules.Context) -> list[Test]:
    return [lambda row, line: rule(row, context)] if rule else []


def _keys(sheet: Sheet, schema: dict) -> list[Test]:
    """Report the rows whose key an earlier row has; rows with an empty key are none of them."""
    unique = [[f["name"]] for f in schema["fields"] if f.get("constraints", {}).get("unique")]
    primary = schema["primaryKey"]
    primary = [primary] if isinstance(primary, str) else primary
    return [_key(key) for key in (unique if primary in unique else [*unique, primary])]


def _key(key: list[str]) -> Test:
    first: dict[tuple[str, ...], int] = {}

    def test(row: Row, line: int) -> Found:
        cells = tuple(row[column] for column in key)
        earlier = first.setdefault(cells, line)
        if earlier == line or not all(cells):
            return
        value = " and ".join(map(quoted, cells))
        if len(key) > 1:
            together = " and ".join(key)
            message = f"{together} are {value} as in line {earlier}; delete one of the two rows"
        else:
            message = (
                f"{value} stands in line {earlier} already; give one of the two rows another "
                f"{key[0]}"
            )
        yield key[-1], message

    return test


def _references(name: str, sheets: dict[str, Sheet], schema: dict) -> list[Test]:
    """Check that what a column refers to is there."""
    tests = []
    for key in schema.get("foreignKeys", []):
        other = key["reference"]["resource"] or name
        # where rows could not be read, the one referred to may be among them
        if sheets[other].complete and sheets[other].rows:
            tests.append(_reference(key["fields"], other, key["reference"]["fields"], sheets))
    return tests


def _reference(column: str, other: str, there: str, sheets: dict[str, Sheet]) -> Test:
    known = {row[there]: None for row in sheets[other].rows}
    told: dict[str, str] = {}  # many rows may have one wrong cell

    def test(row: Row, line: int) -> Found:
        value = row[column]
        if value and value not in known:
            if value not in told:
                hint = nearest(value, known) if len(told) < MAX_PROBLEMS else ""
                article = "an" if there[0] in "aeiou" else "a"
                hint = hint or f"; add it there, or write {article} {there} that is there"
                told[value] = f"{quoted(value)} is not in {other}.csv{hint}"
            yield column, told[value]

    return test


def _no_rows(name: str, sheets: dict[str, Sheet]) -> Iterator[tuple[int, str, str, bool]]:
    """Say once, not for every row, that what others refer to is empty."""
    if sheets[name].rows or sheets[name].problems:
        return
    if name == "conventions":
        yield 0, "", "has no rows; write at least as-worded,exact,printed,,,", False
        return
    for resource in RESOURCES:
        for key in resource["schema"].get("foreignKeys", []):
            refers = key["reference"]["resource"] == name
            if refers and any(row[key["fields"]] for row in sheets[resource["name"]].rows):
                message = f"has no rows, but {resource['name']}.csv refers to some; put them back"
                yield 0, "", message, False
                return
