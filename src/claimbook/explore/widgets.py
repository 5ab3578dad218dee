"""Controls for JupyterLab: choose a question and see its block; search, sort and filter the claims.

They need ipywidgets and itables. Where nobody can operate a control (a report, a test), nothing but
a sentence is shown, so that what is stored in a notebook is the same each time and holds no script.
"""

from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pandas as pd

from claimbook.compare import conventions
from claimbook.explore.question import Question
from claimbook.show import Shown, plain, say
from claimbook.summaries import views

if TYPE_CHECKING:
    from ipywidgets import Output, VBox

    from claimbook.explore.book import Book

TOLERANCES = (0, 5, 10, 15, 20, 25, 30, 40, 50)
OWN = "own"  # no tolerance chosen; None would be no choice at all
NEEDS = ("ipywidgets", "itables")
INSTALL = (
    "The controls need {}, which this environment lacks. Install with pip install "
    '"claimbook[explore]" (in conda: conda install {}), then restart the kernel.'
)
DEAF = "<p>Tick a source: none is chosen.</p>"
ELSEWHERE = "Open this notebook in JupyterLab and run it: the controls appear here."
SAVED = "saved beside this notebook: {}"


def explorer(ledger: "Book", question_id: str = "") -> "VBox | Shown":
    """Return the controls, or a sentence where they cannot be used.

    Parameters
    ----------
    ledger : Book
    question_id : str
        Chosen at first; empty for the ledger's busiest one.
    """
    start = Question(ledger, question_id or ledger.busiest_question())
    return _obstacle() or panel(start)


def browser(ledger: "Book", topic: str = "") -> "Output | Shown":
    """Return all claims in a table that searches, sorts and filters, or a sentence."""
    rows = ledger.line_up(topic)
    return _obstacle() or _table_output(ledger, rows)


def _obstacle() -> Shown | None:
    """Say why there are no controls; None where they can be used."""
    from IPython import get_ipython

    # Whoever executes notebooks without a person (nbconvert, nbval, claimbook report) tells the
    # kernel that nobody can type.
    kernel = getattr(get_ipython(), "kernel", None)
    if not getattr(kernel, "_allow_stdin", False):
        return say(ELSEWHERE)
    missing = [name for name in NEEDS if find_spec(name) is None]
    if missing:
        return say(INSTALL.format(" and ".join(missing), " ".join(missing)))
    return None


# ---- the explorer


def panel(question: Question) -> "VBox":
    """Return the controls, set to `question`, over the view that follows them.

    Returns
    -------
    VBox
        Its children: topic, question, sources (a box of check boxes), convention, tolerance, a box
        with the button that saves the chart and what it says, view.
    """
    import ipywidgets as widgets

    ledger = question.ledger
    wide = {"style": {"description_width": "6em"}, "layout": {"width": "98%"}}
    topic_of = dict(zip(ledger.questions["question_id"], ledger.questions["topic"], strict=True))
    chosen_topic = topic_of[question.question_id]
    topic = widgets.Dropdown(options=ledger.topics, value=chosen_topic, description="Topic", **wide)
    asked = widgets.Dropdown(
        options=_questions(ledger, chosen_topic),
        value=question.question_id,
        description="Question",
        **wide,
    )
    boxes = [
        widgets.Checkbox(
            value=not question.sources or source in question.sources,
            description=source,
            indent=False,
            layout={"width": "auto", "margin": "2px 1.5em 0 0"},
        )
        for source in ledger.sources["source_id"]
    ]
    label = widgets.Label(
        "Sources",
        layout={"width": "6em", "justify_content": "flex-end", "margin": "2px 8px 2px 2px"},
    )
    sources = widgets.HBox([label, *boxes], layout={"flex_flow": "row wrap"})
    names = conventions.names(ledger)
    convention = widgets.Dropdown(
        options=names, value=question.convention or names[0], description="Convention", **wide
    )
    tolerance = widgets.SelectionSlider(
        options=[("convention’s", OWN), *((f"±{n} %", n) for n in TOLERANCES)],
        value=OWN if question.tolerance is None else question.tolerance,
        description="Tolerance",
        **wide,
    )
    save = widgets.Button(description="Save this chart", layout={"margin": "2px 8px 2px 6.5em"})
    saved = widgets.Label()
    view = widgets.HTML()

    @lru_cache(maxsize=100)  # whoever slides back and forth sees the same again
    def made(*state: object) -> str:
        return Question(ledger, *state).shown().data

    def state() -> tuple:
        heard = tuple(box.description for box in boxes if box.value)
        allowance = None if tolerance.value == OWN else tolerance.value
        return asked.value, heard, convention.value, allowance

    def follow(_: object = None) -> None:
        saved.value = ""
        try:
            text = made(*state()) if state()[1] else DEAF
        except Exception as error:  # else the view would stay, and be taken for the answer
            view.value = say(f"This cannot be shown: {error}").data
            raise
        view.value = text

    def turn_to(change: dict) -> None:
        asked.unobserve(follow, "value")  # options and value change, the view follows once
        asked.options = _questions(ledger, change["new"])
        asked.value = ledger.busiest_question(change["new"])
        asked.observe(follow, "value")
        follow()

    def keep(_: object) -> None:
        files = Question(ledger, *state()).save(".") if state()[1] else []
        saved.value = SAVED.format(", ".join(files)) if files else "tick a source first"

    topic.observe(turn_to, "value")
    for control in (asked, convention, tolerance, *boxes):
        control.observe(follow, "value")
    save.on_click(keep)
    follow()
    saving = widgets.HBox([save, saved])
    return widgets.VBox([topic, asked, sources, convention, tolerance, saving, view])


