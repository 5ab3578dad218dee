"""From bytes to rows, strictly, with the standard library alone.

pandas' own reader accepts short rows, guesses types and turns a source called NA into nothing; the
standard library's `csv` in strict mode plus a width check does not.
"""

import csv
import io
import json
import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from claimbook.ledger.hints import SAVE_AS, nearest, quoted

DESCRIPTION = "datapackage.json"
SHIPPED = Path(__file__).parent / DESCRIPTION
CONVENTIONS = Path(__file__).parent / "conventions.csv"
RESOURCES: list[dict[str, Any]] = json.loads(SHIPPED.read_text(encoding="utf-8"))["resources"]
FIELDS = {resource["name"]: resource["schema"]["fields"] for resource in RESOURCES}
COLUMNS = {name: [field["name"] for field in fields] for name, fields in FIELDS.items()}
# What a ledger cannot do without; any other file or column that is absent counts as empty.
NEEDED_FILES = ("claims", "sources", "origins", "questions")
NEEDED_COLUMNS = {
    name: [f["name"] for f in fields if f.get("constraints", {}).get("required")]
    for name, fields in FIELDS.items()
}

UNTITLED = "Claims, lined up by source"
MAX_FILE = 256 * 2**20  # bytes
MAX_LINE = 200_000  # characters
MAX_BROKEN_ROWS = 1000  # after these a file is not read further

MISSING = "the file is missing; a ledger folder holds " + (
    f"{', '.join(f'{name}.csv' for name in NEEDED_FILES[:-1])} and {NEEDED_FILES[-1]}.csv"
)
MARKERS = re.compile(rb"^(?:<{7}|\|{7}|={7}|>{7})(?: .*)?\r?$", re.MULTILINE)
# A cell is bare, without a quotation mark, or stands between two (RFC 4180).
CELL = r'(?:"(?:[^"]|"")*"|[^",]*)'
RECORD = re.compile(rf"{CELL}(?:,{CELL})*")

Place = tuple[int, str, str]  # line, column, message


@dataclass
class Sheet:
    """The rows of one CSV that could be told apart, and what keeps others from being read."""

    rows: list[dict[str, str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)  # physical, of each row
    problems: list[Place] = field(default_factory=list)
    # False where rows may be missing: nothing can then be said about references to them
    complete: bool = True


# --- bytes ---------------------------------------------------------------------------------------


def read_bytes(path: Path, limit: int = MAX_FILE) -> tuple[bytes, str]:
    """Return the bytes of a regular file, and what is wrong where there are none."""
    try:
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode):
            return b"", "is a folder; put the file of that name in its place"
        if not stat.S_ISREG(status.st_mode):  # a pipe would never end
            return b"", "is not a regular file; put the file of that name in its place"
        if status.st_size > limit:
            return b"", (
                f"is larger than {limit // 2**20} MB, the most that is read; split the ledger"
            )
        return path.read_bytes(), ""
    except FileNotFoundError:
        return b"", MISSING
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return b"", f"cannot be read ({reason}); put a readable file in its place"


def _line_of(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, position) + 1


def _undecodable(data: bytes) -> tuple[int, str] | None:
    """Return line and message where `data` is not UTF-8 text with LF or CRLF, else None."""
    if data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        return 0, f"is a spreadsheet file under the name of a CSV; {SAVE_AS}"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return 1, f"is UTF-16 (“Unicode text”), not UTF-8; {SAVE_AS}"
    if (nul := data.find(b"\0")) >= 0:
        return _line_of(data, nul), (
            "holds a NUL character, so it is no UTF-8 text or was damaged; restore it from a copy "
            f"or {SAVE_AS}"
        )
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        byte = data[error.start]
        seen = bytes([byte]).decode("cp1252", errors="ignore")
        hint = f"; in Windows-1252 it would be {quoted(seen)}" if seen else ""
        return _line_of(data, error.start), f"is not UTF-8 (byte 0x{byte:02X}{hint}); {SAVE_AS}"
    if alone := re.search(rb"\r(?!\n)", data):
        return _line_of(data, alone.start()), (
            "holds a bare carriage return (an old Mac line end); save it with line ends LF or CRLF"
        )
    return None


def _merged(data: bytes) -> tuple[int, str] | None:
    """Return line and message where a merge left its markers, else None."""
    lines = [_line_of(data, found.start()) for found in MARKERS.finditer(data)]
    if not lines:
        return None
    others = f" and in the lines {', '.join(map(str, lines[1:]))}" if lines[1:] else ""
    return lines[0], (
        f"a merge left its conflict markers (<<<<<<<, =======, >>>>>>>) here{others}; keep one of "
        "the two versions between them and delete the markers"
    )


# --- rows ----------------------------------------------------------------------------------------


