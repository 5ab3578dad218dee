"""Frames for readers: the columns, words and order in which claims and verdicts are shown.

Nothing is computed here that a `Comparison` does not know; these functions choose, name and order.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from claimbook.compare import status
from claimbook.compare.comparison import Comparison
from claimbook.compare.verdicts import FAMILIES, FAMILY

MOST_REASONS = 60  # of one question; verdicts.csv has all of them


def reasons(comparison: Comparison, *verdicts: str) -> pd.DataFrame:
    """Verdicts (only these, if any are named) as a reader's table: Question, Verdict, Reason."""
    table = comparison.verdicts
    table = table[table["verdict"].isin(verdicts)] if verdicts else table
    weight = comparison.status.index.get_indexer
    table = table.sort_values("question_id", key=weight, kind="stable")
    return pd.DataFrame(
        {
            "Question": table["question_id"].map(comparison.status["question"]),
            "What it is": table["verdict"].map(FAMILY),
            "Verdict": table["verdict"],
            "Reason": table["reason"],
        }
    ).reset_index(drop=True)


def reasons_by_question(
    readings: Mapping[str, Comparison], most: int = MOST_REASONS
) -> list[tuple[str, list[dict[str, dict[str, str]]], int]]:
    """The verdicts on each question with their reasons, under every reading.

    Pairs that are not of the same thing are left out: they are many, and say little.

    Returns
    -------
    list of (question, pairs, more)
        Of each pair its verdict and reason by convention, those first that cannot both hold; and
        how many more there are.
    """
    first = next(iter(readings.values()))
    shown = [~each.verdicts["verdict"].isin(FAMILIES["not the same"]) for each in readings.values()]
    kept = np.flatnonzero(np.logical_or.reduce(shown))
    told = [
        [(name, row) for row in each.verdicts[["verdict", "reason"]].iloc[kept].to_dict("records")]
        for name, each in readings.items()
    ]
    rank = [*FAMILY].index
    found = []
    by_question: dict[str, list[dict[str, dict[str, str]]]] = {}
    for question, *said in zip(first.verdicts["question_id"].iloc[kept], *told, strict=True):
        by_question.setdefault(question, []).append(dict(said))
    for question, asked in first.status["question"].items():
        pairs = by_question.get(question, [])
        pairs.sort(key=lambda pair: min(rank(said["verdict"]) for said in pair.values()))
        if pairs:
            found.append((asked, pairs[:most], max(len(pairs) - most, 0)))
    return found


def near_misses(comparison: Comparison) -> pd.DataFrame:
    """Pairs whose scopes alone keep them from a conflict, for a reader to judge the scopes."""
    pairs = status.near_misses(comparison.lined, comparison.verdicts)
    return pd.DataFrame(
        {
            "Question": pairs["question_id"].map(comparison.status["question"]),
            "Verdict": pairs["verdict"],
            "Reason": pairs["reason"],
        }
    )


def silences(comparison: Comparison) -> pd.DataFrame:
    """How many of the questions that others answer each document (rows) leaves out, by topic.

    A document of which nothing is coded yet has no row.
    """
    asked = comparison.status[comparison.status["claims"] > 0]
    long = asked.assign(source_id=asked["silent"].str.split("; ")).explode("source_id")
    table = pd.crosstab(long["source_id"], long["topic"])
    topics = asked["topic"].drop_duplicates()
    sources = comparison.ledger.sources["source_id"]
    coded = sources[~sources.isin(comparison.ledger.uncoded)]
    table = table.reindex(index=coded, columns=topics, fill_value=0)
    table.index.name, table.columns.name = "Document", None
    return table


def citation(claim: Mapping[str, Any]) -> str:
    """A claim to be copied into a text: what it says, of whom, who says it, where, as of when."""
    figure = claim["figure"]
    if claim["unit"] and claim["low"] + claim["high"] and claim["kind"] != "date":
        figure = f"{figure} {claim['unit']}"
    counted = f" (“{claim['counted']}”)" if claim["counted"] else ""
    how = f", {claim['stated']}" if claim["stated"] else ""
    when = f", as of {claim['when']}" if claim["when"] else ""
    inferred = " (inferred from the document’s date)" if claim["inferred"] else ""
    where = ", ".join(filter(None, [claim["publisher"], claim["published"]]))
    what = f"{claim['question']} {figure}{counted}{claim['limit']}{how}"
    return f"{what}: {claim['who']}{when}{inferred}. “{claim['wording']}” ({where})."
