"""Numbers in English text are read as a careful reader would read them."""

import doctest
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimbook import numbers as module
from claimbook.numbers import numbers


def read(text: str) -> list[tuple[str, float | None]]:
    return [(n.text, None if n.value is None else float(n.value)) for n in numbers(text)]


def kinds(text: str) -> list[tuple[str, str]]:
    return [(n.text, n.kind) for n in numbers(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nearly 1,000 hens", [("1,000", 1000)]),
        ("12,345,678", [("12,345,678", 12345678)]),
        ("rose 2.5 points.", [("2.5", 2.5)]),
        ("in 2019.", [("2019", 2019)]),
        ("on March 3,2019", [("3", 3), ("2019", 2019)]),
        ("20 thousand sheep", [("20 thousand", 20000)]),
        ("200 million crowns", [("200 million", 200_000_000)]),
        ("2.3 million", [("2.3 million", 2_300_000)]),
        ("paid $5m, €2.5bn and 20k", [("5m", 5e6), ("2.5bn", 2.5e9), ("20k", 20000)]),
        ("ran 5m", [("5", 5)]),
        ("One thousand lamps", [("One thousand", 1000)]),
        ("a thousand and five", [("thousand and five", 1005)]),
        ("one thousand, two hundred", [("one thousand, two hundred", 1200)]),
        ("one thousand, five of them", [("one thousand", 1000), ("five", 5)]),
        ("twenty-five", [("twenty-five", 25)]),
        ("five and six", [("five", 5), ("six", 6)]),
        ("a three-year lease", [("three", 3)]),
        ("the 300-strong choir", [("300", 300)]),
        ("a 12-hour shift", [("12", 12)]),
        ("aged 18-20", [("18", 18), ("20", 20)]),
        ("a dozen eggs, two dozen more", [("dozen", 12), ("two dozen", 24)]),
        ("half a million", [("half a million", 500_000)]),
        ("two and a half thousand", [("two and a half thousand", 2500)]),
        ("prices doubled, then tripled", [("doubled", 2), ("tripled", 3)]),
        ("the doubling; double", [("doubling", 2), ("double", 2)]),
        ("half the town", [("half", 0.5)]),
        ("two-thirds voted", [("two-thirds", 0.6667)]),
        ("a quarter of it", [("a quarter", 0.25)]),
        ("a single lamp, once, twice", [("single", 1), ("once", 1), ("twice", 2)]),
        ("Channel-24 and B2", [("24", 24), ("2", 2)]),
        ("for $700 or 50%", [("700", 700), ("50", 50)]),
        ("in the 1990s", [("1990", 1990)]),
        ("zero", [("zero", 0)]),
    ],
)
def test_amounts_are_read_as_one_number_each(text, expected):
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [("11th", 11), ("5th", 5), ("third", 3), ("second", 2), ("twelfth", 12), ("twenty-first", 21)],
)
def test_ordinals_in_digits_and_words(text, value):
    (number,) = numbers(f"the {text} lamp")
    assert (number.text, number.value, number.kind) == (text, value, "ordinal")


@pytest.mark.parametrize(
    "text",
    ["several", "dozens", "tens", "hundreds", "thousands", "few", "tens of thousands"],
)
def test_vague_words_have_no_value(text):
    (number,) = numbers(f"saw {text} of boats")
    assert (number.text, number.value, number.kind) == (text, None, "vague")


def test_a_vague_multiple_is_not_read_as_its_scale_word():
    assert read("several thousand boats") == [("several thousand", None)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("23:00", (23, 0)),
        ("07:05", (7, 5)),
        ("1 a.m.", (1, 0)),
        ("12 a.m.", (0, 0)),
        ("3:30 pm", (15, 30)),
        ("nine o’clock", (9, 0)),
    ],
)
def test_a_clock_time_is_one_number(text, parts):
    (number,) = numbers(f"until {text}, then rest")
    assert (number.text, number.kind, number.parts) == (text, "time", parts)


@pytest.mark.parametrize(
    ("text", "parts"), [("08.01.2022", (8, 1, 2022)), ("2022-01-08", (2022, 1, 8))]
)
def test_a_numeric_date_is_one_number(text, parts):
    (number,) = numbers(f"{text}. Harbour office")
    assert (number.text, number.kind, number.parts) == (text, "date", parts)


@pytest.mark.parametrize(
    "text", ["anyone, none", "seconds", "often a tent", "a stone phone", "May and March", "no lamp"]
)
def test_words_that_only_contain_a_number_word_are_not_numbers(text):
    assert numbers(text) == ()


def test_a_word_run_on_after_a_full_stop_is_still_read():
    assert read("screams.At least one lamp") == [("one", 1)]


def test_kinds_of_plain_and_scaled_numbers():
    assert kinds("one, 20 thousand, doubled, half") == [
        ("one", "cardinal"),
        ("20 thousand", "cardinal"),
        ("doubled", "factor"),
        ("half", "factor"),
    ]


def spelled(n: int) -> str:
    """Spell a number below a thousand million in words, as British English does."""
    small = list(module.UNITS) + list(module.TEENS)
    if n < 20:
        return small[n]
    if n < 100:
        word = list(module.TENS)[n // 10 - 2]
        return word + (f"-{small[n % 10]}" if n % 10 else "")
    if n < 1000:
        rest = f" and {spelled(n % 100)}" if n % 100 else ""
        return f"{small[n // 100]} hundred{rest}"
    scale, size = ("million", 10**6) if n >= 10**6 else ("thousand", 10**3)
    rest = n % size
    joint = " and " if 0 < rest < 100 else " "
    return f"{spelled(n // size)} {scale}" + (f"{joint}{spelled(rest)}" if rest else "")


@given(st.integers(0, 10**9 - 1))
def test_a_number_spelled_out_reads_back(n):
    assert read(f"some {spelled(n)} lamps") == [(spelled(n), n)]


@given(st.integers(0, 10**12), st.integers(0, 999))
def test_a_number_with_commas_and_decimals_reads_back(whole, thousandths):
    printed = f"{whole:,}.{thousandths:03}"
    (number,) = numbers(f"cost {printed}, they say")
    assert (number.text, number.value) == (printed, whole + Decimal(thousandths) / 1000)


@given(st.text(alphabet="1290,.:- /aptmhndersoufl½$k’", max_size=40) | st.text(max_size=40))
def test_any_text_is_read_in_order_without_overlap_and_no_digit_is_left_out(text):
    found = numbers(text)
    assert all(text[n.start : n.end] == n.text for n in found)
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))
    covered = {i for n in found for i in range(n.start, n.end)}
    assert all(i in covered for i, character in enumerate(text) if character.isdecimal())


def test_the_docstring_examples_hold():
    assert doctest.testmod(module) == (0, 1)
