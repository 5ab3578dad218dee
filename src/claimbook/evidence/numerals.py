"""How numbers look in English text: digits, words, ordinals, vague words, clock times and dates.

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
from collections.abc import Iterable
from decimal import Decimal


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
    "млрд": 10**9, "миллиард": 10**9, "тис": 10**3, "мільйон": 10**6, "мільярд": 10**9,
    "χιλ": 10**3, "εκατ": 10**6, "δισ": 10**9, "ሺህ": 10**3, "ሺ": 10**3, "ሚሊዮን": 10**6,
}  # fmt: skip
UNSPACED_SCALES = {
    "百": 100, "千": 10**3, "万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8,
    "백": 100, "천": 10**3, "만": 10**4, "억": 10**8,
    "พัน": 10**3, "หมื่น": 10**4, "แสน": 10**5, "ล้าน": 10**6,
}  # fmt: skip
# Those of Latin letters by how they begin, for a text that is known not to be English.
LATIN_SCALES = {
    word: value
    for value, words in {
        10**3: "mil mii tausend tsd duizend tusen tusind tuhat tys tis ezer bin ribu nghìn k€ k$",
        10**6: "million milion milió millón millones milhão milhões miljo milyon mio mln triệu m€ "
        "m$",
        10**9: "milliard miliard miljard milyar mrd mld md",
    }.items()
    for word in words.split()
}
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
MARKS = dict(zip("’‘\u2011\u066c\u066b，．·：", "''-,.,..:", strict=True))


def one_of(words: Iterable[str]) -> str:
    """Write a pattern that matches any of the words, the longest first; a space is any space.

    By their first letters, so that most words of a text are passed over at once.
    """
    begun: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        begun.setdefault(word[0], []).append(re.escape(word[1:]))
    each = (f"{re.escape(letter)}(?:{'|'.join(rest)})" for letter, rest in begun.items())
    return f"(?:{'|'.join(each)})".replace("\\ ", r"\s+")


_GAP = r"[\s-]"
_SCALED = rf"{one_of(MULTIPLIERS)}s?(?!\w)"
_OF_SCALE = rf"(?:{_GAP}of{_GAP}(?:an?|one)|{_GAP}an?)?{_GAP}{_SCALED}"
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
ABROAD = re.compile(rf"\s?(?:({one_of(FOREIGN_SCALES)})(?!\w)|({one_of(UNSPACED_SCALES)}))")
ANY_SCALE = FOREIGN_SCALES | UNSPACED_SCALES | LATIN_SCALES
SCALED_ABROAD = re.compile(rf"[\s-]?({one_of(ANY_SCALE)})")
SIGNS = "$€£¥₽₸₹"  # of currencies
_CURRENCY = f"[{SIGNS}]"
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
    "sign": rf"(?:[0-9]++\s?+)?[{FRACTION_SIGNS}](?:{_OF_SCALE})?",
    "slash": rf"[1-9]/[1-9][0-9]?{_OF_SCALE}",
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
    "vague": rf"(?:several|few|couple(?:\sof)?|{_VAGUE}\sof){_GAP}{_SCALED}(?:{_GAP}{_SCALED})?"
    rf"|several|few|couple(?=\sof(?!\w))|handful|{_VAGUE}",
    "ordinal_words": rf"(?:{one_of(TENS)}{_GAP})?{one_of(SMALL_ORDINALS)}|{one_of(OTHER_ORDINALS)}",
    "mixed_words": rf"(?:{_BELOW_100}(?:{_GAP}{one_of(SCALES)}s?)?|{one_of(SCALES)}){_AND_PART}",
    # not the "one point" of "at one point two million", which is a moment
    "decimal_words": rf"(?<!\bat\s){_BELOW_100}\spoint(?:\s{one_of(UNITS)}(?!\w))+"
    rf"(?:{_GAP}{_SCALED}|(?=\sper\s?cent))",
    "words": _WORDS,
    "single": r"(?<!without a )(?<!not a )single",
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


NUMBER = re.compile(
    rf"(?=[0-9{FRACTION_SIGNS}])(?:{_readings(_FROM_DIGIT)})"
    rf"|(?<!\w)(?={_WORD_BEGINS})(?:{_readings(_FROM_WORD)})(?!\w)"
)
# "10 to 20 thousand", "20-30,000": what the second is multiplied by is meant for both.
SPREAD = re.compile(rf"m?(?:\s(?:to|or)\s|\s?[-–—]\s?){_CURRENCY}?")
JOINED = re.compile(rf"\sand\s{_CURRENCY}?")
BETWEEN = re.compile(r"\bbetween\s(?:\S\s?)?$")
THOUSANDS = re.compile(r"[0-9]{1,3},000")
AND = re.compile(r"[\s-]and[\s-]")
GROUPING_ONLY = re.compile(r"[\s']")
LETTERS = re.compile("[a-z]+")
LEADING_DIGITS = re.compile(_DIGITS)
