"""Two codings matched by place and question, never by id; agreement, alpha, and what is left."""

from pathlib import Path

import made
import pandas as pd
import pytest

from claimbook.ledger.check import load
from claimbook.ledger.files import COLUMNS
from claimbook.ledger.model import Ledger, LedgerError
from claimbook.summaries import agreement
from claimbook.summaries.agreement import Agreement, alpha


def claim(wording: str, figure: str = "18", question: str = "dead", **cells: str) -> made.Row:
    return made.claim("x", question, figure, **({"paragraph": "3", "wording": wording} | cells))


def both(first: list[made.Row], second: list[made.Row]) -> Agreement:
    """Two codings, whose ids are a1, a2 … and b1, b2 …."""
    frames = []
    for prefix, rows in (("a", first), ("b", second)):
        named = [row | {"claim_id": f"{prefix}{n}"} for n, row in enumerate(rows, 1)]
        frames.append(pd.DataFrame(named, columns=COLUMNS["claims"], dtype="str").fillna(""))
    return agreement.agreement(*frames)


def ids(result: Agreement) -> list[tuple[str, str]]:
    """The claims that are one, by their ids in the two codings."""
    return [*result.units["claim_id"].dropna().itertuples(index=False, name=None)]


def differences(result: Agreement) -> list[list[str]]:
    cells = result.to_settle[["what", "first", "second"]].to_numpy().tolist()
    return [[text.split(" in “")[0] for text in row] for row in cells]


@pytest.mark.parametrize(("why", "first", "second", "expected"), made.cases(__file__, "alphas.csv"))
def test_alpha_is_as_worked_out_or_there_is_none(why, first, second, expected):
    value = alpha(*(pd.Series(side.split(), dtype="str") for side in (first, second)))
    assert f"{value:.3f}" == expected, why


@pytest.mark.parametrize(("column", "cell", "differ"), made.cases(__file__, "same_claim.csv"))
def test_a_claim_is_the_same_by_its_place_and_question(column, cell, differ):
    one = claim("18 people died", scope="children; Lower Town", counted="of the injured officers")
    result = both([one], [one | {column: cell}])
    assert "; ".join(what for what, *_ in differences(result)) == differ
    assert ids(result) == ([] if "only" in differ else [("a1", "b1")])


def test_a_choice_is_matched_by_its_question_and_never_with_a_figure():
    yes = claim("it is said", "yes", "warned")
    others = [
        claim("it is said", "alarm", "first"),
        claim("it is said") | {"question_id": "warned"},
        claim("it is said", "no", "warned"),
    ]
    assert ids(both([yes], others)) == [("a1", "b3")]


def test_a_figure_read_otherwise_is_matched_by_its_wording_in_whatever_order_the_rows_are():
    first = [claim("1,200 detained", "1200"), claim("120 detained", "120")]
    second = [claim("1,200 detained", "120"), claim("120 detained", "120")]
    assert ids(both(first, second)) == [("a1", "b1"), ("a2", "b2")]
    assert ids(both(first, second[::-1])) == [("a1", "b2"), ("a2", "b1")]


def test_each_claim_is_matched_once_and_the_same_figures_first():
    first = [claim("8 men", "8"), claim("9 men", "9"), claim("11 men", "11")]
    second = [claim("11 of them", "11"), claim("9 of them", "9")]
    assert ids(both(first, second)) == [("a2", "b2"), ("a3", "b1")]
    assert ids(both(first, [*second, claim("7 men", "7")]))[0] == ("a1", "b3")
    twice = [claim("20 men", "20"), claim("20 boys", "20"), claim("18 men")]
    assert ids(both(twice, [twice[0], claim("7 men", "7")])) == [("a1", "b1"), ("a3", "b2")]


def test_agreement_is_counted_column_by_column():
    yes, no = (claim("it is said", answer, "warned") for answer in ("yes", "no"))
    day, evening = (claim("on the day", f"2019-03-05{part}", "breach") for part in ("TMO", "TEV"))
    first = [claim("18 men"), claim("20 men", "20", origin_id="police"), yes, day]
    second = [claim("18 men"), claim("20 men", "20", qualifier="about"), no, evening]
    result = both(first, second)
    table = result.measures.set_index("measure")[["compared", "same"]].T.to_dict("list")
    found = {"numbers": [3, 2], "part of day": [1, 0], "qualifier": [3, 2], "answer": [1, 0]}
    found |= {"origin": [4, 3]}
    assert {name: table[name] for name in found} == found
    assert differences(result) == [
        ["numbers", "2019-03-05TMO/2019-03-05TMO", "2019-03-05TEV/2019-03-05TEV"],
        ["qualifier", "exact", "about"],
        ["answer", "yes", "no"],
        ["origin", "police", "post-itself"],
    ]
    assert agreement.reader(result).set_index("What").loc["answer", "Percent"] == 0


def test_the_result_is_told_in_sentences_and_place_by_place():
    first = [claim("18 men"), claim("20 men", "20")]
    result = both(first, [claim("18 men", qualifier="about"), claim("9 cats", "9", paragraph="10")])
    text = agreement.as_text(result)
    assert text.startswith(
        "Both readers have 1 claim of figures and dates: "
        "50% of the first reader’s 2 and 50% of the second reader’s 2.\n"
    )
    assert (
        "\nTo settle: 1 difference within claims that both have, 1 claim that only the first "
        "coding has, and 1 that only the second has.\n"
    ) in text
    assert text.endswith(
        "post ¶3\n"
        "  qualifier: exact in “18 men” (a1) against about in “18 men” (b1)\n"
        "  only the first: dead: 20 in “20 men” (a2)\n\n"
        "post ¶10\n"
        "  only the second: dead: 9 in “9 cats” (b2)"
    )


@pytest.fixture
def flood(tmp_path: Path) -> Ledger:
    return load(made.write(tmp_path / "flood", [made.claim("a")]))


def test_a_second_coding_may_name_what_the_ledger_does_not_have(flood, tmp_path):
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
    assert all(f"({name})" in remark for name, remark in zip(named, remarks, strict=True))


def test_a_file_that_is_no_coding_is_refused(flood):
    for path in (flood.folder / "none.csv", flood.folder / "origins.csv"):
        with pytest.raises(LedgerError):
            agreement.read_claims(path, flood)


def test_a_ledger_without_a_second_coding_says_so(flood):
    result, remarks = agreement.second_reader(flood, "second-coding/claims.csv")
    assert "no second coding" in remarks[0]
    assert agreement.summary(result) == ["There are no claims to compare."]
