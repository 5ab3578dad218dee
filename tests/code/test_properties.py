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
from claimbook.ledger.files import COLUMNS
from claimbook.ledger.model import Ledger

CONFLICTS = [*FAMILIES["cannot both hold"]]
STEADY = settings(
    derandomize=True,  # the same examples on every machine
    deadline=None,  # a busy one is no failure
    phases=[Phase.explicit, Phase.generate],  # to make a failing example small takes minutes
    max_examples=5,
    suppress_health_check=[HealthCheck.too_slow],
)
# What a claim may say and how it may go on, in the words of `made.said`.
EXACT = ["8", "12", "18", "21", "40"]
WIDE = ["about {}", "at least {}", "up to {}", "between 5 and 60"]
HEDGED = [*EXACT, *(wide.format(n) for wide in WIDE for n in ("8", "18", "40")), "dozens", "many"]
DAYS = ["2019-03-05", "2019-03-06", "2019-03", "2019-03-05TMO", "2019-03-05TNI", "2019-03-06T00"]
SAID = {
    **dict.fromkeys(("dead", "boats"), HEDGED),
    "breach": [*DAYS, "from 2019-03-05", "until 2019-03-06"],
    "warned": ["yes", "no"],
    "cause": ["rain", "neglect"],
    "first": ["alarm", "water"],
}
THEN = [
    ["", "board", "quoted", "police", "union", "witness", "pooled"],
    ["", "blog"],
    ["", "earlier", "later", "around"],
    ["", "", "part", "mill", "upper"],
    ["", "", "reportedly", "possibly"],
]
Claims = list[made.Row]


@st.composite
def claims_of(draw: st.DrawFn, least: int = 12) -> Claims:
    rows = []
    for at in range(draw(st.integers(least, 24))):
        asked = draw(st.sampled_from([*SAID]))
        words = [draw(st.sampled_from(choice)) for choice in (SAID[asked], *THEN)]
        row = made.said(f"c{at}", asked, ", ".join(filter(None, words)))
        rows.append(row | {"paragraph": "1"})
    return rows


CLAIMS = claims_of()


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


@given(claims=CLAIMS, others=claims_of(24))
@STEADY
def test_an_exact_repetition_never_conflicts(
    ledger: Ledger, claims: Claims, others: Claims
) -> None:
    """Whoever repeats it, wherever and when."""
    again = [
        claim
        | {name: other[name] for name in ("source_id", "origin_id", "as_of")}
        | {"claim_id": f"{claim['claim_id']}-again"}
        for claim, other in zip(claims, others, strict=False)
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
        figure = data.draw(st.sampled_from(WIDE)).format(row.get("low"))
        if row["question_id"] in ("dead", "boats") and row["qualifier"] == "exact":
            hedged = made.said(row["claim_id"], row["question_id"], figure)
            row = row | {name: hedged[name] for name in ("qualifier", "low", "high")}
        wider.append(row)
    before, after = judged(ledger, claims), judged(ledger, wider)
    held = before.index[~before["verdict"].isin(CONFLICTS)]
    assert not after.loc[held, "verdict"].isin(CONFLICTS).any()
