"""What to write instead: the second half of every message about the ledger."""

import difflib
import re
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

SHAPE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T([A-Z]{2}|[0-9]{2}(:[0-9]{2})?))?)?)?")
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
FACTORS = {
    "thousand": 10**3, "k": 10**3, "million": 10**6, "m": 10**6, "mln": 10**6,
    "billion": 10**9, "bn": 10**9, "trillion": 10**12,
}  # fmt: skip
WORD = re.compile(r"[0-9]+(?:[,.'’][0-9]+)*(?!\w)|\w+")  # 1,000 is one word
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


def nearest(value: str, candidates: Iterable[str]) -> str:
    """Return ``; did you mean "x"?`` for the candidate nearest to `value`, or an empty text."""
    known = [c for c in candidates if c]
    if len(known) > 1000:  # difflib is slow: of many keep those that begin and end much alike
        known = [c for c in known if c[:1] == value[:1] and abs(len(c) - len(value)) < 3][:1000]
    plain = " ".join(value.split()).lower()
    same = [c for c in known if c.lower() == plain]
    close = same or difflib.get_close_matches(plain[:200], known, n=1, cutoff=0.6)
    return f"; did you mean {quoted(close[0])}?" if close else ""


def identifier(value: str) -> str:
    """Say how to turn `value` into an id."""
    slug = re.sub("[^a-z0-9]+", "-", value.lower()).strip("-")[:60]
    hint = f"; write {slug}" if slug else ", such as river-post-4"
    return f"{quoted(value)} is no id: only a-z, 0-9 and hyphens{hint}"


# ---- dates


def _day(year: str, month: int, day: str) -> str:
    """Return an ISO day, or an empty text where the calendar has no such day."""
    full = int(year) + 2000 if len(year) == 2 else int(year)
    try:
        return date(full, month, int(day)).isoformat()
    except ValueError:
        return ""


def _month(name: str) -> int:
    """Return 1 to 12 for the English name of a month or its beginning, else 0."""
    return MONTHS.index(name[:3].lower()) + 1 if name[:3].lower() in MONTHS else 0


def iso_readings(text: str) -> list[str]:
    """Return the ISO dates that `text` may stand for; two where day and month can be swapped."""
    text = " ".join(text.strip("\"'“”„’ \xa0").split())[:60]
    clock = re.fullmatch(r"(.+?),?[T ]+([0-9]{1,2})[:.]([0-9]{2})(?:[:.][0-9.]+)?(?:Z|\+.*)?", text)
    hour = ""
    if clock and int(clock[2]) < 24 and int(clock[3]) < 60:
        text = clock[1]
        hour = f"T{int(clock[2]):02}:{clock[3]}"
        hour = "" if re.search(r"[T ]0?0:00:00", clock[0]) else hour  # a spreadsheet's bare day
    n = r"([0-9]{1,2})"
    found: list[str] = []
    if m := re.fullmatch(rf"([0-9]{{4}})[-/. ]{n}(?:[-/. ]{n})?", text):
        found = [_day(m[1], int(m[2]), m[3] or "1")]
        if not m[3]:
            found = [f[:7] for f in found]
    elif m := re.fullmatch(r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})", text):
        found = [_day(m[1], int(m[2]), m[3])]
    elif m := re.fullmatch(rf"{n}([-/. ]){n}[-/. ]([0-9]{{4}}|[0-9]{{2}})", text):
        found = [_day(m[4], int(m[3]), m[1])]
        if m[2] != ".":
            found.append(_day(m[4], int(m[1]), m[3]))
    elif m := re.fullmatch(rf"{n}[-. ]*([A-Za-z]{{3,9}})[-., ]*([0-9]{{4}}|[0-9]{{2}})", text):
        found = [_day(m[3], _month(m[2]), m[1])]
    elif m := re.fullmatch(rf"([A-Za-z]{{3,9}})[. ]*{n},? ?([0-9]{{4}})", text):
        found = [_day(m[3], _month(m[1]), m[2])]
    elif m := re.fullmatch(r"([A-Za-z]{3,9})[-. ]+([0-9]{4}|[0-9]{2})", text):
        found = [_day(m[2], _month(m[1]), "1")[:7]]
    elif re.fullmatch(r"[2-7][0-9]{4}(?:[.,][0-9]+)?", text):  # days since 30 December 1899
        found = [(date(1899, 12, 30) + timedelta(int(text[:5]))).isoformat()]
    return [f + hour for f in dict.fromkeys(found) if f]


