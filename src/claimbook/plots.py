"""Charts of claims: who gives which figure, with which hedge, as of when.

One visual language: a colour for each source, the same on every page; a shape for exactness (a dot
for one figure, a bar for a range, a tick with an arrow where an end is open); the figure, the
wording and the source stand beside their mark, so that nothing hangs on colour. Linear scales start
at zero, and figures more than `DWARFED` times apart never share one. What is not drawn is counted
under the chart. Every function returns the figure and its text alternative.
"""

import math
import textwrap
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.dates import AutoDateLocator, date2num, num2date
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedFormatter, FixedLocator, MaxNLocator

from claimbook import views
from claimbook.intervals import EPOCH, date_text, number_text
from claimbook.tables import visible

# Okabe and Ito's colours that reach 3:1 on white; sources beyond the sixth start over, told apart
# by their names on the marks.
COLOURS = ("#000000", "#0072b2", "#d55e00", "#007a5a", "#a5427f", "#6b6b6b")
DWARFED = 10
MOST = 120  # claims in one chart; a picture of more is longer than anybody scrolls
WIDTH = 6.4  # inches: readable at half size on a phone, two thirds of an A4 page
ACROSS = WIDTH * 72 - 14  # points a line of text has, margins taken off
ROW = 0.64  # inches for one claim: its label, its wording, its mark
PANEL = 0.75  # inches of a panel besides its claims
TIME_PANEL = 2.3
DATE_ROW, DATE_HEAD = 0.3, 0.36
DATES = 0.45  # share of a timeline's width for the dates; labels have the rest
PAGE = 9.2  # inches of charts that fit an A4 page
LINE = 0.17  # inches of one more line of a heading
LAST_DAY = 2932896  # 31 December 9999; calendars of this library end there
LONG = 60  # days beyond which a date needs its year
GREY = "#595959"
STYLE = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "figure.constrained_layout.use": True,
    "text.parse_math": False,
}

Chart = tuple[Figure, str]


def palette(sources: Sequence[str]) -> dict[str, str]:
    """A colour for each source, by its place in ``sources.csv``, so it is the same everywhere."""
    return {source: COLOURS[at % len(COLOURS)] for at, source in enumerate(sources)}


def ranges(line_up: pd.DataFrame, sources: Sequence[str], title: str) -> Chart:
    """Figures on one or more questions, a panel each, ordered by value.

    Parameters
    ----------
    line_up : DataFrame
        Claims of number questions with their intervals, as `compare.line_up` gives them. Of more
        than `MOST` claims those with the largest figures of each question are drawn.
    sources : sequence of str
        All source_ids of the ledger in its order; decides the colours.
    title : str
        The finding or question the chart answers.

    Returns
    -------
    figure : Figure
    alt : str
        What the chart shows, from the same rows, and how many claims it leaves out.
    """
    rows, note = _drawable(ranges, line_up)
    panels = [
        panel for _, group in rows.groupby("question_id", sort=False) for panel in _alike(group)
    ]
    return _panels(panels, sources, title, note, _range_height, _range_axis)


def over_time(line_up: pd.DataFrame, sources: Sequence[str], title: str) -> Chart:
    """Running totals at the dates for which they are said to hold, a panel per question.

    A claim whose as-of date is an interval is drawn as wide as that interval: a line at each figure
    that is printed, an arrow at an open end, a shade over a range. Parameters and returns as
    `ranges`.
    """
    rows, note = _drawable(over_time, line_up)
    panels = [
        panel for _, group in rows.groupby("question_id", sort=False) for panel in _alike(group)
    ]
    span = (rows["as_of_start"].min() - 43200, rows["as_of_end"].max() + 43200)
    labels: list[_Label] = []

    def axis(axes: Axes, panel: pd.DataFrame, colours: dict[str, str]) -> str:
        return _time_axis(axes, panel, colours, span, labels)

    figure, alt = _panels(panels, sources, title, note, _time_height, axis)
    if labels:
        _place(figure, labels)
    return figure, alt


