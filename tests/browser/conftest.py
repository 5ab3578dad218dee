"""A Chromium, and what is to be seen of a page in it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from claimbook.report import one_file

# The machine's own services of the browser would make requests that are not the page's.
QUIET = """--no-sandbox --disable-gpu --disable-background-networking --disable-component-update
--disable-default-apps --disable-sync --no-first-run""".split()
WIDE = {"width": 1400, "height": 900}
PHONE = {"width": 390, "height": 844}
UNFOLD = "document.querySelectorAll('details:not(.menu)').forEach(each => each.open = true)"
LOOK = """() => {
    const all = (what, tell) => [...document.querySelectorAll(what)].map(tell);
    return {
        width: document.documentElement.scrollWidth,
        handlers: all("*", one => one.getAttributeNames().filter(name => name.startsWith("on")))
            .flat(),
        links: all("[href]", one => one.getAttribute("href")),
        smallest: Math.min(...[...document.querySelectorAll("svg.sheet text")]
            .filter(text => text.getBoundingClientRect().width)
            .map(text => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a)),
    };
}"""
# A page has thousands of parts and a few looks: two of each stand for all where it is judged.
THIN = """() => {
    const seen = {}, many = "tbody tr, li, section.block, details, svg a, "
        + "svg > *:not(a, title, desc), :not(th) > span, mark, blockquote, p, h2.asked, ul.figures";
    for (const one of document.querySelectorAll(many)) {
        const parts = [one.parentElement, one, ...one.querySelectorAll("*")].map(part =>
            [part.tagName, part.getAttribute("class"), part.getAttribute("fill")].join());
        const look = [...new Set(parts)].join(" ");
        seen[look] = (seen[look] || 0) + 1;
        if (seen[look] > 2) one.remove();
    }
}"""
JUDGE = """() => axe.run({resultTypes: ["violations"]}).then(({violations}) =>
    violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.target} ${n.html}`)))"""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = one_file.chromium()
    if not found:
        pytest.skip("no Chromium found; install chromium or set CLAIMBOOK_CHROMIUM")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=QUIET)
        yield running
        running.close()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A tab on a screen, in a browser context of its own."""
    context = browser.new_context(viewport=WIDE)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def look(browser: Browser) -> Iterator[Callable[[Path], SimpleNamespace]]:
    """Return a function that tells what `LOOK` finds on a page, on a phone and on a screen.

    Besides what it asked for that is not in it, what the browser complained of, and its height on a
    phone before all of it is unfolded.
    """
    context = browser.new_context()
    tab = context.new_page()  # one for all: to open another takes longer than to look
    asked: list[str] = []
    complaints: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: complaints.append(message.text))
    tab.on("pageerror", lambda error: complaints.append(str(error)))

    def looked(file: Path) -> SimpleNamespace:
        asked.clear()
        complaints.clear()
        tab.set_viewport_size(PHONE)
        tab.goto(file.as_uri())
        seen = SimpleNamespace(height=tab.evaluate("document.documentElement.scrollHeight"))
        tab.evaluate(UNFOLD)
        seen.phone = tab.evaluate(LOOK)
        tab.set_viewport_size(WIDE)
        seen.screen = tab.evaluate(LOOK)
        seen.complaints = [*complaints]
        seen.asked = [url for url in asked if not url.startswith(("data:", file.as_uri()))]
        return seen

    yield looked
    context.close()


@pytest.fixture
def judge(tab: Page) -> Callable[[Path], list[str]]:
    """Return a function that tells what axe finds on a page, by day and on a phone by night."""

    def judged(file: Path) -> list[str]:
        tab.goto(file.as_uri())
        for script in (UNFOLD, THIN, Axe().axe_script):
            tab.evaluate(script)
        found = []
        for scheme, viewport in (("light", WIDE), ("dark", PHONE)):
            tab.emulate_media(color_scheme=scheme)
            tab.set_viewport_size(viewport)
            found += [f"{scheme}: {each}" for each in tab.evaluate(JUDGE)]
        return found

    return judged
