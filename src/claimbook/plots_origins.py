"""Charts of origins and readings: who feeds whom, in whose voice, and which verdicts flip."""

from textwrap import shorten

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Curve

from claimbook import views
from claimbook.compare import UNNAMED
from claimbook.conventions import NO_ROW
from claimbook.plots import GREY, STYLE, WIDTH, Chart, palette
from claimbook.sources import NO_NAME, OTHER_PARTY, OWN, OWN_PARTY, OWN_UNNAMED

LINE = 0.2  # inches for one origin
WIDEST = 13  # points, for the origin that gives a document most
# Two tones of one hue for a document's own side, hatched where nobody is named.
VOICE_MARKS = {
    OWN: ("#00507a", ""),
    OWN_UNNAMED: ("#00507a", "///"),
    OWN_PARTY: ("#7ab8d9", ""),
    OTHER_PARTY: ("#d98b5f", ""),
    NO_NAME: ("#d9d9d9", "///"),
}


def feeds_chart(feeds: pd.DataFrame, sources: pd.DataFrame, title: str) -> Chart:
    """Who feeds whom: parties with their origins on the left, the documents on the right.

    Parameters
    ----------
    feeds : DataFrame
        As `sources.feeds` gives it.
    sources : DataFrame
        The ledger's sources; their order gives the colours.
    title : str

    Returns
    -------
    figure : Figure
    alt : str
    """
    if feeds.empty:
        return _nothing(title)
    rows, heads = _rows_of(feeds)
    top = max(y for y in [*rows.values(), *heads.values()])
    ids = [source for source in sources["source_id"] if source in set(feeds["source_id"])]
    step = top / max(len(ids), 1)
    right = {source: step * (at + 0.5) for at, source in enumerate(ids)}
    colours = palette(sources["source_id"].tolist())
    with plt.rc_context(STYLE):
        figure, axes = plt.subplots(figsize=(WIDTH, LINE * (top + 2) + 0.7))
        figure.suptitle(title, x=0.01, ha="left", fontsize=11, fontweight="bold", wrap=True)
        axes.set_axis_off()
        axes.set_xlim(0, 1)
        axes.set_ylim(top + 1, -1)
        most = feeds["claims"].max()
        for row in feeds.sort_values("claims", ascending=False, kind="stable").itertuples():
            start, end = rows[row.party, row.origin], right[row.source_id]
            width = 0.8 + WIDEST * row.claims / most
            _flow(axes, start, end, colours[row.source_id], width, row.relayed == row.claims)
        _left_labels(axes, feeds, rows, heads)
        totals = feeds.groupby("source_id")["claims"].sum()
        for source, y in right.items():
            axes.plot([0.77], [y], "s", color=colours[source], markersize=9, clip_on=False)
            axes.text(0.79, y, source, va="center", fontweight="bold", color=colours[source])
            note = views.counted(int(totals[source]), "claim")
            axes.text(0.79, y + 0.85, note, va="center", fontsize=7.5, color=GREY)
        axes.text(0.42, -1.2, "party and its origins", fontsize=8, color=GREY, ha="right")
        axes.text(0.77, -1.2, "document", fontsize=8, color=GREY)
        figure.text(
            0.01,
            0.0,
            "The wider a line, the more claims; a dashed line comes through a relay only.",
            fontsize=7.5,
            color=GREY,
            va="top",
        )
    return figure, f"{title}. {_feeds_alt(feeds)}"


def _rows_of(feeds: pd.DataFrame) -> tuple[dict, dict]:
    """A height for each origin, and for the head of each party that has more than one."""
    rows: dict[tuple[str, str], float] = {}
    heads: dict[str, float] = {}
    y = 0.0
    for party, group in feeds.groupby("party", sort=False):
        origins = list(dict.fromkeys(group["origin"]))
        if len(origins) > 1 or origins[0] != party:
            heads[party] = y
            y += 1
        for origin in origins:
            rows[party, origin] = y
            y += 1
        y += 0.45
    return rows, heads


