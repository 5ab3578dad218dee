"""What a ledger must satisfy: first the rules of the subject, then those of `datapackage.json`.

Every function adds flags to sheets. The rules of the subject come first because they know the kind
of the question and so say better what to write; a cell is reported once.
"""

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from claimbook import advice
from claimbook.advice import PILED, SAVE_AS, nearest, show, visible
from claimbook.intervals import parse_date, parse_span, seconds
from claimbook.sheets import MAX_CELL, TYPES, Sheet, flag_at, schema_of

KINDS = ("count", "money", "price", "share", "duration", "date", "choice")
SAME_ENDS = ("exact", "about", "nearly")
LOW_ONLY = ("at least", "more than", "from")
HIGH_ONLY = ("up to", "until")
NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,9})?")
GROUPED = re.compile(r"-?[1-9][0-9]*\.[0-9]{3}")  # 2.500: two thousand five hundred, or 2.5?
MAX_DIGITS = 10  # of a decimal; a spreadsheet shows, and so saves, no more of them
# Controls, overrides of the writing direction, separators of lines, what has neither width nor use.
CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u200b\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffd"
    "\U000e0000-\U000e007f]"
)
MISREAD = re.compile("[ÂÃâÐÑ][\x80-\xbf‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œžŸ€¡-ÿ]")

# Letters that an encoding lost or wrote in its own way, and quotation marks of another dialect.
LOST = re.compile(r"\?[^\W_]|\s\?\s")
ADDRESS = re.compile(r"\w[/.=][^\s?]*\?")  # in a web address a question mark stands before letters
UTF7 = re.compile(r"\+[A-Za-z0-9+/]{3,}-")

# Columns that hold a figure, a date, a checksum or yes and no; every other one holds text.
FIGURES = ("paragraph", "low", "high", "as_of", "published", "sha256", "running_total")
# Texts a spreadsheet takes for a value, so that it saves another text than it read: "1." becomes
# 1, "1e5" 100000, "12:30" 12:30:00 PM, "=1+1" 2. Measured with LibreOffice 7.4 in five locales;
# "5-Jan" and "Jan-22" are what Excel makes of "5 January" and "2022-01". Those of STABLE stay as
# they are, or become one of the others.
FORMULA = re.compile("[=+@＝＋－＠-]")
FAILED = re.compile("#(?:NAME|REF|VALUE|N/A|DIV/0|NUM|NULL)[?!]?|Err:[0-9]+", re.IGNORECASE)
MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
VALUE = re.compile(
    r"(?=\D*[0-9])[-0-9.,:/()%$€£¥₽₸'’\s]+(?:e[+-]?[0-9]+)?"  # number, amount, date, time
    r"|[0-9]{1,2}(?::[0-9]{2}){0,2}\s?[ap]\.?m\.?"
    r"|[0-9:]+\s[ap]m"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}[t ][0-9:.]+"
    rf"|[0-9]{{1,2}}[-. ]{{1,2}}{MONTH}(?:[-. ]{{1,2}}[0-9]{{2}})?"
    rf"|{MONTH}[-. ]{{1,2}}[0-9]{{2}}"
    r"|true|false",
    re.IGNORECASE,
)
STABLE = re.compile(
    r"0|[1-9][0-9]{0,10}|[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?|[0-9]{2}\.[0-9]{2}\.[0-9]{4}"
    r"|[0-9]{4}[-/][0-9]{4}"
)

# Columns whose pattern has a message of its own; any other pattern is that of an id.
PATTERN_ADVICE: dict[str, Callable[[str], str]] = {
    "low": advice.number,
    "high": advice.number,
    "as_of": advice.iso_date,
    "published": advice.iso_date,
    "wording": advice.wording,
    "via": advice.relays,
    "sha256": advice.checksum,
}


