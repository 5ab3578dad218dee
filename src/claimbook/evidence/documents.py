"""The documents at hand: never part of a ledger, recognised by the sha256 of their bytes."""

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from claimbook.ledger.files import read_bytes

if TYPE_CHECKING:
    import pandas as pd

MAX_DOCUMENT = 64 * 2**20  # bytes
NO_DOCUMENT = re.compile(r"\.|readme", re.IGNORECASE)  # how the name of such a file begins
# A text that is a document, edited, holds half of what is quoted from it, and so many characters.
NEAR, NEAR_CHARACTERS = 0.5, 20
# What a file is that is no text, by how it begins, and how to make text of it.
NO_TEXT = {
    rb"(?:\xef\xbb\xbf)?\s*\Z": "is empty; there is nothing to code",
    rb"\s*%PDF": "is a PDF; make text of it first: pdftotext FILE.pdf (of a scan, which has none: "
    "ocrmypdf --sidecar FILE.txt)",
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|\?xml)\b": "is "
    "HTML; make text of it first: pandoc --to plain --wrap none FILE.html --output FILE.txt",
    rb"PK\x03\x04|\xd0\xcf\x11\xe0|\{\\rtf": "is a document of an office program; save it as plain "
    "text in UTF-8",
    rb"(?!\xff\xfe|\xfe\xff).*?[\x00-\x08\x0e-\x1a\x1c-\x1f]": "is a binary file, not a text",
}


class File(NamedTuple):
    """A file among the documents, and whose document it is.

    Attributes
    ----------
    name, sha256
        Of the file.
    text : str
        Empty where it plainly is none.
    wrong : str
        What keeps it from being a text in UTF-8.
    source_id, state
        The source whose document it is, and how: ``same``, ``rewritten`` (the same text with other
        line ends, byte-order mark or final line end) or ``changed`` (another text, whose name or
        wordings are near). Empty where no source has it.
    """

    name: str
    sha256: str
    text: str
    wrong: str = ""
    source_id: str = ""
    state: str = ""


def find_documents(
    sources: "pd.DataFrame", folder: str | Path | None, claims: "pd.DataFrame | None" = None
) -> dict[str, str]:
    """Return the `texts` of what is `at_hand`."""
    return texts(at_hand(sources, folder, claims))


def texts(files: Iterable[File]) -> dict[str, str]:
    """The texts of the documents that could be read, by source."""
    return {file.source_id: file.text for file in files if file.source_id and not file.wrong}


def at_hand(
    sources: "pd.DataFrame", folder: str | Path | None, claims: "pd.DataFrame | None" = None
) -> list[File]:
    """Recognise the sources' documents among the files of a folder: these first, in their order.

    Files are compared by the sha256 of their bytes; names do not matter where a document is as it
    was. Without claims an edited document is known by its name only.
    """
    files = list(_files(Path(folder))) if folder is not None else []
    digests = dict(zip(sources["source_id"], sources["sha256"].str.lower(), strict=True))
    known = {*digests.values()}
    printings = {file: {file.sha256, *_printings(file.text)} & known for file in files}
    of_digest = {d: f._replace(state="rewritten") for f in files for d in printings[f]}
    of_digest |= {file.sha256: file._replace(state="same") for file in files}
    found = {s: of_digest[d]._replace(source_id=s) for s, d in digests.items() if d in of_digest}
    missing = sources[~sources["source_id"].isin(found)]
    rest = [file for file in files if file.text and not printings[file]]
    for source_id, file in _nearest(missing, rest, claims).items():
        found[source_id] = file._replace(source_id=source_id, state="changed")
        rest.remove(file)
    return [*(found[source_id] for source_id in digests if source_id in found), *rest]


