"""Whether the figure coded is the one its wording prints; needs no document."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import partial

import pandas as pd

from claimbook.evidence.coded import TWO_CLAIMS, Coded, hedge_problems, listed
from claimbook.evidence.datings import date_problems, foreign_date_problems
from claimbook.evidence.hedges import BETWEEN, EITHER, HELD, added, hedges
from claimbook.evidence.numbers import Number, amounts_abroad, folded, numbers
from claimbook.evidence.numerals import MULTIPLIERS, PARTS, SIGNS, TENS, one_of
from claimbook.evidence.units import families
from claimbook.ledger.model import Problem
from claimbook.ledger.rows import OfRow, Row, of_rows

# Words that say a figure where it is coded; a and both only where no other number stands.
SAID = {
    Decimal(value): re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for value, words in {
        "0": r"no|none|nobody|neither|nil|(?:without|not)\s(?:an?(?:\ssingle)?|one|any)|without",
        "1": r"(?<!without\s)(?<!not\s)an?",
        "2": "both|pair",
        "1.5": r"an?\s\w+\sand\sa\shalf",
        "1.25": r"an?\s\w+\sand\sa\squarter",
    }.items()
}
MARGIN = re.compile(r"\s?(?:%|per\s?cent)?,?\s?\(?(?:±|\+/-|plus\sor\sminus|give\sor\stake)\s?")
# Not the hyphen of "5-10", "Channel-24" and "+/-3"; nor the words of "plus or minus 3".
MINUS = re.compile(
    rf"(?:(?<![^\s(\[\"'“‘~≈<>≤≥=:])(?<![0-9%]\s)[-−–]|(?<!or\s)(?<!/)\bminus\s"
    rf"|(?<!tested\s)\bnegative\s)[{SIGNS}]?$|(?<![0-9])[{SIGNS}][-−–]$",
    re.IGNORECASE,
)
# "a man in his 40s", "in her forties": 40 to 49
DECADES = {f"{word.removesuffix('y')}ies": value for word, value in TENS.items()}
DECADE = re.compile(rf"(?<!\w)((?:[0-9]{{2}})?[1-9]0(?=['’]?s(?!\w))|{one_of(DECADES)}\b)", re.I)
OF_A_DECADE = re.compile(r"\b(?:the|his|her|their|my|our|early|late|mid)[\s-]$", re.IGNORECASE)
RATIO = re.compile(r"\s(?:in|out\sof|of|per)\s(?:every\s|the\s|an?\s)?|/")
# "several hundreds" is the "several hundred" of the conventions; "hundreds" alone is no "hundred".
SCALED = re.compile(rf"(?<=\s)(?<!of\s)({one_of(MULTIPLIERS)})s\b")
A_PART = re.compile(
    rf"\b(?:an?|one|another)\s(?:good\s|full\s|whole\s)?({one_of(PARTS)})(?!\w)", re.IGNORECASE
)
VAGUE_IN_DIGITS = {"10s": "tens", "100s": "hundreds", "1000s": "thousands"}
CONVERTED = "converted"  # in a note: the figure is in another unit than the printed one
NO_NUMBER = "quote the fragment that prints it, or leave low and high empty under a vague word"


def cross_check(claims: pd.DataFrame, own: Iterable[str] = ()) -> list[Problem]:
    """Compare the numbers and hedges readable in each wording with what is coded.

    Every number in the wording must be ``low`` or ``high`` (between them, for ``between``), and
    each of the two that is given must be readable; of a date the numbers may also be of ``as_of``,
    and months, weekdays and parts of the day must fit. A hedge beside the figure must be that of
    ``qualifier``, and the other way round; of dates about, nearly, from and until. A note ends a
    comparison where it says how: another calendar, how a date was inferred, the words "hedge",
    "converted".

    Of a text in another language only digits are compared.

    The claims are sound, with the ``kind`` and ``unit`` of their question, the ``language`` of
    their source (empty for English) and their ``line``; one's `own` qualifiers are those of
    ``conventions.csv`` that stand beside a figure.
    """
    as_of = claims["as_of"].where(claims["kind"] == "date", "")
    test = of_rows(partial(_problems, added(own)), Coded._fields)
    return [Problem("claims.csv", *place) for place in test(claims.assign(as_of=as_of))]


def _problems(own: tuple[str, ...], row: Row) -> OfRow:
    claim = Coded(**row)
    if claim.kind == "choice" or CONVERTED in claim.note.lower():
        return iter(())
    found = [*(date_problems if claim.kind == "date" else _figure_problems)(claim, own)]
    if claim.language and found:
        found = [*_digit_problems(claim)]
    return iter(dict(reversed(found)).items())  # the first of each column


# --- figures -------------------------------------------------------------------------------------


def _figure_problems(claim: Coded, own: tuple[str, ...]) -> OfRow:
    """Yield column and message for a claim of a figure that is no date."""
    given = {column: text for column in ("low", "high") if (text := getattr(claim, column))}
    figures = {column: Decimal(text) for column, text in given.items()}
    readable = _readable(claim)
    if not figures:
        yield from _vague_problems(claim)
    elif decade := _decade(claim):
        yield "qualifier", decade
    elif [number.value for number in readable] == [*dict.fromkeys(figures.values())]:
        yield from hedge_problems(claim, own, HELD, readable)  # as in nearly every claim
    else:
        every = [*readable, *_otherwise_read(claim, readable)]
        said = {
            column: [number for number in every if _same(number, figure, claim.kind)]
            for column, figure in figures.items()
        }
        coded = [number for found in said.values() for number in found]
        strays = [number for number in readable if not _is_coded(number, coded, claim)]
        if unsaid := {column: text for column, text in given.items() if not said[column]}:
            yield from _unsaid_problems(claim, unsaid, strays)
        elif strays:
            yield "wording", _stray(claim, strays, own)
        else:
            yield from _likelier_problems(claim, figures, coded)
            yield from hedge_problems(claim, own, HELD, coded)


def _decade(claim: Coded) -> str:
    """Say that a decade of somebody's life is coded as its first year alone."""
    for match in DECADE.finditer(claim.wording) if claim.qualifier == "exact" else ():
        first = _first_of(match)
        if OF_A_DECADE.search(claim.wording, 0, match.start()) and f"{first}" == claim.low:
            return f"the wording reads {match[0]}, any from {first} to {first + 9}; write between"
    return ""


