"""The names of months, days and parts of the day in English text, and of other calendars.

Months and weekdays are written out: the names in Python's calendar module follow the reader's
locale, the documents do not. Capitals matter: "may" and "march" are verbs.
"""

import re

from claimbook.ledger.dates import PARTS

_MONTHS = (
    "January/Jan February/Feb March/Mar April/Apr May June/Jun July/Jul August/Aug "
    "September/Sept/Sep October/Oct November/Nov December/Dec"
)
MONTHS = {
    name: month
    for month, names in enumerate(_MONTHS.split(), 1)
    for name in [*names.split("/"), *names.upper().split("/")]
}
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTH = re.compile(rf"\b({'|'.join(MONTHS)})\b")
WEEKDAY = re.compile(rf"\b({'|'.join(WEEKDAYS)})s?\b")
# What of a date a hedge may stand before, beside its numbers.
NAMED_TIME = re.compile(
    rf"\b(?:{'|'.join([*MONTHS, *WEEKDAYS])}"
    r"|[Mm]id(?:night|day)?|[Ee]arly|[Ll]ate|[Ss]tart|[Bb]eginning|[Ee]nd|[Mm]orning|[Aa]fternoon"
    r"|[Ee]vening|[Nn]ight|Easter|Christmas|Ramadan|[Nn]oon|[Dd]awn|[Dd]usk|[Dd]aybreak|[Ss]un(?:rise|set))\b"
)
PART_WORDS = {
    part: re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})s?(?!\w)", re.IGNORECASE)
    for part, words in PARTS.items()
}
BEFORE_CHRIST = re.compile(r"[0-9]+\s?B\.?\s?C\.?(?:\s?E\.?)?(?![A-Za-z])")
SEASON_OF_TWO_YEARS = re.compile(
    r"\b(?:spring|summer|autumn|fall|winter)\b.*[0-9]{4}[-–/](?:[0-9]{1,2}|[0-9]{4})\b",
    re.IGNORECASE,
)

# "Julian" and "Islamic" are not always about dates, and so are read with a word beside them.
_ERAS = r"[Rr]eiwa|[Hh]eisei|[Ss]h[oō]wa|[Tt]aish[oō]|[Mm]eiji|[Mm]inguo"
_PEOPLES = "Islamic|Muslim|Hebrew|Jewish|Persian|Iranian|Ethiopian|Coptic|Buddhist|Chinese|Lunar"
# Months that no Gregorian date has, beside a day or a year of three or four digits.
_OTHER_MONTHS = "|".join(
    (
        "Muharram Safar Rabi[’'`]?\\s(?:al|ul)-\\w+ Jumada\\s\\S+ Rajab Sha[’'`]?ban"
        " Ramadan Shawwal D[hu]+\\s?(?:al|ul)-\\S+"
        " Farvardin Ordibehesht Khordad Tir Mordad Shahrivar Mehr Aban Azar Dey Bahman Esfand"
        " Baisakh Vaisakha Jestha Ashadh Asar Shrawan Bhadra Ashwin Asoj Kartik Mangsir Poush Magh"
        " Falgun Phalgun Chaitra"
        " Tishrei Cheshvan Kislev Tevet Shevat Adar Nisan Iyar Sivan Tammuz Elul"
        " Meskerem Tikimt Hidar Tahsas Yekatit Megabit Miyazya Ginbot Sene Hamle Nehase Pagume"
    ).split(" ")
)
_OTHERS = [
    rf"\b[0-9]{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?(?:{_OTHER_MONTHS})\b",
    rf"\b(?:{_OTHER_MONTHS})\s(?:[0-9]{{1,2}}\b|1[0-8][0-9]{{2}}\b)",
    r"[0-9]\s?هـ|\bพ\.?\s?ศ",
    r"\b[Oo]ld\s[Ss]tyle\b",
    r"\bO\.\s?S\.",
    r"\(OS\)",
    r"\b[Jj]ulian\b(?!\s[A-Z]|['’]s)",
    r"\b(?:[Hh]ij(?:ri|ra|rah)|[Hh]egira|HEGIRAE)\b",
    r"\b[0-9]{1,4}\s?A\.?H\b",
    r"\bA\.?H\.?\s?[0-9]{1,4}\b",
    r"\b[Ss]aka\s(?:[Ee]ra|[0-9])",
    r"\b[0-9]{4}\s[Ss]aka\b",
    r"\b[BbVv]ikram(?:i|\s[Ss]am[bv]at)\b",
    r"\b[0-9]{4}\s?B\.?S\b",
    r"\bB\.?S\.?\s?[0-9]{4}\b",
    r"\b25[0-9]{2}\s?B\.?E\b",
    r"\bB\.?E\.?\s?25[0-9]{2}\b",
    rf"\b(?:{_ERAS})\s[0-9]{{1,2}}\b",
    rf"\b(?:{_PEOPLES}|Republican|Revolutionary)\s(?:[Cc]alendar|[Ee]ra)\b",
]
OTHER_CALENDAR = re.compile("|".join(_OTHERS))
# In a note the name alone will do, unless it is part of another one ("Islamic State").
CALENDAR_IN_NOTE = re.compile(
    rf"{OTHER_CALENDAR.pattern}|(?i:\b(?:{_PEOPLES}|jalali|saka|bikram|{_ERAS})\b)(?!\s[A-Z])"
    r"|\b(?![Gg]regorian)\w+\s[Cc]alendar\b"
)
# "31 Baisakh", "the 1st of Ramadan", "Baisakh 31": what may be a month.
_AFTER = re.compile(r"\s(?:of\s)?([A-Z]\w{2,})")
_BEFORE = re.compile(r"\b([A-Z]\w{3,})\s(?:the\s)?$")
LAST_JULIAN_YEAR = 1930  # the last states had changed over by then
OTHER_ERA = 40  # years between one era and the next, at least


def other_month_beside(wording: str, start: int, end: int) -> bool:
    """Whether a wording without a month has a name beside a number that may be one."""
    names = [_AFTER.match(wording, end), _BEFORE.search(wording[:start])]
    return not MONTH.search(wording) and any(n and not WEEKDAY.fullmatch(n[1]) for n in names)
