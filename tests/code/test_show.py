"""What readers are shown: nothing of a ledger becomes markup, nothing is lost or invisible."""

import csv
import math
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from markupsafe import Markup

from claimbook.show import plain, say, table
from claimbook.wording import interval_text, listed, visible

HOSTILE = [
    "<script>alert(1)</script>",
    "</td></table><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "$5 to $10 and **bold** and `code`",
    "&lt;already&gt; &amp; escaped",
]


def parsed(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def test_a_table_has_a_caption_that_also_names_it_and_a_head_for_every_column() -> None:
    shown = parsed(table(pd.DataFrame({"Who": ["Post"], "Figure": [18]}), "Two columns").data)
    assert shown.caption.text == shown.find(role="region")["aria-label"] == "Two columns"
    heads = [(th.text, th["scope"]) for th in shown.select("th")]
    assert heads == [("Who", "col"), ("Figure", "col")]
    with pytest.raises(ValueError, match="caption is empty"):
        table(pd.DataFrame({"a": [1]}), " ")


def test_a_table_without_rows_says_so() -> None:
    shown = table(pd.DataFrame(columns=["Who"]), "Two columns")
    assert parsed(shown.data).text.strip() == shown.text == "Two columns: none."


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_a_ledger_is_read_and_never_run(text: str) -> None:
    frame = pd.DataFrame({text: [text]}, index=pd.Index([text], name=text))
    shown = parsed(table(frame, text, index=True).data)
    assert shown.caption.text == shown.td.text == shown.td["data-label"] == text
    assert [th.text for th in shown.select("th")] == [text] * 3
    assert parsed(say(text).data).text.strip() == text
    for page in (shown, parsed(say(text).data)):
        assert {tag.name for tag in page.find_all(True)} <= set(
            "div table caption thead tbody tr th td p".split()
        )


def test_the_text_beside_a_table_has_its_caption_and_a_line_for_each_row() -> None:
    frame = pd.DataFrame(
        {"Who": ["Post", Markup("<b>Board</b>\nof water")], "Figure": [18.0, 25_000]}
    )
    lines = ["Figures", "Who | Figure", "Post | 18", "Board of water | 25,000"]
    assert repr(table(frame, "Figures")).splitlines() == lines
    twice = pd.DataFrame([[1, 2]], columns=["n", "n"])
    assert repr(table(twice, "Twice")).splitlines()[1:] == ["n | n", "1 | 2"]


def test_the_index_of_a_groupby_is_shown_on_request_all_its_levels() -> None:
    frame = pd.DataFrame({"topic": ["a", "a"], "kind": ["x", "y"], "n": [1, 2]})
    counts = table(frame.groupby(["topic", "kind"])["n"].sum(), "Counts", index=True)
    assert repr(counts).splitlines()[1:] == ["topic | kind | n", "a | x | 1", "a | y | 2"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (18.0, "18"),
        (2019, "2019"),
        (-20_000, "-20,000"),
        (2.5, "2.5"),
        (1_234_567.25, "1,234,567.25"),
        (math.nan, ""),
        (None, ""),
        (-math.inf, "−∞"),
        (True, "yes"),
        ("a\u202eb\x00\x1b[2J", "a\ufffdb␀␛[2J"),
    ],
)
def test_a_value_reads_as_a_reader_expects_it(value: object, text: str) -> None:
    assert plain(value) == text


def test_what_is_invisible_or_turns_the_line_round_is_seen() -> None:
    for code in (*range(0x20), 0x7F, 0x9B, 0xAD, 0x200B, 0x202E, 0x2066, 0xFEFF, 0xE0041):
        seen = visible(f"a{chr(code)}b")
        assert seen in ("a\nb", "a b") or (len(seen) == 3 and seen.isprintable()), hex(code)


def test_words_from_right_to_left_are_kept_to_themselves() -> None:
    words = "סוף 12 שלום"
    assert f"\u2068{words}\u2069, 5" in say(f"{words}, 5").data


def test_a_list_reads_as_a_sentence() -> None:
    said = [listed(words, "or") for words in ([], ["a"], ["a", "b", "c"])]
    assert said == ["none", "a", "a, b or c"]


def bound(text: str) -> tuple[float, bool]:
    """A number, or a moment in seconds since 1970; in brackets where it is itself excluded."""
    inner = text.strip("()")
    with suppress(ValueError):
        return float(inner), inner != text
    return (pd.Timestamp(inner) - pd.Timestamp(0)).total_seconds(), inner != text


def spans() -> list[dict[str, str]]:
    with (Path(__file__).parent / "intervals.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("case", spans(), ids=lambda case: case["text"])
def test_an_interval_is_said_as_briefly_as_it_can_be(case: dict[str, str]) -> None:
    (lower, lower_open), (upper, upper_open) = bound(case["lower"]), bound(case["upper"])
    said = interval_text(lower, upper, lower_open, upper_open, case["kind"] == "date")
    assert said == case["text"]