def check(sheets: Mapping[str, Sheet | None], schemas: Mapping[str, dict[str, Any]]) -> None:
    """Add to the flags of `sheets` whatever is wrong in their cells.

    Parameters
    ----------
    sheets : dict of str to Sheet or None
        By resource; None where a file could not be read.
    schemas : dict
        From `claimbook.sheets.read_description`; empty where it could not be used.
    """
    there = [sheet for sheet in sheets.values() if sheet is not None]
    for sheet in there:
        _text(sheet)
    if claims := sheets["claims"]:
        _claims(claims, sheets["questions"], sheets["conventions"])
    if sources := sheets["sources"]:
        _dates(sources, "published")
    if questions := sheets["questions"]:
        _questions(questions)
    if conventions := sheets["conventions"]:
        _conventions(conventions)
    for sheet in there:
        _constraints(sheet, schema_of(schemas, sheet.name))
    for sheet in there:
        for here, other, column in schema_of(schemas, sheet.name)["foreign"]:
            _reference(sheet, here, sheets[other], column)


# ---- every cell


def _text(sheet: Sheet) -> None:
    """Refuse what nobody types, and what a spreadsheet would rewrite or run."""
    for column in sheet.codes:
        rules = [(_untidy, _untidy_message)]
        if column not in FIGURES:
            rules.append((_rewritten, _rewritten_message))
        if column not in ("note", "wording"):  # that of a wording says more
            rules.append((lambda v: "\n" in v or "\t" in v, _lines_message))
        for broken, say in rules:
            sheet.flag(
                column, sheet.where(column, broken), lambda row, c=column, say=say: say(row[c])
            )


def _untidy(value: str) -> bool:
    if len(value) > MAX_CELL or value != value.strip():
        return True
    if "?" in value and LOST.search(value) and not ADDRESS.search(value):
        return True
    if '\\"' in value or ("+" in value and _from_utf7(value) != value):
        return True
    if value.isascii() and value.isprintable():
        return False
    return bool(CONTROL.search(value) or PILED.search(value) or _reread(value) != value)


def _from_utf7(value: str) -> str:
    """Return `value` as it read before it was saved as UTF-7, if it was."""
    try:
        text = value.encode("ascii").decode("utf-7") if UTF7.search(value) else value
    except UnicodeError:
        return value
    return text if text.isprintable() else value


def _rewritten(value: str) -> object:
    """Tell whether a spreadsheet takes a text for a formula or for another value than it says."""
    if FORMULA.match(value) or FAILED.fullmatch(value):
        return True
    return len(value) < 40 and VALUE.fullmatch(value) and not STABLE.fullmatch(value)


def _rewritten_message(value: str) -> str:
    if FORMULA.match(value):
        return f"{show(value)} begins as a spreadsheet's formula does; begin it with a word"
    if FAILED.fullmatch(value):
        return f"{show(value)} is what a spreadsheet leaves of a formula that failed; write it anew"
    return (
        f"{show(value)} is nothing but a value, and a spreadsheet writes values in its own way (1. "
        "as 1, 12:30 as 12:30:00); write it as printed with a word beside it"
    )


def _lines_message(value: str) -> str:
    return f"{show(value)} holds a line break or a tab; write it on one line, with spaces"


def _reread(value: str) -> str:
    """Return `value` as it read before UTF-8 was mistaken for Windows-1252, if it was."""
    if not MISREAD.search(value):
        return value
    try:
        return value.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return value


def _untidy_message(value: str) -> str:
    if len(value) > MAX_CELL:
        return f"has {len(value)} characters; write at most {MAX_CELL}"
    if found := CONTROL.search(value):
        code = f"U+{ord(found[0]):04X}"
        if found[0] == "\ufffd":
            return f"{show(value)} has lost a letter ({code}); write it anew, as printed"
        return f"{show(value)} holds the invisible character {code}; delete it"
    if found := PILED.search(value):
        return (
            f"{show(value)} piles {len(found[0])} marks on one letter; delete "
            "those that are not printed"
        )
    if not value.strip():
        return "holds nothing but spaces; leave it empty"
    if value != value.strip():
        return f"{show(value)} has a space before or after it; write {show(value.strip())}"
    if '\\"' in value:
        return f'{show(value)} has a backslash before a quotation mark; a CSV doubles the mark ("")'
    if _from_utf7(value) != value:
        return f"{show(value)} was saved as UTF-7; write {show(_from_utf7(value))}"
    if LOST.search(value) and not ADDRESS.search(value):
        return (
            f"{show(value)} has a question mark in place of a letter, as an encoding leaves that "
            f"lacks it; write the letter, and {SAVE_AS}"
        )
    return f"{show(value)} was read in the wrong encoding; write {show(_reread(value))}"


