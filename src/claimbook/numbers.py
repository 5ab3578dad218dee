"""The numbers in English text: digits, words, ordinals, vague words, clock times and dates.

What is read here is what the census asks the ledger to account for, so it errs on the side of
listing too much ("one", "second", the 24 of a channel's name): leaving a number out is then a
decision somebody makes and explains in ``not_claims.csv``, not an accident.

Not read: Roman numerals, signs (the minus of "-5", "%", "$"), month names, "no" and "none",
decades in words ("the nineties"), "both", "many", "some".
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

UNITS = {
    word: value
    for value, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    )
}
TEENS = {
    word: value
    for value, word in enumerate(
        [
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ],
        start=10,
    )
}
TENS = {
    word: value * 10
    for value, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
SUFFIXES = {"k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9, "tn": 10**12}
MULTIPLIERS = {"dozen": 12, "hundred": 100} | SCALES
SMALL_ORDINALS = {
    word: value
    for value, word in enumerate(
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"],
        start=1,
    )
}
OTHER_ORDINALS = (
    {"twelfth": 12}
    | {f"{word}th": value for word, value in TEENS.items() if word != "twelve"}
    | {f"{word[:-1]}ieth": value for word, value in TENS.items()}
    | {f"{word}th": value for word, value in MULTIPLIERS.items() if word != "dozen"}
)
PARTS = {"half": 2, "quarter": 4} | {
    word: value for word, value in (SMALL_ORDINALS | {"tenth": 10}).items() if value > 2
}
FACTORS = {
    "once": Decimal(1),
    "twice": Decimal(2),
    "thrice": Decimal(3),
    "doubl": Decimal(2),
    "tripl": Decimal(3),
    "trebl": Decimal(3),
    "quadrupl": Decimal(4),
    "halv": Decimal("0.5"),
    "half": Decimal("0.5"),
}
FRACTION_SIGNS = {
    "½": Decimal("0.5"),
    "¼": Decimal("0.25"),
    "¾": Decimal("0.75"),
    "⅓": Decimal("0.3333"),
    "⅔": Decimal("0.6667"),
}


def _any(words: dict[str, object]) -> str:
    """Write a pattern that matches any of the words, the longest first."""
    return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")"


_GAP = r"(?:\s|-|\N{NON-BREAKING HYPHEN})"
_THOUSANDS = r"[,\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}]"
_DIGITS = rf"(?:\d{{1,3}}(?:{_THOUSANDS}\d{{3}})+(?!\d)|\d+)(?:\.\d+)?"
_BELOW_100 = rf"(?:{_any(TENS)}(?:{_GAP}{_any(UNITS)}(?!\w))?|{_any(TEENS)}|{_any(UNITS)})"
_WITH_HUNDRED = rf"(?:(?:{_BELOW_100}{_GAP})?hundred(?:(?:\sand)?{_GAP}{_BELOW_100}(?!\w))?)"
_BELOW_1000 = rf"(?:{_WITH_HUNDRED}|{_BELOW_100})"
# "one thousand, two hundred" is one number, "one thousand, five of them" is two.
_REST = rf"(?:,\s{_WITH_HUNDRED}|(?:\sand)?{_GAP}{_BELOW_1000})(?!\w)"
_WORDS = (
    rf"(?:(?:{_BELOW_1000}{_GAP}{_any(SCALES)}s?|{_any(SCALES)})"
    rf"(?:{_GAP}{_BELOW_1000}{_GAP}{_any(SCALES)})*(?:{_REST})?"
    rf"|(?:{_BELOW_100}{_GAP})?dozen|{_BELOW_1000})"
)
_SCALED = rf"{_any(MULTIPLIERS)}s?"

# The order decides where two readings start at the same character.
_NUMBER = re.compile(
    "|".join(
        [
            r"(?P<isodate>\d{4}-\d{2}-\d{2}(?!\d))",
            r"(?P<date>\d{1,2}(?P<mark>[./-])\d{1,2}(?P=mark)\d{4}(?!\d))",
            r"(?P<time>\d{1,2}(?:[:.][0-5]\d)?\s?[ap](?:\.\s?m\.|\.m(?!\w)|m(?!\w))"
            r"|\d{1,2}:[0-5]\d(?::[0-5]\d)?(?![:\d]))",
            rf"(?P<oclock>(?:(?<!\w){_BELOW_100}|\d{{1,2}})\so['’]clock)",
            r"(?P<ordinal>\d+(?:st|nd|rd|th)(?!\w))",
            rf"(?P<mixed>(?:{_DIGITS}|(?<!\w){_BELOW_100})\sand\s(?:a|one)\shalf"
            rf"(?:{_GAP}{_SCALED})?(?!\w))",
            rf"(?P<sign>\d*[{''.join(FRACTION_SIGNS)}])",
            rf"(?P<money>(?<=[$€£¥₽₸]){_DIGITS}\s?m(?!\w))",
            rf"(?P<scaled>{_DIGITS}(?:{_GAP}{_SCALED}|(?:k|mn|bn|tn))(?!\w))",
            rf"(?P<digits>{_DIGITS})",
            r"(?<!\w)(?:"
            + "|".join(
                [
                    rf"(?P<fold>(?:{_any(UNITS)}|ten)fold)",
                    rf"(?P<part>(?:{_any(UNITS)}{_GAP}{_any(PARTS)}s"
                    rf"|one{_GAP}{_any(PARTS)}"
                    rf"|an?\s{_any(PARTS)}(?=\sof(?!\w)))|quarters?(?=\sof(?!\w)))",
                    rf"(?P<halfscale>half{_GAP}(?:a\s)?{_any(MULTIPLIERS)})",
                    r"(?P<vague>(?:several|few|couple\sof|tens\sof|dozens\sof|hundreds\sof"
                    rf"|thousands\sof){_GAP}{_SCALED}"
                    r"|several|few|couple(?=\sof(?!\w))|handful|tens|dozens|scores(?=\sof(?!\w))"
                    r"|hundreds|thousands|millions|billions|trillions)",
                    rf"(?P<wordordinal>(?:{_any(TENS)}{_GAP})?{_any(SMALL_ORDINALS)}"
                    rf"|{_any(OTHER_ORDINALS)})",
                    rf"(?P<words>{_WORDS})",
                    r"(?P<single>single)",
                    r"(?P<factor>once|twice|thrice|half|halves"
                    r"|(?:doubl|tripl|trebl|quadrupl|halv)(?:e|ed|es|ing))",
                ]
            )
            + r")(?!\w)",
        ]
    ),
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Number:
    """One number as it stands in a text.

    Attributes
    ----------
    start, end : int
        Character offsets of the number in the text.
    text : str
        The characters between them.
    value : Decimal or None
        What it amounts to; None for a vague word, a clock time and a numeric date.
    kind : str
        ``cardinal``, ``ordinal``, ``factor`` (doubled, twice, half, two-thirds), ``vague``
        (several, dozens), ``time`` or ``date``.
    parts : tuple of int
        Of a time its hour (0 to 24) and minute, of a date its three numbers as printed; else empty.
    """

    start: int
    end: int
    text: str
    value: Decimal | None
    kind: str
    parts: tuple[int, ...] = ()


@lru_cache(maxsize=4096)
def numbers(text: str) -> tuple[Number, ...]:
    """Read every number in a text, in order; the longest reading wins and none overlap.

    Parameters
    ----------
    text : str
        English text, such as one paragraph of a document or the wording of a claim.

    Returns
    -------
    tuple of Number

    Examples
    --------
    >>> [(number.text, int(number.value)) for number in numbers("nearly 20 thousand, eight hurt")]
    [('20 thousand', 20000), ('eight', 8)]
    """
    return tuple(_number(match) for match in _NUMBER.finditer(text))


def _number(match: re.Match[str]) -> Number:
    text = match[0]
    # `mark`, the separator inside a date, is a helper of the pattern and never a reading.
    reading = next(name for name, group in match.groupdict().items() if group and name != "mark")
    kind, value, parts = _read(reading, text.lower())
    return Number(match.start(), match.end(), text, value, kind, parts)


def _read(reading: str, text: str) -> tuple[str, Decimal | None, tuple[int, ...]]:
    """Say the kind, the value and the parts of a number from the reading that matched."""
    match reading:
        case "isodate" | "date":
            return "date", None, tuple(int(part) for part in re.findall(r"\d+", text))
        case "time":
            return "time", None, _clock(text)
        case "oclock":
            return (
                "time",
                None,
                (int(_amount(text.split("o")[0] if text[0].isdigit() else text)), 0),
            )
        case "ordinal":
            return "ordinal", Decimal(text[:-2]), ()
        case "wordordinal":
            return "ordinal", Decimal(_ordinal(text)), ()
        case "vague":
            return "vague", None, ()
        case "fold":
            return "factor", Decimal((UNITS | TEENS)[text.removesuffix("fold")]), ()
        case "part":
            return "factor", _part(text), ()
        case "factor":
            stem = next(stem for stem in FACTORS if text.startswith(stem))
            return "factor", FACTORS[stem], ()
        case "single":
            return "cardinal", Decimal(1), ()
        case "sign":
            return "factor", Decimal(text[:-1] or 0) + FRACTION_SIGNS[text[-1]], ()
        case "halfscale":
            return "cardinal", Decimal("0.5") * _scale(text), ()
        case "mixed":
            whole = re.split(r"\sand\s", text)[0]
            return "cardinal", (_amount(whole) + Decimal("0.5")) * _scale(text), ()
        case _:
            return "cardinal", _amount(text), ()


def _clock(text: str) -> tuple[int, ...]:
    """Read "1 a.m." as (1, 0), "12:30 pm" as (12, 30), "23:00" as (23, 0)."""
    hour, minute = (re.findall(r"\d+", text) + ["0"])[:2]
    if "m" not in text:
        return int(hour), int(minute)
    return int(hour) % 12 + (12 if "p" in text else 0), int(minute)


def _amount(text: str) -> Decimal:
    """Read digits with an optional scale word or suffix, or number words."""
    if not text[0].isdigit():
        return Decimal(_words(text))
    digits = re.match(_DIGITS, text)[0]
    scale = re.sub(r"[\W_]", "", text[len(digits) :])
    factor = (SUFFIXES | MULTIPLIERS).get(scale) or MULTIPLIERS.get(scale.removesuffix("s"), 1)
    return Decimal(re.sub(_THOUSANDS, "", digits)) * factor


def _scale(text: str) -> int:
    """Return what the last word multiplies by, 1 where it is no scale word."""
    return MULTIPLIERS.get(re.findall(r"\w+", text)[-1].removesuffix("s"), 1)


def _words(text: str) -> int:
    """Add up number words: "one hundred and twenty-five thousand" is 125,000."""
    total = group = 0
    for word in re.findall(r"[a-z]+", text):
        if word in UNITS or word in TEENS or word in TENS:
            group += (UNITS | TEENS | TENS)[word]
        elif word in ("hundred", "dozen"):
            group = (group or 1) * MULTIPLIERS[word]
        elif word.removesuffix("s") in SCALES:
            total += (group or 1) * SCALES[word.removesuffix("s")]
            group = 0
    return total + group


def _ordinal(text: str) -> int:
    """Read "third" as 3, "twenty-first" as 21."""
    return sum(
        (SMALL_ORDINALS | OTHER_ORDINALS | TENS)[word] for word in re.findall("[a-z]+", text)
    )


def _part(text: str) -> Decimal:
    """Read "two-thirds" as 0.6667, "a quarter" as 0.25."""
    words = re.findall(r"[a-z]+", text)
    count = UNITS.get(words[0], 1)
    name = "half" if words[-1] == "halves" else words[-1].removesuffix("s")
    return round(Decimal(count) / PARTS[name], 4).normalize()
