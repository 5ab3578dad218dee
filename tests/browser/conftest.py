"""The report, built once, and a Chromium to read it in."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
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
WIDE = {"width": 1400, "height": 900}
PHONE = {"width": 390, "height": 844}
UNFOLD = "document.querySelectorAll('details:not(.menu)').forEach(each => each.open = true)"
LOOK = """() => {
    const all = (what, tell) => [...document.querySelectorAll(what)].map(tell);
    const ids = all("[id]", one => one.id);
    return {
        width: document.documentElement.scrollWidth,
        scripts: document.scripts.length,
        handlers: all("*", one => one.getAttributeNames().filter(name => name.startsWith("on")))
            .flat(),
        headings: all("h1, h2, h3, h4, h5, h6", one => Number(one.tagName[1])),
        links: all("a[href]", one => one.getAttribute("href")),
        twice: ids.filter((id, at) => ids.indexOf(id) !== at),
        pictures: all("svg.sheet", one =>
            ["title", "desc"].map(tag => one.querySelector(tag)?.textContent ?? "")),
        alternatives: all("img", one => one.getAttribute("alt") ?? ""),
        smallest: Math.min(...[...document.querySelectorAll("svg.sheet text")]
            .filter(text => text.getBoundingClientRect().width)
            .map(text => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a)),
    };
}"""
# A page has thousands of cells and a few looks: two of each stand for all where it is judged.
THIN = """() => {
    const seen = {};
    for (const one of document.querySelectorAll("tbody tr, li, section.block")) {
        const parts = [...one.querySelectorAll("[class]")].map(p => p.getAttribute("class"));
        const look = [one.tagName, one.className, ...new Set(parts)].join();
        seen[look] = (seen[look] || 0) + 1;
        if (seen[look] > 2) one.remove();
    }
}"""
TELL = (
    "({violations}) => violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.target} ${n.html}`))"
)
JUDGE = f"""() => axe.run({{
    resultTypes: ["violations"], rules: {{"color-contrast": {{enabled: false}}}},
}}).then({TELL})"""
# Contrast takes the most time by far, and hangs on a few things: each combination is judged once.
JUDGE_CONTRAST = f"""() => {{
    const seen = new Set();
    for (const one of document.body.querySelectorAll("*")) {{
        one.removeAttribute("data-look");
        const written = [...one.childNodes].some(node => node.nodeType == 3 && node.data.trim());
        if (!written || !one.getBoundingClientRect().width) continue;
        let ground = one;
        const fill = () => getComputedStyle(ground).backgroundColor;
        while (ground.parentElement && fill() == "rgba(0, 0, 0, 0)") ground = ground.parentElement;
        const {{color, fontSize, fontWeight, opacity}} = getComputedStyle(one);
        const look = [one.tagName, color, fill(), fontSize, fontWeight, opacity].join();
        if (!seen.has(look)) one.setAttribute("data-look", "");
        seen.add(look);
    }}
    return axe.run({{include: [["[data-look]"]]}}, {{
        resultTypes: ["violations"], runOnly: {{type: "rule", values: ["color-contrast"]}},
    }}).then({TELL});
}}"""


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


@dataclass(frozen=True)
class Seen:
    """What is to be seen of a page that is opened once: on a screen, by night, on a phone.

    Attributes
    ----------
    opened : Opened
        With what it asked for and complained about; its tab is closed.
    facts, phone : dict
        What `LOOK` finds on a screen and on a phone, with everything unfolded.
    height : int
        Of the page on a phone, as it opens.
    violations : list of str
        What axe finds, each with the look in which it is found.
    """

    opened: Opened
    facts: dict[str, Any]
    phone: dict[str, Any]
    height: int
    violations: list[str]


@pytest.fixture(scope="session")
def look(browser: Browser) -> Iterator[Callable[[Path], Seen]]:
    """Return a function that looks at a page: once, however often it is asked for it."""
    context = browser.new_context(viewport=WIDE)
    seen: dict[Path, Seen] = {}

    def looked(file: Path) -> Seen:
        if file not in seen:
            opened = Opened(context.new_page(), file)
            seen[file] = look_at(opened)
            opened.tab.close()
        return seen[file]

    yield looked
    context.close()


def look_at(opened: Opened) -> Seen:
    """Look at a page that is open on a screen."""
    tab = opened.tab
    tab.set_viewport_size(PHONE)
    height = tab.evaluate("document.documentElement.scrollHeight")
    tab.evaluate(UNFOLD)
    phone = tab.evaluate(LOOK)
    tab.set_viewport_size(WIDE)
    facts = tab.evaluate(LOOK)
    tab.evaluate(THIN)
    tab.evaluate(Axe().axe_script)
    found = [f"screen: {each}" for each in tab.evaluate(JUDGE)]
    tab.set_viewport_size(PHONE)
    found += [f"phone: {each}" for each in tab.evaluate(JUDGE)]
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme=scheme)
        found += [f"{scheme}: {each}" for each in tab.evaluate(JUDGE_CONTRAST)]
    return Seen(opened, facts, phone, height, found)


@pytest.fixture(scope="session")
def names(reports: Path) -> list[str]:
    """Every page of the report, and the one file."""
    return sorted(path.name for path in reports.glob("*.html"))
