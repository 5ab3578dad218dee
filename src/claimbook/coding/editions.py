"""A document in another edition: which claims stay, which moved, which are lost."""

import pandas as pd

from claimbook.coding import document as documents
from claimbook.coding import sheet
from claimbook.coding.document import Document
from claimbook.coding.sheet import Row
from claimbook.evidence import digests
from claimbook.evidence.anchors import anchors
from claimbook.evidence.documents import paragraphs
from claimbook.ledger.hints import quoted
from claimbook.ledger.model import Ledger
from claimbook.wording import counted, listed

# What became of a wording: how it is counted, and what is said of it.
STATES = {
    "stays": ("stays", "where it was"),
    "changed": ("in a changed paragraph", "the paragraph around it has changed; read it again"),
    "moved": ("moved", "now in paragraph {to}"),
    "several": ("in several paragraphs", "now in the paragraphs {to}; quote a word or two more"),
    "lost": ("lost", "nowhere in the new text"),
}


def again(ledger: Ledger, document: Document, source_id: str, reanchor: bool = False) -> list[str]:
    """Say what a new edition of a document does to the claims that were coded from it.

    Parameters
    ----------
    ledger : Ledger
    document : Document
        The new text.
    source_id : str
        The source it is an edition of.
    reanchor : bool
        Let claims whose words now stand in one other paragraph follow them, and register the new
        text. Only words that are the same, character by character, are followed.

    Returns
    -------
    list of str
        How many stay, moved or are lost, and a line for each that does not stay.
    """
    old = documents.texts(ledger).get(source_id)
    coded = _kept(ledger, source_id) if old is None else _digests(old)
    found = {}
    for name in ("claims", "not_claims"):
        rows = getattr(ledger, name)
        found[name] = _states(rows[rows["source_id"].eq(source_id)], document.text, coded)
    states = found["claims"]["state"].value_counts()
    told = [f"{states[state]} {name}" for state, (name, _) in STATES.items() if state in states]
    lines = [f"{source_id}: of {counted(len(found['claims']), 'claim')} {listed(told)}."]
    lines += ["The text as it was coded is not at hand."] * (old is None)
    for name, rows in found.items():
        for row in rows[rows["state"].ne("stays")].itertuples():
            lines.append(
                f"{name}.csv:{row.line}: {quoted(row.wording)} (paragraph {row.paragraph}): "
                f"{STATES[row.state][1].format(to=row.to)}"
            )
    if reanchor:
        _follow(ledger, document, source_id, found)
        lines.append(f"{source_id} is now this text; the rows that moved have followed it.")
    else:
        moved = sum(rows["state"].eq("moved").sum() for rows in found.values())
        follow = f"; with --reanchor {counted(moved, 'row')} would follow" if moved else ""
        lines.append(f"Nothing was changed{follow}.")
    return lines


def _digests(text: str) -> dict[str, str]:
    """The digest of each paragraph of a text."""
    numbers = [str(n) for n, _ in enumerate(paragraphs(text), 1)]
    every = pd.DataFrame({"source_id": "", "paragraph": numbers})
    return dict(zip(numbers, digests.digests(every, {"": text})["digest"], strict=True))


def _kept(ledger: Ledger, source_id: str) -> dict[str, str]:
    """The digests that were kept of a source's paragraphs."""
    rows = documents.kept_digests(ledger.folder)
    rows = rows[rows["source_id"].eq(source_id)]
    return dict(zip(rows["paragraph"], rows["digest"], strict=True))


def _states(rows: pd.DataFrame, text: str, coded: dict[str, str]) -> pd.DataFrame:
    """The rows of a source with their state in a new text, and where they stand there."""
    now = _digests(text)
    anchored = anchors(rows, dict.fromkeys(rows["source_id"], text))
    table = []
    for row in anchored.itertuples():
        here, elsewhere = row.anchor == "found", row.elsewhere.split("; ") if row.elsewhere else []
        before = coded.get(row.paragraph)
        same = [n for n in elsewhere if now[n] == before]
        if here and before in (None, now[row.paragraph]):
            table.append(("stays", ""))
        elif len(same) == 1:  # its paragraph has moved as a whole
            table.append(("moved", same[0]))
        elif here:
            table.append(("changed", ""))
        elif len(elsewhere) == 1:
            table.append(("moved", elsewhere[0]))
        elif elsewhere or row.anchor == "ambiguous":
            table.append(("several", listed(elsewhere or [row.paragraph])))
        else:
            table.append(("lost", ""))
    return rows.join(pd.DataFrame(table, columns=["state", "to"], index=rows.index))


def _follow(
    ledger: Ledger, document: Document, source_id: str, found: dict[str, pd.DataFrame]
) -> None:
    """Write the rows that moved with their new paragraphs, and the new checksum."""
    files = documents.place(document, ledger, source_id)
    path = ledger.folder / "sources.csv"

    def register(row: Row) -> Row:
        return row | {"sha256": document.sha256} if row["source_id"] == source_id else row

    files[path] = sheet.edited(path.read_bytes(), "sources", change=register)
    for name, rows in found.items():
        moved = rows[rows["state"].eq("moved")]
        places = zip(moved["source_id"], moved["paragraph"], moved["wording"], strict=True)
        to = dict(zip(places, moved["to"], strict=True))

        def follow(row: Row, to: dict[tuple[str, ...], str] = to) -> Row:
            place = row["source_id"], row["paragraph"], row["wording"]
            return row | {"paragraph": to.get(place, row["paragraph"])}

        path = ledger.folder / f"{name}.csv"
        if to:
            files[path] = sheet.edited(path.read_bytes(), name, change=follow)
    sheet.write(files)
