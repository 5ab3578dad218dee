"""Read the ledger's CSV files and their description strictly, whatever bytes they hold.

pandas' own reader accepts short rows, guesses types and turns a source called NA into nothing; the
standard library's `csv` in strict mode plus a width check does not.
"""

import csv
import io
import json
import os
import re
import stat
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from claimbook.advice import SAVE_AS, nearest, show

COLUMNS = {
    "claims": "claim_id source_id question_id scope paragraph wording qualifier low high answer "
    "as_of origin_id via note",
    "sources": "source_id title publisher kind published origin_id sha256 note",
    "origins": "origin_id name party kind",
    "questions": "question_id topic question kind unit place running_total part_of answers note",
    "conventions": "convention qualifier rule low high reference",
    "not_claims": "source_id paragraph wording reason",
}
COLUMNS = {name: columns.split() for name, columns in COLUMNS.items()}
DESCRIPTION = "datapackage.json"

MAX_FILE = 256 * 2**20  # bytes
MAX_DESCRIPTION = 2**20  # bytes
MAX_LINE = 200_000  # characters
MAX_CELL = 10_000  # characters
MAX_FIELD = 131_072  # characters; a longer cell is taken for a quotation mark never closed
MAX_BROKEN_ROWS = 1000  # after these a file is not read further
CHUNK = 5_000  # rows; small enough to stay in the processor's cache

Say = Callable[[int], str]


@dataclass(frozen=True)
class Flag:
    """One kind of problem at many lines; the messages are made late, and only those shown.

    Attributes
    ----------
    file, column : str
    lines : ndarray of int, ascending
        Physical lines; 0 for the file as a whole.
    say : callable
        Gives the message for the i-th of `lines`.
    """

    file: str
    column: str
    lines: np.ndarray
    say: Say


def flag_at(file: str, line: int, message: str, column: str = "") -> Flag:
    """Return the flag of a single problem."""
    return Flag(file, column, np.array([line]), lambda _: message)


@dataclass
class Sheet:
    """One CSV while it is being checked; every column is kept as its distinct values and codes.

    Attributes
    ----------
    name, file : str
        ``claims``, ``claims.csv``.
    values : dict of str to list of str
        The distinct cells of each column, in order of appearance.
    codes : dict of str to ndarray of int
        For each row the position of its cell in `values`.
    lines : ndarray of int
        Physical line of each row.
    complete : bool
        False where rows are missing because they could not be read: nothing can then be said
        about references to this sheet.
    bad : dict of str to ndarray of bool
        Cells that have a problem already; only the first one found in a cell is reported.
    flags : list of Flag
    """

    name: str
    file: str
    values: dict[str, list[str]]
    codes: dict[str, np.ndarray]
    lines: np.ndarray
    complete: bool
    flags: list[Flag]
    bad: dict[str, np.ndarray] = field(default_factory=dict)

    def where(self, column: str, test: Callable[[str], object]) -> np.ndarray:
        """Return for each row whether `test` holds for its cell; called once per distinct cell."""
        values = self.values[column]
        found = np.fromiter(map(bool, map(test, values)), bool, len(values))
        return found[self.codes[column]]

    def map(self, column: str, function: Callable[[str], Any], dtype: type) -> np.ndarray:
        """Return `function` of each row's cell as an array of `dtype`."""
        values = self.values[column]
        result = np.empty(len(values), dtype)
        for i, value in enumerate(values):
            result[i] = function(value)
        return result[self.codes[column]]

    def column(self, column: str) -> np.ndarray:
        """Return the cells of a column as an array of objects."""
        return np.array(self.values[column], object)[self.codes[column]]

    def row(self, i: int) -> dict[str, str]:
        """Return the cells of row `i` by column."""
        return {c: self.values[c][codes[i]] for c, codes in self.codes.items()}

    def flag(
        self,
        column: str,
        mask: np.ndarray,
        say: Callable[[dict[str, str]], str],
        **more: np.ndarray,
    ) -> None:
        """Report the cells of `column` where `mask` holds and that have no problem yet.

        `say` gets the row as a dict, with the row's entries of the arrays in `more` added.
        """
        bad = self.bad.setdefault(column, np.zeros(len(self.lines), bool))
        rows = np.flatnonzero(mask & ~bad)
        if not len(rows):
            return
        bad[rows] = True

        def message(n: int) -> str:
            i = rows[n]
            return say(self.row(i) | {key: array[i] for key, array in more.items()})

        self.flags.append(Flag(self.file, column, self.lines[rows], message))

    def frame(self) -> pd.DataFrame:
        """Return the sheet as a frame of text columns, and `line` last."""
        data = {column: pd.Series(self.column(column), dtype="str") for column in self.codes}
        return pd.DataFrame(data | {"line": self.lines.astype(np.int64)})


