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
YEAR_INFERRED, DAY_INFERRED = "Year inferred.", "Date inferred from the weekday."
TOLD_BEFORE = "Date inferred from the day named before."

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
BEGINS = re.compile(rf"[0-9]|{'|'.join(WEEKDAYS)}|New\sYear|next|following|same|week\slater")
# Which part of the day a word beside a date means; "late on", "in the evening", "Thursday morning".
_PARTS = "|".join(
    f"(?P<{part}>{'|'.join(re.escape(word) for word in words if word != 'midnight')})"
    for part, words in PARTS.items()  # midnight is a clock time
)
PART_BEFORE = re.compile(
    rf"\b(?:(?:in|on|during|from|since)\s)?(?:the\s)?(?:{_PARTS})(?:\s(?:on|of))?(?:\sthe)?\s$",
    re.IGNORECASE,
)
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
TO = re.compile(r"\s(?:until|to|till|and)\s|\s?[-–—]\s?")


class Dated(NamedTuple):
    """A date as it is printed.

    Attributes
    ----------
    start, end : int
        Where it stands, with the part of the day.
    low, high : str
        As a ledger writes them; one in both where it is no stretch.
    qualifier : str
    note : str
        What is inferred.
    printed : tuple of (start, end)
        The date, or each end of a stretch, as printed.
    inferred : bool
        Nothing but a weekday, or less, is printed.
    """

    start: int
    end: int
    low: str
    high: str
    qualifier: str
    note: str
    printed: tuple[tuple[int, int], ...]
    inferred: bool = False


class _Piece(NamedTuple):
    """A day, a stretch of days or a clock time, where it stands."""

    start: int
    end: int
    match: re.Match[str] | None = None
    clock: str = ""  # "T01", "T23:30"

    @property
    def full(self) -> bool:
        """Whether it names a day, not only a weekday or less."""
        return bool(self.match) and any(self.match.groupdict().get(name) for name in "dmy")


class Calendar:
    """Reads dates, paragraph by paragraph, and remembers the day named last.

    Parameters
    ----------
    published : str
        The document's date or stretch of days; dates without a year are of the year nearest to it.
    """

    def __init__(self, published: str) -> None:
        first, _, last = published.partition("/")
        self.today = _iso(last or first)
        self.named = _iso(first)
        self.night = False

    def read(self, text: str) -> list[Dated]:
        """The dates and clock times of a paragraph, in order."""
        if not BEGINS.search(text):
            return []
        pieces = [_Piece(*match.span("x" if _x(match) else 0), match) for match in _shapes(text)]
        pieces += [
            _Piece(number.start, number.end, clock=_clock(number.text, *number.parts))
            for number in numbers(text)
            if number.kind == "time" and number.parts[0] < 24
        ]
        groups = _groups(text, sorted(pieces, key=lambda piece: piece.start))
        found = []
        for at, group in enumerate(groups):
            if not any(piece.match for piece in group):  # a clock time alone is of a day beside it
                self._look_ahead(text, groups[at - 1 : at + 2] if at else groups[:2], group)
            dated = self._dated(text, group)
            found += [dated] if dated.low or dated.high else []
        return found

    def _look_ahead(self, text: str, groups: list[list[_Piece]], group: list[_Piece]) -> None:
        """Let the day that follows in one sentence be the one named, where none goes before."""
        behind, ahead = groups[: groups.index(group)], groups[groups.index(group) + 1 :]
        if behind and not re.search(r"[.;]\s", text[behind[-1][-1].end : group[0].start]):
            return
        if ahead and ahead[0][0].full and "." not in text[group[-1].end : ahead[0][0].start]:
            first, _, _ = self._days(ahead[0][0].match)
            self.named, self.night = _iso(first) or self.named, False

    def _dated(self, text: str, group: list[_Piece]) -> Dated:
        """One date of the pieces that it is printed in."""
        part, start, end = _part(text, group[0].start, max(piece.end for piece in group))
        clocks = [piece for piece in group if piece.clock]
        full = [piece for piece in group if piece.full]
        days = full or [piece for piece in group if piece.match]
        low, high, note = self._days(days[0].match) if days else (str(self.named or ""), "", "")
        if days and len(low) == DAY and not days[0].match.groupdict().get("ahead"):
            self.named = _iso(low)
        if clocks and low:
            low, high, note = self._clocks(clocks, _iso(low), bool(days), note)
        elif part and len(low) == DAY:
            low, high = f"{low}T{part}".replace("TT", "T"), high if part != "TNI" else ""
        if days:
            self.night = part in ("TNI", "TEV")
        high = high or low
        qualifier = "exact" if low == high else "between"
        if qualifier == "exact":
            before = text[max(start - 40, 0) : start]
            fits = (name for name, pattern in QUALIFIERS.items() if pattern.search(before))
            qualifier = next(fits, "exact")
        low, high = "" if qualifier == "until" else low, "" if qualifier == "from" else high
        if not clocks and low and high and low != high and "e" in days[0].match.groupdict():
            match = days[0].match  # each end of a stretch of days
            printed = [(days[0].start, match.end("d")), (match.start("e"), days[0].end)]
        else:
            both = (*clocks[:2], *(full[:1] if clocks else days[:1]))
            printed = [(piece.start, piece.end) for piece in both]
        return Dated(start, end, low, high, qualifier, note, tuple(printed), not (clocks or full))

    def _days(self, match: re.Match[str]) -> tuple[str, str, str]:
        """The day, or first and last day, that one of `SHAPES` says, and what is inferred."""
        found = match.groupdict()
        if name := found.get("weekday"):
            back = (self.today.weekday() - WEEKDAYS.index(name)) % 7 if self.today else 0
            return _text(self.today, -back), "", DAY_INFERRED
        if found.get("new"):
            return _text(_make(self._year("", 1)[0], 1, 1)), "", YEAR_INFERRED
        if any(found.get(name) for name in ("ahead", "same", "week")):
            days = 7 if found.get("week") else 1 if found.get("ahead") else 0
            return _text(self.named, days), "", TOLD_BEFORE
        months = [MONTHS[found[name].rstrip(".")] for name in ("m", "k") if found.get(name)]
        months = [int(found["n"])] if found.get("n") else months
        days = [re.match("[0-9]+", found[name])[0] for name in ("d", "e") if found.get(name)]
        if not months and not days:
            return found["y"], "", ""
        months = months or ([self.named.month] if self.named else [])
        year, note = self._year(found.get("y"), months[0] if months else 0)
        if not year or not months:
            return "", "", ""
        if days and months[0] > 12 >= int(days[0]):
            months, days = [int(days[0])], [str(months[0])]
        if not days:
            return f"{year}-{months[0]:02}", f"{year}-{months[-1]:02}" * (len(months) > 1), note
        ends = [_text(_make(year, months[0], int(day))) for day in days]
        return ends[0], ends[1] if len(ends) > 1 else "", note

    def _year(self, printed: str | None, month: int) -> tuple[int, str]:
        """The year printed, else that which brings the month nearest to the document's date."""
        near = self.today or self.named
        if printed or near is None:
            return int(printed or 0), ""
        years = (near.year, near.year - 1, near.year + 1)
        year = min(years, key=lambda y: abs((y - near.year) * 12 + month - near.month))
        return year, YEAR_INFERRED

    def _clocks(
        self, clocks: list[_Piece], day: date, named: bool, note: str
    ) -> tuple[str, str, str]:
        """Clock times of a day; small hours, told after an evening, are of the next."""
        ends: list[str] = []
        for piece in clocks[:2]:
            hour = piece.clock[1:3]
            early = not named and int(hour) < (12 if self.night else 5)
            if (early and not ends) or (ends and hour < ends[0][11:13]):
                day = _iso(_text(day, 1)) or day
            ends.append(f"{day}{piece.clock}")
        return ends[0], ends[-1], note if named else TOLD_BEFORE


