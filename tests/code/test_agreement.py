"""Two codings matched by place and question, never by id; agreement, alpha, and what is left."""

import math
from pathlib import Path

import made
import pandas as pd
import pytest

from claimbook.ledger.check import load
from claimbook.ledger.csvfile import COLUMNS
from claimbook.ledger.model import Ledger, LedgerError
from claimbook.summaries import agreement
from claimbook.summaries.agreement import Agreement, alpha


def claim(wording: str, figure: str = "18", **cells: str) -> made.Row:
    return made.claim("x", figure=figure, wording=wording, **({"paragraph": "3"} | cells))


def choice(answer: str, question: str = "warned", **cells: str) -> made.Row:
    return made.claim("x", question, answer, **({"paragraph": "3"} | cells))


def coding(rows: list[made.Row], prefix: str) -> pd.DataFrame:
    named = [row | {"claim_id": f"{prefix}{n}"} for n, row in enumerate(rows, 1)]
    return pd.DataFrame(named, columns=COLUMNS["claims"], dtype="str").fillna("")


def both(
    first: list[made.Row], second: list[made.Row], documents: dict[str, str] | None = None
) -> Agreement:
    return agreement.agreement(coding(first, "a"), coding(second, "b"), documents)


def ids(result: Agreement) -> list[tuple[str, str]]:
    """The claims that are one, by their ids in the two codings."""
    claims = zip(*(result.units[side, "claim_id"] for side in ("first", "second")), strict=True)
    return [pair for pair in claims if all(isinstance(name, str) for name in pair)]


def differences(result: Agreement) -> list[list[str]]:
    return result.to_settle[["what", "first", "second"]].to_numpy().tolist()


# ---- alpha: published examples, and one by hand


def codes(text: str) -> pd.Series:
    return pd.Series(text.split(), dtype="str")


def test_alpha_of_a_nominal_variable_is_that_of_krippendorffs_own_example() -> None:
    """Computing Krippendorff's Alpha-Reliability (2011), B: twelve articles, five categories."""
    value, remark = alpha(
        codes("a a b b d c c c e d d a"), codes("b a b b b c c c e d d d"), "nominal"
    )
    assert (round(value, 3), remark) == (0.692, "of 12 claims")


def test_alpha_of_days_weighs_how_far_apart_they_are() -> None:
    """By hand, of days 0, 0 | 2, 3 | 1, 1: 2 / 6 observed, squares of all pairs / 30 expected."""
    days = [f"2019-03-0{n}" for n in range(1, 5)]
    one, two = pd.Series([days[0], days[2], days[1]]), pd.Series([days[0], days[3], days[1]])
    values = [0, 0, 2, 3, 1, 1]
    expected = sum((x - y) ** 2 for x in values for y in values) / 30
    assert alpha(one, two, "interval")[0] == pytest.approx(1 - (2 / 6) / expected)


def test_alpha_of_numbers_weighs_a_difference_by_its_sum() -> None:
    """By hand: 10, 10 | 10, 30; ((10-30)/40)² = 1/4 twice of 4, and six times of 12."""
    value, _ = alpha(codes("10 10"), codes("10 30"), "ratio")
    assert value == pytest.approx(1 - (2 / 4 / 4) / (6 / 4 / 12))


@pytest.mark.parametrize(
    ("first", "second", "level", "remark"),
    [
        ("a a", "a a", "nominal", "both readers use one value only"),
        ("", "", "nominal", "nothing to compare"),
        ("5", "?", "ratio", "nothing to compare"),
        ("-5 3", "4 3", "ratio", "figures of 0 or more"),
    ],
)
def test_where_alpha_is_not_defined_the_remark_says_why(
    first: str, second: str, level: str, remark: str
) -> None:
    value, said = alpha(codes(first), codes(second), level)
    assert math.isnan(value) and remark in said


# ---- matching


def test_one_claim_is_found_under_another_id_with_another_cut_of_the_wording() -> None:
    result = both([claim("18 people died")], [claim("18 people")])
    assert ids(result) == [("a1", "b1")] and result.to_settle.empty
    assert result.found.loc["figure"].tolist() == [1, 1, 1]


@pytest.mark.parametrize(
    "other", [{"paragraph": "4"}, {"source_id": "board"}, {"wording": "none of them"}]
)
def test_another_place_or_other_words_are_another_claim(other: dict[str, str]) -> None:
    result = both([claim("18 died")], [claim("18 died") | other])
    assert ids(result) == []
    assert [what for what, *_ in differences(result)] == ["only the first", "only the second"]


def test_a_figure_on_another_question_is_matched_by_its_numbers_and_left_to_settle() -> None:
    result = both([claim("18 died")], [claim("18 died", question_id="boats")])
    assert differences(result) == [["question", "dead", "boats"]]
    assert ids(both([claim("18 died")], [claim("18 died", "19", question_id="boats")])) == []


def test_a_choice_is_matched_by_its_question_and_never_with_a_figure() -> None:
    no, yes = choice("no"), choice("yes")
    assert ids(both([yes], [no])) == [("a1", "b1")]
    assert ids(both([yes], [choice("alarm", "first")])) == []
    assert ids(both([yes], [claim(yes["wording"]) | {"question_id": "warned"}])) == []


