"""What the rows of one file must know of the others."""

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass

import pandas as pd

from claimbook.ledger.model import Ledger

# Which of low and high a hedge takes: one figure in both, one of them, two, either, or no number.
TAKES = {
    **dict.fromkeys(("exact", "about", "nearly"), "same"),
    **dict.fromkeys(("at least", "more than", "from"), "low"),
    **dict.fromkeys(("up to", "fewer than", "until"), "high"),
    "between": "two",
}
# The same for a hedge that somebody added, by its rule in the first convention.
TAKES_BY_RULE = {
    **dict.fromkeys(("percent", "point"), "same"),
    **dict.fromkeys(("fixed", "unresolved"), "none"),
    "above": "low",
    "below": "high",
}
TABLE = re.compile(r"\b(?:rows?|tables?)\b", re.IGNORECASE)  # in the locator of one


@dataclass(frozen=True)
class Context:
    """What the rows of all files come to."""

    asked: pd.DataFrame  # kind and answers of each question, by id
    takes: Mapping[str, str]  # which of low and high each qualifier takes
    default: str  # the first convention, whose qualifiers these are
    scopes: Mapping[str, str]  # the wider name of each, empty for directly within the question's
    all_scopes: bool  # else rows could not be read, and one that is missing may be among them
    circular: frozenset[str]  # scopes that, by any way, lie within themselves
    published: Mapping[str, str]  # when each source was
    tables: frozenset[str]  # the sources whose rows are counted, not paragraphs


def between(ledger: Ledger, complete: Container[str]) -> Context:
    """Return what the rows of a ledger come to, of which some files were read completely."""
    sources = ledger.sources.to_dict("records")
    questions = ledger.questions.drop_duplicates("question_id").set_index("question_id")
    scopes = dict(zip(ledger.scopes["scope"], ledger.scopes["within"], strict=True))
    return Context(
        asked=questions[["kind", "answers"]],
        takes=takes(ledger.conventions),
        default=next(iter(ledger.conventions["convention"]), ""),
        scopes=scopes,
        all_scopes="scopes" in complete,
        circular=frozenset(name for name, names in wider(scopes).items() if name in names),
        tables=frozenset(row["source_id"] for row in sources if TABLE.search(row["locator"])),
        published={row["source_id"]: row["published"] for row in sources},
    )


def takes(conventions: pd.DataFrame) -> dict[str, str]:
    """Which of low and high each qualifier of the first convention takes; see `TAKES`."""
    default = conventions["convention"].eq(next(iter(conventions["convention"]), ""))
    rows = conventions[default & conventions["qualifier"].ne("") & conventions["rule"].ne("hours")]
    return {
        qualifier: TAKES.get(qualifier, TAKES_BY_RULE.get(rule, "either"))
        for qualifier, rule in zip(rows["qualifier"], rows["rule"], strict=True)
    }


def wider(within: Mapping[str, str]) -> dict[str, set[str]]:
    """Each scope with every name that it lies within, by any way; itself only in a circle."""
    found = {}
    for scope, at in within.items():
        passed: set[str] = set()
        while at and at not in passed:
            passed.add(at)
            at = within.get(at, "")
        found[scope] = passed
    return found
