"""A document in another edition: which claims stay, which moved, which are lost."""

from typing import Any

import pandas as pd

from claimbook.coding import document as documents
from claimbook.coding import sheet
from claimbook.coding.document import Document
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


def again(ledger: Ledger, document: Document, source_id: str, reanchor: bool) -> list[str]:
    """Say what a new edition of a source does to its claims: how many stay, and where others are.

    With `reanchor` those whose words now stand, character by character, in one other paragraph
    follow them, and the new text is registered.
    """
    old = documents.texts(ledger).get(source_id)
    coded, now = _kept(ledger, source_id) if old is None else _digests(old), _digests(document.text)
    found = {}
    for name in ("claims", "not_claims"):
        rows = getattr(ledger, name)
        rows = rows[rows["source_id"].eq(source_id)]
        anchored = anchors(rows, {source_id: document.text}).itertuples()
        states = [_state(row, coded.get(row.paragraph), now) for row in anchored]
        found[name] = rows.join(pd.DataFrame(states, columns=["state", "to"], index=rows.index))
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
    moved = {name: rows[rows["state"].eq("moved")] for name, rows in found.items()}
    if reanchor:
        _follow(ledger, document, source_id, moved)
        lines.append(f"{source_id} is now this text; the rows that moved have followed it.")
    else:
        rows = sum(map(len, moved.values()))
        follow = f"; with --reanchor {counted(rows, 'row')} would follow" if rows else ""
        lines.append(f"Nothing was changed{follow}.")
    return lines


def _digests(text: str) -> dict[str, str]:
    """The digest of each paragraph of a text."""
    return {str(n): digests.digest(line) for n, line in enumerate(paragraphs(text), 1)}


def _kept(ledger: Ledger, source_id: str) -> dict[str, str]:
    """The digests that were kept of a source's paragraphs."""
    rows = digests.kept(ledger.folder).cells
    return {n: digest for of, n, digest in rows if of == source_id}


def _state(row: Any, before: str | None, now: dict[str, str]) -> tuple[str, str]:
    """What became of an anchored row whose paragraph had a digest, and where it stands now."""
    elsewhere = row.elsewhere.split("; ") if row.elsewhere else []
    same = [n for n in elsewhere if now[n] == before]
    if row.anchor == "found" and before in (None, now[row.paragraph]):
        return "stays", ""
    if len(same) == 1:  # its paragraph has moved as a whole
        return "moved", same[0]
    if row.anchor == "found":
        return "changed", ""
    if len(elsewhere) == 1:
        return "moved", elsewhere[0]
    if elsewhere or row.anchor == "ambiguous":
        return "several", listed(elsewhere or [row.paragraph])
    return "lost", ""


def _follow(
    ledger: Ledger, document: Document, source_id: str, moved: dict[str, pd.DataFrame]
) -> None:
    """Write the rows that moved with their new paragraphs, and the new checksum."""
    line = ledger.sources.set_index("source_id").loc[source_id, "line"]
    changes = {"sources": {line: {"sha256": document.sha256}}}
    for name, rows in moved.items():
        changes[name] = {row.line: {"paragraph": row.to} for row in rows.itertuples()}
    files = {ledger.folder / f"{name}.csv": cells for name, cells in changes.items() if cells}
    edited = {path: sheet.edited(path, changes=cells) for path, cells in files.items()}
    sheet.write(documents.place(document, ledger, source_id) | edited)
