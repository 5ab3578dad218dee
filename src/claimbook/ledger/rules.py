"""What each row must satisfy: a generator for each file, yielding column and message.

The rules of the subject come first because they know the kind of the question and so say better
what to write; those of the description (`schema`) follow. `check` keeps the first in a cell.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from claimbook.ledger import dates, hints
from claimbook.ledger.across import Found, Row, Test, like_another, skeleton
from claimbook.ledger.csvfile import COLUMNS
from claimbook.ledger.hints import nearest, printable, quoted

NO_SCOPE = f"; add it there (under {','.join(COLUMNS['scopes'])}), or leave the scope empty"
KINDS = ("count", "money", "price", "share", "duration", "date", "choice")
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
NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,9})?")
WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,14})")
GROUPED = re.compile(r"-?[1-9][0-9]*\.[0-9]{3}")  # 2.500: two thousand five hundred, or 2.5?
TABLE = re.compile(r"\b(?:rows?|tables?)\b", re.IGNORECASE)  # in the locator of one
YEAR = 366 * 86400  # seconds
MAX_DIGITS = 10  # of a decimal; a spreadsheet shows, and so saves, no more of them


@dataclass(frozen=True)
class Context:
    """What the rows of one file must know of the others."""

    questions: Mapping[str, Row]  # by id; of two with one id the first
    takes: Mapping[str, str]  # which of low and high each qualifier takes
    default: str  # the first convention, whose qualifiers these are
    scopes: Mapping[str, str]  # the wider name of each, empty for directly within the question's
    all_scopes: bool  # else rows could not be read, and one that is missing may be among them
    circular: frozenset[str]  # scopes that, by any way, lie within themselves
    published: Mapping[str, str]  # when each source was
    tables: frozenset[str]  # the sources whose rows are counted, not paragraphs


def context(rows: Mapping[str, list[dict[str, str]]], all_scopes: bool) -> Context:
    """Return what `rows`, by file, come to."""
    conventions = rows["conventions"]
    default = conventions[0]["convention"] if conventions else ""
    scopes = {row["scope"]: row["within"] for row in rows["scopes"]}
    return Context(
        questions={row["question_id"]: row for row in reversed(rows["questions"])},
        takes={
            row["qualifier"]: TAKES.get(row["qualifier"], TAKES_BY_RULE.get(row["rule"], "either"))
            for row in conventions
            if row["convention"] == default and row["qualifier"] and row["rule"] != "hours"
        },
        default=default,
        scopes=scopes,
        all_scopes=all_scopes,
        circular=_in_cycles(scopes),
        tables=frozenset(
            row["source_id"] for row in rows["sources"] if TABLE.search(row["locator"])
        ),
        published={row["source_id"]: row["published"] for row in rows["sources"]},
    )


def _in_cycles(wider: Mapping[str, str]) -> frozenset[str]:
    """Return the names that, going from each to its wider one, are reached again."""
    circular = set()
    for name in wider:
        at, passed = name, set()
        while at in wider and at not in passed:
            passed.add(at)
            at = wider[at]
        if at == name:
            circular.add(name)
    return frozenset(circular)


def _stray(column: str, value: str, why: str) -> tuple[str, str]:
    return column, f"{quoted(value)} does not belong here: {why}"


# --- claims --------------------------------------------------------------------------------------


def claim(row: Row, context: Context) -> Found:
    """A claim: its scopes, its dates, and its figures as question and hedge ask."""
    yield from _span(row, "as_of")
    for scope in row["scope"].split("; ") if context.all_scopes else ():
        if scope and ";" not in scope and scope not in context.scopes:
            hint = nearest(scope, context.scopes) or NO_SCOPE
            yield "scope", f"{quoted(scope)} is not in scopes.csv{hint}"
    question = context.questions.get(row["question_id"], {})
    kind = question.get("kind", "")
    if kind == "choice":
        yield from _choice(row, question["answers"])
    elif kind in KINDS:
        yield from _figure(row, kind, context)


def _span(row: Row, column: str) -> Found:
    if message := _unordered(row[column]):
        yield column, message


@lru_cache(maxsize=10_000)
def _unordered(text: str) -> str:
    """What keeps a text from being an ISO date or an interval of two."""
    span = dates.span(text) if text else (0, 0)
    if span is None:
        return hints.iso_date(text)
    start, _, end = text.partition("/")
    return f"{quoted(text)} ends before it starts; write {end}/{start}" if span[0] > span[1] else ""


def _choice(row: Row, answers: str) -> Found:
    allowed = _answers(answers).split("|") if answers else []
    if allowed and row["answer"] not in allowed:
        no_answer = f"{quoted(row['answer'])} is no answer to {row['question_id']}"
        one_of = ", ".join(map(printable, allowed))
        yield "answer", f"{no_answer if row['answer'] else 'is empty'}; write one of: {one_of}"
    why = f"{row['question_id']} is a choice; leave it empty and fill answer"
    for column in ("qualifier", "low", "high"):
        if row[column]:
            yield _stray(column, row[column], why)


def _figure(row: Row, kind: str, context: Context) -> Found:
    qualifier, takes = row["qualifier"], context.takes.get(row["qualifier"], "")
    broken = [
        *((column, _written(row[column], kind)) for column in ("low", "high")),
        *_hedged(row, takes),
    ]
    broken = [(column, message) for column, message in broken if message]
    yield from broken
    if row["answer"]:
        why = f"{row['question_id']} asks for a figure; leave it empty and fill low and high"
        yield _stray("answer", row["answer"], why)
    if not qualifier:
        yield "qualifier", "is empty; write exact for a figure without a hedge"
    if not broken and row["low"] and row["high"]:
        yield from _order(row, kind, takes)


@lru_cache(maxsize=100_000)
def _written(value: str, kind: str) -> str:
    """How a figure is written: a date by the calendar, a number as a spreadsheet leaves it."""
    if not value:
        return ""
    if kind == "date":
        return "" if dates.bounds(value) else hints.iso_date(value)
    if not NUMBER.fullmatch(value) or (kind == "count" and GROUPED.fullmatch(value)):
        return hints.number(value)
    return _unstable(value)


def _unstable(value: str) -> str:
    """The numbers that a spreadsheet writes in another way, or as another number."""
    if not NUMBER.fullmatch(value):
        return ""
    sign, whole, point, decimals = re.fullmatch(r"(-?)([0-9]+)(\.?)([0-9]*)", value).groups()
    short = decimals.rstrip("0")
    if GROUPED.fullmatch(value):
        number = f"{sign}{whole}{decimals}"
        either = f"{sign}{whole}{point}{short}".rstrip(".")
        decimal = either if short != decimals else f"{value}0"
        todo = f"write {number} or, for the decimal, {decimal}"
        return f"{quoted(value)} may be {number} or {either}; {todo}"
    if len(short) == 3 and len(decimals) == 4:
        short = decimals  # 1.2340 keeps its zero: 1.234 may be 1234
    shortest = (whole.lstrip("0") or "0") + (point + short if short else "")
    shortest = shortest if shortest == "0" else sign + shortest
    if shortest != value:
        return f"{quoted(value)} has zeros that a spreadsheet drops; write {shortest}"
    if point and len(whole + decimals) > MAX_DIGITS:
        return (
            f"{quoted(value)} has more digits than a spreadsheet keeps ({MAX_DIGITS} where there "
            "are decimals); write fewer decimals, or a larger unit"
        )
    return ""


def _hedged(row: Row, takes: str) -> Found:
    """Which of low and high the hedge asks for, and which it leaves empty."""
    hedge, figures = printable(row["qualifier"]), {"low": row["low"], "high": row["high"]}
    if takes == "either" and not any(figures.values()):
        yield "low", f"is empty; {hedge} needs it, write the figure as printed"
    for column, value in figures.items():
        if value and takes == "none":
            why = "is a word without a number; leave it empty, or write the qualifier of the number"
            yield _stray(column, value, f"{hedge} {why}")
        elif value and takes in figures and takes != column:
            why = "gives no ceiling" if takes == "low" else "gives no floor"
            yield _stray(column, value, f"{hedge} {why}; leave it empty")
        elif not value and takes == "same" and (other := "".join(figures.values())):
            message = f"is empty; {hedge} takes one figure in low and in high, write {other}"
            yield column, message
        elif not value and takes in ("same", "two", column):
            yield column, f"is empty; {hedge} needs it, write the figure as printed"


def _order(row: Row, kind: str, takes: str) -> Found:
    """Whether low is above high, and whether a single figure stands in both."""
    low, high = row["low"], row["high"]
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
                f"{quoted(high)} is not the low {low}; {row['qualifier']} takes one figure in "
                "both, write it twice or take the qualifier between",
            )
    elif is_above:
        yield "low", f"{quoted(low)} is above the high {high}; swap the two"


def claim_warnings(row: Row, context: Context) -> Found:
    """What is likely wrong with a claim's as-of date, though it can be right."""
    if message := _another_year(row["as_of"], context.published.get(row["source_id"], "")):
        yield "as_of", message


