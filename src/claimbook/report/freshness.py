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
from itertools import compress
from pathlib import Path

from claimbook.errors import ClaimbookError
from claimbook.ledger.files import (
    COLUMNS,
    DESCRIPTION,
    MISSING,
    SECOND,
    UNCODED,
    UNTITLED,
    described,
    read_bytes,
)
from claimbook.wording import date_text

FILES = (*(f"{name}.csv" for name in COLUMNS), "paragraphs.csv", DESCRIPTION, SECOND)
PACKAGE = Path(__file__).parents[1]
SLICED = ("questions.csv", "claims.csv", "sources.csv", "origins.csv")
OF_SOURCES = ("claims.csv", "not_claims.csv", "sources.csv", SECOND)
READINGS = 20  # until two in a row are equal

Files = dict[str, bytes]
Rows = list[list[str]]


def read_ledger(data: Path) -> Files:
    """Return the bytes of the files a ledger has, all of them as they were at one time."""
    before = _read_once(data)
    for _ in range(READINGS):
        now = _read_once(data)
        if now == before:
            return now
        before = now
        time.sleep(0.1)  # for whoever is writing
    raise ClaimbookError("the ledger keeps changing while it is read; save it and try again")


def _read_once(data: Path) -> Files:
    files = {}
    for name in FILES:
        content, wrong = read_bytes(data / name)
        if wrong and wrong != MISSING:
            raise ClaimbookError(f"{name}: {wrong}")
        if not wrong:
            files[name] = content
    return files


def write_ledger(files: Mapping[str, bytes], folder: Path) -> None:
    """Write the files of a ledger into a folder of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)


def select(files: Mapping[str, bytes], topics: Sequence[str] | None) -> Files:
    """Return the slice of a ledger that is about some topics.

    These are the questions of the topics, their claims, the origins that these claims or the
    sources name, no row of ``not_claims.csv``, no second coding, and all of the other files. Its
    description names the sources of which nothing is coded in the whole: the others are silent
    where they have no claim. A ledger with a broken file is handed on as it is; judging it is the
    check's business. Without topics it is all of it.
    """
    tables = {name: _rows(files.get(name, b"")) for name in SLICED}
    if topics is None or not all(tables.values()):
        return dict(files)
    questions = _where(tables["questions.csv"], "topic", topics)
    claims = _where(tables["claims.csv"], "question_id", _column(questions, "question_id"))
    named = _column(claims, "origin_id") + _column(tables["sources.csv"], "origin_id")
    origins = _where(tables["origins.csv"], "origin_id", named)
    chosen = {"questions.csv": questions, "claims.csv": claims, "origins.csv": origins}
    coded = set(_column(tables["claims.csv"], "source_id"))
    if others := _rows(files.get("not_claims.csv", b"")):
        coded.update(_column(others, "source_id"))
        chosen["not_claims.csv"] = others[:1]
    uncoded = [name for name in _column(tables["sources.csv"], "source_id") if name not in coded]
    package = described(files.get(DESCRIPTION, b"")) | {UNCODED: uncoded}
    rest = {name: content for name, content in files.items() if name != SECOND}
    texts = {name: _text(table) for name, table in chosen.items()}
    return rest | texts | {DESCRIPTION: json.dumps(package).encode()}


def as_known(files: Mapping[str, bytes], day: str) -> Files:
    """Return a valid ledger without the documents published after a day, and their claims.

    Its title says so. A ValueError says what is no day.
    """
    from claimbook.ledger.dates import known_by, span  # with pandas, which reads dates

    tables = {name: _rows(files[name]) for name in OF_SOURCES if name in files}
    ids, published = (_column(tables["sources.csv"], name) for name in ("source_id", "published"))
    known = [*compress(ids, known_by(day, published))]
    # what a second coding lacks is said where it is compared
    chosen = {name: _where(table, "source_id", known) for name, table in tables.items() if table}
    package = described(files.get(DESCRIPTION, b""))
    title = f"{package.get('title') or UNTITLED}, as known on {date_text(*span(day))}"
    description = json.dumps(package | {"title": title}).encode()
    texts = {name: _text(table) for name, table in chosen.items()}
    return dict(files) | texts | {DESCRIPTION: description}


def normal(files: Mapping[str, bytes]) -> Files:
    """The same ledger however a program saved it: quoting, line ends, byte-order mark.

    What is no CSV stays as it is.
    """
    rows = {name: _rows(content) for name, content in files.items() if name != DESCRIPTION}
    return dict(files) | {name: _text(table) for name, table in rows.items() if table}


def topics(files: Mapping[str, bytes]) -> list[str]:
    """The topics of a ledger's questions, in their order."""
    asked = _rows(files.get("questions.csv", b"")) or [[]]
    return list(dict.fromkeys(filter(None, _column(asked, "topic"))))


def has_claims(files: Mapping[str, bytes]) -> bool:
    """Whether there is anything to compare."""
    return len(_rows(files.get("claims.csv", b"")) or ()) != 1  # what is broken is checked


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


def _at(rows: Rows, name: str) -> int:
    return rows[0].index(name) if name in rows[0] else sys.maxsize


def _column(rows: Rows, name: str) -> list[str]:
    at = _at(rows, name)
    return [row[at] for row in rows[1:] if len(row) > at]


def _where(rows: Rows, name: str, wanted: Iterable[str]) -> Rows:
    """Keep the rows with a wanted value."""
    at, values = _at(rows, name), {*wanted}
    return [rows[0], *(row for row in rows[1:] if len(row) > at and row[at] in values)]


# --- digests -------------------------------------------------------------------------------------


def digest(*parts: bytes | str) -> str:
    """Digest several parts so that no two lists of parts give the same bytes (SHA-256, hex)."""
    result = hashlib.sha256()
    for part in parts:
        part = part.encode() if isinstance(part, str) else part
        result.update(len(part).to_bytes(8, "big") + part)
    return result.hexdigest()


def ledger_digest(files: Mapping[str, bytes]) -> str:
    """Digest a ledger or a slice of one, byte by byte."""
    return digest(*(part for file in sorted(files.items()) for part in file))


def documents_digest(folder: Path | None) -> str:
    """Digest what can be read of every document, under any name; empty where there are none."""
    if folder is None or not folder.is_dir():
        return ""
    try:
        papers = [path for path in folder.iterdir() if path.is_file()]
        return digest(*sorted(digest(*read_bytes(path)) for path in papers))
    except OSError as error:
        raise ClaimbookError(
            f"the documents in {folder} cannot be read ({error.strerror}); "
            "make them readable or name another folder with --documents"
        ) from error


def package_digest(package: Path = PACKAGE) -> str:
    """Digest everything the package consists of: modules, templates, data files."""
    paths = [path for path in package.rglob("*") if "__pycache__" not in path.parts]
    files = {path.relative_to(package).as_posix(): path for path in paths if path.is_file()}
    return ledger_digest({name: path.read_bytes() for name, path in files.items()})


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
