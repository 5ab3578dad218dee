"""The dates and clock times in English text, as a ledger writes them.

A day without a year is of the year nearest to the document's own date; a weekday is the last one
before it; a clock time is of the day named last. What is inferred so is said in a note.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from claimbook.evidence.calendars import MONTHS, WEEKDAYS
from claimbook.evidence.numbers import numbers
from claimbook.ledger.dates import PARTS

DAY = len("2022-01-05")
DAWN = 5  # o'clock; earlier hours, told after a day, are of its night
YEAR_INFERRED, DAY_INFERRED = "Year inferred.", "Date inferred from the weekday."
TOLD_BEFORE = "Date inferred from the day named before."
PUBLISHED = "Date inferred from that of the document, which names no day before."
NO_DAY = (TOLD_BEFORE, PUBLISHED)  # of a clock time
# What the note of a row says before anybody has read it.
INFERRED = (YEAR_INFERRED, DAY_INFERRED, *NO_DAY)

_D = r"(?:[12][0-9]|3[01]|0?[1-9])(?:st|nd|rd|th)?(?![\w]|[.,:][0-9])"
_M = rf"(?:{'|'.join(MONTHS)})(?![a-z])(?:\.(?=\s[0-9]))?"
_Y = r"(?:,?\s(?P<y>[0-9]{4})(?![0-9]|,[0-9]))?"
_TO = r"(?:\s?[-–—/]\s?|\s(?:to|and|or|until|through|till)\s(?:the\s)?)"
_PART = r"(?:night|morning|evening|afternoon|dawn)"
# What a date looks like; where two overlap the one that begins first, then the longer one counts.
SHAPES = [
    re.compile(pattern)
    for pattern in (
        r"\b(?P<y>[0-9]{4})-(?P<n>[0-9]{2})-(?P<d>[0-9]{2})(?![0-9])",
        r"\b(?P<d>[0-9]{1,2})([./])(?P<n>[0-9]{1,2})\2(?P<y>[0-9]{4})(?![0-9])",
        rf"\b(?P<d>{_D}){_TO}(?P<e>{_D})\s(?:of\s)?(?P<m>{_M}){_Y}",
        rf"\b(?P<m>{_M})\s(?P<d>{_D}){_TO}(?P<e>{_D})(?!\s{_M}){_Y}",
        rf"\b(?P<d>{_D})\s(?:of\s)?(?P<m>{_M}){_Y}",
        rf"\b(?P<m>{_M})\s(?P<d>{_D}){_Y}",
        rf"\b(?P<m>{_M}){_TO}(?P<k>{_M}){_Y}",
        rf"\b(?P<m>{_M})\s(?P<y>[0-9]{{4}})(?![0-9])",
        # days whose month stands further up
        rf"\b{_PART}\sof\s(?:the\s)?(?P<x>(?P<d>{_D})(?:{_TO}(?P<e>{_D}))?)"
        rf"(?!\s[a-z]+s\b|\s(?:of\s)?{_M}|{_TO}[0-9])",
        rf"\b[Oo]n\s(?:the\s)?(?P<x>(?P<d>{_D}){_TO}(?P<e>{_D}))(?=[,.;])",
        r"\b(?:[Oo]n|[Bb]y|since|until|from)\sthe\s(?P<x>(?P<d>[0-9]{1,2})(?:st|nd|rd|th))"
        r"(?!\s[a-z]+(?:ion|day|time|floor)\b)(?!\w)",
        r"\b(?P<x>(?P<new>New\sYear['’]s\s[Dd]ay))",
        r"\b(?P<weekday>" + "|".join(WEEKDAYS) + r")(?![a-z])",
        r"\b(?P<ahead>(?:[Tt]he\s)?(?:next|following)\s(?:day|night|morning|evening|afternoon))\b",
        r"\b(?P<same>(?:[Tt]he\s|[Tt]hat\s)?same\s(?:day|night|morning|evening|afternoon))\b",
        r"\b(?P<week>(?:a|one)\sweek\slater)\b",
        r"\b(?:[Ii]n|[Ss]ince|of)\s(?P<x>(?P<y>(?:19|20)[0-9]{2}))(?![0-9]|,[0-9]|\s[a-z]+s\b)",
    )
]
# Days told from the one named before.
LATER = {"same": 0, "ahead": 1, "week": 7}
# Which part of the day a word beside a date means; "late on", "in the evening", "Thursday morning".
_PARTS = "|".join(
    f"(?P<{part}>{'|'.join(re.escape(word) for word in words if word != 'midnight')})"
    for part, words in PARTS.items()  # midnight is a clock time
)
PART_BEFORE = re.compile(
    rf"\b(?:(?:in|on|during|from|since)\s)?(?:the\s)?(?:{_PARTS})(?:\s(?:on|of))?(?:\sthe)?\s$",
    re.IGNORECASE,
)
PART = re.compile(rf"\b(?:{_PARTS})\b", re.IGNORECASE)
PART_AFTER = re.compile(rf",?\s(?:in\sthe\s|at\s|that\s)?(?:{_PARTS})\b", re.IGNORECASE)
_HEDGED = r"(?:about\s|around\s|roughly\s|approximately\s|nearly\s)?(?:the\s)?$"
QUALIFIERS = {
    "until": re.compile(rf"\b(?:by|before|no\slater\sthan)\s{_HEDGED}", re.IGNORECASE),
    "from": re.compile(rf"(?<!shortly\s)(?<!soon\s)\bafter\s{_HEDGED}", re.IGNORECASE),
    "about": re.compile(
        r"\b(?:about|around|roughly|approximately|circa|towards?|shortly\safter)\s(?:the\s)?$",
        re.IGNORECASE,
    ),
}
# What joins the parts of one date: "Wednesday, January 5", "01:00 on 5 March", "5 March at 1 a.m."
JOINS = re.compile(r",?\s\(?(?:on\s|at\s|of\s)?(?:the\s)?(?:local\stime,?\s(?:on\s)?)?")
# The day on which somebody spoke or counted, by what leads up to it, is not that of an event.
ASIDE = re.compile(
    r"\bas\sof\s(?:\w+\s)?$|\b(?:said|told|announced|added|wrote|confirmed|denied|toll|total|tally)\b"
    r"[^.;]{0,40}?\s(?:late\s|early\s)?on\s$",
    re.IGNORECASE,
)
TO = re.compile(r"\s(?:until|to|till|and)\s|\s?[-–—]\s?")


class Dated(NamedTuple):
    """A date as it is printed."""

    start: int  # with the part of the day
    end: int
    low: str  # as a ledger writes it; the same as `high` where it is no stretch
    high: str
    qualifier: str
    note: str  # what is inferred
    printed: tuple[tuple[int, int], ...]  # where the date stands, or each end of a stretch
    inferred: bool  # nothing but a weekday, or less, is printed


class _Piece(NamedTuple):
    """A day, a stretch of days or a clock time, where it stands."""

    start: int
    end: int
    found: dict[str, str]  # the groups of a shape
    ends: tuple[tuple[int, int], ...] = ()  # of a stretch of days
    clock: str = ""  # "T01", "T23:30"

    @property
    def full(self) -> bool:
        """Whether it names a day, not only a weekday or less."""
        return not self.found.keys().isdisjoint("dmy")

    @property
    def hour(self) -> int:
        """That of a clock time."""
        return int(self.clock[1:3])


class Calendar:
    """Reads dates, paragraph by paragraph, and remembers the day named last.

    Dates without a year are of the year nearest to that in which a document was published.
    """

    def __init__(self, published: str) -> None:
        first, _, last = published.partition("/")
        self.today = _day(last or first)
        self.named, self.inferred = _day(first), PUBLISHED
        self.night = self.early = False  # whether it was told in an evening, in its small hours

    def read(self, text: str) -> list[Dated]:
        """The dates and clock times of a paragraph, in order."""
        groups = _groups(
            text, sorted([*_days(text), *_clocks(text)], key=lambda piece: piece.start)
        )
        found: list[Dated] = []
        for before, group, after in zip([None, *groups], groups, [*groups[1:], None], strict=False):
            if day := _named_after(text, before, group, after):
                self._remember(day, self._span(day.found)[0], "", [])
            found.append(self._dated(text, group))
        return [date for date in found if date.low or date.high]

    def _dated(self, text: str, group: list[_Piece]) -> Dated:
        """One date of the pieces that it is printed in."""
        part, start, end = _part(text, group[0].start, max(piece.end for piece in group))
        clocks = [piece for piece in group if piece.clock]
        days = (piece for piece in group if not piece.clock)
        day = max(days, key=lambda piece: piece.full, default=None)
        if day:
            first, last, note = self._span(day.found)
            if not ASIDE.search(text, max(start - 60, 0), start):
                self._remember(day, first, part, clocks)
        else:
            first = last = _text(self.named)
            note = self.inferred
        low, high = first, last
        if clocks and first:
            low, high = self._hours(clocks, _day(first), is_printed=bool(day))
        elif part and len(first) == DAY:
            # "the night of 5 to 6 March" is of the 5th
            low, high = first + part, first + part if first == last or part == "TNI" else last
        before = text[max(start - 40, 0) : start]
        fits = (name for name, pattern in QUALIFIERS.items() if pattern.search(before))
        qualifier = next(fits, "exact") if low == high else "between"
        shown = [*clocks, day] if day and (day.full or not clocks) else clocks
        ends = () if clocks or low == high else day.ends
        printed = ends or tuple((piece.start, piece.end) for piece in shown)
        return Dated(
            *(start, end, low * (qualifier != "until"), high * (qualifier != "from")),
            *(qualifier, note, printed, not (clocks or day.full)),
        )

    def _remember(self, day: _Piece, named: str, part: str, clocks: list[_Piece]) -> None:
        """Keep the day that is named, and whether something was told of its night."""
        if len(named) == DAY and "ahead" not in day.found:
            self.named, self.inferred = _day(named), TOLD_BEFORE
        self.night = part in ("TNI", "TEV")
        self.early = bool(clocks) and clocks[0].hour < DAWN

    def _span(self, found: dict[str, str]) -> tuple[str, str, str]:
        """The first and the last day that one of `SHAPES` says; what is inferred."""
        if name := found.get("weekday"):
            back = (self.today.weekday() - WEEKDAYS.index(name)) % 7 if self.today else 0
            day = _text(self.today, -back)
            return day, day, DAY_INFERRED
        for name in found.keys() & LATER:
            day = _text(self.named, LATER[name])
            return day, day, self.inferred
        if "new" in found:
            found = {"m": "January", "d": "1"}
        days = [int(re.match("[0-9]+", found[name])[0]) for name in "de" if name in found]
        months = [MONTHS[found[name].rstrip(".")] for name in "mk" if name in found]
        months += [int(found["n"])] if "n" in found else []
        if not months and not days:
            return found["y"], found["y"], ""
        months = months or ([self.named.month] if self.named else [])
        year, note = self._year(found.get("y"), months)
        if not year or not months:
            return "", "", ""
        if not days:
            return f"{year}-{months[0]:02}", f"{year}-{months[-1]:02}", note
        if months[0] > 12 >= days[0]:
            months, days = days, months
        ends = [_text(_day(f"{year:04}-{months[0]:02}-{day:02}")) for day in days]
        ends = [end for end in ends if end] or [""]  # there is no 31 February
        return ends[0], ends[-1], note

    def _year(self, printed: str | None, months: list[int]) -> tuple[int, str]:
        """The year printed, else that which brings the month nearest to the document's date."""
        near = self.today or self.named
        if printed or near is None or not months:
            return int(printed or 0), ""
        years = (near.year, near.year - 1, near.year + 1)
        away = [abs((year - near.year) * 12 + months[0] - near.month) for year in years]
        return years[away.index(min(away))], YEAR_INFERRED

    def _hours(self, clocks: list[_Piece], day: date | None, is_printed: bool) -> tuple[str, str]:
        """Clock times of a day; small hours, told after an evening, are of the next."""
        first, last = clocks[0], clocks[-1]
        is_day = is_printed or self.early or self.inferred == PUBLISHED
        later = not is_day and first.hour < (12 if self.night else DAWN)
        over = last.hour < first.hour  # "from 23:00 to 2:00"
        return _text(day, later) + first.clock, _text(day, later + over) + last.clock