# ---- the description's constraints


def _constraints(sheet: Sheet, schema: dict[str, Any]) -> None:
    """Check type, required, enum, pattern, minimum and the keys of a sheet."""
    for column, field in schema["fields"].items():
        if field.get("required"):
            sheet.flag(
                column,
                sheet.where(column, lambda value: not value),
                lambda row, c=column: f"is empty; every row needs its {c}",
            )
        for broken, say in _cell_rules(column, field):
            sheet.flag(
                column, sheet.where(column, broken), lambda row, c=column, say=say: say(row[c])
            )
    for key in schema["keys"]:
        _unique(sheet, key)


def _cell_rules(
    column: str, field: dict[str, Any]
) -> list[tuple[Callable[[str], object], Callable[[str], str]]]:
    """Return pairs of a test that finds a broken cell that is not empty, and its message."""
    found: list[tuple[Callable[[str], object], Callable[[str], str]]] = []
    shape = re.compile(TYPES[field["type"]] or ".*", re.DOTALL)
    if TYPES[field["type"]]:
        whole = field["type"] == "integer"
        say = advice.whole_number if whole else advice.number
        found.append((lambda v: v and not shape.fullmatch(v), say))
    if allowed := field.get("enum"):
        known = frozenset(allowed)
        listed = ", ".join(visible(value)[:100] for value in allowed[:20])
        listed += f" and {len(allowed) - 20} more" if len(allowed) > 20 else ""
        message = "{} is not one of the values allowed: {}{}".format
        found.append(
            (
                lambda v: v and v not in known,
                lambda v: message(show(v), listed, nearest(v, allowed)),
            )
        )
    if "pattern" in field:
        full = re.compile(field["pattern"])
        say = PATTERN_ADVICE.get(column, advice.identifier)
        found.append((lambda v: v and not full.fullmatch(v), say))
    if "minimum" in field:
        least = field["minimum"]  # of numbers only: what is none has been reported
        found.append(
            (
                lambda v: NUMBER.fullmatch(v) and float(v) < least,
                lambda v: f"{show(v)} is too small; write {least} or more",
            )
        )
    return found


def _unique(sheet: Sheet, key: list[str]) -> None:
    """Report the rows whose key an earlier row has; rows with an empty key are none of them."""
    if not len(sheet.lines):
        return
    code = np.zeros(len(sheet.lines), np.int64)
    filled = np.ones(len(sheet.lines), bool)
    for column in key:
        code = code * len(sheet.values[column]) + sheet.codes[column]
        code = np.unique(code, return_inverse=True)[1]  # keeps the product small
        filled &= sheet.where(column, bool)
    _, first, inverse = np.unique(code, return_index=True, return_inverse=True)
    earlier = first[inverse]
    repeated = filled & (earlier != np.arange(len(earlier)))
    together = " and ".join(key)

    def say(row: dict[str, Any]) -> str:
        value = " and ".join(show(row[column]) for column in key)
        if len(key) > 1:
            return f"{together} are {value} as in line {row['first']}; delete one of the two rows"
        return (
            f"{value} stands in line {row['first']} already; give one of the two rows another "
            f"{key[0]}"
        )

    sheet.flag(key[-1], repeated, say, first=sheet.lines[earlier])


