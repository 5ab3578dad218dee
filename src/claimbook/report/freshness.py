"""What a page is made from: one state of the ledger, slices of it, and digests.

Only the standard library is imported, as "nothing changed" must not cost an import of pandas.
"""

import csv
import hashlib
import io
import json
import os
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from claimbook.errors import ClaimbookError
from claimbook.ledger.csvfile import COLUMNS, DESCRIPTION, MAX_FILE, MISSING, read_bytes

FILES = (*(f"{name}.csv" for name in COLUMNS), "paragraphs.csv", DESCRIPTION)
PACKAGE = Path(__file__).parents[1]
READINGS = 20  # until two in a row are equal

Files = dict[str, bytes]
Rows = list[list[str]]


class Needs(NamedTuple):
    """What a notebook declares in its metadata, and therefore is given.

    Attributes
    ----------
    topics : tuple of str, optional
        The slice of the ledger it is given; None for all of it.
    documents : bool
        Whether it is given the folder of the documents.
    ledger : str
        The ``name`` in the ``datapackage.json`` of the one ledger it belongs to; "" for any.
    """

    topics: tuple[str, ...] | None = None
    documents: bool = False
    ledger: str = ""


# --- the ledger ----------------------------------------------------------------------------------


def read_ledger(data: Path) -> Files:
    """Return the bytes of a ledger's files, all of them as they were at one time.

    Parameters
    ----------
    data : Path
        The ledger's folder. Files that are missing are missing from the result; what they hold is
        not judged.

    Raises
    ------
    ClaimbookError
        A file cannot be read, or the ledger is being changed all the while.
    """
    before = _read_once(data)
    for _ in range(READINGS):
        now = _read_once(data)
        if now == before:
            return now
        before = now
        time.sleep(0.1)  # for whoever is writing
    raise ClaimbookError("the ledger keeps changing while it is read; save it and try again")


def write_ledger(files: Mapping[str, bytes], folder: Path) -> None:
    """Write the files of a ledger into a folder of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)


def select(files: Mapping[str, bytes], topics: Sequence[str] | None) -> Files:
    """Return the slice of a ledger that is about some topics.

    These are the questions of the topics, their claims, the origins that these claims or the
    sources name, no row of ``not_claims.csv``, and all of the other files. What cannot be told
    apart, because a file is broken, is handed on as it is; judging it is the check's business.

    Parameters
    ----------
    files : mapping
        As `read_ledger` returns it.
    topics : sequence of str, optional
        None for the whole ledger.
    """
    if topics is None:
        return dict(files)
    rows = {name: _rows(files[name]) for name in files if name != DESCRIPTION}
    questions = _where(rows.get("questions.csv"), "topic", set(topics))
    claims = _where(rows.get("claims.csv"), "question_id", _column(questions, "question_id"))
    named = [_column(table, "origin_id") for table in (claims, rows.get("sources.csv"))]
    origins = None if None in named else set().union(*named)
    chosen = {
        "questions.csv": questions,
        "claims.csv": claims,
        "origins.csv": _where(rows.get("origins.csv"), "origin_id", origins),
        "not_claims.csv": (rows.get("not_claims.csv") or [])[:1] or None,
    }
    return dict(files) | {name: _text(table) for name, table in chosen.items() if table is not None}


def topics(files: Mapping[str, bytes]) -> list[str]:
    """The topics of a ledger's questions, in their order."""
    rows = _rows(files.get("questions.csv", b"")) or [[]]
    at = rows[0].index("topic") if "topic" in rows[0] else 0
    return list(dict.fromkeys(row[at] for row in rows[1:] if len(row) > at and row[at]))


def has_claims(files: Mapping[str, bytes]) -> bool:
    """Whether there is anything to compare."""
    return len(_rows(files.get("claims.csv", b"")) or ()) != 1  # what is broken is checked


def _read_once(data: Path) -> Files:
    files = {}
    for name in FILES:
        content, wrong = read_bytes(data / name)
        if wrong and wrong != MISSING:
            raise ClaimbookError(f"{name}: {wrong}")
        if not wrong:
            files[name] = content
    return files


@lru_cache(maxsize=32)  # every slice asks for the same files
def _rows(content: bytes) -> Rows | None:
    """Split a CSV into rows; None where that cannot be done."""
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
        return list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (csv.Error, UnicodeDecodeError):
        return None


