"""What each row must satisfy: a rule for each file, those of claims apart in `claims`.

These rules of the subject come first because they know the kind of the question and so say better
what to write; what the description says (`columns`) follows. `check` keeps the first in a cell.
"""

from collections.abc import Callable
from functools import partial

from claimbook.ledger import dates
from claimbook.ledger.alike import like_another, skeleton
from claimbook.ledger.claims import FIGURES, claim_warnings
from claimbook.ledger.context import Context
from claimbook.ledger.hints import printable, quoted
from claimbook.ledger.rows import OfRow, Row, Test, of_rows
from claimbook.ledger.values import NUMBER, answer_list, stray, unstable
from claimbook.wording import listed

RULES_OF = ("printed", "above", "below", "percent", "fixed", "point", "unresolved")  # of hedges
# The hedges that a rule says nothing of, by which of low and high they take (see `TAKES`).
UNFIT = {
    **dict.fromkeys(("printed", "percent", "point"), ("none",)),
    "above": ("high", "none"),
    "below": ("low", "none"),
    "fixed": ("same", "low", "high", "two"),
}


def source_warnings(row: Row, context: Context) -> OfRow:
    """What a source still lacks."""
    if not row["title"]:
        yield "title", f"is empty; write the title of {row['source_id']} as printed"
    published = dates.span(row["published"]) if row["published"] else None
    if "/" in row["published"] and published and published[1] - published[0] > dates.YEAR:
        yield "published", f"{row['published']} is more than a year long; is it the year?"


def origin(row: Row, context: Context) -> OfRow:
    """An origin: nobody's party is written one way."""
    if row["party"] != "unnamed" and skeleton(row["party"]) == "unnamed":
        yield "party", f"{quoted(row['party'])} is nobody's party; write unnamed"


def origin_warnings(row: Row, context: Context) -> OfRow:
    """A party that is meant to be the origin itself has its name."""
    if message := like_another(row["party"], {skeleton(row["name"]): row["name"]}):
        yield "party", message


def question(row: Row, context: Context) -> OfRow:
    """A question: answers, and what they are, for a choice and only for one."""
    if row["kind"] == "choice":
        yield from _asked(row["answers"], row["answers_are"], row["note"])
    elif row["kind"] in FIGURES:
        why = f"the kind is {row['kind']}; leave it empty, or write choice as the kind"
        for column in ("answers", "answers_are"):
            if row[column]:
                yield stray(column, row[column], why)


def _asked(answers: str, are: str, note: str) -> OfRow:
    each = answers.split("|")
    if not answers:
        yield "answers", "is empty; a choice needs its answers, such as yes|no"
    elif answer_list(answers) != answers:
        right = printable(answer_list(answers))
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


def scope(row: Row, context: Context) -> OfRow:
    """A scope: it does not lie, by any way, within itself."""
    name, within = row["scope"], row["within"]
    if ";" in name:
        yield "scope", f"{quoted(name)} holds a semicolon, which joins scopes; leave it out"
    if within and within == name:
        yield "within", f"{quoted(within)} is the scope itself; leave it empty"
    elif name in context.circular:
        where = f"lies, by its own within, in {printable(name)}"
        yield "within", f"{quoted(within)} {where}; leave one of them empty"


def convention(row: Row, context: Context) -> OfRow:
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
    takes = context.takes.get(row["qualifier"], "")
    if rule in RULES_OF and takes in UNFIT.get(rule, ()):
        fitting = listed((name for name in RULES_OF if takes not in UNFIT.get(name, ())), "or")
        yield "rule", f"{quoted(rule)} does not fit {printable(row['qualifier'])}; write {fitting}"
    for column in ("low", "high"):
        if message := unstable(row[column]):
            yield column, message
        if rule in ("printed", "above", "below", "point", "unresolved") and row[column]:
            yield stray(column, row[column], f"the rule {rule} takes no number; leave it empty")
        if rule == "percent" and not row[column]:
            yield column, "is empty; the rule percent needs both, such as -10 and 10, or 0"
    if rule == "fixed" and not low and not high:
        yield "low", "is empty, as is high; the rule fixed needs one of them, such as 24"
    if NUMBER.fullmatch(low) and NUMBER.fullmatch(high) and float(low) > float(high):
        yield "low", f"{quoted(low)} is above the high {high}; swap the two"


def _hours(part: str, low: str, high: str) -> OfRow:
    if part and part not in dates.PARTS:
        yield "qualifier", f"{quoted(part)} is no part of the day; write {', '.join(dates.PARTS)}"
    broken = False
    for column, value in (("low", low), ("high", high)):
        if not NUMBER.fullmatch(value) or not 0 <= float(value) <= 48:
            broken = True
            yield column, f"{quoted(value)} is no hour counted from midnight; write 0 to 48"
    if not broken and float(low) >= float(high):
        yield "low", f"{quoted(low)} is not before the high {high}; a night ends at 30, not at 6"


Rule = Callable[[Row, Context], OfRow]
Table = dict[str, tuple[Rule, tuple[str, ...]]]  # by file: its rule, and the columns that it reads
RULES: Table = {
    "origins": (origin, ("party",)),
    "questions": (question, ("kind", "answers", "answers_are", "note")),
    "scopes": (scope, ("scope", "within")),
    "conventions": (convention, ("qualifier", "rule", "low", "high")),
}
WARNINGS: Table = {
    "claims": (claim_warnings, ("source_id", "as_of")),
    "sources": (source_warnings, ("source_id", "title", "published")),
    "origins": (origin_warnings, ("party", "name")),
}


def tests(table: Table, name: str, context: Context) -> list[Test]:
    """Return the test that a table has for a file, if it has one."""
    if name not in table:
        return []
    rule, columns = table[name]
    return [of_rows(partial(rule, context=context), columns)]
