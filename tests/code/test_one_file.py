"""The report as one file to mail, and the readings of hedges that can be chosen in it."""

import csv
import io
import json
from collections import Counter
from pathlib import Path
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup, Tag
from click.testing import CliRunner

from claimbook.cli import cli
from claimbook.compare.comparison import compare
from claimbook.compare.conventions import names
from claimbook.compare.verdicts import FAMILIES
from claimbook.errors import ClaimbookError
from claimbook.ledger.check import load
from claimbook.report import build, one_file

ROOT = Path(__file__).parents[2]
RIVER = ROOT / "tests" / "ledgers" / "river"
TOPIC = "forces"  # what hangs on the reading of hedges is there


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the river ledger with its documents and the page of one topic."""
    folder = tmp_path_factory.mktemp("river")
    (folder / "notebooks").mkdir()
    node = json.loads((ROOT / "notebooks" / "topic.ipynb").read_text(encoding="utf-8"))
    node["metadata"]["claimbook"] = {"topics": [TOPIC]}
    (folder / "notebooks" / f"{TOPIC}.ipynb").write_text(json.dumps(node), encoding="utf-8")
    build.build(folder / "notebooks", RIVER, folder / "reports", RIVER / "documents")
    return folder / "reports"


@pytest.fixture(scope="module")
def pages(built: Path) -> dict[str, BeautifulSoup]:
    return {
        path.name: BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for path in sorted(built.glob("*.html"))
    }


@pytest.fixture(scope="module")
def mailed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("mailed") / "report.html"
    one_file.write(built, file)
    return file


@pytest.fixture(scope="module")
def whole(mailed: Path) -> BeautifulSoup:
    return BeautifulSoup(mailed.read_text(encoding="utf-8"), "html.parser")


def test_every_link_leads_to_a_place_in_the_file_or_onto_the_web(whole: BeautifulSoup) -> None:
    ids = [tag["id"] for tag in whole.find_all(id=True)]
    assert len(ids) == len(set(ids))
    links = [tag["href"] for tag in whole.find_all("a", href=True)]
    inside = [unquote(href[1:]) for href in links if href.startswith("#")]
    assert len(inside) > 100 and set(inside) <= set(ids)
    beyond = {href.partition(":")[0] for href in links if not href.startswith("#")}
    assert beyond <= {"https", "http", "data"}
    named = [t[a] for a in one_file.REFERENCES for t in whole.find_all(attrs={a: True})]
    assert {each for value in named for each in value.split()} <= set(ids)


def test_every_page_is_in_it_and_the_table_is_saved_by_a_click(
    whole: BeautifulSoup, pages: dict[str, BeautifulSoup]
) -> None:
    parts = [section["id"] for section in whole.select("main > section.part")]
    assert sorted(f"{part}.html" for part in parts) == sorted(pages)
    assert len(whole.find_all("h1")) == 1  # one outline: the headings of the parts stand lower
    saved = {a["download"]: a["href"] for a in whole.select("a[download]")}
    assert saved.keys() == {"verdicts.csv"} and saved["verdicts.csv"].startswith("data:text/csv;")


def test_what_it_quotes_of_the_documents_are_the_wordings_alone(
    whole: BeautifulSoup, pages: dict[str, BeautifulSoup]
) -> None:
    quoted = [page.select(".evidence") for page in pages.values()]
    passages = [tag.get_text(" ", strip=True) for tags in quoted for tag in tags]
    text = whole.get_text(" ", strip=True)
    long = [passage for passage in passages if len(passage.split()) > 20]
    assert long and not any(passage in text for passage in long)


def test_the_same_report_gives_the_same_file(built: Path, mailed: Path, tmp_path: Path) -> None:
    one_file.write(built, tmp_path / "again.html")
    assert (tmp_path / "again.html").read_bytes() == mailed.read_bytes()


def test_a_pdf_is_printed_by_the_named_browser_and_replaces_its_like(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, file = tmp_path / "browser", tmp_path / "report.pdf"
    prints = 'for a; do case $a in --print-to-pdf=*) printf %9999s . > "${a#*=}";; esac; done'
    browser.write_text(f"#!/bin/sh\n{prints}\n")
    browser.chmod(0o755)
    monkeypatch.setenv(one_file.CHROMIUM_VARIABLE, str(browser))
    for _ in range(2):
        one_file.pdf(built, file)
    assert file.stat().st_size > 9999
    monkeypatch.setenv(one_file.CHROMIUM_VARIABLE, "/nowhere")
    with pytest.raises(ClaimbookError, match="there is no Chromium"):
        one_file.pdf(built, file)


def test_one_choice_of_readings_is_for_the_whole_file(whole: BeautifulSoup) -> None:
    readings = names(load(RIVER))
    radios = whole.select("input[type=radio]")
    assert [radio["id"] for radio in radios] == [f"reading-{name}" for name in readings]
    assert [radio.has_attr("checked") for radio in radios] == [True, False, False, False]
    style = "".join(tag.get_text() for tag in whole.find_all("style"))
    for name in readings:
        rule = f"body:has(#reading-{name}:checked) .as:not(.r-{name}){{display:none}}"
        assert style.count(rule) == 1
        assert whole.select(f"section.part:not(#index) .r-{name}")


def shown(page: Tag, convention: str) -> BeautifulSoup:
    """A page as it is seen with one convention chosen: what the rule of the style hides is gone."""
    seen = BeautifulSoup(str(page), "html.parser")
    for hidden in seen.select(f".as:not(.r-{convention})"):
        hidden.decompose()
    return seen


def said(tag: Tag) -> str:
    return " ".join(tag.get_text().split())


# the default, and one that tells some verdicts otherwise
@pytest.mark.parametrize("convention", ["as-worded", "acled"])
def test_a_reading_shows_its_own_verdicts_and_board(
    pages: dict[str, BeautifulSoup], convention: str
) -> None:
    comparison = compare(load(RIVER), convention)
    done = CliRunner().invoke(cli, ["verdicts", "--data", str(RIVER), "--convention", convention])
    asked = comparison.only(topics=[TOPIC]).status.index
    rows = [r for r in csv.DictReader(io.StringIO(done.stdout)) if r["question_id"] in asked]
    every = Counter(f"{row['verdict']} {' '.join(row['reason'].split())}" for row in rows)
    soft = [f"{verdict} " for verdict in FAMILIES["not the same"]]
    expected = {told: n for told, n in every.items() if not told.startswith(tuple(soft))}
    reasons = shown(pages[f"{TOPIC}.html"], convention).select("ul.reasons li:not(.soft)")
    listed = Counter(map(said, reasons))
    # What is listed besides is of pairs that another convention tells of the same thing.
    assert expected and Counter(expected) <= listed <= every
    board = shown(pages["index.html"], convention).select("table.board tbody tr")
    assert {said(row.th): said(row.td) for row in board} == {
        comparison.status.loc[question, "question"]: f"{gap.line} {gap.tag}"
        for question, gap in comparison.gaps.items()
    }
