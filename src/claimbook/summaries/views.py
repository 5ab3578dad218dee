"""What readers are shown of claims and verdicts: which of them, in which order and words.

Nothing is computed here that a `Comparison` does not know; these functions choose, name and order.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from claimbook.compare.comparison import Comparison
from claimbook.compare.verdicts import FAMILY

MOST_REASONS = 60  # of one question; verdicts.csv has all of them
ORDER = {verdict: at for at, verdict in enumerate(FAMILY) if FAMILY[verdict] != "not the same"}


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
    # every reading has the same pairs in the same rows
    rank = pd.DataFrame({name: r.verdicts["verdict"].map(ORDER) for name, r in readings.items()})
    kept = rank.min(axis=1).dropna().sort_values(kind="stable")
    asked = first.verdicts["question_id"].loc[kept.index]
    number, shown = asked.value_counts().to_dict(), asked.groupby(asked).head(most)
    told = {
        name: reading.verdicts.loc[shown.index, ["verdict", "reason"]].to_dict("records")
        for name, reading in readings.items()
    }
    pairs: dict[str, list[dict[str, dict[str, str]]]] = {}
    for question, *said in zip(shown, *told.values(), strict=True):
        pairs.setdefault(question, []).append(dict(zip(told, said, strict=True)))
    return [
        (text, pairs[question], number[question] - len(pairs[question]))
        for question, text in first.status["question"].items()
        if question in pairs
    ]


def silences(comparison: Comparison) -> pd.DataFrame:
    """How many of the questions that others answer each document (rows) leaves out, by topic.

    A document of which nothing is coded yet has no row.
    """
    asked = comparison.status[comparison.status["claims"] > 0]
    long = asked.assign(source_id=asked["question_id"].map(comparison.silent)).explode("source_id")
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
