"""A figure coded otherwise than its wording prints it is refused, with what to write."""

import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimbook.evidence.figures import cross_check

COLUMNS = ("kind", "wording", "qualifier", "low", "high", "note")


def checked(claim: str, own: tuple[str, ...] = (), kind: str = "count", **more: str) -> str:
    """What is said of "wording = qualifier low..high # note"; one figure stands in both."""
    claim, _, note = claim.partition(" # ")
    wording, _, rest = claim.rpartition(" = ")
    qualifier, figure = rest.rsplit(" ", 1) if any(map(str.isdigit, rest)) else (rest, "")
    low, dots, high = figure.partition("..")
    row = dict(
        zip(COLUMNS, (kind, wording, qualifier, low, high if dots else low, note), strict=True)
    )
    frame = pd.DataFrame([{"line": 2, "as_of": "2022-01-08"} | row | more])
    problems = cross_check(frame, own)
    return "; ".join(f"{problem.column}: {problem.message}" for problem in problems)


ACCEPTED = """
nearly 20 thousand gulls = nearly 20000; up to 400 = up to ..400;
between 10,000 and 20,000 = between 10000..20000; aged four, 11 and 15 = between 4..15;
500 ± 50 people = between 450..550; 500, give or take 50 = about 500;
20-30,000 people = between 20000..30000; 2 lakh people = exact 200000;
3 lakh 20 thousand people = exact 320000; nearly 1.2 crore people = nearly 12000000;
5,00,000 people = exact 500000; 1,5 million people = exact 1500000; 12 500 people = exact 12500;
१२ people = exact 12; a third of a million people = about 333333;
12,000 at any one time = exact 12000; No boats sank = exact 0; not a single boat = exact 0;
an officer was killed = exact 1; both brothers died = exact 2; a few dozen people = few dozen;
several hundred demonstrators = several hundred;
hundreds of thousands of people = hundreds of thousands; 100s of people = hundreds;
tens of\u00a0thousands of gulls = tens of thousands; gulls = some;
just under 100 people = fewer than ..100; reports about 12 dead = exact 12;
took over 3 bases = exact 3; 1.500 people = exact 1500 # A point groups thousands here.;
10 to 20,000 people = between 10000..20000 # Ten thousand, by the sense.;
about 45 = exact 45 # The hedge is said of the wounded.;
10 or 20 people = between 10..20 # A range is meant (hedge).
"""
REFUSED = """
748 keepers = exact 784 | low: the wording reads 748 but low is 784
25 lakh people = exact 25 | which is 2500000, but low is 25; write 2500000
1,5 million people = exact 5000000 | write 1500000
0.5m people = exact 5 | write 500000 or 0.5
at any one time = exact 1 | no such number
1.500 people = exact 1500 | note: .*1.500 or 1500; say in note
10–20 thousand people = between 10..20000 | note: .*10000 or 10; say in note
10 or 20 people = between 10..20 | two claims
10 or 20 people = exact 10 | also reads 20, .* two claims
eight sank, another 317 drifted = exact 8 | also reads 317
between 100 and 200 = exact 100 | also reads 200
dozens of keepers = exact 24 | low: is 24 but the wording has no such number
several hundred people = hundreds | does not say "hundreds"; write several hundred
hundreds of thousands of people = thousands | write hundreds of thousands
dozens of the 18 boats = dozens | reads 18 but low and high are empty
several boats = some | reads several
about 100 people = exact 100 | hedges with “about” but the qualifier is exact; write about
100+ people = exact 100 | write at least or more than
no more than 300 people = more than 300.. | write up to
as many as 12 = exact 12 | write up to
100 people = about 100 | about has no hedge in the wording
"""


def claims(table: str) -> list[str]:
    return re.split(r";\s", table.strip())


@pytest.mark.parametrize("claim", claims(ACCEPTED))
def test_a_figure_coded_as_it_is_printed_passes(claim):
    assert checked(claim) == ""


@pytest.mark.parametrize("line", REFUSED.strip().splitlines())
def test_a_figure_coded_otherwise_is_refused_with_what_to_write(line):
    claim, message = line.split(" | ")
    assert re.search(message, checked(claim)), checked(claim)


