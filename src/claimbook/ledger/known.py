"""A ledger as it was known on a day: only the documents that were published by then."""

import csv
import io
from collections.abc import Mapping

from claimbook.errors import ClaimbookError
from claimbook.ledger import dates

FILES = ("claims.csv", "not_claims.csv", "sources.csv")


def published_by(published: str, day: str) -> bool:
    """Whether a document was surely published by the end of a day; one without a date never was."""
    when, until = dates.span(published), dates.span(day)
    return bool(when and until) and when[1] <= until[1]


def as_known(files: Mapping[str, bytes], day: str) -> dict[str, bytes]:
    """The files of a ledger without the documents published later, and their claims.

    Parameters
    ----------
    files : mapping
        The bytes of a ledger's files by name; they must be valid.
    day : str
        Such as ``2022-01-06``.

    Raises
    ------
    ClaimbookError
        `day` is no day.
    """
    if dates.span(day) is None or len(day) != len("2022-01-06"):
        raise ClaimbookError(f"--as-known: “{day}” is not a day; write 2022-01-06")
    rows = {name: _rows(files[name]) for name in FILES if name in files}
    known = {
        row["source_id"]
        for row in rows["sources.csv"]
        if published_by(row.get("published", ""), day)
    }
    kept = {
        name: [row for row in table if row["source_id"] in known] for name, table in rows.items()
    }
    return dict(files) | {name: _text(files[name], table) for name, table in kept.items()}


def _rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def _text(content: bytes, rows: list[dict[str, str]]) -> bytes:
    head = next(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    text = io.StringIO()
    writer = csv.DictWriter(text, head, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
