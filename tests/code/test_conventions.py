"""The verdicts under every convention, side by side: what hangs on the reading, and what not."""

from collections.abc import Iterable
from pathlib import Path

import made
import pytest

from claimbook.compare import conventions
from claimbook.ledger.check import load
from claimbook.ledger.model import Ledger

BOARD = {"source_id": "board", "origin_id": "water-board"}
RULES: tuple[made.Row, ...] = tuple(
    {"convention": name, "qualifier": hedge, "rule": rule, "low": low, "high": high,
     "reference": "own: made up"}
    for name, hedge, rule, low, high in (
        ("wide", "exact", "printed", "", ""), ("wide", "about", "percent", "-10", "10"),
        ("wide", "dozens", "fixed", "24", ""), ("strict", "about", "point", "", ""),
        ("night", "TMO", "hours", "0", "12"),
    )
)  # fmt: skip


def ledger(folder: Path, *claims: made.Row, rules: Iterable[made.Row] = RULES) -> Ledger:
    return load(made.write(folder, claims, conventions=rules))


@pytest.fixture
def flood(tmp_path: Path) -> Ledger:
    """A pair that hangs on the reading of “about”, and one that does not."""
    return ledger(
        tmp_path,
        made.hedged("a", "about", "50", "50", question_id="boats", origin_id="union"),
        made.claim("b", "boats", "52", **BOARD),
        made.hedged("c", "dozens", origin_id="union"),
        made.claim("d", "dead", "30", **BOARD),
    )


def test_every_convention_of_the_ledger_is_compared_and_the_first_is_the_default(
    flood: Ledger,
) -> None:
    assert conventions.names(flood) == ["wide", "strict", "night"]
    table = conventions.every(flood)
    assert table.to_dict("list") == {
        "question_id": ["boats", "dead"],
        "claim_a": ["a", "c"],
        "claim_b": ["b", "d"],
        "wide": ["compatible", "compatible"],
        "strict": ["conflict", "compatible"],  # it lists no “dozens”: as in the first
        "night": ["compatible", "compatible"],
    }


def test_what_flips_is_listed_and_counted(flood: Ledger) -> None:
    table = conventions.every(flood)
    assert conventions.flipping(table)["claim_a"].tolist() == ["a"]
    assert conventions.summary(table) == (
        "1 of 2 verdicts hang on the reading; 1 are the same under all 3 of them."
    )


def test_a_tolerance_moves_what_about_leaves_open_and_nothing_else(flood: Ledger) -> None:
    table = conventions.by_tolerance(flood, [5, 0, 3, 4])
    assert list(table.columns[3:]) == ["0", "3", "4", "5"]
    assert table.iloc[0, 3:].tolist() == ["conflict", "conflict", "compatible", "compatible"]
    assert table.iloc[1, 3:].unique().tolist() == ["compatible"]


@pytest.mark.parametrize("percents", [[-1], [101]])
def test_a_tolerance_is_a_percentage(flood: Ledger, percents: list[int]) -> None:
    with pytest.raises(ValueError, match="from 0 to 100"):
        conventions.by_tolerance(flood, percents)


def test_an_unknown_convention_is_refused_with_those_that_there_are(flood: Ledger) -> None:
    with pytest.raises(ValueError, match="wide, strict, night"):
        conventions.every(flood, ["loose"])
