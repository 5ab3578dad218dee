"""A figure coded otherwise than its wording prints it is refused, with what to write.

figures.csv has claims, and what is said of each; nothing where it passes.
"""

import re

import made
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimbook.evidence.figures import cross_check


def checked(
    wording: str,
    qualifier: str = "exact",
    low: str = "",
    high: str = "",
    note: str = "",
    kind: str = "count",
    own: tuple[str, ...] = (),
) -> str:
    """What is said of a claim; `own` are hedges added to the conventions."""
    claim = {"wording": wording, "qualifier": qualifier, "low": low, "high": high, "note": note}
    frame = pd.DataFrame([claim | {"kind": kind, "line": 2, "as_of": "2022-01-08"}])
    return "; ".join(f"{each.column}: {each.message}" for each in cross_check(frame, own))


@pytest.mark.parametrize(
    ("kind", "wording", "qualifier", "low", "high", "note", "says"),
    made.cases(__file__, "figures.csv"),
)
def test_a_claim_passes_as_it_is_printed_and_else_is_told_what_to_write(
    kind, wording, qualifier, low, high, note, says
):
    found = checked(wording, qualifier, low, high, note, kind)
    assert re.search(says, found) if says else not found, found


def test_a_hedge_of_ones_own_is_held_against_the_wording_like_any_other():
    own, coded = "a sliver under", ("300", "300")
    assert checked(f"{own} 300", own, *coded, own=(own,)) == ""
    assert f"write {own}" in checked(f"{own} 300", "exact", *coded, own=(own,))
    assert "no hedge in the wording" in checked("300", own, *coded, own=(own,))
    assert checked("crowds of people", "crowds of") == ""


@given(st.integers(0, 10**9), st.integers(0, 10**9) | st.none())
@settings(max_examples=30)
def test_a_figure_passes_exactly_when_it_is_the_one_printed(printed, coded):
    figure = str(printed if coded is None else coded)
    found = checked(f"{printed:,} gulls", "exact", figure, figure)
    assert (found == "") == (figure == str(printed))
