"""Whether the date coded is the one that its wording prints."""

import re
from datetime import date, timedelta
from itertools import chain, pairwise
from typing import NamedTuple

from claimbook.evidence import calendars
from claimbook.evidence.calendars import MONTH, MONTHS, WEEKDAY, WEEKDAYS
from claimbook.evidence.coded import Coded, hedge_problems, listed
from claimbook.evidence.hedges import BETWEEN
from claimbook.evidence.numbers import Number, folded, numbers
from claimbook.evidence.openings import opening_problems
from claimbook.evidence.stretches import decade_problems, part_of_year_problems
from claimbook.ledger.dates import PARTS
from claimbook.ledger.rows import OfRow

Moment = tuple[int, ...]  # year, month, day, hour, minute: as many as are printed
# Its open ends ("by", "since") are held by `opening_problems`.
HELD_OF_DATES = ("about", "nearly")
_UNIT = "minute|hour|day|night|week|month|year"
RELATIVE = re.compile(rf"(?:\s|-)(?:consecutive\s|more\s)?(?:{_UNIT})s?\b", re.IGNORECASE)
# "third quarter", "second day", "19th century": which of many, and no day of a month.
WHICH = re.compile(
    rf"(?:\s|-)(?!(?:day|night)\sof\s{MONTH.pattern})(?:consecutive\s|fiscal\s|calendar\s|epi\w*\s)?"
    rf"(?:{_UNIT}|quarter|half|weekend|decade|century)\b",
    re.IGNORECASE,
)
# "week 12", "weeks 12 to 14", "day three", "Q3", but not "the week 3 to 9 January".
NAMED_UNIT = re.compile(
    r"(?:\b(?i:day|night|week|month|quarter|half)s?\s|\b(?:Q|H|W|EW|CW)-?)"
    r"(?:\w+\s?(?:to|and|or|[-–])\s?)?$"
)
DAY_OF_MONTH = re.compile(rf"(?:\s?(?:to|and|or|[-–])\s?\w+)?\s{MONTH.pattern}")
_ON_IT = r"(?:(?:in\sthe|that|this|(?:the\s)?(?:next|following))\s|(?:on\s)?\w+day\s)"
# "between 2 and 3 pm": what makes the first a time like the second.
CARRIED = re.compile(r"\s?(?:and|to|or|[-–—])\s?[0-9]{1,2}(?:[:.][0-5][0-9])?\s?[ap](?:\.\s?m|m)\b")
# "08:15 UTC+6"
ZONE = re.compile(r"\b(?:UTC|GMT)\s?[-+−–]$")
# "4 in the morning", "14 hours": what makes a plain number a clock time, and of which hours.
OF_THE_DAY = {
    re.compile(rf"\s?(?:{words})\b"): {*hours}
    for words, hours in (
        (r"h|hours", range(24)),
        (r"a\.?\s?m", range(12)),
        (r"p\.?\s?m", range(12, 24)),
        (r"noon|midday", [12]),
        (r"midnight", [0]),
        (rf"{_ON_IT}morning", range(12)),
        (rf"{_ON_IT}(?:afternoon|evening)", range(12, 24)),
        (r"(?:at|that)\snight", (*range(18, 24), *range(5))),
    )
}
# "at two", "by about two", "between two and three": a plain number that may be a clock time.
AT = re.compile(
    r"\b(?:at|by|around|about|roughly|before|after|since|from|between|until|till)\s"
    r"(?:\w+\s(?:and|to|or|until|till)\s)?$",
    re.IGNORECASE,
)
PAST = re.compile(r"\s(?:minutes?\s)?(to|past)\s")  # "ten to four"
# "half past midnight" and "12:30 noon" are another hour.
NAMED_HOURS = {"noon": 12, "midday": 12, "midnight": 0}
NAMED_HOUR = re.compile(
    rf"(?<!past\s)(?<!after\s)(?<!before\s)(?<![0-9]\s)\b(?:{'|'.join(NAMED_HOURS)})\b", re.I
)
# Words that say more of a date than its numbers and its month; so does "Easter 2022".
NEARER = re.compile(
    r"\b(?:noon|mid(?:day|night)|dawn|dusk|daybreak|sunrise|sunset|end|eve|beginning|start|turn"
    r"|morning|afternoon|evening|night)",
    re.IGNORECASE,
)
FEAST = re.compile(
    rf"\b(?!{MONTH.pattern}|(?:In|By|During|Since|From|Until)\b)[A-Z]\w+\s[0-9]{{4}}\b"
)
# How long a date is that lacks an hour, a day, a month.
WITHOUT = {"hour": len("2022-01-05"), "day": len("2022-01"), "month": len("2022")}
# "1943-44", "’44": two digits that are a year.
SHORT_YEAR = re.compile(r"[0-9]{4}[-–/]$|(?:^|\s)['’]$")
MOST_LISTED = 10  # days
OTHERWISE_PRINTED = "code the Gregorian date and name the printed one's calendar in note"
TOO_EARLY = (
    "is before the year 1, and a date of a ledger cannot be; take the claim out and account for "
    "its numbers in not_claims.csv"
)
INFERRED = "quote the fragment that does, or say in note how it was inferred, with that word"


