"""Which verdicts flip, under which convention and at which tolerance, and which never do."""

import math
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from claimbook import conventions
from claimbook.conventions import by_tolerance, changes, every, flips, readings, summary, told
from claimbook.ledger import load
from claimbook.sheets import COLUMNS

RIVER = load(Path(__file__).parents[1] / "ledgers" / "river")
CLAIM = COLUMNS["claims"]


def frame(rows, columns):
    table = pd.DataFrame(rows, columns=columns, dtype="str")
    return table.fillna("").assign(line=range(2, len(table) + 2))


def question(name="dead", **more):
    row = {"question_id": name, "topic": "casualties", "question": "How many died?"}
    row |= {"kind": "count", "unit": "people", "running_total": "no"}
    return row | more


def claim(figure="18", origin="water-board", source="water-board", **more):
    """A claim; "18" is exact, ("up to", "", "20") any hedge."""
    qualifier, low, high = ("exact", figure, figure) if isinstance(figure, str) else figure
    row = {"question_id": "dead", "qualifier": qualifier, "low": low, "high": high}
    return row | {"origin_id": origin, "source_id": source, "paragraph": "3"} | more


def ledger(*claims, questions=None):
    """Claims c1, c2, … with the sources, origins and conventions of the river ledger."""
    rows = [{"claim_id": f"c{number}", **row} for number, row in enumerate(claims, start=1)]
    return replace(
        RIVER,
        claims=frame(rows, CLAIM),
        questions=frame(questions or [question()], COLUMNS["questions"]),
    )


LEAGUE = {"origin": "relief-league", "source": "relief-league"}
RISING = [question(running_total="yes")]


def at_least(number, **more):
    return claim(("at least", number, ""), **more)


def vague(word, **more):
    return claim((word, "", ""), **more)


def about(number, **more):
    return claim(("about", number, number), **more)


def test_a_verdict_that_only_some_conventions_give_is_a_flip_and_the_others_are_not():
    book = ledger(claim("18"), at_least("8", **LEAGUE), claim("18"))
    table = flips(book)
    assert table.to_dict("records") == [
        {
            "question_id": "dead",
            "claim_a": claim_a,
            "claim_b": claim_b,
            "as-worded": "compatible",
            "acled": "conflict",
            "ccc": "compatible",
            "mpeds": "conflict",
        }
        for claim_a, claim_b in (("c1", "c2"), ("c2", "c3"))
    ]
    assert len(every(book)) == 3


def test_the_same_verdict_on_another_reading_is_no_flip():
    book = ledger(vague("dozens"), vague("hundreds", **LEAGUE))
    assert every(book).loc[0, ["as-worded", "acled", "ccc", "mpeds"]].tolist() == [
        "compatible",
        "conflict",
        "compatible",
        "conflict",
    ]
    assert flips(book, ["as-worded", "ccc"]).empty  # one overlaps, one is not read: both compatible
    reasons = told(every(book, ["as-worded", "ccc"]), book)
    assert reasons["Under"].tolist() == ["as-worded", "ccc"]
    assert reasons["Reason"].nunique() == 2


def test_a_part_above_its_whole_under_one_convention_only_has_a_row_and_an_empty_verdict():
    questions = [question("all"), question("some", part_of="all")]
    book = ledger(
        claim("300", question_id="some"),
        vague("hundreds", question_id="all", **LEAGUE),
        questions=questions,
    )
    table = flips(book)
    assert table.loc[0, ["question_id", "claim_a", "claim_b"]].tolist() == ["some", "c1", "c2"]
    assert table.loc[0, ["as-worded", "acled", "ccc", "mpeds"]].tolist() == [
        "",
        "conflict",
        "conflict",
        "conflict",
    ]
    shown = conventions.reader(table, book)
    assert shown.loc[0, "as-worded"] == "no contradiction"
    assert shown.loc[0, "Second"].startswith("Whole: How many died? hundreds (Relief League")
    assert told(table, book)["Reason"].iloc[0] == "The part fits into its whole."


def test_a_convention_added_to_the_table_is_compared_without_code():
    book = ledger(vague("dozens"), claim("20", **LEAGUE))
    own = dict(zip(book.conventions, ["mine", "dozens", "fixed", "13", "", "own", 99], strict=True))
    added = pd.concat([book.conventions, pd.DataFrame([own])], ignore_index=True)
    more = replace(book, conventions=added)
    assert flips(more, ["as-worded", "mine"])["mine"].tolist() == ["compatible"]
    assert conventions.names(more)[-1] == "mine"


def test_an_unknown_convention_is_refused_by_name():
    with pytest.raises(ValueError, match="no convention called “gold”"):
        flips(ledger(claim()), ["gold"])