def _reference(sheet: Sheet, column: str, other: Sheet | None, there: str) -> None:
    """Check that each filled cell of `column` is one of the cells `there` in the other sheet."""
    if other is None or not other.complete:
        return  # the row it refers to may be among those that could not be read
    if not len(other.lines):  # said once, not for every row
        if sheet.where(column, bool).any() and not other.flags:
            message = f"has no rows, but {sheet.file} refers to some; put them back"
            other.flags.append(flag_at(other.file, 0, message))
        return
    known = {value: None for value in other.values[there]}

    def say(row: dict[str, str]) -> str:
        value = row[column]
        hint = nearest(value, known) or f"; add it there, or write a {there} that is there"
        return f"{show(value)} is not in {other.file}{hint}"

    sheet.flag(column, sheet.where(column, lambda value: value and value not in known), say)


# ---- claims


def _lookup(claims: Sheet, questions: Sheet | None, column: str) -> np.ndarray:
    """Return `column` of each claim's question, empty where there is no such question."""
    if questions is None:
        return np.full(len(claims.lines), "", object)
    pairs = zip(
        questions.column("question_id")[::-1], questions.column(column)[::-1], strict=True
    )  # reversed: of two rows with one id the first counts
    found = dict(pairs)
    return claims.map("question_id", lambda value: found.get(value, ""), object)


def _claims(claims: Sheet, questions: Sheet | None, conventions: Sheet | None) -> None:
    kind = _lookup(claims, questions, "kind")
    is_date, is_choice = kind == "date", kind == "choice"
    is_number = np.isin(kind.astype(str), [k for k in KINDS if k not in ("date", "choice")])
    _dates(claims, "as_of")
    _figures(claims, kind, is_date, is_number)
    answers = _lookup(claims, questions, "answers")
    _choices(claims, answers, is_choice, is_date | is_number)
    _hedges(claims, conventions, is_date, is_number)


def _dates(sheet: Sheet, column: str) -> None:
    """Check ISO dates and intervals against the calendar."""
    sheet.flag(
        column,
        sheet.where(column, lambda value: value and parse_span(value) is None),
        lambda row: advice.iso_date(row[column]),
    )

    def reversed_(value: str) -> bool:
        span = parse_span(value)
        return span is not None and span[0] > span[1]

    def say(row: dict[str, str]) -> str:
        start, _, end = row[column].partition("/")
        return f"{show(row[column])} ends before it starts; write {end}/{start}"

    sheet.flag(column, sheet.where(column, reversed_), say)


def _figures(claims: Sheet, kind: np.ndarray, is_date: np.ndarray, is_number: np.ndarray) -> None:
    """Check that low and high are written as their question's kind asks."""
    for column in ("low", "high"):
        no_date = claims.where(column, lambda value: value and parse_date(value) is None)
        no_number = claims.where(column, lambda value: value and not NUMBER.fullmatch(value))
        grouped = claims.where(column, GROUPED.fullmatch)
        claims.flag(column, is_date & no_date, lambda row, c=column: advice.iso_date(row[c]))
        claims.flag(column, is_number & no_number, lambda row, c=column: advice.number(row[c]))
        claims.flag(
            column, (kind == "count") & grouped, lambda row, c=column: advice.number(row[c])
        )
        _unstable(claims, column, is_number)


def _unstable(sheet: Sheet, column: str, mask: np.ndarray | bool = True) -> None:
    """Refuse the numbers that a spreadsheet writes in another way, or as another number."""
    sheet.flag(
        column,
        mask & sheet.where(column, GROUPED.fullmatch),
        lambda row: _grouped_message(row[column]),
    )
    sheet.flag(
        column,
        mask & sheet.where(column, lambda value: _shortest(value) != value),
        lambda row: (
            f"{show(row[column])} has zeros that a spreadsheet drops; write "
            f"{_shortest(row[column])}"
        ),
    )
    sheet.flag(
        column,
        mask & sheet.where(column, _too_exact),
        lambda row: (
            f"{show(row[column])} has more digits than a spreadsheet keeps ({MAX_DIGITS} where "
            "there are decimals); write fewer decimals, or a larger unit"
        ),
    )


