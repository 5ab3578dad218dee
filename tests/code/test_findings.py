"""Sentences of result: what they count, whom they name, and when they say nothing."""

import pandas as pd
from rows import DAY, ROW, lined

from claimbook import findings
from claimbook.compare import COLUMNS


def figure(claim: str, number: int, day: int = 0, **more: str) -> dict:
    """A claim of one exact number, so many days after 5 March 2019."""
    start = ROW["as_of_start"] + day * DAY
    row = {"claim_id": claim, "low": str(number), "high": str(number), "lower": float(number)}
    row |= {"upper": float(number), "as_of_start": start, "as_of_end": start + DAY - 1}
    return row | more


def pairs(verdict: str, *ids: str, question: str = "dead") -> pd.DataFrame:
    """Verdicts on the claims "ab", "cd" …"""
    rows = [[question, one, two, verdict, "", f"{one}; {two}. Why."] for one, two in ids]
    return pd.DataFrame(rows, columns=COLUMNS)


def statuses(*rows: tuple[str, str, int, str]) -> pd.DataFrame:
    """question_id, status, claims and silent sources."""
    table = pd.DataFrame(rows, columns=["question_id", "status", "claims", "silent"])
    return table.assign(topic="flood", question="What of " + table["question_id"] + "?")


def test_the_summary_counts_claims_questions_sources_and_statuses() -> None:
    rows = lined({}, {"source_id": "board"}, {"question_id": "hurt"})
    status = statuses(("dead", "contested", 2, ""), ("hurt", "single claim", 1, "board"))
    assert findings.summary(rows, status, "the flood") == [
        "On the flood there are 3 claims on 2 questions from 2 sources; more than one source "
        "answers 1 question.",
        "Of the questions, 1 is contested and 1 is answered by a single claim.",
    ]


def test_statuses_are_told_from_contested_down_and_agree_in_number() -> None:
    status = statuses(("a", "one party", 1, ""), ("b", "one party", 1, ""), ("c", "moving", 2, ""))
    assert findings.summary(lined({}), status, "it")[1] == (
        "Of the questions, 1 is moving with time and 2 are carried by one party alone."
    )


def test_a_disagreement_gives_the_first_reason_and_counts_the_other_pairs() -> None:
    status = statuses(("dead", "contested", 3, ""))
    told = findings.disagreements(status, pairs("conflict", "ab", "ac"))
    assert told == ["What of dead? a; b. Why. (1 more such pair)"]
    assert findings.disagreements(status, pairs("self-conflict", "ab")) == [
        "What of dead? a; b. Why."
    ]
    for verdict in ("repeat", "agree", "compatible", "update", "scope"):
        assert findings.disagreements(status, pairs(verdict, "ab")) == []


def test_a_rise_without_a_date_says_so() -> None:
    undated = {"as_of_start": float("nan"), "as_of_end": float("nan")}
    rows = lined(figure("a", 8), figure("b", 18, 1) | undated)
    assert findings.moves(rows, pairs("update", "ab")) == [
        "How many died: 8 as of 5 Mar 2019 (Water Board), then 18 as of no stated date "
        "(Water Board); the reading is that a running total rose."
    ]


def test_a_rise_of_claims_that_were_not_handed_over_is_passed_over() -> None:
    assert findings.moves(lined(figure("a", 8)), pairs("update", "ab")) == []
    assert findings.repeats(lined(figure("a", 8)), pairs("repeat", "xy")) == []


def test_a_repeat_within_one_document_or_of_an_answer_is_no_finding() -> None:
    assert findings.repeats(lined({}, {"claim_id": "b"}), pairs("repeat", "ab")) == []
    answer = {"kind": "choice", "answer": "yes", "low": "", "high": ""}
    rows = lined(answer, answer | {"claim_id": "b", "source_id": "radio"})
    assert findings.repeats(rows, pairs("repeat", "ab")) == []


def test_witnesses_are_named_parties_and_unnamed_origins_are_counted_apart() -> None:
    rows = lined({}, {}, {"party": "Town"}, {"party": "unnamed"}, {"party": ""})
    assert findings.witnesses(rows) == [
        "2 parties can be told apart behind the claims; the most claims come from State (2 of 5). "
        "2 claims have an unnamed origin and count as no independent witness."
    ]
    assert findings.witnesses(lined({"party": "unnamed"}, {"party": ""})) == [
        "All 2 claims come from origins that are not named."
    ]


def test_silence_names_the_most_and_the_least_silent_source() -> None:
    sources = pd.DataFrame({"source_id": ["post", "board", "town"]})
    status = statuses(
        ("a", "single claim", 1, "board; town"),
        ("b", "single claim", 1, "town"),
        ("c", "no claims", 0, "post; board; town"),
    )
    assert findings.silence(status, sources) == [
        "Of 2 questions that some source answers, town is silent on 2, post on 0."
    ]


def test_stated_days_fit_or_do_not() -> None:
    columns = ["source_id", "stated", "least", "most", "fits"]
    days = pd.DataFrame([["post", "3", 3, 3, True], ["town", "2", 4, 5, False]], columns=columns)
    assert findings.stated_days(days) == [
        "post states 3 days; by its own dates it is 3 days, which fits.",
        "town states 2 days; by its own dates it is 4 to 5 days, which does not fit.",
    ]
    assert findings.stated_days(days.iloc[:0]) == [
        "No source both states how many days passed and dates the beginning and the end."
    ]


def test_a_rise_is_an_update_itself_not_the_first_and_the_last_claim() -> None:
    rows = lined(figure("a", 20), figure("b", 25, 1), figure("c", 10, 2), figure("d", 16, 3))
    [told] = findings.moves(rows, pairs("update", "ab", "cd"))
    assert told.startswith(
        "How many died: 10 as of 7 Mar 2019 (Water Board), then 16 as of 8 Mar 2019"
    )


def test_a_rise_with_an_open_end_starts_at_its_stated_bound() -> None:
    more = {"qualifier": "at least", "high": "", "upper": float("inf")}
    rows = lined(figure("a", 30, 1) | more, figure("b", 8), figure("c", 12, 1))
    [told] = findings.moves(rows, pairs("update", "ab", "bc"))
    assert told.startswith(
        "How many died: 8 as of 5 Mar 2019 (Water Board), then at least 30 as of 6 Mar 2019"
    )


def test_a_part_above_its_whole_is_no_rise_of_its_own_question() -> None:
    rows = lined(figure("a", 20, 1), figure("b", 8, question_id="whole"))
    assert findings.moves(rows, pairs("update", "ab")) == []


def test_two_parties_that_repeat_themselves_are_told_apart() -> None:
    town = {"party": "Town"}
    rows = lined(
        figure("a", 18), figure("b", 18, source_id="radio"),
        figure("c", 30, **town), figure("d", 30, source_id="letter", **town),
    )  # fmt: skip
    assert findings.repeats(rows, pairs("repeat", "ab", "cd")) == [
        "How many died? 18: post and radio have it, but one party is behind it: State.",
        "How many died? 30: post and letter have it, but one party is behind it: Town.",
    ]


def test_one_claim_alone_is_told_in_the_singular() -> None:
    assert findings.witnesses(lined({"party": "unnamed"})) == [
        "The only claim comes from an origin that is not named."
    ]
    [told] = findings.witnesses(lined({}, {"party": "unnamed"}))
    assert told.endswith("1 claim has an unnamed origin and counts as no independent witness.")
