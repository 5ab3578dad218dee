"""Rows that stand twice, and files without the rows that others refer to."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from claimbook.ledger.files import COLUMNS, RESOURCES
from claimbook.ledger.hints import quoted
from claimbook.ledger.model import Ledger
from claimbook.ledger.rows import Found, Test, plain


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


def _again(rows: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Return the rows whose cells an earlier row has, with the line of the first as ``before``."""
    same = rows
    for some in (columns[:4], columns):  # few rows are alike even in four columns
        same = same[same.duplicated(some, keep=False)]
    before = same.groupby(columns)["line"].transform("first")
    return same.assign(before=before)[same["line"] != before]


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
