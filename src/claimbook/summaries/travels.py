"""The same number in other words: one printed number met in several claims, whatever the question.

That a number passed from one document to another is not said; a text cannot show it.
"""

import re
from typing import Any, NamedTuple

import pandas as pd

from claimbook.compare.comparison import Comparison
from claimbook.compare.lineup import records

ROUND = 100  # from here on a number that two questions share is more than chance
COUNTS = ("count", "money")


class Card(NamedTuple):
    """One claim that prints the number, or a later total of the same party.

    Attributes
    ----------
    claim : dict
    changed : tuple of str
        What its words lack or have beside the card before: "without “at least”".
    after : str
        How it follows those before: "later" (as-of wholly after all of them), "unknown", "another
        total", or "first" and empty of the first card, whose order is known or not.
    """

    claim: dict[str, Any]
    changed: tuple[str, ...]
    after: str


class Travel(NamedTuple):
    """A number and the claims that print it, by date."""

    number: float
    short: str
    cards: list[Card]


def travels(comparison: Comparison) -> list[Travel]:
    """The numbers that two or more documents print, in the order of the questions' weight."""
    lined = comparison.lined
    number = pd.to_numeric(lined["low"].where(lined["low"].ne(""), lined["high"]), errors="coerce")
    single = lined["low"].eq(lined["high"]) | lined["low"].eq("") | lined["high"].eq("")
    rows = lined.assign(number=number)[single & lined["kind"].isin(COUNTS) & number.gt(0)]
    weight = comparison.status.index.get_indexer(rows["question_id"])
    rows = rows.assign(weight=weight).sort_values("weight", kind="stable")
    # no mere chance: one question and scope, or a large number of one unit, or of none said
    unit = rows["unit"].mask(rows["unit"].eq(""))
    unit = unit.fillna(unit.groupby(rows["number"]).transform("first"))
    alike = unit.where(rows["number"].ge(ROUND)).fillna(rows["question_id"] + "; " + rows["scope"])
    found = [records(claims) for _, claims in rows.groupby(["number", alike], sort=False)]
    met = [[each for each in claims if _may_be_one(claims[0], each)] for claims in found]
    several = [claims for claims in met if len({claim["source_id"] for claim in claims}) > 1]
    return [_travel(claims, comparison) for claims in several]


def _may_be_one(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two claims may print one figure: on one question, or nothing tells whom apart."""
    labels = [set(claim["counted"].casefold().split()) for claim in (one, other)]
    same = one["question_id"] == other["question_id"]
    return same or not all(labels) or bool(set.intersection(*labels))


def _travel(claims: list[dict[str, Any]], comparison: Comparison) -> Travel:
    by_date = sorted(claims, key=lambda claim: (claim["as_of_start"], claim["as_of_end"]))
    cards: list[Card] = []
    for at, claim in enumerate(by_date[1:], 1):
        earlier = by_date[:at]
        later = all(
            claim["as_of_start"] >= before["as_of_end"]
            and claim["question_id"] == before["question_id"]
            for before in earlier
        )
        changed = _changed(earlier[-1], claim)
        cards.append(Card(claim, changed, "later" if later else "unknown"))
    cards.insert(0, Card(by_date[0], (), "first" if cards[0].after == "later" else ""))
    short = comparison.status.loc[claims[0]["question_id"], "short"]
    return Travel(claims[0]["number"], short, cards + _totals(by_date, comparison))


def _totals(claims: list[dict[str, Any]], comparison: Comparison) -> list[Card]:
    """The later totals of one party that the number grew into."""
    ids = {claim["claim_id"] for claim in claims}
    question = claims[0]["question_id"]
    later = {
        other
        for a, b, verdict in comparison.pairs.get(question, [])
        if verdict == "update"
        for one, other in ((a, b), (b, a))
        if one in ids and other not in ids
    }
    rows = [claim for claim in comparison.claims[question] if claim["claim_id"] in later]
    last = max(claim["as_of_end"] for claim in claims)
    return [Card(claim, (), "another total") for claim in rows if claim["as_of_start"] >= last]


def _changed(before: dict[str, Any], claim: dict[str, Any]) -> tuple[str, ...]:
    """What a claim's hedge and label lack or have beside another's."""
    turns = (_hedge(before), _hedge(claim)), (before["counted"], claim["counted"])
    return tuple(_turn(old, new) for old, new in turns if old.casefold() != new.casefold())


def _turn(old: str, new: str) -> str:
    """How words became other words; where the new ones are the old without a run, what is lost."""
    if not old:
        return f"with “{new}”"
    words, kept = old.split(), new.split()
    lost = " ".join(word for word in words if word not in kept)
    shorter = kept == [word for word in words if word in kept] and f" {lost} " in f" {old} "
    return f"without “{lost}”" if shorter else f"“{old}”, “{new}”"


def _hedge(claim: dict[str, Any]) -> str:
    """The printed hedge, without the number."""
    return re.sub(r"\s*[0-9][0-9,.]*\s*", "", claim["figure"])
