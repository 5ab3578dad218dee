"""What rows must satisfy, each by itself and together with others of its file or of another."""

import unicodedata
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache, partial
from typing import Any

import pandas as pd

from claimbook.ledger.files import COLUMNS, RESOURCES
from claimbook.ledger.header import Place
from claimbook.ledger.hints import nearest, printable, quoted
from claimbook.ledger.model import Ledger

Row = Mapping[str, str]
Found = Iterator[Place]  # line, column, message
Test = Callable[[pd.DataFrame], Found]  # what the rows of a file must satisfy
Cell = Callable[[str], str]  # what is wrong with a cell, or nothing
OfRow = Iterator[tuple[str, str]]  # column, message

# What readers see of a row that others refer to.
LABELS = {"origins": ("name",), "sources": ("title", "short"), "questions": ("question", "short")}
MAX_HINTS = 200  # looking for the nearest name takes its time
# Letters of other scripts that are drawn like Latin ones, folded to lower case.
LOOK_ALIKES = str.maketrans("аеорсухіјѕһԁԛԝνοτκ", "aeopcyxijshdqwvotk")


def of_cells(problems: Mapping[str, Cell]) -> Test:
    """Return the test that judges the cells of each column, those that are alike once."""

    def test(rows: pd.DataFrame) -> Found:
        for column, problem in problems.items():
            cells = rows[column].unique()
            if wrong := {cell: said for cell in cells if (said := problem(cell))}:
                for line, cell in plain(rows[rows[column].isin(wrong)], "line", column):
                    yield line, column, wrong[cell]

    return test


def of_rows(problems: Callable[[Row], OfRow], columns: Sequence[str]) -> Test:
    """Return the test that judges rows by some of their cells, those that are alike once."""

    def test(rows: pd.DataFrame) -> Found:
        each = dict.fromkeys(plain(rows, *columns))
        judged = {cells: [*problems(dict(zip(columns, cells, strict=True)))] for cells in each}
        if any(judged.values()):
            for line, *cells in plain(rows, "line", *columns):
                for column, message in judged[tuple(cells)]:
                    yield line, column, message

    return test


def plain(rows: pd.DataFrame, *columns: str) -> Iterator[tuple[Any, ...]]:
    """Yield cells as plain objects, for pandas hands out its own text cell by cell."""
    return zip(*(rows[column].to_numpy(object) for column in columns), strict=True)


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
    return of_cells({column: partial(_like_another, {})})


def _like_another(seen: dict[str, str], cell: str) -> str:
    found = [like_another(name, seen) for name in cell.split("; ")] if cell else []
    return next(filter(None, found), "")


