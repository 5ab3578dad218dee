"""What to write instead: the second half of every message about the ledger."""

import difflib
import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal

from claimbook import wording
from claimbook.ledger.words import WORD

# An ISO date, be it in the calendar or not.
SHAPE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T([A-Z]{2}|[0-9]{2}(:[0-9]{2})?))?)?)?")
MONTHS = [name.lower() for name in wording.MONTHS[1:]]
SMALL = "zero one two three four five six seven eight nine ten eleven twelve".split()
FACTORS = {
    "thousand": 10**3, "k": 10**3, "million": 10**6, "m": 10**6, "mln": 10**6,
    "billion": 10**9, "bn": 10**9, "trillion": 10**12,
}  # fmt: skip
SAVE_AS = (
    "save it again: in Excel as “CSV UTF-8 (Comma delimited)”; in LibreOffice tick “Edit filter "
    "settings” and choose Unicode (UTF-8) and a comma"
)


def quoted(value: object, limit: int = 70) -> str:
    """Return `value` in quotes, cut to `limit` characters, its invisible characters spelt out.

    Cells come from strangers: what reaches a terminal must not hold escape sequences, overrides of
    the writing direction or line breaks.
    """
    text = str(value)
    cut = text[:limit] + ("…" if len(text) > limit else "")
    return f'"{printable(cut)}"'


def printable(text: str) -> str:
    """Return `text` with every character that does not print written as an escape."""
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text
    )


def nearest(value: str, candidates: Iterable[str], likeness: float = 0.6) -> str:
    """Return ``; did you mean "x"?`` for the candidate nearest to `value`, or an empty text."""
    known = [c for c in candidates if c]
    if len(known) > 1000:  # difflib is slow: of many keep those that begin and end much alike
        known = [c for c in known if c[:1] == value[:1] and abs(len(c) - len(value)) < 3][:1000]
    plain = " ".join(value.split()).lower()
    same = [c for c in known if c.lower() == plain]
    close = same or difflib.get_close_matches(plain[:200], known, n=1, cutoff=likeness)
    return f"; did you mean {quoted(close[0])}?" if close else ""


# ---- dates

_N, _MONTH, _YEAR = "([0-9]{1,2})", "([A-Za-z]{3,9})", "([0-9]{4}|[0-9]{2})"
# Ways to write a date, the first that fits; year, month and day are the groups numbered so, twice
# where day and month can be swapped.
WAYS = [
    (rf"([0-9]{{4}})[-/. ]{_N}[-/. ]{_N}", [(1, 2, 3)]),
    (rf"([0-9]{{4}})[-/. ]{_N}", [(1, 2)]),
    (r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})", [(1, 2, 3)]),
    (rf"{_N}\.{_N}[-/. ]{_YEAR}", [(3, 2, 1)]),
    (rf"{_N}[-/ ]{_N}[-/. ]{_YEAR}", [(3, 2, 1), (3, 1, 2)]),
    (rf"{_N}[-. ]*{_MONTH}[-., ]*{_YEAR}", [(3, 2, 1)]),
    (rf"{_MONTH}[. ]*{_N},? ?([0-9]{{4}})", [(3, 1, 2)]),
    (rf"{_MONTH}[-. ]+{_YEAR}", [(2, 1)]),
]
SERIAL = re.compile(r"[2-7][0-9]{4}(?:[.,][0-9]+)?")  # days since 30 December 1899
CLOCK = re.compile(r"(.+?),?[T ]+([0-9]{1,2})[:.]([0-9]{2})(?:[:.][0-9.]+)?(?:Z|\+.*)?")


def _date(year: str, month: str, day: str = "") -> str:
    """Return an ISO day or month, or an empty text where the calendar has none such."""
    full = int(year) + 2000 if len(year) == 2 else int(year)
    try:
        found = date(full, int(month) if month.isdigit() else _month(month), int(day or 1))
    except ValueError:
        return ""
    return found.isoformat() if day else found.isoformat()[:7]


