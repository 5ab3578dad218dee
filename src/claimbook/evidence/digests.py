"""Whether the paragraphs that claims stand in are still those that were coded.

``paragraphs.csv`` keeps a digest of each, never its text; a program writes it, nobody edits it.
"""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pandas as pd

from claimbook.evidence.documents import paragraphs
from claimbook.ledger.csvfile import Sheet, read_sheet
from claimbook.ledger.model import Problem

FILE = "paragraphs.csv"
COLUMNS = ["source_id", "paragraph", "digest"]
DIGITS = 16


def digests(claims: pd.DataFrame, documents: dict[str, str]) -> pd.DataFrame:
    """Return ``paragraphs.csv`` as it is to be written: all text, by source and paragraph."""
    split = {source_id: paragraphs(text) for source_id, text in documents.items()}
    places = {*zip(claims["source_id"], claims["paragraph"].astype("int64"), strict=True)}
    rows = [
        (source_id, str(n), digest(split[source_id][n - 1]))
        for source_id, n in sorted(places)
        if 0 < n <= len(split.get(source_id, []))
    ]
    return pd.DataFrame(rows, columns=COLUMNS, dtype="str")


def kept(folder: Path) -> Sheet:
    """``paragraphs.csv`` of a ledger, which has no rows where there is none."""
    return read_sheet(folder / FILE, FILE, COLUMNS)


def digest(paragraph: str) -> str:
    """The digest of a paragraph, whatever its white space."""
    return sha256(" ".join(paragraph.split()).encode()).hexdigest()[:DIGITS]


def digest_problems(
    folder: Path, claims: pd.DataFrame, documents: dict[str, str]
) -> Iterator[Problem]:
    """Yield a warning for each claim whose paragraph is another, and one for those without digest.

    What is wrong with the file itself is said without documents too.
    A paragraph that only moved within its document is the one that was coded.
    """
    sheet = kept(folder)
    for line, column, message in sheet.problems[:1]:
        todo = f"{message}; or delete the file, then claimbook check --digests"
        yield Problem(FILE, line, column, todo)
    if sheet.problems or not documents:
        return
    coded = {(source_id, n) for source_id, n, _ in sheet.cells}
    known = {(source_id, digest) for source_id, _, digest in sheet.cells}
    now = digests(claims, documents).itertuples(index=False)
    other = {(s, n) for s, n, digest in now if (s, digest) not in known}
    for claim in claims.itertuples(index=False):
        place = (claim.source_id, claim.paragraph)
        if place in other and place in coded:
            message = "the paragraph around it has changed since it was coded; read it again"
            yield Problem("claims.csv", int(claim.line), "paragraph", message, warning=True)
    if unknown := len(other - coded):
        message = (
            f"has no digest of {unknown} paragraph{'s' * (unknown > 1)} that claims stand in, so "
            "nobody can tell whether the text around them has changed since; when you have read "
            "them: claimbook check --digests"
        )
        yield Problem(FILE, 0, "", message, warning=True)
