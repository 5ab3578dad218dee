"""Charts: what is drawn where, and what the text alternative says."""

import math
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.text import Annotation

from claimbook import compare, ledger, plots, views

matplotlib.use("Agg")
RIVER = Path(__file__).parents[1] / "ledgers" / "river"


@pytest.fixture(autouse=True)
def no_figure_left():
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    return compare.line_up(ledger.load(RIVER))


@pytest.fixture(scope="module")
def sources() -> list[str]:
    return ledger.load(RIVER).sources["source_id"].tolist()


def one(rows: pd.DataFrame, qualifier: str, low: float, high: float, n: int = 1) -> pd.DataFrame:
    """Claims on one number question, all with the same figure."""
    first = rows[rows["kind"].eq("count")].iloc[[0] * n].reset_index(drop=True)
    text = ["" if math.isinf(value) else f"{value:g}" for value in (low, high)]
    return first.assign(qualifier=qualifier, lower=low, upper=high, low=text[0], high=text[1])


def marks(figure) -> list[list[float]]:
    """The x positions of every line that is drawn."""
    return [list(line.get_xdata()) for axes in figure.axes for line in axes.lines]


def arrows(figure) -> list[tuple[float, float]]:
    """Tail and head of every arrow, in data coordinates."""
    return [
        (note.xyann[0], note.xy[0]) if note.arrow_patch else None
        for axes in figure.axes
        for note in axes.texts
        if isinstance(note, Annotation) and note.arrow_patch
    ]


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_every_colour_reaches_3_to_1_on_white() -> None:
    assert all(1.05 / (luminance(colour) + 0.05) >= 3 for colour in plots.COLOURS)


def test_a_source_keeps_its_colour_whatever_else_is_drawn() -> None:
    assert plots.palette(["a", "b", "c"])["b"] == plots.palette(["a", "b"])["b"]
    assert len(set(plots.palette(["a", "b", "c", "d", "e"]).values())) == 5


def test_one_figure_is_a_dot_at_its_value(rows: pd.DataFrame, sources: list[str]) -> None:
    figure, _ = plots.ranges(one(rows, "exact", 18, 18), sources, "T")
    assert marks(figure) == [[18.0]] and arrows(figure) == []


def test_a_range_is_a_bar_without_a_midpoint(rows: pd.DataFrame, sources: list[str]) -> None:
    figure, _ = plots.ranges(one(rows, "between", 10, 20), sources, "T")
    assert marks(figure) == [[10.0, 20.0]]


def test_a_hedged_figure_is_a_bar_with_the_printed_figure_on_it(
    rows: pd.DataFrame, sources: list[str]
) -> None:
    hedged = one(rows, "about", 100, 100).assign(lower=90.0, upper=110.0)
    figure, _ = plots.ranges(hedged, sources, "T")
    assert marks(figure) == [[90.0, 110.0], [100.0]]


def test_an_open_end_is_a_tick_with_an_arrow_away_from_it(
    rows: pd.DataFrame, sources: list[str]
) -> None:
    figure, _ = plots.ranges(one(rows, "more than", 50, math.inf), sources, "T")
    assert marks(figure) == [[50.0, 50.0]]
    down, _ = plots.ranges(one(rows, "up to", 0, 50), sources, "T")
    assert [50.0, 50.0] in marks(down)
    [(tail, head)], [(low_tail, low_head)] = arrows(figure), arrows(down)
    assert tail == low_tail == 50.0 and low_head < 50.0 < head


def test_scales_start_at_zero_and_a_dwarfed_figure_gets_its_own(
    rows: pd.DataFrame, sources: list[str]
) -> None:
    near = pd.concat([one(rows, "exact", 45, 45), one(rows, "exact", 450, 450)])
    far = pd.concat([one(rows, "exact", 45, 45), one(rows, "exact", 451, 451)])
    near, far = (frame.reset_index(drop=True) for frame in (near, far))
    assert len(plots.ranges(near, sources, "T")[0].axes) == 1
    figure, _ = plots.ranges(far, sources, "T")
    assert len(figure.axes) == 2
    assert [axes.get_xlim()[0] for axes in figure.axes] == [0, 0]