def _is_coded(number: Number, coded: list[Number], claim: Coded) -> bool:
    """Say whether a number is, or is part of, one of those coded, or lies between the two."""
    if any(other.start <= number.start < number.end <= other.end for other in coded):
        return True
    between = claim.qualifier == BETWEEN and claim.low and claim.high and number.readings
    return bool(between) and Decimal(claim.low) < number.value < Decimal(claim.high)


def _unsaid_problems(claim: Coded, unsaid: dict[str, str], strays: list[Number]) -> OfRow:
    """Yield a problem for each figure, by column, that the wording does not say."""
    if len({*unsaid.values()}) < len(unsaid):
        del unsaid["high"]  # one slip in a single figure is one problem
    for column, figure in unsaid.items():
        if strays:
            yield column, _slip(strays, column, figure, claim.kind)
        elif not any(map(_numeral, claim.wording)):
            yield column, f"is {figure} but the wording has no such number; {NO_NUMBER}"


def _stray(claim: Coded, strays: list[Number], own: tuple[str, ...]) -> str:
    """Say that the wording has another number beside those that are coded."""
    either = any(hedge.qualifier == EITHER for hedge in hedges(claim.wording, own))
    return (
        f"the wording also reads {listed(strays)}, which is neither low nor high; "
        f"quote a fragment that holds this claim's figure only{TWO_CLAIMS * either}"
    )


def _likelier_problems(claim: Coded, figures: dict[str, Decimal], coded: list[Number]) -> OfRow:
    """Yield a problem where a number is likelier another, and no note says why it is not."""
    for column, figure in figures.items():
        reading = [number for number in coded if figure in number.readings]
        if reading and not claim.note and all(number.value != figure for number in reading):
            yield (
                "note",
                f"the wording reads {reading[0].text}, which is "
                f"{_either(reading[0], claim.kind)}; say in note why {column} is {figure}",
            )
            return


def _digit_problems(claim: Coded) -> OfRow:
    """Yield column and message where the digits of a text that is not English are others."""
    if claim.kind == "date":
        yield from foreign_date_problems(claim)
        return
    if not re.search(r"\d", claim.wording):
        return
    read = amounts_abroad(claim.wording).union(*(n.readings for n in numbers(claim.wording)))
    for column, text in (("low", claim.low), ("high", claim.high)):
        if abs(Decimal(text or 0)) not in {0, *read}:
            yield (
                column,
                f"is {text} but the digits of the wording are others; write the figure as printed, "
                f"or say in note how it is read (with the word {CONVERTED})",
            )
            return


def _readable(claim: Coded) -> list[Number]:
    """The numbers of a wording; in one of a share "a third" is 1/3, whatever stands after it."""
    found = [_as_meant(number, claim) for number in numbers(claim.wording)]
    found = [number for number in found if number.kind != "vague"]
    if claim.kind != "share":
        return found
    for match in A_PART.finditer(claim.wording):
        start, end = match.span(1)
        (part,) = numbers(f"a {match[1]} of")
        if not any(number.kind == "factor" and number.end == end for number in found):
            found = [number for number in found if number.end != end]
            found.append(part._replace(start=start, end=end, text=match[1]))
    return sorted(found)