def iso_date(value: str) -> str:
    """Say how to write `value` as an ISO date or, if there are two of them, as an interval."""
    text = " ".join(value.split())
    shape = f"{quoted(value)} is not an ISO date"
    halves = re.split(r" ?[/–—] ?| to | - ", text)
    if len(halves) == 2 and not re.fullmatch(r"[0-9]{1,2}", halves[0]):
        both = [half if is_iso_shape(half) else "".join(iso_readings(half)[:1]) for half in halves]
        if all(both) and "/".join(both) != text:
            return f"{shape} or interval; write {'/'.join(both)}"
    if all(is_iso_shape(half) for half in text.split("/")):
        return f"{quoted(value)} is no day of the calendar; correct the day, the month or the hour"
    if (m := re.fullmatch(r"([0-9]{1,2})[-. ]?([A-Za-z]{3,9})", text)) and _month(m[2]):
        day = f"{_month(m[2]):02}-{int(m[1]):02}"
        return f"{shape}: its year is lost; write the year before it, such as 2022-{day}"
    found = iso_readings(text)
    if re.fullmatch(r"[2-7][0-9]{4}(?:[.,][0-9]+)?", text):
        return f"{shape} but a spreadsheet's number for a day; write {found[0]}"
    if found:
        return f"{shape}; write {' or '.join(found)}" + ", as printed" * (len(found) > 1)
    return f"{shape}; write year-month-day, such as 2022-01-05 or 2022-01-05T14:30"


def is_iso_shape(text: str) -> bool:
    """Tell whether `text` looks like an ISO date, be it in the calendar or not."""
    return bool(SHAPE.fullmatch(text))


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
    what = f"{quoted(value)} is not a number"
    text = " ".join(value.split())[:60]
    if re.fullmatch(r"-?[0-9][.,]?[0-9]*[eE][+-]?[0-9]+", text):
        return f"{what}: a spreadsheet has shortened it; write all its digits"
    ends = re.fullmatch(r"([0-9.,]+) ?(?:-|–|—|to|and) ?([0-9.,]+)", text)
    if ends and plain(ends[1]) and plain(ends[2]):
        return (
            f"{what}; write {plain(ends[1])} into low, {plain(ends[2])} into high and between "
            "into qualifier"
        )
    m = re.fullmatch(r"(?:[~≈<>≤≥±]|about|over|nearly)? ?([0-9.,]+) ?\+?", text)
    if m and m[1] != text:
        return f"{what}; write {plain(m[1]) or m[1]} and put the hedge into qualifier"
    if re.search("[A-Za-z/]", text) and (
        iso_readings(text) or re.fullmatch(r"[0-9]{1,2}[-. ]?[A-Za-z]{3}", text)
    ):
        return f"{what} but a date, as spreadsheets make of 5-1; write the number as printed"
    if re.fullmatch(r"-?[0-9]{16,}(\.[0-9]+)?", text):
        return f"{what} of at most 15 digits; write it in a larger unit"
    if re.fullmatch(r"-?[0-9]+\.[0-9]{10,}", text):
        return f"{what} of at most 9 decimals; write the figure as printed"
    found = plain(value)
    return f"{what}; write {found}" if found else f"{what}; write digits only, such as 2500"


# ---- other columns


def wording(value: str) -> str:
    """Say what is wrong with a quotation that does not fit its pattern."""
    words = WORD.findall(value)
    if "\n" in value:
        return f"{quoted(value)} runs over two lines; write it on one line, as printed"
    if len(words) > 8:
        return (
            f"{quoted(value)} has {len(words)} words; quote at most 8: the figure, its hedge and "
            "what is counted"
        )
    return f"{quoted(value)} holds no word; quote the fragment that states the figure"


def counted(value: str) -> str:
    """Say what is wrong with the words for what is counted."""
    words = WORD.findall(value)
    if len(words) > 5:
        return f"{quoted(value)} has {len(words)} words; quote at most 5 that name what is counted"
    return f"{quoted(value)} holds no word; quote what is counted, or leave it empty"


def scopes(value: str) -> str:
    """Say how to separate the names of scopes."""
    parts = [part for part in re.split(r"\s*;\s*", value) if part]
    return f"{quoted(value)} is not a list of scopes; write {printable('; '.join(parts)) or 'none'}"


def url(value: str) -> str:
    """Say what an address looks like."""
    return f"{quoted(value)} is no web address; write it whole, from https:// on"


def language(value: str) -> str:
    """Say how a language is named."""
    return f"{quoted(value)} names no language; write en, or en-GB"


def locator(value: str) -> str:
    """Say how what `paragraph` counts is named."""
    return f"{quoted(value)} does not say what paragraph counts; write row, page or another word"


def short(value: str) -> str:
    """Say how long a short name may be."""
    return f"{quoted(value)} has {len(value)} characters; write at most 28"


def relays(value: str) -> str:
    """Say how to separate the relays in `via`."""
    parts = [part for part in re.split(r"\s*;\s*", value) if part]
    return f"{quoted(value)} is not a list of relays; write {printable('; '.join(parts)) or 'none'}"


def checksum(value: str) -> str:
    """Say what a SHA-256 looks like."""
    if re.fullmatch("[0-9a-fA-F]{64}", value.strip()):
        return f"{quoted(value)} has capital letters; write {value.strip().lower()}"
    return f"{quoted(value, 20)} is no SHA-256; write its 64 digits 0-9 a-f, or leave it empty"