# ---- bytes


def read_bytes(path: Path, limit: int) -> tuple[bytes, str]:
    """Return the bytes of a regular file, and what is wrong where there are none."""
    try:
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode):
            return b"", "is a folder; put the file of that name in its place"
        if not stat.S_ISREG(status.st_mode):  # a pipe would never end
            return b"", "is not a regular file; put the file of that name in its place"
        if status.st_size > limit:
            return b"", _too_large(limit)
        with open(path, "rb") as stream:
            before = os.fstat(stream.fileno())
            data = stream.read(limit + 1)
            after = os.fstat(stream.fileno())
    except FileNotFoundError:
        return b"", "the file is missing; a ledger folder holds " + _listed()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return b"", f"cannot be read ({reason}); put a readable file in its place"
    if len(data) > limit:
        return b"", _too_large(limit)
    if (before.st_size, before.st_mtime_ns) != (len(data), after.st_mtime_ns):
        return b"", "was changed while it was read; save it, then try again"
    return data, ""


def _too_large(limit: int) -> str:
    return f"is larger than {limit // 2**20} MB, the most that is read; split the ledger"


def _listed() -> str:
    files = [f"{name}.csv" for name in COLUMNS] + [DESCRIPTION]
    return ", ".join(files[:-1]) + " and " + files[-1]


def _line_of(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, position) + 1


def encoding_problem(data: bytes) -> tuple[int, str] | None:
    """Return line and message where `data` is not UTF-8 text with LF or CRLF, else None."""
    if data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        return 0, f"is a spreadsheet file under the name of a CSV; {SAVE_AS}"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return 1, f"is UTF-16 (“Unicode text”), not UTF-8; {SAVE_AS}"
    nul = data.find(b"\0")
    if nul >= 0:
        return _line_of(data, nul), (
            "holds a NUL character, so it is no UTF-8 text or was damaged; restore it from a copy "
            f"or {SAVE_AS}"
        )
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        try:
            seen = data[error.start : error.start + 1].decode("cp1252")
        except UnicodeDecodeError:
            seen = ""
        hint = f"; in Windows-1252 it would be {show(seen)}" if seen else ""
        byte = data[error.start]
        return _line_of(data, error.start), f"is not UTF-8 (byte 0x{byte:02X}{hint}); {SAVE_AS}"
    if data.count(b"\r") != data.count(b"\r\n"):
        alone = re.search(rb"\r(?!\n)", data)
        return _line_of(data, alone.start()), (
            "holds a bare carriage return (an old Mac line end); save it with line ends LF or CRLF"
        )
    return None


# ---- rows


def _short_lines(stream: io.TextIOBase) -> Iterator[str]:
    """Yield the lines of `stream`; one too long stops the reading before csv takes it apart."""
    for line in stream:
        if len(line) > MAX_LINE:
            raise csv.Error("line too long")
        yield line


def _csv_problem(error: csv.Error, line: int, now: int) -> tuple[int, str]:
    text = str(error)
    if "too long" in text:
        return now + 1, f"is longer than {MAX_LINE} characters, the most that is read; shorten it"
    if "field larger" in text:
        return line, "a cell that begins here does not end; close its quotation mark, or shorten it"
    if "unexpected end" in text:
        return line, 'a quotation mark (") opened in this row is never closed; close or delete it'
    return line, (
        'the quotation marks (") of the row that begins here do not pair; put a cell with commas '
        'between two of them, and write one inside a cell as ""'
    )


def _width_message(row: list[str], width: int) -> str:
    if not any(row):
        return "the row is empty; delete it"
    cells = f"the row has {len(row)} cell{'s' * (len(row) != 1)} instead of {width}"
    if len(row) < width:
        return f"{cells}; write the missing commas, an empty cell being nothing between two commas"
    if re.search("[“”„]", "".join(row)):
        return f'{cells}; curly quotes do not hold a cell together, put straight ones (") around it'
    return f'{cells}; put straight quotes (") around a cell that holds a comma'


