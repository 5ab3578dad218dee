"""What each row must satisfy: a generator for each file, yielding column and message.

The rules of the subject come first because they know the kind of the question and so say better
what to write; those of the description (`schema`) follow. `check` keeps the first in a cell.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any

from claimbook.ledger import dates, hints
from claimbook.ledger.csvfile import COLUMNS
from claimbook.ledger.hints import nearest, printable, quoted

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
    "percent": "same",
    "point": "same",
    "above": "low",
    "below": "high",
    "printed": "either",
    "fixed": "none",
    "unresolved": "none",
}
NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,9})?")
WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,14})")
GROUPED = re.compile(r"-?[1-9][0-9]*\.[0-9]{3}")  # 2.500: two thousand five hundred, or 2.5?
YEAR = 366 * 86400  # seconds
MAX_DIGITS = 10  # of a decimal; a spreadsheet shows, and so saves, no more of them

Row = Mapping[str, str]
Message = str | Callable[[], str]
Found = Iterator[tuple[str, Message]]


@dataclass(frozen=True)
class Context:
    """What the rows of one file must know of the others.

    Attributes
    ----------
    questions : dict of dict
        The rows of ``questions.csv`` by id; of two with one id the first.
    takes : dict of str
        Which of low and high each qualifier takes, see `TAKES`.
    default : str
        The first convention, whose qualifiers these are.
    scopes : dict of str
        The wider name of each scope, empty for directly within the question's.
    circular : set of str
        Scopes that, by any way, lie within themselves.
    published : dict of str
        When each source was published.
    """

    questions: Mapping[str, Row]
    takes: Mapping[str, str]
    default: str
    scopes: Mapping[str, str]
    circular: frozenset[str]
    published: Mapping[str, str]


def context(rows: Mapping[str, list[dict[str, str]]]) -> Context:
    """Return what `rows`, by file, come to."""
    questions = {row["question_id"]: row for row in reversed(rows["questions"])}
    conventions = rows["conventions"]
    default = conventions[0]["convention"] if conventions else ""
    scopes = {row["scope"]: row["within"] for row in rows["scopes"]}
    return Context(
        questions=questions,
        takes={
            row["qualifier"]: TAKES.get(row["qualifier"], TAKES_BY_RULE.get(row["rule"], "either"))
            for row in conventions
            if row["convention"] == default and row["qualifier"] and row["rule"] != "hours"
        },
        default=default,
        scopes=scopes,
        circular=_in_cycles(scopes),
        published={row["source_id"]: row["published"] for row in rows["sources"]},
    )


# --- claims --------------------------------------------------------------------------------------


def claim(row: Row, context: Context) -> Found:
    """A claim: its scopes, its dates, and its figures as question and hedge ask."""
    yield from _span(row, "as_of")
    for scope in row["scope"].split("; "):
        if scope and ";" not in scope and scope not in context.scopes:
            hint = nearest(scope, context.scopes) or "; add it there, or leave the scope empty"
            yield "scope", f"{quoted(scope)} is not in scopes.csv{hint}"
    question = context.questions.get(row["question_id"])
    kind = question["kind"] if question else ""
    if kind == "choice":
        yield from _choice(row, question["answers"])
    elif kind in KINDS:
        yield from _figure(row, kind, context)


def _span(row: Row, column: str) -> Found:
    """An ISO date or an interval of two."""
    text = row[column]
    span = dates.span(text) if text else None
    if text and span is None:
        yield column, hints.iso_date(text)
    elif span and span[0] > span[1]:
        start, _, end = text.partition("/")
        yield column, f"{quoted(text)} ends before it starts; write {end}/{start}"


def _choice(row: Row, answers: str) -> Found:
    allowed = _answers(answers).split("|") if answers else []
    one_of = f"write one of: {', '.join(map(printable, allowed))}"
    if allowed and not row["answer"]:
        yield "answer", f"is empty; {one_of}"
    elif allowed and row["answer"] not in allowed:
        yield "answer", f"{quoted(row['answer'])} is no answer to {row['question_id']}; {one_of}"
    for column in ("qualifier", "low", "high"):
        if row[column]:
            yield (
                column,
                f"{quoted(row[column])} does not belong here: {row['question_id']} is a choice; "
                "leave it empty and fill answer",
            )


def _figure(row: Row, kind: str, context: Context) -> Found:
    broken = set()
    for column in ("low", "high"):
        if message := _written(row[column], kind):
            broken.add(column)
            yield column, message
    if row["answer"]:
        yield (
            "answer",
            f"{quoted(row['answer'])} does not belong here: {row['question_id']} asks for a "
            "figure; leave it empty and fill low and high",
        )
    qualifier = row["qualifier"]
    if not qualifier:
        yield "qualifier", "is empty; write exact for a figure without a hedge"
    for column, message in _hedged(row, qualifier, context):
        broken.add(column)
        yield column, message
    if not broken and row["low"] and row["high"]:
        yield from _order(row, kind, context.takes.get(qualifier, ""))


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
    if GROUPED.fullmatch(value):
        whole, short = value.replace(".", ""), value.rstrip("0").rstrip(".")
        decimal = short if short != value else f"{value}0"
        return (
            f"{quoted(value)} may be {whole} or {short}; write {whole} or, for the decimal, "
            f"{decimal}"
        )
    if (shortest := _shortest(value)) != value:
        return f"{quoted(value)} has zeros that a spreadsheet drops; write {shortest}"
    if NUMBER.fullmatch(value) and "." in value and len(value.strip("-")) > MAX_DIGITS + 1:
        return (
            f"{quoted(value)} has more digits than a spreadsheet keeps ({MAX_DIGITS} where there "
            "are decimals); write fewer decimals, or a larger unit"
        )
    return ""


def _shortest(value: str) -> str:
    """Return a number without zeros that say nothing; 1.2340 keeps its own, 1.234 may be 1234."""
    if not NUMBER.fullmatch(value):
        return value
    sign, whole, point, decimals = re.fullmatch(r"(-?)([0-9]+)(\.?)([0-9]*)", value).groups()
    short = decimals.rstrip("0")
    if len(short) == 3 and len(decimals) == 4:
        short = decimals
    number = (whole.lstrip("0") or "0") + (point + short if short else "")
    return number if number == "0" else sign + number


def _hedged(row: Row, qualifier: str, context: Context) -> Found:
    """Which of low and high the hedge asks for, and which it leaves empty."""
    takes = context.takes.get(qualifier, "")
    low, high = row["low"], row["high"]
    if takes == "either" and not low and not high:
        yield "low", f"is empty; {printable(qualifier)} needs it, write the figure as printed"
    for column, value, other, needed_by, empty_for, why in (
        ("low", low, high, ("same", "low", "two"), "high", "gives no floor"),
        ("high", high, low, ("same", "high", "two"), "low", "gives no ceiling"),
    ):
        if not value and takes == "same" and other:
            message = f"is empty; {qualifier} takes one figure in low and in high, write {other}"
            yield column, message
        elif not value and takes in needed_by:
            yield column, f"is empty; {qualifier} needs it, write the figure as printed"
        elif value and takes == empty_for:
            message = f"{quoted(value)} does not belong here: {qualifier} {why}; leave it empty"
            yield column, message
        elif value and takes == "none":
            yield (
                column,
                f"{quoted(value)} does not belong here: {printable(qualifier)} is a word without "
                "a number; leave it empty, or write the qualifier of the number",
            )


def _order(row: Row, kind: str, takes: str) -> Found:
    """Whether low is above high, and whether a single figure stands in both."""
    low, high = row["low"], row["high"]
    if kind == "date":
        first, last = dates.bounds(low), dates.bounds(high)
        same, reversed_ = first == last, first[0] >= last[1]
    else:
        same, reversed_ = float(low) == float(high), float(low) > float(high)
    if takes == "same":
        if not same:
            yield (
                "high",
                f"{quoted(high)} is not the low {low}; {row['qualifier']} takes one figure in "
                "both, write it twice or take the qualifier between",
            )
    elif reversed_:
        yield "low", f"{quoted(low)} is above the high {high}; swap the two"


# --- the other files -----------------------------------------------------------------------------


def claim_warnings(row: Row, context: Context) -> Found:
    """What is likely wrong with a claim's as-of date, though it can be right."""
    as_of, published = row["as_of"], context.published.get(row["source_id"], "")
    held, out = dates.span(as_of) if as_of else None, dates.span(published) if published else None
    if not held or not out:
        return
    if held[0] >= out[1]:
        yield "as_of", f"{as_of} is after its document was published ({published}); is it the year?"
    elif out[0] - held[1] > YEAR:
        yield (
            "as_of",
            f"{as_of} is more than a year before its document was published ({published}); is it "
            "the year?",
        )


