"""The numbers in English text, each with all that it can amount to."""

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from claimbook.evidence import numerals


class Number(NamedTuple):
    """One number as it stands in a text.

    Attributes
    ----------
    start, end, text
        Where it stands, and the characters between.
    kind : str
        ``cardinal``, ``ordinal``, ``factor`` (doubled, twice, half, two-thirds), ``vague``
        (several, dozens), ``time`` or ``date``.
    readings : tuple of Decimal
        All that it can amount to, the likeliest first: "1.234" is 1.234, or 1234 as some print it;
        the 5 of "5m" is 5, or five million. Empty for a vague word, a time and a numeric date.
    parts : tuple of int
        Of a time its hour (0 to 24) and minute, of a date its three numbers as printed; else empty.
    """

    start: int
    end: int
    text: str
    kind: str
    readings: tuple[Decimal, ...] = ()
    parts: tuple[int, ...] = ()

    @property
    def value(self) -> Decimal | None:
        """What it most likely amounts to."""
        return self.readings[0] if self.readings else None


@lru_cache(maxsize=4096)
def numbers(text: str) -> tuple[Number, ...]:
    """Read every number in an English text, in order; the longest reading wins and none overlap.

    Examples
    --------
    >>> [(number.text, int(number.value)) for number in numbers("nearly 20 thousand, eight hurt")]
    [('20 thousand', 20000), ('eight', 8)]
    """
    plain = folded(text)
    found: list[Number] = []
    for match in numerals.NUMBER.finditer(plain):
        reading = match.lastgroup
        if reading != "idiom":
            start, end = match.span()
            number = Number(start, end, text[start:end], *_READ[reading](match[0]))
            if found and _continues(found[-1], number, plain):
                first = found.pop()
                total = _cardinal(first.value + number.value)
                number = Number(first.start, end, text[first.start : end], *total)
            found.append(number if plain.isascii() else _scaled_abroad(number, text))
    return tuple(_sharing_a_scale(found, plain) if len(found) > 1 else found)


def _scaled_abroad(number: Number, text: str) -> Number:
    """Let the 5 of "५ लाख" read as 500000."""
    if not number.text[-1].isdecimal() or number.kind != "cardinal":
        return number
    times, end = _scale_abroad(numerals.ABROAD, text, number.end)
    if times == 1:
        return number
    return Number(number.start, end, text[number.start : end], *_cardinal(number.value * times))


def _scale_abroad(pattern: re.Pattern[str], text: str, at: int) -> tuple[int, int]:
    """What the scale words from here on multiply by, and where they end: "百万", "mil millones"."""
    times = 1
    while scale := pattern.match(text, at):
        times, at = times * numerals.ANY_SCALE[scale[scale.lastindex]], scale.end()
    return times, at


def amounts_abroad(text: str) -> set[Decimal]:
    """All that the digits of a text which is not English can amount to.

    A scale word after one number may be meant for all ("20 bis 30 Tausend"), as may the thousands
    of "20-30.000"; "1万5000" is the sum of its numbers.

    Examples
    --------
    >>> sorted(map(int, amounts_abroad("300 000 personnes")))
    [300000]
    >>> [f"{amount:f}" for amount in sorted(amounts_abroad("1,5 million d’euros"))]
    ['1.5', '1500000']
    """
    plain, found, scales, total = folded(text), [], {1}, Decimal(0)
    for match in numerals.LEADING_DIGITS.finditer(plain):
        times, _ = _scale_abroad(numerals.SCALED_ABROAD, text.lower(), match.end())
        # nobody prints the decimals of 2.000
        round_ = match[0].endswith("000")
        values = [max(_digits(match[0]))] if round_ else _digits(match[0])
        scales.add(1000 if round_ and found else times)
        total += values[0] * times
        found += values
    return {total, *(_times(value, scale) for value in found for scale in scales)}


def folded(text: str) -> str:
    """Return a text in lower case, with ASCII digits and marks; offsets stay what they are."""
    if not text.isascii():
        text = re.sub(r"[^\x00-\x7f]", lambda match: _ascii(match[0]), text)
    return text.lower()


@lru_cache(maxsize=4096)
def _ascii(character: str) -> str:
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    return numerals.MARKS.get(character, character.lower()[0])


def _continues(first: Number, second: Number, plain: str) -> bool:
    """Whether two numbers are one: "3 lakh 20 thousand"."""
    if plain[first.end : second.start] != " " or not first.kind == second.kind == "cardinal":
        return False
    scale = _scale(plain[first.start : first.end])
    return 1 < _scale(plain[second.start : second.end]) < scale and second.value < scale


