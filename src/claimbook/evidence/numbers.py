"""The numbers in English text: digits, words, ordinals, vague words, clock times and dates.

What is read here is what the census asks the ledger to account for, so it errs on the side of
listing too much ("one", "second", the 24 of a channel's name): leaving a number out is then a
decision somebody makes and explains in ``not_claims.csv``, not an accident.

Digits are read in any script and as the world groups them: 1,234,567 and 2,50,000, 1'234, 1.234.567
and 12 500. Between digits a no-break or thin space always groups; a plain space does so before
exactly three digits, unless what stands before (a month, "on", "Article", a name with a hyphen)
makes the first part a day or a label: "12 500 people" is one number, "on 5 200 people" is two.
A comma before one or two digits is a decimal one, unless it follows a year or stands in a list.
Scale words of some other scripts are read right after digits.

Not read: Roman numerals, signs (the minus of "-5", "%", "$"), month names, "no" and "none",
decades in words ("the nineties"), "both", "many", "some"; "at any one time", "one another", "no
one".
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple


def _counted(words: str, start: int = 0, step: int = 1) -> dict[str, int]:
    return {word: start + step * n for n, word in enumerate(words.split())}


UNITS = _counted("zero one two three four five six seven eight nine")
TEENS = _counted(
    "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen", 10
)
TENS = _counted("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10)
SCALES = {
    "thousand": 10**3, "lakh": 10**5, "lac": 10**5, "million": 10**6, "crore": 10**7,
    "milliard": 10**9, "billion": 10**9, "trillion": 10**12,
}  # fmt: skip
# The same in other scripts, which stand right after digits.
FOREIGN_SCALES = {
    "हज़ार": 10**3, "हजार": 10**3, "लाख": 10**5, "करोड़": 10**7, "হাজার": 10**3, "লাখ": 10**5,
    "কোটি": 10**7, "ہزار": 10**3, "لاکھ": 10**5, "کروڑ": 10**7, "ألف": 10**3, "آلاف": 10**3,
    "الف": 10**3, "مليون": 10**6, "ملايين": 10**6, "هزار": 10**3, "میلیون": 10**6, "אלף": 10**3,
    "אלפים": 10**3, "מיליון": 10**6, "тыс": 10**3, "тысяч": 10**3, "млн": 10**6, "миллион": 10**6,
    "ሺህ": 10**3, "ሺ": 10**3, "ሚሊዮን": 10**6,
}  # fmt: skip
UNSPACED_SCALES = {
    "千": 10**3, "万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8,
    "พัน": 10**3, "หมื่น": 10**4, "แสน": 10**5, "ล้าน": 10**6,
}  # fmt: skip
OTHER_SCALES = FOREIGN_SCALES | UNSPACED_SCALES
MULTIPLIERS = {"dozen": 12, "hundred": 100} | SCALES
SUFFIXES = {"k": 10**3, "mn": 10**6, "mln": 10**6, "cr": 10**7, "bn": 10**9, "tn": 10**12}
# "5m" is five metres as often as five million, except of money.
MONEY_SUFFIXES = {"m": 10**6, "b": 10**9}
TIMES = MULTIPLIERS | SUFFIXES | MONEY_SUFFIXES
ROUND = {"hundred": 100, "dozen": 12, "score": 20}  # multiply the word before them, if there is one
SMALL_ORDINALS = _counted("first second third fourth fifth sixth seventh eighth ninth", 1)
OTHER_ORDINALS = (
    {"twelfth": 12}
    | {f"{word}th": value for word, value in TEENS.items() if word != "twelve"}
    | {f"{word[:-1]}ieth": value for word, value in TENS.items()}
    | {f"{word}th": MULTIPLIERS[word] for word in "hundred thousand million billion".split()}
)
SMALL = UNITS | TEENS | TENS
ORDINALS = SMALL_ORDINALS | OTHER_ORDINALS | TENS
PARTS = {"half": 2, "quarter": 4, "tenth": 10} | {
    word: value for word, value in SMALL_ORDINALS.items() if value > 2
}
FACTORS = {
    "once": 1, "twice": 2, "thrice": 3, "doubl": 2, "tripl": 3, "trebl": 3, "quadrupl": 4,
    "halv": Decimal("0.5"), "half": Decimal("0.5"),
}  # fmt: skip
FRACTION_SIGNS = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
VAGUE = "several few couple handful tens scores dozens hundreds".split()
IDIOMS = r"at\sany\sone\s(?:time|moment|point)|one\sanother|no[\s-]one"
# After these a number up to 31 is a day or a label, and the three digits after it another number.
DAY_OR_LABEL = (
    "on january february march april may june july august september october november december jan "
    "feb mar apr jun jul aug sept sep oct nov dec article articles chapter channel no. number page "
    "paragraph part phase point section unit zone"
).split()
# Marks of other scripts and typographers; each is one character, so that offsets hold.
MARKS = dict(zip("’‘\u2011\u066c\u066b，．：", "''-,.,.:", strict=True))


def one_of(words: Iterable[str]) -> str:
    """Write a pattern that matches any of the words, the longest first; a space is any space."""
    longest = sorted(words, key=len, reverse=True)
    return f"(?:{'|'.join(re.escape(word) for word in longest)})".replace("\\ ", r"\s+")


_GAP = r"[\s-]"
_SCALED = rf"{one_of(MULTIPLIERS)}s?(?!\w)"
# "and a half" stands alone, "and two thirds" only before a scale word: "two and a third of them".
_AND_PART = (
    rf"{_GAP}and{_GAP}(?:{one_of(['a', 'an', *UNITS])}{_GAP}{one_of(PARTS)}s?{_GAP}{_SCALED}"
    rf"|(?:(?:an?|one){_GAP}(?:half|quarter)|three{_GAP}quarters?)(?!\w|\sof(?!\w)))"
)

# --- numbers that begin with a digit -------------------------------------------------------------

_NARROW = r"[\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\N{FIGURE SPACE}]"
_NO_DAY_OR_LABEL = (
    r"(?:(?!(?:[12]?[0-9]|3[01])\s)|(?<![^\W\d_])(?<![^\W\d_]-)(?<![0-9]\s)"
    + "".join(rf"(?<!\b{re.escape(word)}\s)" for word in DAY_OR_LABEL)
    + ")"
)
_DECIMALS = r"(?:[.,][0-9]{1,2}(?![0-9]))?"
_DIGITS_READ = [
    r"[0-9]+(?![0-9]|[,.'\s][0-9])",  # nothing to decide, and so first
    r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?",
    r"[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}(?![0-9])(?:\.[0-9]+)?",
    r"(?<![0-9],)(?!(?:19|20)[0-9]{2},)[0-9]+,[0-9]{1,2}(?![0-9]|,[0-9])",
    r"[0-9]{1,3}(?:\.[0-9]{3})+(?![0-9])(?:,[0-9]{1,2}(?![0-9]))?",
    rf"[0-9]{{1,3}}(?:'[0-9]{{3}})+(?![0-9]){_DECIMALS}",
    rf"[0-9]{{1,3}}(?:{_NARROW}[0-9]{{3}})+(?![0-9]){_DECIMALS}",
    rf"(?=[0-9]{{1,3}}\s[0-9]{{3}}(?![0-9])){_NO_DAY_OR_LABEL}"
    rf"[0-9]{{1,3}}(?:\s[0-9]{{3}}(?![0-9]))+{_DECIMALS}",
    r"[0-9]+(?:\.[0-9]+)?",
]
_DIGITS = f"(?:{'|'.join(_DIGITS_READ)})"
_ABROAD = re.compile(rf"\s?(?:({one_of(FOREIGN_SCALES)})(?!\w)|({one_of(UNSPACED_SCALES)}))")
_CURRENCY = "[$€£¥₽₸₹]"
_AFTER_CURRENCY = (
    rf"(?:(?<={_CURRENCY})|(?<=\brs\s)|(?<=\b(?:usd|eur|gbp|inr)\s)"
    + "".join(rf"|(?<={_CURRENCY}[0-9]{{{width}}}[-–])" for width in (1, 2, 3))  # $5-10m
    + ")"
)
# Millions where a plural follows a lone m or it has decimals: "5m refugees", "2.5m"; not "ran 5m".
_MILLIONS = r"m(?!\w)(?:(?=\s(?:people|[a-z]{3,}(?<!s)s)(?!\w))|(?<=[.,][0-9]m)|(?<=[.,][0-9]{2}m))"

# --- numbers in words ----------------------------------------------------------------------------

_BELOW_100 = rf"(?:{one_of(TENS)}(?:{_GAP}{one_of(UNITS)}(?!\w))?|{one_of(TEENS)}|{one_of(UNITS)})"
_WITH_HUNDRED = rf"(?:(?:{_BELOW_100}{_GAP})?hundred(?:(?:\sand)?{_GAP}{_BELOW_100}(?!\w))?)"
_BELOW_1000 = rf"(?:{_WITH_HUNDRED}|{_BELOW_100})"
# "one thousand, two hundred" is one number, "one thousand, five of them" is two.
_REST = rf"(?:,\s{_WITH_HUNDRED}|(?:\sand)?{_GAP}{_BELOW_1000})(?!\w)"
_WORDS = (
    rf"(?:(?:{_BELOW_1000}{_GAP}{one_of(SCALES)}s?|{one_of(SCALES)})(?:{_GAP}{one_of(SCALES)}s?)?"
    rf"(?:{_GAP}{_BELOW_1000}{_GAP}{one_of(SCALES)})*(?:{_REST})?"
    rf"|(?:{_BELOW_100}{_GAP})?dozen|{_BELOW_100}{_GAP}score|(?<=\ba\s)score(?=\sof\s[a-z])"
    rf"|{_BELOW_1000})"
)
_PART = rf"(?:(?:{one_of(['a', 'an', *UNITS])}{_GAP})?{one_of(PARTS)}s?)"
_VAGUE = rf"(?:tens|scores|dozens|hundreds|{one_of(SCALES)}s)"

# What may begin a word that makes another number of the digits before it.
_ENLARGES = rf"{one_of([*TIMES, 'am', 'pm', 'a.', 'p.'])}|o'|and{_GAP}[^0-9]"
# The order decides where two readings start at the same character.
_FROM_DIGIT = {
    "plain": rf"[0-9]++(?=\s(?!{_ENLARGES})[a-z])|[0-9]++$",  # most of them, and so first
    "date": r"[0-9]{4}(?P<dash>[./-])[0-9]{2}(?P=dash)[0-9]{2}(?![0-9])"
    r"|[0-9]{1,2}(?P<mark>[./-])[0-9]{1,2}(?P=mark)[0-9]{4}(?![0-9])"
    r"|[0-9]{1,2}/[0-9]{1,2}/[0-9]{2}(?![0-9])",
    "time": r"[0-9]{1,2}(?:[:.][0-5][0-9])?\s?[ap](?:\.\s?m\.|\.m(?!\w)|m(?!\w))"
    r"|[0-9]{1,2}[:h][0-5][0-9](?::[0-5][0-9])?(?![:0-9])|[0-9]{1,2}\so'clock",
    "ordinal": r"[0-9]++(?:st|nd|rd|th)(?!\w)",
    "plural": rf"1[0,]*0s\sof{_GAP}{_SCALED}|1[0,]*0s(?=\sof(?!\w))",
    "sign": rf"(?:[0-9]++\s?+)?[{FRACTION_SIGNS}](?:{_GAP}{_SCALED})?",
    "money": rf"{_AFTER_CURRENCY}{_DIGITS}\s?[mb](?!\w)",
    "millions": rf"(?=[0-9.,']++m){_DIGITS}{_MILLIONS}",
    "metres": rf"(?=[0-9.,']++m){_DIGITS}(?=m(?!\w))",
    "amount": rf"{_DIGITS}(?:{_GAP}?{_SCALED}(?:{_GAP}{_SCALED})?|\s?{one_of(SUFFIXES)}(?!\w))?"
    rf"(?:{_AND_PART})?",
}
_FROM_WORD = {
    "idiom": IDIOMS,
    "fold": rf"{one_of(SMALL)}fold",
    "oclock": rf"{_BELOW_100}\so'clock|(?:half\spast|quarter\s(?:past|to))\s"
    rf"(?:[0-9]{{1,2}}|{_BELOW_100})",
    "part_of_scale": rf"(?:{_PART}\sof\s(?:an?|one)|half(?:{_GAP}an?)?|(?:three{_GAP})?quarters?)"
    rf"{_GAP}{_SCALED}",
    "part": rf"{one_of(UNITS)}{_GAP}{one_of(PARTS)}s|one{_GAP}{one_of(PARTS)}"
    rf"|(?:an?\s{one_of(PARTS)}|quarters?)(?=\sof(?!\w))",
    "vague": rf"(?:several|few|couple(?:\sof)?|{_VAGUE}\sof){_GAP}{_SCALED}"
    rf"|several|few|couple(?=\sof(?!\w))|handful|{_VAGUE}",
    "ordinal_words": rf"(?:{one_of(TENS)}{_GAP})?{one_of(SMALL_ORDINALS)}|{one_of(OTHER_ORDINALS)}",
    "mixed_words": rf"(?:{_BELOW_100}(?:{_GAP}{one_of(SCALES)}s?)?|{one_of(SCALES)}){_AND_PART}",
    "words": _WORDS,
    "single": "single",
    "factor": r"once|twice|thrice|half|halves|(?:doubl|tripl|trebl|quadrupl|halv)(?:e|ed|es|ing)",
}
# A cheap look at how a word begins spares most words of a text all of the readings.
_WORD_BEGINS = one_of(
    [*UNITS, *TEENS, *TENS, *MULTIPLIERS, *SMALL_ORDINALS, *OTHER_ORDINALS, *FACTORS, *VAGUE]
    + ["single", "quarter", "score", "no one", "no-one", "at any one"]
    + [f"{article} {part} of" for article in ("a", "an") for part in PARTS]
)


def _readings(patterns: dict[str, str]) -> str:
    return "|".join(f"(?P<{name}>{pattern})" for name, pattern in patterns.items())


_NUMBER = re.compile(
    rf"(?=[0-9{FRACTION_SIGNS}])(?:{_readings(_FROM_DIGIT)})"
    rf"|(?<!\w)(?={_WORD_BEGINS})(?:{_readings(_FROM_WORD)})(?!\w)"
)
# "10 to 20 thousand", "20-30,000": what the second is multiplied by is meant for both.
_SPREAD = re.compile(r"m?(?:\s(?:to|or)\s|\s?[-–—]\s?)")
_BETWEEN = re.compile(r"\bbetween\s(?:\S\s?)?$")
_THOUSANDS = re.compile(r"[0-9]{1,3},000")
_AND = re.compile(r"[\s-]and[\s-]")
_GROUPING_ONLY = re.compile(r"[\s']")
_LETTERS = re.compile("[a-z]+")
_LEADING_DIGITS = re.compile(_DIGITS)


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
    for match in _NUMBER.finditer(plain):
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
    scale = _ABROAD.match(text, number.end)
    if not scale or not number.text[-1].isdecimal() or number.kind != "cardinal":
        return number
    value = number.value * OTHER_SCALES[scale[scale.lastindex]]
    return Number(number.start, scale.end(), text[number.start : scale.end()], *_cardinal(value))


def folded(text: str) -> str:
    """Return a text in lower case, with ASCII digits and marks; offsets stay what they are."""
    if not text.isascii():
        text = re.sub(r"[^\x00-\x7f]", lambda match: _ascii(match[0]), text)
    return text.lower()


@lru_cache(maxsize=4096)
def _ascii(character: str) -> str:
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    return MARKS.get(character, character.lower()[0])


def _continues(first: Number, second: Number, plain: str) -> bool:
    """Whether two numbers are one: "3 lakh 20 thousand"."""
    if plain[first.end : second.start] != " " or not first.kind == second.kind == "cardinal":
        return False
    scale = _scale(plain[first.start : first.end])
    return 1 < _scale(plain[second.start : second.end]) < scale and second.value < scale


def _sharing_a_scale(found: list[Number], plain: str) -> list[Number]:
    """Let the 10 of "10 to 20 thousand" read as 10000 first, as 10 second."""
    for at, (first, second) in enumerate(zip(found, found[1:], strict=False)):
        joint, last = plain[first.end : second.start], plain[second.start : second.end]
        if last.isdecimal() or not first.kind == second.kind == "cardinal":
            continue
        before = plain[found[at - 1].end if at else 0 : first.start]
        if not (_SPREAD.fullmatch(joint) or (joint == " and " and _BETWEEN.search(before))):
            continue
        grouped = bool(_THOUSANDS.fullmatch(last))
        scale = 1000 if grouped else _scale(last)
        scaled = [_times(value, scale) for value in first.readings]
        scaled = [value for value in scaled if value < second.value]
        if scale > 1 and scaled and _scale(first.text.lower()) == 1:
            # "5 to 30,000" may be meant as it stands, "20-30,000" hardly
            plainly = grouped and joint[-1] == " "
            both = (*first.readings, *scaled) if plainly else (*scaled, *first.readings)
            found[at] = first._replace(readings=tuple(dict.fromkeys(both)))
    return found


# --- what each reading amounts to ----------------------------------------------------------------

Read = tuple[str, tuple[Decimal, ...], tuple[int, ...]]  # kind, readings, parts


def _cardinal(*values: Decimal) -> Read:
    return "cardinal", values, ()


def _factor(value: Decimal) -> Read:
    return "factor", (value,), ()


def _amount(text: str) -> Read:
    """Read "12,500", "1,5 million", "2 lakh crore", "20k", "2 and a half thousand"."""
    if text.isdecimal():
        return _cardinal(Decimal(text))
    digits = _LEADING_DIGITS.match(text)[0]
    values = _digits(digits)
    if rest := text[len(digits) :]:
        scaled, *part = _AND.split(rest, maxsplit=1)
        scale = _scale(scaled)
        values = [_with_part(_times(value, scale), scale, *part) for value in values]
    return _cardinal(*values)


def _digits(text: str) -> tuple[Decimal, ...]:
    """Read digits with their marks; of two readings the English one comes first."""
    if text.isdecimal():
        return (Decimal(text),)
    marked = _GROUPING_ONLY.sub("", text)
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
    for word in reversed(_LETTERS.findall(text)):
        times = TIMES.get(word) or TIMES.get(word.removesuffix("s"))
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
    words = _LETTERS.findall(text.replace("halves", "half"))
    name = next(word for word in words if word.removesuffix("s") in PARTS)
    return Fraction(UNITS.get(words[0], 1), PARTS[name.removesuffix("s")])


def _decimal(value: Fraction) -> Decimal:
    """Return a fraction as a decimal; one without an end to four places, a large one to none."""
    exact = Decimal(value.numerator) / value.denominator
    if 10**9 % value.denominator == 0:
        return exact
    return round(exact, 4) if exact < 10 else exact.quantize(Decimal(1))


def _words(text: str) -> Decimal:
    """Add up number words: "one hundred and twenty-five thousand" is 125,000."""
    total = group = 0
    for word in _LETTERS.findall(text):
        if word in SMALL:
            group += SMALL[word]
        elif word in ROUND:
            group = (group or 1) * ROUND[word]
        elif scale := SCALES.get(word.removesuffix("s")):
            # a scale word right after another multiplies it: "two lakh crore"
            total = total * scale if total and not group else total + (group or 1) * scale
            group = 0
    return Decimal(total + group)


def _sign(text: str) -> Read:
    """Read "½", "2½" and "½ million"."""
    at = next(n for n, character in enumerate(text) if character in FRACTION_SIGNS)
    part = Fraction(unicodedata.numeric(text[at])).limit_denominator(10)
    scale = _scale(text[at + 1 :])
    value = _decimal((int(text[:at] or 0) + part) * scale)
    return _factor(value) if scale == 1 else _cardinal(value)


def _money(text: str) -> Read:
    values = _digits(text[:-1].rstrip())
    return _cardinal(*(_times(value, MONEY_SUFFIXES[text[-1]]) for value in values))


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
    head, part = _AND.split(text, maxsplit=1)
    return _cardinal(_with_part(_words(head), _scale(head), part))


def _ordinal_words(text: str) -> Read:
    """Read "third" as 3, "twenty-first" as 21."""
    return "ordinal", (Decimal(sum(ORDINALS[word] for word in _LETTERS.findall(text))),), ()


_READ: dict[str, Callable[[str], Read]] = {
    "plain": lambda text: _cardinal(Decimal(text)),
    "date": lambda text: ("date", (), tuple(map(int, re.findall("[0-9]+", text)))),
    "time": _clock,
    "ordinal": lambda text: ("ordinal", (Decimal(text[:-2]),), ()),
    "plural": lambda text: ("vague", (), ()),
    "sign": _sign,
    "money": _money,
    "millions": _metres,
    "metres": _metres,
    "amount": _amount,
    "fold": lambda text: _factor(Decimal(SMALL[text.removesuffix("fold")])),
    "oclock": _oclock,
    "part_of_scale": lambda text: _cardinal(_decimal(_part(text) * _scale(text))),
    "part": lambda text: _factor(_decimal(_part(text))),
    "vague": lambda text: ("vague", (), ()),
    "ordinal_words": _ordinal_words,
    "mixed_words": _mixed_words,
    "words": lambda text: _cardinal(_words(text)),
    "single": lambda text: _cardinal(Decimal(1)),
    "factor": lambda text: _factor(
        Decimal(next(FACTORS[s] for s in FACTORS if text.startswith(s)))
    ),
}
