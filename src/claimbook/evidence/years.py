"""Dates that can be right and are likelier a slip: far from the others, or after publication."""

import re
from collections.abc import Iterator

import pandas as pd

from claimbook.ledger import dates
from claimbook.ledger.model import Problem

FAR = 2  # years
YEAR, SEASON = 365 * 86400, 100 * 86400  # seconds
TO_COME = re.compile("expected|planned|to come|slip", re.IGNORECASE)


def year_problems(claims: pd.DataFrame) -> Iterator[Problem]:
    """Yield a warning for each date, coded or as-of, that may have another year.

    The claims have the ``kind`` of their question, and of their source when it was ``published``
    and the ``source_line``, which is told, once, where an empty as_of is that date.
    """
    yield from _far_as_of(claims)
    dated = claims[claims["kind"] == "date"]
    for column in ("low", "high"):
        yield from _far_from_others(column, dated)
    for _, document in dated[dated["published"] != ""].groupby("source_id"):
        told = [*document.itertuples()]
        starts = [_start(claim) for claim in told]
        for claim in told:
            if message := _unlike_published(claim, starts):
                column = "low" if claim.low else "high"
                yield Problem("claims.csv", int(claim.line), column, message, warning=True)


def _far_as_of(claims: pd.DataFrame) -> Iterator[Problem]:
    empty = claims[claims["as_of"] == ""]
    dates_of = dict(zip(empty["line"], empty["source_line"], strict=True))
    held = claims.assign(as_of=claims["as_of"].where(claims["as_of"] != "", claims["published"]))
    far: dict[tuple[str, int], Problem] = {}
    for problem in _far_from_others("as_of", held):
        if problem.line in dates_of:
            told = f"the empty as_of of claims.csv:{problem.line} is this date: {problem.message}"
            place = ("sources.csv", int(dates_of[problem.line]), "published")
            problem = Problem(*place, told, warning=True)
        far.setdefault((problem.file, problem.line), problem)
    yield from far.values()


def _start(claim: tuple) -> float:
    return dates.bounds(claim.low or claim.high)[0]


def _far_from_others(column: str, claims: pd.DataFrame) -> Iterator[Problem]:
    """Look at the first and the last date of a question; of two at the one that was added later.

    One is far if it is further from the next than all the others are from each other.
    """
    dated = claims[claims[column] != ""]
    dated = dated.assign(year=dated[column].str[:4].astype("int64")).sort_values(["year", "line"])
    years = dated.groupby("question_id")["year"]
    spread = years.max() - years.min()
    for question_id in spread.index[spread >= FAR]:
        found = [*dated[dated["question_id"] == question_id][["year", "line", column]].itertuples()]
        for (_, year, line, text), others in ((found[0], found[1:]), (found[-1], found[:-1])):
            first, last = others[0].year, others[-1].year
            gap = min(abs(year - first), abs(year - last))
            later = len(found) > 2 or line > others[0].line
            if gap >= FAR and gap > last - first and later:
                message = f"{text} is {gap} years from all others of its question; is {year} right?"
                yield Problem("claims.csv", int(line), column, message, warning=True)


def _unlike_published(claim: tuple, starts: list[float]) -> str:
    """Say why a date is unlikely in its document, whose dates start then."""
    text, published, start = claim.low or claim.high, dates.span(claim.published), _start(claim)
    year = int(text[:4])
    if start >= published[1]:
        if year <= max(dates.years(claim.published)) + 1 and TO_COME.search(claim.note):
            return ""
        return (
            f"{text} is after its document was published ({claim.published}); is {year} right? If "
            "it was to come, write expected in note"
        )
    # who names no year means the last such day before, unless the document tells of that time
    if start + YEAR >= published[1] or str(year) in claim.wording + claim.note:
        return ""
    if sum(abs(start - other) < SEASON for other in starts) > 1:
        return ""
    return (
        f"{text} is a year or more before its document ({claim.published}) and the wording names "
        f"no year; if it is {year}, write that in note"
    )
