"""Charts of claims: who gives which figure, with which hedge, as of when.

One visual language: a colour for each source, the same on every page; a shape for exactness (a dot
for one figure, a bar for a range, a tick with an arrow where an end is open); the figure and the
wording stand beside their mark. Linear scales start at zero, and figures more than `DWARFED` times
apart never share one. Every function returns the figure and its text alternative.
"""

import math
import textwrap
from collections.abc import Callable, Iterator, Sequence

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import DateFormatter, DayLocator, date2num
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from claimbook import views
from claimbook.intervals import EPOCH, date_text

# Okabe and Ito's colours that reach 3:1 on white; further sources start over with another shape.
COLOURS = ("#000000", "#0072b2", "#d55e00", "#007a5a", "#a5427f", "#6b6b6b")
DWARFED = 10
WIDTH = 6.4  # inches: readable at half size on a phone, two thirds of an A4 page
ROW = 0.64  # inches for one claim: its label, its wording, its mark
PANEL = 0.75  # inches of a panel besides its claims
TIME_PANEL = 2.3
DATE_ROW, DATE_HEAD = 0.3, 0.36
PAGE = 9.2  # inches of charts that fit an A4 page
LABEL = 96  # characters of a label's line that fit the width
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
        Claims of number questions with their intervals, as `compare.line_up` gives them.
    sources : sequence of str
        All source_ids of the ledger in its order; decides the colours.
    title : str
        The finding or question the chart answers.

    Returns
    -------
    figure : Figure
    alt : str
        What the chart shows, from the same rows.
    """
    rows = _drawn(ranges, line_up)
    if rows.empty:
        return _nothing(title)
    panels = [
        panel for _, group in rows.groupby("question_id", sort=False) for panel in _alike(group)
    ]
    return _panels(panels, sources, title, _range_axis)


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
    line_up = _drawn(chart, line_up)
    for _, group in line_up.groupby("question_id", sort=False):
        inches = _inches(chart, group)
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


def _drawn(chart: Callable[..., Chart], line_up: pd.DataFrame) -> pd.DataFrame:
    """The claims a chart has marks for: dates, or other figures; none without an interval."""
    rows = line_up[line_up["lower"].notna()]
    if chart is timeline:
        return rows[rows["kind"].eq("date")]
    rows = rows[rows["kind"].ne("date")]
    return rows[rows["as_of_start"].notna()] if chart is over_time else rows


def _inches(chart: Callable[..., Chart], group: pd.DataFrame) -> float:
    """The height one question takes in a chart."""
    if chart is timeline:
        return len(group) * DATE_ROW + DATE_HEAD
    if chart is over_time:
        return TIME_PANEL
    return sum(len(panel) * ROW + PANEL for panel in _alike(group))


def _alike(group: pd.DataFrame) -> list[pd.DataFrame]:
    """One question's claims in panels within which no figure dwarfs another, smallest first."""
    size = _size(group)
    group, size = group.loc[size.sort_values(kind="stable").index], size.sort_values(kind="stable")
    panels: list[list] = []
    smallest = math.inf
    for label, value in size.items():
        if not panels or value > DWARFED * smallest:
            panels.append([])
            smallest = math.inf
        panels[-1].append(label)
        smallest = min(smallest, value) if value > 0 else smallest
    return [group.loc[labels] for labels in panels]


def _size(rows: pd.DataFrame) -> pd.Series:
    """The figure a mark stands at: its highest known bound."""
    return rows["upper"].where(rows["upper"].map(math.isfinite), rows["lower"]).abs()


def _panels(panels: list[pd.DataFrame], sources: Sequence[str], title: str, axis) -> Chart:
    colours = palette(sources)
    heights = [len(panel) * ROW + PANEL for panel in panels]
    with plt.rc_context(STYLE):
        figure, axes = plt.subplots(
            len(panels),
            figsize=(WIDTH, sum(heights) + 0.4),
            height_ratios=heights,
            squeeze=False,
        )
        figure.suptitle(title, x=0.01, ha="left", fontsize=11, fontweight="bold", wrap=True)
        parts = [axis(axes, panel, colours) for axes, panel in zip(axes[:, 0], panels, strict=True)]
    return figure, f"{title}. " + " ".join(parts)


