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


def both(first: list[made.Row], second: list[made.Row]) -> Agreement:
    return agreement.agreement(coding(first, "a"), coding(second, "b"))


def ids(result: Agreement) -> list[tuple[str, str]]:
    """The claims that are one, by their ids in the two codings."""
    return [*result.units["claim_id"].dropna().itertuples(index=False, name=None)]


def differences(result: Agreement) -> list[list[str]]:
    cells = result.to_settle[["what", "first", "second"]].to_numpy().tolist()
    return [[text.split(" in “")[0] for text in row] for row in cells]


# ---- alpha: published examples, and one by hand


def codes(text: str) -> pd.Series:
    return pd.Series(text.split(), dtype="str")


def test_alpha_is_that_of_krippendorffs_own_example() -> None:
    """Computing Krippendorff's Alpha-Reliability (2011), B: twelve articles, five categories."""
    value = alpha(codes("a a b b d c c c e d d a"), codes("b a b b b c c c e d d d"))
    assert round(value, 3) == 0.692


@pytest.mark.parametrize(("first", "second"), [("a a", "a a"), ("", "")])
def test_where_alpha_is_not_defined_there_is_none(first: str, second: str) -> None:
    assert math.isnan(alpha(codes(first), codes(second)))


# ---- matching


def test_one_claim_is_found_under_another_id_with_another_cut_of_the_wording() -> None:
    result = both([claim("18 people died")], [claim("18 people")])
    assert ids(result) == [("a1", "b1")] and result.to_settle.empty


@pytest.mark.parametrize(
    "other", [{"paragraph": "4"}, {"source_id": "board"}, {"question_id": "boats"}]
)
def test_another_place_or_question_is_another_claim(other: dict[str, str]) -> None:
    result = both([claim("18 died")], [claim("18 died") | other])
    assert ids(result) == []
    assert [what for what, *_ in differences(result)] == ["only the first", "only the second"]


def test_a_choice_is_matched_by_its_question_and_never_with_a_figure() -> None:
    no, yes = choice("no"), choice("yes")
    assert ids(both([yes], [no])) == [("a1", "b1")]
    assert ids(both([yes], [choice("alarm", "first")])) == []
    assert ids(both([yes], [claim(yes["wording"]) | {"question_id": "warned"}])) == []


def test_each_claim_is_matched_once_and_the_same_figures_first() -> None:
    first = [claim("8 men", "8"), claim("9 men", "9"), claim("11 men", "11")]
    second = [claim("11 of them", "11"), claim("9 of them", "9")]
    assert ids(both(first, second)) == [("a2", "b2"), ("a3", "b1")]
    assert ids(both(first, [*second, claim("7 men", "7")]))[0] == ("a1", "b3")


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


def test_parts_of_the_day_are_measured_apart() -> None:
    day = made.claim("x", "breach", "2019-03-05TMO", paragraph="3", wording="on the morning")
    evening = day | {"low": "2019-03-05TEV", "high": "2019-03-05TEV"}
    result = both([claim("18 men"), day], [claim("18 men"), evening])
    assert [measured(result, name) for name in ("numbers", "part of day")] == [(2, 1), (1, 0)]


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
        "  qualifier: exact in “18 men” (a1) against about in “18 men” (b1)\n"
        "  only the first: dead: 20 in “20 men” (a2)\n\n"
        "post ¶4\n"
        "  only the second: dead: 9 in “9 cats” (b2)"
    )
    assert agreement.settle_table(result).iloc[0].tolist() == [
        "post ¶3", "qualifier", "exact in “18 men” (a1)", "about in “18 men” (b1)"
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
