"""Every number of the documents, and what accounts for it."""

import pandas as pd

from claimbook.evidence.anchors import anchors
from claimbook.evidence.documents import paragraphs
from claimbook.evidence.numbers import numbers


def census(
    claims: pd.DataFrame, not_claims: pd.DataFrame, documents: dict[str, str]
) -> pd.DataFrame:
    """List every number in every document and say what accounts for it.

    Only rows whose anchor is ``found`` account for anything.

    Returns
    -------
    DataFrame
        One row per number, in the order of the documents: ``source_id``, ``paragraph`` (int),
        ``start``, ``end`` (offsets in the paragraph), ``text``, ``state`` (``claimed``: within the
        wording of a claim; ``excluded``: within that of a ``not_claims`` row; ``unaccounted``) and
        ``by`` (the claims, or the reasons, joined by "; ").
    """
    columns = ["source_id", "paragraph", "start", "end", "text"]
    types = dict.fromkeys(columns, "str") | dict.fromkeys(["paragraph", "start", "end"], "int64")
    found = [
        (source_id, n, number.start, number.end, number.text)
        for source_id, text in documents.items()
        for n, paragraph in enumerate(paragraphs(text), 1)
        for number in numbers(paragraph)
    ]
    counted = pd.DataFrame(found, columns=columns).astype(types)
    claim_ids = _covering(counted, anchors(claims, documents), claims["claim_id"])
    reasons = _covering(counted, anchors(not_claims, documents), not_claims["reason"])
    counted["state"] = "unaccounted"
    counted.loc[reasons.notna(), "state"] = "excluded"
    counted.loc[claim_ids.notna(), "state"] = "claimed"
    return counted.assign(by=claim_ids.fillna(reasons).fillna("").astype("str"))


def _covering(counted: pd.DataFrame, anchored: pd.DataFrame, labels: pd.Series) -> pd.Series:
    """The labels of the wordings, of those found, that each number stands in."""
    found = anchored.assign(label=labels).query("anchor == 'found'")
    found = found.drop(columns=["wording", "anchor"]).astype({"paragraph": "int64"})
    pairs = counted.reset_index().merge(found, on=["source_id", "paragraph"], suffixes=("", "_of"))
    pairs = pairs[(pairs["start_of"] <= pairs["start"]) & (pairs["end"] <= pairs["end_of"])]
    joined = pairs.drop_duplicates(["index", "label"]).groupby("index")["label"].agg("; ".join)
    return joined.reindex(counted.index)
