"""A document as a user hands it over: read, or refused in one sentence; and whether it is known."""

import shutil
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from claimbook.errors import ClaimbookError
from claimbook.evidence.documents import (
    MAX_DOCUMENT,
    as_text,
    at_hand,
    find_documents,
    no_text,
)
from claimbook.ledger import check
from claimbook.ledger.files import read_bytes
from claimbook.ledger.folder import documents_folder, find
from claimbook.ledger.model import Ledger, LedgerError, Problem


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
    """Read a text in UTF-8; of what is none a ClaimbookError says in one sentence what to do."""
    path = Path(file)
    if not path.exists():
        raise ClaimbookError(f"{path}: there is no such file")
    content, wrong = read_bytes(path, MAX_DOCUMENT)
    if wrong:
        raise ClaimbookError(f"{path}: {wrong.partition(';')[0]}")
    text, foreign = as_text(content, path.name)
    if wrong := no_text(content) or foreign:
        raise ClaimbookError(f"{path}: {wrong}")
    return Document(path, content, text)


def ledger_to_fill(data: str | Path | None) -> Ledger:
    """The ledger that a document is to be added to; an error where something in it is wrong."""
    reading = check.read(find(data))
    if reading.errors:
        told = Problem("", 0, "", "Nothing was added: put the ledger right first (claimbook check)")
        raise LedgerError([*check.shortened(reading.errors), told])
    return reading.ledger


def known_as(document: Document, ledger: Ledger) -> tuple[str, str]:
    """Say which source a document is already, and how: same, rewritten or changed; else nothing.

    A text is `rewritten` where only line ends or a byte-order mark differ, and `changed` where its
    name or what is quoted from it says that it is another edition.
    """
    of_bytes = ledger.sources["sha256"].str.lower().eq(document.sha256)
    for source_id in ledger.sources["source_id"][of_bytes]:  # whatever the name of the file
        return source_id, "same"
    with tempfile.TemporaryDirectory() as alone:  # beside no other file of its folder
        shutil.copy(document.path, alone)
        for file in at_hand(ledger.sources, alone, ledger.claims):
            return file.source_id, file.state
    return "", ""


def texts(ledger: Ledger) -> dict[str, str]:
    """The documents at hand, in the folder named for them or in the ledger's own."""
    found: dict[str, str] = {}
    for folder in _folders(ledger):
        found |= find_documents(ledger.sources, folder)
    return found


def place(document: Document, ledger: Ledger, source_id: str) -> dict[Path, bytes]:
    """The copy of a document among the ledger's own, where it is not at hand already."""
    if document.path.resolve().parent in map(Path.resolve, _folders(ledger)):
        return {}
    path = ledger.folder / "documents" / f"{source_id}.txt"
    if path.exists() and path.read_bytes() != document.content:
        path = path.with_stem(f"{source_id}-{document.sha256[:8]}")
    return {} if path.exists() else {path: document.content}


def _folders(ledger: Ledger) -> list[Path]:
    named, own = documents_folder(None, ledger.folder), ledger.folder / "documents"
    return [folder for folder in dict.fromkeys([own, named]) if folder and folder.is_dir()]
