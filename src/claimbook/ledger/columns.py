"""What the description says of a column: how its cells are written, and which rows they name."""

import re
from collections.abc import Container, Iterable, Mapping
from functools import cached_property
from typing import Any

from claimbook.ledger import hints
from claimbook.ledger.alike import skeleton
from claimbook.ledger.hints import nearest, printable, quoted
from claimbook.ledger.model import Ledger
from claimbook.ledger.rows import Cell, Test, of_cells, plain
from claimbook.ledger.values import NUMBER, WHOLE, span

DATES = ("published", "retrieved", "as_of")
# What readers see of a row that others refer to.
LABELS = {"origins": ("name",), "sources": ("title", "short"), "questions": ("question", "short")}
MAX_HINTS = 200  # looking for the nearest name takes its time


class Named:
    """The rows of a file that the cells of a column name by their key."""

    def __init__(self, ledger: Ledger, file: str, key: str, complete: bool) -> None:
        self.file, self.key, self.rows = file, key, getattr(ledger, file)
        self.ids = dict.fromkeys(["", *self.rows[key]])
        # where rows could not be read, the one that is named may be among them
        self.complete = complete and len(self.ids) > 1
        self.hints = iter(range(MAX_HINTS))

    @cached_property
    def labels(self) -> dict[str, dict[str, str]]:
        """The keys by what readers see of a row, each with the column of the label."""
        labels: dict[str, dict[str, str]] = {}
        for column in LABELS.get(self.file, ()):
            for label, key in plain(self.rows, column, self.key):
                labels.setdefault(skeleton(label), {})[key] = column
        return labels

    def by_label(self, value: str) -> str:
        """Say the key of the row that a cell names by what readers see of it."""
        meant = {} if value in self.ids else self.labels.get(skeleton(value), {})
        if not meant:
            return ""
        column, either = next(iter(meant.values())), printable(" or ".join(meant))
        return f"{quoted(value)} is the {column} of {either}; write {either}"

    def unknown(self, value: str) -> str:
        """Say that no row has the key that a cell names."""
        if value in self.ids or not self.complete:
            return ""
        # vague words are alike by a word they share: "several million" and "several dozen"
        likeness = 0.75 if self.key == "qualifier" else 0.6
        hint = "" if next(self.hints, None) is None else nearest(value, self.ids, likeness)
        article = "an" if self.key[0] in "aeiou" else "a"
        hint = hint or f"; add it there, or write {article} {self.key} that is there"
        return f"{quoted(value)} is not in {self.file}.csv{hint}"


def named(
    resource: Mapping[str, Any], ledger: Ledger, complete: Container[str]
) -> dict[str, Named]:
    """The rows that the columns of a file name, by column."""
    found = {}
    for key in resource["schema"].get("foreignKeys", []):
        file = key["reference"]["resource"] or resource["name"]
        found[key["fields"]] = Named(ledger, file, key["reference"]["fields"], file in complete)
    return found


def schema(fields: Iterable[Mapping[str, Any]], others: Mapping[str, Named] = {}) -> Test:
    """Return the test of all that a Table Schema says: types, constraints and foreign keys."""
    cells = {field["name"]: _written(**field) for field in fields}
    for column in cells.keys() & {*DATES}:
        cells[column] = _first(span, cells[column])
    for column, rows in others.items():
        cells[column] = _first(rows.by_label, cells[column], rows.unknown)
    return of_cells(cells)


def _first(*judges: Cell) -> Cell:
    return lambda value: next(filter(None, (judge(value) for judge in judges)), "")


def _written(name: str, type: str, constraints: Mapping[str, Any] = {}, **described: str) -> Cell:
    """Return the function that says how a cell is to be written, if it is not.

    Required, enum, pattern, minimum and the types integer and number are what is used.
    """
    shape, say = {
        "integer": (WHOLE, hints.whole_number),
        "number": (NUMBER, hints.number),
    }.get(type, (None, None))
    allowed, least = constraints.get("enum", []), constraints.get("minimum")
    pattern = re.compile(constraints["pattern"]) if "pattern" in constraints else None

    def problem(value: str) -> str:
        if not value:
            required = constraints.get("required", False)
            return f"is empty; every row needs its {name}" if required else ""
        if shape and not shape.fullmatch(value):
            return say(value)
        if allowed and value not in allowed:
            one_of = f"{', '.join(allowed)}{nearest(value, allowed)}"
            return f"{quoted(value)} is not one of the values allowed: {one_of}"
        if pattern and not pattern.fullmatch(value):
            return hints.UNLIKE.get(name, hints.identifier)(value)
        if least is not None and float(value) < least:
            return f"{quoted(value)} is too small; write {least} or more"
        return ""

    return problem