def _files(folder: Path) -> Iterator[File]:
    """Yield the files of text in a folder: no special, hidden, empty or huge ones."""
    for path in sorted(folder.iterdir()):
        # what /proc holds has no size, and may block
        if path.is_file() and path.stat().st_size and not NO_DOCUMENT.match(path.name):
            content, wrong = read_bytes(path, MAX_DOCUMENT)
            if not wrong:
                yield File(path.name, sha256(content).hexdigest(), *as_text(content, path.name))


def as_text(content: bytes, name: str) -> tuple[str, str]:
    """The text of a document and, where it is not in UTF-8, a sentence that says what to do."""
    try:
        return content.decode("utf-8-sig"), ""
    except UnicodeDecodeError as error:
        if wrong := no_text(content):
            return "", wrong
        of, says = "UTF-16", "is UTF-16, not UTF-8"
        if not content.startswith((b"\xff\xfe", b"\xfe\xff")):
            of, line = "WINDOWS-1252", content.count(b"\n", 0, error.start) + 1
            seen = content[error.start : error.start + 1].decode(of, errors="replace")
            says = f"is not UTF-8 (line {line}; in Windows-1252 it would read “{seen}”)"
        convert = f"convert it: iconv --from-code {of} --to-code UTF-8 {name}"
        return content.decode(of, errors="replace"), f"{says}; {convert}"


def no_text(content: bytes) -> str:
    """Say what a file is that is no text, and how to make one of it; else nothing."""
    kinds = (says for how, says in NO_TEXT.items() if re.match(how, content, re.I | re.DOTALL))
    return next(kinds, "")


def _printings(text: str) -> Iterator[str]:
    """Yield the checksums of a text with other line ends, byte-order mark or final line end."""
    plain = re.sub(r"\r\n|\r", "\n", text).rstrip("\n")
    for end in ("\n", "\r\n", "\r"):
        lines = plain.replace("\n", end).encode()
        for content in (lines, lines + end.encode()):
            yield sha256(content).hexdigest()
            yield sha256(b"\xef\xbb\xbf" + content).hexdigest()


def _nearest(
    sources: "pd.DataFrame", files: list[File], claims: "pd.DataFrame | None"
) -> dict[str, File]:
    """Return the file most like each source's document, where one is; each file once."""
    characters = _quoted(files, claims)
    scored = []
    for source in sources.itertuples(index=False):
        names = {_slug(getattr(source, name, "")) for name in ("source_id", "short", "title")}
        for file in files:
            held, all_ = characters[file.name].get(source.source_id, (0, 0))
            share = held / max(all_, 1)
            slug = _slug(Path(file.name).stem)
            named = any(name and f"-{name}-" in f"-{slug}-" for name in names)
            near = share >= NEAR and held >= NEAR_CHARACTERS
            if slug in names or near or (named and share):
                scored.append((share + named, source.source_id, file))
    found: dict[str, File] = {}
    for _, source_id, file in sorted(scored, key=lambda each: -each[0]):
        if source_id not in found and file not in found.values():
            found[source_id] = file
    return found


def _quoted(
    files: list[File], claims: "pd.DataFrame | None"
) -> dict[str, dict[str, tuple[int, int]]]:
    """By file and source: of the characters quoted from the source those that the file holds, and
    all of them.
    """
    if claims is None or not files:
        return {file.name: {} for file in files}
    lengths, sources = claims["wording"].str.len(), claims["source_id"]
    all_ = lengths.groupby(sources).sum()
    wordings = dict.fromkeys(claims["wording"].to_numpy(object))
    found = {}
    for file in files:
        is_held = claims["wording"].isin([wording for wording in wordings if wording in file.text])
        held = lengths.where(is_held, 0).groupby(sources).sum()
        found[file.name] = dict(zip(all_.index, zip(held, all_, strict=True), strict=True))
    return found


def _slug(text: str) -> str:
    return "-".join(re.findall(r"\w+", text.lower()))


def paragraphs(text: str) -> list[str]:
    """Split a document into its non-empty lines; the n-th is paragraph n, counted from 1."""
    return [line for line in re.split(r"\r\n|\r|\n", text) if line.strip()]
