"""Whether the figure coded is the one its wording prints; needs no document."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

import pandas as pd

from claimbook.evidence import calendars
from claimbook.evidence.calendars import MONTH, MONTHS, WEEKDAY, WEEKDAYS
from claimbook.evidence.hedges import BETWEEN, EITHER, HELD, added, hedges, says
from claimbook.evidence.numbers import Number, folded, numbers
from claimbook.ledger.dates import PARTS
from claimbook.ledger.model import Problem

# Other hedges of a date are its open ends ("by", "since"), which many sentences print otherwise.
HELD_OF_DATES = ("about", "nearly")
# Words that say a figure where it is coded; a and both only where no other number stands.
SAID = {
    Decimal(value): re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for value, words in {
        "0": r"no|none|nobody|nil|without|not\s(?:a\ssingle|one|any|a)",
        "1": "an?",
        "2": "both|pair",
        "1.5": r"an?\s\w+\sand\sa\shalf",
        "1.25": r"an?\s\w+\sand\sa\squarter",
    }.items()
}
MARGIN = re.compile(r",?\s?(?:±|\+/-|plus\sor\sminus|give\sor\stake)\s?")
RATIO = re.compile(r"\s(?:in|out\sof|of)\s(?:every\s|the\s)?|/")
VAGUE_IN_DIGITS = {"10s": "tens", "100s": "hundreds", "1000s": "thousands"}
# Whoever writes down a third of a million rounds it, so that about is right without a hedge.
WITHOUT_END = re.compile(r"\b(?:third|sixth|seventh|ninth)s?\b", re.IGNORECASE)
RELATIVE = re.compile(
    r"(?:\s|-)(?:consecutive\s|more\s)?(?:minute|hour|day|night|week|month|year)s?\b", re.IGNORECASE
)
# "4 in the morning", "14 hours": what makes a plain number a clock time.
OF_THE_DAY = re.compile(r"(?:\s?h|\s(?:hours|in\sthe\s(?:morning|afternoon|evening)|at\snight))\b")
# "1943-44", "’44": two digits that are a year.
SHORT_YEAR = re.compile(r"[0-9]{4}[-–/]$|(?:^|\s)['’]$")
OTHERWISE_PRINTED = "code the Gregorian date and name the printed one's calendar in note"
INFERRED = "quote the fragment that does, or say in note how it was inferred, with that word"
TWO_CLAIMS = ": one or the other is two claims, a row for each"
NO_NUMBER = "quote the fragment that prints it, or leave low and high empty under a vague word"

Moment = tuple[int, ...]  # year, month, day, hour, minute: as many as are printed
Found = Iterator[tuple[str, str]]  # column, message


def cross_check(claims: pd.DataFrame, own: Iterable[str] = ()) -> list[Problem]:
    """Compare the numbers and hedges readable in each wording with what is coded.

    Counts, money, prices, shares and durations: every number in the wording must be ``low`` or
    ``high`` (between them, for ``between``), and each of the two that is given must be readable. A
    vague word must stand in the wording and no figure beside it. "Half" may be coded 0.5 or 50,
    "one in three" as a share 33; "no" reads as 0, "a" as 1 where that is coded; a number that reads
    in two ways may be either, the less likely one with a note. Dates: every number must be of
    ``low`` or ``high``, or the day or time of ``as_of``, and a month, weekday or part of the day
    that of ``low`` or ``high``; a wording with none of these needs a note that says how the date
    was inferred. A note that names another calendar, or quotes the date as printed in one, ends the
    comparison of days, months and years. Choice claims state no figure and are not compared.

    Hedges: one beside the figure must be that of ``qualifier``, and the other way round; of dates
    only about and nearly. A note with the word "hedge" ends this comparison.

    The claims are sound, with the ``kind`` of their question and their ``line``; one's `own`
    qualifiers are those of ``conventions.csv`` that stand beside a figure.
    """
    phrases = added(own)
    # as plain objects, for pandas hands out its own text cell by cell
    columns = [claims[name].to_numpy(object) for name in _Claim._fields]
    return [
        Problem("claims.csv", int(claim.line), column, message)
        for claim in map(_Claim, *columns)
        if claim.kind != "choice"
        for column, message in (
            _date_problems(claim, phrases)
            if claim.kind == "date"
            else _figure_problems(claim, phrases)
        )
    ]


class _Claim(NamedTuple):
    """What of a claim is compared."""

    line: int
    kind: str
    wording: str
    qualifier: str
    low: str
    high: str
    as_of: str
    note: str


# --- figures -------------------------------------------------------------------------------------


def _figure_problems(claim: _Claim, own: tuple[str, ...]) -> Found:
    """Yield column and message for a claim of a figure that is no date."""
    given = {column: text for column in ("low", "high") if (text := getattr(claim, column))}
    if not given:
        yield from _vague_problems(claim)
        return
    readable = [number for number in numbers(claim.wording) if number.kind != "vague"]
    figures = {column: Decimal(text) for column, text in given.items()}
    if [number.value for number in readable] == [*dict.fromkeys(figures.values())]:
        yield from _hedge_problems(claim, own, HELD, readable)  # as in nearly every claim
        return
    every = [*readable, *_otherwise_read(claim, readable)]
    said = {
        column: [number for number in every if _same(number, figure, claim.kind)]
        for column, figure in figures.items()
    }
    coded = [number for found in said.values() for number in found]
    strays = [n for n in readable if not any(c.start <= n.start < n.end <= c.end for c in coded)]
    if claim.qualifier == BETWEEN and len(figures) == 2:
        low, high = figures["low"], figures["high"]
        strays = [n for n in strays if n.value is None or not low < n.value < high]
    unread = [column for column, found in said.items() if not found]
    if len(unread) == 2 and given["low"] == given["high"]:
        unread.remove("high")  # one slip in a single figure is one problem
    for column in unread:
        if strays:
            yield column, _slip(strays, column, given[column])
        elif not any(map(_numeral, claim.wording)):
            yield column, f"is {given[column]} but the wording has no such number; {NO_NUMBER}"
    if unread:
        return
    if strays:
        either = any(hedge.qualifier == EITHER for hedge in hedges(claim.wording, own))
        yield (
            "wording",
            f"the wording also reads {_listed(strays)}, which is neither low nor high; "
            f"quote a fragment that holds this claim's figure only{TWO_CLAIMS * either}",
        )
        return
    for column, figure in figures.items():
        reading = [number for number in coded if figure in number.readings]
        if reading and not claim.note and all(number.value != figure for number in reading):
            yield (
                "note",
                f"the wording reads {reading[0].text}, which is {_either(reading[0])}; say in note "
                f"why {column} is {figure}",
            )
            break
    yield from _hedge_problems(claim, own, HELD, coded)


def _otherwise_read(claim: _Claim, readable: list[Number]) -> Iterator[Number]:
    """Yield what words amount to that are no number, or several, where that is what is coded.

    "500 ± 50" is 500, 450 or 550, "one in three" a share, "an hour and a half" 1.5; "no" and "not
    one" are 0, "an" is 1.
    """

    def read(start: int, end: int, value: Decimal, kind: str = "cardinal") -> Number:
        return Number(start, end, claim.wording[start:end], kind, (value,))

    for first, second in zip(readable, readable[1:], strict=False):
        place, joint = (first.start, second.end), (first.end, second.start)
        if not (first.value and second.value):
            continue
        if MARGIN.fullmatch(claim.wording, *joint):
            for value in (first.value, first.value - second.value, first.value + second.value):
                yield read(*place, value)
        elif claim.kind == "share" and RATIO.fullmatch(claim.wording, *joint):
            yield read(*place, first.value / second.value, "factor")
    for value, words in SAID.items():
        if value not in (1, 2) or not numbers(claim.wording):
            for match in words.finditer(claim.wording):
                yield read(*match.span(), value)


def _same(number: Number, figure: Decimal, kind: str) -> bool:
    """Say whether a number is the figure coded; a part of a whole may be coded in percent."""
    if number.value == figure:
        return True
    if number.kind == "factor":
        places = -figure.as_tuple().exponent
        share = number.value if 0 < figure < 1 else number.value * 100
        return number.value < 1 and round(share, places) == figure
    # nobody counts in decimals: the 2,500 of a count is never 2.5
    return figure in number.readings and (kind != "count" or figure == int(figure))


def _numeral(character: str) -> bool:
    """Whether a character is a number, and no digit, in another script: "三百", "፲፪"."""
    return not (character.isascii() or character.isdecimal()) and character.isnumeric()


def _slip(strays: list[Number], column: str, figure: str) -> str:
    """Say what the wording reads instead of a figure, and what to write where it is not plain."""
    message = f"the wording reads {_listed(strays)}"
    if len(strays) == 1 and strays[0].readings:
        either = _either(strays[0])
        if folded(strays[0].text).replace(",", "") != either:
            return f"{message}, which is {either}, but {column} is {figure}; write {either}"
    return f"{message} but {column} is {figure}"


def _vague_problems(claim: _Claim) -> Found:
    """Yield column and message for a claim without a figure."""
    # Compared number by number, so that "thousands" is not what "tens of thousands" says.
    readable, expression = numbers(claim.wording), _vague(claim.qualifier)
    said = [number for number in readable if _vague(number.text) == claim.qualifier]
    # "a crowd of" is a vague expression that is no number
    in_words = not numbers(claim.qualifier) and re.search(
        rf"(?<!\w){re.escape(expression)}(?!\w)", _vague(claim.wording)
    )
    if not said and not in_words and claim.qualifier != "some":
        others = dict.fromkeys(_vague(n.text) for n in readable if n.kind == "vague")
        advice = f"write {' or '.join(others)}" if others else "quote the fragment that does"
        yield "qualifier", f'the wording does not say "{claim.qualifier}"; {advice}'
    beside = [
        number
        for number in readable
        if number not in said and (number.kind != "vague" or claim.qualifier == "some")
    ]
    if beside:
        yield (
            "wording",
            f"the wording reads {_listed(beside)} but low and high are empty; code what it says, "
            "or quote a fragment without it",
        )


def _vague(text: str) -> str:
    """Return a vague word as a qualifier: "Few  dozen" as "few dozen", "100s" as "hundreds"."""
    words = folded(text).replace(",", "").split()
    return " ".join(VAGUE_IN_DIGITS.get(word, word) for word in words)


def _listed(found: list[Number]) -> str:
    return " and ".join(number.text for number in found)


def _either(number: Number) -> str:
    return " or ".join(f"{value:f}" for value in number.readings)


# --- hedges --------------------------------------------------------------------------------------


def _hedge_problems(
    claim: _Claim, own: tuple[str, ...], held: tuple[str, ...], coded: list[Number]
) -> Found:
    """Yield a problem where the hedge beside the figure is not the one coded.

    Held against the wording are qualifiers of one's `own` and those shipped that are `held`. No
    number is `coded` for a date, which all words are of.
    """
    qualifier, places = claim.qualifier, {number.start for number in coded}
    if qualifier not in ("exact", BETWEEN, *held, *own) or "hedge" in claim.note.lower():
        return
    beside = [hedge for hedge in hedges(claim.wording, own) if not places or hedge.at in places]
    if any(hedge.qualifier == qualifier for hedge in beside):
        return
    if qualifier == BETWEEN:
        if any(hedge.qualifier == EITHER for hedge in beside):
            yield (
                "qualifier",
                "low and high are joined by “or”; say in note that a range is meant (with the word "
                f"hedge), or quote each alone{TWO_CLAIMS}",
            )
        return
    other = [hedge for hedge in beside if hedge.sure and hedge.qualifier in (*held, *own)]
    if other:
        fitting = dict.fromkeys(h.qualifier for h in other if h.words == other[0].words)
        yield (
            "qualifier",
            f"the wording hedges with “{other[0].words}” but the qualifier is {qualifier}; write "
            f"{' or '.join(fitting)}",
        )
        return
    rounded = qualifier == "about" and any(
        number.kind != "ordinal" and WITHOUT_END.search(number.text) for number in coded
    )
    if qualifier != "exact" and not rounded and not says(claim.wording, qualifier, own):
        yield (
            "qualifier",
            f"{qualifier} has no hedge in the wording; quote it, write exact, or say in note "
            "where the hedge stands (with the word hedge)",
        )


# --- dates ---------------------------------------------------------------------------------------


class _Coded(NamedTuple):
    """A date as coded: its ends, all moments it names, and how a message says it."""

    ends: list[Moment]
    known: list[Moment]  # as_of too
    column: str
    text: str


def _date_problems(claim: _Claim, own: tuple[str, ...]) -> Found:
    """Yield column and message for a claim of a date or a clock time."""
    coded, wording = _coded(claim), claim.wording
    if before := calendars.BEFORE_CHRIST.search(wording):
        yield (
            coded.column,
            f"{before[0]} is before the year 1, and a date of a ledger cannot be; take the claim "
            "out and account for its numbers in not_claims.csv",
        )
        return
    inferred = "inferred" in claim.note.lower()
    dated = [
        number
        for number in numbers(wording)
        if number.kind != "vague" and not _dateless(number, wording, inferred)
    ]
    months = MONTH.findall(wording)
    coded_months = {moment[1] for moment in coded.ends or coded.known if len(moment) > 1}
    if not calendars.CALENDAR_IN_NOTE.search(claim.note):
        strange = [name for name in months if MONTHS[name] not in coded_months]
        found = [*_unlike(claim, coded, dated, strange)]
        yield from found
        if found and found[0][0] == "note":
            return
    if not inferred and not months:
        if not (dated or WEEKDAY.search(wording)):
            yield "note", f"the wording names no number, month or weekday; {INFERRED}"
        elif coded_months and calendars.SEASON_OF_TWO_YEARS.search(wording):
            yield "note", f"the wording names a season and no month; {INFERRED}"
    # every calendar has the same weekdays
    days = dict.fromkeys(
        WEEKDAYS[date(*moment[:3]).weekday()]
        for moment in coded.ends or coded.known
        if len(moment) > 2
    )
    has = f"a {' and a '.join(days)}" if coded.ends and days else "which has no day"
    for name in WEEKDAY.findall(wording):
        if name not in days:
            yield coded.column, f"the wording names {name} but {coded.text}, {has}"
    yield from _part_problems(claim, dated)
    yield from _hedge_problems(claim, own, HELD_OF_DATES, [])


def _coded(claim: _Claim) -> _Coded:
    ends = [moment for text in (claim.low, claim.high) if text for moment in _moments(text)]
    known = ends + [moment for text in claim.as_of.split("/") if text for moment in _moments(text)]
    column = "low" if claim.low else "high"
    if claim.low and claim.high and claim.low != claim.high:
        return _Coded(ends, known, column, f"low to high is {claim.low} to {claim.high}")
    return _Coded(ends, known, column, f"{column} is {getattr(claim, column) or 'empty'}")


def _moments(text: str) -> list[Moment]:
    """Read an ISO date as what is printed of it; a night is of two days."""
    moment = tuple(int(part) for part in re.findall("[0-9]+", text))
    if not text.endswith("TNI") or moment == (9999, 12, 31):  # after which there is no day
        return [moment]
    return [moment, (date(*moment) + timedelta(days=1)).timetuple()[:3]]


def _dateless(number: Number, wording: str, inferred: bool) -> bool:
    """Say whether a number in a date's wording states no date: "first used", "two days later"."""
    rest = wording[number.end :]
    if number.text.lower() == "first":
        return not re.match(r"\s(?:of\b|" + MONTH.pattern + ")", rest)
    return inferred and number.kind != "time" and bool(RELATIVE.match(rest))


