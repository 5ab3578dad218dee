"""Controls for JupyterLab: choose a question and see its block; search, sort and filter the claims.

They need ipywidgets and itables. Where nobody can operate a control (a report, a test), nothing but
a sentence is shown, so that what is stored in a notebook is the same each time and holds no script.
"""

from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from claimbook.compare.comparison import Comparison
from claimbook.show import Shown, plain, say

if TYPE_CHECKING:
    from ipywidgets import Output, VBox

Book = Any  # explore.book.Book, which imports this module
TOLERANCES = (0, 5, 10, 15, 20, 25, 30, 40, 50)
OWN = "own"  # no tolerance chosen; None would be no choice at all
CELLS = {  # of the table of all claims: column of the line-up, and what it is called
    "topic": "Topic",
    "question": "Question",
    "figure": "Figure",
    "unit": "Unit",
    "counted": "Of whom",
    "scope": "Limit",
    "stated": "How",
    "who": "Who says it, where",
    "document": "Document",
    "when": "As of",
    "wording": "In the words of the document",
}
NEEDS = ("ipywidgets", "itables")
INSTALL = (
    "The controls need {}, which this environment lacks. Install with pip install "
    '"claimbook[explore]" (in conda: conda install {}), then restart the kernel.'
)
DEAF = "<p>Choose a source: none is chosen.</p>"
ELSEWHERE = "Open this notebook in JupyterLab and run it: the controls appear here."


def obstacle() -> Shown | None:
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


def panel(book: Book, question_id: str) -> "VBox":
    """Return the controls, set to a question, over the view that follows them.

    Returns
    -------
    VBox
        Its children: topic, question, sources, convention, tolerance, a box
        with the button that saves the chart and what it says, view.
    """
    import ipywidgets as widgets

    row = book.questions["question_id"].eq(question_id)
    chosen_topic = book.questions.loc[row, "topic"].item()

    def control(kind: type, description: str, options: list, value: object) -> widgets.Widget:
        style, layout = {"description_width": "6em"}, {"width": "98%"}
        return kind(
            options=options, value=value, description=description, style=style, layout=layout
        )

    topic = control(widgets.Dropdown, "Topic", book.topics, chosen_topic)
    asked = control(widgets.Dropdown, "Question", _questions(book, chosen_topic), question_id)
    names = book.ledger_conventions
    convention = control(widgets.Dropdown, "Convention", names, names[0])
    tolerance = control(
        widgets.SelectionSlider,
        "Tolerance",
        [("convention’s", OWN), *((f"±{n} %", n) for n in TOLERANCES)],
        OWN,
    )
    names = book.sources["source_id"].tolist()
    sources = control(widgets.SelectMultiple, "Sources", names, names)
    save = widgets.Button(description="Save this chart", layout={"margin": "2px 8px 2px 6.5em"})
    saved, view = widgets.Label(), widgets.HTML()

    @lru_cache(maxsize=100)  # whoever slides back and forth sees the same again
    def made(*state: object) -> str:
        return book.question(*state).shown().data

    def state() -> tuple | None:
        """What is chosen; None where no source is."""
        allowance = None if tolerance.value == OWN else tolerance.value
        chosen = (asked.value, sources.value, convention.value, allowance)
        return chosen if sources.value else None

    def follow(_: object = None) -> None:
        saved.value = ""
        try:
            view.value = made(*chosen) if (chosen := state()) else DEAF
        except Exception as error:  # else the view would stay, and be taken for the answer
            view.value = say(f"This cannot be shown: {error}").data
            raise

    def turn_to(change: dict) -> None:
        asked.unobserve(follow, "value")  # options and value change, the view follows once
        asked.options = _questions(book, change["new"])
        asked.value = book.busiest_question(change["new"])
        asked.observe(follow, "value")
        follow()

    def keep(_: object) -> None:
        if chosen := state():
            files = book.question(*chosen).save()
            saved.value = f"saved beside this notebook: {', '.join(files)}"
        else:
            saved.value = "nothing to save: choose a source first"

    topic.observe(turn_to, "value")
    for each in (asked, sources, convention, tolerance):
        each.observe(follow, "value")
    save.on_click(keep)
    follow()
    saving = widgets.HBox([save, saved])
    return widgets.VBox([topic, asked, sources, convention, tolerance, saving, view])


def _questions(book: Book, topic: str) -> list[tuple[str, str]]:
    """The questions of a topic as a list to choose from: text and id."""
    ours = book.questions[book.questions["topic"] == topic]
    # two questions may be put in the same words
    twice = ours["question"].duplicated(keep=False)
    text = ours["question"].where(~twice, ours["question"] + " (" + ours["question_id"] + ")")
    return list(zip(map(plain, text), ours["question_id"], strict=True))


def browser(comparison: Comparison) -> "Output":
    """Return all claims in a table that searches, sorts and filters.

    In an output of its own, as the 900 KB of the table's library stay out of the notebook then: a
    saved notebook keeps what a cell displays, but not the state of a widget.
    """
    from ipywidgets import Output
    from itables.javascript import generate_init_offline_itables_html
    from itables.options import dt_bundle

    library = generate_init_offline_itables_html(dt_bundle)
    return Output(
        outputs=tuple(
            {"output_type": "display_data", "data": {"text/html": text}, "metadata": {}}
            for text in (library, table_html(comparison))
        )
    )


def table_html(comparison: Comparison) -> str:
    """Return claims as an itables table for its offline mode, every cell escaped.

    Figures and dates sort by size and by time, by two columns that are not shown.
    """
    from itables import to_html_datatable

    order = {name: at for at, name in enumerate(comparison.ledger.questions["question_id"])}
    rows = comparison.lined.sort_values(
        "question_id", key=lambda ids: ids.map(order), kind="stable", ignore_index=True
    )
    shown = rows[list(CELLS)].map(plain).rename(columns=CELLS)
    sorts = []
    for name, column in (("Figure", "lower"), ("As of", "as_of_start")):
        hidden = len(shown.columns)
        shown[f"{name} in order"] = rows[column].rank(method="dense").fillna(0).astype(int)
        sorts.append({"targets": [shown.columns.get_loc(name)], "orderData": [hidden]})
        sorts.append({"targets": [hidden], "visible": False, "searchable": False})
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
        columnDefs=[*sorts, {"targets": "_all", "className": "dt-left"}],
    )
    return f'<div class="tex2jax_ignore mathjax_ignore">{page}</div>'
