"""From a document to its claims: registered, and written out as a worksheet for a coder.

`finish` takes the worksheet into the ledger, `again` follows a document into another edition.
"""

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd

from claimbook.coding import document as documents
from claimbook.coding import sheet, suggest
from claimbook.coding.days import Calendar
from claimbook.coding.document import Document
from claimbook.coding.editions import again
from claimbook.coding.stated import DATE_LINE, figures
from claimbook.coding.take import CLAIM, FOLDER, LATER, NOT_A_CLAIM, finish, voice
from claimbook.errors import ClaimbookError
from claimbook.evidence.documents import paragraphs
from claimbook.evidence.numbers import numbers
from claimbook.ledger import check, dates, hints
from claimbook.ledger.csvfile import COLUMNS
from claimbook.ledger.folder import find
from claimbook.ledger.hints import nearest, quoted
from claimbook.ledger.model import Ledger
from claimbook.wording import counted, listed

__all__ = ["add", "again", "finish", "worksheet"]

ID = re.compile(r"[a-z0-9][a-z0-9-]*")
HEADING = 8  # paragraphs, among which the date line stands

Row = dict[str, str]


def add(
    file: str | Path,
    data: str | Path | None = None,
    source_id: str | None = None,
    published: str | None = None,
    reanchor: bool = False,
    **about: str,
) -> list[str]:
    """Register a document and write its worksheet; of a known one say what has changed.

    Parameters
    ----------
    file : str or Path
        A text in UTF-8.
    data : str or Path, optional
        Folder of the ledger.
    source_id : str, optional
        By default made of the file's name.
    published : str, optional
        Its date, or a stretch of days; by default that of its date line.
    reanchor : bool
        Of a known document: let the claims whose words stand elsewhere now follow them.
    **about
        Further cells of its row in ``sources.csv``: title, short, publisher, kind, origin_id, url …

    Returns
    -------
    list of str
        What was done and what to do next, a line each.

    Raises
    ------
    ClaimbookError
        Nothing was written then.
    """
    document = documents.read(file)
    ledger = check.load(find(data))
    known, how = documents.known_as(document, ledger)
    if how == "rewritten":
        raise ClaimbookError(
            f"{document.path}: is the document of {known} already; only its line ends or its "
            "byte-order mark are others"
        )
    if how == "same" and not (_untouched(ledger, known) and source_id in (None, known)):
        raise ClaimbookError(f"{document.path}: is in the ledger already, as {known}")
    wanted = source_id or known or _slug(document.path.stem)
    if wanted in set(ledger.sources["source_id"]) and not _untouched(ledger, wanted):
        return again(file, data, wanted, reanchor)
    return worksheet(file, data, wanted, published, **about)


def worksheet(
    file: str | Path,
    data: str | Path | None = None,
    source_id: str | None = None,
    published: str | None = None,
    **about: str,
) -> list[str]:
    """Register a document that no claim comes from yet, and write its worksheet; see `add`."""
    document = documents.read(file)
    ledger = check.load(find(data))
    source_id = source_id or _slug(document.path.stem)
    if not ID.fullmatch(source_id):
        raise ClaimbookError(f"--source-id: {hints.identifier(source_id)}")
    if published and not dates.span(published):
        raise ClaimbookError(f"--published: {hints.iso_date(published)}")
    if not _untouched(ledger, source_id):
        raise ClaimbookError(f"{source_id} is in the ledger already; give --source-id another id")
    printed = published or _printed_date(document.text)
    files, source = _registered(ledger, document, source_id, printed, about)
    basis = source["published"] or max(ledger.sources["published"], default="")
    rows = suggest.rows(document.text, _with(ledger, source), source_id, basis)
    path = ledger.folder / FOLDER / f"{source_id}.csv"
    files |= {path.with_name(".gitignore"): b"*\n", path: sheet.worksheet_text(rows)}
    sheet.write(files)
    return [*_registration(source, published, printed), *_contents(path, rows, document.text)]


def _slug(text: str) -> str:
    return re.sub("[^a-z0-9]+", "-", text.lower()).strip("-")[:60] or "document"


