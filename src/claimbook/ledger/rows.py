"""How rows are judged: a test yields each cell that is wrong, and what to write instead."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from claimbook.ledger.header import Place

Row = Mapping[str, str]
Found = Iterator[Place]  # line, column, message
Test = Callable[[pd.DataFrame], Found]  # what the rows of a file must satisfy
Cell = Callable[[str], str]  # what is wrong with a cell, or nothing
OfRow = Iterator[tuple[str, str]]  # column, message


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
