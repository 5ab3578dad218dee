"""What readers are told: sentences, tables, who counts whose, the same number in other words."""

from pathlib import Path

import made
import pytest
from bs4 import BeautifulSoup

import claimbook as cb
from claimbook.compare.comparison import Comparison
from claimbook.explore.question import every_figure
from claimbook.summaries import findings, views
from claimbook.summaries.travels import travels
from claimbook.summaries.whose import OWN, Whose, whose

# ---- findings


def test_the_first_sentence_is_what_cannot_both_hold_and_how_many_more(tmp_path: Path) -> None:
    claims = made.all_said("boats", "20, union | 40, board")
    claims += [made.said("c", "first", "alarm, union"), made.said("d", "first", "water, board")]
    comparison = made.compared(tmp_path, *claims)
    assert findings.three(comparison)[0] == (
        "How many boats sank? Boatmen’s union › Post ¶8 has 20 boats and Board ¶9 has 40 boats: "
        "2 × apart, cannot both hold. The answers to 1 more question cannot both hold."
    )
    unanswered, nothing = (comparison.only(questions=ids) for ids in (["dead"], []))
    assert findings.three(unanswered) == ["No document answers: How many died?"]
    assert findings.three(nothing) == ["No document answers any of it."]
    assert findings.contents(comparison) == (
        "4 claims of 2 documents, hedges as printed; 2 questions answered by two or more of them."
    )


def test_what_moved_what_one_party_says_and_who_is_alone_follow(tmp_path: Path) -> None:
    claims = made.all_said("dead", "8, police | 18, board, later")
    claims += [made.said("c", "boats", "18, police"), made.said("d", "boats", "18, board")]
    claims.append(made.said("e", "cause", "rain"))
    assert findings.three(made.compared(tmp_path, *claims)) == [
        "2 questions are answered by two or more documents, and none of their claims exclude each "
        "other.",
        "One party changed what it says: Dead 8 → 18. Several documents, but one party, stand "
        "behind 1 answer: Boats (18 in 2 documents, State).",
        "No document answers: When did the dam break? Were people warned? What came first? "
        "1 question of 6 is told by one document only.",
    ]


def test_of_many_answers_of_one_party_three_are_named_and_the_rest_counted(tmp_path: Path) -> None:
    asked = [made.QUESTIONS[1] | {"question_id": q, "short": q} for q in "vwxyz"]
    said = [made.said(q + by[0], q, f"18, {by}") for q in "vwxyz" for by in ("police", "board")]
    told = findings.three(made.compared(tmp_path, *said, questions=asked))[1]
    assert told.startswith("Several documents, but one party, stand behind 5 answers: v (18 in 2 ")
    assert told.endswith("State), and 2 more.")


# ---- views


