"""The dates of a ledger: ISO 8601 to the precision that is printed, and spans of two."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

import pandas as pd

from claimbook.ledger import hints
from claimbook.wording import listed

SHAPE = re.compile(
    r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2}(?:T(?:MO|AF|EV|NI|[0-9]{2}(?::[0-9]{2})?))?)?)?"
)
HOUR, DAY, YEAR = 3600, 86400, 366 * 86400  # seconds
# Parts of the day as TIMEX3 writes them, in hours from midnight, where conventions.csv has none.
HOURS = {"TMO": (4.0, 12.0), "TAF": (12.0, 18.0), "TEV": (17.0, 24.0), "TNI": (18.0, 30.0)}
# The words that name them, the plainest first.
PARTS = {
    "TMO": ("morning", "early", "dawn", "daybreak", "sunrise", "a.m.", "before noon"),
    "TAF": ("afternoon", "midday", "noon"),
    "TEV": ("evening", "late", "dusk", "sunset", "nightfall"),
    "TNI": ("night", "overnight", "midnight", "small hours", "before dawn", "tonight"),
}

Span = tuple[float, float]
Hours = Mapping[str, Span]


def bounds(text: str, hours: Hours = HOURS) -> tuple[float, float, float, float] | None:
    """Where a printed date begins and ends, then the same with a unit more on either side.

    In seconds since 1970, an end being the first moment after it; None for what is no date, such as
    a day that does not exist. A date is ``2022``, ``2022-01``, ``2022-01-05``, ``2022-01-05T14``,
    ``2022-01-05T14:30``, or a day with a part of it, ``2022-01-05TNI``, that `hours` says.
    """
    if text[10:] not in PARTS:
        return _unit(text)
    day = _unit(text[:10])
    if day is None:
        return None
    start, end = (day[0] + HOUR * hour for hour in hours.get(text[10:], HOURS[text[10:]]))
    return start, end, 2 * start - end, 2 * end - start


@lru_cache(maxsize=100_000)
def _unit(text: str) -> tuple[float, float, float, float] | None:
    if not SHAPE.fullmatch(text):  # pandas reads "5-Jan" as well
        return None
    try:
        unit = pd.Period(text)
    except ValueError:
        return None
    return _start(unit), _start(unit + 1), _start(unit - 1), _start(unit + 2)


def _start(unit: pd.Period) -> float:
    # by ordinals: a Timestamp reaches from 1677 to 2262 only
    return float(unit.asfreq("s", how="start").ordinal)


def span(text: str, hours: Hours = HOURS) -> Span | None:
    """Start and end of an ISO date, or of ``start/end`` of two such; None if a part is none.

    An end before its start is handed back as it is.
    """
    start, slash, end = text.partition("/")
    first, last = bounds(start, hours), bounds(end if slash else start, hours)
    return None if first is None or last is None else (first[0], last[1])


def years(text: str) -> set[int]:
    """The years that an ISO date or a span of two names."""
    return {int(part[:4]) for part in text.split("/") if part}


def known_by(day: str, published: Iterable[str]) -> list[bool]:
    """Say of each date whether it had surely passed by the end of a day; no date never had.

    Raises
    ------
    ValueError
        The day is none.
    """
    until = span(day)
    if until is None or len(day) != len("2022-01-06"):
        readings = hints.iso_readings(day) or ["2022-01-06"]
        raise ValueError(f"“{day}” is not a day; write {listed(readings, 'or')}")
    return [bool((when := span(text)) and when[1] <= until[1]) for text in published]