def _range_axis(axes: Axes, rows: pd.DataFrame, colours: dict[str, str]) -> str:
    first = rows.iloc[0]
    top = _size(rows).max() or 1
    axes.set_xlim(0, top * 1.4)
    _prepare(axes, rows, f"{first['question']} ({first['unit']})")
    axes.xaxis.set_major_locator(plt.MaxNLocator(5, integer=first["kind"] == "count"))
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.10g}")
    words = views.printed(rows)
    for at, (label, row) in enumerate(rows.iterrows()):
        colour = colours.get(row["source_id"], COLOURS[0])
        low, high = max(row["lower"], 0), row["upper"]
        open_top = not math.isfinite(high)
        end = low if open_top else high
        if open_top or (row["qualifier"] in ("up to", "until")):
            _open_mark(axes, low if open_top else high, at, colour, top, upward=open_top)
            end = low + top * 0.1 if open_top else high
        elif low == high:
            axes.plot([low], [at], "o", color=colour, markersize=8)
        else:
            axes.plot([low, high], [at, at], "-", color=colour, linewidth=7, solid_capstyle="butt")
            stated = {float(text) for text in (row["low"], row["high"]) if text}
            if len(stated) == 1:  # the one figure that is printed, never a midpoint
                axes.plot([*stated], [at], "o", color="white", markeredgecolor=colour, markersize=8)
        axes.annotate(
            words[label],
            (end, at),
            xytext=(8, 0),
            textcoords="offset points",
            va="center",
            fontweight="bold",
            color=colour,
            annotation_clip=False,
        )
        _label(axes, row, at, colour)
    claims = [
        f"{chain}, {as_of}: {word}{_as_read(row)}"
        for chain, as_of, word, (_, row) in zip(
            views.chain(rows), views.as_of(rows), words, rows.iterrows(), strict=True
        )
    ]
    return f"{first['question']} In {first['unit']}: {'; '.join(claims)}."


def _as_read(row: pd.Series) -> str:
    stated = [text for text in (row["low"], row["high"]) if text]
    if stated or math.isinf(row["upper"]) and row["lower"] == 0:
        return ""
    top = "" if math.isinf(row["upper"]) else f" to {row['upper']:,.10g}"
    return f" (drawn from {row['lower']:,.10g}{top or ' upward'})"


def _open_mark(axes: Axes, value: float, at: float, colour: str, span: float, upward: bool) -> None:
    """A tick at the stated bound with an arrow towards the open end."""
    axes.plot([value, value], [at - 0.12, at + 0.12], "-", color=colour, linewidth=3)
    axes.annotate(
        "",
        (value + span * (0.09 if upward else -0.09), at),
        (value, at),
        arrowprops={
            "arrowstyle": "-|>",
            "color": colour,
            "linewidth": 2,
            "shrinkA": 0,
            "shrinkB": 0,
        },
    )


