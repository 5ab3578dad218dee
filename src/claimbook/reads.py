"""What a page was made from, so that an edit rebuilds what depends on it and nothing else.

Two halves, both with the standard library only, because the answer "nothing changed" must not cost
an import of pandas:

- in the kernel, what a notebook reads is written down as it reads it. `claimbook.execution` starts
  every kernel with this module as an IPython extension: it listens to every file that is opened, so
  a notebook that goes around `claimbook.ledger.load` is seen as well;
- in the build, digests of the ledger (whole, or the slice some topics see), of the documents, the
  notebooks, the package and the libraries.
"""

import csv
import hashlib
import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

FRAMES = ("claims", "sources", "origins", "questions", "conventions", "not_claims")
PACKAGE = Path(__file__).parent
# The libraries whose version can change what a page shows.
LIBRARIES = frozenset(
    ["contourpy", "fonttools", "ipykernel", "ipython", "ipywidgets", "itables", "kiwisolver"]
    + ["matplotlib", "matplotlib_inline", "mistune", "nbclient", "nbconvert", "nbformat"]
    + ["numpy", "pandas", "pillow", "pygments"]
)
_quiet = False


@contextmanager
def slice_of(topics: Iterable[str] | None) -> Iterator[None]:
    """Write down that these topics of the ledger are read (None: all of it) while it is loaded.

    `claimbook.ledger.load` does its reading inside this; outside of a report it does nothing.
    """
    global _quiet
    before, _quiet = _quiet, True  # the files opened in here are the slice, not the whole ledger
    try:
        _write({"topics": None if topics is None else sorted(topics)})
        yield
    finally:
        _quiet = before


def load_ipython_extension(shell: object) -> None:
    """Start listening, in a kernel, to the files a notebook opens."""
    if "CLAIMBOOK_READS" in os.environ:
        sys.addaudithook(_listen)
        _write({"listening": True})


def read_by(record: Path) -> dict:
    """Sum up one notebook's record; a kernel that did not listen may have read anything.

    Returns
    -------
    dict
        ``topics``: the sorted topics it read, or None for the whole ledger; ``documents``: whether
        it opened any document.
    """
    lines = record.read_text(encoding="utf-8").splitlines() if record.exists() else []
    entries = [json.loads(line) for line in lines]
    listened = {"listening": True} in entries
    asked = [entry["topics"] for entry in entries if "topics" in entry]
    whole = None in asked or not listened
    return {
        "topics": None if whole else sorted({topic for topics in asked for topic in topics}),
        "documents": {"documents": True} in entries or not listened,
    }


def ledger_rows(data: Path) -> dict[str, list[list[str]]]:
    """Read a ledger's rows without judging them; an unreadable file counts byte by byte."""
    rows = {name: _rows(data / f"{name}.csv") for name in FRAMES}
    return rows | {"datapackage": [[digest(_bytes(data / "datapackage.json"))]]}


def slice_digest(rows: dict[str, list[list[str]]], topics: Iterable[str] | None = None) -> str:
    """Digest a ledger, or the slice of it that `Ledger.select(topics)` keeps.

    Quoting, line ends and a byte-order mark do not count; the order of the rows does.
    """
    if topics is not None:
        questions = _where(rows["questions"], "topic", set(topics))
        claims = _where(rows["claims"], "question_id", set(_column(questions, "question_id")))
        origins = {*_column(claims, "origin_id"), *_column(rows["sources"], "origin_id")}
        rows = rows | {
            "questions": questions,
            "claims": claims,
            "origins": _where(rows["origins"], "origin_id", origins),
            "not_claims": [],
        }
    return digest(json.dumps(rows).encode())


def documents_digest(documents: Path | None) -> str:
    """Digest the bytes of every document, under any name, or the fact that there are none."""
    if documents is None or not documents.is_dir():
        return ""
    files = sorted(path for path in documents.iterdir() if path.is_file())
    return digest(*sorted(hashlib.sha256(_bytes(path)).digest() for path in files))


def cells_digest(notebook: bytes) -> str:
    """Digest a notebook's cells, code and text, without outputs, counts and metadata."""
    try:
        cells = json.loads(notebook)["cells"]
        parts = [(cell["cell_type"], "".join(cell["source"])) for cell in cells]
    except (ValueError, KeyError, TypeError):
        return digest(notebook)
    return digest(json.dumps(parts).encode())


def package_digest(package: Path = PACKAGE) -> str:
    """Digest the package's own sources and templates."""
    files = sorted(path for path in package.rglob("*") if path.is_file())
    files = [path for path in files if "__pycache__" not in path.parts]
    return digest(
        *(part for path in files for part in (path.relative_to(package).as_posix(), _bytes(path)))
    )


def versions() -> list[str]:
    """List Python's and the libraries' versions, from the names of their metadata folders.

    Asking ``importlib.metadata`` for the same costs more than all the rest of this check.
    """
    names = {
        entry.removesuffix(".dist-info")
        for folder in sys.path
        if os.path.isdir(folder)
        for entry in os.listdir(folder)
        if entry.endswith(".dist-info") and entry.split("-")[0].lower() in LIBRARIES
    }
    return [sys.version, *sorted(names)]


def digest(*parts: bytes | str) -> str:
    """Digest several parts so that no two lists of parts give the same bytes (SHA-256, hex)."""
    result = hashlib.sha256()
    for part in parts:
        part = part.encode() if isinstance(part, str) else part
        result.update(len(part).to_bytes(8, "big") + part)
    return result.hexdigest()


def _listen(event: str, arguments: tuple) -> None:
    if event not in ("open", "os.listdir", "os.scandir") or _quiet:
        return
    if not isinstance(arguments[0], str | bytes):
        return
    path = os.path.abspath(os.fsdecode(arguments[0]))
    if _within(path, "CLAIMBOOK_DOCUMENTS"):
        _write({"documents": True})
    elif event == "open" and _within(path, "CLAIMBOOK_DATA"):
        _write({"topics": None})


def _within(path: str, variable: str) -> bool:
    folder = os.environ.get(variable)
    return bool(folder) and (path + os.sep).startswith(os.path.join(os.path.abspath(folder), ""))


def _write(entry: dict) -> None:
    record = os.environ.get("CLAIMBOOK_READS")
    if record:
        with open(record, "a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")


def _rows(path: Path) -> list[list[str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.reader(file, strict=True))
    except (OSError, csv.Error, UnicodeDecodeError):
        return [["unreadable", digest(_bytes(path))]]


def _column(rows: list[list[str]], name: str) -> list[str]:
    if not rows or name not in rows[0]:
        return []
    at = rows[0].index(name)
    return [row[at] for row in rows[1:] if len(row) > at]


def _where(rows: list[list[str]], name: str, wanted: set[str]) -> list[list[str]]:
    if not rows or name not in rows[0]:
        return rows
    at = rows[0].index(name)
    return [rows[0], *(row for row in rows[1:] if len(row) <= at or row[at] in wanted)]


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""