def _questions(ledger: "Book", topic: str) -> list[tuple[str, str]]:
    """The questions of a topic as a list to choose from: text and id."""
    ours = ledger.questions[ledger.questions["topic"] == topic]
    # two questions may be put in the same words
    twice = ours["question"].duplicated(keep=False)
    text = ours["question"].where(~twice, ours["question"] + " (" + ours["question_id"] + ")")
    return list(zip(map(plain, text), ours["question_id"], strict=True))


# ---- the table of claims


def _table_output(ledger: "Book", rows: pd.DataFrame) -> "Output":
    """Put the table into an output of its own: the 900 KB of its library stay out of the notebook.

    A saved notebook keeps what a cell displays, but not the state of a widget.
    """
    from ipywidgets import Output
    from itables.javascript import generate_init_offline_itables_html
    from itables.options import dt_bundle

    library = generate_init_offline_itables_html(dt_bundle)
    pages = ({"text/html": text} for text in (library, table_html(ledger, rows)))
    return Output(
        outputs=tuple(
            {"output_type": "display_data", "data": data, "metadata": {}} for data in pages
        )
    )


def table_html(ledger: "Book", rows: pd.DataFrame) -> str:
    """Return claims as an itables table for its offline mode, every cell escaped.

    Figures and dates sort by size and by time, by two columns that are not shown.
    """
    from itables import to_html_datatable

    shown = views.figures(ledger.compare(), rows).map(plain)
    order = {name: at for at, name in enumerate(ledger.questions["question_id"])}
    rows = rows.sort_values("question_id", key=lambda ids: ids.map(order), kind="stable")
    shown.insert(0, "Topic", rows["topic"].to_numpy())
    at = {name: shown.columns.get_loc(name) for name in ("Figure", "As of")}
    for name, column in (("Figure", "lower"), ("As of", "as_of_start")):
        shown[f"{name} in order"] = rows[column].rank(method="dense").fillna(0).astype(int).values
    hidden = [len(shown.columns) - 2, len(shown.columns) - 1]
    page = to_html_datatable(
        shown,
        connected=False,
        allow_html=False,
        maxBytes=0,
        showIndex=False,
        column_filters="footer",
        classes="display compact",
        style="width:100%",
        display_logo_when_loading=False,
        text_in_header_can_be_selected=False,
        columnDefs=[
            {"targets": [at["Figure"]], "orderData": [hidden[0]]},
            {"targets": [at["As of"]], "orderData": [hidden[1]]},
            {"targets": "_all", "className": "dt-left"},
            {"targets": hidden, "visible": False, "searchable": False},
        ],
    )
    return f'<div class="tex2jax_ignore mathjax_ignore">{page}</div>'