def read_sheet(path: Path, name: str, columns: list[str] | None = None) -> Sheet:
    """Read one CSV of a ledger, or of others written by the same rules.

    Parameters
    ----------
    path : Path
    name : str
        A key of `COLUMNS`; of another file any name.
    columns : list of str, optional
        Of another file: its columns, all of which it needs.
    """
    expected = columns or COLUMNS[name]
    data, wrong = read_bytes(path)
    if wrong == MISSING and name not in NEEDED_FILES:
        if name != "conventions":
            return Sheet()
        data, wrong = read_bytes(CONVENTIONS)
    data = data.removeprefix(b"\xef\xbb\xbf")
    if not wrong and not data.strip():
        wrong = f"is empty; its first line is {','.join(expected)}"
    line, wrong = (0, wrong) if wrong else _undecodable(data) or _merged(data) or (0, "")
    if wrong:
        return Sheet(problems=[(line, "", wrong)], complete=False)
    lines = Lines(data.decode("utf-8").replace("\r\n", "\n"))
    reader = csv.reader(lines, strict=True)
    try:
        header = next(reader)
    except csv.Error as error:
        line, message = _csv_problem(error, 1, reader.line_num)
        first = data.decode("utf-8").partition("\n")[0]
        separated = _separated(first, expected)
        return Sheet(problems=separated or [(line, "", message)], complete=False)
    if problems := _header_problems(header, expected, columns or NEEDED_COLUMNS[name]):
        return Sheet(problems=problems, complete=False)
    sheet = _read_rows(reader, lines, header, expected)
    if not data.endswith(b"\n") and sheet.complete:
        message = (
            "the last line has no line end, so the file may have been cut off; if it is whole, "
            "press Enter at its end"
        )
        sheet.problems.append((reader.line_num, "", message))
    return sheet


class Lines:
    """The lines of a text, one after the other, which remembers those of the row being read."""

    def __init__(self, text: str) -> None:
        self._lines = io.StringIO(text, newline="\n")
        self.row = ""

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        if len(line) > MAX_LINE:  # before csv takes it apart
            raise csv.Error("line too long")
        self.row += line
        return line


def _read_rows(reader: Any, lines: Lines, header: list[str], expected: list[str]) -> Sheet:
    sheet, line = Sheet(), reader.line_num + 1
    absent = dict.fromkeys((column for column in expected if column not in header), "")
    lines.row = ""
    try:
        for row in reader:
            problem = _row_problem(row, len(header), lines.row)
            if not problem:
                sheet.rows.append(dict(zip(header, row, strict=True)) | absent)
                sheet.lines.append(line)
            elif len(sheet.problems) < MAX_BROKEN_ROWS:
                sheet.problems.append((line, "", problem))
            else:
                message = f"{MAX_BROKEN_ROWS} rows are broken; from here on nothing was read"
                sheet.problems.append((line, "", message))
                break
            line, lines.row = reader.line_num + 1, ""
    except csv.Error as error:
        at, message = _csv_problem(error, line, reader.line_num)
        sheet.problems.append((at, "", f"{message} (from here on nothing was read)"))
    sheet.complete = not sheet.problems
    return sheet


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


def _row_problem(row: list[str], width: int, text: str) -> str:
    """Say what keeps a row from being one, if anything does."""
    if not any(row):
        return "the row is empty; delete it"
    if '"' in text and not RECORD.fullmatch(text.rstrip("\n")):
        cell = next((cell for cell in row if '"' in cell), "")
        return (
            f'a quotation mark (") stands within a cell that does not begin with one: '
            f"{quoted(cell)}; put back the comma that was lost before it, delete it, or put the "
            'cell between two of them and write it as ""'
        )
    if len(row) == width:
        return ""
    cells = f"the row has {len(row)} cell{'s' * (len(row) != 1)} instead of {width}"
    if len(row) < width:
        return f"{cells}; write the missing commas, an empty cell being nothing between two commas"
    if re.search("[“”„]", "".join(row)):
        return f'{cells}; curly quotes do not hold a cell together, put straight ones (") around it'
    return f'{cells}; put straight quotes (") around a cell that holds a comma'


