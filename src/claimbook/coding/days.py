"""The dates and clock times in English text, as a ledger writes them.

A day without a year is of the year nearest to the document's own date, of those that the tense
allows; a weekday is the last one before it, or the next where it is told of what will be; a clock
time is of the day named last. What is inferred so is said in a note.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from claimbook.evidence.calendars import MONTHS, WEEKDAYS
from claimbook.evidence.numbers import numbers
from claimbook.ledger.dates import PARTS

DAY = len("2022-01-05")
MIDNIGHT = 24
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
# A month alone: "since March", "in late June".
_LEADS_TO_MONTH = "|".join(
    rf"(?<=\b{word}\s)"
    for word in "in In since Since until Until by By during During last early late".split()
)
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
        rf"(?:{_LEADS_TO_MONTH})(?P<m>{_M})",
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
    "at least": re.compile(r"\bat\sleast\s(?:until\s|till\s)?(?:the\s)?$", re.IGNORECASE),
    "about": re.compile(
        r"\b(?:about|around|roughly|approximately|circa|towards?|shortly\safter)\s(?:the\s)?$",
        re.IGNORECASE,
    ),
}
# What joins the parts of one date: "Wednesday, January 5", "01:00 on 5 March", "5 March at 1 a.m."
JOINS = re.compile(
    r",?\s\(?(?:on\s|at\s|of\s)?(?:about\s|around\s)?(?:the\s)?(?:local\stime,?\s(?:on\s)?)?"
)
# What makes a plain number a clock time, "at six in the morning", and words that are one.
_AT = r"\b(?:[Aa]t|[Bb]y|[Uu]ntil|till|[Ss]ince|[Ff]rom|after|around|about|to|towards?|\w+day)\s"
AT = re.compile(rf"{_AT}$")
HALF = re.compile(r"\s(?:in\sthe\s(?:(?P<am>morning)|afternoon|evening)|at\s(?P<night>night))\b")
NAMED_HOUR = re.compile(rf"{_AT}(?P<clock>(?:12\s)?(?:(?P<noon>noon)|midnight))\b")
# Whether something is told of what was or of what will be, by the verb nearest before a date.
TENSE = re.compile(
    r"\b(?:(?P<ahead>(?:will|shall|would|(?:is|are)\s(?:\w+ed\s|due\s)?to)(?:\s(?:not|also|be))*"
    r"\s\w+)|(?P<past>was|were|had|did|cost|came|went|rose|fell|began|broke|left|took|made|held|hit"
    r"|met|paid|ran|saw|said|sent|shot|stood|struck|told|won|lost|found|built|brought|fought|led"
    r"|spoke|wrote|gave|\w{2,}ed))\b"
)
# The end of something past may be to come: "was closed until 1 March".
TO_COME = re.compile(r"\b(?:until|till|through|for|before|by|from)\s(?:at\sleast\s|the\s)?$")
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
                self._remember(day, self._span(day.found, _tense(text, day))[0], "", [])
            found.append(self._dated(text, group))
        return [date for date in found if date.low or date.high]

    def _dated(self, text: str, group: list[_Piece]) -> Dated:
        """One date of the pieces that it is printed in."""
        part, start, end = _part(text, group[0].start, max(piece.end for piece in group))
        days = (piece for piece in group if not piece.clock)
        day = max(days, key=lambda piece: piece.full, default=None)
        # "midnight on 5 March" may be at either end of it
        clocks = [piece for piece in group if piece.clock and not (day and piece.hour == MIDNIGHT)]
        if day:
            first, last, note = self._span(day.found, _tense(text, day))
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
        ends = [text[max(at - 40, 0) : at] for at in (start, *(clock.start for clock in clocks))]
        fits = (name for name, form in QUALIFIERS.items() if any(map(form.search, ends)))
        qualifier = next(fits, "exact") if low == high else "between"
        shown = [*clocks, day] if day and (day.full or not clocks) else clocks
        ends = () if clocks or low == high else day.ends
        printed = ends or tuple((piece.start, piece.end) for piece in shown)
        return Dated(
            *(start, end, low * (qualifier != "until")),
            high * (qualifier not in ("from", "at least")),
            *(qualifier, note, printed, not (clocks or day.full)),
        )

    def _remember(self, day: _Piece, named: str, part: str, clocks: list[_Piece]) -> None:
        """Keep the day that is named, and whether something was told of its night."""
        if len(named) == DAY and "ahead" not in day.found:
            self.named, self.inferred = _day(named), TOLD_BEFORE
        self.night = part in ("TNI", "TEV")
        self.early = bool(clocks) and clocks[0].hour < DAWN

    def _span(self, found: dict[str, str], tense: str) -> tuple[str, str, str]:
        """The first and the last day that one of `SHAPES` says; what is inferred."""
        if name := found.get("weekday"):
            back = (self.today.weekday() - WEEKDAYS.index(name)) % 7 if self.today else 0
            day = _text(self.today, (-back) % 7 if tense == "ahead" else -back)
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
        year, note = self._year(found.get("y"), months, tense)
        if not year or not months:
            return "", "", ""
        if not days:
            return f"{year}-{months[0]:02}", f"{year}-{months[-1]:02}", note
        if months[0] > 12 >= days[0]:
            months, days = days, months
        ends = [_text(_day(f"{year:04}-{months[0]:02}-{day:02}")) for day in days]
        ends = [end for end in ends if end] or [""]  # there is no 31 February
        return ends[0], ends[-1], note

    def _year(self, printed: str | None, months: list[int], tense: str) -> tuple[int, str]:
        """The year printed, else that which brings the month nearest to the document's date.

        What was is not after it, what will be not before.
        """
        near = self.today or self.named
        if printed or near is None or not months:
            return int(printed or 0), ""
        years = (near.year, near.year - 1, near.year + 1)
        later = {year: (year - near.year) * 12 + months[0] - near.month for year in years}
        sign = {"past": -1, "ahead": 1}.get(tense, 0)
        fit = [year for year in years if later[year] * sign >= 0]
        return min(fit, key=lambda year: abs(later[year])), YEAR_INFERRED

    def _hours(self, clocks: list[_Piece], day: date | None, is_printed: bool) -> tuple[str, str]:
        """Clock times of a day; small hours, told after an evening, are of the next."""
        first, last = clocks[0], clocks[-1]
        is_day = is_printed or self.early or self.inferred == PUBLISHED
        later = not is_day and first.hour < (12 if self.night else DAWN)
        over = last.hour < first.hour  # "from 23:00 to 2:00"
        return _moment(day, later, first), _moment(day, later + over, last)


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
        half = HALF.match(text, number.end)
        if number.kind == "time" and number.parts[0] < 24:
            hour, minute = number.parts
        elif half and number.value in range(1, 13) and AT.search(text, 0, number.start):
            hour, minute = int(number.value), 0
        else:
            continue
        if half and hour <= 12:
            hour = hour % 12 + 12 * (not half["am"] and not (half["night"] and hour < DAWN))
        finely = f":{minute:02}" if re.search("[0-9][:.][0-9]", number.text) else ""
        end = half.end() if half else number.end
        yield _Piece(number.start, end, {}, clock=f"T{hour:02}{finely}")
    for match in NAMED_HOUR.finditer(text):
        yield _Piece(*match.span("clock"), {}, clock="T12" if match["noon"] else f"T{MIDNIGHT}")


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


def _tense(text: str, day: _Piece) -> str:
    """Whether a day is one of what was, `past`, or of what will be, `ahead`; else empty."""
    before = re.split(r"[.;!?]\s", text[: day.start])[-1]
    after = re.split(r"[.;!?]\s", text[day.end :])[0]
    found = [*TENSE.finditer(before)][-1:] or [*TENSE.finditer(after)][:1]
    tense = found[0].lastgroup if found else ""
    return "" if tense == "past" and TO_COME.search(before) else tense


def _moment(day: date | None, later: int, clock: _Piece) -> str:
    """A clock time, so many days after a day; midnight is when the next one begins."""
    over = clock.hour == MIDNIGHT
    return _text(day, later + over) + ("T00" if over else clock.clock)


def _text(day: date | None, later: int = 0) -> str:
    try:
        return str(day + timedelta(later)) if day else ""
    except OverflowError:  # before the year 1, after 9999
        return ""
