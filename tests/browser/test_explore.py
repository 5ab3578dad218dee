"""The explorer as a new user meets it: in JupyterLab, in a browser, with mouse and keyboard."""

import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

import matplotlib.pyplot as plt
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from claimbook import controls, ledger
from claimbook.explore import Question
from claimbook.ledger import Ledger

ROOT = Path(__file__).parents[2]
TOKEN = "reader"
SETTINGS = [
    "--no-browser",
    "--ServerApp.ip=127.0.0.1",
    "--ServerApp.port_retries=0",
    "--ServerApp.allow_root=True",
    f"--IdentityProvider.token={TOKEN}",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.news_url=None",
    "--LabApp.extension_manager=readonly",
]
PATIENCE = 15_000  # milliseconds; a wait ends as soon as what it waits for is there
TOO_LATE = 1000  # milliseconds

# Choose an option as a reader does and return the milliseconds until the answer is in the page.
TIMED_CHOICE = """([select, view, value]) => new Promise(resolve => {
    const begun = performance.now();
    new MutationObserver((_, observer) => {
        observer.disconnect();
        resolve(performance.now() - begun);
    }).observe(view, {childList: true, subtree: true});
    select.value = value;
    select.dispatchEvent(new Event("change", {bubbles: true}));
})"""


class Lab(NamedTuple):
    """The notebook, run from top to bottom, and all that its page asked for."""

    page: Page
    address: str
    requests: list[str]

    @property
    def view(self) -> Locator:
        return self.page.locator(".widget-html-content")

    @property
    def chart(self) -> Locator:
        return self.view.locator("img")

    def table(self, of: str) -> Locator:
        """The table whose caption counts claims or verdicts."""
        return self.view.locator("table").filter(has=self.page.locator("caption", has_text=of))

    def choose(self, control: str, option: str) -> None:
        self.page.get_by_label(control, exact=True).select_option(label=option)


def alt(book: Ledger, name: str, sources: Sequence[str] = ()) -> str:
    """The words that go with the chart of a question."""
    figure, words = book.question(name, sources).chart()
    plt.close(figure)
    return words


def flipping(book: Ledger) -> Question:
    """The first question whose verdicts are others at the widest tolerance."""
    lined = book.line_up()
    for name in lined.loc[lined["qualifier"].isin(["about", "nearly"]), "question_id"].unique():
        question, wide = book.question(name), book.question(name, tolerance=controls.TOLERANCES[-1])
        if question.verdicts["reason"].tolist() != wide.verdicts["reason"].tolist():
            return question
    raise LookupError("no question hangs on the tolerance")


