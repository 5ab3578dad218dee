"""A document in another edition: which claims stay, which moved, which are lost."""

from pathlib import Path

import pandas as pd

from claimbook.coding import document as documents
from claimbook.coding import sheet
from claimbook.errors import ClaimbookError
from claimbook.evidence import digests
from claimbook.evidence.anchors import anchors
from claimbook.evidence.documents import paragraphs
from claimbook.ledger import check
from claimbook.ledger.csvfile import read_bytes
from claimbook.ledger.folder import find
from claimbook.ledger.hints import nearest, quoted
from claimbook.ledger.model import Ledger
from claimbook.wording import counted, listed

# What became of a wording; the text is what is said of it.
STATES = {
    "stays": "where it was",
    "changed": "the paragraph around it has changed; read it again",
    "moved": "now in paragraph {to}",
    "several": "now in the paragraphs {to}; quote a word or two more",
    "lost": "nowhere in the new text",
}


def again(
    file: str | Path, data: str | Path | None, source_id: str, reanchor: bool = False
) -> list[str]:
    """Say what a new edition of a document does to the claims that were coded from it.

    Parameters
    ----------
    file : str or Path
        The new text.
    data : str or Path, optional
        Folder of the ledger.
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
    document = documents.read(file)
    ledger = check.load(find(data))
    if source_id not in set(ledger.sources["source_id"]):
        hint = nearest(source_id, ledger.sources["source_id"])
        raise ClaimbookError(f"no source {quoted(source_id)}{hint}")
    before = documents.texts(ledger).get(source_id)
    frames = {"claims": ledger.claims, "not_claims": ledger.not_claims}
    found = {
        name: _states(frame[frame["source_id"].eq(source_id)], document.text, before, ledger)
        for name, frame in frames.items()
    }
    told = _told(found, source_id, before is not None)
    if not reanchor:
        moved = sum(rows["state"].eq("moved").sum() for rows in found.values())
        follow = f"; with --reanchor {counted(moved, 'row')} would follow" if moved else ""
        return [*told, f"Nothing was changed{follow}."]
    sheet.write(_followed(ledger, document, source_id, found))
    return [*told, f"{source_id} is now this text; the rows that moved have followed it."]


def _states(rows: pd.DataFrame, text: str, before: str | None, ledger: Ledger) -> pd.DataFrame:
    """Each row of a source with its state in a new text, and where it stands there."""
    source = rows["source_id"].iloc[0] if len(rows) else ""
    new = paragraphs(text)
    old = paragraphs(before) if before is not None else None
    kept = _kept(ledger.folder, source)
    anchored = anchors(rows, {source: text})
    table = []
    for row, anchor in zip(rows.itertuples(), anchored.itertuples(), strict=True):
        elsewhere = [n for n in anchor.elsewhere.split("; ") if n]
        n = int(row.paragraph)
        here = anchor.anchor == "found"
        same = here and _same(n, n, old, new, kept, source)
        follows = [m for m in elsewhere if _same(n, int(m), old, new, kept, source)]
        if here and same is not False:
            state, to = "stays", ""
        elif len(follows) == 1:  # its paragraph has moved as a whole
            state, to = "moved", follows[0]
        elif here:
            state, to = "changed", ""
        elif len(elsewhere) == 1:
            state, to = "moved", elsewhere[0]
        else:
            state, to = ("several" if elsewhere or anchor.anchor == "ambiguous" else "lost"), ""
            to = listed(elsewhere) if elsewhere else row.paragraph
        table.append((row.line, state, to))
    states = pd.DataFrame(table, columns=["line", "state", "to"], index=rows.index)
    return rows.drop(columns="line").join(states)


def _same(
    n: int, to: int, old: list[str] | None, new: list[str], kept: dict[str, str], source: str
) -> bool | None:
    """Whether a paragraph of the old text is one of the new; None where nobody can tell."""
    if old is not None:
        return n <= len(old) and old[n - 1].split() == new[to - 1].split()
    if str(n) not in kept:
        return None
    place = pd.DataFrame({"source_id": [source], "paragraph": [str(to)]})
    return digests.digests(place, {source: "\n".join(new)})["digest"].item() == kept[str(n)]


def _kept(folder: Path, source: str) -> dict[str, str]:
    """The digests kept of a source's paragraphs."""
    content, wrong = read_bytes(folder / digests.FILE)
    if wrong:
        return {}
    lines = [line.split(",") for line in content.decode("utf-8", "replace").splitlines()]
    return {cells[1]: cells[2] for cells in lines if len(cells) == 3 and cells[0] == source}


def _told(found: dict[str, pd.DataFrame], source_id: str, at_hand: bool) -> list[str]:
    """What became of the rows, counted, and a line for each that does not stay."""
    claims = found["claims"]
    counts = claims["state"].value_counts()
    names = {"changed": "in a changed paragraph", "several": "in several paragraphs"}
    told = [f"{counts[state]} {names.get(state, state)}" for state in STATES if state in counts]
    lines = [f"{source_id}: of {counted(len(claims), 'claim')} {listed(told)}."]
    if not at_hand:
        lines.append("The text as it was coded is not at hand.")
    for name, rows in found.items():
        for row in rows[rows["state"].ne("stays")].itertuples():
            text = STATES[row.state].format(to=row.to)
            lines.append(
                f"{name}.csv:{row.line}: {quoted(row.wording)} (paragraph {row.paragraph}): {text}"
            )
    return lines


def _followed(
    ledger: Ledger, document: documents.Document, source_id: str, found: dict[str, pd.DataFrame]
) -> dict[Path, bytes]:
    """The files with the rows that moved in their new paragraphs, and with the new checksum."""
    files = documents.place(document, ledger, source_id)
    for name, rows in found.items():
        moved = rows[rows["state"].eq("moved")]
        to = dict(
            zip(zip(moved["paragraph"], moved["wording"], strict=True), moved["to"], strict=True)
        )

        def follow(row: dict[str, str], to: dict = to) -> dict[str, str] | None:
            n = to.get((row["paragraph"], row["wording"]))
            return row | {"paragraph": n} if n and row["source_id"] == source_id else None

        path = ledger.folder / f"{name}.csv"
        if to:
            files[path] = sheet.changed(path.read_bytes(), follow)
    path = ledger.folder / "sources.csv"
    files[path] = sheet.changed(
        path.read_bytes(),
        lambda row: row | {"sha256": document.sha256} if row["source_id"] == source_id else None,
    )
    return files
