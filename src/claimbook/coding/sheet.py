"""CSV files that a user edits: a worksheet, read as strictly as the ledger, and the ledger's own.

Of these only the rows that change get other bytes, so that a diff shows what was done.
"""

import csv
import io
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from claimbook.errors import ClaimbookError
from claimbook.ledger.csvfile import read_sheet
from claimbook.ledger.files import COLUMNS
from claimbook.ledger.model import LedgerError, Problem

FOLDER = "to-code"
WORKSHEET = [*COLUMNS["claims"], "sentence", "nearest", "take"]
BOM = "\ufeff"

Row = dict[str, str]


def worksheet(path: Path) -> dict[int, Row]:
    """Read a worksheet: the cells of each row by its line; a LedgerError if it is none."""
    found = read_sheet(path, FOLDER, WORKSHEET)
    if found.problems:
        raise LedgerError([Problem(f"{FOLDER}/{path.name}", *place) for place in found.problems])
    rows = [{name: cell.strip() for name, cell in row.items()} for row in found.rows]
    return dict(zip(found.lines, rows, strict=True))


def worksheet_text(rows: Iterable[Row]) -> bytes:
    """A worksheet as it is written, with the mark by which a spreadsheet knows UTF-8."""
    head = dict(zip(WORKSHEET, WORKSHEET, strict=True))
    return (BOM + _lines(WORKSHEET, [head, *rows])).encode()


def edited(path: Path, new: Iterable[Row] = (), changes: Mapping[int, Row] | None = None) -> bytes:
    """A file of the ledger with rows appended and cells changed, by the line that a row begins on.

    A file that is not there has no rows yet; a column that it lacks is put in where a new row
    fills it.
    """
    new, changes = list(new), changes or {}
    known = COLUMNS[path.stem]
    text = path.read_bytes().decode() if path.is_file() else f"{','.join(known)}\n"
    mark, text = BOM * text.startswith(BOM), text.removeprefix(BOM)
    end = "\r\n" if "\r\n" in text else "\n"
    physical = io.StringIO(text, newline="").readlines()
    reader = csv.reader(physical)
    head = next(reader)
    filled = {column for row in new for column, cell in row.items() if cell}
    columns = [column for column in known if column in filled.union(head)]
    parts, done = physical[: reader.line_num], reader.line_num
    if columns != head:
        parts = [_lines(columns, [dict(zip(columns, columns, strict=True))], end)]
    for cells in reader:
        line, lines, done = done + 1, physical[done : reader.line_num], reader.line_num
        if columns != head or line in changes:
            row = dict(zip(head, cells, strict=True)) | changes.get(line, {})
            lines = [_lines(columns, [row], end)]
        parts += lines
    return "".join([mark, *parts, _lines(columns, new, end)]).encode()


def _lines(columns: list[str], rows: Iterable[Row], end: str = "\n") -> str:
    text = io.StringIO(newline="")
    csv.DictWriter(text, columns, extrasaction="ignore", lineterminator=end).writerows(rows)
    return text.getvalue()


def write(files: Mapping[Path, bytes]) -> None:
    """Write files one after the other, each whole or not at all; a ClaimbookError if none can be.

    The disk may be full, or a folder not be writable.
    """
    waiting = {path: path.with_name(f".{path.name}.tmp") for path in files}
    try:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with waiting[path].open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        for path, temporary in waiting.items():
            os.replace(temporary, path)
    except OSError as error:
        raise ClaimbookError(f"{error.filename} cannot be written: {error.strerror}") from error
    finally:
        for temporary in waiting.values():
            temporary.unlink(missing_ok=True)
