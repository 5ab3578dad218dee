"""Text that a spreadsheet or an encoding spoilt, whatever the column means."""

import re
from collections.abc import Collection, Iterable
from contextlib import suppress
from functools import partial

import pandas as pd

from claimbook.ledger.alike import LOOK_ALIKES
from claimbook.ledger.hints import MONTHS, quoted
from claimbook.ledger.rows import Found, Test, of_cells

MAX_CELL = 10_000  # characters
# Columns that hold a figure, a date, a checksum or an answer; every other one holds text.
FIGURES = tuple(
    "answer paragraph low high as_of published retrieved sha256 running_total url".split()
)
# Columns that quote a document, where whatever is printed is right.
QUOTED = ("wording", "title")
SPACES = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")

# Controls, overrides of the writing direction, separators of lines, what has neither width nor use.
CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u200b\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffd"
    "\U000e0000-\U000e007f]"
)
# Joiners and marks of direction, of use beside letters from Hebrew on, and in some emoji.
MARK = re.compile("[\u200c-\u200f]")
FIRST_TO_NEED_MARKS = "\u0590"
_ALIKE = "".join(map(chr, LOOK_ALIKES))
_ALIKE += _ALIKE.upper()
MIXED = re.compile(rf"(?<!\w)(?:[A-Za-z]+[{_ALIKE}]|[{_ALIKE}][A-Za-z])[A-Za-z]*(?!\w)")
# What a byte from 80 to BF becomes in Windows-1252, and what letters of UTF-8 become with it.
_TRAIL = "[\x80-\xbf‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œžŸ€¡-ÿ]"
MISREAD = re.compile(f"[ÂÃÐÑ]{_TRAIL}|[âã]{_TRAIL}{{2}}")
LOST = re.compile("â€")  # the beginning of a quotation mark or dash whose last byte is gone

# Texts a spreadsheet takes for a value, so that it saves another text than it read: "1." becomes
# 1, "1e5" 100000, "12:30" 12:30:00 PM, "=1+1" 2. Measured with LibreOffice 7.4 in five locales;
# "5-Jan" and "Jan-22" are what Excel makes of "5 January" and "2022-01". Those of STABLE stay as
# they are, or become one of the others.
FORMULA = re.compile("[=+＝＋－-]|@[\\w.]*\\(")  # a bare @name is left alone
FAILED = re.compile("#(?:NAME|REF|VALUE|N/A|DIV/0|NUM|NULL)[?!]?|Err:[0-9]+", re.IGNORECASE)
MONTH = f"(?:{'|'.join(MONTHS)})"
VALUE = re.compile(
    r"[-.,:/()%$€£¥₽₸'’\s]*[0-9][-0-9.,:/()%$€£¥₽₸'’\s]*(?:e[+-]?[0-9]+)?"  # number, date, time
    r"|[0-9]{1,2}(?::[0-9]{2}){0,2}\s?[ap]\.?m\.?"
    r"|[0-9:]+\s[ap]m"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}[t ][0-9:.]+"
    rf"|[0-9]{{1,2}}[-. ]{{1,2}}{MONTH}(?:[-. ]{{1,2}}[0-9]{{2}})?"
    rf"|{MONTH}[-. ]{{1,2}}[0-9]{{2}}"
    r"|true|false",
    re.IGNORECASE,
)
# What begins with a letter is one of them only where it begins like this.
LETTERED = {*MONTHS, "tru", "fal", "err"}
STABLE = re.compile(
    r"0|[1-9][0-9]{0,10}|[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?|[0-9]{2}\.[0-9]{2}\.[0-9]{4}"
    r"|[0-9]{4}[-/][0-9]{4}"
)


def rule(columns: Iterable[str], tables: Collection[str] = ()) -> Test:
    """Return the rule for the cells of a file, whatever its columns mean.

    `tables` are the sources in which a wording may be a value alone.
    """
    cells = of_cells({column: partial(_problem, column) for column in columns})

    def test(rows: pd.DataFrame) -> Found:
        right = set()
        if tables and "wording" in rows:
            wordings = rows[rows["source_id"].isin(tables)].set_index("line")["wording"]
            right = {line for line, wording in wordings.items() if VALUE.fullmatch(wording)}
        for line, column, message in cells(rows):
            if column != "wording" or line not in right:
                yield line, column, message

    return test


