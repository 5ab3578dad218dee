"""CSV files that a user edits: a worksheet, read as strictly as the ledger, and the ledger's own.

Of these only the rows that change get other bytes, so that a diff shows what was done.
"""

import csv
import io
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from claimbook.errors import ClaimbookError
from claimbook.ledger.csvfile import COLUMNS, read_sheet
from claimbook.ledger.model import LedgerError, Problem

FOLDER = "to-code"
WORKSHEET = [*COLUMNS["claims"], "sentence", "nearest", "take"]
BOM = "\ufeff"

Row = dict[str, str]


def worksheet(path: Path) -> list[tuple[int, Row]]:
    """Read a worksheet: the line and the cells of each row.

    Raises
    ------
    LedgerError
        It is no CSV in UTF-8 with commas and the columns of a worksheet.
    """
    found = read_sheet(path, FOLDER, WORKSHEET)
    if found.problems:
        raise LedgerError([Problem(f"{FOLDER}/{path.name}", *place) for place in found.problems])
    rows = [{name: cell.strip() for name, cell in row.items()} for row in found.rows]
    return list(zip(found.lines, rows, strict=True))


def worksheet_text(rows: Iterable[Row]) -> bytes:
    """A worksheet as it is written, with the mark by which a spreadsheet knows UTF-8."""
    return (BOM + _lines(WORKSHEET, [dict.fromkeys(WORKSHEET) | row for row in rows])).encode()


def edited(
    content: bytes,
    name: str,
    new: Iterable[Row] = (),
    change: Callable[[Row], Row] = lambda row: row,
) -> bytes:
    """A file of the ledger with some rows changed and others appended.

    Parameters
    ----------
    content : bytes
        Nothing, where there is no such file.
    name : str
        A key of `COLUMNS`. A column that the file lacks is put in where a new row fills it.
    new : iterable of dict
    change : function
        From a row to what it is to be.
    """
    new = list(new)
    text = content.decode() or f"{','.join(COLUMNS[name])}\n"
    mark, text = BOM * text.startswith(BOM), text.lstrip(BOM)
    end = "\r\n" if "\r\n" in text else "\n"
    physical = io.StringIO(text if text.endswith("\n") else text + end, newline="").readlines()
    reader = csv.reader(physical)
    head = next(reader)
    filled = {column for row in new for column, cell in row.items() if cell}
    columns = [column for column in COLUMNS[name] if column in filled.union(head)]
    parts, done = physical[: reader.line_num], reader.line_num
    if columns != head:
        parts = [_lines(columns, [], end)]
    for cells in reader:
        lines, done = physical[done : reader.line_num], reader.line_num
        row = dict(zip(head, cells, strict=True))
        same = columns == head and change(row) == row
        parts += lines if same else [_lines(columns, [change(row)], end, head=False)]
    return (mark + "".join(parts) + _lines(columns, new, end, head=False)).encode()


def _lines(columns: list[str], rows: Iterable[Row], end: str = "\n", head: bool = True) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator=end)
    if head:
        writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def write(files: Mapping[Path, bytes]) -> None:
    """Write files one after the other, each whole or not at all.

    Raises
    ------
    ClaimbookError
        The disk is full, or a folder may not be written.
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
