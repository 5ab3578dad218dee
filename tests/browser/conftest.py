"""The report, built once, and a Chromium to read it in."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from claimbook import ledger, report, single
from claimbook.pages import source_file

ROOT = Path(__file__).parents[2]
CHROMIUM = os.environ.get("CLAIMBOOK_CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
SINGLE = "single.html"
# The machine's own services of the browser would make requests that are not the page's.
QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the real report, built from the real notebooks and ledger, and the one file."""
    out = tmp_path_factory.mktemp("built") / "reports"
    report.build(ROOT / "notebooks", ROOT / "data", out)
    single.write(out, out / SINGLE)
    return out


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.skip("no Chromium found; install chromium or set CLAIMBOOK_CHROMIUM")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield running
        running.close()


class Opened:
    """A page in the browser, with everything it asked for and complained about."""

    def __init__(self, tab: Page, file: Path) -> None:
        self.tab, self.file = tab, file
        self.requests: list[str] = []
        self.complaints: list[str] = []
        tab.on("request", lambda request: self.requests.append(request.url))
        tab.on("console", lambda message: self.complaints.append(message.text))
        tab.on("pageerror", lambda error: self.complaints.append(str(error)))
        tab.goto(file.as_uri(), wait_until="load")


@pytest.fixture
def open_page(browser: Browser, reports: Path):
    """Return a function that opens a page of the report in a fresh browser context."""
    contexts = []

    def opened(name: str, **options: object) -> Opened:
        context = browser.new_context(**options)
        contexts.append(context)
        return Opened(context.new_page(), reports / name)

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def opened_once(browser: Browser, reports: Path):
    """Return a function that opens a page at its first call only: for tests that just look."""
    context = browser.new_context()
    tabs: dict[str, Opened] = {}

    def opened(name: str) -> Opened:
        if name not in tabs:
            tabs[name] = Opened(context.new_page(), reports / name)
        return tabs[name]

    yield opened
    context.close()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that asks for `name` on every page of the report, and on the one file."""
    if "name" in metafunc.fixturenames:
        pages = [page.file for page in report.list_pages(ROOT / "notebooks")]
        sources = map(source_file, ledger.load(ROOT / "data").sources["source_id"])
        names = [report.INDEX, *pages, report.CHANGES, *sources, SINGLE]
        metafunc.parametrize("name", names)