def _too_exact(value: str) -> bool:
    return bool(NUMBER.fullmatch(value)) and "." in value and len(value.strip("-")) > MAX_DIGITS + 1


def _shortest(value: str) -> str:
    """Return a number without zeros that say nothing; 1.2340 keeps its own, 1.234 may be 1234."""
    if not NUMBER.fullmatch(value):
        return value
    sign, whole, point, decimals = re.fullmatch(r"(-?)([0-9]+)(\.?)([0-9]*)", value).groups()
    short = decimals.rstrip("0")
    if len(short) == 3 and len(decimals) == 4:
        short = decimals
    number = (whole.lstrip("0") or "0") + (point + short if short else "")
    return number if number == "0" else sign + number


def _grouped_message(value: str) -> str:
    whole, short = value.replace(".", ""), value.rstrip("0").rstrip(".")
    decimal = short if short != value else f"{value}0"
    return f"{show(value)} may be {whole} or {short}; write {whole} or, for the decimal, {decimal}"


def _choices(
    claims: Sheet, answers: np.ndarray, is_choice: np.ndarray, is_figure: np.ndarray
) -> None:
    """Check that a choice is answered by one of its answers, and nothing else is answered."""
    filled = claims.where("answer", bool)
    either = "write one of: {}".format
    claims.flag(
        "answer",
        is_choice & ~filled & (answers != ""),
        lambda row: "is empty; " + either(_spoken(row["allowed"])),
        allowed=answers,
    )
    unknown = np.zeros(len(filled), bool)
    rows = np.flatnonzero(is_choice & filled & (answers != ""))
    if len(rows):
        # once per question and answer, of which there are few
        code = claims.codes["question_id"][rows] * np.int64(len(claims.values["answer"]))
        _, first, inverse = np.unique(
            code + claims.codes["answer"][rows], return_index=True, return_inverse=True
        )
        given = claims.column("answer")
        once = [given[rows[i]] not in _listing(answers[rows[i]]).split("|") for i in first]
        unknown[rows] = np.array(once, bool)[inverse]
    claims.flag(
        "answer",
        unknown,
        lambda row: (
            f"{show(row['answer'])} is no answer to {row['question_id']}; "
            + either(_spoken(row["allowed"]))
        ),
        allowed=answers,
    )
    claims.flag(
        "answer",
        is_figure & filled,
        lambda row: (
            f"{show(row['answer'])} does not belong here: {row['question_id']} asks for a figure; "
            "leave it empty and fill low and high"
        ),
    )
    for column in ("qualifier", "low", "high"):
        claims.flag(
            column,
            is_choice & claims.where(column, bool),
            lambda row, c=column: (
                f"{show(row[c])} does not belong here: {row['question_id']} is a choice; leave it "
                "empty and fill answer"
            ),
        )


def _spoken(answers: str) -> str:
    return ", ".join(visible(answer) for answer in _listing(answers).split("|"))


