"""Every page of the report, as a reader's browser sees it."""

import re
import shutil
from pathlib import Path
from urllib.parse import unquote, urldefrag

import made
import pytest

import claimbook as cb
from claimbook.compare.verdicts import FAMILIES
from claimbook.report import build

ROOT = Path(__file__).parents[2]
A4 = {"width": 696, "height": 1010}  # CSS pixels within the margins of the printed page
WIDE = {"width": 1400, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def pages(look, reports, names) -> dict:
    """What is to be seen of every page, and of the one file."""
    return {name: look(reports / name) for name in names}


def test_no_page_asks_for_anything_or_complains(pages) -> None:
    for name, seen in pages.items():
        beyond = [url for url in seen.opened.requests if not url.startswith("data:")]
        assert beyond == [seen.opened.file.as_uri()], name
        assert seen.opened.complaints == [], name
        assert seen.facts["scripts"] == 0, name


def test_a_script_could_not_run(open_page) -> None:
    opened = open_page("index.html")
    opened.tab.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.hit=1\">')"
    )
    opened.tab.wait_for_timeout(50)
    assert opened.tab.evaluate("window.hit") is None


def test_axe_finds_nothing_by_day_by_night_and_on_a_phone(pages) -> None:
    assert [(name, each) for name, seen in pages.items() for each in seen.violations] == []


def test_axe_would_find_what_is_wrong_by_day_by_night_and_on_a_phone(look, tmp_path) -> None:
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
    told = " ".join(look(page).violations)
    for where in ("light: color-contrast", "dark: color-contrast", "phone: image-alt"):
        assert where in told


def test_no_page_scrolls_sideways_on_a_phone(pages) -> None:
    assert {name: s.phone["width"] for name, s in pages.items() if s.phone["width"] > 390} == {}


def test_text_in_charts_can_be_read_on_a_phone_and_on_a_screen(pages) -> None:
    drawn = {name: seen for name, seen in pages.items() if seen.facts["pictures"]}
    assert len(drawn) > 8
    for name, seen in drawn.items():
        assert seen.facts["smallest"] >= 12 - 0.01, name
        assert seen.phone["smallest"] >= 9 - 0.01, name


def test_every_picture_has_a_name_and_a_description(pages) -> None:
    for name, seen in pages.items():
        for title, told in seen.facts["pictures"]:
            assert title and len(told.split()) >= 5, (name, title)
        for words in seen.facts["alternatives"]:
            assert len(words.split()) >= 5, name


def test_every_page_has_one_title_and_headings_in_order(pages) -> None:
    for name, seen in pages.items():
        ranks = seen.facts["headings"]
        assert ranks.count(1) == 1 and ranks[0] == 1, name
        steps = list(zip(ranks, ranks[1:], strict=False))
        assert [step for step in steps if step[1] > step[0] + 1] == [], name


def test_every_link_and_anchor_leads_somewhere(pages, reports) -> None:
    ids = {
        path.name: set(re.findall(r'\bid="([^"]*)"', path.read_text(encoding="utf-8")))
        for path in reports.glob("*.html")
    }
    for name, seen in pages.items():
        assert seen.facts["links"]
        for link in dict.fromkeys(seen.facts["links"]):
            if re.match(r"https?://|mailto:|data:", link):
                continue
            file, anchor = urldefrag(link)
            target = reports / (unquote(file) or name)
            assert target.is_file(), (name, link)
            assert not anchor or unquote(anchor) in ids[target.name], (name, link)


def test_ids_are_unique(pages) -> None:
    assert {name: seen.facts["twice"] for name, seen in pages.items() if seen.facts["twice"]} == {}


def test_the_first_screen_begins_with_what_differs(open_page) -> None:
    tab = open_page("index.html", viewport=WIDE).tab
    assert tab.evaluate("document.documentElement.scrollHeight") < 6000
    for part in (".lines", ".whose"):
        assert tab.locator(part).first.bounding_box()["y"] < 700
    assert tab.locator(".block").count() <= 8


def test_the_report_can_be_mailed(reports: Path) -> None:
    pages = [path for path in reports.glob("*.html") if path.name != "single.html"]
    assert sum(path.stat().st_size for path in pages) < 4 * 2**20


def test_a_page_of_eighty_claims_is_no_mile_long(look, tmp_path) -> None:
    """54 documents on one question, 26 on another, with names of several words."""
    sources = [
        made.SOURCES[0] | {"source_id": f"post-{n}", "title": f"Report number {n} of the river",
                           "short": f"Report {n}"}
        for n in range(54)
    ]  # fmt: skip
    claims = [made.claim(f"d{n}", figure=str(12 + n % 9), source_id=f"post-{n}") for n in range(54)]
    claims += [
        made.claim(
            f"b{n}", "boats", str(3 + n % 4), source_id=f"post-{n}", wording=f"{3 + n % 4} boats"
        )
        for n in range(26)
    ]
    made.write(tmp_path / "data", claims, sources=sources, questions=made.QUESTIONS[:2])
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    build.build(tmp_path / "notebooks", tmp_path / "data", tmp_path / "reports")
    seen = look(tmp_path / "reports" / "topic-losses.html")
    assert seen.height < 15_000
    assert seen.phone["width"] <= PHONE["width"] and seen.phone["smallest"] >= 9 - 0.01
    assert seen.violations == []


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


def test_what_is_folded_is_printed_but_the_board_which_all_figures_has(open_page) -> None:
    tab = open_page("index.html", viewport=A4).tab
    tab.emulate_media(media="print")
    hidden = tab.evaluate(
        """() => [...document.querySelectorAll('details.fold:not(.topic) > *:not(summary)')]
            .filter(part => !part.getBoundingClientRect().height).length"""
    )
    assert hidden == 0
    assert tab.evaluate("document.documentElement.scrollWidth") <= A4["width"] + 1


def test_the_menu_of_a_phone_opens_without_a_script(open_page) -> None:
    tab = open_page("index.html", viewport=PHONE).tab
    tab.locator(".menu summary").click()
    assert tab.locator(".menu a").first.is_visible()
