"""Two codings matched by place and question, never by id; agreement, alpha, and what is left."""

import builtins
import math
from pathlib import Path

import pandas as pd
import pytest

from claimbook import agreement
from claimbook.agreement import alpha, as_text, compare, read_claims, summary
from claimbook.ledger import LedgerError, load
from claimbook.sheets import COLUMNS

RIVER = load(Path(__file__).parents[1] / "ledgers" / "river")
CLAIM = COLUMNS["claims"]


def frame(rows, columns):
    table = pd.DataFrame(rows, columns=columns, dtype="str")
    return table.fillna("").assign(line=range(2, len(table) + 2))


def claim(figure="18", origin="water-board", source="letter", **more):
    """A claim; "18" is exact, ("up to", "", "20") any hedge."""
    qualifier, low, high = ("exact", figure, figure) if isinstance(figure, str) else figure
    row = {"question_id": "dead", "qualifier": qualifier, "low": low, "high": high}
    return row | {"origin_id": origin, "source_id": source, "paragraph": "3"} | more


def choice(answer, **more):
    return claim(("", "", ""), answer=answer, **more)


HEADER = ",".join(CLAIM)


def coding(*rows, prefix="a"):
    return frame([{**row, "claim_id": f"{prefix}{n}"} for n, row in enumerate(rows, 1)], CLAIM)


def both(first, second, documents=None):
    return compare(coding(*first), coding(*second, prefix="b"), documents)


def ids(result):
    return result.pairs[["claim_id_first", "claim_id_second"]].to_numpy().tolist()


def test_one_claim_is_found_under_another_id_with_another_cut_of_the_wording():
    result = both([claim("18", wording="18 people died")], [claim("18", wording="18 people")])
    assert ids(result) == [["a1", "b1"]]
    assert result.to_settle.empty
    assert result.found.iloc[0].tolist() == ["figure", 1, 1, 1]


@pytest.mark.parametrize("other", [{"paragraph": "4"}, {"source_id": "news"}, {"wording": "none"}])
def test_another_place_or_wording_is_another_claim(other):
    result = both([claim("18", wording="18 died")], [claim("18", **{"wording": "18 died"} | other)])
    assert ids(result) == []
    assert result.to_settle["what"].tolist() == ["only the first", "only the second"]


def test_a_figure_with_another_question_is_matched_by_its_numbers_and_left_to_settle():
    result = both(
        [claim("18", wording="18 died")], [claim("18", wording="18 died", question_id="other")]
    )
    assert ids(result) == [["a1", "b1"]]
    assert result.to_settle[["what", "first", "second"]].to_numpy().tolist() == [
        ["question", "dead", "other"]
    ]


def test_a_figure_with_other_numbers_and_question_is_no_match():
    other = claim("19", wording="18 died", question_id="other")
    assert ids(both([claim("18", wording="18 died")], [other])) == []


def test_a_choice_is_matched_by_its_question_and_never_with_a_figure():
    yes = choice("yes", wording="police fired", question_id="fire")
    no = choice("no", wording="police fired", question_id="fire")
    assert ids(both([yes], [no])) == [["a1", "b1"]]
    assert ids(both([yes], [{**no, "question_id": "armed"}])) == []
    assert ids(both([yes], [claim("18", wording="police fired", question_id="fire")])) == []


def test_each_claim_is_matched_once_and_the_likest_first():
    first = [claim("8", wording="8 men"), claim("9", wording="9 men")]
    second = [claim("9", wording="9 men"), claim("8", wording="8 men"), claim("8", wording="8")]
    assert ids(both(first, second)) == [["a1", "b2"], ["a2", "b1"]]


def test_with_the_document_the_spans_decide_and_not_the_words_alone():
    text = "18 men died and later 18 men more were hurt.\n"
    first = [claim("18", wording="18 men more", paragraph="1")]
    second = [
        claim("18", wording="18 men died", paragraph="1"),
        claim("18", wording="men more were", paragraph="1"),
    ]
    assert ids(both(first, second, {"letter": text})) == [["a1", "b2"]]
    apart = [claim("18", wording="18 men died", paragraph="1")]
    assert ids(both(first, apart, {"letter": text})) == []
    assert ids(both(first, apart)) == [["a1", "b1"]]


