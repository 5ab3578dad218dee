"""Charts: what is drawn where, and what the text alternative says."""

import math
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.text import Annotation, Text

from claimbook import compare, ledger, plots, views
from claimbook.intervals import parse_date, seconds

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


def days(rows: pd.DataFrame, *texts: str) -> pd.DataFrame:
    """Claims on one date question, each an exact ISO date."""
    first = rows[rows["kind"].eq("date")].iloc[[0] * len(texts)].reset_index(drop=True)
    spans = [[seconds(end) for end in parse_date(text)] for text in texts]
    return first.assign(
        low=texts, high=texts, lower=[low for low, _ in spans], upper=[high for _, high in spans]
    )


def ticks(figure) -> list[str]:
    figure.draw_without_rendering()
    axis = figure.axes[0].xaxis
    low, high = sorted(axis.get_view_interval())
    places = zip(axis.get_majorticklocs(), axis.get_majorticklabels(), strict=True)
    return [label.get_text() for place, label in places if low <= place <= high]


def boxes(figure) -> list:
    """The extent in pixels of every text that is not a tick's."""
    figure.draw_without_rendering()
    texts = [text for axes in figure.axes for text in axes.texts if text.get_text()]
    return [Text.get_window_extent(text) for text in texts]


def test_a_stretch_of_days_names_days_and_a_longer_one_its_years(
    rows: pd.DataFrame, sources: list[str]
) -> None:
    near, _ = plots.timeline(days(rows, "1987-03-01", "1987-03-09"), sources, "T")
    assert ticks(near) == ["1 Mar", "3 Mar", "5 Mar", "7 Mar", "9 Mar"]
    far, _ = plots.timeline(days(rows, "1987-03-01", "1989-03-09"), sources, "T")
    assert ticks(far) == ["1 Jan 1988", "1 Jan 1989"]


@pytest.mark.parametrize(
    "dates",
    [("1899", "1999-01-01", "2022-01-05", "2300-01"), ("0001-01-01",), ("9999-12-31",)],
)
def test_dates_of_any_age_are_drawn_where_they_lie(
    rows: pd.DataFrame, sources: list[str], dates: tuple[str, ...]
) -> None:
    claims = days(rows, *dates)
    figure, alt = plots.timeline(claims, sources, "T")
    assert [mark[0] for mark in marks(figure)] == [low / 86400 for low in claims["lower"]]
    assert all(word in alt for word in views.printed(claims))
    figure.savefig("/dev/null", format="png")


def test_a_date_far_from_the_others_is_marked_at_the_edge(
    rows: pd.DataFrame, sources: list[str]
) -> None:
    claims = days(rows, "2019-03-01", "2019-03-02", "2019-03-03", "2021-01-01", "2017-01-01")
    figure, _ = plots.timeline(claims, sources, "T")
    shapes = {line.get_marker(): line.get_xdata()[0] for line in figure.axes[0].lines}
    first = claims["lower"][0] / 86400
    assert (shapes["<"], shapes[">"]) == (first, first + 3)


def test_a_date_without_either_end_is_counted_not_drawn(
    rows: pd.DataFrame, sources: list[str]
) -> None:
    claims = days(rows, "2019-03-05", "2019-03-06")
    claims.loc[1, ["lower", "upper"]] = [-math.inf, math.inf]
    figure, alt = plots.timeline(claims, sources, "T")
    assert len(marks(figure)) == 1
    assert alt.endswith("Not drawn: 1 claim with no figure under this convention.")


def test_what_a_convention_leaves_unresolved_is_counted_under_the_chart(
    sources: list[str],
) -> None:
    ccc = compare.line_up(ledger.load(RIVER), "ccc")
    numbers = ccc[~ccc["kind"].isin(["date", "choice"])]
    note = (
        f"Not drawn: {numbers['lower'].isna().sum()} claims with no figure under this convention."
    )
    figure, alt = plots.ranges(ccc, sources, "T")
    assert alt.endswith(note) and figure.get_supxlabel() == note
    assert len(marks(figure)) >= numbers["lower"].notna().sum()
    _, alt = plots.ranges(ccc[ccc["lower"].isna()], sources, "T")
    assert alt.startswith("T. No claim in this ledger has a figure to draw. Not drawn: ")


def test_of_very_many_claims_the_largest_are_drawn_and_the_rest_counted(
    rows: pd.DataFrame, sources: list[str]
) -> None:
    many = one(rows, "exact", 0, 0, plots.MOST + 30)
    size = [100 + place for place in range(len(many))]
    many = many.assign(lower=size, upper=size, low=list(map(str, size)), high=list(map(str, size)))
    figure, alt = plots.ranges(many.astype({"lower": float, "upper": float}), sources, "T")
    assert sorted(mark[0] for mark in marks(figure)) == size[30:]
    assert alt.endswith("Not drawn: 30 claims of smaller size.")
    assert figure.get_size_inches()[1] * 144 < 2**16


