"""The report, built once, and a Chromium to read it in."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from claimbook.report import build, one_file

ROOT = Path(__file__).parents[2]
SINGLE = "single.html"
# The machine's own services of the browser would make requests that are not the page's.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
]


def documents() -> Path | None:
    """The folder of the documents, if they are at hand."""
    named = os.environ.get("CLAIMBOOK_DOCUMENTS")
    return Path(named) if named and Path(named).is_dir() else None


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the real report, built from the real notebooks and ledger, and the one file."""
    out = tmp_path_factory.mktemp("built") / "reports"
    build.build(ROOT / "notebooks", ROOT / "data", out, documents())
    one_file.write(out, out / SINGLE)
    return out


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = one_file.chromium()
    if not found:
        pytest.skip("no Chromium found; install chromium or set CLAIMBOOK_CHROMIUM")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=QUIET)
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
def open_page(browser: Browser, reports: Path) -> Iterator[Callable[..., Opened]]:
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
def opened_once(browser: Browser, reports: Path) -> Iterator[Callable[[str], Opened]]:
    """Return a function that opens a page at its first call only: for tests that just look."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    tabs: dict[str, Opened] = {}

    def opened(name: str) -> Opened:
        if name not in tabs:
            tabs[name] = Opened(context.new_page(), reports / name)
        return tabs[name]

    yield opened
    context.close()


@pytest.fixture(scope="session")
def names(reports: Path) -> list[str]:
    """Every page of the report, and the one file."""
    return sorted(path.name for path in reports.glob("*.html"))
