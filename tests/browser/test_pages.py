"""Every page of the report, as a reader's browser sees it."""

import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
from axe_playwright_python.sync_playwright import Axe

from claimbook.words import STATUSES

SCREENSHOTS = Path(__file__).parents[2] / "screenshots"
A4 = {"width": 696, "height": 1010}  # CSS pixels within the margins of the printed page
WIDE = {"width": 1280, "height": 1000}
PHONE = {"viewport": {"width": 390, "height": 844}}
LOOKS = {
    "light": ({"viewport": WIDE, "color_scheme": "light"}, "screen"),
    "dark": ({"viewport": WIDE, "color_scheme": "dark"}, "screen"),
    "print": ({"viewport": A4}, "print"),
    "phone": (PHONE, "screen"),
}
# What a chart says when nobody wrote what it shows.
EMPTY_ALT = re.compile(r"^$|no description|^<figure|^(image|chart|plot|figure)$", re.IGNORECASE)


# One of each kind of fold stands for all: axe does not look at folded text.
FOLDS = ["details.code", "details.row.contested", "details.row.moving", "details.fold"]


def unfold_one(tab):
    """Open the first fold of each kind."""
    tab.evaluate(
        "kinds => kinds.forEach(kind => document.querySelector(kind)?.setAttribute('open', ''))",
        FOLDS,
    )


def test_the_page_asks_for_nothing_and_complains_of_nothing(opened_once, name):
    opened = opened_once(name)
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


# A page has thousands of cells and a few looks: two of each stand for all where colours are judged.
THIN = """() => {
    const seen = {};
    for (const one of document.querySelectorAll("tbody tr, li, details.row, details.code, dt")) {
        const parts = [...one.querySelectorAll("[class]")].map(part => part.className);
        const look = [one.tagName, one.className, one.open, ...new Set(parts)].join();
        seen[look] = (seen[look] || 0) + 1;
        if (seen[look] > 2) one.remove();
    }
}"""


def violations(tab, **options):
    results = Axe().run(tab, options=options | {"resultTypes": ["violations"]})
    return results.generate_report() if results.violations_count else ""


def test_axe_finds_no_violation(open_page, name):
    tab = open_page(name, color_scheme="light").tab
    unfold_one(tab)
    assert violations(tab, rules={"color-contrast": {"enabled": False}}) == ""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_holds_by_day_and_by_night(open_page, name, scheme):
    if (name, scheme) == ("single.html", "dark"):
        return  # its sections are the pages, each looked at by night already
    tab = open_page(name, color_scheme=scheme).tab
    unfold_one(tab)
    tab.evaluate(THIN)
    assert violations(tab, runOnly=["color-contrast"]) == ""


def test_every_image_says_what_it_shows(opened_once, name):
    for image in opened_once(name).tab.locator("img").all():
        alt = image.get_attribute("alt") or ""
        assert not EMPTY_ALT.search(alt.strip()), alt
        assert len(alt.split()) >= 5, f"this says too little: {alt!r}"
        assert image.evaluate("image => image.complete && image.naturalWidth > 0")


def test_headings_are_in_order(opened_once, name):
    tags = opened_once(name).tab.eval_on_selector_all(
        "h1, h2, h3, h4, h5, h6", "found => found.map(heading => Number(heading.tagName[1]))"
    )
    assert tags.count(1) == 1 and tags[0] == 1
    steps = [(before, after) for before, after in zip(tags, tags[1:], strict=False)]
    assert [step for step in steps if step[1] > step[0] + 1] == []


@cache
def ids_of(page):
    return set(re.findall(r'\bid="([^"]*)"', page.read_text(encoding="utf-8")))


def test_every_link_and_anchor_leads_somewhere(opened_once, reports, name):
    tab = opened_once(name).tab
    links = tab.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
    assert links
    for link in dict.fromkeys(links):
        if re.match(r"https?://|mailto:|data:", link):
            continue
        file, anchor = urldefrag(link)
        target = reports / (unquote(file) or name)
        assert target.is_file(), link
        if anchor:
            assert unquote(anchor) in ids_of(target), link


def test_ids_are_used_once(opened_once, name):
    ids = opened_once(name).tab.eval_on_selector_all("[id]", "all => all.map(one => one.id)")
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


