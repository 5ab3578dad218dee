"""The verdicts under every convention, side by side: what hangs on the reading, and what not."""

from pathlib import Path

import made
import pytest

from claimbook.compare import conventions
from claimbook.compare.lineup import line_up
from claimbook.compare.verdicts import verdicts
from claimbook.ledger.check import load
from claimbook.ledger.model import Ledger

RULES = """wide,exact,printed,,
wide,about,percent,-10,10
wide,nearly,percent,-10,0
wide,dozens,fixed,24,
strict,about,point,,
night,TMO,hours,0,12"""


@pytest.fixture
def flood(tmp_path: Path) -> Ledger:
    """A pair that hangs on the reading of “about”, and one that does not."""
    names = ("convention", "qualifier", "rule", "low", "high")
    rules = [
        dict(zip(names, line.split(","), strict=True)) | {"reference": "own: made up"}
        for line in RULES.splitlines()
    ]
    claims = [
        made.said("a", "boats", "about 50, union"),
        made.said("b", "boats", "52, board"),
        made.said("c", "dead", "dozens, union"),
        made.said("d", "dead", "30, board"),
    ]
    return load(made.write(tmp_path, claims, conventions=rules))


def alone(ledger: Ledger, row: made.Row) -> Ledger:
    """The same with one claim instead of its own."""
    rules = ledger.conventions.drop(columns="line").to_dict("records")
    return load(made.write(ledger.folder, [row], conventions=rules))


def test_every_convention_is_compared_and_what_hangs_on_it_is_listed_and_counted(
    flood: Ledger,
) -> None:
    table = conventions.every(flood)
    assert table.to_dict("list") == {
        "question_id": ["boats", "dead"],
        "claim_a": ["a", "c"],
        "claim_b": ["b", "d"],
        "wide": ["compatible", "compatible"],
        "strict": ["conflict", "compatible"],  # it lists no “dozens”: as in the first
        "night": ["compatible", "compatible"],
    }
    reason = verdicts(flood, "strict")["reason"][0]
    assert reason.startswith("Boatmen’s union › Post ¶8 (8 Mar 2019) has about 50 (read as 50), ")
    assert conventions.flipping(table)["claim_a"].tolist() == ["a"]
    assert conventions.summary(table) == (
        "1 of 2 verdicts hang on the reading; 1 are the same under all 3 of them."
    )


def test_a_tolerance_moves_what_about_leaves_open_and_nothing_else(flood: Ledger) -> None:
    found = [verdicts(flood, tolerance=percent)["verdict"].tolist() for percent in (0, 3, 4, 5)]
    boats, dead = zip(*found, strict=True)
    assert boats == ("conflict", "conflict", "compatible", "compatible")
    assert {*dead} == {"compatible"}
    for percent in (-1, 101):
        with pytest.raises(ValueError, match="from 0 to 100"):
            verdicts(flood, tolerance=percent)


def test_a_tolerance_leaves_an_end_that_is_exact(flood: Ledger) -> None:
    nearly = alone(flood, made.said("a", "boats", "nearly 50"))
    assert line_up(nearly, tolerance=20)[["lower", "upper"]].squeeze().tolist() == [40, 50]


def test_the_hours_of_a_convention_are_those_of_its_dates_and_as_of_days(flood: Ledger) -> None:
    said = {"wording": "on the morning of 5 March 2019", "as_of": "2019-03-08TMO"}
    ledger = alone(flood, made.claim("a", "breach", "2019-03-05TMO", **said))
    wide, night = (line_up(ledger, name)[["lower", "as_of_start"]] for name in ("wide", "night"))
    assert (wide - night).squeeze().tolist() == [4 * 3600, 4 * 3600]


def test_an_unknown_convention_is_refused_with_those_that_there_are(flood: Ledger) -> None:
    with pytest.raises(ValueError, match="wide, strict, night"):
        conventions.every(flood, ["loose"])
