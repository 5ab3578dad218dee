"""Frames and sentences for readers: the words and figures they give."""

from pathlib import Path

import pandas as pd
import pytest
from rows import DAY, lined

from claimbook import compare, findings, ledger, views

RIVER = Path(__file__).parents[1] / "ledgers" / "river"


@pytest.fixture(scope="module")
def river() -> ledger.Ledger:
    return ledger.load(RIVER)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, "18"),
        ({"low": "2500", "high": "2500", "qualifier": "about"}, "about 2,500"),
        ({"low": "1000", "high": "", "qualifier": "more than"}, "more than 1,000"),
        ({"low": "", "high": "400", "qualifier": "up to"}, "up to 400"),
        ({"low": "10000", "high": "20000", "qualifier": "between"}, "10,000 to 20,000"),
        ({"low": "", "high": "", "qualifier": "dozens"}, "dozens"),
        ({"low": "0.5", "high": "0.5", "kind": "share"}, "0.5"),
        ({"low": "2019-03-05", "high": "2019-03-05", "kind": "date"}, "5 Mar 2019"),
        (
            {"low": "", "high": "2019-03-05T01", "kind": "date", "qualifier": "until"},
            "by 5 Mar 2019, 01:00",
        ),
        ({"low": "2019-11", "high": "2019-11", "kind": "date"}, "Nov 2019"),
        ({"kind": "choice", "answer": "yes", "low": "", "high": ""}, "yes"),
    ],
)
def test_a_figure_is_shown_with_its_hedge_as_printed(change: dict, expected: str) -> None:
    assert views.printed(lined(change)).tolist() == [expected]


def test_the_chain_runs_from_the_origin_over_the_relays_to_the_document() -> None:
    rows = lined({}, {"via": "Radio; Agency"}, {"origin": "River Post"})
    assert views.chain(rows).tolist() == [
        "Water Board → River Post",
        "Water Board → Agency → Radio → River Post",
        "River Post",
    ]


def test_words_are_listed_and_counted_as_in_a_sentence() -> None:
    assert [views.listed(words) for words in ([], ["a"], ["a", "b"], "abc")] == [
        "none", "a", "a and b", "a, b and c",
    ]  # fmt: skip
    assert [views.counted(n, "claim") for n in (0, 1, 1200)] == [
        "no claims", "1 claim", "1,200 claims",
    ]  # fmt: skip


def test_the_board_has_a_dash_where_a_source_is_silent(river: ledger.Ledger) -> None:
    rows, verdicts = compare.line_up(river), compare.verdicts(river)
    status = compare.status(river, verdicts)
    board = views.board(rows, status, river.sources).set_index(status["question_id"])
    given = rows.groupby(["question_id", "source_id"]).size().unstack().reindex(board.index)
    for source in river.sources["source_id"]:
        assert board[source].eq("—").tolist() == given[source].isna().tolist()
    assert board["Silent"].tolist() == given.isna().sum(axis=1).tolist()


def test_an_answer_carries_its_scope_and_a_voice_that_is_not_the_documents_own(
    river: ledger.Ledger,
) -> None:
    sources = pd.DataFrame({"source_id": ["post", "board"], "origin_id": ["post", "board"]})
    choice = {"kind": "choice", "answer": "yes", "low": "", "high": ""}
    rows = lined(
        choice | {"scope": "Lower Town"},
        choice | {"source_id": "board"},
        choice | {"answer": "no", "origin_id": "post"},
    )
    assert views.answers(rows, sources).iloc[0].tolist() == [
        "How many died?", "yes (Lower Town; Water Board)\nno", "yes",
    ]  # fmt: skip


def test_a_part_is_shown_with_the_room_its_whole_leaves() -> None:
    whole = {"question_id": "hurt", "question": "How many were hurt?", "lower": 100.0}
    rows = lined({"part_of": "hurt"}, whole | {"upper": float("inf"), "claim_id": "b"})
    assert views.parts(rows)["Room left"].tolist() == ["82 or more"]
    less = lined({"part_of": "hurt"}, whole | {"lower": 8.0, "upper": 8.0, "low": "8", "high": "8"})
    assert views.parts(less)["Room left"].tolist() == ["-10"]


def test_stated_days_are_held_against_the_documents_own_dates() -> None:
    date = {"kind": "date"}
    rows = lined(
        {"question_id": "days", "low": "3", "high": "3", "lower": 3.0, "upper": 3.0},
        date | {"question_id": "began", "lower": 0.0, "upper": DAY - 1},
        date | {"question_id": "ended", "lower": 4 * DAY, "upper": 6 * DAY - 1},
    )
    days = views.elapsed(rows, "days", "began", "ended")
    assert days.to_dict("records") == [
        {"source_id": "post", "stated": "3", "least": 4, "most": 5, "fits": False}
    ]
    assert findings.stated_days(days) == [
        "post states 3 days; by its own dates it is 4 to 5 days, which does not fit."
    ]
    assert views.elapsed(rows.iloc[:2], "days", "began", "ended").empty


