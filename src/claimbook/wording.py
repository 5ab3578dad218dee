"""How numbers, dates, intervals, chains and lists read: the one place where they become text."""

import calendar
import math
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from unicodedata import combining, normalize

EPOCH = datetime(1970, 1, 1)
DAY = 86400  # seconds
MONTHS = ["", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

# C0 controls and DEL have pictures of their own in Unicode. The others (C1, bidirectional
# overrides and isolates, zero-width and line separators, lone surrogates) are invisible or re-order
# what stands around them, so each shows as the replacement character.
_PICTURES = {code: 0x2400 + code for code in range(0x20)} | {0x7F: 0x2421}
_HIDDEN = re.compile(
    "[\x80-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)


def visible(text: str) -> str:
    """Return `text` with every invisible or re-ordering character replaced by a visible one.

    Line breaks stay, tabs become spaces; other control characters show as their picture (``␀``),
    bidirectional overrides and zero-width characters as ``�``.
    """
    kept = text.replace("\r\n", "\n").replace("\t", " ")
    lines = (_HIDDEN.sub("\ufffd", line.translate(_PICTURES)) for line in kept.split("\n"))
    return "\n".join(lines)


def slug(text: str) -> str:
    """A name as an id or a file may have it: small letters, digits and hyphens, at most 60."""
    plain = "".join(c for c in normalize("NFKD", text.lower()) if not combining(c))
    return re.sub("[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")


# --- lists and numbers ---------------------------------------------------------------------------


def listed(words: Iterable[str], last: str = "and") -> str:
    """Words as a sentence lists them: "a, b and c"; "none" where there are none."""
    words = list(words)
    if not words:
        return "none"
    if len(words) == 1:
        return words[0]
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def in_quotes(text: str) -> str:
    """A text between quotation marks, with single ones for those inside."""
    return f"“{text.replace('“', '‘').replace('”', '’')}”"


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun: "1 claim", "12 claims", "no claims"."""
    return f"{f'{number:,}' if number else 'no'} {noun if number == 1 else plural or noun + 's'}"


def number_text(value: float) -> str:
    """A number as a reader expects it: 20000.0 as "20,000", 2.5 as "2.5"; empty if not finite."""
    if not math.isfinite(value):
        return ""
    return f"{int(value):,}" if value == int(value) else f"{value:,}"


def chain(*steps: str, joined: str = " → ") -> str:
    """Who says it, from whom the figure comes to where it was read; nobody stands there twice."""
    return joined.join(dict.fromkeys(step for step in steps if step))


def relays(via: str) -> list[str]:
    """The names in a ``via`` cell, the one nearest the document first."""
    return [relay.strip() for relay in via.split(";") if relay.strip()]


# --- dates ---------------------------------------------------------------------------------------


def date_text(start: float, end: float) -> str:
    """A stretch of time, in seconds since 1970, as a reader expects it; empty for NaN.

    The end is the first moment after it; ±inf where open. "5 Jan 2022", "Jan 2022", "2022", "6 Jan
    2022, 01:00", "5–6 Jan 2022", "by 6 Jan 2022", "from 5 Jan 2022".
    """
    if math.isnan(start) or math.isnan(end):
        return ""
    if math.isinf(start) and math.isinf(end):
        return "any time"
    if math.isinf(start):
        return f"by {_moment(_last(end), end % DAY != 0)}"
    first = _at(start)
    if math.isinf(end):
        return f"from {_moment(first, start % DAY != 0)}"
    last = _last(end)
    if start % DAY or end % DAY:
        if first.date() != last.date():
            return f"{_moment(first, True)} – {_moment(last, True)}"
        until = "" if end - start <= 60 else f"–{last:%H:%M}"
        return _moment(first, True) + until
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
    month = f"{MONTHS[first.month]}{'' if first.year == last.year else f' {first.year}'}"
    if first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]:
        months = f"{MONTHS[last.month]} {last.year}"
        same = (first.year, first.month) == (last.year, last.month)
        return months if same else f"{month}–{months}"
    day = _moment(last, False)
    if first.date() == last.date():
        return day
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day}"
    return f"{first.day} {month} – {day}"


def hour_text(hour: int) -> str:
    """An hour whose minutes nobody printed: "1 am", "noon"."""
    return {0: "midnight", 12: "noon"}.get(hour, f"{hour % 12} {'am' if hour < 12 else 'pm'}")


def _at(seconds: float) -> datetime:
    """A moment; the neighbours of the years 1 and 9999 are the first and the last there is."""
    try:
        return EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        return datetime.min if seconds < 0 else datetime.max


def _last(end: float) -> datetime:
    """The last second before an end."""
    return _at(end - 1)


def _moment(moment: datetime, clock: bool) -> str:
    day = f"{moment.day} {MONTHS[moment.month]} {moment.year}"
    return f"{day}, {moment:%H:%M}" if clock else day


# --- intervals -----------------------------------------------------------------------------------


@lru_cache(maxsize=100_000)
def interval_text(
    lower: float,
    upper: float,
    lower_open: bool = False,
    upper_open: bool = False,
    date: bool = False,
) -> str:
    """An interval in words, without its unit.

    Bounds are ±inf where open, both NaN where unresolved, of a date seconds since 1970; an open one
    is itself excluded. "18", "1,000 to 2,000", "24 or more", "more than 1,000", "up to 400", "fewer
    than 50", "5–6 Jan 2022", "after 5 Jan 2022", "any", "unresolved".
    """
    if math.isnan(lower):
        return "unresolved"
    if date:
        if lower_open:
            return f"after {_moment(_last(lower), lower % DAY != 0)}"
        if upper_open:
            return f"before {_moment(_at(upper), upper % DAY != 0)}"
        return date_text(lower, upper)
    low, high = number_text(lower), number_text(upper)
    if lower == upper:
        return low
    if math.isinf(upper):
        if math.isinf(lower):
            return "any"
        return f"more than {low}" if lower_open else f"{low} or more"
    if upper_open and lower in (0, -math.inf):
        return f"fewer than {high}"
    if math.isinf(lower):
        return f"{high} or less"
    if lower == 0 and not lower_open:
        return f"up to {high}"
    return f"{'more than ' if lower_open else ''}{low} to {high}"