def _month(name: str) -> int:
    """Return 1 to 12 for the English name of a month or its beginning, else 0."""
    return MONTHS.index(name[:3].lower()) + 1 if name[:3].lower() in MONTHS else 0


def iso_readings(text: str) -> list[str]:
    """Return the ISO dates that `text` may stand for; two where day and month can be swapped."""
    text, hour = " ".join(text.strip("\"'“”„’ \xa0").split())[:60], ""
    clock = CLOCK.fullmatch(text)
    if clock and int(clock[2]) < 24 and int(clock[3]) < 60:
        text = clock[1]
        if not re.search(r"[T ]0?0:00:00", clock[0]):  # a spreadsheet's bare day
            hour = f"T{int(clock[2]):02}:{clock[3]}"
    found = []
    if SERIAL.fullmatch(text):
        found = [(date(1899, 12, 30) + timedelta(int(text[:5]))).isoformat()]
    for pattern, orders in WAYS:
        if not found and (match := re.fullmatch(pattern, text)):
            found = [_date(*(match[group] for group in order)) for order in orders]
            break
    return [f + hour for f in dict.fromkeys(found) if f]


def iso_date(value: str) -> str:
    """Say how to write `value` as an ISO date or, if there are two of them, as an interval."""
    text = " ".join(value.split())
    shape = f"{quoted(value)} is not an ISO date"
    halves = re.split(r" ?[/–—] ?| to | - ", text)
    if len(halves) == 2 and not re.fullmatch(_N, halves[0]):
        both = [
            half if SHAPE.fullmatch(half) else "".join(iso_readings(half)[:1]) for half in halves
        ]
        if all(both) and "/".join(both) != text:
            return f"{shape} or interval; write {'/'.join(both)}"
    if all(map(SHAPE.fullmatch, text.upper().split("/"))) and text != text.upper():
        return f"{shape}; write {text.upper()}"
    if all(map(SHAPE.fullmatch, text.split("/"))):
        return f"{quoted(value)} is no day of the calendar; correct the day, the month or the hour"
    if (m := re.fullmatch(rf"{_N}[-. ]?{_MONTH}", text)) and _month(m[2]):
        day = f"{_month(m[2]):02}-{int(m[1]):02}"
        return f"{shape}: its year is lost; write the year before it, such as 2022-{day}"
    found = iso_readings(text)
    if SERIAL.fullmatch(text):
        return f"{shape} but a spreadsheet's number for a day; write {found[0]}"
    if found:
        return f"{shape}; write {' or '.join(found)}" + ", as printed" * (len(found) > 1)
    return f"{shape}; write year-month-day, such as 2022-01-05 or 2022-01-05T14:30"


# ---- numbers


def plain(value: str) -> str:
    """Return the plain number that `value` most likely stands for, or an empty text."""
    text = re.sub(r"[\s\xa0\u2009\u202f'’_“”\"]", "", value).replace("\u2212", "-").lower()[:60]
    text = re.sub(r"^\+|[%$€£₸₽]|people$|percent$", "", text)
    if text in SMALL:
        return str(SMALL.index(text))
    m = re.fullmatch(r"(-?[0-9.,]+)([a-z]*)", text, re.ASCII)
    if not m or (m[2] and m[2] not in FACTORS):
        return ""
    digits = m[1]
    if re.fullmatch(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", digits):
        digits = digits.replace(",", "")
    elif re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?", digits) and not m[2]:
        digits = digits.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"-?[0-9]+,[0-9]+", digits):
        digits = digits.replace(",", ".")
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", digits):
        return ""
    number = f"{Decimal(digits) * FACTORS.get(m[2], 1):f}"
    return number.rstrip("0").rstrip(".") if "." in number else number


def whole_number(value: str) -> str:
    """Say how to write `value` as a whole number."""
    found = plain(value)
    found = found if re.fullmatch("[0-9]+", found) and found != value else "digits only, such as 3"
    return f"{quoted(value)} is not a whole number; write {found}"


