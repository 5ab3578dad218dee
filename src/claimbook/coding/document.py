"""A document as a user hands it over: read, or refused in one sentence; and whether it is known."""

import re
import shutil
import tempfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from claimbook.errors import ClaimbookError
from claimbook.evidence.documents import MAX_DOCUMENT, at_hand, documents_folder, find_documents
from claimbook.ledger.csvfile import read_bytes
from claimbook.ledger.model import Ledger

HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|\?xml)\b", re.I | re.S)
CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
# What a file is that is no text, by how it begins, and how to make text of it.
NO_TEXT: list[tuple[Callable[[bytes], object], str]] = [
    (lambda b: not b.strip(b"\xef\xbb\xbf \t\r\n\f"), "is empty; there is nothing to code"),
    (
        lambda b: b[:1024].lstrip().startswith(b"%PDF"),
        "is a PDF; make text of it first: pdftotext FILE.pdf (of a scan, which has none: "
        "ocrmypdf --sidecar FILE.txt)",
    ),
    (
        lambda b: HTML.match(b[:4096].removeprefix(b"\xef\xbb\xbf")),
        "is HTML; make text of it first: pandoc --to plain --wrap none FILE.html --output FILE.txt",
    ),
    (
        lambda b: b.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf")),
        "is a document of an office program; save it as plain text in UTF-8",
    ),
    (
        lambda b: b.startswith((b"\xff\xfe", b"\xfe\xff")),
        "is UTF-16, not UTF-8; convert it: iconv --from-code UTF-16 --to-code UTF-8 FILE",
    ),
    (lambda b: CONTROLS.search(b[:100_000]), "is a binary file, not a text"),
]


class Document(NamedTuple):
    """A text to be coded."""

    path: Path
    content: bytes
    text: str

    @property
    def sha256(self) -> str:
        """The checksum of its bytes, by which a ledger knows it."""
        return sha256(self.content).hexdigest()


def read(file: str | Path) -> Document:
    """Read a text in UTF-8.

    Raises
    ------
    ClaimbookError
        It is not there, or no such text; the one sentence says what to do.
    """
    path = Path(file)
    if not path.exists():
        raise ClaimbookError(f"{path}: there is no such file")
    content, wrong = read_bytes(path, MAX_DOCUMENT)
    if wrong:
        raise ClaimbookError(f"{path}: {wrong.partition(';')[0]}")
    for is_it, message in NO_TEXT:
        if is_it(content):
            raise ClaimbookError(f"{path}: {message}")
    try:
        return Document(path, content, content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        seen = content[error.start : error.start + 1].decode("cp1252", errors="replace")
        line = content.count(b"\n", 0, error.start) + 1
        raise ClaimbookError(
            f"{path}: is not UTF-8 (line {line}; in Windows-1252 it would read “{seen}”); convert "
            f"it: iconv --from-code WINDOWS-1252 --to-code UTF-8 {path.name}"
        ) from error


def known_as(document: Document, ledger: Ledger) -> tuple[str, str]:
    """Say which source a document is already, and how: same, rewritten or changed; else nothing.

    A text is `rewritten` where only line ends or a byte-order mark differ, and `changed` where its
    name or what is quoted from it says that it is another edition.
    """
    sources = ledger.sources
    same = sources["source_id"][sources["sha256"].str.lower().eq(document.sha256)]
    if len(same):
        return same.iloc[0], "same"
    with tempfile.TemporaryDirectory() as alone:  # beside no other file of its folder
        shutil.copy(document.path, alone)
        found = at_hand(sources, alone, ledger.claims)
    for how in ("rewritten", "changed"):
        for source_id in getattr(found, how):
            return source_id, how
    return "", ""


def texts(ledger: Ledger) -> dict[str, str]:
    """The documents at hand, in the folder named for them or in the ledger's own."""
    own = ledger.folder / "documents"
    folders = [documents_folder(None, ledger.folder), own if own.is_dir() else None]
    found: dict[str, str] = {}
    for folder in dict.fromkeys(folders):
        found = find_documents(ledger.sources, folder) | found
    return found


def place(document: Document, ledger: Ledger, source_id: str) -> dict[Path, bytes]:
    """The copy of a document among the ledger's own, where it is not at hand already."""
    named = documents_folder(None, ledger.folder)
    own = ledger.folder / "documents"
    if any(
        folder and folder.resolve() == document.path.resolve().parent for folder in (named, own)
    ):
        return {}
    path = own / f"{source_id}.txt"
    if path.exists() and path.read_bytes() != document.content:
        path = own / f"{source_id}-{document.sha256[:8]}.txt"
    return {} if path.exists() else {path: document.content}