def _sharing_a_scale(found: list[Number], plain: str) -> list[Number]:
    """Let the 10 of "10 to 20 thousand" read as 10000 first, as 10 second."""
    since, shared = 0, []
    for first, second in pairwise(found):
        if _is_range(first, second, plain, since):
            joint, last = plain[first.end : second.start], plain[second.start : second.end]
            first = first._replace(readings=_scaled_like(first, second, joint, last))
        since = first.end
        shared.append(first)
    return [*shared, *found[-1:]]


def _is_range(first: Number, second: Number, plain: str, since: int) -> bool:
    """Whether two numbers are the ends of a range; what is before it is read `since` a place."""
    if not first.kind == second.kind == "cardinal":
        return False
    joint = plain[first.end : second.start]
    between = numerals.JOINED.fullmatch(joint) and numerals.BETWEEN.search(
        plain, since, first.start
    )
    return bool(numerals.SPREAD.fullmatch(joint) or between)


def _scaled_like(first: Number, second: Number, joint: str, last: str) -> tuple[Decimal, ...]:
    """What the first number of a range amounts to, if the scale of the `last` is meant for both."""
    grouped = bool(numerals.THOUSANDS.fullmatch(last))
    scale = 1000 if grouped else _scale(last)
    if scale == 1 or _scale(first.text.lower()) > 1:
        return first.readings
    scaled = [_times(value, scale) for value in first.readings]
    scaled = [value for value in scaled if value < second.value]
    # "5 to 30,000" may be meant as it stands, "20-30,000" hardly
    plainly = grouped and " " in joint
    both = (*first.readings, *scaled) if plainly else (*scaled, *first.readings)
    return tuple(dict.fromkeys(both))


# --- what each reading amounts to ----------------------------------------------------------------

Read = tuple[str, tuple[Decimal, ...], tuple[int, ...]]  # kind, readings, parts


def _cardinal(*values: Decimal) -> Read:
    return "cardinal", values, ()


def _factor(value: Decimal) -> Read:
    return "factor", (value,), ()


def _amount(text: str) -> Read:
    """Read "12,500", "1,5 million", "2 lakh crore", "20k", "2 and a half thousand"."""
    digits = numerals.LEADING_DIGITS.match(text)[0]
    values = _digits(digits)
    if rest := text[len(digits) :]:
        scaled, *part = numerals.AND.split(rest, maxsplit=1)
        scale = _scale(scaled)
        values = [_with_part(_times(value, scale), scale, *part) for value in values]
    return _cardinal(*values)


def _digits(text: str) -> tuple[Decimal, ...]:
    """Read digits with their marks; of two readings the English one comes first."""
    if text.isdecimal():
        return (Decimal(text),)
    marked = numerals.GROUPING_ONLY.sub("", text)
    plain = marked.replace(",", "").replace(".", "")
    marks = len(marked) - len(plain)
    if not marks or (marks > 1 and marks in (marked.count(","), marked.count("."))):
        return (Decimal(plain),)
    decimals = len(marked) - 1 - max(marked.rfind(","), marked.rfind("."))
    as_decimal = Decimal(f"{plain[:-decimals]}.{plain[-decimals:]}")
    may_be_group = decimals == 3 and len(plain) < 7 and plain[0] != "0"
    if marks > 1 or marked != text or not may_be_group:
        return (as_decimal,)
    if "." in text:
        return as_decimal, Decimal(plain)
    # nobody prints the decimals of 2,000
    return (Decimal(plain),) if plain.endswith("000") else (Decimal(plain), as_decimal)


def _scale(text: str) -> int:
    """Return what the last words of a text multiply by; 1 where they are no scale words."""
    scale = 1
    for word in reversed(numerals.LETTERS.findall(text)):
        times = numerals.TIMES.get(word) or numerals.TIMES.get(word.removesuffix("s"))
        if times is None:
            break
        scale *= times
    return scale


def _times(value: Decimal, scale: int) -> Decimal:
    """Multiply, without the zeros that "1.5 million" would leave behind the point."""
    product = value * scale
    return Decimal(int(product)) if product == int(product) else product


def _with_part(value: Decimal, scale: int, part: str = "") -> Decimal:
    """Add the part of "two and a half million", or of "a million and a half"."""
    if not part:
        return value
    fraction, own_scale = _part(part), _scale(part)
    if own_scale > 1:
        return _decimal((Fraction(value) + fraction) * own_scale)
    return _decimal(Fraction(value) + fraction * scale)


def _part(text: str) -> Fraction:
    """Read "two-thirds" as 2/3, "a quarter" and "quarters" as 1/4."""
    words = numerals.LETTERS.findall(text.replace("halves", "half"))
    name = next(word for word in words if word.removesuffix("s") in numerals.PARTS)
    return Fraction(numerals.UNITS.get(words[0], 1), numerals.PARTS[name.removesuffix("s")])


