"""How far apart the claims on a question are, in the words that stand beside it."""

from pathlib import Path

import made
import pytest

GAPS = made.table(Path(__file__).with_name("gaps.csv"))


@pytest.mark.parametrize("row", GAPS, ids=[row["case"] for row in GAPS])
def test_the_gap_of_a_question(tmp_path: Path, row: made.Row) -> None:
    claims = made.all_said(row["question"], row["claims"]) if row["claims"] else [made.claim("a")]
    gap = made.compared(tmp_path, *claims).gaps[row["question"]]
    assert (gap.text, gap.line) == (row["text"], row["line"])


def test_in_a_list_answers_stand_without_words_that_are_long(tmp_path: Path) -> None:
    words = "uninterruptedly and everywhere misrepresented statements"
    claims = [
        claim | {"wording": f"{claim['answer']} {words}"}
        for claim in made.all_said("warned", "yes, union | no, board")
    ]
    gap = made.compared(tmp_path, *claims).gaps["warned"]
    assert (words in gap.text, gap.line) == (True, "yes / no")


def test_it_says_where_what_cannot_both_hold_is_printed(tmp_path: Path) -> None:
    claims = made.all_said("boats", "20, union | 40, board | 20, children")
    sources = made.SOURCES[0], made.SOURCES[1] | {"locator": "rows of the table"}
    gap = made.compared(tmp_path, *claims, sources=sources).gaps["boats"]
    assert (gap.places, gap.claims) == ("Post ¶8, Board row 9", ("a", "b"))
    assert (gap.tag, gap.clash) == ("cannot both hold", ("conflict", "self-conflict"))


def test_of_many_places_it_counts_the_rest(tmp_path: Path) -> None:
    others = " | ".join(f"{40 + n}, board" for n in range(8))
    claims = made.all_said("boats", f"20, union | {others}")
    places = made.compared(tmp_path, *claims).gaps["boats"].places
    assert places.count("¶") == 6 and places.endswith(", 3 more")