class _Date(NamedTuple):
    """A date as coded: its ends, all moments it names, and how a message says it."""

    ends: list[Moment]
    known: list[Moment]  # as_of too
    column: str
    text: str

    @property
    def moments(self) -> list[Moment]:
        """Its ends or, where it has none, those of as_of."""
        return self.ends or self.known

    @property
    def months(self) -> set[int]:
        """The months that it names."""
        return {moment[1] for moment in self.moments if len(moment) > 1}


def date_problems(claim: Coded, own: tuple[str, ...]) -> OfRow:
    """Yield column and message for a claim of a date or a clock time."""
    coded, wording, note = _date(claim), claim.wording, claim.note
    if before := calendars.BEFORE_CHRIST.search(wording):
        yield coded.column, f"{before[0]} {TOO_EARLY}"
        return
    inferred = "inferred" in note.lower()
    stated = [n for n in numbers(wording) if n.kind not in ("vague", "factor")]
    dated = [number for number in stated if not _dateless(number, wording, inferred)]
    hours = _named_hours(wording)
    if not (other_calendar := calendars.CALENDAR_IN_NOTE.search(note)):
        clocks = hours if any(len(moment) > 3 for moment in coded.ends) else []
        found = [*_unlike(claim, coded, [*_clocks(dated, coded, wording), *clocks])]
        yield from found
        if found and found[0][0] == "note":
            return
    if not inferred:
        yield from _undated_problems(coded, dated, wording)
    yield from _weekday_problems(claim, coded)
    yield from _part_problems(claim, dated)
    if not inferred and not other_calendar:
        yield from _finer(claim, stated)
        yield from decade_problems(claim, coded.column, coded.text)
    yield from part_of_year_problems(claim, coded.months, coded.column, coded.text)
    names = chain(MONTH.finditer(wording), WEEKDAY.finditer(wording))
    places = [number.start for number in (*dated, *hours)] + [name.start() for name in names]
    yield from opening_problems(claim, places)
    yield from hedge_problems(claim, own, HELD_OF_DATES, [])


def _undated_problems(coded: _Date, dated: list[Number], wording: str) -> OfRow:
    """Yield a problem where nothing of a wording without a month says the date, or the month."""
    if MONTH.search(wording):
        return
    if not (dated or WEEKDAY.search(wording)):
        yield "note", f"the wording names no number, month or weekday; {INFERRED}"
    elif coded.months and calendars.SEASON_OF_TWO_YEARS.search(wording):
        yield "note", f"the wording names a season and no month; {INFERRED}"


def _weekday_problems(claim: Coded, coded: _Date) -> OfRow:
    """Yield a problem for each weekday that is not of the date; every calendar has the same."""
    if "slip" in claim.note.lower():
        return
    moments = [moment[:3] for moment in coded.moments if len(moment) > 2]
    days = dict.fromkeys(WEEKDAYS[date(*moment).weekday()] for moment in moments)
    has = f"a {' and a '.join(days)}" if coded.ends and days else "which has no day"
    for name in WEEKDAY.findall(claim.wording):
        if name not in days:
            yield coded.column, f"the wording names {name} but {coded.text}, {has}"