def header_flags(file: str, header: list[str], expected: list[str]) -> list[Flag]:
    """Return what is wrong with the names and the order of the columns."""
    if header == expected:
        return []
    wanted = ",".join(expected)
    if len(header) == 1 and header[0].lower().startswith("sep="):
        return [flag_at(file, 1, f"delete the line {show(header[0])}; the first line is {wanted}")]
    for mark, name in ((";", "semicolons"), ("\t", "tabs")):
        cells = ",".join(header).split(mark)
        if len(cells) > 1 and set(cells) & set(expected):
            return [
                flag_at(
                    file,
                    1,
                    f"cells are separated by {name}, as a spreadsheet saves them; {SAVE_AS}",
                )
            ]
    if not set(header) & set(expected):
        message = f"the first line does not name the columns; it must be {wanted}"
        return [flag_at(file, 1, message)]
    flags = []
    missing = [column for column in expected if column not in header]
    unknown = [column for column in dict.fromkeys(header) if column not in expected]
    for column in unknown[:50]:
        place = f"column {header.index(column) + 1}"
        if not column:
            flags.append(flag_at(file, 1, f"{place} has no name; delete it"))
            continue
        hint = nearest(column, missing)
        renamed = [m for m in missing if show(m) in hint]
        missing = [m for m in missing if m not in renamed]
        what = f"{place} is called {show(column)}"
        todo = f"; call it {renamed[0]}" if renamed else ", which no ledger has; delete it"
        flags.append(flag_at(file, 1, what + todo))
    for column in missing:
        flags.append(flag_at(file, 1, f"the column is missing; the first line is {wanted}", column))
    for column in expected:
        if header.count(column) > 1:
            flags.append(flag_at(file, 1, "the column stands twice; delete one of them", column))
    if not flags:
        flags.append(flag_at(file, 1, f"the columns are in another order; put them as {wanted}"))
    return flags


def read_sheet(folder: Path, name: str) -> tuple[Sheet | None, list[Flag]]:
    """Read one CSV of the ledger.

    Parameters
    ----------
    folder : Path
    name : str
        A key of `COLUMNS`.

    Returns
    -------
    sheet : Sheet or None
        None where not a single row can be told apart; else the rows that can, with the problems of
        the others among its flags.
    flags : list of Flag
        What is wrong where there is no sheet.
    """
    file, expected = f"{name}.csv", COLUMNS[name]
    data, wrong = read_bytes(folder / file, MAX_FILE)
    if wrong:
        return None, [flag_at(file, 0, wrong)]
    data = data.removeprefix(b"\xef\xbb\xbf")
    if not data.strip():
        return None, [flag_at(file, 0, f"is empty; its first line is {','.join(expected)}")]
    if problem := encoding_problem(data):
        return None, [flag_at(file, *problem)]
    was = csv.field_size_limit(MAX_FIELD)  # of the whole process; other libraries lift it
    try:
        return parse(data, name, expected)
    finally:
        csv.field_size_limit(was)


def parse(data: bytes, name: str, expected: list[str]) -> tuple[Sheet | None, list[Flag]]:
    """Take the header and the rows of a CSV apart; see `read_sheet`, which reads its bytes."""
    file = f"{name}.csv"
    stream = io.TextIOWrapper(io.BytesIO(data), "utf-8", newline=None)
    reader = csv.reader(_short_lines(stream), strict=True)
    try:
        header = next(reader)
    except csv.Error as error:
        return None, [flag_at(file, *_csv_problem(error, 1, reader.line_num))]
    if flags := header_flags(file, header, expected):
        return None, flags
    sheet = _read_rows(reader, name, file, expected)
    if not data.endswith(b"\n") and sheet.complete:
        message = (
            "the last line has no line end, so the file may have been cut off; if it is whole, "
            "press Enter at its end"
        )
        sheet.flags.append(flag_at(file, reader.line_num, message))
    return sheet, []


