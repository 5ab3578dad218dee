"""How a question stands: the first status that holds, the words beside it, and near misses."""

from pathlib import Path

import made
import pytest

from claimbook.compare.status import STATUSES, TAGS
from claimbook.summaries import views

BOARD = {"source_id": "board", "origin_id": "water-board"}
POLICE, UNION, WITNESS = ({"origin_id": name} for name in ("police", "union", "witness"))
LATER = {"as_of": "2019-03-09"}
PART = {"scope": "Lower Town"}


def dead(name: str, figure: str = "18", **cells: str) -> made.Row:
    return made.claim(name, "dead", figure, **cells)


AGREE = dead("g", "8", source_id="blog", origin_id="witness"), dead("h", "8", **UNION)
# Each set of claims holds what its status asks for, and, where it can, all that those after it ask.
STANDS = {
    "contested": (dead("a", **UNION), dead("b", "8", **BOARD), dead("c", "30", **BOARD, **LATER)),
    "told by one document only": (dead("a", "8", **UNION), dead("b", "18", **POLICE, **LATER)),
    "unsettled": (dead("a", "8", **UNION), dead("b", "18", **BOARD, **LATER),
                  dead("c", "8", **POLICE)),
    "moving": (dead("a", "8", **POLICE), dead("b", "18", **BOARD, **LATER),
               made.hedged("c", "at least", "8", **UNION)),
    "told differently": (
        made.claim("a", "cause", "rain", **UNION), made.claim("b", "cause", "neglect", **BOARD),
        made.claim("c", "cause", "rain", **WITNESS)),
    "told alike": (dead("a", **UNION), dead("b", **BOARD), dead("c", **POLICE)),
    "one party": (dead("a", **POLICE), dead("b", **BOARD), dead("c", "7", **BOARD, **PART)),
    "no contradiction": (made.hedged("a", "at least", "10", **UNION), dead("b", **BOARD)),
    "parts or apart": (dead("a", "18", **UNION), dead("b", "7", **BOARD, **PART)),
    "no claims": (),
}  # fmt: skip


def status(folder: Path, *claims: made.Row) -> dict[str, str]:
    asked = claims[0]["question_id"] if claims else "boats"
    return made.compared(folder, *(claims or [dead("a")])).status.loc[asked].to_dict()


@pytest.mark.parametrize("word", STATUSES)
def test_a_question_stands_as_the_first_status_that_holds(tmp_path: Path, word: str) -> None:
    assert status(tmp_path, *STANDS[word])["status"] == word


@pytest.mark.parametrize(
    ("claims", "word"),
    [
        ((*AGREE, dead("a", "5", **BOARD, **LATER)), "contested"),
        ((dead("a", "5"), dead("b", "8", **WITNESS)), "contested"),  # in one document
        ((*AGREE, dead("a", "18", **BOARD, **LATER)), "unsettled"),
        ((made.hedged("a", "at least", "8", **POLICE), made.hedged("b", "at least", "8", **UNION),
          made.hedged("c", "at least", "9", **BOARD, **LATER)), "moving"),
        ((*AGREE, dead("a", "18", **BOARD, stated="possibly")), "told differently"),
        ((dead("a", **WITNESS), made.hedged("b", "at least", "10", source_id="blog", **WITNESS)),
         "no contradiction"),
    ],
)  # fmt: skip
def test_what_weighs_more_comes_first(
    tmp_path: Path, claims: tuple[made.Row, ...], word: str
) -> None:
    assert status(tmp_path, *claims)["status"] == word


def test_the_statuses_stand_in_the_order_of_the_design() -> None:
    assert STATUSES[:9] == (
        "contested", "told by one document only", "unsettled", "moving", "told differently",
        "told alike", "one party", "no contradiction", "parts or apart",
    )  # fmt: skip
    assert {*TAGS} == {*STATUSES}


def test_it_says_when_every_conflict_rests_on_an_unnamed_voice(tmp_path: Path) -> None:
    nameless = dead("a", "8", **WITNESS), dead("b", "18", **BOARD)
    words = "contested, each time by an unnamed voice"
    assert status(tmp_path / "1", *nameless)["told"] == words
    assert status(tmp_path / "2", *nameless, dead("c", "8", **UNION))["told"] == "contested"


def test_told_alike_says_how_many_of_the_voices_are_named_parties(tmp_path: Path) -> None:
    """An unnamed voice in two documents may be two; the board and the police are one party."""
    claims = [dead("a", **UNION), dead("b", **BOARD), dead("c", **POLICE), dead("d", **WITNESS)]
    claims.append(dead("e", source_id="blog", origin_id="witness"))
    found = status(tmp_path, *claims)
    assert found["told"] == "told alike: 5 voices, 2 named parties"
    assert (found["claims"], found["sources"], found["voices"], found["parties"]) == (5, 3, 5, 2)


def test_it_names_the_documents_that_are_silent(tmp_path: Path) -> None:
    comparison = made.compared(tmp_path, dead("a"), made.claim("b", "boats", **BOARD))
    assert comparison.status["silent"][["dead", "breach"]].tolist() == [
        "board; blog",
        "post; board; blog",
    ]
    assert comparison.silent("dead") == ["board"]  # the blog says nothing of the losses at all


# ---- near misses


def misses(folder: Path, *claims: made.Row) -> list[tuple[str, str]]:
    found = views.near_misses(made.compared(folder, *claims))
    return list(zip(found["Question"], found["Verdict"], strict=True))


def day(name: str, figure: str, **cells: str) -> made.Row:
    return made.claim(name, "breach", figure, wording=f"on {int(figure[-2:])} March 2019", **cells)


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        (dead("a", "8", **PART), dead("b", "18", **BOARD, scope="Upper Town"), "apart"),
        (dead("a", "8", **PART), dead("b", "18", **BOARD), "part"),
        (day("a", "2019-03-05", **PART), day("b", "2019-03-06", **BOARD), "part"),
        (made.claim("a", "first", "alarm", **PART), made.claim("b", "first", "water"), "part"),
    ],
)
def test_what_scopes_alone_keep_from_a_conflict_is_a_near_miss(
    tmp_path: Path, one: made.Row, other: made.Row, verdict: str
) -> None:
    assert [word for _, word in misses(tmp_path, one, other)] == [verdict]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (dead("a", "8", **PART), dead("b", "8", **BOARD, scope="Upper Town")),
        (made.hedged("a", "at least", "8", **PART), dead("b", "18", **BOARD)),
        (made.hedged("a", "many", **PART), dead("b", "18", **BOARD)),
        (made.claim("a", "first", "alarm", **PART), made.claim("b", "first", "alarm")),
        (dead("a", "8", **UNION), dead("b", "18", **BOARD)),  # a conflict
    ],
)
def test_what_would_fit_without_the_scopes_is_none(
    tmp_path: Path, one: made.Row, other: made.Row
) -> None:
    assert misses(tmp_path, one, other) == []