def number(value: str) -> str:
    """Say how to write `value` as a plain number."""
    return f"{quoted(value)} is not a number{_instead(value, ' '.join(value.split())[:60])}"


def _instead(value: str, text: str) -> str:
    if re.fullmatch(r"-?[0-9][.,]?[0-9]*[eE][+-]?[0-9]+", text):
        return ": a spreadsheet has shortened it; write all its digits"
    ends = re.fullmatch(r"([0-9.,]+) ?(?:-|–|—|to|and) ?([0-9.,]+)", text)
    if ends and (low := plain(ends[1])) and (high := plain(ends[2])):
        return f"; write {low} into low, {high} into high and between into qualifier"
    m = re.fullmatch(r"(?:[~≈<>≤≥±]|about|over|nearly)? ?([0-9.,]+) ?\+?", text)
    if m and m[1] != text:
        return f"; write {plain(m[1]) or m[1]} and put the hedge into qualifier"
    if re.search("[A-Za-z/]", text) and (
        iso_readings(text) or re.fullmatch(r"[0-9]{1,2}[-. ]?[A-Za-z]{3}", text)
    ):
        return " but a date, as spreadsheets make of 5-1; write the number as printed"
    if re.fullmatch(r"-?[0-9]{16,}(\.[0-9]+)?", text):
        return " of at most 15 digits; write it in a larger unit"
    if re.fullmatch(r"-?[0-9]+\.[0-9]{10,}", text):
        return " of at most 9 decimals; write the figure as printed"
    return f"; write {plain(value) or 'digits only, such as 2500'}"


# ---- what does not match its column's pattern

Say = Callable[[str], str]


def identifier(value: str) -> str:
    """Say how to turn `value` into an id."""
    slug = wording.slug(value)
    hint = f"; write {slug}" if slug else ", such as river-post-4"
    return f"{quoted(value)} is no id: only a-z, 0-9 and hyphens{hint}"


def _words(most: int, purpose: str, otherwise: str) -> Say:
    def say(value: str) -> str:
        words = len(WORD.findall(value))
        if "\n" in value:
            return f"{quoted(value)} runs over two lines; write it on one line, as printed"
        if words > most:
            return f"{quoted(value)} has {words} words; quote at most {most}{purpose}"
        return f"{quoted(value)} holds no word; quote {otherwise}"

    return say


def _list_of(what: str) -> Say:
    def say(value: str) -> str:
        parts = printable("; ".join(part for part in re.split(r"\s*;\s*", value) if part))
        return f"{quoted(value)} is not a list of {what}; write {parts or 'none'}"

    return say


def _checksum(value: str) -> str:
    if re.fullmatch("[0-9a-fA-F]{64}", value.strip()):
        return f"{quoted(value)} has capital letters; write {value.strip().lower()}"
    return f"{quoted(value, 20)} is no SHA-256; write its 64 digits 0-9 a-f, or leave it empty"


UNLIKE: dict[str, Say] = {
    **dict.fromkeys(("low", "high"), number),
    **dict.fromkeys(("as_of", "published", "retrieved"), iso_date),
    **dict.fromkeys(("scope", "within"), _list_of("scopes")),
    "via": _list_of("relays"),
    "wording": _words(
        8, ": the figure, its hedge and what is counted", "the fragment that states the figure"
    ),
    "counted": _words(5, " that name what is counted", "what is counted, or leave it empty"),
    "short": lambda value: f"{quoted(value)} has {len(value)} characters; write at most 28",
    "url": lambda value: f"{quoted(value)} is no web address; write it whole, from https:// on",
    "language": lambda value: f"{quoted(value)} names no language; write en, or en-GB",
    "locator": lambda value: (
        f"{quoted(value)} does not say what paragraph counts; write row, page or another word"
    ),
    "sha256": _checksum,
}
