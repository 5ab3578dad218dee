"""A question asked from a cell, and the controls that ask it: what they show and refuse."""

import html
import json
import re
import time
from dataclasses import replace
from pathlib import Path
from statistics import median

import pandas as pd
import pytest
from IPython.core.completer import IPCompleter, provisionalcompleter

from claimbook import compare, controls, explore, ledger, plots
from claimbook.ledger import Ledger

RIVER = Path(__file__).parents[1] / "ledgers" / "river"
HOSTILE = '<script>alert(1)</script> & "$x$" **bold**'


@pytest.fixture(scope="module")
def river() -> Ledger:
    return ledger.load(RIVER)


@pytest.fixture(scope="module")
def hostile(river: Ledger) -> Ledger:
    """The river's ledger with a script in every text a reader is shown."""
    claims = river.claims.assign(wording=HOSTILE, scope=HOSTILE, note=HOSTILE)
    questions = river.questions.assign(question=HOSTILE, topic=HOSTILE, unit=HOSTILE)
    return replace(river, claims=claims, questions=questions)


@pytest.fixture
def someone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody is at the keyboard, as in JupyterLab."""

    class Shell:
        class kernel:
            _allow_stdin = True

    monkeypatch.setattr("IPython.get_ipython", Shell)


def tags(text: str) -> set[str]:
    return set(re.findall(r"<([a-z0-9]+)", text))


# ---- a question from a cell


def test_a_question_is_what_the_comparison_says_of_it(river):
    """Read with its whole and parts only, each question comes out as from the whole ledger."""
    lined, verdicts = compare.line_up(river), compare.verdicts(river)
    status = compare.status(river, verdicts).set_index("question_id")["status"]
    for name in river.questions["question_id"]:
        question = river.question(name)
        own = lined[lined["question_id"] == name].reset_index(drop=True)
        pd.testing.assert_frame_equal(pd.DataFrame(question.claims), own)
        mine = verdicts["claim_a"].isin(own["claim_id"]) | verdicts["claim_b"].isin(own["claim_id"])
        expected = verdicts[mine].sort_values(["question_id", "claim_a", "claim_b"])
        found = pd.DataFrame(question.verdicts).sort_values(["question_id", "claim_a", "claim_b"])
        assert found.to_numpy().tolist() == expected.to_numpy().tolist()
        assert question.status == status[name]


def test_the_chosen_sources_alone_are_heard(river):
    name = river.telling_question()
    every = river.question(name)
    heard = tuple(every.claims["source_id"].unique()[:1])
    few = river.question(name, sources=heard)
    assert set(few.claims["source_id"]) == set(heard) != set(every.claims["source_id"])
    ids = set(few.claims["claim_id"])
    assert ids.issuperset(few.verdicts["claim_a"]) and len(few.verdicts) < len(every.verdicts)
    assert every.summary != few.summary


def test_convention_and_tolerance_change_the_reading(river):
    lined = river.line_up()
    name = lined.loc[lined["qualifier"] == "about", "question_id"].iloc[0]
    wide, narrow = river.question(name, tolerance=50), river.question(name, tolerance=0)
    about = narrow.claims["qualifier"] == "about"
    assert (narrow.claims["lower"] == narrow.claims["upper"])[about].all()
    assert (wide.claims["lower"] < narrow.claims["lower"])[about].all()
    named = river.question(name, convention=river.conventions["convention"].iloc[-1])
    assert named.claims["lower"].tolist() != river.question(name).claims["lower"].tolist()


def test_every_question_has_a_chart_whose_words_say_what_it_shows(river):
    import matplotlib.pyplot as plt

    for name in river.questions["question_id"]:
        question = river.question(name)
        figure, alt = question.chart()
        plt.close(figure)
        assert alt.startswith(question.summary[0].rstrip("."))
        assert len(alt.split()) >= 5


def test_plot_shows_the_chart_with_its_words(river, monkeypatch):
    shown = []
    monkeypatch.setattr("claimbook.display.show", lambda figure, alt: shown.append(alt))
    question = river.question(river.telling_question())
    question.plot()
    assert shown == [question.chart()[1]]
    plots.plt.close("all")


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda book, name: book.question(name[:-1]), "did you mean"),
        (lambda book, name: book[name.replace("-", "_")], "did you mean"),
        (lambda book, name: book.question("0"), "ledger.search"),
        (lambda book, name: book.question(name, convention="acle"), "acled"),
        (lambda book, name: book.question(name, sources=["river-pots"]), "river-post"),
        (lambda book, name: book.line_up("x"), "there are"),
        (lambda book, name: book.line_up(book.topics[0][:-1]), "did you mean"),
    ],
)
def test_a_wrong_id_is_refused_with_the_nearest_valid_one(river, ask, said):
    name = next(name for name in river.questions["question_id"] if "-" in name)
    with pytest.raises(ValueError, match="^no ") as refusal:
        ask(river, name)
    assert said in str(refusal.value)
    if said == "did you mean":
        assert any(known in str(refusal.value) for known in [name, *river.topics])


def test_the_tab_key_lists_the_ids_and_the_methods(river):
    completer = IPCompleter(
        namespace={"book": river}, disable_matchers=["IPCompleter.magic_matcher"]
    )

    def offered(text: str) -> set[str]:
        with provisionalcompleter():
            return {found.text for found in completer.completions(text, len(text))}

    name = river.questions["question_id"].iloc[0]
    assert any(name in found for found in offered(f'book["{name[:3]}'))
    methods = {found.lstrip(".") for found in offered("book.")}
    assert {"question", "line_up", "search", "explore", "browse", "topics"} <= methods


def test_search_finds_a_question_by_its_text_or_a_wording(river):
    text = river.questions["question"].iloc[0]
    assert river.questions["question_id"].iloc[0] in set(river.search(text.upper())["question_id"])
    claim = river.claims.iloc[-1]
    assert claim["question_id"] in set(river.search(claim["wording"])["question_id"])
    assert river.search("no such words anywhere").empty


# ---- what is shown


def test_a_line_up_stays_a_dataframe_and_shows_a_readers_table(river):
    rows = river.line_up(river.topics[0])
    assert set(rows["topic"]) == {river.topics[0]}
    one = rows[rows["source_id"] == rows["source_id"].iloc[0]]
    assert isinstance(one, explore.Listing) and isinstance(rows["wording"], pd.Series)
    page = one._repr_html_()
    assert all(html.escape(wording) in page for wording in one["wording"])
    assert "lower" not in page and "Who says it" in page


def test_a_long_line_up_says_how_many_rows_it_has(river):
    rows = pd.concat([river.line_up()] * 20, ignore_index=True)
    shown = rows.shown()
    assert f"{len(rows):,} claims; the first {explore.MOST_ROWS} are shown" in shown.text
    assert shown.data.count("<tr>") == explore.MOST_ROWS + 1


@pytest.mark.parametrize("what", ["ledger", "question", "line-up", "verdicts", "search", "answer"])
def test_nothing_shown_lets_a_script_through(hostile, what):
    question = hostile.question(hostile.telling_question())
    shown = {
        "ledger": lambda: hostile._repr_html_(),
        "question": lambda: question._repr_html_(),
        "line-up": lambda: hostile.line_up()._repr_html_(),
        "verdicts": lambda: question.verdicts._repr_html_(),
        "search": lambda: hostile.search("script")._repr_html_(),
        "answer": lambda: controls.answer(question),
    }[what]()
    assert tags(shown) <= {*"style table caption thead tbody tr th td p br div img".split()}
    assert what == "verdicts" or "&lt;script&gt;" in shown


def test_a_ledger_shows_its_topics_and_how_to_ask(river):
    page = river._repr_html_()
    assert all(topic in page for topic in river.topics) and "ledger.search" in page
    assert str(RIVER) not in page and str(RIVER) not in repr(river)


# ---- the controls


def test_where_nobody_can_operate_controls_a_sentence_stands(river):
    for shown in (river.explore(), river.browse()):
        assert repr(shown) == controls.ELSEWHERE


def test_a_missing_library_is_named_with_what_to_install(river, someone, monkeypatch):
    monkeypatch.setattr(controls, "find_spec", lambda name: None)
    assert 'pip install "claimbook[explore]"' in repr(river.explore())
    assert "conda install ipywidgets itables" in repr(river.browse())


def test_the_view_follows_every_control(river, someone):
    panel = river.explore()
    topic, question, sources, convention, tolerance, view = panel.children
    assert question.value == river.telling_question()

    topic.value = river.topics[-1]
    assert question.value == river.telling_question(topic.value)
    assert html.escape(river.question(question.value).text) in view.value

    lined = river.line_up()
    about = lined[lined["qualifier"] == "about"].iloc[0]
    topic.value, question.value = about["topic"], about["question_id"]
    seen = [view.value]
    tolerance.value = 50
    seen.append(view.value)
    convention.value = convention.options[-1]
    seen.append(view.value)
    box = next(box for box in sources.children[1:] if box.description == about["source_id"])
    box.value = False
    seen.append(view.value)
    assert len(set(seen)) == len(seen)
    assert html.escape(about["wording"]) not in view.value

    for box in sources.children[1:]:
        box.value = False
    assert view.value == controls.DEAF


def test_an_answer_takes_less_than_a_fifth_of_a_second():
    """On the real ledger: the question with the most figures, drawn, in time of our own."""
    book = ledger.load(RIVER.parents[2] / "data")
    slowest = book.line_up().query("kind not in ('choice', 'date')")["question_id"].mode()[0]
    controls.answer(book.question(slowest))  # matplotlib looks for its fonts once
    times = []
    for _ in range(5):
        begun = time.process_time()
        controls.answer(book.question(slowest))
        times.append(time.process_time() - begun)
    assert median(times) < 0.2


def test_a_failure_takes_the_place_of_the_last_answer(river, someone, monkeypatch):
    panel = river.explore()

    def fail(question):
        raise RuntimeError(HOSTILE)

    monkeypatch.setattr(controls, "answer", fail)
    with pytest.raises(RuntimeError):
        panel.children[3].value = panel.children[3].options[-1]
    assert "This cannot be shown: &lt;script" in panel.children[-1].value


def test_the_table_of_claims_is_whole_escaped_and_sorts_by_size_and_time(hostile, someone):
    rows = hostile.line_up()
    page = controls.table_html(rows)
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page
    assert "downsampled" not in page and "unpkg.com" not in page
    data = json.loads(json.loads(re.search(r'"data_json": (".*"),?\n', page)[1]))
    assert len(data) == len(rows)
    order = [row[-2] for row in data]
    known = rows["lower"].notna().to_numpy()
    ranks = pd.Series(order)[known].rank(method="dense").tolist()
    assert ranks == rows.loc[known, "lower"].rank(method="dense").tolist()


def test_the_tables_library_is_not_stored_in_the_notebook(river, someone):
    output = river.browse()
    library, page = (part["data"]["text/html"] for part in output.outputs)
    assert len(library) > 500_000 > len(page)
    assert len(str(output._repr_mimebundle_())) < 1000
