"""Origins, not publishers: whose voice, who feeds whom, one party quoted twice, silence."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from claimbook import compare, plots_origins, sources
from claimbook.ledger import load
from claimbook.sheets import COLUMNS

RIVER = load(Path(__file__).parents[1] / "ledgers" / "river")
CLAIM = COLUMNS["claims"]
BOARD, MINISTRY, POST, LEAGUE = "water-board", "interior-ministry", "river-post", "relief-league"
RESCUER = "rescuer"  # unnamed
DOCUMENTS = ["water-board", "river-post", "relief-league", "morning-gauge", "mayor-letter"]


def frame(rows, columns):
    table = pd.DataFrame(rows, columns=columns, dtype="str")
    return table.fillna("").assign(line=range(2, len(table) + 2))


def question(name="dead", kind="count", **more):
    row = {"question_id": name, "topic": "casualties", "question": f"How many {name}?"}
    return row | {"kind": kind, "unit": "people", "running_total": "no"} | more


def claim(figure="18", origin=BOARD, source="water-board", asked="dead", **more):
    qualifier, low, high = ("exact", figure, figure) if isinstance(figure, str) else figure
    row = {"question_id": asked, "qualifier": qualifier, "low": low, "high": high}
    row |= {"origin_id": origin, "source_id": source, "paragraph": "3", "wording": "so many"}
    return row | more


def choice(answer, *where, **more):
    return claim(("", "", ""), *where, answer=answer, **more)


def lined(*claims, questions=None):
    """The line-up and verdicts of claims c1, c2, … in the documents of the river ledger."""
    rows = [{"claim_id": f"c{number}", **row} for number, row in enumerate(claims, start=1)]
    book = replace(
        RIVER,
        claims=frame(rows, CLAIM),
        questions=frame(questions or [question()], COLUMNS["questions"]),
    )
    return compare.line_up(book), compare.verdicts(book)


def test_a_document_speaks_in_its_own_voice_or_cites_its_party_another_or_nobody():
    rows, _ = lined(
        claim(origin=BOARD),
        claim(origin=MINISTRY),
        claim(origin=LEAGUE),
        claim(origin=RESCUER),
        claim(origin=MINISTRY, source="river-post"),
    )
    assert sources.voices(rows, RIVER.sources).tolist() == [
        "in its own voice",
        "citing its own party",
        "citing another party",
        "citing an unnamed origin",
        "citing another party",
    ]


def test_an_own_voice_without_a_name_is_told_apart():
    unnamed = RIVER.sources.assign(origin_id=[RESCUER, *RIVER.sources["origin_id"][1:]])
    rows, _ = lined(claim(origin=RESCUER))
    assert sources.voices(rows, unnamed).tolist() == ["in its own, unnamed voice"]
    assert sources.by_voice(rows, unnamed).to_numpy().tolist() == [[1], [0], [0], [0], [0]]


def test_feeds_put_the_loudest_party_first_and_nobody_s_last():
    rows, _ = lined(
        claim(origin=RESCUER),
        claim(origin=RESCUER),
        claim(origin=RESCUER),
        claim(origin=LEAGUE, source="relief-league"),
        claim(origin=BOARD, via="Radio Olm; the wire", source="river-post"),
        claim(origin=MINISTRY, source="river-post"),
    )
    table = sources.feeds(rows, RIVER.sources)
    assert table.to_numpy().tolist() == [
        ["Government of Orvel", "Interior Ministry of Orvel", "river-post", 1, 0, ""],
        ["Government of Orvel", "Orvel Water Board", "river-post", 1, 1, "Radio Olm, the wire"],
        ["Relief League", "Relief League", "relief-league", 1, 0, ""],
        ["unnamed", "A rescuer who asked not to be named", "water-board", 3, 0, ""],
    ]


def test_the_chain_runs_from_the_document_through_the_relays_to_the_party():
    rows, _ = lined(claim(source="morning-gauge", via="Radio Olm; the wire"))
    row = sources.chains(rows, RIVER.sources).iloc[0]
    assert row.loc["Document":"Party"].tolist() == [
        "morning-gauge",
        "Radio Olm ← the wire",
        "Orvel Water Board",
        "Government of Orvel",
    ]


def test_one_party_in_two_documents_is_an_echo_and_in_one_document_is_not():
    rows, verdicts = lined(claim(), claim(origin=MINISTRY), claim("30", asked="hurt"))
    assert sources.echoes(rows, verdicts).empty
    rows, verdicts = lined(claim(), claim(origin=MINISTRY, source="river-post"))
    echo = sources.echoes(rows, verdicts)
    assert echo.loc[0, "Figures":].tolist() == [
        "18",
        "water-board, river-post",
        "Orvel Water Board, Interior Ministry of Orvel",
        "Government of Orvel",
        "none",
    ]
    assert sources.echoed_figures(echo) == [
        "How many dead? 18: in water-board, river-post, from Orvel Water Board, Interior Ministry "
        "of Orvel; one party, Government of Orvel."
    ]


def test_agreement_of_two_parties_or_of_two_unnamed_origins_is_no_echo():
    rows, verdicts = lined(claim(), claim(origin=LEAGUE, source="relief-league"))
    assert sources.echoes(rows, verdicts).empty
    rows, verdicts = lined(claim(origin=RESCUER), claim(origin=RESCUER, source="river-post"))
    assert sources.echoes(rows, verdicts).empty


def test_an_echo_names_the_other_parties_and_splits_by_answer():
    asked = [question("armed", kind="choice", answers="yes|no")]
    rows, verdicts = lined(
        choice("yes", BOARD, "water-board", "armed"),
        choice("yes", MINISTRY, "river-post", "armed"),
        choice("no", BOARD, "morning-gauge", "armed"),
        choice("no", MINISTRY, "mayor-letter", "armed"),
        choice("no", LEAGUE, "relief-league", "armed"),
        questions=asked,
    )
    echo = sources.echoes(rows, verdicts)
    assert echo[["Figures", "Others"]].to_numpy().tolist() == [
        ["yes", "Relief League"],
        ["no", "Relief League"],
    ]


def test_only_named_parties_stand_behind_a_question():
    rows, verdicts = lined(
        claim(),
        claim(origin=MINISTRY, source="river-post"),
        claim(origin=RESCUER, source="river-post"),
        claim(origin=RESCUER, asked="hurt"),
        claim(origin=RESCUER, asked="hurt", source="river-post"),
        questions=[question(), question("hurt")],
    )
    backed = sources.backing(rows)
    assert backed.drop(columns=["question_id", "Question"]).to_numpy().tolist() == [
        [2, 1, 1, "Government of Orvel"],
        [2, 0, 2, ""],
    ]
    table = sources.documents_against_parties(backed)
    assert table.to_dict("index") == {"2 documents": {"no parties": 1, "1 party": 1}}
    assert sources.echoed(sources.echoes(rows, verdicts), backed) == [
        "Of 2 questions that two or more documents answer, 1 has a single named party behind them, "
        "1 none, and 0 two or more.",
        "In 1 case one party is quoted by more than one document to the same effect; in 1 of them "
        "no other named party answers the question.",
    ]


def test_verdicts_are_counted_by_pair_of_documents_and_not_within_one():
    rows, verdicts = lined(
        claim("18"),
        claim("18", LEAGUE, "relief-league"),
        claim("20", LEAGUE, "relief-league"),
        claim("5", LEAGUE, "relief-league", "hurt"),
        questions=[question(), question("hurt")],
    )
    table = sources.between(rows, verdicts, RIVER.sources)
    assert len(table) == 10  # every pair of five documents, whether they meet or not
    met = table.set_index(["Document", "Other"]).loc[("water-board", "relief-league")]
    assert met.to_dict() == {
        "Shared questions": 1,
        "repeat": 0,
        "agree": 1,
        "compatible": 0,
        "update": 0,
        "scope": 0,
        "conflict": 1,
    }
    assert table.drop(columns=["Document", "Other"]).to_numpy().sum() == 3
    assert sources.most_apart(table) == [
        "water-board and relief-league share most questions (1).",
        "water-board and relief-league conflict most often (1 verdict).",
    ]


def test_precision_tells_exact_range_hedged_and_vague_apart_and_leaves_choices_out():
    rows, _ = lined(
        claim("18"),
        claim(("between", "10", "20")),
        claim(("about", "20", "20")),
        claim(("more than", "20", "")),
        claim(("several", "", "")),
        choice("yes", BOARD, "water-board", "armed"),
        questions=[question(), question("armed", kind="choice", answers="yes|no")],
    )
    row = sources.precision(rows, RIVER.sources).loc["water-board"]
    assert row.tolist() == [1, 1, 2, 1, 0.2]
    assert sources.exactness(sources.precision(rows, RIVER.sources)) == [
        "water-board is exact in 20% of its figures and dates."
    ]


@pytest.mark.parametrize(
    ("theirs", "highest", "lowest"),
    [
        ("20", [0, 1], [1, 0]),
        ("18", [0, 0], [0, 0]),  # level
        (("between", "10", "18"), [0, 0], [0, 1]),
        (("up to", "", "30"), [0, 1], [1, 0]),
        (("several", "", ""), [0, 0], [0, 0]),  # no figure, nothing to compare
    ],
)
def test_the_highest_and_the_lowest_figure_are_those_nobody_shares(theirs, highest, lowest):
    rows, _ = lined(claim("18"), claim(theirs, LEAGUE, "relief-league"))
    table = sources.extremes(rows, RIVER.sources).loc[["water-board", "relief-league"]]
    assert [table["Highest"].tolist(), table["Lowest"].tolist()] == [highest, lowest]


def test_figures_of_different_scope_are_not_ranked_and_dates_are_earliest_or_latest():
    rows, _ = lined(
        claim("18"),
        claim("20", LEAGUE, "relief-league", scope="Hask only"),
        claim("2019-03-05", asked="when"),
        claim("2019-03-05T01", LEAGUE, "relief-league", "when"),
        questions=[question(), question("when", kind="date")],
    )
    table = sources.extremes(rows, RIVER.sources)
    assert table.loc["water-board"].tolist() == [1, 0, 0, 1, 0]
    assert table.loc["relief-league"].tolist() == [1, 0, 0, 0, 1]
    assert table.loc["mayor-letter"].sum() == 0


def test_what_one_document_alone_says_is_listed_by_topic():
    rows, _ = lined(
        claim(),
        claim(origin=LEAGUE, source="relief-league"),
        claim(asked="hurt"),
        claim(asked="lost", source="river-post"),
        questions=[question(), question("hurt"), question("lost", topic="damage")],
    )
    table = sources.alone(rows, RIVER.sources)
    assert table.to_numpy().tolist() == [
        ["water-board", "casualties", 1, "How many hurt?"],
        ["river-post", "damage", 1, "How many lost?"],
    ]
    assert sources.only_here(table) == [
        "Answered by one document alone: water-board 1 and river-post 1."
    ]


def test_a_document_and_a_party_against_themselves_are_told_with_words_and_places():
    rows, verdicts = lined(
        claim("18", wording="18 died"),
        claim("20", MINISTRY, "river-post", wording="20 died"),
        claim("25", LEAGUE, "water-board", wording="25 died"),
    )
    table = sources.contradictions(rows, verdicts)
    assert table["Who"].tolist() == ["water-board", "Government of Orvel"]
    assert table.loc[0, "First"] == "18\n“18 died”\nOrvel Water Board\nwater-board ¶3"
    assert table.loc[1, "Second"] == (
        "20\n“20 died”\nInterior Ministry of Orvel → River Post\nriver-post ¶3"
    )
    assert table.loc[1, "Reason"] == "One party contradicts itself (Government of Orvel)."
    assert sources.against_themselves(table)[0] == (
        "In 2 pairs a document or a party stands against itself: water-board 1 and "
        "Government of Orvel 1."
    )


def test_two_unnamed_origins_are_not_one_party_against_itself():
    rows, verdicts = lined(claim("18", RESCUER, "water-board"), claim("20", RESCUER, "river-post"))
    assert verdicts["verdict"].tolist() == ["conflict"]
    assert sources.contradictions(rows, verdicts).empty


def test_silence_on_a_topic_is_told_for_every_document_and_for_a_topic_nobody_has():
    status = compare.status(RIVER, compare.verdicts(RIVER))
    lines = sources.silent_on(status, RIVER.sources, "casualties")
    assert [line.split(" answers ")[0] for line in lines] == DOCUMENTS
    assert lines[3] == (
        "morning-gauge answers 1 of 3 questions on casualties: How many people did the flood kill."
    )
    assert sources.silent_on(status, RIVER.sources, "weather") == [
        "This ledger has no claims on weather."
    ]


def test_nothing_breaks_without_a_claim():
    rows, verdicts = lined()
    echo, backed = sources.echoes(rows, verdicts), sources.backing(rows)
    assert sources.said_by(rows, RIVER.sources) == ["This ledger has no claims."]
    assert sources.fed_by_one(rows) == ["No claim has a named party."]
    assert sources.echoed(echo, backed) == ["No question is answered by more than one document."]
    assert sources.documents_against_parties(backed).empty
    assert sources.most_apart(sources.between(rows, verdicts, RIVER.sources)) == [
        "No two documents answer one question."
    ]
    assert sources.exactness(sources.precision(rows, RIVER.sources)) == [
        "No document gives a figure."
    ]
    assert sources.extremes(rows, RIVER.sources).to_numpy().sum() == 0
    assert sources.alone(rows, RIVER.sources).empty
    assert sources.contradictions(rows, verdicts).empty
    _, alt = plots_origins.feeds_chart(sources.feeds(rows, RIVER.sources), RIVER.sources, "Feeds")
    assert alt == "Feeds. This ledger has nothing to draw."


def test_the_charts_say_in_words_what_they_draw():
    rows, _ = lined(claim(), claim(origin=RESCUER, source="river-post"))
    _, alt = plots_origins.feeds_chart(sources.feeds(rows, RIVER.sources), RIVER.sources, "Feeds")
    assert alt == (
        "Feeds. Claims by party and document. Government of Orvel, 1 origin: water-board 1. "
        "Origins without a name, 1 origin: river-post 1."
    )
    _, alt = plots_origins.voices_chart(sources.by_voice(rows, RIVER.sources), "Voices")
    assert "water-board: 1 in its own voice" in alt
    changes = pd.DataFrame(
        [("b", "agree", "", 2)], columns=["convention", "before", "after", "pairs"]
    )
    counts = pd.Series([0, 0, 1], index=[0, 5, 10])
    _, alt = plots_origins.flips_chart(changes, counts, ["a", "b"], "Flips")
    assert alt == (
        "Flips. Verdicts that differ from a. b: 2 agree → no contradiction. By tolerance of "
        "“about”, up to 10 %: 0 from 0 % and 1 from 10 %."
    )