def _days(text: str) -> Iterator[_Piece]:
    """The days that a text has the shape of, in order, none within another."""
    found = [match for shape in SHAPES for match in shape.finditer(text)]
    end = -1
    for match in sorted(found, key=lambda match: (match.start(), -match.end())):
        if match.start() >= end:
            end = match.end()
            named = {name: words for name, words in match.groupdict().items() if words}
            span = match.span("x" if "x" in named else 0)
            ends = ((span[0], match.end("d")), (match.start("e"), span[1])) if "e" in named else ()
            yield _Piece(*span, named, ends)


def _clocks(text: str) -> Iterator[_Piece]:
    """The clock times of a text, each as finely as it is printed."""
    for number in numbers(text):
        if number.kind == "time" and number.parts[0] < 24:
            hour, minute = number.parts
            finely = f":{minute:02}" if re.search("[0-9][:.][0-9]", number.text) else ""
            yield _Piece(number.start, number.end, {}, clock=f"T{hour:02}{finely}")


def _groups(text: str, pieces: list[_Piece]) -> list[list[_Piece]]:
    """Pieces that stand side by side and are one date, or one stretch of hours."""
    groups: list[list[_Piece]] = []
    for piece in pieces:
        before = groups[-1][-1] if groups else None
        if before and piece.start < before.end:
            continue
        hours = before and before.clock and piece.clock
        joins = before and (TO if hours else JOINS).fullmatch(text, before.end, piece.start)
        if joins and (not before.full or piece.clock):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return groups