def source(row: Row, context: Context) -> Found:
    """A source: the date or the stretch of days it was published, and when it was retrieved."""
    yield from _span(row, "published")
    yield from _span(row, "retrieved")


def source_warnings(row: Row, context: Context) -> Found:
    """What a source still lacks."""
    if not row["title"]:
        yield "title", f"is empty; write the title of {row['source_id']} as printed"


def origin(row: Row, context: Context) -> Found:
    """An origin: nobody's party is written one way."""
    if row["party"] != "unnamed" and skeleton(row["party"]) == "unnamed":
        yield "party", f"{quoted(row['party'])} is nobody's party; write unnamed"


def question(row: Row, context: Context) -> Found:
    """A question: answers, and what they are, for a choice and only for one."""
    answers, kind, are = row["answers"], row["kind"], row["answers_are"]
    if kind == "choice":
        yield from _asked(answers, are, row["note"])
    elif kind in KINDS:
        for column in ("answers", "answers_are"):
            if row[column]:
                yield (
                    column,
                    f"{quoted(row[column])} does not belong here: the kind is {kind}; leave it "
                    "empty, or write choice as the kind",
                )


def _asked(answers: str, are: str, note: str) -> Found:
    if not answers:
        yield "answers", "is empty; a choice needs its answers, such as yes|no"
    elif _answers(answers) != answers:
        yield (
            "answers",
            f"{quoted(answers)} is not a list of answers; write {printable(_answers(answers))}",
        )
    elif are == "event" and {*answers.split("|")} != {"yes", "no"}:
        yield "answers", f"{quoted(answers)} are not those of an event; write yes|no"
    elif twins := _twins(answers.split("|")):
        yield "answers", _alike(*twins)
    if not are:
        yield "answers_are", "is empty; a choice needs it: several, event or exclusive"
    if are == "exclusive" and not note:
        yield "note", "is empty; say why nobody could hold two of the answers"
    if are == "several" and {*answers.split("|")} == {"yes", "no"} and not note:
        yield "note", "is empty; say why yes and no can hold side by side"


