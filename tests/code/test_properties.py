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
    max_examples=8,
    suppress_health_check=[HealthCheck.too_slow],
)
DAYS = ["2019-03-07", "2019-03-08", "2019-03-09", "2019-03-07/2019-03-08", ""]
DATES = ["2019-03-05", "2019-03-06", "2019-03", "2019-03-05TMO", "2019-03-05TNI", "2019-03-06T00"]
PARTIES = {row["origin_id"]: row["party"] for row in made.ORIGINS}
Claims = list[made.Row]


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
    low = draw(st.sampled_from(DATES if dated else ["8", "12", "18", "21", "40"]))
    hedges = ["exact", "from", "until"] if dated else ["exact", "about", "at least", "up to"]
    hedge = draw(st.sampled_from(hedges if dated else [*hedges, "between", "dozens", "many"]))
    high = str(int(low) + 5) if hedge == "between" else low
    if hedge in ("dozens", "many"):
        low = high = ""
    if hedge in ("at least", "from"):
        high = ""
    if hedge in ("up to", "until"):
        low = ""
    return row | {"qualifier": hedge, "low": low, "high": high}


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


def both(found: pd.DataFrame, claims: Claims, column: str) -> tuple[pd.Series, pd.Series]:
    """A cell of either claim of each pair."""
    cells = {claim["claim_id"]: claim[column] for claim in claims}
    return found["claim_a"].map(cells), found["claim_b"].map(cells)


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
    moved = [{name: row[name] for name in ("source_id", "origin_id", "as_of")} for row in said]
    again = [
        claim | other | {"claim_id": f"{claim['claim_id']}-again"}
        for claim, other in zip(claims, moved, strict=True)
    ]
    found = judged(ledger, claims + again)["verdict"]
    pairs = [(claim["claim_id"], f"{claim['claim_id']}-again") for claim in claims]
    assert {*found[pairs]} <= {"agree", "compatible", "repeat"}


WIDER = {"exact": ["about", "at least", "up to", "between"], "between": ["between"]}


@given(data=st.data(), claims=CLAIMS)
@STEADY
def test_a_wider_hedge_never_creates_a_conflict(
    ledger: Ledger, data: st.DataObject, claims: Claims
) -> None:
    numbers = [{"dead", "boats"} & {row["question_id"]} for row in claims]
    wider = []
    for row, number in zip(claims, numbers, strict=True):
        hedge = data.draw(
            st.sampled_from(WIDER.get(row.get("qualifier"), [""]) if number else [""])
        )
        ends = {
            "about": {},
            "at least": {"high": ""},
            "up to": {"low": ""},
            "between": {"low": "5", "high": "60"},
        }
        wider.append(row | {"qualifier": hedge} | ends[hedge] if hedge else row)
    before, after = judged(ledger, claims), judged(ledger, wider)
    held = before.index[~before["verdict"].isin(CONFLICTS)]
    assert not after.loc[held, "verdict"].isin(CONFLICTS).any()


@given(claims=CLAIMS)
@STEADY
def test_scopes_made_apart_remove_every_conflict(ledger: Ledger, claims: Claims) -> None:
    scopes = ["Lower Town", "Upper Town", "children"]
    apart = [row | {"scope": scopes[at % 3]} for at, row in enumerate(claims)]
    found = judged(ledger, apart)
    one, other = both(found, apart, "scope")
    assert found.loc[one.ne(other), "verdict"].eq("apart").all()


@given(claims=CLAIMS)
@STEADY
def test_what_a_rival_says_is_never_an_update_a_revision_or_a_repetition(
    ledger: Ledger, claims: Claims
) -> None:
    """A rival is who is neither of one named party nor one voice in one document."""
    found = judged(ledger, claims)
    origin, source = (both(found, claims, name) for name in ("origin_id", "source_id"))
    party, _ = parties = tuple(side.map(PARTIES) for side in origin)
    one_voice = origin[0].eq(origin[1]) & source[0].eq(source[1]) & origin[0].ne("sources")
    rivals = parties[0].ne(parties[1]) | (party.eq("unnamed") & ~one_voice)
    words = ["update", "revised", "repeat", "self-conflict"]
    assert not found.loc[rivals, "verdict"].isin(words).any()


@given(claims=CLAIMS)
@STEADY
def test_a_voice_s_own_correction_is_never_a_conflict(ledger: Ledger, claims: Claims) -> None:
    """In one document it contradicts itself; from one to the other it corrects itself."""
    named = [row | {"origin_id": "police"} for row in claims]
    found = judged(ledger, named)
    assert not found["verdict"].eq("conflict").any()
    one, other = both(found, named, "source_id")
    assert not found.loc[one.ne(other), "verdict"].isin(CONFLICTS).any()
