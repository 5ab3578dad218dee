"""Every page of the report, as a reader's browser sees it."""

import os
import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest

import claimbook as cb
from claimbook.compare.verdicts import FAMILIES
from claimbook.report import build

ROOT = Path(__file__).parents[2]
A4 = {"width": 696, "height": 1010}  # CSS pixels within the margins of the printed page
PHONE = {"width": 390, "height": 844}
# A page of each kind; the others are made of the same parts.
KINDS = """index 03-crowds 06-timeline 08-sources-and-origins 09-conventions 11-same-numbers
12-as-known data documents figures source-euractiv""".split()


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the real report, built from the real notebooks and ledger."""
    named = os.environ.get("CLAIMBOOK_DOCUMENTS")
    documents = Path(named) if named and Path(named).is_dir() else None
    out = tmp_path_factory.mktemp("built") / "reports"
    build.build(ROOT / "notebooks", ROOT / "data", out, documents)
    return out


@pytest.fixture(scope="module")
def seen(look, reports) -> dict:
    """What is to be seen of a page of each kind."""
    return {name: look(reports / f"{name}.html") for name in KINDS}


@pytest.fixture(scope="module")
def written(reports) -> dict[str, str]:
    """The HTML of every page."""
    return {path.name: path.read_text(encoding="utf-8") for path in reports.glob("*.html")}


@pytest.fixture
def index(tab, reports):
    """The first page in a tab, on a screen."""
    tab.goto((reports / "index.html").as_uri())
    return tab


def test_no_page_asks_for_anything_complains_or_scrolls_sideways_on_a_phone(seen) -> None:
    for name, each in seen.items():
        assert (each.asked, each.complaints) == ([], []), name
        assert each.phone["width"] <= 390, name


def test_a_script_could_not_run(index, written) -> None:
    assert not [name for name, text in written.items() if "<script" in text]
    index.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.hit=1\">')"
    )
    index.wait_for_timeout(50)
    assert index.evaluate("window.hit") is None


@pytest.mark.parametrize("name", KINDS)
def test_axe_finds_nothing_by_day_and_on_a_phone_by_night(judge, reports, name) -> None:
    assert judge(reports / f"{name}.html") == []


def test_axe_would_find_what_is_wrong_by_day_by_night_and_on_a_phone(judge, tmp_path) -> None:
    page = tmp_path / "wrong.html"
    page.write_text(
        """<!doctype html><html lang="en"><title>Wrong</title><style>
        p { color: #ddd; background: #fff }
        @media (prefers-color-scheme: dark) { p { color: #333; background: #000 } }
        img { display: none }
        @media (max-width: 400px) { img { display: block } }
        </style><main><h1>Wrong</h1><p>Pale words</p><img src="data:,"></main>""",
        encoding="utf-8",
    )
    told = " ".join(judge(page))
    for where in ("light: color-contrast", "dark: color-contrast", "dark: image-alt"):
        assert where in told


def test_text_in_charts_can_be_read_on_a_phone_and_on_a_screen(seen) -> None:
    drawn = {name: each for name, each in seen.items() if each.screen["smallest"] < 100}
    assert {"index", "03-crowds", "06-timeline"} <= {*drawn}
    for name, each in drawn.items():
        assert each.screen["smallest"] >= 12 - 0.01, name
        assert each.phone["smallest"] >= 9 - 0.01, name


def test_every_page_has_one_title_and_the_report_can_be_mailed(written) -> None:
    assert {
        name: found for name, text in written.items() if (found := text.count("<h1")) != 1
    } == {}
    assert sum(map(len, written.values())) < 4 * 2**20


def test_every_link_and_anchor_leads_somewhere_and_ids_are_unique(written, reports) -> None:
    ids = {name: re.findall(r'\bid="([^"]*)"', text) for name, text in written.items()}
    for name, text in written.items():
        assert len({*ids[name]}) == len(ids[name]), name
        links = {*map(unescape, re.findall(r'<a\b[^>]*\bhref="([^"]*)"', text))}
        assert len(links) > 10
        for link in links:
            file, anchor = urldefrag(link)
            target = reports / (unquote(file) or name)
            if not re.match(r"https?://|mailto:|data:", link):
                assert target.is_file(), (name, link)
                assert not anchor or unquote(anchor) in ids[target.name], (name, link)


def test_the_first_screen_begins_with_what_differs(index) -> None:
    assert index.evaluate("document.documentElement.scrollHeight") < 6000
    for part in (".lines", ".whose"):
        assert index.locator(part).first.bounding_box()["y"] < 700
    assert index.locator(".block").count() <= 8


def test_another_reading_shows_the_gaps_of_that_convention(tab, reports) -> None:
    ledger = cb.load(ROOT / "data")
    tab.goto((reports / "03-crowds.html").as_uri())
    for convention in ledger.ledger_conventions:
        tab.check(f"#reading-{convention}")
        shown = tab.evaluate(
            """() => [...document.querySelectorAll('section.block')].map(block => [
                block.id.slice('question-'.length),
                [...block.querySelectorAll('.apart > span')]
                    .filter(span => span.getBoundingClientRect().height)
                    .map(span => span.querySelector('.tag').textContent.split(':')[0])])"""
        )
        compared = ledger.compare(convention)
        rows = compared.verdicts["verdict"].isin(FAMILIES["cannot both hold"])
        clash = {*compared.verdicts.loc[rows, "question_id"]}
        assert shown
        for question, tags in shown:
            assert tags == [compared.gaps[question].tag], (convention, question)
            assert (tags == ["cannot both hold"]) == (question in clash)


def test_what_is_folded_is_printed_but_the_board_which_all_figures_has(index) -> None:
    index.set_viewport_size(A4)
    index.emulate_media(media="print")
    hidden = index.evaluate(
        """() => [...document.querySelectorAll('details.fold:not(.topic) > *:not(summary)')]
            .filter(part => !part.getBoundingClientRect().height).length"""
    )
    assert hidden == 0
    assert index.evaluate("document.documentElement.scrollWidth") <= A4["width"] + 1


def test_code_and_citations_are_printed_only_where_they_were_opened(tab, reports) -> None:
    tab.goto((reports / "03-crowds.html").as_uri())
    tab.locator(".cite summary").first.click()
    tab.emulate_media(media="print")
    for fold, printed in (("code", 0), ("cite", 1)):
        assert tab.locator(f"details.{fold} >> visible=true").count() == printed, fold


def test_the_menu_of_a_phone_opens_and_a_figure_leads_to_its_sentence(index) -> None:
    index.set_viewport_size(PHONE)
    index.locator(".menu summary").click()
    assert index.locator(".menu a").first.is_visible()
    index.locator(".menu summary").click()
    index.locator(".blocks svg.at-narrow a").first.click()
    index.wait_for_url("**/source-*.html#claim-*")
    index.locator(":target").wait_for()  # to be seen
