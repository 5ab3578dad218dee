"""What rows must satisfy together: the rows of one file, or of two."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from operator import itemgetter
from typing import Any

from claimbook.ledger.csvfile import COLUMNS, RESOURCES, Sheet
from claimbook.ledger.hints import nearest, quoted

Row = Mapping[str, str]
Found = Iterator[tuple[str, str]]  # column, message
Test = Callable[[Row, int], Found]  # called with each row of a file and its line, in order

MAX_HINTS = 200  # looking for the nearest name takes its time
# Letters of other scripts that are drawn like Latin ones, folded to lower case.
LOOK_ALIKES = str.maketrans("аеорсухіјѕһԁԛԝνοτκ", "aeopcyxijshdqwvotk")


@lru_cache(maxsize=100_000)
def skeleton(text: str) -> str:
    """A text without what a reader does not see: case, spaces, points, look-alike letters."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(LOOK_ALIKES)
    # vowel signs of other scripts are marks, and tell words apart
    return "".join(c for c in folded if unicodedata.category(c)[0] in "LMN") or text


def like_another(name: str, seen: dict[str, str]) -> str:
    """Say so where a name was `seen` written in another way; else it is seen now."""
    before = seen.setdefault(skeleton(name), name)
    if before == name:
        return ""
    return (
        f"{quoted(name)} and {quoted(before)} differ only in case, spaces, points or look-alike "
        "letters; write them alike"
    )


def alike(column: str) -> Test:
    """Report a cell, or a name in it, that differs from one above in what a reader does not see."""
    seen: dict[str, str] = {}

    def test(row: Row, line: int) -> Found:
        for name in row[column].split("; ") if row[column] else ():
            if message := like_another(name, seen):
                yield column, message

    return test


def _first_with(columns: Iterable[str]) -> Callable[[Row, int], int]:
    """Return what tells the line of the first row that has the same cells."""
    first: dict[Any, int] = {}
    cells = itemgetter(*columns)
    return lambda row, line: first.setdefault(cells(row), line)


def keys(schema: Mapping[str, Any]) -> list[Test]:
    """Report the rows whose key an earlier row has; rows with an empty key are none of them."""
    unique = [[f["name"]] for f in schema["fields"] if f.get("constraints", {}).get("unique")]
    primary = schema["primaryKey"]
    primary = [primary] if isinstance(primary, str) else primary
    return [_key(key) for key in (unique if primary in unique else [*unique, primary])]


def _key(key: list[str]) -> Test:
    first, together = _first_with(key), " and ".join(key)
    begin, todo = ("", f"stands in line {{}} already; give one of the two rows another {together}")
    if len(key) > 1:
        begin, todo = f"{together} are ", "as in line {}; delete one of the two rows"

    def test(row: Row, line: int) -> Found:
        earlier = first(row, line)
        if earlier != line and all(row[column] for column in key):
            value = " and ".join(quoted(row[column]) for column in key)
            yield key[-1], f"{begin}{value} {todo.format(earlier)}"

    return test


def repeated() -> Test:
    """Report a claim that an earlier row has word for word, whatever its id and note."""
    first = _first_with(c for c in COLUMNS["claims"] if c not in ("claim_id", "note"))

    def test(row: Row, line: int) -> Found:
        if (before := first(row, line)) != line:
            yield "claim_id", f"the row says what line {before} says; delete one of the two"

    return test


def claimed(claims: Sheet) -> Test:
    """Report an exclusion that is a claim all the same."""
    place = itemgetter("source_id", "paragraph", "wording")
    known = {place(row): line for row, line in zip(claims.rows, claims.lines, strict=True)}

    def test(row: Row, line: int) -> Found:
        if at := known.get(place(row)):
            where = f"is a claim too (claims.csv:{at}); delete it here or there"
            yield "wording", f"{quoted(row['wording'])} {where}"

    return test


def references(name: str, sheets: Mapping[str, Sheet], schema: Mapping[str, Any]) -> Test:
    """Check that what the columns of a file refer to is there."""
    known = {}  # by column: the other file, its column, and the names there
    for key in schema.get("foreignKeys", []):
        other, there = key["reference"]["resource"] or name, key["reference"]["fields"]
        # where rows could not be read, the one referred to may be among them
        if sheets[other].complete and sheets[other].rows:
            names = dict.fromkeys(["", *(row[there] for row in sheets[other].rows)])
            known[key["fields"]] = other, there, names
    told: dict[tuple[str, str], str] = {}  # many rows may have one wrong cell

    def test(row: Row, line: int) -> Found:
        for column, (other, there, names) in known.items():
            value = row[column]
            if value not in names:
                if (column, value) not in told:
                    hint = nearest(value, names) if len(told) < MAX_HINTS else ""
                    article = "an" if there[0] in "aeiou" else "a"
                    hint = hint or f"; add it there, or write {article} {there} that is there"
                    told[column, value] = f"{quoted(value)} is not in {other}.csv{hint}"
                yield column, told[column, value]

    return test


def no_rows(name: str, sheets: Mapping[str, Sheet]) -> str:
    """Say once, not for every row, that what others refer to is empty."""
    if sheets[name].rows or sheets[name].problems:
        return ""
    if name == "conventions":
        return "has no rows; write at least as-worded,exact,printed,,,"
    for resource in RESOURCES:
        for key in resource["schema"].get("foreignKeys", []):
            refers = key["reference"]["resource"] == name
            if refers and any(row[key["fields"]] for row in sheets[resource["name"]].rows):
                return f"has no rows, but {resource['name']}.csv refers to some; put them back"
    return ""
