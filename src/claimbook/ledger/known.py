"""A ledger as it was known on a day: only the documents that were published by then."""

import io
from collections.abc import Mapping

import pandas as pd

from claimbook.errors import ClaimbookError
from claimbook.ledger import dates
from claimbook.ledger.csvfile import SECOND

FILES = ("claims.csv", "not_claims.csv", "sources.csv", SECOND)


def published_by(published: str, day: str) -> bool:
    """Whether a document was surely published by the end of a day; one without a date never was."""
    when, until = dates.span(published), dates.span(day)
    return bool(when and until) and when[1] <= until[1]


def as_known(files: Mapping[str, bytes], day: str) -> dict[str, bytes]:
    """The files of a valid ledger without the documents published after a day, and their claims."""
    if dates.span(day) is None or len(day) != len("2022-01-06"):
        raise ClaimbookError(f"--as-known: “{day}” is not a day; write 2022-01-06")
    tables = {
        name: pd.read_csv(
            io.BytesIO(files[name]), dtype="str", keep_default_na=False, encoding="utf-8-sig"
        )
        for name in FILES
        if name in files
    }
    sources = tables["sources.csv"].to_dict("records")
    known = [s["source_id"] for s in sources if published_by(s.get("published", ""), day)]
    return dict(files) | {
        name: table[table["source_id"].isin(known)]
        .to_csv(index=False, lineterminator="\n")
        .encode()
        for name, table in tables.items()
        if "source_id" in table  # what a second coding lacks is said where it is compared
    }
