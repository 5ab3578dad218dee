"""How a question stands: the first status that holds, the words beside it, and near misses."""

from pathlib import Path

import made
import pytest

from claimbook.compare.status import near_misses

# Each set of claims holds what its status asks for, and, where it can, all that those after it ask.
STANDS = [
    ("contested", "dead", "18, union | 8, board | 30, board, later"),
    ("contested", "dead", "8, witness, blog | 8, union | 5, board, later"),
    ("contested", "dead", "5 | 8, witness"),  # in one document
    ("told by one document only", "dead", "8, union | 18, police, later"),
    ("unsettled", "dead", "8, union | 18, board, later | 8, police"),
    ("unsettled", "dead", "8, witness, blog | 8, union | 18, board, later"),
    ("moving", "dead", "8, police | 18, board, later | at least 8, union"),
    ("moving", "dead", "at least 8, police | at least 8, union | at least 9, board, later"),
    ("told differently", "cause", "rain, union | neglect, board | rain, witness"),
    ("told differently", "dead", "8, witness, blog | 8, union | 18, board, possibly"),
    ("told alike", "dead", "18, union | 18, board | 18, police"),
    ("one party", "dead", "18, police | 18, board | 7, board, part"),
    ("no contradiction", "dead", "at least 10, union | 18, board"),
    ("no contradiction", "dead", "18, police | at least 10, witness, blog"),
    ("parts or apart", "dead", "18, union | 7, board, part"),
]


def status(folder: Path, question: str, text: str) -> dict[str, str]:
    return made.compared(folder, *made.all_said(question, text)).status.loc[question].to_dict()


@pytest.mark.parametrize(("word", "question", "text"), STANDS)
def test_a_question_stands_as_the_first_status_that_holds(
    tmp_path: Path, word: str, question: str, text: str
) -> None:
    assert status(tmp_path, question, text)["status"] == word


def test_it_says_when_every_conflict_rests_on_an_unnamed_voice(tmp_path: Path) -> None:
    nameless = "8, witness | 18, board"
    words = "contested, each time by an unnamed voice"
    assert status(tmp_path / "1", "dead", nameless)["told"] == words
    assert status(tmp_path / "2", "dead", f"{nameless} | 8, union")["told"] == "contested"


def test_told_alike_says_how_many_of_the_voices_are_named_parties(tmp_path: Path) -> None:
    """An unnamed voice in two documents may be two; the board and the police are one party."""
    text = "18, union | 18, board | 18, police | 18, witness | 18, witness, blog"
    found = status(tmp_path, "dead", text)
    assert found["told"] == "told alike: 5 voices, 2 named parties"
    assert (found["claims"], found["sources"], found["voices"], found["parties"]) == (5, 3, 5, 2)


def test_it_names_the_documents_that_are_silent_but_none_that_is_not_coded_yet(
    tmp_path: Path,
) -> None:
    claims = made.said("a", "dead", "18"), made.said("b", "boats", "18, board")
    comparison = made.compared(tmp_path, *claims)
    asked = comparison.status.loc[["dead", "breach"]]
    assert asked["silent"].tolist() == ["board", "post; board"]  # of the blog no row is coded
    assert asked.loc["breach", "status"] == "no claims"
    assert comparison.silent("dead") == ["board"]
    assert comparison.only(topics=["losses"]).silent("dead") == ["board"]


def test_claims_meet_between_documents_or_within_one_that_holds_a_contradiction(
    tmp_path: Path,
) -> None:
    claims = [*made.all_said("boats", "18, union | 20, police"), made.said("x", "dead", "18")]
    claims += made.said("y", "cause", "rain"), made.said("z", "cause", "neglect, board")
    asked = made.compared(tmp_path, *claims).status["compared"]
    assert asked[asked].index.tolist() == ["boats", "cause"]


@pytest.mark.parametrize(
    ("question", "text", "missed"),
    [
        ("dead", "8, part | 18, board, upper", ["apart"]),
        ("dead", "8, part | 18, board", ["part"]),
        ("breach", "2019-03-05, part | 2019-03-06, board", ["part"]),
        ("first", "alarm, part | water", ["part"]),
        # they would fit without the scopes
        ("dead", "8, part | 8, board, upper", []),
        ("dead", "at least 8, part | 18, board", []),
        ("dead", "many, part | 18, board", []),
        ("dead", "8, union | 18, board", []),  # a conflict
    ],
)
def test_what_scopes_alone_keep_from_a_conflict_is_a_near_miss(
    tmp_path: Path, question: str, text: str, missed: list[str]
) -> None:
    comparison = made.compared(tmp_path, *made.all_said(question, text))
    assert near_misses(comparison.lined, comparison.verdicts)["verdict"].tolist() == missed
