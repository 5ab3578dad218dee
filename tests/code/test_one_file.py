"""The report as one file to mail, and the readings of hedges that can be chosen in it."""

import csv
import io
import re
import shutil
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
from claimbook.ledger.check import load
from claimbook.report import build, one_file
from claimbook.summaries.views import MOST_REASONS

ROOT = Path(__file__).parents[2]
RIVER = ROOT / "tests" / "ledgers" / "river"
CONVENTIONS = names(load(RIVER))
STATES = ("as-worded", "acled")  # the default, and one that tells some verdicts otherwise
# An attribute or a rule that would make a browser ask for something.
ASKS = re.compile(r"""(?:src|srcset|poster|data)=["'](?!data:)|@import|url\((?!["']?(?:#|data:))""")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the river ledger with its documents, every topic from the notebook for all."""
    folder = tmp_path_factory.mktemp("river")
    (folder / "notebooks").mkdir()
    shutil.copy(ROOT / "notebooks" / "topic.ipynb", folder / "notebooks")
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


# --- one file ------------------------------------------------------------------------------------


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
    saved = {a["download"]: a["href"] for a in whole.select("a[download]")}
    assert saved.keys() == {"verdicts.csv"} and saved["verdicts.csv"].startswith("data:text/csv;")


def test_nothing_in_it_runs_or_asks(whole: BeautifulSoup, mailed: Path) -> None:
    assert whole.find_all(["script", "iframe", "object", "embed", "link", "base", "form"]) == []
    assert [n for tag in whole.find_all(True) for n in tag.attrs if n.startswith("on")] == []
    assert ASKS.findall(re.sub(r"data:[\w/;,+=-]*", "data:", mailed.read_text())) == []
    assert "default-src 'none'" in whole.find("meta", {"http-equiv": True})["content"]


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


def test_one_choice_of_readings_is_for_the_whole_file(whole: BeautifulSoup) -> None:
    radios = whole.select("input[type=radio]")
    assert [radio["id"] for radio in radios] == [f"reading-{name}" for name in CONVENTIONS]
    assert [radio.has_attr("checked") for radio in radios] == [True, False, False, False]
    style = "".join(tag.get_text() for tag in whole.find_all("style"))
    for name in CONVENTIONS:
        rule = f"body:has(#reading-{name}:checked) .as:not(.r-{name}){{display:none}}"
        assert style.count(rule) == 1
        assert whole.select(f"section.part:not(#index) .r-{name}")


# --- the states of a choice ----------------------------------------------------------------------


def shown(page: Tag, convention: str) -> BeautifulSoup:
    """A page as it is seen with one convention chosen: what the rule of the style hides is gone."""
    seen = BeautifulSoup(str(page), "html.parser")
    for hidden in seen.select(f".as:not(.r-{convention})"):
        hidden.decompose()
    return seen


def said(tag: Tag) -> str:
    return " ".join(tag.get_text().split())


@pytest.fixture(scope="module")
def seen(
    pages: dict[str, BeautifulSoup], whole: BeautifulSoup
) -> dict[str, dict[str, BeautifulSoup]]:
    """The pages and the one file, in each state."""
    every = pages | {"one file": whole}
    return {state: {name: shown(page, state) for name, page in every.items()} for state in STATES}


@pytest.fixture(scope="module")
def printed() -> dict[str, list[dict[str, str]]]:
    """What the command says under each convention."""
    tables = {}
    for name in STATES:
        done = CliRunner().invoke(cli, ["verdicts", "--data", str(RIVER), "--convention", name])
        tables[name] = list(csv.DictReader(io.StringIO(done.stdout)))
    return tables


@pytest.mark.parametrize("convention", STATES)
def test_the_verdicts_of_a_state_are_those_the_command_prints(
    seen: dict, printed: dict, convention: str
) -> None:
    listed = Counter()
    for name in seen[convention].keys() - {"one file"}:
        for reason in seen[convention][name].select("ul.reasons li:not(.soft)"):
            listed[said(reason)] += 1
    assert len({str([row["verdict"] for row in rows]) for rows in printed.values()}) > 1
    rows = printed[convention]
    told = [row for row in rows if row["verdict"] not in FAMILIES["not the same"]]
    expected = Counter(f"{row['verdict']} {' '.join(row['reason'].split())}" for row in told)
    assert max(Counter(row["question_id"] for row in rows).values()) <= MOST_REASONS
    assert expected <= listed
    # What is listed besides is of pairs that another convention tells of the same thing.
    every = Counter(f"{row['verdict']} {' '.join(row['reason'].split())}" for row in rows)
    assert listed <= every


@pytest.mark.parametrize("convention", STATES)
def test_the_gaps_and_tags_of_a_state_are_those_of_its_verdicts(
    seen: dict, printed: dict, convention: str
) -> None:
    comparison = compare(load(RIVER), convention)
    clash = set()
    for row in printed[convention]:
        if row["verdict"] in FAMILIES["cannot both hold"]:
            clash.add(row["question_id"])
    blocks = 0
    for page in seen[convention].values():
        for block in page.select("section.block"):
            question = block["id"].rpartition("question-")[2]
            gap = comparison.gaps[question]
            where = f": {gap.places}" if gap.places else ""
            assert said(block.select_one(".apart")) == f"{gap.text} {gap.tag}{where}"
            assert (gap.tag == "cannot both hold") == (question in clash)
            blocks += 1
    assert blocks > 10


@pytest.mark.parametrize("convention", STATES)
def test_every_question_stands_once_on_the_board_of_a_state(seen: dict, convention: str) -> None:
    comparison = compare(load(RIVER), convention)
    rows = seen[convention]["index.html"].select("table.board tbody tr")
    told = {said(row.th): said(row.td) for row in rows}
    assert told == {
        comparison.status.loc[question, "question"]: f"{gap.line} {gap.tag}"
        for question, gap in comparison.gaps.items()
    }
