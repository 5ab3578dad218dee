"""Numbers and the hedges beside them are read as a careful reader would read them.

numbers.csv has texts with each number in brackets, and what it can amount to: "5m" is 5|5000000;
hedges.csv wordings with their qualifiers, those that may mean something else with a question mark.
"""

import re
from decimal import Decimal

import made
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimbook.evidence.hedges import hedges, printed
from claimbook.evidence.numbers import Number, numbers


def meaning(number: Number) -> str:
    return "|".join(f"{value:f}" for value in number.readings) or number.kind


@pytest.mark.parametrize(("marked", "reads"), made.cases(__file__, "numbers.csv"))
def test_each_number_is_read_whole_and_as_it_is_meant(marked, reads):
    found = numbers(re.sub(r"[][]", "", marked))
    assert [number.text for number in found] == re.findall(r"\[(.+?)\]", marked)
    assert " ".join(map(meaning, found)) == reads


def test_a_clock_time_and_a_numeric_date_keep_their_parts():
    found = numbers("12 a.m., 3:30 pm, quarter to six, 18h30, 08.01.2022")
    assert [n.parts for n in found] == [(0, 0), (15, 30), (5, 45), (18, 30), (8, 1, 2022)]


@given(st.integers(0, 10**12), st.integers(0, 999))
@settings(max_examples=30, deadline=None)
def test_a_number_with_commas_and_decimals_reads_back(whole, thousandths):
    (number,) = numbers(f"cost {whole:,}.{thousandths:03}, they say")
    assert number.value == whole + Decimal(thousandths) / 1000


@given(st.text(alphabet="1290,.:- /aptmhndersoufl½$k’", max_size=40) | st.text(max_size=40))
@settings(max_examples=60, deadline=None)
def test_any_text_is_read_in_order_without_overlap_and_no_digit_is_left_out(text):
    found = numbers(text)
    assert all(text[n.start : n.end] == n.text for n in found)
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))
    covered = {i for n in found for i in range(n.start, n.end)}
    assert all(i in covered for i, character in enumerate(text) if character.isdecimal())


def coded(wording: str, own: tuple[str, ...] = ()) -> str:
    return ", ".join(h.qualifier + "?" * (not h.sure) for h in hedges(wording, own))


@pytest.mark.parametrize(("wording", "qualifiers"), made.cases(__file__, "hedges.csv"))
def test_a_hedge_is_read_beside_its_number(wording, qualifiers):
    assert coded(wording) == qualifiers


def test_a_hedge_added_to_the_conventions_is_a_phrase_of_itself():
    assert coded("a shade over 300 people") == "more than"
    assert coded("a shade over 300 people", ("a shade over",)) == "a shade over"
    assert coded("300 and change", ("and change",)) == "and change"


def test_a_reader_is_shown_the_hedge_as_it_is_printed():
    assert printed("Roughly 300 people", "about") == "roughly"
    assert printed("between 10 and 20", "between") == "between"
    assert printed("300 people", "about") == "about"