def test_the_order_of_rows_does_not_change_what_is_matched():
    rows = [claim(str(n % 3), wording=f"{n % 3} men of {n}", origin="post") for n in range(12)]
    forward = both(rows, rows)
    backward = compare(coding(*rows), coding(*rows, prefix="b").iloc[::-1])
    assert ids(forward) == ids(backward) == [[f"a{n}", f"b{n}"] for n in range(1, 13)]


def test_percent_agreement_is_counted_column_by_column():
    first = [claim("18", wording="18 men"), claim("20", wording="20 men", origin="post")]
    second = [claim("18", wording="18 men"), claim(("about", "20", "20"), wording="20 men")]
    measures = both(first, second).measures.set_index("measure")
    assert measures.loc["qualifier", ["compared", "same", "percent"]].tolist() == [2, 1, 50.0]
    assert measures.loc["origin", ["compared", "same"]].tolist() == [2, 1]
    assert measures.loc["numbers", ["compared", "same"]].tolist() == [2, 2]
    assert measures.loc["answer", "compared"] == 0
    assert math.isnan(measures.loc["answer", "percent"])


def test_dates_and_numbers_are_measured_apart():
    first = [claim("18", wording="18 men"), claim("2022-01-05", wording="on 5 January")]
    measures = both(first, first).measures.set_index("measure")
    assert measures.loc["low", "compared"] == measures.loc["low, dates", "compared"] == 1


def test_alpha_is_that_of_the_published_example():
    # Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section B: two observers,
    # twelve articles in five categories, nominal: 0.692.
    meg = pd.Series(list("aabbdcccedda"), dtype="str")
    owen = pd.Series(list("babbbccceddd"), dtype="str")
    value, remark = alpha(meg, owen, "nominal")
    assert (round(value, 3), remark) == (0.692, "of 12 claims")


@pytest.mark.parametrize(
    ("first", "second", "level", "remark"),
    [
        (["a", "a"], ["a", "a"], "nominal", "both readers use one value only"),
        ([], [], "nominal", "nothing to compare"),
        (["5"], [""], "ratio", "nothing to compare"),
        (["-5", "3"], ["4", "3"], "ratio", "figures of 0 or more"),
    ],
)
def test_where_alpha_is_not_defined_the_remark_says_why(first, second, level, remark):
    value, said = alpha(pd.Series(first, dtype="str"), pd.Series(second, dtype="str"), level)
    assert math.isnan(value)
    assert said.startswith("not defined: ") and remark in said


def test_more_values_than_memory_holds_give_no_alpha_and_no_crash():
    many = pd.Series([str(n) for n in range(3000)])
    value, said = alpha(many, many, "nominal")
    assert math.isnan(value)
    assert said == "not computed: 3,000 claims have too many different values"


def test_a_slip_counts_by_its_size_for_numbers_and_by_days_for_dates():
    near = alpha(pd.Series(["100", "5"]), pd.Series(["101", "5"]), "ratio")[0]
    far = alpha(pd.Series(["100", "5"]), pd.Series(["1000", "5"]), "ratio")[0]
    assert 0.99 < near < 1 and far < near
    day = pd.Series(["2022-01-05", "2022-01-09"]), pd.Series(["2022-01-06", "2022-01-09"])
    year = pd.Series(["2022-01-05", "2022-01-09"]), pd.Series(["2021-01-05", "2022-01-09"])
    assert alpha(*day, "interval")[0] > 0.8 > alpha(*year, "interval")[0]


def test_without_the_package_percentages_stay_and_the_text_says_how_to_get_alpha(monkeypatch):
    real = builtins.__import__

    def no_krippendorff(name, *args, **kwargs):
        if name == "krippendorff":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", no_krippendorff)
    result = both([claim("18", wording="18 men")], [claim("18", wording="18 men")])
    text = as_text(result)
    assert "pip install 'claimbook[agreement]'" in text
    assert "numbers 1 of 1 (100 %)" in text


def test_what_differs_is_told_place_by_place_in_the_order_of_the_documents():
    first = [
        claim("18", wording="18 men", paragraph="10"),
        claim("9", wording="9 men", paragraph="2"),
    ]
    second = [
        claim("18", wording="18 men", paragraph="10", as_of="2022-01-05"),
        claim("7", wording="7 women", paragraph="2", question_id="hurt"),
    ]
    result = both(first, second)
    assert result.to_settle[["paragraph", "what"]].to_numpy().tolist() == [
        ["2", "only the first"],
        ["2", "only the second"],
        ["10", "as of"],
    ]
    assert as_text(result).split("\n\n")[2:] == [
        "letter ¶2\n  only the first: dead: 9 “9 men” (a2)\n"
        "  only the second: hurt: 7 “7 women” (b2)",
        "letter ¶10\n  as of: empty “18 men” (a1) against 2022-01-05 “18 men” (b1)",
    ]