def _read_rows(reader: Any, name: str, file: str, expected: list[str]) -> Sheet:
    """Read the rows after the header, in chunks, so that equal cells are kept once."""
    index: dict[str, defaultdict[str, int]] = {}
    for column in expected:
        index[column] = defaultdict()
        index[column].default_factory = index[column].__len__  # the next free code
    parts: dict[str, list[np.ndarray]] = {column: [] for column in expected}
    flags: list[Flag] = []
    rows: list[list[str]] = []
    lines: list[int] = []
    line_parts: list[np.ndarray] = []

    def keep() -> None:
        for column, cells in zip(expected, zip(*rows, strict=True), strict=False):
            parts[column].append(
                np.fromiter(map(index[column].__getitem__, cells), np.int32, len(cells))
            )
        line_parts.append(np.array(lines, np.int64))
        rows.clear()
        lines.clear()

    width, line = len(expected), reader.line_num + 1
    try:
        for row in reader:
            if len(row) == width and any(row):
                rows.append(row)
                lines.append(line)
                if len(rows) == CHUNK:
                    keep()
            elif len(flags) < MAX_BROKEN_ROWS:
                flags.append(flag_at(file, line, _width_message(row, width)))
            else:
                message = f"{MAX_BROKEN_ROWS} rows are broken; from here on nothing was read"
                flags.append(flag_at(file, line, message))
                break
            line = reader.line_num + 1
    except csv.Error as error:
        at, message = _csv_problem(error, line, reader.line_num)
        flags.append(flag_at(file, at, f"{message} (from here on nothing was read)"))
    keep()
    codes = {c: np.concatenate([np.empty(0, np.int32), *parts[c]]) for c in expected}
    return Sheet(
        name,
        file,
        {column: list(index[column]) for column in expected},
        codes,
        np.concatenate([np.empty(0, np.int64), *line_parts]),
        not flags,
        flags,
    )


# ---- the description

_ISO = "[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01])(?:T(?:[01][0-9]|2[0-3])"
_ISO += "(?::[0-5][0-9])?)?)?)?"
# The patterns a description may use. A stranger's own could keep `re` busy for ever.
PATTERNS = (
    "^[a-z0-9][a-z0-9-]*$",
    "^[0-9a-f]{64}$",
    r"^[^\w\r\n]*\w+(?:[^\w\r\n]+\w+){0,7}[^\w\r\n]*$",
    rf"^(?:-?[0-9]{{1,15}}(?:\.[0-9]{{1,9}})?|{_ISO})$",
    f"^{_ISO}(?:/{_ISO})?$",
    r"^[^;\s][^;]*(?:; [^;\s][^;]*)*$",
)
CONSTRAINTS = {
    "required": lambda v: isinstance(v, bool),
    "unique": lambda v: isinstance(v, bool),
    "enum": lambda v: isinstance(v, list) and bool(v) and all(isinstance(x, str) for x in v),
    "pattern": lambda v: v in PATTERNS,
    "minimum": lambda v: isinstance(v, int | float) and not isinstance(v, bool),
}
TYPES = {"string": "", "integer": "-?(0|[1-9][0-9]{0,14})", "number": r"-?[0-9]{1,15}(\.[0-9]+)?"}


class _Unusable(Exception):
    """A part of the description that cannot be used."""


def _names(value: object) -> list[str]:
    """Return the field names of a key, given as one name or a list of them."""
    return [value] if isinstance(value, str) else value if isinstance(value, list) else []


