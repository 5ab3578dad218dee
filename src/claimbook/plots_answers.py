"""Charts of questions that have answers instead of figures: who gives which answer."""

import textwrap
from collections.abc import Sequence

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes

from claimbook import views
from claimbook.plots import COLOURS, GREY, ROW, STYLE, WIDTH, Chart, palette

WRAP = 64  # characters across the whole chart, shared by its columns


def answers(
    line_up: pd.DataFrame, sources: Sequence[str], title: str, choices: Sequence[str]
) -> Chart:
    """One question's claims, a row each, with a dot in the column of the answer they give.

    Parameters
    ----------
    line_up : DataFrame
        Claims on one choice question, as `compare.line_up` gives them.
    sources : sequence of str
        All source_ids of the ledger in its order; decides the colours.
    title : str
        The finding or question the chart answers.
    choices : sequence of str
        The answers in the order of their columns.

    Returns
    -------
    figure : Figure
    alt : str
        What the chart shows, from the same rows.
    """
    at = {choice: place for place, choice in enumerate(choices)}
    rows = line_up.sort_values("answer", key=lambda answer: answer.map(at), kind="stable")
    with plt.rc_context(STYLE):
        figure, axes = plt.subplots(figsize=(WIDTH, len(rows) * ROW + 1.2))
        figure.suptitle(title, x=0.01, ha="left", fontsize=11, fontweight="bold", wrap=True)
        axes.set_title(rows["question"].iloc[0], loc="left", fontsize=9.5, wrap=True)
        _columns(axes, choices, len(rows))
        colours = palette(sources)
        labels = zip(views.chain(rows), views.as_of(rows), strict=True)
        for place, ((chain, as_of), (_, row)) in enumerate(
            zip(labels, rows.iterrows(), strict=True)
        ):
            colour = colours.get(row["source_id"], COLOURS[0])
            axes.plot([at[row["answer"]]], [place], "o", color=colour, markersize=8)
            _label(axes, f"{chain} · {as_of or 'undated'}", place - 0.5, colour, "bold")
            scope = f" [{row['scope']}]" if row["scope"] else ""
            _label(axes, f"“{row['wording']}”{scope}", place - 0.28, GREY, "normal")
    said = [
        f"{choice}: {views.listed(views.chain(rows[rows['answer'] == choice]))}"
        for choice in choices
    ]
    return figure, f"{title}. {rows['question'].iloc[0]} {'; '.join(said)}."


def _columns(axes: Axes, choices: Sequence[str], rows: int) -> None:
    width = max(8, WRAP // len(choices))
    axes.set_xticks(range(len(choices)), [textwrap.fill(choice, width) for choice in choices])
    axes.set_xlim(-0.5, len(choices) - 0.5)
    axes.set_ylim(rows - 0.6, -0.75)
    axes.set_yticks([])
    axes.tick_params(length=0)
    axes.grid(axis="x", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)


def _label(axes: Axes, text: str, height: float, colour: str, weight: str) -> None:
    axes.annotate(
        text,
        (0, height),
        xycoords=("axes fraction", "data"),
        fontsize=8,
        fontweight=weight,
        color=colour,
        va="center",
    )
