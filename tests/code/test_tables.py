"""What a table shows is what the frame holds: escaped, complete, and the same bytes every time."""

import html.parser

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from claimbook.tables import plain, say, table, visible

HOSTILE = '<script>alert(1)</script> & "quoted" $x$ **bold**'


class _Reader(html.parser.HTMLParser):
    """Collects the tags, and the text of each cell, as a browser would see them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.cells: list[str] = []
        self.open = False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag in ("td", "th", "caption"):
            self.cells.append("")
            self.open = True
        if tag == "br":
            self.cells[-1] += "\n"

    def handle_endtag(self, tag):
        if tag in ("td", "th", "caption"):
            self.open = False

    def handle_data(self, data):
        if self.open:
            self.cells[-1] += data


def test_cells_headers_index_and_caption_are_escaped():
    frame = pd.DataFrame({HOSTILE: [HOSTILE]}, index=pd.Index([HOSTILE], name=HOSTILE))
    page = _Reader(table(frame, HOSTILE, index=True).data)
    assert page.cells == [HOSTILE] * 5
    assert {tag for tag, _ in page.tags} == {
        *("style", "table", "caption", "thead", "tbody", "tr", "th", "td")
    }


def test_a_sentence_is_text_and_never_markdown():
    shown = say(HOSTILE, "a _second_ one")
    assert shown.data.count("<p ") == 2
    assert "<script" not in shown.data and "**bold**" in shown.data
    assert repr(shown) == f"{HOSTILE}\na _second_ one"


def test_text_is_kept_from_maths_typesetting():
    assert "mathjax_ignore" in table(pd.DataFrame({"price": ["$5 to $10"]}), "Prices").data
    assert "mathjax_ignore" in say("from $5 to $10").data


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_any_text_arrives_whole_and_adds_no_tag(values):
    frame = pd.DataFrame({"wording": pd.Series(values, dtype=object)})
    page = _Reader(table(frame, "Claims").data)
    assert page.cells[2:] == [visible(value) for value in values]
    assert [tag for tag, _ in page.tags if tag == "td"] == ["td"] * len(values)


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("a\x00b", "a␀b"),
        ("a\x1b[31mb", "a␛[31mb"),
        ("a\x7fb", "a␡b"),
        ("18 \u202edekcatta", "18 �dekcatta"),
        ("zero\u200bwidth", "zero�width"),
        ("a\u2066b\u2069", "a�b�"),
        ("lone \ud800 half", "lone � half"),
        ("a\tb\r\nc", "a b\nc"),
        ("Қазақстан, 5–6 қаңтар", "Қазақстан, 5–6 қаңтар"),
    ],
)
def test_hidden_characters_become_visible(printed, shown):
    assert visible(printed) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (18.0, "18"),
        (2.5, "2.5"),
        (1e15, "1000000000000000"),
        (1 / 3, "0.333333"),
        (100.0, "100"),
        (1e-9, "0"),
        (float("inf"), "∞"),
        (float("nan"), ""),
        (None, ""),
        (pd.NA, ""),
        (True, "yes"),
        (2022, "2022"),
        (0.0, "0"),
    ],
)
def test_values_read_without_noise(value, shown):
    assert plain(value) == shown


def test_numbers_of_a_frame_stand_right_and_without_point_zero():
    shown = table(pd.DataFrame({"n": [8.0, float("nan")]}), "Counts").data
    assert '<td class="number">8</td>' in shown
    assert '<td class="number"></td>' in shown


def test_headers_name_their_column_and_row():
    frame = pd.DataFrame({"a": [1], "b": [2]}, index=pd.Index(["x"], name="key"))
    scopes = [about["scope"] for tag, about in _Reader(table(frame, "T", index=True).data).tags
              if tag == "th"]  # fmt: skip
    assert scopes == ["col", "col", "col", "row"]


def test_several_levels_of_header_and_index_become_one_line():
    frame = pd.DataFrame(
        [[1]],
        columns=pd.MultiIndex.from_tuples([("killed", "low")]),
        index=pd.MultiIndex.from_tuples([("casualties", "q1")], names=["topic", "question"]),
    )
    cells = _Reader(table(frame, "T", index=True).data).cells
    assert cells == ["T", "topic", "question", "killed · low", "casualties", "q1", "1"]


def test_nothing_is_cut():
    text = "word " * 200
    assert text in table(pd.DataFrame({"note": [text]}), "Notes").data
    assert table(pd.DataFrame({"n": range(300)}), "Many").data.count("<td") == 300


def test_the_same_frame_gives_the_same_bytes():
    first, second = (table(pd.DataFrame({"a": ["x", "y"]}), "T") for _ in range(2))
    assert first.data == second.data
    assert repr(first) == repr(second) == "T\na\nx\ny"


def test_a_row_stays_one_line_of_plain_text():
    frame = pd.DataFrame({"a": ["one\ntwo"], "b": [18.0]})
    assert repr(table(frame, "T")) == "T\na | b\none two | 18"


def test_only_an_object_that_says_so_is_trusted_as_html():
    link = Markup('<a href="#x">x</a>')
    trusted = table(pd.DataFrame({"a": pd.Series([link], dtype=object)}), "T")
    assert link in trusted.data and repr(trusted).endswith("\nx")
    assert "<a" not in table(pd.DataFrame({"a": [str(link)]}), "T").data


def test_a_column_can_be_formatted_and_is_still_escaped():
    shown = table(pd.DataFrame({"n": [1000]}), "T", formats={"n": lambda n: f"<{n:,}>"}).data
    assert "&lt;1,000&gt;" in shown


def test_a_frame_without_rows_or_columns_is_a_table_too():
    assert "<th" in table(pd.DataFrame({"a": []}), "None").data
    assert table(pd.DataFrame(index=[1, 2]), "Bare", index=True).data.count("<tr>") == 3


def test_an_empty_caption_is_refused_with_what_to_do():
    with pytest.raises(ValueError, match="Say what the table shows"):
        table(pd.DataFrame({"a": [1]}), " ")