def test_each_claim_is_matched_once_and_the_likest_first() -> None:
    first = [claim("8 men", "8"), claim("9 men", "9")]
    second = [claim("9 men", "9"), claim("8 men", "8"), claim("8", "8")]
    assert ids(both(first, second)) == [("a1", "b2"), ("a2", "b1")]


def test_where_the_document_is_at_hand_the_place_decides_and_not_the_words_alone() -> None:
    text = {"post": "18 men died and later 18 men more were hurt.\n"}
    more, died = (claim(words, paragraph="1") for words in ("18 men more", "18 men died"))
    assert ids(both([more], [died, claim("men more were", paragraph="1")], text)) == [("a1", "b2")]
    assert ids(both([more], [died], text)) == []
    assert ids(both([more], [died])) == [("a1", "b1")]


# ---- measuring


def measured(result: Agreement, name: str) -> tuple[int, int]:
    row = result.measures.set_index("measure").loc[name]
    return row["compared"], row["same"]


def test_agreement_is_counted_column_by_column() -> None:
    first = [claim("18 men"), claim("20 men", "20", origin_id="police"), choice("yes")]
    second = [claim("18 men"), claim("20 men", "20", qualifier="about"), choice("no")]
    result = both(first, second)
    found = {name: measured(result, name) for name in ("numbers", "qualifier", "origin", "answer")}
    assert found == {"numbers": (2, 2), "qualifier": (2, 1), "origin": (3, 2), "answer": (1, 0)}
    assert result.measures.set_index("measure").loc["qualifier", "percent"] == 50
    assert differences(result) == [
        ["qualifier", "exact", "about"], ["answer", "yes", "no"],
        ["origin", "police", "post-itself"],
    ]  # fmt: skip


def test_dates_numbers_and_parts_of_the_day_are_measured_apart() -> None:
    day = made.claim("x", "breach", "2019-03-05TMO", paragraph="3", wording="on the morning")
    evening = day | {"low": "2019-03-05TEV", "high": "2019-03-05TEV"}
    result = both([claim("18 men"), day], [claim("18 men"), evening])
    names = ("low", "low, dates", "part of day")
    assert [measured(result, name) for name in names] == [(1, 1), (1, 0), (1, 0)]


def test_the_same_scopes_and_the_same_people_are_the_same_in_other_words() -> None:
    one = claim("18 men", scope="children; Lower Town", counted="of the injured officers")
    other = claim("18 men", scope="Lower Town; children", counted="injured officers")
    assert both([one], [other]).to_settle.empty
    result = both([one], [claim("18 men", counted="rioters")])
    assert [what for what, *_ in differences(result)] == ["counted", "scope"]


# ---- telling


def test_the_result_is_told_in_sentences_and_place_by_place() -> None:
    first = [claim("18 men"), claim("20 men", "20")]
    result = both(first, [claim("18 men", qualifier="about"), claim("9 cats", "9", paragraph="4")])
    assert agreement.summary(result)[0] == (
        "Both readers have 1 claim of figures and dates: "
        "50% of the first reader’s 2 and 50% of the second reader’s 2."
    )
    assert agreement.summary(result)[-1] == (
        "To settle: 1 difference within claims that both have, 1 claim that only the first coding "
        "has, and 1 that only the second has."
    )
    text = agreement.as_text(result)
    assert text.endswith(
        "post ¶3\n"
        "  qualifier: exact “18 men” (a1) against about “18 men” (b1)\n"
        "  only the first: dead: 20 “20 men” (a2)\n\n"
        "post ¶4\n"
        "  only the second: dead: 9 “9 cats” (b2)"
    )
    assert agreement.settle_table(result).iloc[0].tolist() == [
        "post ¶3", "qualifier", "exact in “18 men”", "about in “18 men”"
    ]  # fmt: skip
    assert agreement.reader(result).set_index("What").loc["numbers", "Percent"] == 100


def test_two_codings_without_claims_say_so() -> None:
    assert agreement.summary(both([], [])) == ["There are no claims to compare."]


# ---- reading


@pytest.fixture
def flood(tmp_path: Path) -> Ledger:
    return load(made.write(tmp_path / "flood", [made.claim("a")]))


def test_a_second_coding_may_name_what_the_ledger_does_not_have(
    flood: Ledger, tmp_path: Path
) -> None:
    rows = [
        made.claim("a", origin_id="mayor"),
        made.claim("b", "roads", "3", source_id="radio"),
        made.claim("c", "warned", "perhaps"),
        made.hedged("d", "roughly", "5", "5"),
    ]
    other = made.write(tmp_path / "other", rows) / "claims.csv"
    claims, remarks = agreement.read_claims(other, flood)
    assert claims["claim_id"].tolist() == ["a", "b", "c", "d"]
    named = ("radio", "roads", "mayor", "roughly", "warned: perhaps")
    assert len(remarks) == len(named)
    assert all(f"({name})" in remark for name, remark in zip(named, remarks, strict=True))


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "", None])
def test_a_file_that_is_no_coding_is_refused(
    flood: Ledger, tmp_path: Path, text: str | None
) -> None:
    path = tmp_path / "other.csv"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(LedgerError):
        agreement.read_claims(path, flood)


def test_a_ledger_without_a_second_coding_says_so(flood: Ledger) -> None:
    result, remarks = agreement.second_reader(flood, "second-coding/claims.csv")
    assert result.units.empty and "no second coding" in remarks[0]