@pytest.fixture(scope="module")
def flood(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    return made.compared(
        tmp_path_factory.mktemp("flood"),
        made.said("a", "first", "alarm, board"),
        made.said("b", "boats", "about 20, union, by radio, reportedly"),
        made.said("c", "boats", "40, children, board, earlier"),
        made.said("d", "boats", "50, board, earlier"),
    )


def test_every_figure_stands_where_it_is_printed_in_the_order_of_weight(flood: Comparison) -> None:
    shown = every_figure(flood, "Every figure")
    rows = BeautifulSoup(shown.data, "html.parser").select("tr.doc")
    assert [[cell.get_text(" ", strip=True) for cell in row("td")[:3]] for row in rows] == [
        ["about 20 “people” reportedly", "Boatmen’s union › Radio Olm › Post ¶9",
         "8 Mar 2019 (inferred)"],
        ["40 [children]", "Board ¶10", "6 Mar 2019"],
        ["50", "Board ¶11", "6 Mar 2019"],
        ["alarm", "Board ¶8", "8 Mar 2019"],
    ]  # fmt: skip


def test_a_citation_says_what_of_whom_who_where_and_as_of_when(flood: Comparison) -> None:
    assert views.citation(flood.claims["boats"][0]) == (
        "How many boats sank? about 20 boats (“people”), reportedly: Boatmen’s union › Radio Olm › "
        "Post ¶9, as of 8 Mar 2019 (inferred from the document’s date). "
        "“about 20 people” (River Post, 2019-03-08)."
    )


def test_the_reasons_of_a_question_begin_with_what_cannot_both_hold(tmp_path: Path) -> None:
    claims = made.all_said("boats", "20, union | 20, board | 40, witness, blog | 3, board, part")
    reading = {"": made.compared(tmp_path, *claims)}
    ((asked, pairs, more),) = views.reasons_by_question(reading, most=2)
    assert asked == "How many boats sank?"
    assert [pair[""]["verdict"] for pair in pairs] == ["conflict", "conflict"]
    assert more == 1  # they agree; parts are not counted


def test_who_is_silent_is_counted_by_topic(flood: Comparison) -> None:
    """Of what others answer: one question of losses, one of conduct; the blog is not coded yet."""
    assert views.silences(flood).to_dict("index") == {
        "post": {"losses": 0, "conduct": 1},
        "board": {"losses": 0, "conduct": 0},
    }


# ---- who counts whose


def counted(folder: Path, text: str) -> Whose:
    return whose(made.compared(folder, *made.all_said("boats", text)), "losses")


def test_questions_stand_against_who_speaks_and_what_nobody_counts_is_said(tmp_path: Path) -> None:
    found = counted(tmp_path, "20 | 40, union | 40, board")
    union = "Union", "quoted by River Post"
    assert [*map(tuple, found.columns)] == [("River Post", OWN), ("State", OWN), union]
    dead, ships = found.rows
    assert dead == ("dead", "Dead", None)
    assert [[claim["claim_id"] for claim, _ in cell] for cell in ships[2]] == [["a"], ["c"], ["b"]]


def test_sources_that_nobody_names_are_the_documents_own(tmp_path: Path) -> None:
    columns = counted(tmp_path, "18, pooled | 18, witness, blog").columns
    assert [*map(tuple, columns)] == [("A witness", "unnamed, in Blog"), ("River Post", OWN)]


def test_the_voices_that_say_least_share_the_last_column(tmp_path: Path) -> None:
    origins = [{"origin_id": f"o{n}", "name": f"O{n}", "party": f"P{n}", "kind": "media"}
               for n in range(7)]  # fmt: skip
    claims = [
        made.claim(f"c{n}{m}", "boats", origin_id=f"o{n}")
        for n in range(7)
        for m in range(1 + (n > 2))
    ]
    found = whose(made.compared(tmp_path, *claims, origins=(*made.ORIGINS, *origins)), "losses")
    assert [column.party for column in found.columns] == ["P3", "P4", "P5", "P6", "Others"]
    assert found.columns[-1].how == "P0, P1 and P2"
    assert len(found.rows[1][2][-1]) == 3


def test_of_many_claims_those_with_one_figure_stand_together(tmp_path: Path) -> None:
    """Those of a part stand apart, and last."""
    found = counted(tmp_path, "20, children | 30 | 20 | 20 | 20 | 20 | 20")
    told = [(claim["figure"], claim["scope"], more) for claim, more in found.rows[1][2][0]]
    assert told == [("30", "", 0), ("20", "", 4), ("20", "children", 0)]


# ---- the same number in other words


def test_a_number_is_met_by_date_with_what_its_words_gained_and_lost(tmp_path: Path) -> None:
    armed = {"counted": "armed men", "wording": "at least 18 armed men"}
    men = {"counted": "men", "wording": "18 men"}
    claims = [
        made.said("b", "dead", "18, board, later") | men,
        made.said("c", "dead", "about 18, witness, blog, later"),
        made.said("a", "dead", "at least 18, union") | armed,
        made.said("d", "dead", "30, board") | {"as_of": "2019-03-10"},
    ]
    (travel,) = travels(made.compared(tmp_path, *claims))
    assert (travel.number, travel.short) == (18, "Dead")
    assert [(card.claim["claim_id"], card.after, card.changed) for card in travel.cards] == [
        ("a", "first", ()),
        ("b", "later", ("without “at least”", "without “armed”")),
        ("c", "unknown", ("with “about”", "without “men”")),
        ("d", "another total", ()),
    ]


def test_no_card_is_the_earliest_where_the_order_or_the_figure_is_not_known(tmp_path: Path) -> None:
    for text in ("dead: 300, board", "boats: 300, board, later"):
        question, told = text.split(": ")
        claims = made.said("a", "dead", "300, union"), made.said("b", question, told)
        questions = [row | {"unit": "people"} for row in made.QUESTIONS]
        (travel,) = travels(made.compared(tmp_path, *claims, questions=questions))
        assert [card.after for card in travel.cards] == ["", "unknown"]
    told_apart = [
        row | {"counted": word} for row, word in zip(claims, ("men", "sheep"), strict=True)
    ]
    assert travels(made.compared(tmp_path, *told_apart, questions=questions)) == []


def test_of_many_documents_cards_are_listed_without_a_column_for_each() -> None:
    for name, documents, listed in (("river", 5, False), ("many", 54, True)):
        ledger = cb.load(made.LEDGERS / name)
        shown = ledger.same_numbers().data
        assert len(ledger.sources) == documents
        assert ('class="travels listed"' in shown) == listed
        assert ('class="none"' in shown) != listed


@pytest.mark.parametrize(("why", "one", "other", "meet"), made.cases(__file__, "chance.csv"))
def test_only_what_is_more_than_chance_meets(tmp_path: Path, why, one, other, meet) -> None:
    claims = made.said("a", *one.split(": ")), made.said("b", *other.split(": "))
    assert bool(travels(made.compared(tmp_path, *claims))) == bool(meet), why