def _as_meant(number: Number, claim: Coded) -> Number:
    """Read "minus 12" as -12, and the "2.500 people" that come whole as 2500."""
    if len(number.readings) > 1 and claim.kind == "count" and claim.unit:
        whole = tuple(value for value in number.readings if not value.as_tuple().exponent)
        if whole and not families(claim.unit):
            number = number._replace(readings=whole)
    if number.value and (minus := MINUS.search(claim.wording, 0, number.start)):
        text = claim.wording[minus.start() : number.end]
        number = number._replace(text=text, readings=tuple(-value for value in number.readings))
    return number


def _otherwise_read(claim: Coded, readable: list[Number]) -> Iterator[Number]:
    """Yield what words amount to that are no number, or several, where that is what is coded.

    "500 ± 50" is 500, 450 or 550, "one in three" a share, "an hour and a half" 1.5; "no" and "not
    one" are 0, "an" is 1; "in his 40s" ends at 49.
    """

    def read(start: int, end: int, value: Decimal, kind: str = "cardinal") -> Number:
        return Number(start, end, claim.wording[start:end], kind, (value,))

    for match in DECADE.finditer(claim.wording):
        first = _first_of(match)
        yield read(*match.span(), first)
        yield read(*match.span(), first + 9)
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


def _first_of(decade: re.Match[str]) -> Decimal:
    return Decimal(DECADES.get(decade[0].lower(), decade[0]))


def _same(number: Number, figure: Decimal, kind: str) -> bool:
    """Say whether a number is the figure coded; a part of a whole may be coded in percent."""
    if number.value == figure:
        return True
    if number.kind == "factor":
        places = -figure.as_tuple().exponent
        shares = [number.value * 100, *([number.value] if 0 < figure < 1 else [])]
        return number.value < 1 and any(round(share, places) == figure for share in shares)
    # nobody counts in decimals: the 2,500 of a count is never 2.5, but 0.4m may be metres
    plain = kind != "count" or figure == int(figure) or number.text.startswith(f"{figure}m")
    return figure in number.readings and plain


def _numeral(character: str) -> bool:
    """Whether a character is a number, and no digit, in another script: "三百", "፲፪"."""
    return not (character.isascii() or character.isdecimal()) and character.isnumeric()


def _slip(strays: list[Number], column: str, figure: str, kind: str) -> str:
    """Say what the wording reads instead of a figure, and what to write where it is not plain."""
    message = f"the wording reads {listed(strays)}"
    if not Decimal(figure):  # "all four were locked" says of none, and never of four
        todo = "quote the words that say none, or code the number printed"
        return f"{message} but {column} is {figure}; {todo}"
    if len(strays) == 1 and strays[0].readings:
        either = _either(strays[0], kind)
        if folded(strays[0].text).replace(",", "") != either:
            return f"{message}, which is {either}, but {column} is {figure}; write {either}"
    if len(strays) > 1:
        todo = f"of one figure in two units say in note how (with the word {CONVERTED})"
        return f"{message} but {column} is {figure}; code what is printed, or {todo}"
    return f"{message} but {column} is {figure}"


def _vague_problems(claim: Coded) -> OfRow:
    """Yield column and message for a claim without a figure."""
    # Compared number by number, so that "thousands" is not what "tens of thousands" says.
    readable, expression = numbers(claim.wording), _vague(claim.qualifier)
    vague = [number for number in readable if number.kind == "vague"]
    said = [number for number in readable if _vague(number.text) == expression]
    in_words = _in_words(expression, claim.wording, vague)
    is_some = claim.qualifier == "some"
    if not (said or in_words or is_some):
        others = dict.fromkeys(_vague(number.text) for number in vague)
        advice = f"write {' or '.join(others)}" if others else "quote the fragment that does"
        yield "qualifier", f'the wording does not say "{claim.qualifier}"; {advice}'
    beside = [
        number for number in readable if number not in said and (is_some or number not in vague)
    ]
    if in_words:
        beside = [number for number in beside if _vague(number.text) not in expression]
    if beside:
        yield (
            "wording",
            f"the wording reads {listed(beside)} but low and high are empty; code what it says, "
            "or quote a fragment without it",
        )


def _in_words(expression: str, wording: str, vague: list[Number]) -> bool:
    """Whether a vague expression that is no number, "a crowd of", "six-figure", is in a wording."""
    for number in reversed(vague):
        wording = f"{wording[: number.start]}…{wording[number.end :]}"
    return bool(re.search(rf"(?<!\w){re.escape(expression)}(?!\w)", _vague(wording)))


def _vague(text: str) -> str:
    """A vague word as a qualifier: "Few  dozens" as "few dozen", "couple of dozen" without of."""
    words = [VAGUE_IN_DIGITS.get(word, word) for word in folded(text).replace(",", "").split()]
    return SCALED.sub(r"\1", " ".join(words)).replace("couple of ", "couple ")


def _either(number: Number, kind: str) -> str:
    """What of all that a number can amount to would pass."""
    return " or ".join(f"{value:f}" for value in number.readings if _same(number, value, kind))