@lru_cache(maxsize=10_000)
def _another_year(as_of: str, published: str) -> str:
    held, out = dates.span(as_of), dates.span(published)
    if not held or not out:
        return ""
    far = "after" if held[0] >= out[1] else ""
    far = far or ("more than a year before" if out[0] - held[1] > YEAR else "")
    if far:
        return f"{as_of} is {far} its document was published ({published}); is it the year?"
    if as_of != published and as_of[4:] == published[4:] and len(published) == len("2022-01-08"):
        message = f"{as_of} is the day its document was published but for the year ({published})"
        return f"{message}; is it the year?"
    return ""


# --- the other files -----------------------------------------------------------------------------


def source(row: Row, context: Context) -> Found:
    """A source: the date or the stretch of days it was published, and when it was retrieved."""
    yield from _span(row, "published")
    yield from _span(row, "retrieved")


def source_warnings(row: Row, context: Context) -> Found:
    """What a source still lacks."""
    if not row["title"]:
        yield "title", f"is empty; write the title of {row['source_id']} as printed"
    published = dates.span(row["published"]) if row["published"] else None
    if "/" in row["published"] and published and published[1] - published[0] > YEAR:
        yield "published", f"{row['published']} is more than a year long; is it the year?"


def origin(row: Row, context: Context) -> Found:
    """An origin: nobody's party is written one way."""
    if row["party"] != "unnamed" and skeleton(row["party"]) == "unnamed":
        yield "party", f"{quoted(row['party'])} is nobody's party; write unnamed"


