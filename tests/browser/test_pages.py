"""Every page of the report, as a reader's browser sees it."""

import re
from urllib.parse import unquote, urldefrag

from axe_playwright_python.sync_playwright import Axe

PHONE = {"viewport": {"width": 390, "height": 844}}
# What a chart says when nobody wrote what it shows.
EMPTY_ALT = re.compile(r"^$|no description|^<figure|^(image|chart|plot|figure)$", re.IGNORECASE)


def unfold_one(tab):
    """Open the first block of code: axe does not look at folded text, and one stands for all."""
    for summary in tab.locator("details.code > summary").all()[:1]:
        summary.click()


def test_the_page_asks_for_nothing_and_complains_of_nothing(open_page, name):
    opened = open_page(name)
    beyond = [url for url in opened.requests if not url.startswith("data:")]
    assert beyond == [opened.file.as_uri()]
    assert opened.complaints == []
    assert opened.tab.locator("script").count() == 0


def test_a_script_could_not_run(open_page, name):
    opened = open_page(name)
    opened.tab.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.hit=1\">')"
    )
    opened.tab.wait_for_timeout(50)
    assert opened.tab.evaluate("window.hit") is None


def test_axe_finds_no_violation(open_page, name):
    opened = open_page(name, color_scheme="light")
    unfold_one(opened.tab)
    results = Axe().run(opened.tab)
    assert results.violations_count == 0, results.generate_report()


def test_contrast_holds_in_the_dark(open_page, name):
    opened = open_page(name, color_scheme="dark")
    unfold_one(opened.tab)
    results = Axe().run(opened.tab, options={"runOnly": ["color-contrast"]})
    assert results.violations_count == 0, results.generate_report()


def test_every_image_says_what_it_shows(open_page, name):
    for image in open_page(name).tab.locator("img").all():
        alt = image.get_attribute("alt") or ""
        assert not EMPTY_ALT.search(alt.strip()), alt
        assert len(alt.split()) >= 5, f"this says too little: {alt!r}"
        assert image.evaluate("image => image.complete && image.naturalWidth > 0")


def test_headings_are_in_order(open_page, name):
    tags = open_page(name).tab.eval_on_selector_all(
        "h1, h2, h3, h4, h5, h6", "found => found.map(heading => Number(heading.tagName[1]))"
    )
    assert tags.count(1) == 1 and tags[0] == 1
    steps = [(before, after) for before, after in zip(tags, tags[1:], strict=False)]
    assert [step for step in steps if step[1] > step[0] + 1] == []


def test_every_link_and_anchor_leads_somewhere(open_page, reports, name):
    tab = open_page(name).tab
    links = tab.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
    assert links
    for link in links:
        if re.match(r"https?://|mailto:", link):
            continue
        file, anchor = urldefrag(link)
        target = reports / (unquote(file) or name)
        assert target.is_file(), link
        if anchor:
            ids = re.findall(r'\bid="([^"]*)"', target.read_text(encoding="utf-8"))
            assert unquote(anchor) in ids, link


def test_ids_are_used_once(open_page, name):
    ids = open_page(name).tab.eval_on_selector_all("[id]", "all => all.map(one => one.id)")
    assert len(ids) == len(set(ids))


def test_a_phone_shows_it_without_sideways_scroll(open_page, name):
    tab = open_page(name, **PHONE).tab
    width = tab.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["viewport"]["width"]


def test_it_prints_to_a4(open_page, name):
    tab = open_page(name).tab
    pdf = tab.pdf(format="A4", prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF") and b"/Type /Page" in pdf
    tab.emulate_media(media="print")
    assert tab.locator("details.code:visible").count() == 0
    assert tab.locator("nav:visible").count() == 0


def test_the_keyboard_can_skip_the_navigation(open_page, name):
    tab = open_page(name).tab
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.getAttribute('href')") == "#main"
    tab.keyboard.press("Enter")
    assert tab.url.endswith("#main")
