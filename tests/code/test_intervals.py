"""From wording to interval: each rule at its bounds, dates, conventions, and how intervals read."""

import math
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimbook.intervals import (
    Interval,
    bounds,
    date_text,
    describe,
    disjoint,
    equal,
    parse_date,
    parse_span,
    rules,
    seconds,
    touching,
)

CONVENTIONS = pd.read_csv(
    Path(__file__).parents[2] / "data" / "conventions.csv", dtype=str, keep_default_na=False
)
INF = math.inf


def claim(qualifier="exact", low="", high="", kind="count", unit="", answer=""):
    row = {"qualifier": qualifier, "low": low, "high": high, "kind": kind}
    return row | {"unit": unit, "answer": answer}


def read(*rows, convention="", tolerance=None):
    frame = pd.DataFrame(list(rows), dtype="str")
    return bounds(frame, CONVENTIONS, convention, tolerance)


def ends(*row, convention="", tolerance=None, kind="count"):
    """lower, upper, lower_open of one claim (qualifier, low, high)."""
    table = read(claim(*row, kind=kind), convention=convention, tolerance=tolerance)
    return table.loc[0, ["lower", "upper", "lower_open"]].tolist()


def at(text):
    return seconds(datetime.fromisoformat(text))


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("exact", "18", "18"), [18, 18, False]),
        (("exact", "0", "0"), [0, 0, False]),
        (("about", "1000", "1000"), [900, 1100, False]),
        (("about", "-10", "-10"), [-11, -9, False]),
        (("about", "0.1", "0.1"), [0.09, 0.11, False]),
        (("nearly", "1000", "1000"), [900, 1000, False]),
        (("at least", "20", ""), [20, INF, False]),
        (("from", "20", ""), [20, INF, False]),
        (("more than", "1000", ""), [1000, INF, True]),
        (("up to", "", "400"), [0, 400, False]),
        (("up to", "", "-5"), [-INF, -5, False]),
        (("between", "5", "7"), [5, 7, False]),
        (("several", "", ""), [3, INF, False]),
        (("some", "", ""), [2, INF, False]),
        (("few", "", ""), [2, INF, False]),
        (("tens", "", ""), [20, INF, False]),
        (("dozens", "", ""), [24, INF, False]),
        (("hundreds", "", ""), [200, INF, False]),
        (("thousands", "", ""), [2000, INF, False]),
        (("tens of thousands", "", ""), [20000, INF, False]),
    ],
)
def test_each_qualifier_reads_as_worded(row, expected):
    assert ends(*row) == expected


@pytest.mark.parametrize(
    ("convention", "row", "expected"),
    [
        ("acled", ("about", "1000", "1000"), [1000, 1000, False]),
        ("acled", ("more than", "1000", ""), [1000, 1000, False]),
        ("acled", ("between", "5", "7"), [5, 5, False]),
        ("acled", ("several", "", ""), [3, 10, False]),
        ("acled", ("dozens", "", ""), [12, 12, False]),
        ("acled", ("hundreds", "", ""), [100, 100, False]),
        ("ccc", ("hundreds", "", ""), [200, 200, False]),
        ("ccc", ("tens of thousands", "", ""), [20000, 20000, False]),
        ("mpeds", ("several", "", ""), [2, 2, False]),
        ("mpeds", ("dozens", "", ""), [10, 10, False]),
        ("mpeds", ("up to", "", "400"), [400, 400, False]),
        ("mpeds", ("tens of thousands", "", ""), [10000, 10000, False]),
    ],
)
def test_published_conventions_read_vague_words_their_way(convention, row, expected):
    assert ends(*row, convention=convention) == expected


def test_ccc_leaves_dozens_unresolved():
    table = read(claim("dozens"), convention="ccc")
    assert np.isnan(table["lower"]).all() and np.isnan(table["upper"]).all()
    assert table["rule"].tolist() == ["unresolved"]


def test_a_qualifier_the_convention_does_not_list_keeps_the_default_rule():
    assert ends("up to", "", "400", convention="acled") == [0, 400, False]
    assert ends("about", "50", "50", convention="ccc") == [45, 55, False]


def test_the_first_convention_in_the_file_is_the_default():
    reversed_file = CONVENTIONS.iloc[::-1]
    assert rules(reversed_file).loc["dozens", "low"] == 10
    assert rules(CONVENTIONS).loc["dozens", "low"] == 24


def test_a_new_convention_is_rows_and_no_code():
    row = ["mine", "about", "percent", "-50", "20", "own"]
    more = pd.concat([CONVENTIONS, pd.DataFrame([row], columns=CONVENTIONS.columns)])
    table = bounds(pd.DataFrame([claim("about", "100", "100")], dtype="str"), more, "mine")
    assert table[["lower", "upper"]].values.tolist() == [[50, 120]]