def origin_warnings(row: Row, context: Context) -> Found:
    """A party that is meant to be the origin itself has its name."""
    if message := like_another(row["party"], {skeleton(row["name"]): row["name"]}):
        yield "party", message


def question(row: Row, context: Context) -> Found:
    """A question: answers, and what they are, for a choice and only for one."""
    if row["kind"] == "choice":
        yield from _asked(row["answers"], row["answers_are"], row["note"])
    elif row["kind"] in KINDS:
        why = f"the kind is {row['kind']}; leave it empty, or write choice as the kind"
        for column in ("answers", "answers_are"):
            if row[column]:
                yield _stray(column, row[column], why)


def _asked(answers: str, are: str, note: str) -> Found:
    each = answers.split("|")
    if not answers:
        yield "answers", "is empty; a choice needs its answers, such as yes|no"
    elif _answers(answers) != answers:
        right = printable(_answers(answers))
        yield "answers", f"{quoted(answers)} is not a list of answers; write {right}"
    elif are == "event" and {*each} != {"yes", "no"}:
        yield "answers", f"{quoted(answers)} are not those of an event; write yes|no"
    seen: dict[str, str] = {}
    for message in filter(None, (like_another(answer, seen) for answer in each)):
        yield "answers", message
    if not are:
        yield "answers_are", "is empty; a choice needs it: several, event or exclusive"
    if are == "exclusive" and not note:
        yield "note", "is empty; say why nobody could hold two of the answers"
    if are == "several" and {*each} == {"yes", "no"} and not note:
        yield "note", "is empty; say why yes and no can hold side by side"


@lru_cache(maxsize=10_000)
def _answers(answers: str) -> str:
    """Return `answers` as they are to be written: once each, without spaces around them."""
    parts = [part.strip() for part in answers.split("|")]
    return "|".join(dict.fromkeys(part for part in parts if part)) or "yes|no"


