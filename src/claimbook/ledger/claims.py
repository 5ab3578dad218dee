"""What a claim must satisfy, and what is likely wrong with it."""

from collections.abc import Mapping
from functools import lru_cache, partial

import pandas as pd

from claimbook.ledger import dates, hints
from claimbook.ledger.context import Context
from claimbook.ledger.files import COLUMNS
from claimbook.ledger.hints import nearest, printable, quoted
from claimbook.ledger.rows import Found, OfRow, Row, Test, of_cells, of_rows, plain
from claimbook.ledger.values import GROUPED, NUMBER, answer_list, stray, unstable

NO_SCOPE = f"; add it there (under {','.join(COLUMNS['scopes'])}), or leave the scope empty"
FIGURES = ("count", "money", "price", "share", "duration", "date")  # kinds; choice is the other
# Whether low and high are given under a hedge that takes them so.
FITTING = {
    "same": (True, True),
    "two": (True, True),
    "low": (True, False),
    "high": (False, True),
    "none": (False, False),
}


def claim_tests(context: Context) -> list[Test]:
    """A claim: its scopes, and its figure or its answer as question and hedge ask."""
    figure = of_rows(_figure, ("kind", "takes", "qualifier", "low", "high"))
    answer = of_rows(_answer, ("answers", "question_id", "answer"))

    def test(rows: pd.DataFrame) -> Found:
        takes = [
            context.takes.get(qualifier, "") for qualifier in rows["qualifier"].to_numpy(object)
        ]
        asked = context.asked.reindex(rows["question_id"], fill_value="").set_index(rows.index)
        rows = rows.assign(**asked, takes=takes)
        yield from figure(rows[rows["kind"].isin(FIGURES)])
        yield from answer(rows[rows["kind"] == "choice"])
        yield from _of_another_kind(rows)

    scopes = {"scope": partial(_scopes, context.scopes)} if context.all_scopes else {}
    return [of_cells(scopes), test]


def _scopes(known: Mapping[str, str], scopes: str) -> str:
    for scope in scopes.split("; "):
        if scope and ";" not in scope and scope not in known:
            todo = nearest(scope, known) or NO_SCOPE
            if (parts := scope.split(", "))[0] in known:
                todo = f'; "; " joins scopes: write {printable("; ".join(parts))}'
            return f"{quoted(scope)} is not in scopes.csv{todo}"
    return ""


def _of_another_kind(rows: pd.DataFrame) -> Found:
    """Report what a choice has of a figure, and a figure of a choice."""
    for kinds, columns, why in (
        (["choice"], ("qualifier", "low", "high"), "is a choice; leave it empty and fill answer"),
        (FIGURES, ("answer",), "asks for a figure; leave it empty and fill low and high"),
    ):
        asked = rows[rows["kind"].isin(kinds)]
        for column in columns:
            wrong = asked[asked[column] != ""]
            for line, cell, question_id in plain(wrong, "line", column, "question_id"):
                yield line, *stray(column, cell, f"{printable(question_id)} {why}")


def _answer(row: Row) -> OfRow:
    answers, answer = row["answers"], row["answer"]
    allowed = answer_list(answers).split("|") if answers else []
    if allowed and answer not in allowed:
        no_answer = f"{quoted(answer)} is no answer to {printable(row['question_id'])}"
        one_of = ", ".join(map(printable, allowed))
        yield "answer", f"{no_answer if answer else 'is empty'}; write one of: {one_of}"


def _figure(row: Row) -> OfRow:
    kind, takes, qualifier, low, high = row.values()
    found = [("low", _written(low, kind)), ("high", _written(high, kind))]
    found = [(column, message) for column, message in found if message]
    if (bool(low), bool(high)) != FITTING.get(takes):
        found += _unfit(qualifier, takes, {"low": low, "high": high})
    if not found and low and high:
        found += _order(kind, takes, qualifier, low, high)
    yield from found
    if not qualifier:
        yield "qualifier", "is empty; write exact for a figure without a hedge"


@lru_cache(maxsize=100_000)
def _written(value: str, kind: str) -> str:
    """How a figure is written: a date by the calendar, a number as a spreadsheet leaves it."""
    if not value:
        return ""
    if kind == "date":
        return "" if dates.bounds(value) else hints.iso_date(value)
    if not NUMBER.fullmatch(value) or (kind == "count" and GROUPED.fullmatch(value)):
        return hints.number(value)
    return unstable(value)


def _unfit(qualifier: str, takes: str, figures: dict[str, str]) -> OfRow:
    """Which of low and high the hedge asks for, and which it leaves empty."""
    hedge = printable(qualifier)
    if takes == "either" and not any(figures.values()):
        yield "low", f"is empty; {hedge} needs it, write the figure as printed"
    for column, value in figures.items():
        if value and takes == "none":
            why = "is a word without a number; leave it empty, or write the qualifier of the number"
            yield stray(column, value, f"{hedge} {why}")
        elif value and takes in figures and takes != column:
            why = "gives no ceiling" if takes == "low" else "gives no floor"
            yield stray(column, value, f"{hedge} {why}; leave it empty")
        elif not value and takes == "same" and any(figures.values()):
            one = f"takes one figure in low and in high, write {''.join(figures.values())}"
            yield column, f"is empty; {hedge} {one}"
        elif not value and takes in ("same", "two", column):
            yield column, f"is empty; {hedge} needs it, write the figure as printed"


def _order(kind: str, takes: str, qualifier: str, low: str, high: str) -> OfRow:
    """Whether low is above high, and whether a single figure stands in both."""
    if kind == "date":
        first, last = dates.bounds(low), dates.bounds(high)
        is_above = first[0] >= last[1]
    else:
        first, last = float(low), float(high)
        is_above = first > last
    if takes == "same":
        if first != last:
            yield (
                "high",
                f"{quoted(high)} is not the low {low}; {qualifier} takes one figure in "
                "both, write it twice or take the qualifier between",
            )
    elif is_above:
        yield "low", f"{quoted(low)} is above the high {high}; swap the two"


def claim_warnings(row: Row, context: Context) -> OfRow:
    """What is likely wrong with a claim's as-of date, though it can be right."""
    if message := _another_year(row["as_of"], context.published.get(row["source_id"], "")):
        yield "as_of", message


@lru_cache(maxsize=10_000)
def _another_year(as_of: str, published: str) -> str:
    held, out = dates.span(as_of), dates.span(published)
    if not held or not out:
        return ""
    far = "after" if held[0] >= out[1] else ""
    far = far or ("more than a year before" if out[0] - held[1] > dates.YEAR else "")
    if far:
        return f"{as_of} is {far} its document was published ({published}); is it the year?"
    if as_of != published and as_of[4:] == published[4:] and len(published) == len("2022-01-08"):
        message = f"{as_of} is the day its document was published but for the year ({published})"
        return f"{message}; is it the year?"
    return ""