def test_an_unknown_convention_names_those_there_are():
    with pytest.raises(ValueError, match="“aceld” .* choose one of: as-worded, acled, ccc, mpeds"):
        rules(CONVENTIONS, "aceld")


@pytest.mark.parametrize("wrong", [-1, 101, math.nan])
def test_a_tolerance_outside_0_to_100_is_refused(wrong):
    with pytest.raises(ValueError, match="from 0 to 100"):
        rules(CONVENTIONS, tolerance=wrong)


def test_tolerance_replaces_every_percentage_and_nothing_else():
    assert ends("about", "100", "100", tolerance=25) == [75, 125, False]
    assert ends("nearly", "100", "100", tolerance=25) == [75, 100, False]
    assert ends("about", "100", "100", tolerance=0) == [100, 100, False]
    assert ends("more than", "100", "", tolerance=25) == [100, INF, True]
    assert ends("dozens", "", "", tolerance=25) == [24, INF, False]


def test_a_rule_without_its_figure_or_an_unlisted_qualifier_is_unresolved():
    table = read(claim("about"), claim("more than", high="5"), claim("whatever", "5", "5"))
    assert table["lower"].isna().all() and table["upper"].isna().all()
    assert table["rule"].eq("unresolved").all() and not table["lower_open"].any()


def test_a_choice_has_no_bounds_and_is_no_vague_word():
    table = read(claim("", kind="choice", answer="yes"))
    assert table["lower"].isna().all() and table["rule"].tolist() == [""]


def test_bounds_copies_and_keeps_index_order_and_columns():
    frame = pd.DataFrame([claim("exact", "2", "2"), claim("exact", "1", "1")], dtype="str")
    frame.index = [7, 3]
    before = frame.copy()
    table = bounds(frame, CONVENTIONS)
    pd.testing.assert_frame_equal(frame, before)
    assert table.index.tolist() == [7, 3] and table["lower"].tolist() == [2, 1]
    assert list(table)[: len(list(frame))] == list(frame)


# --- dates ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2022", "2022-01-01T00:00:00", "2022-12-31T23:59:59"),
        ("2020-02", "2020-02-01T00:00:00", "2020-02-29T23:59:59"),
        ("2022-01-05", "2022-01-05T00:00:00", "2022-01-05T23:59:59"),
        ("2022-01-05T14", "2022-01-05T14:00:00", "2022-01-05T14:59:59"),
        ("2022-01-05T14:30", "2022-01-05T14:30:00", "2022-01-05T14:30:59"),
    ],
)
def test_a_date_runs_from_first_to_last_second_of_what_is_printed(text, first, last):
    assert parse_date(text) == (datetime.fromisoformat(first), datetime.fromisoformat(last))


@pytest.mark.parametrize(
    "text",
    ["", "05.01.2022", "5 Jan 2022", "2022-1-5", "2022-02-30", "2022-13", "2022-01-05T24", "0000"]
    + ["2022-01-05 14:30", "2022-01-05T14:30:00", "2022-01-05\n", "２０２２", "2022-01-05/2022"],
)
def test_anything_else_is_no_date(text):
    assert parse_date(text) is None


def test_a_span_runs_from_its_start_to_its_end():
    assert parse_span("2022-01-07/2022-01") == (
        parse_date("2022-01-07")[0],
        parse_date("2022-01")[1],
    )
    assert parse_span("2022-01-07") == parse_date("2022-01-07")
    assert parse_span("2022-01-07/") is None and parse_span("") is None


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("exact", "2022-01-05", "2022-01-05"), ["2022-01-05T00:00:00", "2022-01-05T23:59:59"]),
        (("between", "2022-01-05", "2022-01-07"), ["2022-01-05T00:00:00", "2022-01-07T23:59:59"]),
        (("about", "2022-01-05", "2022-01-05"), ["2022-01-04T00:00:00", "2022-01-06T23:59:59"]),
        (("nearly", "2022-01-05", "2022-01-05"), ["2022-01-04T00:00:00", "2022-01-05T23:59:59"]),
        (("about", "2022-03", "2022-03"), ["2022-02-01T00:00:00", "2022-04-30T23:59:59"]),
        (("about", "2022-01-06T00", "2022-01-06T00"), ["2022-01-05T23", "2022-01-06T01:59:59"]),
    ],
)
def test_dates_are_read_to_the_unit_printed(row, expected):
    assert ends(*row, kind="date")[:2] == [at(text) for text in expected]