def _decimal(value: Fraction) -> Decimal:
    """Return a fraction as a decimal; one without an end to four places, a large one to none."""
    exact = Decimal(value.numerator) / value.denominator
    if 10**9 % value.denominator == 0:
        return exact
    return round(exact, 4) if exact < 10 else exact.quantize(Decimal(1))


def _words(text: str) -> Decimal:
    """Add up number words: "one hundred and twenty-five thousand" is 125,000."""
    total = group = 0
    for word in numerals.LETTERS.findall(text):
        if word in numerals.SMALL:
            group += numerals.SMALL[word]
        elif word in numerals.ROUND:
            group = (group or 1) * numerals.ROUND[word]
        elif scale := numerals.SCALES.get(word.removesuffix("s")):
            # a scale word right after another multiplies it: "two lakh crore"
            total = total * scale if total and not group else total + (group or 1) * scale
            group = 0
    return Decimal(total + group)


def _sign(text: str) -> Read:
    """Read "½", "2½" and "½ million"."""
    at = next(n for n, character in enumerate(text) if character in numerals.FRACTION_SIGNS)
    part = Fraction(unicodedata.numeric(text[at])).limit_denominator(10)
    scale = _scale(text[at + 1 :])
    value = _decimal((int(text[:at] or 0) + part) * scale)
    return _factor(value) if scale == 1 else _cardinal(value)


def _slash(text: str) -> Read:
    """Read "3/4 of a million"."""
    upper, lower = map(int, re.findall("[0-9]+", text))
    return _cardinal(_decimal(Fraction(upper, lower) * _scale(text)))


def _money(text: str) -> Read:
    values = _digits(text[:-1].rstrip())
    return _cardinal(*(_times(value, numerals.MONEY_SUFFIXES[text[-1]]) for value in values))


def _metres(text: str) -> Read:
    """Read "5m" as five first, "5" before it as millions first: see `_MILLIONS`."""
    plain = _digits(text.removesuffix("m"))
    millions = tuple(_times(value, 10**6) for value in plain)
    return _cardinal(*(millions + plain if text[-1] == "m" else plain + millions))


def _clock(text: str) -> Read:
    """Read "1 a.m." as (1, 0), "12:30 pm" as (12, 30), "23:00" as (23, 0)."""
    hour, minute = map(int, (re.findall(r"[0-9]+", text) + ["0"])[:2])
    if "m" in text:
        hour = hour % 12 + (12 if "p" in text else 0)
    return "time", (), (hour, minute)


def _oclock(text: str) -> Read:
    """Read "nine o'clock", "half past 9" and "quarter to ten"."""
    hour = int("".join(re.findall("[0-9]", text)) or _words(text.removesuffix("o'clock")))
    after = 30 if "half" in text else 0 if "quarter" not in text else 15 if "past" in text else -15
    return "time", (), divmod(hour * 60 + after, 60)


def _mixed_words(text: str) -> Read:
    head, part = numerals.AND.split(text, maxsplit=1)
    return _cardinal(_with_part(_words(head), _scale(head), part))


def _decimal_words(text: str) -> Read:
    """Read "two point five million"."""
    whole, _, rest = text.partition("point")
    decimals = "".join(
        str(numerals.UNITS[word])
        for word in numerals.LETTERS.findall(rest)
        if word in numerals.UNITS
    )
    return _cardinal(_times(Decimal(f"{_words(whole)}.{decimals}"), _scale(rest)))


def _ordinal_words(text: str) -> Read:
    """Read "third" as 3, "twenty-first" as 21."""
    return (
        "ordinal",
        (Decimal(sum(numerals.ORDINALS[word] for word in numerals.LETTERS.findall(text))),),
        (),
    )


_READ: dict[str, Callable[[str], Read]] = {
    "plain": lambda text: _cardinal(Decimal(text)),
    "date": lambda text: ("date", (), tuple(map(int, re.findall("[0-9]+", text)))),
    "time": _clock,
    "ordinal": lambda text: ("ordinal", (Decimal(text[:-2]),), ()),
    "plural": lambda text: ("vague", (), ()),
    "sign": _sign,
    "slash": _slash,
    "money": _money,
    "millions": _metres,
    "metres": _metres,
    "amount": _amount,
    "fold": lambda text: _factor(Decimal(numerals.SMALL[text.removesuffix("fold")])),
    "oclock": _oclock,
    "part_of_scale": lambda text: _cardinal(_decimal(_part(text) * _scale(text))),
    "part": lambda text: _factor(_decimal(_part(text))),
    "vague": lambda text: ("vague", (), ()),
    "ordinal_words": _ordinal_words,
    "mixed_words": _mixed_words,
    "decimal_words": _decimal_words,
    "words": lambda text: _cardinal(_words(text)),
    "single": lambda text: _cardinal(Decimal(1)),
    "factor": lambda text: _factor(
        Decimal(next(numerals.FACTORS[s] for s in numerals.FACTORS if text.startswith(s)))
    ),
}
