"""CSV files that a user edits, read strictly and written so that nothing is lost.

A worksheet is opened in a spreadsheet or an editor and saved again; a file of the ledger is only
appended to, or changed in the rows that change, so that a diff shows what was done.
"""

import csv
import io
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from claimbook.errors import ClaimbookError
from claimbook.ledger.csvfile import COLUMNS, read_bytes
from claimbook.ledger.hints import SAVE_AS

WORKSHEET = [*COLUMNS["claims"], "sentence", "nearest", "take"]
BOM = "\ufeff"

Row = dict[str, str]


def worksheet(path: Path) -> list[tuple[int, Row]]:
    """Read a worksheet: the line and the cells of each row that is not empty.

    Raises
    ------
    ClaimbookError
        It is not there, or is no CSV in UTF-8 with commas and the columns of a worksheet.
    """
    content, wrong = read_bytes(path)
    if wrong:
        raise ClaimbookError(f"{path}: {wrong.partition(';')[0]}")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ClaimbookError(f"{path}: is not UTF-8; {SAVE_AS}") from error
    head = text.split("\n", 1)[0].rstrip("\r")
    for mark, name in ((";", "semicolons"), ("\t", "tabs")):
        if len(set(head.replace('"', "").split(mark)) & set(WORKSHEET)) > 1:
            raise ClaimbookError(f"{path}: cells are separated by {name}; {SAVE_AS}")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        columns = next(reader, [])
        if missing := [name for name in WORKSHEET if name not in columns]:
            raise ClaimbookError(
                f"{path}: the column {missing[0]} is missing; the first line is "
                f"{','.join(WORKSHEET)}"
            )
        rows, line = [], reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                if len(cells) != len(columns):
                    raise ClaimbookError(
                        f"{path}:{line}: the row has {len(cells)} cells instead of "
                        f'{len(columns)}; put straight quotes (") around a cell with a comma'
                    )
                found = dict(zip(columns, cells, strict=True))
                rows.append((line, {name: found[name].strip() for name in WORKSHEET}))
            line = reader.line_num + 1
    except csv.Error as error:
        raise ClaimbookError(f"{path}: the quotation marks do not pair ({error})") from error
    return rows


def worksheet_text(rows: list[Row]) -> bytes:
    """A worksheet as it is written, with the mark by which a spreadsheet knows UTF-8."""
    return (BOM + _lines([WORKSHEET, *(_cells(WORKSHEET, row) for row in rows)])).encode()


def appended(content: bytes, name: str, rows: list[Row]) -> bytes:
    """A file of the ledger with further rows; those that it has keep their bytes.

    A column that the file lacks is put in where one of the new rows fills it.
    """
    text = content.decode()
    if not text.strip(BOM).strip():
        text = _lines([COLUMNS[name]])
    end = "\r\n" if "\r\n" in text else "\n"
    columns = next(csv.reader(io.StringIO(text.lstrip(BOM), newline="")))
    filled = {column for row in rows for column, value in row.items() if value}
    if lacking := [column for column in COLUMNS[name] if column in filled - set(columns)]:
        wider = [column for column in COLUMNS[name] if column in columns or column in lacking]
        table = csv.DictReader(io.StringIO(text.lstrip(BOM), newline=""))
        mark = BOM * text.startswith(BOM)
        text = mark + _lines([wider, *(_cells(wider, row) for row in table)], end)
        columns = wider
    text += "" if text.endswith("\n") else end
    return (text + _lines([_cells(columns, row) for row in rows], end)).encode()


def changed(content: bytes, change: Callable[[Row], Row | None]) -> bytes:
    """A file of the ledger with some rows changed; all others keep their bytes.

    Parameters
    ----------
    content : bytes
    change : function
        From a row to the changed one; None leaves it as it is.
    """
    text = content.decode()
    mark, body = BOM * text.startswith(BOM), text.lstrip(BOM)
    end = "\r\n" if "\r\n" in body else "\n"
    physical = io.StringIO(body, newline="").readlines()
    reader = csv.reader(io.StringIO(body, newline=""))
    columns, done = next(reader), 0
    parts = physical[: (done := reader.line_num)]
    for cells in reader:
        lines, done = physical[done : reader.line_num], reader.line_num
        row = change(dict(zip(columns, cells, strict=False))) if cells else None
        parts += lines if row is None else [_lines([_cells(columns, row)], end)]
    return (mark + "".join(parts)).encode()


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


def _cells(columns: list[str], row: Mapping[str, str]) -> list[str]:
    return [row.get(column) or "" for column in columns]


def _lines(table: list[list[str]], end: str = "\n") -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=end).writerows(table)
    return text.getvalue()