def foreign_date_problems(claim: Coded) -> OfRow:
    """Yield a problem for digits of a text that is not English which are not of the date."""
    if calendars.CALENDAR_IN_NOTE.search(claim.note) or calendars.OTHER_CALENDAR.search(
        claim.wording
    ):
        return
    coded, known = _date(claim), set()
    for year, *rest in coded.known:
        known |= {year, year % 100, *rest}
        if len(rest) > 2:
            known.add(rest[2] % 12 or 12)
        if len(rest) == 1:  # its quarter, its half
            known |= {(rest[0] + 2) // 3, (rest[0] + 5) // 6}
    strays = [run for run in re.findall("[0-9]+", folded(claim.wording)) if int(run) not in known]
    if strays:
        yield (
            coded.column,
            f"the wording reads {' and '.join(strays)} but {coded.text}; quote a fragment without "
            "other numbers, or of another calendar name the calendar in note",
        )


def _named_hours(wording: str) -> list[Number]:
    """Read noon and midnight as the clock times that they are."""
    return [
        Number(*match.span(), match[0], "time", (), (NAMED_HOURS[match[0].lower()], 0))
        for match in NAMED_HOUR.finditer(wording)
    ]


def _clocks(dated: list[Number], coded: _Date, wording: str) -> list[Number]:
    """Join "ten" and "four" to the one clock time of "ten to four" where that is coded."""
    for first, second in pairwise(dated):
        joint = PAST.fullmatch(wording, first.end, second.start)
        if joint and first.value and second.value:
            minutes = first.value if joint[1] == "past" else -first.value
            parts = divmod(int(second.value * 60 + minutes), 60)
            text = wording[first.start : second.end]
            clock = Number(first.start, second.end, text, "time", (), parts)
            if any(_fits(clock, moment, wording) for moment in coded.ends):
                return [clock, *(n for n in dated if n not in (first, second))]
    return dated


def _date(claim: Coded) -> _Date:
    ends = [moment for text in (claim.low, claim.high) if text for moment in _moments(text)]
    if claim.qualifier == BETWEEN:
        ends += _inner(claim.low, claim.high)
    known = ends + [moment for text in claim.as_of.split("/") if text for moment in _moments(text)]
    column = "low" if claim.low else "high"
    if claim.low and claim.high and claim.low != claim.high:
        return _Date(ends, known, column, f"low to high is {claim.low} to {claim.high}")
    return _Date(ends, known, column, f"{column} is {getattr(claim, column) or 'empty'}")


def _inner(low: str, high: str) -> list[Moment]:
    """The days within a short range, which a list of them names one by one."""
    if not len(low) == len(high) == len("2022-01-05"):
        return []
    first, last = date.fromisoformat(low), date.fromisoformat(high)
    days = (last - first).days
    inner = range(1, days if days <= MOST_LISTED else 0)
    return [(first + timedelta(day)).timetuple()[:3] for day in inner]


def _moments(text: str) -> list[Moment]:
    """Read an ISO date as what is printed of it; a night is of two days."""
    moment = tuple(int(part) for part in re.findall("[0-9]+", text))
    if not text.endswith("TNI") or moment == (9999, 12, 31):  # after which there is no day
        return [moment]
    return [moment, (date(*moment) + timedelta(days=1)).timetuple()[:3]]


def _dateless(number: Number, wording: str, inferred: bool) -> bool:
    """Say whether a number in a date's wording states no date: "first used", "third quarter"."""
    rest = wording[number.end :]
    if (number.kind == "ordinal" and WHICH.match(rest)) or ZONE.search(wording, 0, number.start):
        return True
    if number.kind == "cardinal" and NAMED_UNIT.search(wording[: number.start]):
        return not DAY_OF_MONTH.match(rest)
    if number.text.lower() == "first":
        return not re.match(r"\s(?:of\b|" + MONTH.pattern + ")", rest)
    return inferred and number.kind != "time" and bool(RELATIVE.match(rest))


def _unlike(claim: Coded, coded: _Date, dated: list[Number]) -> OfRow:
    """Yield a problem for each number, and each month, that is not of the date."""
    wording, ends = claim.wording, coded.ends
    strange = [name for name in MONTH.findall(wording) if MONTHS[name] not in coded.months]
    strays = [
        number
        for number in dated
        # a day or an hour of as_of may stand beside it
        for moments in [ends if ends and _is_year(number) else coded.known]
        if not any(_fits(number, moment, wording) for moment in moments)
    ]
    printed = [*(number.text for number in strays), *strange]
    named = calendars.OTHER_CALENDAR.search(wording)
    converted = bool(named) or _may_be_converted(strays, ends)
    if converted and printed and all(_quotes(claim.note, text) for text in printed):
        return
    if named:
        yield "note", f"the wording names another calendar ({named[0]}); {OTHERWISE_PRINTED}"
    elif printed:
        says = [f"reads {listed(strays)}"] * bool(strays)
        says += [f"names {' and '.join(strange)}"] * bool(strange)
        todo = _todo(strays, converted, wording)
        yield coded.column, f"the wording {' and '.join(says)} but {coded.text}{todo}"
    elif dated and ends and not any(_fits(n, end, wording) for n in dated for end in ends):
        yield coded.column, f"the wording reads {listed(dated)}, which is as_of, but {coded.text}"


def _todo(strays: list[Number], converted: bool, wording: str) -> str:
    """How numbers that are not of the date may have to be coded."""
    if any(number.kind == "time" for number in strays):
        return "; a clock time is written 2022-01-31T14:30"
    if converted:
        return f"; {OTHERWISE_PRINTED}"
    if any(calendars.other_month_beside(wording, n.start, n.end) for n in strays):
        return "; if it is another calendar, name the calendar in note"
    return ""


def _quotes(note: str, text: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(text)}(?!\w)", note))


def _is_year(number: Number) -> bool:
    """Say whether a number can only be a year where a date is printed."""
    return number.kind == "cardinal" and len(number.text) == 4 and 1000 <= number.value < 3000


def _may_be_converted(strays: list[Number], ends: list[Moment]) -> bool:
    """Say whether a date that differs may be printed in another calendar."""
    return bool(ends) and (
        min(ends)[0] < calendars.LAST_JULIAN_YEAR
        or any(
            abs(number.value - ends[0][0]) >= calendars.OTHER_ERA
            for number in strays
            if _is_year(number)
        )
    )


def _fits(number: Number, moment: Moment, wording: str) -> bool:
    """Say whether a number is a component of a moment."""
    year, day, clock = moment[0], moment[2:3], (*moment[3:], 0)[:2] if moment[3:] else ()
    if number.kind == "date":
        # 05.01. is January in one country and May in another: both readings fit
        return sorted(number.parts) in (sorted(moment[:3]), sorted((year % 100, *moment[1:3])))
    if number.kind == "time":
        return bool(clock) and _is_time(number, *clock, wording)
    digits = [int(part) for part in re.findall("[0-9]+", folded(number.text))]
    return (
        number.value in (year, *day)
        or ("," in number.text and not {*digits}.isdisjoint(day))  # "7,8" is two days
        or _is_short_of(number, year, wording)
        or (bool(clock) and _is_hour(number, digits, moment, wording))
    )


def _is_short_of(number: Number, year: int, wording: str) -> bool:
    """Say whether a number is a year's last two digits, or its decade: "in the 1990s"."""
    if number.value == year % 100 and SHORT_YEAR.search(wording, 0, number.start):
        return True
    is_decade = wording[number.end : number.end + 1] == "s" and not number.value % 10
    return is_decade and number.value <= year < number.value + 10


def _is_time(number: Number, hour: int, minute: int, wording: str) -> bool:
    """Say whether a time of the day is that hour and minute, or may be half a day later."""
    half = re.search("clock|past|to", number.text.lower()) or CARRIED.match(wording, number.end)
    said = number.parts[0] - hour
    return number.parts[1] == minute and not said % (12 if half else 24)


def _is_hour(number: Number, digits: list[int], moment: Moment, wording: str) -> bool:
    """Say whether a plain number is a clock time: "10.30", "0930", "2 in the morning", "at two"."""
    hour, minute = (*moment[3:], 0)[:2]
    if digits == [hour, minute] or number.text == f"{hour:02}{minute:02}":
        return True
    said, *minutes = digits or [number.value]
    if (said - hour) % 12 or minutes not in ([], [minute]):
        return False
    if CARRIED.match(wording, number.end):
        return True
    for words, hours in OF_THE_DAY.items():
        if words.match(wording, number.end):
            return hour in hours
    full = len(moment) == 4 and said in (hour, hour % 12 or 12)
    at = AT.search(wording, 0, number.start) and not DAY_OF_MONTH.match(wording, number.end)
    return bool(full and at)


def _finer(claim: Coded, stated: list[Number]) -> OfRow:
    """Yield a problem where more of a date is coded than the wording, without a word, prints.

    `stated` are all of its numbers; a weekday, a quarter or a week of a year is not looked into.
    """
    years = [number for number in stated if _is_year(number)]
    has_month = bool(MONTH.search(claim.wording))
    says_more = any(words.search(claim.wording) for words in (WEEKDAY, NEARER, FEAST))
    if says_more or not (has_month or years) or any(n.kind != "cardinal" for n in stated):
        return
    for column, text in (("low", claim.low), ("high", claim.high)):
        days = [number for number in stated if number.value in _moments(text)[0][2:3]]
        lacks = "hour" if days else "day" if has_month else "month"
        all_read = len(years) + len(days) >= len(stated)
        if all_read and len(text) > WITHOUT[lacks] and text[10:] not in PARTS:
            yield (
                column,
                f"is {text} but the wording names no {lacks}; write {text[: WITHOUT[lacks]]}, or "
                f"say in note how the {lacks} was inferred, with that word",
            )
            return


def _part_problems(claim: Coded, dated: list[Number]) -> OfRow:
    """Yield a problem where neither wording nor note names the part of the day that is coded."""
    read = {number.value for number in dated}
    for text, column in {claim.high: "high", claim.low: "low"}.items():
        part = text[10:]
        if part not in PARTS or calendars.PART_WORDS[part].search(f"{claim.wording} {claim.note}"):
            continue
        # "from the 5th to the 6th" is a night that names both of its days
        if part == "TNI" and {moment[2] for moment in _moments(text)} <= read:
            continue
        word = PARTS[part][0]
        todo = f"quote it, or say in note where the {word} stands"
        yield column, f"the wording names no {word}; {todo}"