@pytest.fixture(scope="module")
def book() -> Ledger:
    return ledger.load(ROOT / "data")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a JupyterLab of our own serves a copy of the notebook on the real ledger."""
    home = tmp_path_factory.mktemp("lab")
    (home / "notebooks").mkdir()
    shutil.copy(ROOT / "notebooks" / "10-explore.ipynb", home / "notebooks")
    own = ("HOME", "IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
    env = os.environ | {name: str(home) for name in own} | {"CLAIMBOOK_DATA": str(ROOT / "data")}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    news = home / "settings" / "@jupyterlab" / "apputils-extension"
    news.mkdir(parents=True)
    (news / "notification.jupyterlab-settings").write_text('{"fetchNews": "false"}')
    env["JUPYTERLAB_SETTINGS_DIR"] = str(home / "settings")
    place = [f"--ServerApp.root_dir={home / 'notebooks'}", f"--ServerApp.port={port}"]
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", *SETTINGS, *place],
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        said = []
        for line in server.stderr:  # ends when the server does
            said.append(line)
            if "is running at" in line:
                break
        else:
            pytest.fail("JupyterLab did not start:\n" + "".join(said))
        threading.Thread(target=server.stderr.read, daemon=True).start()  # or the pipe fills up
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


@pytest.fixture(scope="module")
def lab(browser: Browser, address: str) -> Iterator[Lab]:
    page = browser.new_page(viewport={"width": 1280, "height": 1600})
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(f"{address}/doc/tree/10-explore.ipynb?token={TOKEN}")
    # the bar of a notebook comes with its kernel; before that, the menu has nothing to run
    expect(page.get_by_text("Python 3 (ipykernel)").first).to_be_visible()
    expect(page.get_by_role("heading", name="With controls")).to_be_visible()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    expect(page.get_by_label("Topic", exact=True)).to_be_visible()
    yield Lab(page, address, requests)
    page.close()


def test_the_notebook_runs_from_the_top(lab: Lab, book: Ledger) -> None:
    """The first answer is there untouched, and it is the one the cells below give in code."""
    expect(lab.chart).to_have_attribute("alt", alt(book, book.telling_question()))
    expect(lab.page.locator(".jp-OutputArea-output[data-mime-type*=error]")).to_have_count(0)


def test_another_topic_and_question_bring_their_chart_and_verdicts(lab: Lab, book: Ledger) -> None:
    topic = book.topics[-1]
    lab.choose("Topic", topic)
    expect(lab.chart).to_have_attribute("alt", alt(book, book.telling_question(topic)))

    lined = book.line_up()
    pairs = lined[lined["kind"] == "count"].groupby("question_id").size()
    question = book.question(pairs[pairs > 1].index[0])
    lab.choose("Topic", question.claims["topic"].iloc[0])
    lab.choose("Question", question.text)
    expect(lab.chart).to_have_attribute("alt", alt(book, question.question_id))
    rows = lab.table("verdict").locator("tbody tr")
    expect(rows).to_have_count(len(question.verdicts))
    expect(rows.first).to_contain_text(question.verdicts["reason"].iloc[0])


def test_tolerance_and_convention_change_the_reading(lab: Lab, book: Ledger) -> None:
    """Slide to a tolerance at which the verdicts flip, then to another convention."""
    question = flipping(book)
    lab.choose("Topic", question.claims["topic"].iloc[0])
    lab.choose("Question", question.text)
    expect(lab.chart).to_have_attribute("alt", alt(book, question.question_id))
    before = lab.table("verdict").inner_text()

    slider = lab.page.locator(".noUi-handle")
    slider.focus()
    for _ in controls.TOLERANCES:
        slider.press("ArrowRight")
    widest = controls.TOLERANCES[-1]
    expect(lab.page.locator(".widget-readout")).to_have_text(f"±{widest} %")
    wide = book.question(question.question_id, tolerance=widest)
    expect(lab.table("verdict")).to_contain_text(wide.verdicts["reason"].iloc[0])
    assert lab.table("verdict").inner_text() != before

    name = book.conventions["convention"].iloc[-1]
    lab.choose("Convention", name)
    other = book.question(question.question_id, convention=name, tolerance=widest)
    expect(lab.table("verdict")).to_contain_text(other.verdicts["reason"].iloc[0])
    lab.choose("Convention", book.conventions["convention"].iloc[0])
    slider.press("Home")
    expect(lab.table("verdict")).to_contain_text(question.verdicts["reason"].iloc[0])


def test_a_source_that_is_unticked_falls_silent(lab: Lab, book: Ledger) -> None:
    question = book.question(book.telling_question())
    lab.choose("Topic", book.topics[0])
    expect(lab.chart).to_have_attribute("alt", alt(book, question.question_id))
    source = question.claims["source_id"].iloc[0]
    lab.page.get_by_label(source, exact=True).uncheck()
    left = [name for name in book.sources["source_id"] if name != source]
    expect(lab.chart).to_have_attribute("alt", alt(book, question.question_id, left))
    lab.page.get_by_label(source, exact=True).check()
    expect(lab.chart).to_have_attribute("alt", alt(book, question.question_id))


def test_the_answer_is_there_at_once(lab: Lab, book: Ledger) -> None:
    """From the choice to the answer in the page: kernel, server and both ways between them."""
    topic = book.topics[0]
    lab.choose("Topic", topic)
    expect(lab.chart).to_have_attribute("alt", alt(book, book.telling_question(topic)))
    select = lab.page.get_by_label("Question", exact=True).element_handle()
    view = lab.view.element_handle()
    options = select.evaluate("select => [...select.options].map(option => option.value)")
    others = [option for option in options if option != select.evaluate("select => select.value")]
    times = [lab.page.evaluate(TIMED_CHOICE, [select, view, option]) for option in others]
    print(f"answer after {median(times):.0f} ms (median of {len(times)}, worst {max(times):.0f})")
    # what the kernel itself needs is held to 200 ms in tests/code; here others may use the machine
    assert median(times) < TOO_LATE


def test_the_claims_can_be_searched_sorted_and_filtered(lab: Lab, book: Ledger) -> None:
    table = lab.page.locator(".dt-container")
    table.scroll_into_view_if_needed()
    rows = table.locator("tbody tr")
    expect(table).to_contain_text(f"of {len(book.claims)} entries")

    wording = book.claims["wording"].iloc[-1]
    table.get_by_label("Search:").fill(wording)
    expect(rows.first).to_contain_text(wording)
    expect(table).to_contain_text(f"filtered from {len(book.claims)} total")
    table.get_by_label("Search:").fill("")

    topic = book.topics[-1]
    few = book.line_up(topic)
    table.locator("tfoot input").first.press_sequentially(topic)
    expect(table).to_contain_text(f"of {len(few)} entries")

    table.get_by_role("columnheader", name="Figure").first.click()
    smallest = few.loc[few["lower"].idxmin()]
    expect(rows.first).to_contain_text(smallest["wording"])


def test_nothing_is_asked_of_another_machine(lab: Lab) -> None:
    own = (lab.address, lab.address.replace("http", "ws"), f"blob:{lab.address}", "data:")
    assert [url for url in lab.requests if not url.startswith(own)] == []
