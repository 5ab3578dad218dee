"""Every number of the documents, and what accounts for it."""

import pandas as pd

from claimbook.evidence.anchors import anchors
from claimbook.evidence.documents import paragraphs
from claimbook.evidence.numbers import Number, numbers


def census(
    claims: pd.DataFrame, not_claims: pd.DataFrame, documents: dict[str, str]
) -> pd.DataFrame:
    """List every number in every document and say what accounts for it.

    Parameters
    ----------
    claims, not_claims : DataFrame
        Of a ledger. Only rows whose anchor is ``found`` account for anything.
    documents : dict
        Text by ``source_id``.

    Returns
    -------
    DataFrame
        One row per number, in the order of the documents: ``source_id``, ``paragraph`` (int),
        ``start``, ``end`` (offsets in the paragraph), ``text``, ``state`` (``claimed``: within the
        wording of a claim; ``excluded``: within that of a ``not_claims`` row; ``unaccounted``) and
        ``by`` (the claims, or the reasons, joined by "; ").
    """
    claimed = _spans(anchors(claims, documents), claims["claim_id"])
    excluded = _spans(anchors(not_claims, documents), not_claims["reason"])
    rows = []
    for source_id, text in documents.items():
        for n, paragraph in enumerate(paragraphs(text), 1):
            for number in numbers(paragraph):
                claim_ids = _covering(claimed.get((source_id, n), []), number)
                reasons = _covering(excluded.get((source_id, n), []), number)
                state = "claimed" if claim_ids else "excluded" if reasons else "unaccounted"
                by = "; ".join(claim_ids or reasons)
                rows.append((source_id, n, number.start, number.end, number.text, state, by))
    columns = ["source_id", "paragraph", "start", "end", "text", "state", "by"]
    types = dict.fromkeys(columns, "str") | dict.fromkeys(["paragraph", "start", "end"], "int64")
    return pd.DataFrame(rows, columns=columns).astype(types)


Spans = dict[tuple[str, int], list[tuple[int, int, str]]]


def _spans(anchored: pd.DataFrame, labels: pd.Series) -> Spans:
    """Group the spans of the wordings found by source and paragraph."""
    spans: Spans = {}
    for row in anchored.assign(label=labels).query("anchor == 'found'").itertuples(index=False):
        place = spans.setdefault((row.source_id, int(row.paragraph)), [])
        place.append((row.start, row.end, row.label))
    return spans


def _covering(spans: list[tuple[int, int, str]], number: Number) -> list[str]:
    covering = (label for start, end, label in spans if start <= number.start and number.end <= end)
    return list(dict.fromkeys(covering))