def _prepare(axes: Axes, rows: pd.DataFrame, heading: str) -> None:
    axes.set_ylim(len(rows) - 0.6, -0.75)
    axes.set_yticks([])
    axes.tick_params(colors=GREY)
    axes.grid(axis="x", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_title(heading, loc="left", fontsize=9.5, color="#222222", wrap=True)


def _label(axes: Axes, row: pd.Series, at: float, colour: str) -> None:
    """Who says it and how it is worded, above the mark, from the left edge."""
    one = row.to_frame().T
    who = f"{views.chain(one).iloc[0]} · {_short_as_of(row)}"
    axes.annotate(
        textwrap.shorten(who, LABEL, placeholder="…"),
        (0, at - 0.52),
        xycoords=("axes fraction", "data"),
        fontsize=8,
        fontweight="bold",
        color=colour,
        va="center",
    )
    words = f"“{row['wording']}”" + (f" [{row['scope']}]" if row["scope"] else "")
    axes.annotate(
        textwrap.shorten(words, LABEL, placeholder=" …]" if row["scope"] else "…"),
        (0, at - 0.31),
        xycoords=("axes fraction", "data"),
        fontsize=7.5,
        color=GREY,
        va="center",
    )


def _short_as_of(row: pd.Series) -> str:
    return date_text(row["as_of_start"], row["as_of_end"]) or "undated"


def over_time(line_up: pd.DataFrame, sources: Sequence[str], title: str) -> Chart:
    """Running totals at the dates for which they are said to hold, a panel per question.

    A claim whose as-of date is an interval is drawn as wide as that interval; an open end is an
    arrow, a range a bar.
    """
    rows = _drawn(over_time, line_up)
    if rows.empty:
        return _nothing(title)
    span = (rows["as_of_start"].min() - 43200, rows["as_of_end"].max() + 43200)
    groups = [group for _, group in rows.groupby("question_id", sort=False)]
    colours = palette(sources)
    with plt.rc_context(STYLE):
        figure, axes = plt.subplots(
            len(groups), figsize=(WIDTH, TIME_PANEL * len(groups) + 0.4), squeeze=False
        )
        figure.suptitle(title, x=0.01, ha="left", fontsize=11, fontweight="bold", wrap=True)
        parts = [_time_axis(*pair, colours, span) for pair in zip(axes[:, 0], groups, strict=True)]
    return figure, f"{title}. " + " ".join(parts)


def _time_axis(
    axes: Axes, rows: pd.DataFrame, colours: dict[str, str], span: tuple[float, float]
) -> str:
    first = rows.iloc[0]
    rows = rows.sort_values(["as_of_start", "lower"], kind="stable")
    top = _size(rows).max() or 1
    axes.set_ylim(0, top * 1.35)
    axes.set_xlim(_day(span[0]), _day(span[1]))
    axes.set_title(f"{first['question']} ({first['unit']})", loc="left", fontsize=9.5, wrap=True)
    axes.grid(axis="y", color="#dddddd", linewidth=0.6)
    axes.tick_params(colors=GREY)
    _days(axes)
    axes.yaxis.set_major_locator(plt.MaxNLocator(4, integer=first["kind"] == "count"))
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.10g}")
    words = views.printed(rows)
    said = []
    taken: list[tuple[float, float]] = []
    for label, row in rows.iterrows():
        colour = colours.get(row["source_id"], COLOURS[0])
        start, end = _day(row["as_of_start"]), _day(row["as_of_end"])
        value = row["upper"] if math.isfinite(row["upper"]) else row["lower"]
        axes.plot([start, end], [value, value], "-", color=colour, linewidth=4)
        if row["upper"] != row["lower"] and math.isfinite(row["upper"]):
            axes.fill_between([start, end], row["lower"], row["upper"], color=colour, alpha=0.25)
        if math.isinf(row["upper"]):
            axes.annotate(
                "",
                (start, value + top * 0.14),
                (start, value),
                arrowprops={"arrowstyle": "-|>", "color": colour, "linewidth": 1.8, "shrinkA": 0},
            )
        lift = 6 + 11 * sum(
            abs(value - other) < 0.12 * top and abs(start - when) < 2.4 for when, other in taken
        )
        taken.append((start, value))
        who = row["origin"] if len(row["origin"]) < 34 else row["publisher"]
        axes.annotate(
            f"{words[label]} · {who}",
            (start, value),
            xytext=(0 if math.isfinite(row["upper"]) else 8, lift),
            textcoords="offset points",
            fontsize=8,
            color=colour,
            fontweight="bold",
            annotation_clip=False,
        )
        said.append(f"{_short_as_of(row)}, {row['origin']}: {words[label]}")
    return f"{first['question']} In {first['unit']}, by date: {'; '.join(said)}."


