"""What must hold of any claims whatever: properties of the verdicts, on ledgers made up at random.

Each example is a handful of claims on each question, so that it judges some hundred pairs.
"""

from dataclasses import replace

import made
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from claimbook.compare.verdicts import FAMILIES, verdicts
from claimbook.ledger.check import load
from claimbook.ledger.csvfile import COLUMNS
from claimbook.ledger.model import Ledger

CONFLICTS = [*FAMILIES["cannot both hold"]]
STEADY = settings(
    derandomize=True,  # the same examples on every machine
    deadline=None,  # a busy one is no failure
    phases=[Phase.explicit, Phase.generate],  # to make a failing example small takes minutes
    max_examples=5,
    suppress_health_check=[HealthCheck.too_slow],
)
DAYS = ["2019-03-07", "2019-03-08", "2019-03-09", "2019-03-07/2019-03-08", ""]
DATES = ["2019-03-05", "2019-03-06", "2019-03", "2019-03-05TMO", "2019-03-05TNI", "2019-03-06T00"]
PARTIES = {row["origin_id"]: row["party"] for row in made.ORIGINS}
# By hedge what stands in low and high where one figure is printed.
DATED = {"exact": "{0}|{0}", "from": "{0}|", "until": "|{0}"}
EXACT = {"exact": "{0}|{0}"}
WIDE = {"about": "{0}|{0}", "at least": "{0}|", "up to": "|{0}", "between": "5|60"}
VAGUE = {"dozens": "|", "many": "|"}
Claims = list[made.Row]


def hedged(figure: str, hedge: str, ends: str) -> made.Row:
    low, high = ends.format(figure).split("|")
    return {"qualifier": hedge, "low": low, "high": high}


@st.composite
def a_claim(draw: st.DrawFn) -> made.Row:
    question = draw(st.sampled_from(made.QUESTIONS))
    row = {
        "question_id": question["question_id"],
        "source_id": draw(st.sampled_from([row["source_id"] for row in made.SOURCES])),
        "origin_id": draw(st.sampled_from([*PARTIES])),
        "scope": draw(st.sampled_from(["", "", "Lower Town", "the mill", "Upper Town"])),
        "stated": draw(st.sampled_from(["", "", "reportedly", "possibly"])),
        "as_of": draw(st.sampled_from(DAYS)),
        "wording": "as it is printed",
    }
    if question["kind"] == "choice":
        return row | {"answer": draw(st.sampled_from(question["answers"].split("|")))}
    dated = question["kind"] == "date"
    figure = draw(st.sampled_from(DATES if dated else ["8", "12", "18", "21", "40"]))
    hedges = DATED if dated else EXACT | WIDE | VAGUE
    return row | hedged(figure, *draw(st.sampled_from([*hedges.items()])))


CLAIMS = st.lists(a_claim(), min_size=12, max_size=24).map(
    lambda rows: [row | {"claim_id": f"c{at}", "paragraph": "1"} for at, row in enumerate(rows)]
)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    return load(made.write(tmp_path_factory.mktemp("made"), [made.claim("a")]))


def judged(ledger: Ledger, claims: Claims) -> pd.DataFrame:
    """The verdicts, by pair of claims in the order of their ids."""
    frame = pd.DataFrame(claims, columns=COLUMNS["claims"], dtype="str").fillna("")
    found = verdicts(replace(ledger, claims=frame))
    pairs = zip(found["claim_a"], found["claim_b"], strict=True)
    return found.assign(pair=[tuple(sorted(pair)) for pair in pairs]).set_index("pair")


@given(data=st.data(), claims=CLAIMS)
@STEADY
def test_the_order_of_claims_does_not_matter(
    ledger: Ledger, data: st.DataObject, claims: Claims
) -> None:
    found = judged(ledger, claims)[["verdict", "caveats"]]
    other = judged(ledger, data.draw(st.permutations(claims)))[["verdict", "caveats"]]
    assert found.sort_index().equals(other.sort_index())


@given(data=st.data(), claims=CLAIMS)
@STEADY
def test_an_exact_repetition_never_conflicts(
    ledger: Ledger, data: st.DataObject, claims: Claims
) -> None:
    """Whoever repeats it, wherever and when."""
    said = data.draw(st.lists(a_claim(), min_size=len(claims), max_size=len(claims)))
    again = [
        claim
        | {name: other[name] for name in ("source_id", "origin_id", "as_of")}
        | {"claim_id": f"{claim['claim_id']}-again"}
        for claim, other in zip(claims, said, strict=True)
    ]
    found = judged(ledger, claims + again)["verdict"]
    pairs = [(claim["claim_id"], f"{claim['claim_id']}-again") for claim in claims]
    assert {*found[pairs]} <= {"agree", "compatible", "repeat"}


@given(data=st.data(), claims=CLAIMS)
@STEADY
def test_a_wider_hedge_never_creates_a_conflict(
    ledger: Ledger, data: st.DataObject, claims: Claims
) -> None:
    wider = []
    for row in claims:
        hedge = data.draw(st.sampled_from([*WIDE, ""]))
        number = row["question_id"] in ("dead", "boats") and row["qualifier"] == "exact"
        wider.append(row | hedged(row["low"], hedge, WIDE[hedge]) if number and hedge else row)
    before, after = judged(ledger, claims), judged(ledger, wider)
    held = before.index[~before["verdict"].isin(CONFLICTS)]
    assert not after.loc[held, "verdict"].isin(CONFLICTS).any()


@given(claims=CLAIMS)
@STEADY
def test_what_a_rival_says_is_never_an_update_a_revision_or_a_repetition(
    ledger: Ledger, claims: Claims
) -> None:
    """A rival is who is neither of one named party nor one voice in one document."""
    found, by_id = judged(ledger, claims), {claim["claim_id"]: claim for claim in claims}
    for row in found.itertuples():
        one, other = by_id[row.claim_a], by_id[row.claim_b]
        party = {PARTIES[claim["origin_id"]] for claim in (one, other)}
        alike = one["origin_id"] == other["origin_id"] and one["source_id"] == other["source_id"]
        kin = len(party) == 1 and party != {"unnamed"}
        if not kin and not (alike and one["origin_id"] != "sources"):
            assert row.verdict not in ("update", "revised", "repeat", "self-conflict")
