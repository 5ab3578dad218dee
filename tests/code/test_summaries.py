"""What readers are told: sentences, tables, who counts whose, the same number in other words."""

from pathlib import Path

import made
import pytest
from bs4 import BeautifulSoup

from claimbook.compare.comparison import Comparison
from claimbook.compare.verdicts import FAMILIES
from claimbook.explore.question import every_figure
from claimbook.summaries import findings, views
from claimbook.summaries.travels import Travel, travels
from claimbook.summaries.whose import OWN, Whose, whose

BOARD = {"source_id": "board", "origin_id": "water-board"}
BLOG = {"source_id": "blog", "origin_id": "witness"}
POLICE, UNION, POOLED = ({"origin_id": name} for name in ("police", "union", "sources"))
LATER = {"as_of": "2019-03-09"}


def boats(name: str, figure: str = "18", **cells: str) -> made.Row:
    return made.claim(name, "boats", figure, **cells)


# ---- findings


def test_the_first_sentence_is_what_cannot_both_hold_and_how_many_more(tmp_path: Path) -> None:
    claims = [boats("a", "20", **UNION), boats("b", "40", **BOARD)]
    claims += [
        made.claim("c", "first", "alarm", **UNION),
        made.claim("d", "first", "water", **BOARD),
    ]
    assert findings.three(made.compared(tmp_path, *claims))[0] == (
        "How many boats sank? 20 / 40, 2 × (Post ¶8, Board ¶9): cannot both hold. "
        "The answers to 1 more question cannot both hold."
    )


def test_what_moved_what_one_party_says_and_who_is_alone_follow(tmp_path: Path) -> None:
    claims = [made.claim("a", figure="8", **POLICE), made.claim("b", figure="18", **BOARD, **LATER)]
    claims += [boats("c", **POLICE), boats("d", **BOARD), made.claim("e", "cause", "rain")]
    found = findings.three(made.compared(tmp_path, *claims))
    assert found[1:] == [
        "The totals of one party moved: Dead 8 → 18. Several documents but one party stand behind "
        "1 answer: Boats (18 in 2 documents, State).",
        "No document answers: When did the dam break? Were people warned? What came first? "
        "1 question of 6 is told by one document only.",
    ]
    assert found[0] == (
        "2 questions are answered by two or more documents, and none of their claims exclude each "
        "other."
    )


def test_the_sentences_of_chosen_questions_are_of_these_alone(tmp_path: Path) -> None:
    comparison = made.compared(tmp_path, boats("a", "20", **UNION), boats("b", "40", **BOARD))
    assert findings.three(comparison, ["dead"]) == ["No document answers: How many died?"]
    assert findings.three(comparison, []) == ["No document answers any of it."]


def test_the_contents_are_counted(tmp_path: Path) -> None:
    claims = boats("a", **UNION), boats("b", **BOARD), made.claim("c")
    assert findings.contents(made.compared(tmp_path, *claims)) == (
        "3 claims of 2 documents, hedges as printed; 1 question answered by two or more of them."
    )


# ---- views


@pytest.fixture
def flood(tmp_path: Path) -> Comparison:
    return made.compared(
        tmp_path,
        made.claim("a", "first", "alarm", wording="the alarm came first", **BOARD),
        made.hedged("b", "about", "20", "20", question_id="boats", counted="people",
                    via="Radio Olm", stated="reportedly", **UNION),
        boats("c", "40", scope="children", **BOARD, as_of="2019-03-07"),
        boats("d", "50", **BOARD, as_of="2019-03-07"),
    )  # fmt: skip


def test_every_figure_stands_where_it_is_printed_in_the_order_of_weight(flood: Comparison) -> None:
    shown = every_figure(flood, "Every figure")
    rows = BeautifulSoup(shown.data, "html.parser").select("tr.doc")
    assert [[cell.get_text(" ", strip=True) for cell in row("td")[:3]] for row in rows] == [
        ["about 20 “people” reportedly", "Boatmen’s union › Radio Olm › Post ¶9",
         "8 Mar 2019 (inferred)"],
        ["40 [children]", "Board ¶10", "7 Mar 2019"],
        ["50", "Board ¶11", "7 Mar 2019"],
        ["alarm", "Board ¶8", "8 Mar 2019"],
    ]  # fmt: skip


def test_a_citation_says_what_of_whom_who_where_and_as_of_when(flood: Comparison) -> None:
    hedged, limited, _ = flood.claims["boats"]
    assert views.citation(hedged) == (
        "How many boats sank? about 20 boats (“people”), reportedly: Boatmen’s union › Radio Olm › "
        "Post ¶9, as of 8 Mar 2019 (inferred from the document’s date). "
        "“about 20 people” (River Post, 2019-03-08)."
    )
    assert views.citation(limited) == (
        "How many boats sank? 40 boats [children]: Board ¶10, as of 7 Mar 2019. "
        "“40 people” (Water Board, 2019-03-09)."
    )


def test_reasons_may_be_chosen_by_verdict(flood: Comparison) -> None:
    assert views.reasons(flood)["Verdict"].tolist() == ["conflict", "conflict", "part"]
    (row,) = views.reasons(flood, "part").to_dict("records")
    assert (row["Question"], row["What it is"]) == ("How many boats sank?", "not the same")