def _again(rows: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Return the rows whose cells an earlier row has, with the line of the first as ``before``."""
    same = rows
    for some in (columns[:4], columns):  # few rows are alike even in four columns
        same = same[same.duplicated(some, keep=False)]
    before = same.groupby(columns)["line"].transform("first")
    return same.assign(before=before)[same["line"] != before]


def keys(schema: Mapping[str, Any]) -> list[Test]:
    """Report the rows whose key an earlier row has; rows with an empty key are none of them."""
    unique = [[f["name"]] for f in schema["fields"] if f.get("constraints", {}).get("unique")]
    primary = schema["primaryKey"]
    primary = [primary] if isinstance(primary, str) else primary
    return [_key(key) for key in (unique if primary in unique else [*unique, primary])]


def _key(key: list[str]) -> Test:
    together = " and ".join(key)
    begin, todo = ("", f"stands in line {{}} already; give one of the two rows another {together}")
    if len(key) > 1:
        begin, todo = f"{together} are ", "as in line {}; delete one of the two rows"

    def test(rows: pd.DataFrame) -> Found:
        filled = rows[rows[key].ne("").all(axis=1)]
        for line, before, *cells in plain(_again(filled, key), "line", "before", *key):
            value = " and ".join(map(quoted, cells))
            yield line, key[-1], f"{begin}{value} {todo.format(before)}"

    return test


def repeated(claims: pd.DataFrame) -> Found:
    """Report a claim that an earlier row has word for word, whatever its id and note."""
    said = [column for column in COLUMNS["claims"] if column not in ("claim_id", "note")]
    for line, before in plain(_again(claims, said), "line", "before"):
        yield line, "claim_id", f"the row says what line {before} says; delete one of the two"


def claimed(claims: pd.DataFrame) -> Test:
    """Report an exclusion that is a claim all the same."""
    place = ["source_id", "paragraph", "wording"]

    def test(rows: pd.DataFrame) -> Found:
        known = claims[claims["wording"].isin(rows["wording"])]
        known = known.drop_duplicates(place, keep="last")[[*place, "line"]]
        both = rows.merge(known, on=place, suffixes=("", "_there"))
        for line, at, wording in plain(both, "line", "line_there", "wording"):
            where = f"is a claim too (claims.csv:{at}); delete it here or there"
            yield line, "wording", f"{quoted(wording)} {where}"

    return test


def references(
    name: str, ledger: Ledger, complete: Container[str], schema: Mapping[str, Any]
) -> Test:
    """Check that what the columns of a file refer to is there, in files read completely."""
    problems: dict[str, Cell] = {}
    hints = iter(range(MAX_HINTS))
    for key in schema.get("foreignKeys", []):
        other, there = key["reference"]["resource"] or name, key["reference"]["fields"]
        # where rows could not be read, the one referred to may be among them
        names = dict.fromkeys(["", *getattr(ledger, other)[there]])
        if other in complete and len(names) > 1:
            problems[key["fields"]] = partial(_unknown, names, other, there, hints)
    return of_cells(problems)


def by_label(name: str, ledger: Ledger, schema: Mapping[str, Any]) -> Test:
    """Say the id of the row that a cell names by what readers see of it."""
    problems: dict[str, Cell] = {}
    for key in schema.get("foreignKeys", []):
        other, there = key["reference"]["resource"] or name, key["reference"]["fields"]
        rows = getattr(ledger, other)
        labels = cache(partial(_labels, rows, there, LABELS.get(other, ())))  # seldom asked for
        problems[key["fields"]] = partial(_named, {"", *rows[there]}, labels)
    return of_cells(problems)


def _labels(rows: pd.DataFrame, there: str, columns: Iterable[str]) -> dict[str, dict[str, str]]:
    """The ids by label, each with the column of the label."""
    labels: dict[str, dict[str, str]] = {}
    for column in columns:
        for label, id_ in plain(rows, column, there):
            labels.setdefault(skeleton(label), {})[id_] = column
    return labels


def _named(
    ids: Container[str], labels: Callable[[], Mapping[str, dict[str, str]]], value: str
) -> str:
    meant = {} if value in ids else labels().get(skeleton(value), {})
    if not meant:
        return ""
    column, either = [*meant.values()][0], printable(" or ".join(meant))
    return f"{quoted(value)} is the {column} of {either}; write {either}"


def _unknown(
    names: Mapping[str, None], other: str, there: str, hints: Iterator[int], value: str
) -> str:
    if value in names:
        return ""
    # vague words are alike by a word they share: "several million" and "several dozen"
    likeness = 0.75 if there == "qualifier" else 0.6
    hint = "" if next(hints, None) is None else nearest(value, names, likeness)
    article = "an" if there[0] in "aeiou" else "a"
    hint = hint or f"; add it there, or write {article} {there} that is there"
    return f"{quoted(value)} is not in {other}.csv{hint}"


def no_rows(name: str, ledger: Ledger) -> str:
    """Say once, not for every row, that what others refer to is empty."""
    if len(getattr(ledger, name)):
        return ""
    if name == "conventions":
        return "has no rows; write at least as-worded,exact,printed,,,"
    for resource in RESOURCES:
        for key in resource["schema"].get("foreignKeys", []):
            refers = key["reference"]["resource"] == name
            if refers and getattr(ledger, resource["name"])[key["fields"]].any():
                return f"has no rows, but {resource['name']}.csv refers to some; put them back"
    return ""