def read_description(folder: Path) -> tuple[dict[str, dict[str, Any]], list[Flag]]:
    """Read `datapackage.json`, a Frictionless Tabular Data Package.

    Returns
    -------
    schemas : dict
        By resource: ``fields`` (name to type and constraints), ``keys`` (list of column lists) and
        ``foreign`` (list of (column, resource, column there)). Empty where the file cannot be used.
    flags : list of Flag

    Notes
    -----
    Table Schema, https://specs.frictionlessdata.io/table-schema/: the parts named in `CONSTRAINTS`
    and `TYPES` are supported, and any other is refused rather than passed over.
    """

    def wrong(message: str) -> tuple[dict[str, dict[str, Any]], list[Flag]]:
        return {}, [flag_at(DESCRIPTION, 0, message)]

    data, problem = read_bytes(folder / DESCRIPTION, MAX_DESCRIPTION)
    if problem:
        return wrong(f"{problem}; it describes the columns, copy it from another ledger")
    try:
        package = json.loads(data.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        message = f"is not JSON ({error.msg}); undo the last edit, or copy it from another ledger"
        return {}, [flag_at(DESCRIPTION, error.lineno, message)]
    except (ValueError, RecursionError):
        return wrong("is not JSON in UTF-8; copy it from another ledger")
    resources = package.get("resources") if isinstance(package, dict) else None
    if not isinstance(resources, list):
        return wrong("has no list of resources; copy it from another ledger")
    title = package.get("title", "")
    if not isinstance(title, str) or len(title) > 200 or not title.isprintable():
        return wrong(f"the title is {show(title)}; write one line of at most 200 characters")
    by_name = {
        r["name"]: r for r in resources if isinstance(r, dict) and isinstance(r.get("name"), str)
    }
    schemas, flags = {}, []
    for name in COLUMNS:
        try:
            schemas[name] = _schema(name, by_name.get(name))
        except _Unusable as error:
            flags.append(flag_at(DESCRIPTION, 0, f"resource {name}: {error}"))
    return ({}, flags) if flags else (schemas, [])


def _schema(name: str, resource: Any) -> dict[str, Any]:
    """Return the parts of a resource that are checked; _Unusable says what does not hold."""
    if resource is None:
        raise _Unusable("is missing; copy it from another ledger")
    if resource.get("path") != f"{name}.csv":
        raise _Unusable(f"path is {show(resource.get('path'))}; write {name}.csv")
    schema = resource.get("schema")
    fields = schema.get("fields") if isinstance(schema, dict) else None
    if not isinstance(fields, list) or not all(isinstance(f, dict) for f in fields):
        raise _Unusable("has no schema with a list of fields; copy it from another ledger")
    if [f.get("name") for f in fields] != COLUMNS[name]:
        raise _Unusable(f"the fields must be {', '.join(COLUMNS[name])}, in this order")
    described = {f["name"]: _field(f) for f in fields}
    keys = [[c] for c, f in described.items() if f.get("unique")]
    primary = _names(schema.get("primaryKey", []))
    if not all(isinstance(c, str) and c in COLUMNS[name] for c in primary):
        raise _Unusable("primaryKey names a column that is not there")
    foreign = schema.get("foreignKeys", [])
    if not isinstance(foreign, list):
        raise _Unusable("foreignKeys is no list")
    if primary and primary not in keys:
        keys.append(primary)
    return {"fields": described, "keys": keys, "foreign": [_foreign(name, k) for k in foreign]}


def _field(described: dict[str, Any]) -> dict[str, Any]:
    """Return type and constraints of a field."""
    name, type_ = described["name"], described.get("type", "string")
    if not isinstance(type_, str) or type_ not in TYPES:
        raise _Unusable(f"{name}: the type {show(type_)} is none of {', '.join(TYPES)}")
    constraints = described.get("constraints", {})
    if not isinstance(constraints, dict):
        raise _Unusable(f"{name}: constraints is no object")
    for constraint, value in constraints.items():
        if constraint not in CONSTRAINTS:
            known = ", ".join(CONSTRAINTS)
            raise _Unusable(f"{name}: the constraint {show(constraint)} is none of {known}")
        if not CONSTRAINTS[constraint](value):
            other = "; copy the field from another ledger"
            raise _Unusable(f"{name}: {constraint} cannot be {show(value)}{other}")
    return {"type": type_} | constraints


def _foreign(name: str, key: Any) -> tuple[str, str, str]:
    """Return column, resource and column referred to of a foreign key."""
    reference = key.get("reference") if isinstance(key, dict) else None
    if not isinstance(reference, dict) or not isinstance(reference.get("resource"), str):
        raise _Unusable("a foreign key has no reference to a resource")
    here, there = _names(key.get("fields")), _names(reference.get("fields"))
    other = reference["resource"] or name  # an empty name means the resource itself
    known = (
        len(here) == len(there) == 1
        and other in COLUMNS
        and here[0] in COLUMNS[name]
        and there[0] in COLUMNS[other]
    )
    if not known:
        raise _Unusable("a foreign key does not join one column of the ledger to another")
    return here[0], other, there[0]


def schema_of(schemas: Mapping[str, dict[str, Any]], name: str) -> dict[str, Any]:
    """Return the schema of a resource, an empty one where the description cannot be used."""
    return schemas.get(name, {"fields": {}, "keys": [], "foreign": []})