def _untouched(ledger: Ledger, source_id: str) -> bool:
    """Whether nothing of a source has been coded, and nothing is about to be."""
    coded = any(
        frame["source_id"].eq(source_id).any() for frame in (ledger.claims, ledger.not_claims)
    )
    return not coded and not (ledger.folder / FOLDER / f"{source_id}.csv").exists()


def _printed_date(text: str) -> str:
    """The day that a document's date line gives in full."""
    for paragraph in paragraphs(text)[:HEADING]:
        for figure in figures(paragraph, Calendar("")):
            if figure.reason == DATE_LINE and len(figure.low) >= len("2022-01-05"):
                return figure.low[:10]
    return ""


def _registered(
    ledger: Ledger, document: Document, source_id: str, published: str, about: Row
) -> tuple[dict[Path, bytes], Row]:
    """The files that make a document a source, and its row; voice and publisher are a guess."""
    folder, sources = ledger.folder, ledger.sources
    files = documents.place(document, ledger, source_id)
    about = {name: value for name, value in about.items() if value and name in COLUMNS["sources"]}
    if source_id in set(sources["source_id"]):
        row = sources[sources["source_id"].eq(source_id)].iloc[0].drop("line").to_dict()
        row |= about | {"sha256": document.sha256, "published": row["published"] or published}
        content = sheet.changed(
            (folder / "sources.csv").read_bytes(),
            lambda cells: cells | row if cells["source_id"] == source_id else None,
        )
        return files | {folder / "sources.csv": content}, row
    name = about.get("publisher") or about.get("title") or source_id.replace("-", " ").capitalize()
    row = dict.fromkeys(COLUMNS["sources"], "") | {
        "source_id": source_id,
        "publisher": name,
        "kind": "document",
        "published": published,
        "sha256": document.sha256,
    }
    row |= about
    if not row["origin_id"]:
        row["origin_id"], new = voice(ledger.origins, f"{name} ({name}, {row['kind']})")
        if new:
            path = folder / "origins.csv"
            files[path] = sheet.appended(path.read_bytes(), "origins", [new])
    elif row["origin_id"] not in set(ledger.origins["origin_id"]):
        raise ClaimbookError(
            f"{quoted(row['origin_id'])} is no voice of origins.csv"
            f"{nearest(row['origin_id'], ledger.origins['origin_id'])}"
        )
    path = folder / "sources.csv"
    return files | {path: sheet.appended(path.read_bytes(), "sources", [row])}, row


def _with(ledger: Ledger, source: Row) -> Ledger:
    """The ledger as it is with a further source."""
    others = ledger.sources[ledger.sources["source_id"].ne(source["source_id"])]
    sources = pd.concat([others, pd.DataFrame([source])], ignore_index=True)
    return replace(ledger, sources=sources)


def _registration(source: Row, published: str | None, printed: str) -> list[str]:
    """What was registered, and what is a guess or still lacks."""
    when = source["published"] or "without a date"
    how = ", as its date line has it" if printed and not published else ""
    line = f"sources.csv: {source['source_id']}, published {when}{how}".replace(
        "published without", "without"
    )
    lacks = [name for name in ("title", "published") if not source[name]]
    lacks = f"; {listed(lacks)} still missing" if lacks else ""
    guess = (
        f"publisher “{source['publisher']}”, kind “{source['kind']}”, voice {source['origin_id']}"
    )
    return [f"{line}; {guess}{lacks}. Put right what is not."]


def _contents(path: Path, rows: list[Row], text: str) -> list[str]:
    """What a worksheet holds, and what to do with it."""
    read = sum(len(numbers(paragraph)) for paragraph in paragraphs(text))
    excluded = sum(row["take"] == NOT_A_CLAIM for row in rows)
    statements = sum(bool(row["answer"]) for row in rows)
    source_id = path.stem
    return [
        f"{FOLDER}/{path.name}: {counted(len(rows), 'row')} for {counted(read, 'number')}; "
        f"{excluded} proposed as {NOT_A_CLAIM}; {counted(statements, 'statement')} without one.",
        f"Open it in a spreadsheet or an editor, put rows right, write {CLAIM}, {NOT_A_CLAIM} or "
        f"{LATER} into take, then: claimbook add --finish {source_id}",
    ]
