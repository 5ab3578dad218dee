"""Every page of the report, as a reader's browser sees it."""

import re
from pathlib import Path
from urllib.parse import unquote, urldefrag

from axe_playwright_python.sync_playwright import Axe

import claimbook as cb
from claimbook.compare.verdicts import FAMILIES

ROOT = Path(__file__).parents[2]
A4 = {"width": 696, "height": 1010}  # CSS pixels within the margins of the printed page
WIDE = {"width": 1400, "height": 900}
PHONE = {"width": 390, "height": 844}
LAID_OUT = ("index.html", "01-casualties.html", "02-force.html", "source-euractiv.html")
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
UNFOLD = "document.querySelectorAll('details:not(.menu)').forEach(each => each.open = true)"
SMALLEST = """() => Math.min(...[...document.querySelectorAll('svg.sheet text')]
    .filter(text => text.getBoundingClientRect().width)
    .map(text => parseFloat(getComputedStyle(text).fontSize)
        * text.getScreenCTM().a))"""


def violations(tab, **options) -> str:
    """What axe finds, as text."""
    results = Axe().run(tab, options=options | {"resultTypes": ["violations"]})
    return results.generate_report() if results.violations_count else ""


def test_no_page_asks_for_anything_or_complains(opened_once, names) -> None:
    for name in names:
        opened = opened_once(name)
        beyond = [url for url in opened.requests if not url.startswith("data:")]
        assert beyond == [opened.file.as_uri()]
        assert opened.complaints == [], name
        assert opened.tab.locator("script").count() == 0


def test_a_script_could_not_run(open_page) -> None:
    opened = open_page("index.html")
    opened.tab.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.hit=1\">')"
    )
    opened.tab.wait_for_timeout(50)
    assert opened.tab.evaluate("window.hit") is None


def test_axe_finds_nothing_by_day_by_night_and_on_a_phone(open_page, names) -> None:
    for name in names:
        looks = [("light", WIDE)]
        looks += [("dark", WIDE), ("light", PHONE)] if name in LAID_OUT else []
        for scheme, size in looks:
            tab = open_page(name, color_scheme=scheme, viewport=size).tab
            tab.evaluate(UNFOLD)
            tab.evaluate(THIN)
            assert violations(tab) == "", (name, scheme, size)
            tab.close()


def test_no_page_scrolls_sideways_on_a_phone(open_page, names) -> None:
    for name in names:
        tab = open_page(name, viewport=PHONE).tab
        tab.evaluate(UNFOLD)
        wide = tab.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE["width"], name
        tab.close()


def test_text_in_charts_can_be_read_on_a_phone_and_on_a_screen(open_page) -> None:
    for name in ("index.html", "06-timeline.html"):
        for size, least in ((WIDE, 12), (PHONE, 9)):
            tab = open_page(name, viewport=size).tab
            assert tab.evaluate(SMALLEST) >= least - 0.01, (name, size)


def test_every_picture_has_a_name_and_a_description(opened_once, names) -> None:
    for name in names:
        tab = opened_once(name).tab
        for sheet in tab.locator("svg.sheet").element_handles():
            title, told = (sheet.query_selector(tag).text_content() for tag in ("title", "desc"))
            assert title and len(told.split()) >= 5, (name, title)
        for image in tab.locator("img").element_handles():
            assert len((image.get_attribute("alt") or "").split()) >= 5, name


def test_every_page_has_one_title_and_headings_in_order(opened_once, names) -> None:
    for name in names:
        tags = opened_once(name).tab.eval_on_selector_all(
            "h1, h2, h3, h4, h5, h6", "found => found.map(heading => Number(heading.tagName[1]))"
        )
        assert tags.count(1) == 1 and tags[0] == 1, name
        steps = list(zip(tags, tags[1:], strict=False))
        assert [step for step in steps if step[1] > step[0] + 1] == [], name


def test_every_link_and_anchor_leads_somewhere(opened_once, reports, names) -> None:
    ids = {
        path.name: set(re.findall(r'\bid="([^"]*)"', path.read_text(encoding="utf-8")))
        for path in reports.glob("*.html")
    }
    for name in names:
        links = opened_once(name).tab.eval_on_selector_all(
            "a[href]", "all => all.map(a => a.getAttribute('href'))"
        )
        assert links
        for link in dict.fromkeys(links):
            if re.match(r"https?://|mailto:|data:", link):
                continue
            file, anchor = urldefrag(link)
            target = reports / (unquote(file) or name)
            assert target.is_file(), (name, link)
            assert not anchor or unquote(anchor) in ids[target.name], (name, link)


def test_ids_are_unique(opened_once, names) -> None:
    for name in names:
        twice = opened_once(name).tab.evaluate(
            """() => { const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
                return ids.filter((id, at) => ids.indexOf(id) !== at); }"""
        )
        assert twice == [], name


def test_the_first_screen_begins_with_what_differs(open_page) -> None:
    tab = open_page("index.html", viewport=WIDE).tab
    assert tab.evaluate("document.documentElement.scrollHeight") < 6000
    for part in (".lines", ".whose"):
        assert tab.locator(part).first.bounding_box()["y"] < 700
    assert tab.locator(".block").count() <= 8


def test_the_report_can_be_mailed(reports: Path) -> None:
    pages = [path for path in reports.glob("*.html") if path.name != "single.html"]
    assert sum(path.stat().st_size for path in pages) < 4 * 2**20


def test_another_reading_shows_the_gaps_of_that_convention(open_page) -> None:
    ledger = cb.load(ROOT / "data")
    for name in ("index.html", "03-crowds.html"):
        tab = open_page(name, viewport=WIDE).tab
        for convention in ledger.ledger_conventions:
            tab.check(f"#reading-{convention}")
            shown = tab.evaluate(
                """() => [...document.querySelectorAll('section.block')].map(block => [
                    block.id.slice('question-'.length),
                    [...block.querySelectorAll('.apart > span')]
                        .filter(span => span.getBoundingClientRect().height)
                        .map(span => span.querySelector('.tag').textContent.split(':')[0])])"""
            )
            verdicts = ledger.verdicts(convention=convention)
            clash = set(
                verdicts.loc[verdicts["verdict"].isin(FAMILIES["cannot both hold"]), "question_id"]
            )
            gaps = ledger.compare(convention).gaps
            assert shown
            for question, tags in shown:
                assert tags == [gaps[question].tag], (name, convention, question)
                assert (tags == ["cannot both hold"]) == (question in clash)


def test_a_figure_leads_to_its_sentence(open_page, reports: Path) -> None:
    tab = open_page("index.html", viewport=WIDE).tab
    tab.locator(".blocks svg.at-wide a").first.click()
    assert "/source-" in tab.url
    assert tab.locator(":target").is_visible()


def test_everything_that_is_folded_is_printed(open_page) -> None:
    tab = open_page("index.html", viewport=A4).tab
    tab.emulate_media(media="print")
    hidden = tab.evaluate(
        """() => [...document.querySelectorAll('details.fold > *:not(summary)')]
            .filter(part => !part.getBoundingClientRect().height).length"""
    )
    assert hidden == 0
    assert tab.evaluate("document.documentElement.scrollWidth") <= A4["width"] + 1


def test_the_menu_of_a_phone_opens_without_a_script(open_page) -> None:
    tab = open_page("index.html", viewport=PHONE).tab
    tab.locator(".menu summary").click()
    assert tab.locator(".menu a").first.is_visible()
