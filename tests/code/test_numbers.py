"""Numbers and the hedges beside them are read as a careful reader would read them."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimbook.evidence import numerals
from claimbook.evidence.hedges import hedges, printed
from claimbook.evidence.numbers import numbers


def read(text: str) -> list[tuple[str, str]]:
    """Each number as printed, and what it can amount to: "5m" is "5|5000000"."""
    return [(n.text, "|".join(f"{v:f}" for v in n.readings) or n.kind) for n in numbers(text)]


ONE_NUMBER = """
1,000 = 1000; 12,345,678 = 12345678; 2.5 = 2.5; 20 thousand = 20000; 2.3 million = 2300000;
12k = 12000; 2.5bn = 2500000000; One thousand = 1000; one thousand, two hundred = 1200;
two thousand five hundred = 2500; twenty-five hundred = 2500; two dozen = 24; two score = 40;
half a dozen = 6; half a million = 500000; two and a half thousand = 2500;
two-and-a-half million = 2500000; a quarter of a million = 250000;
three quarters of a million = 750000; a third of a million = 333333; 1½ million = 1500000;
three quarters = 0.75; two-thirds = 0.6667; tripled = 3; twofold = 2; 11th = 11;
twenty-first = 21; 2 lakh = 200000; 1.2 crore = 12000000; 3 lakh 20 thousand = 320000;
1 million 200 thousand = 1200000; 5 lakh crore = 5000000000000; 5,00,000 = 500000;
1,23,45,678 = 12345678; 1,5 million = 1500000; 1'234’567 = 1234567; 1.234.567,89 = 1234567.89;
12\u00a0500 = 12500; 12\u2009500 = 12500; 1\u202f234\u202f567 = 1234567; 12 500 = 12500; १२ = 12;
१,२३,४५६ = 123456; ५ लाख = 500000; ٣ ملايين = 3000000; 5万 = 50000; ٢٥٠٬٠٠٠ = 250000;
12,500k = 12500000|12500; 1.500 = 1.500|1500;
hundreds of thousands = vague; few dozen = vague; several hundred = vague; scores = vague;
millions = vague; couple of hundred = vague; 1,000s = vague; 23:00 = time; 18h30 = time;
3:30 pm = time; nine o’clock = time; half past five = time; 08.01.2022 = date; 2022-01-08 = date
"""


@pytest.mark.parametrize("line", re.split(r";\s", ONE_NUMBER.strip()))
def test_a_number_is_read_whole_and_as_it_is_meant(line):
    printed, meant = line.rsplit(" = ", 1)
    assert read(f"saw {printed} of people") == [(printed, meant)]


SIDE_BY_SIDE = """
on 5 200 people = 5 200; 5 January 2022 300 people = 5 2022 300;
in 2022 100 people = 2022 100; aged four, 11 and 15 = 4 11 15;
one thousand, five of them = 1000 5; Channel-24 and B2 = 24 2; a score of people = 20;
ran 5m = 5|5000000; 10m people = 10000000|10; $5m = 5000000;
between 10 and 20 thousand = 10000|10 20000; five to six thousand = 5000|5 6000;
20-30,000 people = 20000|20 30000; 10 to 20,000 people = 10|10000 20000;
1m to 2m people = 1000000|1 2000000|2; either 10 or 20 = 10 20; 500 ± 50 = 500 50;
the 1990s = 1990; screams.At least one lamp = 1; at any one time =; no one and one another =;
anyone, none, seconds, often a stone, May and March =
"""


@pytest.mark.parametrize("line", re.split(r";\s", SIDE_BY_SIDE.strip()))
def test_what_stands_side_by_side_is_told_apart(line):
    text, meant = line.rsplit(" =", 1)
    assert " ".join(meant for _, meant in read(text)) == meant.strip()


def test_a_clock_time_and_a_numeric_date_keep_their_parts():
    found = numbers("12 a.m., 3:30 pm, quarter to six, 18h30, 08.01.2022")
    assert [n.parts for n in found] == [(0, 0), (15, 30), (5, 45), (18, 30), (8, 1, 2022)]


def spelled(n: int) -> str:
    """Spell a number below a thousand million in words, as British English does."""
    small = [*numerals.UNITS, *numerals.TEENS]
    if n < 20:
        return small[n]
    if n < 100:
        return [*numerals.TENS][n // 10 - 2] + (f"-{small[n % 10]}" if n % 10 else "")
    if n < 1000:
        return f"{small[n // 100]} hundred" + (f" and {spelled(n % 100)}" if n % 100 else "")
    scale, size = ("million", 10**6) if n >= 10**6 else ("thousand", 10**3)
    joint = " and " if n % size < 100 else " "
    return f"{spelled(n // size)} {scale}" + (f"{joint}{spelled(n % size)}" if n % size else "")


@given(st.integers(0, 10**9 - 1))
def test_a_number_spelled_out_reads_back(n):
    assert read(f"some {spelled(n)} lamps") == [(spelled(n), str(n))]


@given(st.integers(0, 10**12), st.integers(0, 999))
def test_a_number_with_commas_and_decimals_reads_back(whole, thousandths):
    (number,) = numbers(f"cost {whole:,}.{thousandths:03}, they say")
    assert number.value == whole + Decimal(thousandths) / 1000


@given(st.text(alphabet="1290,.:- /aptmhndersoufl½$k’", max_size=40) | st.text(max_size=40))
def test_any_text_is_read_in_order_without_overlap_and_no_digit_is_left_out(text):
    found = numbers(text)
    assert all(text[n.start : n.end] == n.text for n in found)
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))
    covered = {i for n in found for i in range(n.start, n.end)}
    assert all(i in covered for i, character in enumerate(text) if character.isdecimal())


# --- hedges --------------------------------------------------------------------------------------


def coded(wording: str, own: tuple[str, ...] = ()) -> str:
    """The qualifiers of a wording, those that may mean something else with a question mark."""
    return ", ".join(h.qualifier + "?" * (not h.sure) for h in hedges(wording, own))


WORDINGS = """
Around 300 people = about; some 400 people = about; ~300 people = about;
300 people or so = about; 20-odd people = about; 300 (est.) = about;
almost half of them = nearly; getting on for 300 = nearly; close to 300 = about, nearly;
just under 300 = nearly, fewer than; no fewer than 12 = at least; not less than 12 = at least;
300 or more = at least; 300+ = at least, more than; upwards of 300 = more than;
well over 300 = more than; north of 300 = more than; no more than 300 = up to;
never above 12,000 at any one time = up to; as many as 300 = up to; 300 at most = up to;
fewer than 12 = fewer than; under 12 = fewer than; at least about 300 = at least, about;
somewhere between 3,000 and 4,000 = between; from 10 to 20 = between; 10–20 people = between;
10 or 20 people = either; 500 ± 50 = about, between; around midnight = about;
by roughly 5 March = about; exactly 300 people =; over three days = more than?;
perhaps 300 = about?; reports about 12 dead = about?; took over 3 bases = more than?;
within three days = up to?; around the 9 districts = about?; some of the 12 men =;
300 people under arrest =; five and six =
"""


@pytest.mark.parametrize("line", re.split(r";\s", WORDINGS.strip()))
def test_a_hedge_is_read_beside_its_number(line):
    wording, qualifiers = line.split(" =")
    assert coded(wording) == qualifiers.strip()


def test_a_hedge_added_to_the_conventions_is_a_phrase_of_itself():
    assert coded("a shade over 300 people") == "more than"
    assert coded("a shade over 300 people", ("a shade over",)) == "a shade over"
    assert coded("300 and change", ("and change",)) == "and change"


def test_a_reader_is_shown_the_hedge_as_it_is_printed():
    assert printed("Roughly 300 people", "about") == "roughly"
    assert printed("between 10 and 20", "between") == "between"
    assert printed("300 people", "about") == "about"