def _hedges(
    claims: Sheet, conventions: Sheet | None, is_date: np.ndarray, is_number: np.ndarray
) -> None:
    """Check low and high against the qualifier and each other."""
    is_figure = is_date | is_number
    claims.flag(
        "qualifier",
        is_figure & ~claims.where("qualifier", bool),
        lambda row: "is empty; write exact for a figure without a hedge",
    )
    known = set(conventions.values["qualifier"]) if conventions else set()
    vague = known - {*SAME_ENDS, *LOW_ONLY, *HIGH_ONLY, "between", ""}
    given = {column: claims.where(column, bool) for column in ("low", "high")}
    for column, needed_by, empty_for, why in (
        ("low", (*SAME_ENDS, *LOW_ONLY, "between"), HIGH_ONLY, "gives no floor"),
        ("high", (*SAME_ENDS, *HIGH_ONLY, "between"), LOW_ONLY, "gives no ceiling"),
    ):
        needs = is_figure & claims.where("qualifier", lambda q, n=needed_by: q in n)
        claims.flag(
            column,
            needs & ~given[column],
            lambda row, c=column: _needed(row, c),
        )
        claims.flag(
            column,
            is_figure & given[column] & claims.where("qualifier", lambda q, e=empty_for: q in e),
            lambda row, c=column, why=why: (
                f"{show(row[c])} does not belong here: {row['qualifier']} {why}; leave it empty"
            ),
        )
        claims.flag(
            column,
            is_figure & given[column] & claims.where("qualifier", lambda q: q in vague),
            lambda row, c=column: (
                f"{show(row[c])} does not belong here: {visible(row['qualifier'])} is a word "
                "without a number; leave it empty, or write the qualifier of the number"
            ),
        )
    _order(claims, is_date, is_number, given["low"] & given["high"])


def _needed(row: dict[str, str], column: str) -> str:
    other = row["high" if column == "low" else "low"]
    if other and row["qualifier"] in SAME_ENDS:
        return f"is empty; {row['qualifier']} takes one figure in low and in high, write {other}"
    return f"is empty; {row['qualifier']} needs it, write the figure as printed"


def _order(claims: Sheet, is_date: np.ndarray, is_number: np.ndarray, both: np.ndarray) -> None:
    """Check that low is not above high, and that a single figure stands in both."""
    low = np.where(
        is_date,
        claims.map("low", lambda v: _second(v, 0), float),
        claims.map("low", _value, float),
    )
    high = np.where(
        is_date,
        claims.map("high", lambda v: _second(v, 1), float),
        claims.map("high", _value, float),
    )
    low_of_high = claims.map("high", lambda v: _second(v, 0), float)
    high_of_low = claims.map("low", lambda v: _second(v, 1), float)
    same = np.where(is_date, (low == low_of_high) & (high == high_of_low), low == high)
    comparable = both & (is_date | is_number) & ~np.isnan(low) & ~np.isnan(high)
    single = claims.where("qualifier", lambda q: q in SAME_ENDS)
    for column in ("low", "high"):  # a cell that is wrong in itself is not compared as well
        comparable &= ~claims.bad.get(column, np.zeros(len(both), bool))
    claims.flag(
        "high",
        comparable & single & ~same,
        lambda row: (
            f"{show(row['high'])} is not the low {row['low']}; {row['qualifier']} takes one figure "
            "in both, write it twice or take the qualifier between"
        ),
    )
    claims.flag(
        "low",
        comparable & ~single & (low > high),
        lambda row: f"{show(row['low'])} is above the high {row['high']}; swap the two",
    )


def _value(text: str) -> float:
    return float(text) if NUMBER.fullmatch(text) else math.nan


def _second(text: str, end: int) -> float:
    span = parse_date(text)
    return seconds(span[end]) if span else math.nan


# ---- questions


def _questions(questions: Sheet) -> None:
    is_choice = questions.where("kind", lambda value: value == "choice")
    known = questions.where("kind", lambda value: value in KINDS)
    filled = questions.where("answers", bool)
    questions.flag(
        "answers",
        is_choice & ~filled,
        lambda row: "is empty; a choice needs its answers, such as yes|no",
    )
    questions.flag(
        "answers",
        known & ~is_choice & filled,
        lambda row: (
            f"{show(row['answers'])} does not belong here: the kind is {row['kind']}; leave it "
            "empty, or write choice as the kind"
        ),
    )
    questions.flag(
        "answers",
        is_choice & questions.where("answers", lambda value: value and _listing(value) != value),
        lambda row: (
            f"{show(row['answers'])} is not a list of answers; write "
            f"{visible(_listing(row['answers']))}"
        ),
    )
    _parts(questions)