def _named_after(
    text: str, before: list[_Piece] | None, group: list[_Piece], after: list[_Piece] | None
) -> _Piece | None:
    """The day of a clock time that opens its sentence, if only what follows there names it."""
    if not after or not after[0].full or not all(piece.clock for piece in group):
        return None
    opens = not before or re.search(r"[.;]\s", text[before[-1].end : group[0].start])
    ends = "." in text[group[-1].end : after[0].start]
    return after[0] if opens and not ends else None


def _part(text: str, start: int, end: int) -> tuple[str, int, int]:
    """The part of the day that words beside a date name, and where the date ends with them."""
    if before := PART_BEFORE.search(text, max(start - 40, 0), start):
        return before.lastgroup, before.start(), end
    if after := PART_AFTER.match(text, end):
        return after.lastgroup, start, after.end()
    inside = PART.search(text, start, end)
    return (inside.lastgroup if inside else ""), start, end


def _day(text: str) -> date | None:
    """A day, or the first of a month or year, of the calendar."""
    try:
        return date.fromisoformat(f"{text}-01-01"[:DAY])
    except ValueError:
        return None


def _text(day: date | None, later: int = 0) -> str:
    try:
        return str(day + timedelta(later)) if day else ""
    except OverflowError:  # before the year 1, after 9999
        return ""