def _flow(axes: Axes, start: float, end: float, colour: str, width: float, dashed: bool) -> None:
    points = [(0.43, start), (0.62, start), (0.58, end), (0.77, end)]
    curve = Curve(points, [Curve.MOVETO, Curve.CURVE4, Curve.CURVE4, Curve.CURVE4])
    style = (0, (2.5, 1.2)) if dashed else "-"
    patch = PathPatch(
        curve, fill=False, edgecolor=colour, linewidth=width, alpha=0.6, linestyle=style,
        capstyle="butt", clip_on=False,
    )  # fmt: skip
    axes.add_patch(patch)


def _left_labels(axes: Axes, feeds: pd.DataFrame, rows: dict, heads: dict) -> None:
    parties, origins = (feeds.groupby(name)["claims"].sum() for name in ("party", "origin"))

    def put(text: str, number: int, y: float, bold: bool) -> None:
        axes.text(
            0.42,
            y,
            f"{shorten(text, 46, placeholder=' …')} ({number})",
            ha="right",
            va="center",
            fontsize=8.5 if bold else 8,
            fontweight="bold" if bold else "normal",
            color="#222222" if bold else GREY,
        )

    for party, y in heads.items():
        name = "Nobody’s party: origins without a name" if party == UNNAMED else party
        put(name, parties[party], y, True)
    for (party, origin), y in rows.items():
        put(origin, origins[origin], y, party not in heads)


def _feeds_alt(feeds: pd.DataFrame) -> str:
    said = []
    for party, group in feeds.groupby("party", sort=False):
        to = group.groupby("source_id", sort=False)["claims"].sum()
        voices = views.counted(group["origin"].nunique(), "origin")
        name = "Origins without a name" if party == UNNAMED else party
        fed = views.listed(f"{source} {number}" for source, number in to.items())
        said.append(f"{name}, {voices}: {fed}.")
    return "Claims by party and document. " + " ".join(said)


def voices_chart(by_voice: pd.DataFrame, title: str) -> Chart:
    """In whose voice each document speaks: one bar per document, each piece with its number."""
    if by_voice.empty or not by_voice.to_numpy().sum():
        return _nothing(title)
    with plt.rc_context(STYLE | {"hatch.linewidth": 0.6}):
        figure, axes = plt.subplots(figsize=(WIDTH, 0.42 * len(by_voice) + 1.5))
        figure.suptitle(title, x=0.01, ha="left", fontsize=11, fontweight="bold", wrap=True)
        left = pd.Series(0, index=by_voice.index)
        for voice in by_voice:
            colour, hatch = VOICE_MARKS[voice]
            bars = axes.barh(
                by_voice.index, by_voice[voice], left=left, color=colour, hatch=hatch, label=voice,
                edgecolor="white", height=0.7,
            )  # fmt: skip
            # a piece too narrow for its number has it in the table
            narrow = by_voice.sum(axis=1).max() * 0.025
            labels = [str(number) if number > narrow else "" for number in by_voice[voice]]
            dark = voice in (OWN, OWN_UNNAMED)
            axes.bar_label(
                bars,
                labels=labels,
                label_type="center",
                color="white" if dark else "black",
                fontsize=8,
                fontweight="bold",
            )
            left = left + by_voice[voice]
        axes.invert_yaxis()
        axes.set_xlabel("claims", color=GREY)
        axes.tick_params(left=False, colors="#222222")
        figure.legend(loc="outside lower center", ncols=3, frameon=False, fontsize=8)
    said = [
        f"{source}: " + ", ".join(f"{number} {voice}" for voice, number in row.items() if number)
        for source, row in by_voice.iterrows()
    ]
    return figure, f"{title}. Number of claims. {'; '.join(said)}."