def _listing(answers: str) -> str:
    """Return `answers` as they are to be written: once each, without spaces around them."""
    parts = [part.strip() for part in answers.split("|")]
    return "|".join(dict.fromkeys(part for part in parts if part)) or "yes|no"


def _parts(questions: Sheet) -> None:
    """Check that a part has the kind of its whole and is not, by any way, part of itself."""
    ids, wholes = questions.column("question_id"), questions.column("part_of")
    whole_of = dict(zip(ids[::-1], wholes[::-1], strict=True))
    kind_of = dict(zip(ids[::-1], questions.column("kind")[::-1], strict=True))
    questions.flag(
        "part_of",
        (wholes != "") & (wholes == ids),
        lambda row: f"{show(row['part_of'])} is the question itself; leave it empty",
    )
    circular = _in_cycles(whole_of)
    questions.flag(
        "part_of",
        np.array([i in circular for i in ids], bool),
        lambda row: (
            f"{show(row['part_of'])} is, by its own part_of, a part of {row['question_id']}; leave "
            "one of them empty"
        ),
    )
    kinds = questions.column("kind")
    kinds_of_wholes = np.array([kind_of.get(whole, "") for whole in wholes], object)
    known = np.isin(kinds.astype(str), KINDS) & np.isin(kinds_of_wholes.astype(str), KINDS)
    questions.flag(
        "part_of",
        known & (kinds != kinds_of_wholes),
        lambda row: (
            f"{show(row['part_of'])} is of the kind {row['whole']} and this question of the kind "
            f"{row['kind']}; a part has the kind of its whole"
        ),
        whole=kinds_of_wholes,
    )


def _in_cycles(whole_of: dict[str, str]) -> set[str]:
    """Return the questions that, going from part to whole, are reached again from themselves."""
    done: set[str] = set()
    circular: set[str] = set()
    for start in whole_of:
        path: dict[str, None] = {}
        at = start
        while at and at in whole_of and at not in done and at not in path:
            path[at] = None
            at = whole_of[at]
        if at in path:
            way = list(path)
            circular.update(way[way.index(at) :])
        done.update(path)
    return circular


# ---- conventions


def _conventions(conventions: Sheet) -> None:
    if not len(conventions.lines):
        if conventions.complete:
            conventions.flags.append(
                flag_at(
                    conventions.file, 0, "has no rows; write at least as-worded,exact,printed,,,"
                )
            )
        return
    names, qualifiers = conventions.column("convention"), conventions.column("qualifier")
    default = names[0]
    listed = set(qualifiers[names == default])
    if conventions.complete:
        conventions.flag(
            "qualifier",
            np.array([q != "" and q not in listed for q in qualifiers], bool),
            lambda row: (
                f"{show(row['qualifier'])} has no row in the first convention, {visible(default)}, "
                "on which every other falls back; add one there"
            ),
        )
    for column in ("low", "high"):
        _unstable(conventions, column)
    takes = {"percent": "both", "fixed": "one", "printed": "", "above": "", "point": ""}
    takes["unresolved"] = ""
    needs = conventions.map("rule", lambda rule: takes.get(rule, "unknown"), object)
    filled = {column: conventions.where(column, bool) for column in ("low", "high")}
    for column in ("low", "high"):
        conventions.flag(
            column,
            (needs == "") & filled[column],
            lambda row, c=column: (
                f"{show(row[c])} does not belong here: the rule {row['rule']} takes no number; "
                "leave it empty"
            ),
        )
        conventions.flag(
            column,
            (needs == "both") & ~filled[column],
            lambda row: "is empty; the rule percent needs both, such as -10 and 10, or 0",
        )
    conventions.flag(
        "low",
        (needs == "one") & ~filled["low"] & ~filled["high"],
        lambda row: "is empty, as is high; the rule fixed needs one of them, such as 24",
    )
    low, high = (conventions.map(column, _value, float) for column in ("low", "high"))
    conventions.flag(
        "low",
        low > high,
        lambda row: f"{show(row['low'])} is above the high {row['high']}; swap the two",
    )