def in_pages(
    chart: Callable[..., Chart], line_up: pd.DataFrame, sources: Sequence[str], title: str
) -> Iterator[Chart]:
    """A chart in as many pieces as it takes for each to fit a printed page.

    Parameters
    ----------
    chart : function
        `ranges`, `over_time` or `timeline`.
    line_up, sources, title
        See there; a piece of several has its number in the title. A question is never divided.

    Yields
    ------
    figure, alt
    """
    pieces: list[list[pd.DataFrame]] = [[]]
    height = 0.0
    for _, group in line_up.groupby("question_id", sort=False):
        inches = _inches(chart, group)  # 0 where nothing can be drawn: no page for a note alone
        if pieces[-1] and height + inches > PAGE:
            pieces.append([])
            height = 0.0
        pieces[-1].append(group)
        height += inches
    for at, groups in enumerate(pieces, 1):
        rows = pd.concat(groups) if groups else line_up
        yield chart(
            rows, sources, title if len(pieces) == 1 else f"{title} ({at} of {len(pieces)})"
        )


def _inches(chart: Callable[..., Chart], group: pd.DataFrame) -> float:
    """The height one question takes in a chart."""
    rows, _ = _drawable(chart, group)
    if rows.empty:
        return 0
    if chart is timeline:
        return len(rows) * DATE_ROW + DATE_HEAD
    height = _time_height if chart is over_time else _range_height
    return sum(height(panel) for panel in _alike(rows))


# --- what is drawn -------------------------------------------------------------------------------