def test_nothing_is_cut_where_it_is_printed(open_page, name):
    tab = open_page(name, viewport=A4).tab
    tab.emulate_media(media="print")
    unfold_one(tab)
    cut = tab.evaluate(
        """() => [...document.querySelectorAll("img, table, dl, blockquote, .row, .claim, .mark")]
        .filter(one => one.getBoundingClientRect().right > document.body.clientWidth + 1
                    || one.scrollWidth > one.clientWidth + 1 && one.matches(".row, .claim")
                    || one.matches("img") && one.getBoundingClientRect().height > 1010)
        .map(one => one.outerHTML.slice(0, 120))"""
    )
    assert cut == []


@pytest.mark.parametrize("file", ["index.html", "source-embassy.html", "02-casualties.html"])
@pytest.mark.parametrize("look", LOOKS)
def test_pictures_to_look_at(open_page, file, look):
    """Written to screenshots/, which is not committed: what CI keeps for a human eye."""
    options, media = LOOKS[look]
    tab = open_page(file, **options).tab
    tab.emulate_media(media=media)
    unfold_one(tab)
    picture = SCREENSHOTS / f"{Path(file).stem}-{look}.png"
    width = options["viewport"]["width"]
    tall = min(3000, tab.evaluate("document.documentElement.scrollHeight"))
    clip = {"x": 0, "y": 0, "width": width, "height": tall}
    tab.screenshot(path=picture, full_page=True, clip=clip)
    assert picture.stat().st_size > 20_000


def test_a_link_to_a_claim_opens_its_question(open_page):
    tab = open_page("index.html").tab
    link = tab.locator(".claim .id").first
    anchor = link.get_attribute("href")
    assert not tab.locator(anchor).is_visible()
    tab.goto(tab.url + anchor)
    assert tab.locator(anchor).is_visible()
    assert tab.locator(f"details.row[open]:has({anchor}) h4").is_visible()


def test_the_board_can_be_filtered_without_a_script(open_page):
    tab = open_page("index.html").tab
    rows = tab.locator(".row").count()
    assert tab.locator(".row:visible").count() == rows
    tab.locator(".only-contested").check()
    assert 0 < tab.locator(".row:visible").count() < rows
    assert tab.locator(".row:visible:not(.contested)").count() == 0
    assert tab.locator(".topic:visible:not(:has(.contested))").count() == 0
    tab.locator(".only-all").check()
    assert tab.locator(".row:visible").count() == rows


def test_every_status_has_its_own_mark_and_word(open_page):
    tab = open_page("index.html").tab
    marks = tab.eval_on_selector_all(
        ".mark",
        """all => all.map(one => [one.textContent,
            getComputedStyle(one, "::before").content, getComputedStyle(one).backgroundColor])""",
    )
    signs = {word: sign for word, sign, _ in marks}
    assert all(word.strip() and sign not in ("none", "normal") for word, sign, _ in marks)
    stati = {word for word in signs if word in STATUSES}
    assert len({signs[word] for word in stati}) == len(stati) > 3


def test_a_wide_screen_has_the_contents_beside_the_text(open_page):
    tab = open_page("02-casualties.html", viewport={"width": 1400, "height": 900}).tab
    contents = tab.locator("nav.contents").bounding_box()
    for block in tab.locator("main h2, main table, main figure").all():
        box = block.bounding_box()
        assert box["x"] + box["width"] <= contents["x"]
    tab.set_viewport_size(PHONE["viewport"])
    assert tab.locator("nav.contents").bounding_box()["x"] < 30


def test_charts_keep_their_white_card_in_the_dark(open_page):
    tab = open_page("02-casualties.html", color_scheme="dark").tab
    grounds = tab.eval_on_selector_all(
        "img", "all => all.map(one => getComputedStyle(one).backgroundColor)"
    )
    assert set(grounds) == {"rgb(255, 255, 255)"}


def test_the_keyboard_can_skip_the_navigation(open_page, name):
    tab = open_page(name).tab
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.getAttribute('href')") == "#main"
    tab.keyboard.press("Enter")
    tab.wait_for_url("**#main")