def _x(match: re.Match[str]) -> str | None:
    return match.groupdict().get("x")


def _clock(text: str, hour: int, minute: int) -> str:
    """A clock time as finely as it is printed."""
    return f"T{hour:02}:{minute:02}" if re.search("[0-9][:.][0-9]", text) else f"T{hour:02}"


def _shapes(text: str) -> Iterator[re.Match[str]]:
    """The dates that a text has the shape of, in order, none within another."""
    found = [match for shape in SHAPES for match in shape.finditer(text)]
    end = -1
    for match in sorted(found, key=lambda match: (match.start(), -match.end())):
        if match.start() >= end:
            yield match
            end = match.end()


def _groups(text: str, pieces: list[_Piece]) -> list[list[_Piece]]:
    """Pieces that stand side by side and are one date, or one stretch of hours."""
    groups: list[list[_Piece]] = []
    for piece in pieces:
        before = groups[-1][-1] if groups else None
        if before and piece.start < before.end:
            continue
        if before:
            gap = text[before.end : piece.start]
            hours = bool(before.clock and piece.clock)
            if (TO if hours else JOINS).fullmatch(gap) and (
                hours or not before.full or piece.clock
            ):
                groups[-1].append(piece)
                continue
        groups.append([piece])
    return groups


def _part(text: str, start: int, end: int) -> tuple[str, int, int]:
    """The part of the day that words beside a date name, and where the date ends with them."""
    inside = PART_AFTER.search(" " + text[start:end].replace("the ", "in the "))
    if before := PART_BEFORE.search(text, max(start - 40, 0), start):
        return before.lastgroup, before.start(), end
    if after := PART_AFTER.match(text, end):
        return after.lastgroup, start, after.end()
    return (inside.lastgroup if inside else ""), start, end


def _iso(text: str) -> date | None:
    found = re.match(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?", text)
    return _make(*(int(part or 1) for part in found.groups())) if found else None


def _make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _text(day: date | None, later: int = 0) -> str:
    try:
        return str(day + timedelta(later)) if day else ""
    except OverflowError:  # before the year 1, after 9999
        return ""