@pytest.mark.parametrize(
    "claim",
    [
        "one in three = exact 33",
        "9 out of 10 = exact 90",
        "3/4 of them = exact 75",
        "half = exact 50",
    ],
)
def test_a_part_of_a_whole_may_be_coded_in_percent(claim):
    assert checked(claim, kind="share") == ""
    assert checked(claim.replace("3", "4").replace("0", "1"), kind="share") != ""


def test_a_hedge_of_ones_own_is_held_against_the_wording_like_any_other():
    assert checked("a sliver under 300 = a sliver under 300", ("a sliver under",)) == ""
    assert "write a sliver under" in checked("a sliver under 300 = exact 300", ("a sliver under",))
    assert "no hedge in the wording" in checked("300 = a sliver under 300", ("a sliver under",))
    assert checked("crowds of people = crowds of") == ""


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_figure_passes_exactly_when_it_is_the_one_printed(number, coded):
    assert (checked(f"{number:,} gulls = exact {coded}") == "") == (number == coded)


DATES = """
On March 3, 2019 = exact 2019-03-03; 08.01.2019 = exact 2019-08-01;
since February-March = exact 2019-02..2019-03; by 3:30 p.m. = until ..2019-03-05T15:30;
half past five = exact 2019-03-05T17:30; 4 in the afternoon = exact 2019-03-05T16;
in the 1990s = exact 1995;
in the winter of 1943-44 = between 1943-12..1944-02 # Months inferred.;
winter 2021/22 = between 2021..2022; on the 8th, on 7 March = exact 2022-03-07;
two days later = exact 2022-01-05 # Day inferred.;
the night of 5 to 6 March = exact 2019-03-05TNI; from the 5th to the 6th = exact 2019-03-05TNI;
night of 31 December to 1 January = exact 2021-12-31TNI;
Late on Tuesday, March 5 = exact 2019-03-05TEV;
On 25 October 1917 (Old Style) = exact 1917-11-07 # Converted from the Julian calendar.;
On 25 October 1917 (Old Style) = exact 1917-11-07 # Printed as 25 October.;
15 Khordad 1342 = exact 1963-06-05 # Printed as 15 Khordad 1342.;
5:40 on 31 Baisakh = exact 2023-05-14T05:40 # The Nepali calendar.
"""
NO_DATES = """
On March 3 = exact 2019-03-04 | low: the wording reads 3 but low is 2019-03-04
On 5 March 2018 = exact 2019-03-05 # A slip: 2018 is meant as 2019. | reads 2018
March = exact 2019 | names March but low is 2019
on Wednesday = exact 2019-03-05 | names Wednesday .* a Tuesday
by 1 p.m. = exact 2019-03-05T01 | a clock time is written
on the 8th = exact 2022-01-05 | which is as_of
a week later = exact 2019-03-05 | note: .*inferred
three days later = exact 2022-01-05 | reads three
on 5 March = exact 2019-03-05TMO | names no morning
later on 5 March = exact 2019-03-05TEV | names no evening
around 5 March = exact 2019-03-05 | write about
5 or 6 March = between 2019-03-05..2019-03-06 | two claims
on 15 March 44 BC = exact 0044-03-15 | before the year 1, .* not_claims.csv
in the winter of 1943-44 = between 1943-12..1944-02 | names a season and no month
5:40 on 31 Baisakh = exact 2023-05-14T05:40 | names another calendar
12 Rajab 1445 = exact 1445-07-12 | names another calendar
22 Bahman 1357 = exact 1357-11-22 | names another calendar
on the 1st of Florie = exact 2023-03-23 | if it is another calendar, name the calendar in note
on Florie 31 = exact 2023-05-14 | if it is another calendar, name the calendar in note
on Tuesday the 3rd = exact 2023-05-16 | reads 3rd but low is 2023-05-16$
On 25 October 1917 (Old Style) = exact 1917-11-07 | note: .*another calendar .*Old Style
15 Khordad 1342 = exact 1963-06-05 | code the Gregorian date and name the printed one's
"""


@pytest.mark.parametrize("claim", claims(DATES))
def test_a_date_coded_as_it_is_printed_passes(claim):
    assert checked(claim, kind="date") == ""


@pytest.mark.parametrize("line", NO_DATES.strip().splitlines())
def test_a_date_coded_otherwise_is_refused_with_what_to_write(line):
    claim, message = line.split(" | ")
    found = checked(claim, kind="date")
    assert re.search(message, found), found


def test_a_choice_states_no_figure():
    assert checked("18 boats or 20 = ", kind="choice") == ""