def timeline(line_up: pd.DataFrame, sources: Sequence[str], title: str) -> Chart:
    """Events at the dates each source gives them, one block per event, earliest event first.

    A dot is a printed day or hour, a bar a stretch of days, an arrow an open end. Dates outside
    the stretch most claims fall in are written at the edge, never drawn to scale.
    """
    rows = _drawn(timeline, line_up)
    if rows.empty:
        return _nothing(title)
    point = rows["lower"].where(rows["lower"].map(math.isfinite), rows["upper"])
    low, high = _main_stretch(point)
    order = point.groupby(rows["question_id"]).transform("min")
    rows = rows.assign(_order=order, _point=point).sort_values(
        ["_order", "question_id", "_point"], kind="stable"
    )
    groups = [group for _, group in rows.groupby("question_id", sort=False)]
    colours = palette(sources)
    steps = sum(len(group) * DATE_ROW + DATE_HEAD for group in groups)
    with plt.rc_context(STYLE):
        figure, axes = plt.subplots(figsize=(WIDTH, steps + 1.0))
        figure.suptitle(title, x=0.01, ha="left", fontsize=11, fontweight="bold", wrap=True)
        axes.set_xlim(_day(low) - 0.3, _day(high) + 3.4)
        axes.set_ylim(steps, 0)
        axes.set_yticks([])
        axes.grid(axis="x", color="#dddddd", linewidth=0.6)
        axes.tick_params(colors=GREY, top=True, labeltop=True, bottom=False, labelbottom=False)
        _days(axes, _day(low), _day(high))
        y, said = 0.0, []
        for group in groups:
            said.append(_event(axes, group, colours, y + 0.2, _day(low), _day(high)))
            y += len(group) * DATE_ROW + DATE_HEAD
    return figure, f"{title}. " + " ".join(said)


def _main_stretch(point: pd.Series) -> tuple[float, float]:
    """The days most dates lie in: those within a week and a half of the median."""
    near = point[(point - point.median()).abs() <= 10.5 * 86400]
    return near.min(), near.max() + 86400


def _event(
    axes: Axes, rows: pd.DataFrame, colours: dict[str, str], y: float, low: float, high: float
) -> str:
    axes.text(low - 0.25, y, rows.iloc[0]["question"], fontsize=8.5, fontweight="bold", va="center")
    words = views.printed(rows)
    said = []
    for step, (label, row) in enumerate(rows.iterrows()):
        at = y + 0.27 + DATE_ROW * step
        colour = colours.get(row["source_id"], COLOURS[0])
        start = _day(row["lower"]) if math.isfinite(row["lower"]) else None
        end = _day(row["upper"]) if math.isfinite(row["upper"]) else None
        first = start if start is not None else end
        last = end if end is not None else start
        if last < low or first > high:
            edge = low if last < low else high
            axes.plot([edge], [at], marker="<" if last < low else ">", color=colour, markersize=6)
            end_at = edge
        elif start is None or end is None:
            _open_mark_day(axes, last if start is None else first, at, colour, start is not None)
            end_at = last if start is None else first + 0.45
        else:
            axes.plot(
                [first, last], [at, at], "-", color=colour, linewidth=6, solid_capstyle="butt"
            )
            end_at = last
        axes.annotate(
            f"{words[label]} · {row['origin']}, {row['publisher']}"
            if row["origin"] != row["publisher"]
            else f"{words[label]} · {row['origin']}",
            (end_at, at),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            fontsize=7.5,
            color=colour,
            annotation_clip=False,
        )
        said.append(f"{words[label]} ({row['origin']} in {row['source_id']})")
    return f"{rows.iloc[0]['question']} {'; '.join(said)}."


def _open_mark_day(axes: Axes, day: float, at: float, colour: str, onward: bool) -> None:
    axes.plot([day, day], [at - 0.1, at + 0.1], "-", color=colour, linewidth=3)
    axes.annotate(
        "",
        (day + (0.45 if onward else -0.45), at),
        (day, at),
        arrowprops={
            "arrowstyle": "-|>",
            "color": colour,
            "linewidth": 2,
            "shrinkA": 0,
            "shrinkB": 0,
        },
    )