def test_one_claim_alone_makes_no_verdict_and_no_flip():
    table = every(ledger(claim()))
    assert table.empty and list(table)[:3] == ["question_id", "claim_a", "claim_b"]
    assert flips(ledger(claim())).empty
    tolerances = by_tolerance(ledger(claim()))
    assert conventions.tolerance_reader(tolerances, ledger(claim())).empty
    assert conventions.rests_on(tolerances, tolerances) == (
        "No pair has a figure that is “about” or the like."
    )
    assert changes(table).empty and conventions.steady(table).empty
    assert summary(table) == ["No question has two claims to compare, so no verdict can flip."]


@pytest.mark.parametrize(("other", "at"), [("110", 10.0), ("111", 11.0), ("125", 25.0)])
def test_the_smallest_tolerance_that_flips_a_verdict_is_the_one_that_reaches_the_figure(other, at):
    book = ledger(about("100"), claim(other, **LEAGUE))
    table = by_tolerance(book, range(26))
    assert table.loc[0, "flips_at"] == at
    assert table.loc[0, int(at) - 1] == "conflict" and table.loc[0, int(at)] == "compatible"


def test_a_figure_out_of_reach_never_flips_and_an_equal_one_flips_at_once():
    out = ledger(about("100"), claim("126", **LEAGUE))
    assert math.isnan(by_tolerance(out, range(26)).loc[0, "flips_at"])
    same = ledger(about("100"), claim("100", **LEAGUE))
    table = by_tolerance(same, [25, 0, 1])
    assert list(table.columns[3:]) == [0, 1, 25, "flips_at"]
    assert table.loc[0, [0, 1, "flips_at"]].tolist() == ["agree", "compatible", 1.0]
    counts = conventions.flips_by_tolerance(table)
    assert counts.to_dict() == {0: 0, 1: 1, 25: 1}


def test_nearly_widens_downward_only():
    nearly = claim(("nearly", "100", "100"))
    above = ledger(nearly, claim("101", **LEAGUE))
    below = ledger(nearly, claim("99", **LEAGUE))
    assert math.isnan(by_tolerance(above, range(26)).loc[0, "flips_at"])
    assert by_tolerance(below, range(26)).loc[0, "flips_at"] == 1.0


def test_what_changes_is_counted_by_convention_before_and_after():
    book = ledger(
        claim("18", as_of="2022-01-08"),
        at_least("8", **LEAGUE, as_of="2022-01-05"),
        at_least("9", **LEAGUE, as_of="2022-01-05"),
        questions=RISING,
    )
    found = changes(every(book))
    assert found[found["convention"] == "acled"].to_dict("records") == [
        {"convention": "acled", "before": "compatible", "after": "update", "pairs": 2},
        {"convention": "acled", "before": "repeat", "after": "self-conflict", "pairs": 1},
    ]
    assert "ccc" not in set(found["convention"])


def test_the_summary_counts_what_flips_what_stays_and_what_conflicts_always():
    book = ledger(claim("18"), at_least("8", **LEAGUE), claim("5"))
    lines = summary(every(book), by_tolerance(book, range(3)))
    assert lines == [
        "Of 3 verdicts, 2 are the same under as-worded, acled, ccc and mpeds; 1 verdict flips.",
        "Against as-worded, acled changes 1 verdict: 1 from compatible to conflict.",
        "ccc gives the same verdicts as as-worded.",
        "Against as-worded, mpeds changes 1 verdict: 1 from compatible to conflict.",
        "2 of 3 conflicts stand under every convention; the other 1 hang on it.",
        "Reading “about” as any tolerance from 0 to 2 % flips no verdict.",
    ]


def test_words_are_read_as_the_convention_says_and_else_as_the_default_does():
    book = ledger(about("5"), vague("dozens"), vague("some"), claim(("more than", "5", "")))
    table = readings(book).set_index("Word")
    assert table.loc["about"].tolist() == [
        1,
        "10 % either way",
        "the figure itself",
        "10 % either way",
        "the figure itself",
    ]
    assert table.loc["dozens"].tolist() == [1, "24 or more", "12", "not read", "10"]
    assert table.loc["some", ["as-worded", "mpeds"]].tolist() == ["2 or more", "2 or more"]
    assert table.loc["more than", "as-worded"] == "above the figure"


def test_only_pairs_with_an_about_hang_on_the_tolerance():
    book = ledger(
        about("100"),
        claim("110", **LEAGUE),
        claim("120", **LEAGUE),
    )
    table = by_tolerance(book, range(0, 26, 5))
    resting = conventions.resting_on_about(table, book)
    assert resting[["claim_a", "claim_b"]].to_numpy().tolist() == [["c1", "c2"], ["c1", "c3"]]
    assert conventions.tolerance_reader(resting, book)["Verdict"].tolist() == [
        "conflict, from 10 % compatible",
        "conflict, from 20 % compatible",
    ]


def test_a_status_that_hangs_on_the_convention_is_listed():
    book = ledger(claim("18"), at_least("8", **LEAGUE))
    moved = conventions.moved_statuses(book)
    assert moved.to_dict("records") == [
        {
            "Question": "How many died?",
            "as-worded": "corroborated",
            "acled": "contested",
            "ccc": "corroborated",
            "mpeds": "contested",
        }
    ]