def flips_chart(
    changes: pd.DataFrame, by_tolerance: pd.Series, conventions: list[str], title: str
) -> Chart:
    """How many verdicts flip: under each convention, by what becomes of them, and by tolerance.

    Parameters
    ----------
    changes : DataFrame
        As `conventions.changes` gives it.
    by_tolerance : Series
        As `conventions.flips_by_tolerance` gives it.
    conventions : list of str
        All of them, the default first.
    title : str
    """
    others = conventions[1:]
    if not others or by_tolerance.empty:
        return _nothing(title)
    rows = [(name, *row) for name in others for row in _kinds(changes, name)]
    with plt.rc_context(STYLE):
        figure, (above, below) = plt.subplots(
            2,
            figsize=(WIDTH, 0.3 * (len(rows) + len(others)) + 3.2),
            height_ratios=[0.3 * (len(rows) + len(others)) + 0.6, 1.7],
        )
        figure.suptitle(title, x=0.01, ha="left", fontsize=11, fontweight="bold", wrap=True)
        _kinds_axis(above, changes, others, conventions[0])
        _tolerance_axis(below, by_tolerance)
    said = []
    for name in others:
        kinds = [f"{number} {kind}" for kind, number in _kinds(changes, name)]
        said.append(f"{name}: {views.listed(kinds)}")
    steps = by_tolerance[by_tolerance.ne(by_tolerance.shift())]
    told = views.listed(f"{number} from {percent:g} %" for percent, number in steps.items())
    return figure, (
        f"{title}. Verdicts that differ from {conventions[0]}. {'; '.join(said)}. By tolerance of "
        f"“about”, up to {by_tolerance.index[-1]:g} %: {told}."
    )


def _kinds(changes: pd.DataFrame, name: str) -> list[tuple[str, int]]:
    rows = changes[changes["convention"] == name]
    return [
        (f"{row.before or NO_ROW} → {row.after or NO_ROW}", int(row.pairs))
        for row in rows.itertuples()
    ]


def _kinds_axis(axes: Axes, changes: pd.DataFrame, others: list[str], default: str) -> None:
    y, marks = 0.0, []
    for name in others:
        kinds = _kinds(changes, name)
        total = sum(number for _, number in kinds)
        heading = f"{name}: {views.counted(total, 'verdict')} unlike {default}"
        axes.text(0, y, heading, va="center", fontsize=9, fontweight="bold")
        y += 1
        for kind, number in kinds:
            marks.append((y, kind, number))
            y += 1
        y += 0.4
    most = max((number for _, _, number in marks), default=1)
    for at, kind, number in marks:
        fights = "conflict" in kind
        axes.barh([at], [number], color="#b3261e" if fights else "#0072b2", height=0.72)
        axes.text(number + most * 0.02, at, f"{number}  {kind}", va="center", fontsize=8)
    axes.set_ylim(y - 0.4, -0.7)
    axes.set_xlim(0, most * 2)
    axes.set_yticks([])
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)


def _tolerance_axis(axes: Axes, flips: pd.Series) -> None:
    axes.step(flips.index, flips, where="post", color="#0072b2", linewidth=2)
    axes.set_title("Verdicts that flip as “about” is read wider", loc="left", fontsize=9.5)
    axes.set_xlabel("percent either way", color=GREY)
    axes.set_ylim(-0.1, max(flips.max() * 1.25, 3))
    axes.set_xlim(flips.index[0], flips.index[-1])
    axes.yaxis.set_major_locator(plt.MaxNLocator(3, integer=True))
    axes.grid(axis="y", color="#dddddd", linewidth=0.6)
    axes.tick_params(colors=GREY)
    last = int(flips.iloc[-1])
    axes.annotate(
        f"{last or 'none'} at {flips.index[-1]:g} %",
        (flips.index[-1], last),
        xytext=(-4, 6),
        textcoords="offset points",
        ha="right",
        fontsize=8,
        fontweight="bold",
        color="#0072b2",
    )


def _nothing(title: str) -> Chart:
    with plt.rc_context(STYLE):
        figure = plt.figure(figsize=(WIDTH, 0.8))
        figure.text(0.01, 0.5, f"{title}: this ledger has nothing to draw.")
    return figure, f"{title}. This ledger has nothing to draw."
