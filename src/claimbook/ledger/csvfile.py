"""From bytes to rows, strictly, with the standard library alone.

pandas' own reader accepts short rows, guesses types and turns a source called NA into nothing; the
standard library's `csv` in strict mode plus a width check does not.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from claimbook.ledger.files import (
    COLUMNS,
    CONVENTIONS,
    MISSING,
    NEEDED_COLUMNS,
    NEEDED_FILES,
    read_bytes,
)
from claimbook.ledger.header import Place, header_problems, separated
from claimbook.ledger.hints import SAVE_AS, quoted

MAX_LINE = 200_000  # characters
MAX_BROKEN_ROWS = 1000  # after these a file is not read further

# What no text in UTF-8 with line ends LF or CRLF holds.
FOREIGN = {
    rb"\A(?:\xff\xfe|\xfe\xff)": f"is UTF-16 (“Unicode text”), not UTF-8; {SAVE_AS}",
    rb"\0": "holds a NUL character, so it is no UTF-8 text or was damaged; restore it from a copy "
    f"or {SAVE_AS}",
    rb"\r(?!\n)": "holds a bare carriage return (an old Mac line end); save it with line ends LF "
    "or CRLF",
}
MARKERS = re.compile(rb"\n(?:<{7}|\|{7}|={7}|>{7})(?: .*)?\r?(?=\n|\Z)")  # after a line end
# A cell is bare, without a quotation mark, or stands between two (RFC 4180).
CELL = r'(?:"(?:[^"]|"")*"|[^",]*)'
RECORD = re.compile(rf"{CELL}(?:,{CELL})*")
CUT_OFF = (
    "the last line has no line end, so the file may have been cut off; if it is whole, press Enter "
    "at its end"
)
# What csv says of text that is no row, and what it is.
CSV_ERRORS = {
    "field larger": "a cell that begins here does not end; close its quotation mark, or shorten it",
    "unexpected end": 'a quotation mark (") opened in this row is never closed; close or delete it',
    "": 'the quotation marks (") of the row that begins here do not pair; put a cell with commas '
    'between two of them, and write one inside a cell as ""',
}


@dataclass
class Sheet:
    """The rows of one CSV that could be told apart, and what keeps others from being read."""

    columns: list[str] = field(default_factory=list)
    cells: list[list[str]] = field(default_factory=list)  # of each row
    lines: list[int] = field(default_factory=list)  # physical, of each row
    problems: list[Place] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)  # the columns that count as empty
    # False where rows may be missing: nothing can then be said about references to them
    complete: bool = True

    @property
    def rows(self) -> list[dict[str, str]]:
        """Each row by column."""
        return [dict(zip(self.columns, cells, strict=True)) for cells in self.cells]


# --- bytes ---------------------------------------------------------------------------------------


def _no_text(data: bytes) -> Iterator[Place]:
    """Yield what keeps bytes from being the text of a CSV."""

    def place(position: int, message: str) -> Place:
        return data.count(b"\n", 0, position) + 1, "", message

    if data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        yield 0, "", f"is a spreadsheet file under the name of a CSV; {SAVE_AS}"
    for pattern, message in FOREIGN.items():
        if found := re.search(pattern, data):
            yield place(found.start(), message)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        byte = data[error.start]
        seen = bytes([byte]).decode("cp1252", errors="ignore")
        hint = f"; in Windows-1252 it would be {quoted(seen)}" if seen else ""
        yield place(error.start, f"is not UTF-8 (byte 0x{byte:02X}{hint}); {SAVE_AS}")
    yield from merged(data)


def merged(data: bytes) -> Iterator[Place]:
    """Yield where a merge left its markers."""
    data = b"\n" + data
    first, *more = [data.count(b"\n", 0, at.start() + 1) for at in MARKERS.finditer(data)] or [0]
    if first:
        others = f" and in the lines {', '.join(map(str, more))}" if more else ""
        message = (
            f"a merge left its conflict markers (<<<<<<<, =======, >>>>>>>) here{others}; keep one "
            "of the two versions between them and delete the markers"
        )
        yield first, "", message


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
    expected, needed = columns or COLUMNS[name], columns or NEEDED_COLUMNS[name]
    data, wrong = read_bytes(path)
    if wrong == MISSING and name == "conventions":
        data, wrong = read_bytes(CONVENTIONS)
    elif wrong == MISSING and name not in NEEDED_FILES:
        return Sheet()
    data = data.removeprefix(b"\xef\xbb\xbf")
    if not wrong and not data.strip():
        wrong = f"is empty; its first line is {','.join(expected)}"
    if problem := (0, "", wrong) if wrong else next(_no_text(data), None):
        return Sheet(problems=[problem], complete=False)
    lines = [*io.StringIO(data.decode("utf-8").replace("\r\n", "\n"), newline="\n")]
    reader = csv.reader(lines, strict=True)
    header, problems = _header(reader, lines, expected, needed)
    if problems:
        return Sheet(problems=problems, complete=False)
    return _read_rows(reader, lines, header, expected)


def _header(
    reader: Any, lines: list[str], expected: list[str], needed: list[str]
) -> tuple[list[str], list[Place]]:
    """Return the first row, and what keeps it and the others from being read."""
    if long := [at for at, line in enumerate(lines, 1) if len(line) > MAX_LINE]:
        message = f"is longer than {MAX_LINE} characters, the most that is read; shorten it"
        return [], [(at, "", message) for at in long]
    try:
        header = next(reader)
    except csv.Error as error:
        return [], separated(lines[0], expected) or [_csv_problem(error, 1)]
    return header, header_problems(header, expected, needed)


def _read_rows(reader: Any, lines: list[str], header: list[str], expected: list[str]) -> Sheet:
    absent = [column for column in expected if column not in header]
    sheet, line = Sheet([*header, *absent], absent=absent), reader.line_num + 1
    nothing, broken = [""] * len(absent), []
    try:
        for row in reader:
            if problem := _row_problem(row, len(header), lines[line - 1 : reader.line_num]):
                sheet.problems.append((line, "", problem))
                broken.append(len(row))
            else:
                sheet.cells.append(row + nothing)
                sheet.lines.append(line)
            if len(sheet.problems) > MAX_BROKEN_ROWS:
                message = f"{MAX_BROKEN_ROWS} rows are broken; from here on nothing was read"
                sheet.problems[-1] = (line, "", message)
                break
            line = reader.line_num + 1
    except csv.Error as error:
        at, _, message = _csv_problem(error, line)
        sheet.problems.append((at, "", f"{message} (from here on nothing was read)"))
    sheet.problems = _lost(header, absent, sheet, broken) or sheet.problems
    sheet.complete = not sheet.problems
    if sheet.complete and not lines[-1].endswith("\n"):
        sheet.problems = [(len(lines), "", CUT_OFF)]
    return sheet


def _lost(header: list[str], absent: list[str], sheet: Sheet, widths: list[int]) -> list[Place]:
    """Say once, not for every row, that the header has lost the name of a column."""
    more = {width - len(header) for width in widths}
    if sheet.cells or len(widths) < 2 or len(more) > 1 or not 0 < min(more) <= len(absent):
        return []
    message = (
        f"names {len(header)} columns, but every row has {widths[0]} cells; put back the name that "
        f"is missing ({' or '.join(absent)})"
    )
    return [(1, "", message)]


def _csv_problem(error: csv.Error, line: int) -> Place:
    return line, "", next(message for part, message in CSV_ERRORS.items() if part in str(error))


def _row_problem(row: list[str], width: int, lines: list[str]) -> str:
    """Say what keeps a row from being one, if anything does; it stood in these lines."""
    if not any(row):
        return "the row is empty; delete it"
    text = "".join(lines)
    if '"' in text and not RECORD.fullmatch(text.rstrip("\n")):
        cell = next((cell for cell in row if '"' in cell), "")
        return (
            f'a quotation mark (") stands within a cell that does not begin with one: '
            f"{quoted(cell)}; put back the comma that was lost before it, delete it, or put the "
            'cell between two of them and write it as ""'
        )
    if len(row) == width:
        return ""
    if len(row) < width:
        todo = "write the missing commas, an empty cell being nothing between two commas"
    elif re.search("[“”„]", "".join(row)):
        todo = 'curly quotes do not hold a cell together, put straight ones (") around it'
    else:
        todo = 'put straight quotes (") around a cell that holds a comma'
    return f"the row has {len(row)} cell{'s' * (len(row) != 1)} instead of {width}; {todo}"