def _unlike(claim: _Claim, coded: _Coded, dated: list[Number], strange: list[str]) -> Found:
    """Yield a problem for each number, and each month, that is not of the date."""
    wording, ends = claim.wording, coded.ends
    strays = [
        number
        for number in dated
        # a day or an hour of as_of may stand beside it
        for moments in [ends if ends and _is_year(number) else coded.known]
        if not any(_fits(number, moment, wording) for moment in moments)
    ]
    named = calendars.OTHER_CALENDAR.search(wording)
    converted = named or _may_be_converted(strays, ends)
    printed = [*(number.text for number in strays), *strange]
    if converted and printed and all(_quotes(claim.note, text) for text in printed):
        return
    if named:
        yield "note", f"the wording names another calendar ({named[0]}); {OTHERWISE_PRINTED}"
        return
    advice = f"; {OTHERWISE_PRINTED}" if converted else ""
    for number in strays:
        todo = advice
        if number.kind == "time":
            todo = "; a clock time is written 2022-01-31T14:30"
        elif not advice and calendars.other_month_beside(wording, number.start, number.end):
            todo = "; if it is another calendar, name the calendar in note"
        yield coded.column, f"the wording reads {number.text} but {coded.text}{todo}"
    for name in strange:
        yield coded.column, f"the wording names {name} but {coded.text}{advice}"
    of_date = [n for n in dated for moment in ends if _fits(n, moment, wording)]
    if dated and ends and not (strays or of_date):
        yield coded.column, f"the wording reads {_listed(dated)}, which is as_of, but {coded.text}"


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
    if number.kind == "date":
        # 05.01. is January in one country and May in another: both readings fit.
        return sorted(number.parts) in (sorted(moment[:3]), sorted((moment[0] % 100, *moment[1:3])))
    year, clock = moment[0], (*moment[3:], 0)[:2] if len(moment) > 3 else None
    if number.kind == "time":
        cycle = 12 if re.search("clock|past|to", number.text.lower()) else 24
        return clock is not None and (number.parts[0] - clock[0]) % cycle == 0 == (
            number.parts[1] - clock[1]
        )
    if number.kind == "factor":
        return False
    if number.value in (year, *moment[2:3]):
        return True
    if SHORT_YEAR.search(wording, 0, number.start) and number.value == year % 100:
        return True
    if wording[number.end : number.end + 1] == "s" and not number.value % 10:
        return number.value <= year < number.value + 10  # in the 1990s
    # "10.30" and "0930" are clock times, "7,8" is two days
    digits = [int(part) for part in re.findall("[0-9]+", folded(number.text))]
    if clock and OF_THE_DAY.match(wording, number.end) and not (number.value - clock[0]) % 12:
        return True
    if clock and (digits == [*clock] or number.text == "{:02}{:02}".format(*clock)):
        return True
    return "," in number.text and bool({*digits} & {*moment[2:3]})


def _part_problems(claim: _Claim, dated: list[Number]) -> Found:
    """Yield a problem where neither wording nor note names the part of the day that is coded."""
    for text, column in {claim.high: "high", claim.low: "low"}.items():
        part = text[10:]
        if part not in PARTS or calendars.PART_WORDS[part].search(f"{claim.wording} {claim.note}"):
            continue
        # "from the 5th to the 6th" is a night that names both of its days
        if part != "TNI" or not {moment[2] for moment in _moments(text)} <= {
            n.value for n in dated
        }:
            word = PARTS[part][0]
            yield (
                column,
                f"the wording names no {word}; quote it, or say in note where the {word} stands",
            )