def _text(rows: Rows) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def _column(rows: Rows | None, name: str) -> set[str] | None:
    """Return the values of a column; None where they cannot be told."""
    if not rows or name not in rows[0]:
        return None
    at = rows[0].index(name)
    return {row[at] for row in rows[1:] if len(row) > at}


def _where(rows: Rows | None, name: str, wanted: Iterable[str] | None) -> Rows | None:
    """Keep the rows with a wanted value; broken rows stay, and all where nothing can be told."""
    if not rows or name not in rows[0] or wanted is None:
        return rows
    at = rows[0].index(name)
    return [rows[0], *(row for row in rows[1:] if len(row) <= at or row[at] in wanted)]


# --- notebooks -----------------------------------------------------------------------------------


def needs(notebook: Mapping[str, Any]) -> Needs:
    """Read what a notebook declares under ``claimbook`` in its metadata.

    ``{"claimbook": {"topics": ["casualties"], "documents": true, "ledger": "january-2022"}}``;
    what is malformed counts as absent.
    """
    declared = _dict(_dict(notebook.get("metadata")).get("claimbook"))
    topics, ledger = declared.get("topics"), declared.get("ledger")
    listed = isinstance(topics, list) and topics and all(isinstance(t, str) for t in topics)
    return Needs(
        tuple(topics) if listed else None,
        declared.get("documents") is True,
        ledger if isinstance(ledger, str) else "",
    )


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


# --- digests -------------------------------------------------------------------------------------


def digest(*parts: bytes | str) -> str:
    """Digest several parts so that no two lists of parts give the same bytes (SHA-256, hex)."""
    result = hashlib.sha256()
    for part in parts:
        part = part.encode() if isinstance(part, str) else part
        result.update(len(part).to_bytes(8, "big") + part)
    return result.hexdigest()


def ledger_digest(files: Mapping[str, bytes]) -> str:
    """Digest the rows of a ledger or of a slice of one.

    Quoting, line ends and a byte-order mark do not count, the order of the rows does. What is no
    CSV counts byte by byte.
    """
    parts: list[bytes | str] = []
    for name, content in sorted(files.items()):
        rows = None if name == DESCRIPTION else _rows(content)
        parts += [name, content if rows is None else json.dumps(rows)]
    return digest(*parts)


def documents_digest(folder: Path | None) -> str:
    """Digest the bytes of every document, under any name, or the fact that there are none."""
    if folder is None or not folder.is_dir():
        return ""
    try:
        return digest(*sorted(_file_digest(path) for path in folder.iterdir() if path.is_file()))
    except OSError as error:
        raise ClaimbookError(
            f"the documents in {folder} cannot be read ({error.strerror}); "
            "make them readable or name another folder with --documents"
        ) from error


def cells_digest(notebook: Mapping[str, Any]) -> str:
    """Digest a notebook's cells (code, text, tags) and what it declares, without its outputs."""
    parts = [
        (cell["cell_type"], "".join(cell["source"]), _dict(cell.get("metadata")).get("tags"))
        for cell in notebook["cells"]
    ]
    return digest(json.dumps([parts, needs(notebook)]))


def package_digest(package: Path = PACKAGE) -> str:
    """Digest everything the package consists of: modules, templates, data files."""
    files = sorted(path for path in package.rglob("*") if path.is_file())
    files = [path for path in files if "__pycache__" not in path.parts]
    return digest(
        *(
            part
            for path in files
            for part in (path.relative_to(package).as_posix(), path.read_bytes())
        )
    )


def versions() -> list[str]:
    """List the versions of Python and of every library that is installed.

    Every one: a page is drawn by libraries of libraries, so a list of those that matter is never
    complete. The names of their metadata folders say it; importlib.metadata takes much longer.
    """
    installed = [
        entry
        for folder in sys.path
        if os.path.isdir(folder)
        for entry in sorted(os.listdir(folder))
        if entry.endswith((".dist-info", ".egg-info"))
    ]
    return [sys.version, *installed]


def _file_digest(path: Path) -> str:
    """Digest a file by its bytes, or by its size where these are none (as in /proc) or too many."""
    size = path.stat().st_size
    content = read_bytes(path)[0] if 0 < size <= MAX_FILE else b""
    return digest(str(size), content)