def test_the_text_alternative_gives_every_figure_that_is_drawn(
    rows: pd.DataFrame, sources: list[str]
) -> None:
    numbers = rows[~rows["kind"].isin(["date", "choice"]) & rows["lower"].notna()]
    _, alt = plots.ranges(numbers, sources, "All figures")
    assert alt.startswith("All figures. ")
    for figure, origin in zip(views.printed(numbers), numbers["origin"], strict=True):
        assert figure in alt and origin in alt


def test_dates_are_told_with_their_origin_and_document(
    rows: pd.DataFrame, sources: list[str]
) -> None:
    dates = rows[rows["kind"].eq("date")]
    _, alt = plots.timeline(dates, sources, "When")
    for figure, source in zip(views.printed(dates), dates["source_id"], strict=True):
        assert figure in alt and source in alt


def test_a_running_total_stands_at_the_days_it_holds_for(
    rows: pd.DataFrame, sources: list[str]
) -> None:
    running = rows[rows["running_total"].eq("yes") & rows["lower"].notna()]
    figure, alt = plots.over_time(running, sources, "Totals")
    drawn = {tuple(round(x, 3) for x in mark) for mark in marks(figure)}
    for start, end in zip(running["as_of_start"], running["as_of_end"], strict=True):
        assert (round(start / 86400, 3), round(end / 86400, 3)) in drawn
    assert all(figure in alt for figure in views.printed(running))


@pytest.mark.parametrize("chart", [plots.ranges, plots.timeline, plots.over_time])
def test_nothing_to_draw_is_said(chart, rows: pd.DataFrame, sources: list[str]) -> None:
    _, alt = chart(rows.iloc[:0], sources, "Floods")
    assert alt == "Floods. No claim in this ledger has a figure to draw."


def test_a_vague_word_left_unresolved_is_not_drawn(sources: list[str]) -> None:
    book = ledger.load(RIVER)
    ccc = compare.line_up(book, "ccc")
    assert ccc["lower"].isna().any()
    plots.over_time(ccc, sources, "T")
    plots.ranges(ccc, sources, "T")


def test_odd_text_is_drawn_as_it_is(rows: pd.DataFrame, sources: list[str]) -> None:
    odd = one(rows, "exact", 5, 5).assign(
        wording="$x_{1}$ \\frac <b> \u202eabc", origin="a_b^c $", unit="$", scope="{"
    )
    figure, alt = plots.ranges(odd, sources, "$T$_1")
    figure.savefig("/dev/null", format="png")
    assert "a_b^c $" in alt and "$T$_1" in alt


def test_the_statuses_add_up_to_the_questions(sources: list[str]) -> None:
    book = ledger.load(RIVER)
    status = compare.status(book, compare.verdicts(book))
    figure, alt = plots.status_chart(status, "Status")
    drawn = sum(patch.get_width() for axes in figure.axes for patch in axes.patches)
    assert drawn == len(status)
    assert all(topic in alt for topic in status["topic"])


def test_a_long_chart_is_cut_between_questions_into_pieces_that_fit_a_page(
    rows: pd.DataFrame, sources: list[str]
) -> None:
    numbers = rows[~rows["kind"].isin(["date", "choice"]) & rows["lower"].notna()]
    charts = list(plots.in_pages(plots.ranges, rows, sources, "All"))
    assert len(charts) > 1
    assert all(figure.get_size_inches()[1] < 10.5 for figure, _ in charts)
    assert [alt.split(".")[0] for _, alt in charts] == [
        f"All ({at} of {len(charts)})" for at in range(1, len(charts) + 1)
    ]
    told = " ".join(alt for _, alt in charts)
    assert all(figure in told for figure in views.printed(numbers))
    assert all("No claim in this ledger" not in alt for _, alt in charts)
    assert len(list(plots.in_pages(plots.ranges, numbers.iloc[:0], sources, "All"))) == 1
