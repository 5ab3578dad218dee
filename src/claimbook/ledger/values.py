"""What one cell says: whether a number, a date or a list of answers is written as it should be."""

import re
from decimal import Decimal
from functools import lru_cache

from claimbook.ledger import dates, hints
from claimbook.ledger.hints import quoted

NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,9})?")
WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,14})")
GROUPED = re.compile(r"-?[1-9][0-9]*\.[0-9]{3}")  # 2.500: two thousand five hundred, or 2.5?
MAX_DIGITS = 10  # of a decimal; a spreadsheet shows, and so saves, no more of them


def stray(column: str, value: str, why: str) -> tuple[str, str]:
    """Column and message where a value stands that should not."""
    return column, f"{quoted(value)} does not belong here: {why}"


def span(text: str) -> str:
    """What keeps a text from being an ISO date or an interval of two."""
    held = dates.span(text) if text else (0, 0)
    if held is None:
        return hints.iso_date(text)
    start, _, end = text.partition("/")
    return f"{quoted(text)} ends before it starts; write {end}/{start}" if held[0] > held[1] else ""


@lru_cache(maxsize=10_000)
def answer_list(answers: str) -> str:
    """Return `answers` as they are to be written: once each, without spaces around them."""
    parts = [part.strip() for part in answers.split("|")]
    return "|".join(dict.fromkeys(part for part in parts if part)) or "yes|no"


def unstable(value: str) -> str:
    """The numbers that a spreadsheet writes in another way, or as another number."""
    if not NUMBER.fullmatch(value):
        return ""
    shortest = f"{Decimal(value).normalize() + 0:f}"  # plus 0, for -0 is 0
    either, number = shortest, value.replace(".", "")
    if GROUPED.fullmatch(shortest):
        shortest += "0"  # 1.2340 keeps its zero: 1.234 may be 1234
    if GROUPED.fullmatch(value):
        todo = f"write {number} or, for the decimal, {shortest}"
        return f"{quoted(value)} may be {number} or {either}; {todo}"
    if shortest != value:
        return f"{quoted(value)} has zeros that a spreadsheet drops; write {shortest}"
    if "." in value and len(number.removeprefix("-")) > MAX_DIGITS:
        return (
            f"{quoted(value)} has more digits than a spreadsheet keeps ({MAX_DIGITS} where there "
            "are decimals); write fewer decimals, or a larger unit"
        )
    return ""