def test_under_a_limit_every_question_keeps_its_largest_figure(
    rows: pd.DataFrame, sources: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plots, "MOST", 2)
    claims = [one(rows, "exact", value, value) for value in (500, 400)]
    claims.append(one(rows, "exact", 3, 3).assign(question_id="another"))
    figure, _ = plots.ranges(pd.concat(claims), sources, "T")
    assert marks(figure) == [[500.0], [3.0]]


def test_a_convention_that_reads_up_to_as_a_figure_draws_a_figure(
    rows: pd.DataFrame, sources: list[str]
) -> None:
    point = one(rows, "up to", 9, 9).assign(low="")
    figure, _ = plots.ranges(point, sources, "T")
    assert marks(figure) == [[9.0]] and arrows(figure) == []
    _, alt = plots.ranges(one(rows, "dozens", 12, 12).assign(low="", high=""), sources, "T")
    assert "dozens (drawn at 12)" in alt


def test_a_figure_below_zero_is_on_the_scale_and_so_is_zero(
    rows: pd.DataFrame, sources: list[str]
) -> None:
    figure, _ = plots.ranges(one(rows, "exact", -5, -5), sources, "T")
    low, high = figure.axes[0].get_xlim()
    assert marks(figure) == [[-5.0]] and low < -5 and high > 0


def test_people_are_not_counted_in_halves(rows: pd.DataFrame, sources: list[str]) -> None:
    assert ticks(plots.ranges(one(rows, "exact", 0, 0), sources, "T")[0]) == ["0", "1"]
    assert ticks(plots.ranges(one(rows, "exact", 2, 2), sources, "T")[0]) == ["0", "1", "2"]
    large = plots.ranges(one(rows, "exact", 2e11, 2e11), sources, "T")[0]
    assert ticks(large)[:2] == ["0", "80,000,000,000"]


def test_over_time_a_hedged_figure_stands_at_the_figure_printed_within_its_shade(
    rows: pd.DataFrame, sources: list[str]
) -> None:
    hedged = one(rows, "about", 100, 100).assign(lower=90.0, upper=110.0)
    figure, _ = plots.over_time(hedged, sources, "T")
    [axes] = figure.axes
    assert [list(line.get_ydata()) for line in axes.lines] == [[100.0, 100.0]]
    [shade] = axes.collections
    heights = shade.get_paths()[0].vertices[:, 1]
    assert (heights.min(), heights.max()) == (90.0, 110.0)


def test_over_time_an_open_end_is_an_arrow_and_no_shade(
    rows: pd.DataFrame, sources: list[str]
) -> None:
    for qualifier, low, high in (("up to", 0, 50), ("at least", 50, math.inf)):
        claim = one(rows, qualifier, low, high).assign(low="" if qualifier == "up to" else "50")
        [axes] = plots.over_time(claim, sources, "T")[0].axes
        [(tail, head)] = [(note.xyann[1], note.xy[1]) for note in axes.texts if note.arrow_patch]
        assert tail == 50 and (head > 50) == (qualifier == "at least")
        assert not axes.collections and axes.get_ylim()[0] == 0


def test_over_time_a_dwarfed_figure_gets_its_own_panel(
    rows: pd.DataFrame, sources: list[str]
) -> None:
    claims = pd.concat([one(rows, "exact", 45, 45), one(rows, "exact", 451, 451)])
    figure, _ = plots.over_time(claims, sources, "T")
    tops = [axes.get_ylim() for axes in figure.axes]
    assert [low for low, _ in tops] == [0, 0] and tops[0][1] < 100 and tops[1][1] > 451


def test_over_time_no_label_hides_another_or_leaves_the_picture(
    rows: pd.DataFrame, sources: list[str]
) -> None:
    claims = one(rows, "exact", 45, 45, 5)
    later = claims["as_of_start"] + 20 * 86400
    claims.loc[3:, ["as_of_start", "as_of_end"]] = [later[0], later[0] + 86399]
    figure, _ = plots.over_time(
        claims.assign(origin="A ministry of rather long name"), sources, "T"
    )
    extents = boxes(figure)
    assert len(extents) == 5
    for at, extent in enumerate(extents):
        assert extent.x0 >= 0 and extent.x1 <= figure.bbox.x1
        assert not any(extent.overlaps(other) for other in extents[:at])