def test_silence_counts_only_questions_that_somebody_answers(river: ledger.Ledger) -> None:
    verdicts = compare.verdicts(river)
    status = compare.status(river, verdicts)
    silent = views.silences(status, river.sources)
    claims = river.claims.merge(river.questions[["question_id", "topic"]], on="question_id")
    asked = claims.drop_duplicates("question_id").groupby("topic").size()
    said = claims.drop_duplicates(["question_id", "source_id"])
    said = said.groupby(["source_id", "topic"]).size().unstack(fill_value=0)
    for topic in silent.columns:
        expected = asked[topic] - said[topic].reindex(silent.index, fill_value=0)
        assert silent[topic].tolist() == expected.tolist()


def test_a_topic_without_claims_is_said_to_be_empty(river: ledger.Ledger) -> None:
    empty = river.select(["no such topic"])
    rows, verdicts = compare.line_up(empty), compare.verdicts(empty)
    status = compare.status(empty, verdicts)
    assert findings.summary(rows, status, "music") == ["This ledger has no claims on music."]
    for sentences in (
        findings.moves(rows, verdicts),
        findings.disagreements(status, verdicts),
        findings.repeats(rows, verdicts),
        findings.witnesses(rows),
        findings.silence(status, empty.sources),
    ):
        assert sentences == []


def judged(*changes: dict, verdict: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    rows = lined(*changes)
    pair = ["dead", rows["claim_id"].iloc[0], rows["claim_id"].iloc[1], verdict, "", "A; B. Why."]
    return rows, pd.DataFrame([pair], columns=compare.COLUMNS)


def test_a_rise_is_told_from_the_earlier_to_the_later_figure() -> None:
    later = {
        "claim_id": "b", "low": "30", "high": "30", "lower": 30.0, "as_of_start": 1551830400.0,
        "as_of_end": 1551916799.0, "origin": "Mayor",
    }  # fmt: skip
    rows, verdicts = judged(later, {}, verdict="update")
    assert findings.moves(rows, verdicts) == [
        "How many died: 18 as of 5 Mar 2019 (Water Board), then 30 as of 6 Mar 2019 (Mayor); "
        "the reading is that a running total rose."
    ]


def test_a_repeat_is_told_only_for_one_number_in_two_documents() -> None:
    other = {"claim_id": "b", "source_id": "radio"}
    told = findings.repeats(*judged({}, other, verdict="repeat"))
    assert told == ["How many died? 18: post and radio have it, but one party is behind it: State."]
    assert findings.repeats(*judged({}, other | {"low": "8"}, verdict="repeat")) == []
    assert findings.repeats(*judged({}, {"claim_id": "b"}, verdict="repeat")) == []


def test_a_chain_names_the_source_where_no_publisher_is_known() -> None:
    rows = lined({"publisher": ""}, {"publisher": "", "origin": ""})
    assert views.chain(rows).tolist() == ["Water Board → post", "post"]


def test_days_between_a_stretch_and_a_stretch_run_from_end_to_start_and_back() -> None:
    date = {"kind": "date"}
    rows = lined(
        {"question_id": "days", "low": "3", "high": "3", "lower": 3.0, "upper": 3.0},
        date | {"question_id": "began", "lower": 0.0, "upper": 2 * DAY - 1},
        date | {"question_id": "ended", "lower": 4 * DAY + 3600, "upper": 5 * DAY - 1},
    )
    [days] = views.elapsed(rows, "days", "began", "ended").to_dict("records")
    assert (days["least"], days["most"], days["fits"]) == (3, 4, True)


def test_the_room_a_date_leaves_is_not_told_in_seconds() -> None:
    date = {"kind": "date", "low": "2019-03-05", "high": "2019-03-05"}
    rows = lined(date | {"part_of": "hurt"}, date | {"question_id": "hurt"})
    assert views.parts(rows).empty


def test_a_claim_is_shown_with_its_place_and_its_unit() -> None:
    rows = lined({"scope": "police", "note": "a slip", "via": "Radio"})
    assert views.by_question(rows).to_dict("records") == [
        {
            "Question": "How many died?", "Figure": "18 people", "As worded": "“some words”",
            "Who says it": "Water Board → Radio → River Post", "As of": "5 Mar 2019",
            "Scope": "police", "Place": "post ¶3", "Note": "a slip",
        }
    ]  # fmt: skip


def test_every_table_of_a_topic_without_claims_is_empty(river: ledger.Ledger) -> None:
    empty = river.select(["no such topic"])
    rows, verdicts = compare.line_up(empty), compare.verdicts(empty)
    status = compare.status(empty, verdicts)
    tables = [
        views.claims(rows), views.by_question(rows), views.reasons(verdicts, empty.questions),
        views.board(rows, status, empty.sources), views.answers(rows, empty.sources),
        views.parts(rows), views.elapsed(rows, "a", "b", "c"), views.by_topic(status),
    ]  # fmt: skip
    assert all(table.empty for table in tables)


def test_statuses_stand_in_their_order() -> None:
    status = pd.DataFrame(
        {"topic": ["b", "a", "b"], "status": ["one party", "corroborated", "moving"]}
    )
    table = views.by_topic(status)
    assert table.columns.tolist() == ["Moving", "Corroborated", "One party"]
    assert table.index.tolist() == ["b", "a"]
    assert table.to_numpy().tolist() == [[1, 0, 1], [0, 1, 0]]
