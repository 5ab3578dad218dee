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
from claimbook.coding.sheet import FOLDER, Row
from claimbook.coding.stated import DATE_LINE, figures
from claimbook.coding.suggest import NOT_A_CLAIM
from claimbook.coding.take import CLAIM, LATER, finish, voice
from claimbook.errors import ClaimbookError
from claimbook.evidence.documents import paragraphs
from claimbook.evidence.numbers import numbers
from claimbook.ledger import dates, hints
from claimbook.ledger.files import COLUMNS
from claimbook.ledger.model import Ledger
from claimbook.wording import counted, listed, slug

__all__ = ["add", "finish"]

ID = re.compile(r"[a-z0-9][a-z0-9-]*")
HEADING = 8  # paragraphs, among which the date line stands


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
    source_id, published : str, optional
        By default made of the file's name; that of its date line.
    reanchor : bool
        Of a known document: let the claims whose words stand elsewhere now follow them.
    **about
        Further cells of its row in ``sources.csv``: title, short, publisher, kind, origin_id, url …

    Raises
    ------
    ClaimbookError
        Nothing was written then.
    """
    document = documents.read(file)
    ledger = documents.ledger_to_fill(data)
    known, how = documents.known_as(document, ledger)
    source_id = source_id or known or slug(document.path.stem) or "document"
    if how == "rewritten":
        raise ClaimbookError(
            f"{document.path}: is the document of {known} already; only its line ends or its "
            "byte-order mark are others"
        )
    if how == "same" and not (source_id == known and _untouched(ledger, known)):
        todo = f"; for suggestions made anew delete {FOLDER}/{known}.csv and add it once more"
        todo *= known in ledger.uncoded
        raise ClaimbookError(f"{document.path}: is in the ledger already, as {known}{todo}")
    if not ID.fullmatch(source_id):
        raise ClaimbookError(f"--source-id: {hints.identifier(source_id)}")
    if published and not dates.span(published):
        raise ClaimbookError(f"--published: {hints.iso_date(published)}")
    if source_id in set(ledger.sources["source_id"]) and not _untouched(ledger, source_id):
        return again(ledger, document, source_id, reanchor)
    return _worksheet(ledger, document, source_id, published or "", about)


def _untouched(ledger: Ledger, source_id: str) -> bool:
    """Whether nothing of a source has been coded, and nothing is about to be."""
    there = (ledger.folder / FOLDER / f"{source_id}.csv").exists()
    return source_id in ledger.uncoded and not there


def _worksheet(
    ledger: Ledger, document: Document, source_id: str, published: str, about: Row
) -> list[str]:
    """Register a document that no claim comes from yet, and write its worksheet."""
    printed = "" if published else _printed_date(document.text)
    about = {"sha256": document.sha256} | about
    source, files = _registered(ledger, source_id, published or printed, about)
    others = ledger.sources[ledger.sources["source_id"].ne(source_id)]
    sources = pd.concat([others, pd.DataFrame([source])], ignore_index=True)
    dated = source["published"] or max(ledger.sources["published"], default="")
    rows = suggest.rows(document.text, replace(ledger, sources=sources), source_id, dated)
    path = ledger.folder / FOLDER / f"{source_id}.csv"
    files |= {path.with_name(".gitignore"): b"*\n", path: sheet.worksheet_text(rows)}
    sheet.write(documents.place(document, ledger, source_id) | files)

    when = f"published {source['published']}" if source["published"] else "without a date"
    when += ", as its date line has it" * bool(printed)
    lacks = [name for name in ("title", "published") if not source[name]]
    missing = f"; {listed(lacks)} still missing" * bool(lacks)
    read = sum(len(numbers(paragraph)) for paragraph in paragraphs(document.text))
    excluded = sum(row["take"] == NOT_A_CLAIM for row in rows)
    statements = sum(bool(row["answer"]) for row in rows)
    return [
        f"sources.csv: {source_id}, {when}; publisher “{source['publisher']}”, kind "
        f"“{source['kind']}”, voice {source['origin_id']}{missing}. Put right what is not.",
        f"{FOLDER}/{path.name}: {counted(len(rows), 'row')} for {counted(read, 'number')}; "
        f"{excluded} proposed as {NOT_A_CLAIM}; {counted(statements, 'statement')} without "
        "a number suggested, others are yours to find.",
        f"Open it in a spreadsheet or an editor, put rows right, write {CLAIM}, {NOT_A_CLAIM} or "
        f"{LATER} into take, then: claimbook add --finish {source_id}",
    ]


def _printed_date(text: str) -> str:
    """The day that a document's date line gives in full."""
    for paragraph in paragraphs(text)[:HEADING]:
        for figure in figures(paragraph, Calendar("")):
            if figure.reason == DATE_LINE and dates.span(figure.low[:10]):
                return figure.low[:10] if len(figure.low) >= 10 else ""
    return ""


def _registered(
    ledger: Ledger, source_id: str, published: str, about: Row
) -> tuple[Row, dict[Path, bytes]]:
    """The row of a source, and the files with it; where nothing is told its voice is a guess."""
    sources, origins = ledger.folder / "sources.csv", ledger.folder / "origins.csv"
    known = ledger.sources[ledger.sources["source_id"].eq(source_id)].to_dict("records")
    if known:  # typed by hand, or left by a run that was interrupted
        row = known[0] | about | {"published": known[0]["published"] or published}
        return row, {sources: sheet.edited(sources, changes={row["line"]: row})}
    name = about.get("publisher") or about.get("title") or source_id.replace("-", " ").capitalize()
    row = dict.fromkeys(COLUMNS["sources"], "") | {"publisher": name, "kind": "document"}
    row |= about | {"source_id": source_id, "published": published}
    cell = row["origin_id"] or f"{name} ({name}, {row['kind']})"
    row["origin_id"], new = voice(ledger.origins, cell)
    if not new and row["origin_id"] not in set(ledger.origins["origin_id"]):
        hint = hints.nearest(cell, ledger.origins["origin_id"])
        raise ClaimbookError(f"{hints.quoted(cell)} is no voice of origins.csv{hint}")
    files = {origins: sheet.edited(origins, [new])} if new else {}
    return row, files | {sources: sheet.edited(sources, [row])}