def test_open_dates_are_open_at_one_end():
    assert ends("until", "", "2022-01-06", kind="date") == [-INF, at("2022-01-06T23:59:59"), False]
    assert ends("from", "2022-01-05", "", kind="date") == [at("2022-01-05T00:00:00"), INF, False]
    assert ends("more than", "2022-01-05", "", kind="date")[0] == at("2022-01-05T23:59:59")


def test_tolerance_zero_stops_a_date_from_widening():
    exact = ends("exact", "2022-01-05", "2022-01-05", kind="date")
    assert ends("about", "2022-01-05", "2022-01-05", kind="date", tolerance=0) == exact


def test_tables_of_numbers_leave_dates_as_printed():
    between = ("between", "2022-01-05", "2022-01-07")
    assert ends(*between, kind="date", convention="acled") == ends(*between, kind="date")
    assert np.isnan(ends("several", "", "", kind="date")[:2]).all()


def test_the_first_and_last_year_there_is_have_no_neighbour():
    assert ends("about", "9999", "9999", kind="date")[1] == seconds(parse_date("9999")[1])
    assert ends("about", "0001", "0001", kind="date")[0] == seconds(parse_date("0001")[0])


def dated(text, qualifier="exact"):
    low = "" if qualifier == "until" else text
    high = "" if qualifier == "from" else text
    return read(claim(qualifier, low, high, kind="date"))


def test_neighbouring_days_are_disjoint_and_do_not_touch():
    one, two = dated("2022-01-05"), dated("2022-01-06")
    assert disjoint(one, two).all() and not touching(one, two).any()


def test_an_hour_lies_within_its_day():
    assert not disjoint(dated("2022-01-05"), dated("2022-01-05T23:59")).any()
    assert disjoint(dated("2022-01-05"), dated("2022-01-06T00")).all()


def test_until_and_from_include_their_day():
    assert not disjoint(dated("2022-01-06", "until"), dated("2022-01-06", "from")).any()
    assert disjoint(dated("2022-01-05", "until"), dated("2022-01-06", "from")).all()


# --- relations -----------------------------------------------------------------------------------


def test_a_strict_bound_alone_keeps_nothing_apart():
    thousand, more = read(claim("exact", "1000", "1000")), read(claim("more than", "1000"))
    assert not disjoint(thousand, more).any() and touching(thousand, more).all()
    assert disjoint(read(claim("exact", "999", "999")), more).all()


def test_a_point_inside_an_interval_does_not_touch_it():
    between = read(claim("between", "5", "7"))
    assert [touching(read(claim("exact", n, n)), between).item() for n in "4567"] == [
        False,
        True,
        False,
        True,
    ]


def test_equal_points_agree_and_do_not_touch():
    point = read(claim("exact", "18", "18"))
    assert equal(point, point).all() and not touching(point, point).any()


def test_equality_tells_strict_from_inclusive():
    assert not equal(read(claim("at least", "5")), read(claim("more than", "5"))).any()


def test_unresolved_is_neither_disjoint_from_nor_equal_to_anything():
    vague, point = read(claim("unknown")), read(claim("exact", "18", "18"))
    for other in (vague, point):
        assert not disjoint(vague, other).any() and not touching(vague, other).any()
        assert not equal(vague, other).any()


GRID = [step / 2 for step in range(-2, 26)]
small = st.integers(0, 10)


@st.composite
def intervals(draw):
    """lower and upper with bounds from 0 to 10 or open, as a row of a frame."""
    low, high = sorted([draw(small), draw(small)])
    lower, upper = draw(st.sampled_from([low, low, -INF])), draw(st.sampled_from([high, high, INF]))
    return lower, upper, draw(st.booleans()), draw(st.booleans())


def frame(row):
    names = ["lower", "upper", "lower_open", "upper_open"]
    return pd.DataFrame([row], columns=names)


@settings(deadline=None, max_examples=150)
@given(intervals(), intervals())
def test_disjoint_and_touching_are_what_points_in_common_say_and_symmetric(one, two):
    common = [x for x in GRID if one[0] <= x <= one[1] and two[0] <= x <= two[1]]
    a, b = frame(one), frame(two)
    assert disjoint(a, b).item() == disjoint(b, a).item() == (not common)
    meet = len(common) == 1 and common[0] in one[:2] and common[0] in two[:2] and one != two
    assert touching(a, b).item() == touching(b, a).item() == meet