def scope(row: Row, context: Context) -> Found:
    """A scope: it does not lie, by any way, within itself."""
    if ";" in row["scope"]:
        yield "scope", f"{quoted(row['scope'])} holds a semicolon, which joins scopes; leave it out"
    if row["within"] and row["within"] == row["scope"]:
        yield "within", f"{quoted(row['within'])} is the scope itself; leave it empty"
    elif row["scope"] in context.circular:
        yield (
            "within",
            f"{quoted(row['within'])} lies, by its own within, in {printable(row['scope'])}; leave "
            "one of them empty",
        )


# --- what is meant to be the same ----------------------------------------------------------------

# Letters of other scripts that are drawn like Latin ones, folded to lower case.
LOOK_ALIKES = str.maketrans("аеорсухіјѕһԁԛԝνοτκ", "aeopcyxijshdqwvotk")


@lru_cache(maxsize=100_000)
def skeleton(text: str) -> str:
    """A text without what a reader does not see: case, spaces, points, look-alike letters."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(LOOK_ALIKES)
    return re.sub(r"[\W_]+", "", folded)


def _twins(values: Iterable[str]) -> tuple[str, str] | None:
    """The first two different values that a reader would take for one."""
    seen: dict[str, str] = {}
    for value in values:
        first = seen.setdefault(skeleton(value), value)
        if first != value:
            return value, first
    return None


def _alike(value: str, first: str) -> str:
    return (
        f"{quoted(value)} and {quoted(first)} differ only in case, spaces, points or look-alike "
        "letters; write them alike"
    )


@lru_cache(maxsize=10_000)
def _answers(answers: str) -> str:
    """Return `answers` as they are to be written: once each, without spaces around them."""
    parts = [part.strip() for part in answers.split("|")]
    return "|".join(dict.fromkeys(part for part in parts if part)) or "yes|no"


def _in_cycles(wider: Mapping[str, str]) -> frozenset[str]:
    """Return the names that, going from each to its wider one, are reached again."""
    done: set[str] = set()
    circular: set[str] = set()
    for at in wider:
        path: dict[str, None] = {}
        while at in wider and at not in done and at not in path:
            path[at] = None
            at = wider[at]
        if at in path:
            way = list(path)
            circular.update(way[way.index(at) :])
        done.update(path)
    return frozenset(circular)


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
            yield (
                column,
                f"{quoted(row[column])} does not belong here: the rule {rule} takes no number; "
                "leave it empty",
            )
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


def anything(row: Row, context: Context) -> Found:
    """A file without rules of its own."""
    yield from ()


Rule = Callable[[Row, Context], Found]
RULES: dict[str, Rule] = {
    "claims": claim,
    "sources": source,
    "origins": origin,
    "questions": question,
    "scopes": scope,
    "conventions": convention,
    "not_claims": anything,
}
WARNINGS: dict[str, Rule] = {"claims": claim_warnings, "sources": source_warnings}


# --- rules between the rows of one file, or of two -----------------------------------------------

FileTest = Callable[[Row, int], Found]  # called with each row and its line, in order


def alike(column: str) -> FileTest:
    """Report a cell that differs from one above it in what a reader does not see."""
    first: dict[str, str] = {}

    def test(row: Row, line: int) -> Found:
        before = first.setdefault(skeleton(row[column]), row[column])
        if before != row[column]:
            yield column, _alike(row[column], before)

    return test


def repeated() -> FileTest:
    """Report a claim that an earlier row has word for word, whatever its id and note."""
    first: dict[tuple[str, ...], int] = {}
    said = itemgetter(*(c for c in COLUMNS["claims"] if c not in ("claim_id", "note")))

    def test(row: Row, line: int) -> Found:
        before = first.setdefault(said(row), line)
        if before != line:
            yield "claim_id", f"the row says what line {before} says; delete one of the two"

    return test


def claimed(claims: Iterable[Row], lines: Iterable[int]) -> FileTest:
    """Report an exclusion that is a claim all the same."""
    place = itemgetter("source_id", "paragraph", "wording")
    known = {place(row): line for row, line in zip(claims, lines, strict=True)}

    def test(row: Row, line: int) -> Found:
        at = known.get(place(row))
        if at:
            yield (
                "wording",
                f"{quoted(row['wording'])} is a claim too (claims.csv:{at}); delete it here or "
                "there",
            )

    return test


# --- the description's own -----------------------------------------------------------------------

# Columns whose pattern has a message of its own; any other pattern is that of an id.
PATTERN_HINTS: dict[str, Callable[[str], str]] = {
    "low": hints.number,
    "high": hints.number,
    "as_of": hints.iso_date,
    "published": hints.iso_date,
    "retrieved": hints.iso_date,
    "counted": hints.counted,
    "scope": hints.scopes,
    "url": hints.url,
    "language": hints.language,
    "locator": hints.locator,
    "short": hints.short,
    "within": hints.scopes,
    "wording": hints.wording,
    "via": hints.relays,
    "sha256": hints.checksum,
}


def schema(fields: list[dict[str, Any]]) -> Callable[[Row], Found]:
    """Return the rule that the fields of a Table Schema come to.

    Required, enum, pattern, minimum and the types integer and number are what is used.
    """
    cells = [
        (field["name"], _cell_rule(field["name"], field, field.get("constraints", {})), set())
        for field in fields
    ]

    def rule(row: Row) -> Found:
        for column, problem, right in cells:
            if (value := row[column]) in right:
                continue
            if message := problem(value):
                yield column, message
            else:
                right.add(value)

    return rule


def _cell_rule(
    column: str, field: dict[str, Any], constraints: dict[str, Any]
) -> Callable[[str], str]:
    """Return the function that says what is wrong with a cell, or nothing."""
    required = constraints.get("required", False)
    shape = {"integer": WHOLE, "number": NUMBER}.get(field["type"])
    say_shape = hints.whole_number if shape is WHOLE else hints.number
    allowed = constraints.get("enum", [])
    pattern = re.compile(constraints["pattern"]) if "pattern" in constraints else None
    say_pattern = PATTERN_HINTS.get(column, hints.identifier)
    least = constraints.get("minimum")

    def problem(value: str) -> str:
        if not value:
            return f"is empty; every row needs its {column}" if required else ""
        if shape and not shape.fullmatch(value):
            return say_shape(value)
        if allowed and value not in allowed:
            return (
                f"{quoted(value)} is not one of the values allowed: {', '.join(allowed)}"
                f"{nearest(value, allowed)}"
            )
        if pattern and not pattern.fullmatch(value):
            return say_pattern(value)
        if least is not None and float(value) < least:
            return f"{quoted(value)} is too small; write {least} or more"
        return ""

    return problem