def _drawable(chart: Callable[..., Chart], line_up: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """The claims a chart draws, and a sentence on those of its kind that it leaves out."""
    if chart is timeline:
        rows = line_up[line_up["kind"].eq("date")]
    else:
        rows = line_up[~line_up["kind"].isin(["date", "choice"])]
    bounded = rows["lower"].map(math.isfinite) | rows["upper"].map(math.isfinite)
    left = [((~bounded).sum(), "with no figure under this convention")]
    rows = rows[bounded]
    if chart is over_time:
        dated = rows["as_of_start"].notna()
        left.append(((~dated).sum(), "with no as-of date"))
        rows = rows[dated]
    size = -_moment(rows) if chart is timeline else _size(rows)
    rank = size.groupby(rows["question_id"]).rank(method="first", ascending=False)
    kept = rank.rank(method="first") <= MOST
    left.append(((~kept).sum(), "with a later date" if chart is timeline else "of smaller size"))
    words = [f"{views.counted(number, 'claim')} {which}" for number, which in left if number]
    return rows[kept], f"Not drawn: {'; '.join(words)}." if words else ""


def _alike(group: pd.DataFrame) -> list[pd.DataFrame]:
    """One question's claims in panels within which no figure dwarfs another, smallest first."""
    size = _size(group).reset_index(drop=True).sort_values(kind="stable")
    panels: list[list[int]] = []
    smallest = math.inf
    for place, value in size.items():
        if not panels or value > DWARFED * smallest:
            panels.append([])
            smallest = math.inf
        panels[-1].append(place)
        smallest = min(smallest, value) if value > 0 else smallest
    return [group.iloc[places] for places in panels]


def _size(rows: pd.DataFrame) -> pd.Series:
    """The figure a mark stands at: its highest known bound."""
    return rows["upper"].where(rows["upper"].map(math.isfinite), rows["lower"]).abs()


def _moment(rows: pd.DataFrame) -> pd.Series:
    """The first second a date is known by: its start, or its end where the start is open."""
    return rows["lower"].where(rows["lower"].map(math.isfinite), rows["upper"])


def _open_ends(row: pd.Series) -> tuple[bool, bool]:
    """Whether a figure is open downwards ("up to 400") and upwards ("at least 8").

    It is the interval that counts: a convention may read "up to 9" as 9.
    """
    upto = row["qualifier"] in ("up to", "until") or (not row["low"] and bool(row["high"]))
    return (upto and row["lower"] < row["upper"]) or math.isinf(row["lower"]), math.isinf(
        row["upper"]
    )


def _stated(row: pd.Series) -> list[float]:
    """The figures a mark stands at: those printed, never a midpoint; else the known bounds."""
    below, above = _open_ends(row)
    if below or above:
        return [row["upper"] if below else row["lower"]]
    if row["lower"] == row["upper"]:
        return [row["lower"]]
    printed = sorted({float(text) for text in (row["low"], row["high"]) if text})
    return printed or [row["lower"], row["upper"]]


def _shade(row: pd.Series, stated: list[float]) -> tuple[float, float]:
    """From where to where a mark reaches on the scale of figures."""
    if any(_open_ends(row)):
        return stated[0], stated[0]
    return row["lower"], row["upper"]


# --- text that fits ------------------------------------------------------------------------------


@lru_cache(maxsize=10_000)
def _wide(text: str, size: float, weight: str = "normal") -> float:
    """The width of a text in points, with a little to spare for another resolution."""
    font = FontProperties(family=STYLE["font.family"], size=size, weight=weight)
    return RendererAgg(1, 1, 72).get_text_width_height_descent(text, font, False)[0] * 1.03


def _fit(text: str, points: float, size: float, weight: str = "normal") -> str:
    """A text on one line, cut where it would be wider than so many points."""
    text = visible(" ".join(text.split()))[:400]
    wide = _wide(text, size, weight)
    if wide <= points:
        return text
    most = range(round(1.5 * len(text) * points / wide) + 2)
    fitting = bisect_right(most, points, key=lambda n: _wide(text[:n] + "…", size, weight))
    return text[: max(fitting - 1, 0)].rstrip() + "…"


def _title(figure: Figure, title: str, note: str) -> None:
    """The title over a chart, and under it what is not drawn."""
    text = textwrap.fill(visible(title), 60)
    figure.suptitle(text, x=0.01, ha="left", fontsize=11, fontweight="bold")
    if note:
        text = textwrap.fill(note, 100)
        figure.supxlabel(text, x=0.01, ha="left", fontsize=7.5, color=GREY)


def _heading(rows: pd.DataFrame) -> str:
    """A panel's question and unit, on as many lines as it takes."""
    text = visible(f"{rows.iloc[0]['question']} ({rows.iloc[0]['unit']})")
    for letters in range(96, 30, -6):
        lines = textwrap.wrap(text, letters)
        if max(_wide(line, 9.5) for line in lines) <= ACROSS - 40:  # less a scale's own labels
            break
    return "\n".join(lines)


def _short_as_of(row: pd.Series) -> str:
    return date_text(row["as_of_start"], row["as_of_end"]) or "undated"


# --- panels --------------------------------------------------------------------------------------


def _panels(
    panels: list[pd.DataFrame],
    sources: Sequence[str],
    title: str,
    note: str,
    height: Callable[[pd.DataFrame], float],
    axis: Callable[[Axes, pd.DataFrame, dict[str, str]], str],
) -> Chart:
    """Panels under each other, drawn by `axis`, which says in words what it drew."""
    if not panels:
        return _nothing(title, note)
    heights = [height(panel) for panel in panels]
    with plt.rc_context(STYLE):
        figure, axes = plt.subplots(
            len(panels),
            figsize=(WIDTH, sum(heights) + 0.4 + LINE * (title.count("\n") + bool(note))),
            height_ratios=heights,
            squeeze=False,
        )
        _title(figure, title, note)
        parts = [
            axis(each, panel, palette(sources))
            for each, panel in zip(axes[:, 0], panels, strict=True)
        ]
    return figure, " ".join(filter(None, [f"{title}.", *parts, note]))


def _numbers(rows: pd.DataFrame, ticks: int) -> tuple[MaxNLocator, Callable[[float, int], str]]:
    """Where a scale of figures has its ticks, and what they say; no halves of people."""
    locator = MaxNLocator(ticks, integer=rows["kind"].iloc[0] == "count")
    return locator, lambda value, _: number_text(round(value, 9))


def _scale(rows: pd.DataFrame) -> tuple[float, float]:
    """The lowest and highest value a scale must show; zero is always on it."""
    low, top = min(rows["lower"].where(rows["lower"].map(math.isfinite), 0).min(), 0), 0
    known = rows["upper"].where(rows["upper"].map(math.isfinite), rows["lower"])
    top = max(known.max(), 0)
    low = min(low, known.min(), 0)
    return low, top if top > low else low + 1


def _arrow(axes: Axes, tail: tuple[float, float], head: tuple[float, float], colour: str) -> None:
    style = {"arrowstyle": "-|>", "color": colour, "linewidth": 2, "shrinkA": 0, "shrinkB": 0}
    axes.annotate("", head, tail, arrowprops=style, annotation_clip=False)


def _range_height(rows: pd.DataFrame) -> float:
    return len(rows) * ROW + PANEL + LINE * _heading(rows).count("\n")


def _range_axis(axes: Axes, rows: pd.DataFrame, colours: dict[str, str]) -> str:
    words = views.printed(rows).tolist()
    low, top = _scale(rows)
    room = max(_wide(visible(word), 9, "bold") for word in words) + 38  # points, an arrow included
    width = (top - low) * ACROSS / (ACROSS - min(room, ACROSS / 2))
    axes.set_xlim(low * 1.1, low + width)
    axes.set_ylim(len(rows) - 0.6, -0.75)
    axes.set_yticks([])
    axes.tick_params(colors=GREY, labelsize=8)
    axes.grid(axis="x", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_title(_heading(rows), loc="left", fontsize=9.5, color="#222222")
    locator, formatter = _numbers(rows, 4 if top >= 1e6 else 5)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(formatter)
    chains = views.chain(rows).tolist()
    for at, (word, chain, (_, row)) in enumerate(zip(words, chains, rows.iterrows(), strict=True)):
        colour = colours.get(row["source_id"], COLOURS[0])
        end = _range_mark(axes, row, at, colour, width)
        axes.annotate(
            visible(word),
            (end, at),
            xytext=(8, 0),
            textcoords="offset points",
            va="center",
            fontweight="bold",
            color=colour,
            annotation_clip=False,
        )
        _label(axes, row, chain, at, colour)
    claims = [
        f"{chain}, {as_of}: {word}{_as_read(row)}"
        for chain, as_of, word, (_, row) in zip(
            chains, views.as_of(rows), words, rows.iterrows(), strict=True
        )
    ]
    first = rows.iloc[0]
    return f"{first['question']} In {first['unit']}: {'; '.join(claims)}."


def _range_mark(axes: Axes, row: pd.Series, at: float, colour: str, width: float) -> float:
    """Draw one figure; returns where its label begins."""
    below, above = _open_ends(row)
    stated = _stated(row)
    if below or above:
        value = stated[0]
        tip = value + 0.065 * width * (1 if above else -1)
        axes.plot([value, value], [at - 0.12, at + 0.12], "-", color=colour, linewidth=3)
        _arrow(axes, (value, at), (tip, at), colour)
        return max(value, tip)
    if row["lower"] == row["upper"]:
        axes.plot(stated, [at], "o", color=colour, markersize=8)
    else:
        ends = [row["lower"], row["upper"]]
        axes.plot(ends, [at, at], "-", color=colour, linewidth=7, solid_capstyle="butt")
        if len(stated) == 1:
            axes.plot(stated, [at], "o", color="white", markeredgecolor=colour, markersize=8)
    return row["upper"]


def _as_read(row: pd.Series) -> str:
    if row["low"] or row["high"] or math.isinf(row["upper"]) and row["lower"] == 0:
        return ""
    low, top = number_text(row["lower"]), number_text(row["upper"])
    if low == top:
        return f" (drawn at {low})"
    return f" (drawn from {low} to {top})" if top else f" (drawn from {low} upward)"


def _label(axes: Axes, row: pd.Series, chain: str, at: float, colour: str) -> None:
    """Who says it and, below, how it is worded and where; above the mark, from the left edge."""
    who = _fit(f"{chain} · {_short_as_of(row)}", ACROSS, 8, "bold")
    source = " · " + _fit(f"{row['source_id']} ¶{row['paragraph']}", ACROSS / 2, 7.5)
    scope = f" [{row['scope']}]" if row["scope"] else ""
    words = _fit(f"“{row['wording']}”{scope}", ACROSS - _wide(source, 7.5) - 2, 7.5) + source
    for text, up, size, weight, ink in (
        (who, 0.52, 8, "bold", colour),
        (words, 0.31, 7.5, "normal", GREY),
    ):
        axes.annotate(
            text,
            (0, at - up),
            xycoords=("axes fraction", "data"),
            fontsize=size,
            fontweight=weight,
            color=ink,
            va="center",
        )


# --- over time -----------------------------------------------------------------------------------


class _Label(NamedTuple):
    """A label that waits for its place: its text, and the mark it belongs to, in data units."""

    axes: Axes
    text: str
    start: float
    end: float
    low: float
    high: float
    colour: str


def _time_height(rows: pd.DataFrame) -> float:
    return TIME_PANEL + LINE * (_heading(rows).count("\n") + max(0, len(rows) - 5))


def _time_axis(
    axes: Axes,
    rows: pd.DataFrame,
    colours: dict[str, str],
    span: tuple[float, float],
    labels: list[_Label],
) -> str:
    first = rows.iloc[0]
    rows = rows.sort_values(["as_of_start", "lower"], kind="stable")
    low, top = _scale(rows)
    axes.set_ylim(low * 1.1, low + (top - low) * 1.35)
    axes.set_xlim(_day(span[0]), _day(span[1]))
    axes.set_title(_heading(rows), loc="left", fontsize=9.5, color="#222222")
    axes.grid(axis="y", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(colors=GREY, labelsize=8)
    _days(axes, _day(span[0]), _day(span[1]))
    locator, formatter = _numbers(rows, 4)
    axes.yaxis.set_major_locator(locator)
    axes.yaxis.set_major_formatter(formatter)
    said = []
    for word, (_, row) in zip(views.printed(rows), rows.iterrows(), strict=True):
        colour = colours.get(row["source_id"], COLOURS[0])
        start, end = _day(row["as_of_start"]), _day(row["as_of_end"])
        below, above = _open_ends(row)
        stated = _stated(row)
        for value in stated:
            axes.plot([start, end], [value, value], "-", color=colour, linewidth=4)
        if below or above:
            middle, by = (start + end) / 2, (top - low) * (0.14 if above else -0.14)
            _arrow(axes, (middle, stated[0]), (middle, stated[0] + by), colour)
        elif row["upper"] != row["lower"]:
            axes.fill_between([start, end], row["lower"], row["upper"], color=colour, alpha=0.25)
        who = f"{word} · {row['origin']}, {row['source_id']}"
        text = _fit(who, ACROSS * 0.7, 8, "bold")
        labels.append(_Label(axes, text, start, end, *_shade(row, stated), colour))
        said.append(f"{_short_as_of(row)}, {row['origin']}: {word}")
    return f"{first['question']} In {first['unit']}, by date: {'; '.join(said)}."


def _place(figure: Figure, labels: list[_Label]) -> None:
    """Write each label as near its mark as it hides no mark and no other label."""
    figure.draw_without_rendering()  # only now the scales know where they lie
    scale = 72 / figure.dpi
    for axes in dict.fromkeys(label.axes for label in labels):
        own = [label for label in labels if label.axes is axes]
        area = axes.bbox.extents * scale
        marks = [axes.transData.transform([(x.start, x.low), (x.end, x.high)]) for x in own]
        boxes = [(*(mark[0] * scale - (3, 3)), *(mark[1] * scale + (3, 3))) for mark in marks]
        taken = boxes + [
            _box(*(axes.transData.transform([note.xyann, note.xy]) * scale))
            for note in axes.texts
            if note.arrow_patch
        ]
        for label, box in zip(own, boxes, strict=True):
            here = _free_place(_wide(label.text, 8, "bold"), box, taken, area)
            taken.append(here)
            _write(label, here, box, area, scale)


def _box(one: Sequence[float], two: Sequence[float]) -> tuple[float, float, float, float]:
    """The box of an arrow between two points, its head included."""
    (left, right), (low, high) = (sorted(ends) for ends in zip(one, two, strict=True))
    return left - 4, low, right + 4, high


def _free_place(
    wide: float, mark: Sequence[float], taken: list[Sequence[float]], area: Sequence[float]
) -> tuple[float, float, float, float]:
    """The nearest free box for a label: beside its mark, else above or below it."""
    high = 9
    left = max(area[0] + 2, min(mark[0] + 3, area[2] - wide))
    middle = (mark[1] + mark[3] - high) / 2
    beside = [mark[2] + 3] if mark[2] + 3 + wide <= area[2] else []
    steps = range(0, round(area[3] - area[1]), 4)
    places = [(x, middle) for x in beside]
    places += [(left, y) for step in steps for y in (mark[3] + 1 + step, mark[1] - high - 1 - step)]
    for x, y in places:
        here = (x, y, x + wide, y + high)
        inside = area[1] + 2 <= y and y + high <= area[3] + 4
        if inside and not any(_meet(here, other) for other in taken):
            return here
    return (left, area[3], left + wide, area[3] + high)


def _meet(one: Sequence[float], two: Sequence[float]) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


def _write(
    label: _Label,
    here: Sequence[float],
    mark: Sequence[float],
    area: Sequence[float],
    scale: float,
) -> None:
    """Write a label in its place, with a thin line to its mark where they are apart."""
    apart = max(here[1] - mark[3], mark[1] - here[3]) > 6
    with plt.rc_context(STYLE):
        text = label.axes.annotate(
            label.text,
            (label.start, label.low),
            xytext=(here[0] - mark[0] - 3, here[1] - mark[1] - 3),
            textcoords="offset points",
            fontsize=8,
            fontweight="bold",
            color=label.colour,
            annotation_clip=False,
        )
        text.set_in_layout(False)  # it was placed where the scales lie now
        if apart:
            x = max(here[0] - 2, mark[0] + 1)
            lines = label.axes.transData.inverted().transform(
                [
                    (x / scale, y / scale)
                    for y in ((here[3], mark[1]) if here[3] < mark[1] else (here[1], mark[3]))
                ]
            )
            label.axes.plot(*zip(*lines, strict=True), "-", color=label.colour, linewidth=0.6)


# --- dates ---------------------------------------------------------------------------------------


def timeline(line_up: pd.DataFrame, sources: Sequence[str], title: str) -> Chart:
    """Events at the dates each source gives them, one block per event, earliest event first.

    A bar is the day, the hour or the stretch of days that is printed, an arrow an open end. Where
    most dates lie within three weeks, the others are written at the edge, never drawn to scale.
    Parameters and returns as `ranges`; of more than `MOST` claims the earliest are drawn.
    """
    rows, note = _drawable(timeline, line_up)
    if rows.empty:
        return _nothing(title, note)
    point = _moment(rows)
    low, high = map(_day, _main_stretch(rows, point))
    order = point.groupby(rows["question_id"]).transform("min")
    rows = rows.assign(_order=order, _point=point).sort_values(
        ["_order", "question_id", "_point"], kind="stable"
    )
    groups = [group for _, group in rows.groupby("question_id", sort=False)]
    steps = sum(len(group) * DATE_ROW + DATE_HEAD for group in groups)
    with plt.rc_context(STYLE):
        figure, axes = plt.subplots(figsize=(WIDTH, steps + 1.0 + LINE * bool(note)))
        _title(figure, title, note)
        axes.set_xlim(low - (high - low) * 0.02, low + (high - low) / DATES)
        axes.set_ylim(steps, 0)
        axes.set_yticks([])
        axes.grid(axis="x", color="#dddddd", linewidth=0.6)
        axes.set_axisbelow(True)
        axes.tick_params(
            colors=GREY, labelsize=8, top=True, labeltop=True, bottom=False, labelbottom=False
        )
        _days(axes, low, high, 3 if high - low > LONG else 6)
        y, said = 0.0, []
        for group in groups:
            said.append(_event(axes, group, palette(sources), y + 0.2, low, high))
            y += len(group) * DATE_ROW + DATE_HEAD
    return figure, " ".join(filter(None, [f"{title}.", *said, note]))


def _main_stretch(rows: pd.DataFrame, point: pd.Series) -> tuple[float, float]:
    """The days within a week and a half of the median, if most dates lie there; else all.

    A stretch of days that begins there and ends soon after is shown to its end.
    """
    ends = rows["upper"].where(rows["upper"].map(math.isfinite), rows["lower"])
    near = (point - point.median()).abs() <= 10.5 * 86400
    if 2 * near.sum() > len(point):
        close = near & ((ends - point.median()).abs() <= 14 * 86400)
        return point[near].min(), max(point[near].max() + 86400, ends[close].max())
    return point.min(), max(ends.max(), point.min() + 86400)


def _event(
    axes: Axes, rows: pd.DataFrame, colours: dict[str, str], y: float, low: float, high: float
) -> str:
    """One event: its question, then a mark and its label for each claim."""
    left, right = axes.get_xlim()
    question = rows.iloc[0]["question"]
    axes.text(left, y, _fit(question, ACROSS, 8.5, "bold"), fontsize=8.5, fontweight="bold",
              va="center")  # fmt: skip
    said = []
    for step, (word, (_, row)) in enumerate(zip(views.printed(rows), rows.iterrows(), strict=True)):
        at = y + 0.27 + DATE_ROW * step
        colour = colours.get(row["source_id"], COLOURS[0])
        end = _date_mark(axes, row, at, colour, low, high)
        room = ACROSS * (right - end) / (right - left) - 8
        axes.annotate(
            _fit(f"{word} · {row['origin']}, {row['source_id']}", room, 7.5),
            (end, at),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            fontsize=7.5,
            color=colour,
            annotation_clip=False,
        )
        said.append(f"{word} ({row['origin']} in {row['source_id']})")
    return f"{question} {'; '.join(said)}."


def _date_mark(
    axes: Axes, row: pd.Series, at: float, colour: str, low: float, high: float
) -> float:
    """Draw one date; returns where its label begins."""
    lower, upper = _day(row["lower"]), _day(row["upper"])
    first, last = (
        (lower if math.isfinite(lower) else upper),
        (upper if math.isfinite(upper) else lower),
    )
    if last < low or first > high:
        edge = low if last < low else high
        axes.plot([edge], [at], marker="<" if last < low else ">", color=colour, markersize=6)
        return edge
    if math.isinf(lower) or math.isinf(upper):
        by = (high - low) * 0.035
        axes.plot([first, first], [at - 0.1, at + 0.1], "-", color=colour, linewidth=3)
        _arrow(axes, (first, at), (first + (by if math.isinf(upper) else -by), at), colour)
        return first + (by if math.isinf(upper) else 0)
    ends = [max(first, low), min(last, high)]
    # a day in a stretch of years would be thinner than a hair
    thin = "|" if ends[1] - ends[0] < (high - low) / 100 else ""
    axes.plot(
        ends, [at, at], "-", color=colour, linewidth=6, solid_capstyle="butt", marker=thin,
        markersize=6, markeredgewidth=2,
    )  # fmt: skip
    if first < low:
        axes.plot([low], [at], marker="<", color=colour, markersize=8)
    if last > high:
        axes.plot([high], [at], marker=">", color=colour, markersize=8)
    return ends[1]


def _days(axes: Axes, low: float, high: float, most: int = 7) -> None:
    """Ticks at whole days; beyond `LONG` days they name the year."""
    first, last = num2date(min(low, LAST_DAY - 1)), num2date(min(high, LAST_DAY))
    ticks = AutoDateLocator(minticks=min(2, most), maxticks=most).tick_values(first, last)
    ticks = [tick for tick in ticks if low - 1e-6 <= tick <= high and tick == round(tick)]
    year = high - low > LONG
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_major_formatter(FixedFormatter([_day_text(tick, year) for tick in ticks]))


def _day_text(day: float, year: bool) -> str:
    text = date_text(day * 86400, day * 86400 + 86399)
    return text if year else text.rsplit(" ", 1)[0]


def _day(seconds: float) -> float:
    return date2num(EPOCH) + seconds / 86400


# --- other charts --------------------------------------------------------------------------------


def _nothing(title: str, note: str = "") -> Chart:
    words = " ".join(filter(None, ["no claim in this ledger has a figure to draw.", note]))
    with plt.rc_context(STYLE):
        figure = plt.figure(figsize=(WIDTH, 0.8))
        text = textwrap.fill(visible(f"{title}: {words}"), 84)
        figure.text(0.01, 0.5, text, va="center")
    return figure, f"{title}. {words[0].upper()}{words[1:]}"


def key(sources: pd.DataFrame) -> Chart:
    """The legend of all charts: a colour for each source, a shape for each kind of figure."""
    colours = palette(sources["source_id"].tolist())
    shapes = [
        Line2D([], [], marker="o", linestyle="", color=GREY, label="one figure"),
        Line2D([], [], linewidth=6, color=GREY, label="a range; hollow dot: the figure printed"),
        Line2D([], [], marker="|", markersize=10, markeredgewidth=3, linestyle="", color=GREY,
               label="with an arrow: this or more, this or less"),
    ]  # fmt: skip
    shown = sources.head(MOST)
    names = [
        Line2D([], [], marker="s", linestyle="", color=colours[source],
               label=_fit(f"{source}: {title}" if title else source, ACROSS - 60, 9))
        for source, title in zip(shown["source_id"], shown["title"], strict=True)
    ]  # fmt: skip
    with plt.rc_context(STYLE):
        figure = plt.figure(figsize=(WIDTH, 0.24 * (len(names) + len(shapes)) + 0.2))
        figure.legend(handles=[*names, *shapes], loc="upper left", frameon=False)
    listed = views.listed(sources["source_id"])
    return (
        figure,
        f"Key to the charts: a colour each for {listed}; a dot is one figure, a bar a "
        "range, a tick with an arrow an open end.",
    )


# A tone and a hatch per status; two of like tone differ in hatch, so the stack reads in greyscale.
STATUS_MARKS = {
    "contested": ("#b3261e", ""),
    "moving": ("#d9a520", "//"),
    "corroborated": ("#1b6e4b", "xx"),
    "scopes differ": ("#6a6fb5", "\\\\"),
    "one party": ("#8c8c8c", ""),
    "single claim": ("#c9c9c9", ""),
    "no claims": ("#ededed", ".."),
}


def status_chart(status: pd.DataFrame, title: str) -> Chart:
    """Questions by topic, stacked by status, each piece labelled with its number if that fits."""
    table = pd.crosstab(status["topic"], status["status"])
    table = table.reindex(index=status["topic"].drop_duplicates())
    if table.empty:
        return _nothing(title)
    places = range(len(table))
    unit = ACROSS * 0.85 / table.sum(axis=1).max()  # points for one question
    with plt.rc_context(STYLE | {"hatch.linewidth": 0.6}):
        figure, axes = plt.subplots(figsize=(WIDTH, 0.42 * len(table) + 1.5))
        _title(figure, title, "")
        left = pd.Series(0, index=table.index)
        for name, (colour, hatch) in STATUS_MARKS.items():
            if name not in table:
                continue
            bars = axes.barh(
                places, table[name], left=left, color=colour, hatch=hatch, label=name,
                edgecolor="white", height=0.7,
            )  # fmt: skip
            dark = name in ("contested", "corroborated", "scopes differ")
            labels = axes.bar_label(
                bars,
                labels=[
                    str(n) if n and _wide(str(n), 8, "bold") < n * unit else "" for n in table[name]
                ],
                label_type="center",
                color="white" if dark else "black",
                fontsize=8,
                fontweight="bold",
            )
            for label in labels if hatch else []:
                label.set_bbox({"facecolor": colour, "edgecolor": "none", "pad": 1})
            left = left + table[name]
        axes.set_yticks(places, [_fit(topic, 130, 9) for topic in table.index])
        axes.invert_yaxis()
        axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
        axes.set_xlabel("questions", color=GREY)
        axes.tick_params(left=False, colors="#222222")
        figure.legend(loc="outside lower center", ncols=4, frameon=False, fontsize=8)
    said = [
        f"{topic}: " + ", ".join(f"{number} {name}" for name, number in row.items() if number)
        for topic, row in table.iterrows()
    ]
    return figure, f"{title}. Number of questions. {'; '.join(said)}."