def test_the_reasons_of_a_question_begin_with_what_cannot_both_hold(tmp_path: Path) -> None:
    claims = [boats("a", "20", **UNION), boats("b", "20", **BOARD), boats("c", "40", **BLOG)]
    claims.append(boats("d", "3", **BOARD, scope="children"))
    comparison = made.compared(tmp_path, *claims)
    ((asked, pairs, more),) = views.reasons_by_question({"": comparison}, most=2)
    assert (asked, [pair[""]["verdict"] for pair in pairs]) == (
        "How many boats sank?", ["conflict", "conflict"]
    )  # fmt: skip
    assert more == 1  # they agree; parts are not counted
    assert not {pair[""]["verdict"] for pair in pairs} & {*FAMILIES["not the same"]}


def test_who_is_silent_is_counted_by_topic(flood: Comparison) -> None:
    """Of what others answer: one question of losses, one of conduct."""
    table = views.silences(flood)
    assert table.to_dict("index") == {
        "post": {"losses": 0, "conduct": 1},
        "board": {"losses": 0, "conduct": 0},
        "blog": {"losses": 1, "conduct": 1},
    }


# ---- who counts whose


def counted(folder: Path, *claims: made.Row) -> Whose:
    return whose(made.compared(folder, *claims), "losses")


def test_questions_stand_against_who_speaks_and_what_nobody_counts_is_said(tmp_path: Path) -> None:
    claims = boats("a", "20"), boats("b", "40", **UNION), boats("c", "40", **BOARD)
    found = counted(tmp_path, *claims)
    assert [tuple(column) for column in found.columns] == [
        ("River Post", OWN), ("State", OWN), ("Union", "quoted by River Post")
    ]  # fmt: skip
    dead, ships = found.rows
    assert dead == ("dead", "Dead", None)
    assert [[claim["claim_id"] for claim, _ in cell] for cell in ships[2]] == [["a"], ["c"], ["b"]]


def test_sources_that_nobody_names_are_the_documents_own(tmp_path: Path) -> None:
    found = counted(tmp_path, boats("a", **POOLED), boats("b", **BLOG))
    assert {tuple(column) for column in found.columns} == {
        ("River Post", OWN), ("A witness", "unnamed, in Blog")
    }  # fmt: skip


def test_the_voices_that_say_least_share_the_last_column(tmp_path: Path) -> None:
    origins = [{"origin_id": f"o{n}", "name": f"O{n}", "party": f"P{n}", "kind": "media"}
               for n in range(7)]  # fmt: skip
    claims = [boats(f"c{n}{m}", origin_id=f"o{n}") for n in range(7) for m in range(1 + (n < 4))]
    found = whose(made.compared(tmp_path, *claims, origins=(*made.ORIGINS, *origins)), "losses")
    assert [column.party for column in found.columns] == ["P0", "P1", "P2", "P3", "Others"]
    assert found.columns[-1].how == "P4, P5 and P6"
    assert len(found.rows[1][2][-1]) == 3


def test_of_many_claims_those_with_one_figure_stand_together(tmp_path: Path) -> None:
    found = counted(tmp_path, *(boats(f"c{n}", "20" if n else "30") for n in range(6)))
    ((_, alone), (_, more)) = found.rows[1][2][0]
    assert (alone, more) == (0, 4)


# ---- the same number in other words


def travelled(folder: Path, *claims: made.Row) -> list[Travel]:
    return travels(made.compared(folder, *claims))


def cards(travel: Travel) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(card.claim["claim_id"], card.after, card.changed) for card in travel.cards]


def test_a_number_is_met_by_date_with_what_its_words_gained_and_lost(tmp_path: Path) -> None:
    first = made.hedged("a", "at least", "18", counted="armed men", wording="at least 18 armed men",
                        **UNION)  # fmt: skip
    second = made.claim("b", figure="18", counted="men", wording="18 men", **BOARD, **LATER)
    same_day = made.hedged("c", "about", "18", "18", source_id="blog", origin_id="witness", **LATER)
    (travel,) = travelled(tmp_path, first, second, same_day)
    assert (travel.number, travel.short) == (18, "Dead")
    assert cards(travel) == [
        ("a", "first", ()),
        ("b", "later", ("without “at least”", "without “armed”")),
        ("c", "unknown", ("with “about”", "without “men”")),
    ]


def test_a_later_total_of_the_party_stands_last(tmp_path: Path) -> None:
    grown = made.claim("c", figure="30", **BOARD | {"as_of": "2019-03-10"})
    claims = made.claim("a", **POLICE), made.claim("b", **BOARD), grown
    (travel,) = travelled(tmp_path, *claims)
    assert cards(travel)[-1] == ("c", "another total", ())


@pytest.mark.parametrize(
    ("claims", "meet"),
    [
        ((boats("a"), boats("b")), False),  # one document
        ((boats("a", **UNION), boats("b", **BOARD)), True),
        ((boats("a", **UNION), boats("b", scope="children", **BOARD)), False),
        ((boats("a", "300", **UNION), boats("b", "300", scope="children", **BOARD)), True),
        ((boats("a", "300", **UNION), made.claim("b", "dead", "300", **BOARD)), False),  # no boats
        ((boats("a", "300"),
          made.hedged("b", "between", "300", "310", question_id="boats", **BOARD)), False),
    ],
)  # fmt: skip
def test_only_what_is_more_than_chance_meets(
    tmp_path: Path, claims: tuple[made.Row, ...], meet: bool
) -> None:
    assert bool(travelled(tmp_path, *claims)) == meet
