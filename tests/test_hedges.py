"""Hedges are found beside the number they are said of, whatever their words."""

import re

import pytest

from claimbook.evidence.hedges import hedges, printed


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