def _header_problems(header: list[str], expected: list[str], needed: list[str]) -> list[Place]:
    """Return what is wrong with the names and the order of the columns."""
    if header == [column for column in expected if column in header] and {*needed} <= {*header}:
        return []
    wanted = ",".join(expected)
    if len(header) == 1 and header[0].lower().startswith("sep="):
        return [(1, "", f"delete the line {quoted(header[0])}; the first line is {wanted}")]
    if problems := _separated(",".join(header), expected):
        return problems
    if not set(header) & set(expected):
        return [(1, "", f"the first line does not name the columns; it must be {wanted}")]
    problems: list[Place] = []
    missing = [column for column in expected if column not in header]
    unknown = [column for column in dict.fromkeys(header) if column not in expected]
    for column in unknown[:50]:
        at = header.index(column)
        place = f"column {at + 1} " + (f"is called {quoted(column)}" if column else "has no name")
        if meant := _meant(at, header, expected, missing):
            missing.remove(meant)
            todo = f', and "{meant}" is missing; rename it'
        elif missing:
            todo = f"; give it a name that is missing ({', '.join(missing)}), or take it out"
        else:
            todo = ", which no ledger has; delete it" if column else "; delete it"
        problems.append((1, "", f"{place}{todo}"))
    problems += [
        (1, column, f"the column is missing; the first line is {wanted}")
        for column in missing
        if column in needed
    ]
    problems += [
        (1, column, "the column stands twice; delete one of them")
        for column in expected
        if header.count(column) > 1
    ]
    order = ",".join(column for column in expected if column in header)
    return problems or [(1, "", f"the columns are in another order; put them as {order}")]


def _meant(at: int, header: list[str], expected: list[str], missing: list[str]) -> str:
    """Return the missing column that another name stands for: the nearest, or the one there."""
    hint = nearest(header[at], missing)
    before = [expected.index(column) for column in header[:at] if column in expected]
    after = [expected.index(column) for column in header[at:] if column in expected]
    there = expected[max(before, default=-1) + 1 : min(after, default=len(expected))]
    likely = [m for m in missing if quoted(m) in hint] or [m for m in missing if m in there]
    return likely[0] if likely else ""


def _separated(line: str, expected: list[str]) -> list[Place]:
    """Return that the cells of a first line are separated by something else, if they are."""
    for mark, name in ((";", "semicolons"), ("\t", "tabs")):
        cells = line.replace('"', "").split(mark)
        if len(cells) > 1 and set(cells) & set(expected):
            message = f"cells are separated by {name}, as a spreadsheet saves them; {SAVE_AS}"
            return [(1, "", message)]
    return []


def title(folder: Path) -> str:
    """A ledger's own title, as its ``datapackage.json`` gives it."""
    try:
        found = json.loads(read_bytes(folder / DESCRIPTION)[0] or b"{}").get("title")
    except (ValueError, AttributeError, RecursionError):
        found = None
    return str(found or UNTITLED)


def is_first_edition(folder: Path) -> bool:
    """Tell whether a ledger still has the columns of the first edition."""
    data, _ = read_bytes(folder / "questions.csv")
    header = data.split(b"\n", 1)[0].removeprefix(b"\xef\xbb\xbf").strip().split(b",")
    return b"part_of" in header and b"answers_are" not in header


# --- the description -----------------------------------------------------------------------------


def description_problems(folder: Path) -> list[Place]:
    """Say what is wrong with a ledger's ``datapackage.json``; its title is the ledger's own.

    A Frictionless Tabular Data Package, https://specs.frictionlessdata.io/table-schema/. Its
    columns, their types and keys must be those that come with this program: other tools read it.
    """
    another = "copy it from another ledger"
    data, wrong = read_bytes(folder / DESCRIPTION)
    if wrong:
        return [(0, "", f"{wrong}; it describes the columns, {another}")] * (wrong != MISSING)
    try:
        package = json.loads(data.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        if merged := _merged(data):
            return [(merged[0], "", merged[1])]
        message = f"is not JSON ({error.msg}); undo the last edit, or {another}"
        return [(error.lineno, "", message)]
    except (ValueError, RecursionError):
        return [(0, "", f"is not JSON in UTF-8; {another}")]
    if not isinstance(package, dict):
        package = {}
    named_only = set(package) == {"title"}  # of the columns then the shipped description holds
    resources = RESOURCES if named_only else package.get("resources")
    if not isinstance(resources, list):
        return [(0, "", f"has no list of resources; {another}")]
    title = package.get("title", "")
    if not isinstance(title, str) or len(title) > 200 or not title.isprintable():
        message = f"the title is {quoted(title)}; write one line of at most 200 characters"
        return [(0, "", message)]
    theirs = [_essence(resource) for resource in resources if isinstance(resource, dict)]
    differs = f"its columns, types or keys are not those of this edition; {another}"
    return [
        (0, "", f"resource {ours['name']}: {differs}")
        for ours in RESOURCES
        if _essence(ours) not in theirs
    ]


def _essence(resource: dict[str, Any]) -> Any:
    """What a description says of a file: its columns, their types and keys."""
    schema = resource.get("schema")
    if not isinstance(schema, dict) or not isinstance(fields := schema.get("fields"), list):
        return None
    columns = [
        (field.get("name"), field.get("type")) if isinstance(field, dict) else field
        for field in fields
    ]
    keys = [schema.get(key) for key in ("primaryKey", "foreignKeys")]
    return [resource.get("name"), resource.get("path"), columns, keys]