def one_script(columns: Iterable[str]) -> Test:
    """Return the rule that no word of Latin letters has one that only looks like them."""
    return of_cells(dict.fromkeys(columns, _mixed))


def _mixed(value: str) -> str:
    if value.isascii() or not (word := MIXED.search(value)):
        return ""
    other = next(letter for letter in word[0] if not letter.isascii())
    letter = f"the letter U+{ord(other):04X} of another script"
    return f"{quoted(value)} has {letter} in a Latin word; type it anew"


def _problem(column: str, value: str) -> str:
    """Say what is wrong with a cell, if nobody types it like that."""
    if not value:
        return ""
    message = _spoilt(value)
    if column not in FIGURES:  # a figure's own message says more
        message = message or _rewritten(value)
        if column not in QUOTED:
            message = message or _unseen(value, prose=column == "note")
    if not message and column not in ("note", "wording") and ("\n" in value or "\t" in value):
        # a wording's own message says more
        message = f"{quoted(value)} holds a line break or a tab; write it on one line, with spaces"
    return message


def _spoilt(value: str) -> str:
    if len(value) > MAX_CELL:
        return f"has {len(value)} characters; write at most {MAX_CELL}"
    if "\ufffd" in value:
        return f"{quoted(value)} has lost a letter (U+FFFD); write it anew, as printed"
    if not value.isprintable() and (found := CONTROL.search(value)):
        return _invisible(value, found[0])
    if not value.strip():
        return "holds nothing but spaces; leave it empty"
    if value != value.strip():
        return f"{quoted(value)} has a space before or after it; write {quoted(value.strip())}"
    if '\\"' in value:
        return (
            f'{quoted(value)} has a backslash before a quotation mark; a CSV doubles the mark ("")'
        )
    if not value.isascii() and (MISREAD.search(value) or LOST.search(value)):
        before = MISREAD.sub(_reread, value)
        if before != value:
            return f"{quoted(value)} was read in the wrong encoding; write {quoted(before)}"
        if LOST.search(value):
            return f"{quoted(value)} was read in the wrong encoding; write it anew, as printed"
    return ""


def _reread(letters: re.Match[str]) -> str:
    """A letter as it was before it was read in the wrong encoding."""
    with suppress(UnicodeError):
        return letters[0].encode("cp1252").decode("utf-8")
    return letters[0]


def _invisible(value: str, character: str) -> str:
    return f"{quoted(value)} holds the invisible character U+{ord(character):04X}; delete it"


def _unseen(value: str, prose: bool) -> str:
    """What nobody sees between or within words; French puts a no-break space into prose."""
    if "\xad" in value:
        return f"{quoted(value)} holds a soft hyphen, which nobody sees; delete it"
    if "  " in value:
        one = re.sub(" +", " ", value)
        return f"{quoted(value)} has two spaces side by side; write {quoted(one)}"
    if value.isascii():
        return ""
    if (mark := MARK.search(value)) and max(MARK.sub("", value)) < FIRST_TO_NEED_MARKS:
        return _invisible(value, mark[0])
    if not prose and SPACES.search(value):
        plain = SPACES.sub(" ", value)
        return f"{quoted(value)} has a space that is no plain one; write {quoted(plain)}"
    return ""


def _rewritten(value: str) -> str:
    """Say so where a spreadsheet takes a text for a formula or for another value than it says."""
    if value[0].isalpha() and value[:3].lower() not in LETTERED:
        return ""
    if FORMULA.match(value):
        return f"{quoted(value)} begins as a spreadsheet's formula does; begin it with a word"
    if FAILED.fullmatch(value):
        return (
            f"{quoted(value)} is what a spreadsheet leaves of a formula that failed; write it anew"
        )
    if len(value) < 40 and VALUE.fullmatch(value) and not STABLE.fullmatch(value):
        return (
            f"{quoted(value)} is nothing but a value, and a spreadsheet writes values in its own "
            "way (1. as 1, 12:30 as 12:30:00); write it as printed with a word beside it"
        )
    return ""