def test_a_claim_without_an_as_of_date_is_counted_not_drawn_over_time(
    rows: pd.DataFrame, sources: list[str]
) -> None:
    claims = one(rows, "exact", 5, 5, 2).assign(as_of_start=[0.0, math.nan])
    figure, alt = plots.over_time(claims, sources, "T")
    assert len(marks(figure)) == 1 and alt.endswith("Not drawn: 1 claim with no as-of date.")


@pytest.mark.parametrize("chart", [plots.ranges, plots.over_time, plots.timeline])
def test_no_text_runs_out_of_the_picture_however_long(
    chart, rows: pd.DataFrame, sources: list[str]
) -> None:
    long = {name: "Ministry W" * 40 for name in ("origin", "publisher", "scope", "wording")}
    claims = (
        days(rows, "2019-03-01", "2019-03-14")
        if chart is plots.timeline
        else one(rows, "between", 1, 9e9)
    )
    figure, _ = chart(
        claims.assign(**long, question="HOW MANY MEN WERE IN MMMM? " * 12), sources, "Title " * 30
    )
    assert max(extent.x1 for extent in boxes(figure)) <= figure.bbox.x1
    assert min(extent.x0 for extent in boxes(figure)) >= 0
    for axes in figure.axes:
        assert axes._left_title.get_window_extent().x1 <= figure.bbox.x1
    assert figure._suptitle.get_window_extent().x1 <= figure.bbox.x1


@pytest.mark.parametrize("chart", [plots.ranges, plots.over_time, plots.timeline])
def test_two_documents_of_one_publisher_are_told_apart_without_colour(
    chart, rows: pd.DataFrame, sources: list[str]
) -> None:
    claims = (
        days(rows, "2019-03-01", "2019-03-02")
        if chart is plots.timeline
        else one(rows, "exact", 5, 5, 2)
    )
    claims = claims.assign(source_id=["first-day", "second-day"])
    figure, _ = chart(claims, sources, "T")
    said = " ".join(text.get_text() for axes in figure.axes for text in axes.texts)
    assert "first-day" in said and "second-day" in said


def test_rows_with_one_label_in_the_index_are_each_drawn_once(
    rows: pd.DataFrame, sources: list[str]
) -> None:
    twice = pd.concat([one(rows, "exact", 5, 5), one(rows, "exact", 7, 7)])
    figure, alt = plots.ranges(twice, sources, "T")
    assert marks(figure) == [[5.0], [7.0]] and ": 5; " in alt and alt.endswith(": 7.")


def test_statuses_differ_in_tone_or_in_hatch() -> None:
    marked = list(plots.STATUS_MARKS.values())
    for at, (colour, hatch) in enumerate(marked):
        for other, another in marked[:at]:
            assert hatch != another or abs(luminance(colour) - luminance(other)) > 0.1


def test_names_of_topics_and_sources_are_not_read_as_maths() -> None:
    status = pd.DataFrame({"topic": ["$x_{$ \\frac"], "status": ["contested"]})
    figure, alt = plots.status_chart(status, "$T$_1")
    figure.savefig("/dev/null", format="png")
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert labels == ["$x_{$ \\frac"] and "$x_{$ \\frac: 1 contested" in alt
    names = pd.DataFrame({"source_id": ["a"], "title": ["$x_{$ \\frac"]})
    figure, alt = plots.key(names)
    figure.savefig("/dev/null", format="png")
    assert figure.legends[0].get_texts()[0].get_text() == "a: $x_{$ \\frac"
    assert "a colour each for a;" in alt


def test_a_number_is_left_off_a_piece_too_narrow_for_it() -> None:
    status = pd.DataFrame({"topic": "flood", "status": ["contested"] + ["one party"] * 400})
    figure, alt = plots.status_chart(status, "T")
    shown = [text.get_text() for text in figure.axes[0].texts]
    assert shown == ["", "400"] and "flood: 1 contested, 400 one party" in alt


def test_pieces_are_made_only_for_questions_with_something_to_draw(
    rows: pd.DataFrame, sources: list[str]
) -> None:
    number = one(rows, "exact", 5, 5)
    answers = [number.assign(kind="choice", question_id=f"answer-{n}") for n in range(12)]
    unread = number.assign(question_id="unread", lower=math.nan, upper=math.nan)
    charts = list(plots.in_pages(plots.ranges, pd.concat([number, *answers, unread]), sources, "T"))
    [(_, alt)] = charts
    assert alt.startswith("T. How many") and alt.endswith(
        "Not drawn: 1 claim with no figure under this convention."
    )