def test_two_empty_codings_are_compared_without_a_crash():
    result = both([], [])
    assert summary(result) == ["There are no claims to compare."]
    assert agreement.reader(result).empty and agreement.settle_table(result).empty


# --- reading the other coding --------------------------------------------------------------------


def write(path, *rows):
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return path


def row(**cells):
    base = {"claim_id": "x1", "source_id": "water-board", "question_id": "deaths"}
    base |= {"paragraph": "4", "wording": "has killed 18 people", "qualifier": "exact"}
    base |= {"low": "18", "high": "18", "origin_id": "water-board", "as_of": "2019-03-09"}
    return ",".join({**base, **cells}.get(column, "") for column in CLAIM)


def test_questions_answers_and_origins_that_the_ledger_lacks_are_reported_and_kept(tmp_path):
    path = write(
        tmp_path / "theirs.csv",
        row(),
        row(claim_id="x2", question_id="other"),
        row(claim_id="x3", question_id="sirens", answer="faintly", qualifier="", low="", high=""),
        row(claim_id="x4", origin_id="a-stranger"),
    )
    claims, remarks = read_claims(path, RIVER)
    assert claims["claim_id"].tolist() == ["x1", "x2", "x3", "x4"]
    assert [remark.split(":")[0] for remark in remarks] == [
        "1 claim of the second coding has a question that this ledger does not have (other)",
        "1 claim of the second coding has an origin that this ledger does not have (a-stranger)",
        "1 claim of the second coding gives an answer that this ledger does not list (sirens",
    ]
    assert "sirens: faintly" in remarks[2]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([row(paragraph="four")], 'theirs.csv:2: paragraph: "four"'),
        ([row(wording="one two three four five six seven eight nine")], "theirs.csv:2: wording: "),
        ([row(), row()], "theirs.csv:3: claim_id: "),
        (["a,b"], "theirs.csv:2: the row has 2 cells instead of 14"),
    ],
)
def test_the_form_is_checked_as_strictly_as_that_of_a_ledger(tmp_path, rows, said):
    with pytest.raises(LedgerError) as caught:
        read_claims(write(tmp_path / "theirs.csv", *rows), RIVER)
    assert said in str(caught.value)


def test_another_table_and_a_missing_file_are_refused_in_plain_words(tmp_path):
    path = tmp_path / "theirs.csv"
    path.write_text("name,age\nx,1\n")
    with pytest.raises(LedgerError, match=r"^theirs.csv:1: the first line does not name"):
        read_claims(path, RIVER)
    with pytest.raises(LedgerError, match="there is no such file; name the claims.csv"):
        read_claims(tmp_path / "none.csv", RIVER)


def test_a_ledger_without_a_second_coding_says_so():
    result, remarks = agreement.second_reader(RIVER, "second-coding/claims.csv")
    assert remarks == [
        "This ledger has no second coding (second-coding/claims.csv); nothing is compared."
    ]
    assert result.pairs.empty and result.only_first.empty


def test_a_ledger_agrees_with_itself_in_everything():
    book = RIVER
    result = compare(book.claims, book.claims)
    assert result.to_settle.empty and result.only_first.empty and result.only_second.empty
    assert result.pairs["claim_id_first"].tolist() == result.pairs["claim_id_second"].tolist()
    compared = result.measures[result.measures["compared"] > 0]
    assert compared["percent"].eq(100).all()


def test_the_summary_gives_the_share_of_each_reader():
    first = coding(claim("18", wording="18 men"), claim("20", wording="20 men"))
    lines = summary(compare(first, first.iloc[:1]))
    assert lines[0] == (
        "Both readers have 1 claim of figures and dates: 50% of the first reader’s 2 and 100% of "
        "the second reader’s 1."
    )
    assert lines[-1] == (
        "To settle: no differences within claims that both have, 1 claim that only the first "
        "coding has, and none that only the second has."
    )