def _days(axes: Axes, low: float | None = None, high: float | None = None) -> None:
    first, last = axes.get_xlim() if low is None else (low, high)
    axes.xaxis.set_major_locator(DayLocator(interval=max(1, math.ceil((last - first) / 8))))
    axes.xaxis.set_major_formatter(DateFormatter("%-d %b"))


def _day(seconds: float) -> float:
    return date2num(EPOCH) + seconds / 86400


def _nothing(title: str) -> Chart:
    with plt.rc_context(STYLE):
        figure = plt.figure(figsize=(WIDTH, 0.8))
        figure.text(0.01, 0.5, f"{title}: no claim in this ledger has a figure to draw.")
    return figure, f"{title}. No claim in this ledger has a figure to draw."


def key(sources: pd.DataFrame) -> Chart:
    """The legend of all charts: a colour for each source, a shape for each kind of figure."""
    colours = palette(sources["source_id"].tolist())
    shapes = [
        Line2D([], [], marker="o", linestyle="", color=GREY, label="one figure"),
        Line2D([], [], linewidth=6, color=GREY, label="a range; hollow dot: the figure printed"),
        Line2D([], [], marker="|", markersize=10, markeredgewidth=3, linestyle="", color=GREY,
               label="with an arrow: this or more, this or less"),
    ]  # fmt: skip
    names = [
        Line2D([], [], marker="s", linestyle="", color=colours[source], label=source)
        for source in sources["source_id"]
    ]
    with plt.rc_context(STYLE):
        figure = plt.figure(figsize=(WIDTH, 0.28 * max(len(names), 3) + 0.2))
        figure.legend(handles=names, loc="upper left", frameon=False)
        figure.legend(handles=shapes, loc="upper right", frameon=False)
    listed = views.listed(sources["source_id"])
    return (
        figure,
        f"Key to the charts: a colour each for {listed}; a dot is one figure, a bar a "
        "range, a tick with an arrow an open end.",
    )


# One tone and one hatch per status, so that the stack reads in greyscale too.
STATUS_MARKS = {
    "contested": ("#b3261e", ""),
    "moving": ("#b58900", "//"),
    "corroborated": ("#1b6e4b", ""),
    "scopes differ": ("#6a6fb5", "\\\\"),
    "one party": ("#8c8c8c", ""),
    "single claim": ("#c9c9c9", ""),
    "no claims": ("#ededed", ".."),
}


def status_chart(status: pd.DataFrame, title: str) -> Chart:
    """Questions by topic, stacked by status, each piece labelled with its number."""
    table = pd.crosstab(status["topic"], status["status"])
    table = table.reindex(index=status["topic"].drop_duplicates())
    if table.empty:
        return _nothing(title)
    with plt.rc_context(STYLE | {"hatch.linewidth": 0.6}):
        figure, axes = plt.subplots(figsize=(WIDTH, 0.42 * len(table) + 1.5))
        figure.suptitle(title, x=0.01, ha="left", fontsize=11, fontweight="bold", wrap=True)
        left = pd.Series(0, index=table.index)
        for name, (colour, hatch) in STATUS_MARKS.items():
            if name not in table:
                continue
            bars = axes.barh(
                table.index, table[name], left=left, color=colour, hatch=hatch, label=name,
                edgecolor="white", height=0.7,
            )  # fmt: skip
            dark = name in ("contested", "corroborated", "scopes differ")
            axes.bar_label(
                bars,
                labels=[str(number) if number else "" for number in table[name]],
                label_type="center",
                color="white" if dark else "black",
                fontsize=8,
                fontweight="bold",
            )
            left = left + table[name]
        axes.invert_yaxis()
        axes.set_xlabel("questions", color=GREY)
        axes.tick_params(left=False, colors="#222222")
        figure.legend(loc="outside lower center", ncols=4, frameon=False, fontsize=8)
    said = [
        f"{topic}: " + ", ".join(f"{number} {name}" for name, number in row.items() if number)
        for topic, row in table.iterrows()
    ]
    return figure, f"{title}. Number of questions. {'; '.join(said)}."