def scope(row: Row, context: Context) -> Found:
    """A scope: it does not lie, by any way, within itself."""
    name, within = row["scope"], row["within"]
    if ";" in name:
        yield "scope", f"{quoted(name)} holds a semicolon, which joins scopes; leave it out"
    if within and within == name:
        yield "within", f"{quoted(within)} is the scope itself; leave it empty"
    elif name in context.circular:
        where = f"lies, by its own within, in {printable(name)}"
        yield "within", f"{quoted(within)} {where}; leave one of them empty"


def convention(row: Row, context: Context) -> Found:
    """A convention: the numbers its rule takes; a hedge of its own needs one in the first."""
    rule, low, high = row["rule"], row["low"], row["high"]
    if rule == "hours":
        yield from _hours(row["qualifier"], low, high)
        return
    if row["qualifier"] and row["qualifier"] not in context.takes:
        yield (
            "qualifier",
            f"{quoted(row['qualifier'])} has no row in the first convention, "
            f"{printable(context.default)}, on which every other falls back; add one there",
        )
    for column in ("low", "high"):
        if message := _unstable(row[column]):
            yield column, message
        if rule in ("printed", "above", "below", "point", "unresolved") and row[column]:
            yield _stray(column, row[column], f"the rule {rule} takes no number; leave it empty")
        if rule == "percent" and not row[column]:
            yield column, "is empty; the rule percent needs both, such as -10 and 10, or 0"
    if rule == "fixed" and not low and not high:
        yield "low", "is empty, as is high; the rule fixed needs one of them, such as 24"
    if NUMBER.fullmatch(low) and NUMBER.fullmatch(high) and float(low) > float(high):
        yield "low", f"{quoted(low)} is above the high {high}; swap the two"


def _hours(part: str, low: str, high: str) -> Found:
    if part and part not in dates.PARTS:
        yield "qualifier", f"{quoted(part)} is no part of the day; write {', '.join(dates.PARTS)}"
    broken = False
    for column, value in (("low", low), ("high", high)):
        if not NUMBER.fullmatch(value) or not 0 <= float(value) <= 48:
            broken = True
            yield column, f"{quoted(value)} is no hour counted from midnight; write 0 to 48"
    if not broken and float(low) >= float(high):
        yield "low", f"{quoted(low)} is not before the high {high}; a night ends at 30, not at 6"


Rule = Callable[[Row, Context], Found]
RULES: dict[str, Rule] = {
    "claims": claim,
    "sources": source,
    "origins": origin,
    "questions": question,
    "scopes": scope,
    "conventions": convention,
}
WARNINGS: dict[str, Rule] = {
    "claims": claim_warnings,
    "sources": source_warnings,
    "origins": origin_warnings,
}


# --- the description's own -----------------------------------------------------------------------


def schema(fields: list[dict[str, Any]]) -> Test:
    """Return the rule that the fields of a Table Schema come to.

    Required, enum, pattern, minimum and the types integer and number are what is used.
    """
    cells = [(field["name"], cache(_cell_rule(**field))) for field in fields]

    def rule(row: Row, line: int = 0) -> Found:
        for column, problem in cells:
            if message := problem(row[column]):
                yield column, message

    return rule


def _cell_rule(
    name: str, type: str, constraints: Mapping[str, Any] = {}, **described: str
) -> Callable[[str], str]:
    """Return the function that says what is wrong with a cell, or nothing."""
    shape, say = {
        "integer": (WHOLE, hints.whole_number),
        "number": (NUMBER, hints.number),
    }.get(type, (None, None))
    allowed, least = constraints.get("enum", []), constraints.get("minimum")
    pattern = re.compile(constraints.get("pattern", "(?s:.*)"))

    def problem(value: str) -> str:
        if not value:
            required = constraints.get("required", False)
            return f"is empty; every row needs its {name}" if required else ""
        if shape and not shape.fullmatch(value):
            return say(value)
        if allowed and value not in allowed:
            one_of = f"{', '.join(allowed)}{nearest(value, allowed)}"
            return f"{quoted(value)} is not one of the values allowed: {one_of}"
        if not pattern.fullmatch(value):
            return hints.UNLIKE.get(name, hints.identifier)(value)
        if least is not None and float(value) < least:
            return f"{quoted(value)} is too small; write {least} or more"
        return ""

    return problem