# --- Interval ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("interval", "text"),
    [
        (Interval(18, 18), "18"),
        (Interval(-0.0, 0), "0"),
        (Interval(2.5, 2.5), "2.5"),
        (Interval(1000, 2000), "1,000 to 2,000"),
        (Interval(24, INF), "24 or more"),
        (Interval(1000, INF, True), "more than 1,000"),
        (Interval(0, 400), "up to 400"),
        (Interval(-INF, 5), "5 or less"),
        (Interval(-INF, 5, False, True), "less than 5"),
        (Interval(1, 2, True, True), "more than 1 to less than 2"),
        (Interval(-INF, INF), "any"),
        (Interval(math.nan, math.nan), "unresolved"),
    ],
)
def test_an_interval_reads_as_words_and_back(interval, text):
    assert str(interval) == text
    assert Interval.parse(text) == interval


number = st.one_of(
    st.integers(-(10**12), 10**12).map(float), st.floats(allow_nan=False, allow_infinity=False)
)


@settings(deadline=None)
@given(number, number, st.sampled_from(["closed", "low", "high"]), st.booleans(), st.booleans())
def test_parse_is_the_inverse_of_str(one, two, opening, lower_open, upper_open):
    low, high = sorted([one, two])
    low, high = (-INF if opening == "low" else low), (INF if opening == "high" else high)
    strict = low != high
    interval = Interval(low, high, lower_open and strict, upper_open and strict)
    again = Interval.parse(str(interval))
    assert again == interval and hash(again) == hash(interval)
    assert (again.lower, again.upper) == (interval.lower, interval.upper)
    assert (again.lower_open, again.upper_open) == (interval.lower_open, interval.upper_open)


@pytest.mark.parametrize(
    "text", ["", "1000", "18 ", "eighteen", "0 to 400", "5 to 3", "up to 5 or more", "1,00", "5-7"]
)
def test_parse_refuses_what_str_never_writes(text):
    with pytest.raises(ValueError):
        Interval.parse(text)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Interval(2, 1),
        lambda: Interval(1, 1, True),
        lambda: Interval(INF, INF),
        lambda: Interval(math.nan, 1),
    ],
)
def test_an_interval_with_nothing_in_it_cannot_be_made(make):
    with pytest.raises(ValueError):
        make()


@pytest.mark.parametrize(
    "accident",
    [
        lambda i: bool(i),
        lambda i: i < i,
        lambda i: i >= 3,
        lambda i: i == 18,
        lambda i: i != 18,
    ],
)
def test_an_interval_never_compares_by_accident(accident):
    with pytest.raises(TypeError):
        accident(Interval(18, 18))


def test_intervals_with_other_bounds_differ():
    assert Interval(1, 2) != Interval(1, 2, True)
    assert len({Interval(1, 2), Interval(1, 2), Interval(1, 3)}) == 2


# --- describe ------------------------------------------------------------------------------------


def test_describe_gives_figure_and_unit_dates_answers_and_unresolved():
    table = read(
        claim("dozens", unit="people"),
        claim("more than", "1000", unit="people"),
        claim("exact", "2", "2"),
        claim("exact", "2022-01-05", "2022-01-05", kind="date", unit="day"),
        claim("more than", "2022-01-05", kind="date"),
        claim("", kind="choice", unit="x", answer="yes"),
        claim("unheard of", unit="people"),
    )
    assert describe(table).tolist() == [
        "24 or more people",
        "more than 1,000 people",
        "2",
        "5 Jan 2022",
        "after 5 Jan 2022",
        "yes",
        "unresolved",
    ]


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        ("2022-01-05", "2022-01-05", "5 Jan 2022"),
        ("2022-01-05", "2022-01-06", "5–6 Jan 2022"),
        ("2022-01-30", "2022-02-02", "30 Jan – 2 Feb 2022"),
        ("2021-12-30", "2022-01-02", "30 Dec 2021 – 2 Jan 2022"),
        ("2022-01", "2022-01", "Jan 2022"),
        ("2021-11", "2022-01", "Nov 2021–Jan 2022"),
        ("2022", "2022", "2022"),
        ("2021", "2022", "2021–2022"),
        ("2022-01-06T01:00", "2022-01-06T01:00", "6 Jan 2022, 01:00"),
        ("2022-01-06T01", "2022-01-06T01", "6 Jan 2022, 01:00–01:59"),
        ("2022-01-05T23", "2022-01-06T01", "5 Jan 2022, 23:00 – 6 Jan 2022, 01:59"),
        ("", "2022-01-06", "by 6 Jan 2022"),
        ("", "2022-01-06T14:30", "by 6 Jan 2022, 14:30"),
        ("2022-01-05", "", "from 5 Jan 2022"),
        ("", "", "any time"),
    ],
)
def test_dates_read_as_a_reader_writes_them(first, last, text):
    start = seconds(parse_date(first)[0]) if first else -INF
    end = seconds(parse_date(last)[1]) if last else INF
    assert date_text(start, end) == text


def test_no_date_gives_no_text():
    assert date_text(math.nan, math.nan) == ""
