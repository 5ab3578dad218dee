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
from claimbook.evidence.units import another_unit

COLUMNS = ("kind", "wording", "qualifier", "low", "high", "note")


def checked(*cells: str, own: tuple[str, ...] = (), unit: str = "", language: str = "") -> str:
    """What is said of a claim; `own` are hedges added to the conventions."""
    claim = dict(zip(COLUMNS, cells, strict=True)) | {"line": 2, "as_of": "2022-01-08"}
    claim |= {"unit": unit, "language": language}
    found = cross_check(pd.DataFrame([claim]), own)
    return "; ".join(f"{problem.column}: {problem.message}" for problem in found)


@pytest.mark.parametrize((*COLUMNS, "says"), made.cases(__file__, "figures.csv"))
def test_a_claim_passes_as_it_is_printed_and_else_is_told_what_to_write(
    kind, wording, qualifier, low, high, note, says
):
    found = checked(kind, wording, qualifier, low, high, note)
    assert re.search(says, found) if says else not found, found


def test_a_hedge_of_ones_own_is_held_against_the_wording_like_any_other():
    def said(wording: str, qualifier: str) -> str:
        return checked("count", wording, qualifier, "300", "300", "", own=("a sliver under",))

    assert said("a sliver under 300", "a sliver under") == ""
    assert "write a sliver under" in said("a sliver under 300", "exact")
    assert "no hedge in the wording" in said("300", "a sliver under")
    assert checked("count", "crowds of people", "crowds of", "", "", "") == ""


@pytest.mark.parametrize(
    ("kind", "wording", "figure", "others"),
    [
        ("count", "une quarantaine de morts", "40", ""),
        ("count", "environ 12 000 personnes", "12000", ""),
        ("money", "1,5 million d’euros", "1500000", ""),
        ("count", "18 morts", "81", "the digits of the wording are others"),
        ("date", "à 6 h 27", "2022-01-05T06:27", ""),
        ("date", "à 14h30", "2022-01-05T15:45", "reads 14 and 30"),
        ("date", "le 5 janvier 2012", "2021-01-05", "reads 2012"),
        ("date", "au 3e trimestre 2021", "2021-07", ""),
        ("date", "2022年1月5日", "2022-01-05", ""),
        ("date", "2022年1月5日", "2022-01-15", "reads 5"),
        ("date", "下午2时30分", "2022-01-05T14:30", ""),
        ("count", "300 personnes", "30", "the digits of the wording are others"),
        ("count", "300 personnes", "3000", "the digits of the wording are others"),
        ("count", "rund 300 Menschen", "3", "the digits of the wording are others"),
        ("count", "aucun des 300", "0", ""),
        ("money", "1,5 million", "15", "the digits of the wording are others"),
        ("money", "4,2 mil millones", "4200000000", ""),
        ("count", "20 bis 30 Tausend", "20000", ""),
        ("count", "20-30.000 Menschen", "20000", ""),
        ("count", "300百万円", "300000000", ""),
        ("count", "1万5000人", "15000", ""),
        ("count", "5 тысячи человек", "5000", ""),
    ],
)
def test_of_a_text_that_is_not_english_the_digits_are_compared(kind, wording, figure, others):
    found = checked(kind, wording, "exact", figure, figure, "", language="fr")
    assert others in found if others else not found, found


@pytest.mark.parametrize(
    ("wording", "unit", "figure", "says"),
    [
        ("2.500 people", "people", "2500", ""),
        ("2.500 people", "people", "2.5", "which is 2500, .* write 2500"),
        ("12.000 people", "people", "12", "write 12000"),
        ("2.500 km", "kilometres", "2.5", ""),
        ("0.5m people", "people", "0.5", "write 500000"),
    ],
)
def test_people_come_whole_so_that_a_point_stands_between_thousands(wording, unit, figure, says):
    found = checked("count", wording, "exact", figure, figure, "", unit=unit)
    assert re.search(says, found) if says else not found


@pytest.mark.parametrize(
    ("wording", "unit", "other"),
    [
        ("50 cents", "US dollars", "cents"),
        ("$1 and 50 cents", "US dollars", ""),
        ("50 per cent", "US dollars", ""),
        ("won 5 million", "US dollars", ""),
        ("90 pence", "pounds", "pence"),
        ("45 seconds", "minutes", "seconds"),
        ("the second 5", "minutes", ""),
        ("min. 5", "hours", ""),
        ("500 sq ft", "square metres", "ft"),
        ("500 sq m", "square metres", ""),
        ("5 square miles", "km²", "square miles"),
        ("70 Fahrenheit", "degrees Celsius", "Fahrenheit"),
        ("20°C", "degrees Celsius", ""),
        ("20 pounds", "kg", "pounds"),
        ("20 pounds", "pounds", ""),
        ("20 tons", "people", ""),
    ],
)
def test_a_figure_in_another_unit_of_the_same_kind_is_told(wording, unit, other):
    assert another_unit(wording, unit) == other


@given(st.integers(0, 10**9), st.integers(0, 10**9) | st.none())
@settings(max_examples=30, deadline=None)
def test_a_figure_passes_exactly_when_it_is_the_one_printed(printed, coded):
    figure = str(printed if coded is None else coded)
    found = checked("count", f"{printed:,} gulls", "exact", figure, figure, "")
    assert (found == "") == (figure == str(printed))
