"""How far apart the claims on a question are, in the words that stand beside it."""

from pathlib import Path

import made
import pytest

BOARD = {"source_id": "board", "origin_id": "water-board"}
POLICE, UNION, WITNESS = ({"origin_id": name} for name in ("police", "union", "witness"))
LATER = {"as_of": "2019-03-09"}
CROWD = {"question_id": "boats"}


def boats(name: str, figure: str = "18", **cells: str) -> made.Row:
    return made.claim(name, "boats", figure, **cells)


def crowd(name: str, hedge: str, low: str = "", high: str = "", **cells: str) -> made.Row:
    return made.hedged(name, hedge, low, high, **CROWD, **cells)


def day(name: str, figure: str, words: str, **cells: str) -> made.Row:
    return made.claim(name, "breach", figure, wording=words, **cells)


FIFTH = day("a", "2019-03-05", "on 5 March 2019", **UNION)
GAPS = {
    "a ratio is about where a hedge says so": (
        (crowd("a", "about", "45", "45", **UNION), boats("b", "800", **BOARD)),
        "about 18 × apart", "about 45 / 800, about 18 ×"),
    "a ratio of counted numbers": ((boats("a", "20", **UNION), boats("b", "40", **BOARD)),
                                   "2 × apart", "20 / 40, 2 ×"),
    "a ratio that is rounded": ((boats("a", "7", **UNION), boats("b", "10", **BOARD)),
                                "about 1.4 × apart", "7 / 10, about 1.4 ×"),
    "a ratio with an open end": (
        (crowd("a", "up to", "", "20", **UNION), crowd("b", "at least", "800", **BOARD)),
        "at least 40 × apart", "up to 20 / at least 800, at least 40 ×"),
    "a ratio that an open end makes smaller": (
        (crowd("a", "more than", "20", **UNION), boats("b", "160", **BOARD)),
        "up to 8 ×", "more than 20 / 160, up to 8 ×"),
    "numbers too near for a ratio": ((boats("a", "100", **UNION), boats("b", "101", **BOARD)),
                                     "100 / 101", "100 / 101"),
    "a word has no ratio": ((crowd("a", "hundreds", **UNION), boats("b", "40", **BOARD)),
                            "40 / hundreds", "40 / hundreds"),
    "the pair farthest apart": (
        (boats("a", "20", **UNION), boats("b", "30", **BOARD), boats("c", "60", **WITNESS)),
        "3 × apart", "20 / 60, 3 ×"),
    "whole days": ((FIFTH, day("b", "2019-03-07", "on 7 March 2019", **BOARD)),
                   "2 days apart", "5 Mar / 7 Mar"),
    "one day": ((FIFTH, day("b", "2019-03-06", "on 6 March 2019", **BOARD)),
                "1 day apart", "5 Mar / 6 Mar"),
    "parts of a day are no days": (
        (day("a", "2019-03-05TMO", "the morning of 5 March 2019", **UNION),
         day("b", "2019-03-05TEV", "the evening of 5 March 2019", **BOARD)),
        "morning of 5 Mar / evening of 5 Mar", "morning of 5 Mar / evening of 5 Mar"),
    "answers": ((made.claim("a", "first", "alarm", **UNION), made.claim("b", "first", "water")),
                "alarm / water", "alarm / water"),
    "yes and no in their own words": (
        (made.claim("a", "warned", "no", wording="nobody was told", **UNION),
         made.claim("b", "warned", "yes", wording="sirens sounded")),
        "“nobody was told” / “sirens sounded”", "“nobody was told” / “sirens sounded”"),
    "a total that moved": (
        (made.claim("b", figure="18", **BOARD, **LATER), made.claim("a", figure="8", **POLICE)),
        "8 → 18", "8 → 18"),
    "said alike": ((boats("a", **UNION), boats("b", **BOARD)), "18 in 2 documents",
                   "18 in 2 documents"),
    "said alike but for the hedge": ((boats("a", **POLICE), crowd("b", "at least", "18", **BOARD)),
                                     "18 / at least 18 in 2 documents",
                                     "18 / at least 18 in 2 documents, State"),
    "parts that differ": (
        (boats("a", "18", counted="boats", wording="18 boats"),
         boats("b", "7", **BOARD, scope="Lower Town")),
        "18 “boats” / 7 [Lower Town]", "18 “boats” / 7 [Lower Town]"),
    "what fits, and how wide it is": (
        (crowd("a", "at least", "10", **UNION), boats("b", "40", **BOARD)),
        "up to 4 ×", "at least 10 / 40, up to 4 ×"),
}  # fmt: skip


@pytest.mark.parametrize(("claims", "text", "line"), GAPS.values(), ids=GAPS)
def test_the_gap_of_a_question(
    tmp_path: Path, claims: tuple[made.Row, ...], text: str, line: str
) -> None:
    comparison = made.compared(tmp_path, *claims)
    gap = comparison.gaps[claims[0]["question_id"]]
    assert (gap.text, gap.line) == (text, line)


def test_it_says_where_what_cannot_both_hold_is_printed(tmp_path: Path) -> None:
    claims = (
        boats("a", "20", **UNION),
        boats("b", "40", **BOARD),
        boats("c", "20", scope="children"),
    )
    gap = made.compared(tmp_path, *claims).gaps["boats"]
    assert (gap.places, gap.pair) == ("Post ¶8, Board ¶9", ("a", "b"))
    assert (gap.tag, gap.clash) == ("cannot both hold", True)


def test_of_many_places_it_counts_the_rest(tmp_path: Path) -> None:
    others = [boats(f"b{n}", str(40 + n), **BOARD) for n in range(8)]
    places = made.compared(tmp_path, boats("a", "20", **UNION), *others).gaps["boats"].places
    assert places.count("¶") == 6 and places.endswith(", 3 more")


def test_a_question_without_claims_says_so(tmp_path: Path) -> None:
    gap = made.compared(tmp_path, boats("a")).gaps["breach"]
    assert (gap.text, gap.tag, gap.clash) == ("no document answers it", "no claims", False)
