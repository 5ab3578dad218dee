"""A build makes what an edit touched, shows one state, and publishes all or nothing."""

import json
import shutil
from html import unescape
from pathlib import Path

import made
import pytest
import tiny
from click.testing import CliRunner
from nbformat.v4 import new_code_cell, new_notebook, new_output

from claimbook.cli import cli
from claimbook.errors import ClaimbookError
from claimbook.report import build, notebooks, publish


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A collection with a report, to look at."""
    folder = tiny.collection(tmp_path_factory.mktemp("built"))
    make(folder)
    return folder


@pytest.fixture
def quiet(tmp_path: Path) -> Path:
    """The same without a report or a notebook to run, to change."""
    return tiny.quiet(tmp_path / "quiet")


def make(folder: Path, out: str = "reports", **options: object) -> build.Result:
    return build.build(folder / "notebooks", folder / "data", folder / out, **options)


def text(folder: Path, page: str) -> str:
    return unescape((folder / "reports" / page).read_text(encoding="utf-8"))


def test_a_topic_without_a_notebook_gets_its_page_from_the_one_for_all(built: Path) -> None:
    pages = set(tiny.contents(built / "reports"))
    assert {"01-losses.html", "topic-time.html", "topic-conduct.html", "source-post.html"} <= pages
    assert {"index.html", "documents.html", "figures.html", "data.html", "verdicts.csv"} <= pages
    assert not {"topic-losses.html", "09-other.html"} & pages  # nor one of another ledger
    assert "['losses'] ['a', 'b']" in text(built, "01-losses.html")  # the slice it declares
    assert "['time'] ['c']" in text(built, "topic-time.html")


def test_a_ledger_without_claims_makes_a_page_that_says_what_to_do(tmp_path: Path) -> None:
    folder = tiny.collection(tmp_path)
    made.write(folder / "data", [], questions=[], sources=[], origins=[], scopes=[])
    make(folder)
    assert "What to do next" in text(folder, "index.html")


def test_the_report_of_a_day_is_that_of_a_ledger_without_later_documents(quiet: Path) -> None:
    with pytest.raises(ValueError, match="“last week” is not a day; write 2022-01-06"):
        make(quiet, "known", as_known="last week")
    make(quiet, "known", as_known="2019-03-09")
    claims = [claim for claim in tiny.CLAIMS if claim["source_id"] != "blog"]
    made.write(quiet / "data", claims, sources=made.SOURCES[:2])
    title, description = "The flood, as known on 9 Mar 2019", quiet / "data" / "datapackage.json"
    described = json.loads(description.read_text()) if description.exists() else {}
    description.write_text(json.dumps(described | {"title": title}))
    make(quiet)
    assert title in text(quiet, "index.html")
    assert tiny.contents(quiet / "known") == tiny.contents(quiet / "reports")


def test_the_report_of_a_day_has_a_folder_of_its_own(quiet: Path, monkeypatch) -> None:
    monkeypatch.chdir(quiet)
    done = CliRunner().invoke(cli, ["report", "--as-known", "2019-03-09"])
    assert done.output.startswith("reports-2019-03-09/index.html: ")
    assert (quiet / "reports-2019-03-09" / "index.html").is_file()
    assert not (quiet / "reports").exists()


def test_an_edit_remakes_the_pages_that_show_it_and_its_undoing_gives_the_same_bytes(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = Path(shutil.copytree(built, tmp_path / "own"))
    before, claims = tiny.contents(own / "reports"), own / "data" / "claims.csv"
    original = claims.read_bytes()
    assert make(own).built == []
    tiny.edit(claims, "18 people,exact,18,18", "30 people,exact,30,30")
    monkeypatch.chdir(own)
    result = make(Path())  # folders may be named from here
    assert sorted(result.built) == ["01-losses.html", "index.html"]
    assert result.changes.startswith("1 claim edited; 1 verdict changed")
    assert tiny.contents(own / "reports") != before
    claims.write_bytes(original)
    make(own)
    assert tiny.contents(own / "reports") == before
    tiny.edit(own / "data" / "questions.csv", ",time,", ",hours,")
    make(own)  # a new topic gets its page, and one that goes loses it
    pages = set(tiny.contents(own / "reports"))
    assert "topic-hours.html" in pages and "topic-time.html" not in pages
    assert 'href="topic-hours.html"' in text(own, "01-losses.html")


def test_a_damaged_page_is_made_again(quiet: Path) -> None:
    make(quiet)
    before = tiny.contents(quiet / "reports")
    (quiet / "reports" / "source-post.html").write_bytes(publish.MARKS[0] + b"<html>")
    assert make(quiet).built == ["index.html"]
    assert tiny.contents(quiet / "reports") == before


def test_an_edit_during_a_build_is_the_next_build(quiet: Path) -> None:
    """All pages show one state, so an edit that is undone meanwhile is nowhere to be seen."""
    edit = (
        f"import pathlib; claims = pathlib.Path({str(quiet / 'data' / 'claims.csv')!r})\n"
        "_ = claims.write_bytes(claims.read_bytes().replace(b'18', bytes([49, 57])))\n"
        "import claimbook as cb; print(sorted(cb.load().claims['low']))"
    )
    tiny.notebook(quiet / "notebooks" / "01-losses.ipynb", "# Losses", edit, topics=["losses"])
    make(quiet)
    assert "['18', '30']" in text(quiet, "01-losses.html")
    assert "19 people" not in text(quiet, "figures.html")
    assert sorted(make(quiet).built) == ["01-losses.html", "index.html"]
    assert "['19', '30']" in text(quiet, "01-losses.html")
    assert "19 people" in text(quiet, "figures.html")


def test_a_failing_notebook_leaves_the_last_good_report(quiet: Path) -> None:
    make(quiet)
    before = tiny.contents(quiet / "reports")
    tiny.notebook(quiet / "notebooks" / "01-losses.ipynb", "# Wrong", "1 / 0", topics=["losses"])
    with pytest.raises(ClaimbookError, match=r"01-losses.ipynb, cell \[1\] “1 / 0”: ZeroDiv"):
        make(quiet)
    assert tiny.contents(quiet / "reports") == before


@pytest.mark.parametrize("name", ["index", "source-post", "topic-time"])
def test_a_notebook_cannot_take_the_place_of_a_page(quiet: Path, name: str) -> None:
    tiny.notebook(quiet / "notebooks" / f"{name}.ipynb", "# Mine")
    with pytest.raises(ClaimbookError, match="a page of this name is another; rename it"):
        make(quiet)


def test_what_is_hidden_is_passed_over_and_what_a_merge_left_is_named(quiet: Path) -> None:
    make(quiet)
    tiny.notebook(quiet / "notebooks" / ".hidden.ipynb", "# Hidden")
    (quiet / "notebooks" / ".#01.ipynb").symlink_to("somebody@somewhere.1")
    assert make(quiet).built == []
    path = quiet / "notebooks" / "09-other.ipynb"
    path.write_text("<<<<<<< HEAD\n" + path.read_text() + "=======\n>>>>>>> other\n")
    with pytest.raises(ClaimbookError, match="09-other.ipynb .* a merge left its marks in it"):
        make(quiet)


def test_a_picture_without_words_is_refused() -> None:
    picture = new_output("display_data", {"image/png": "eA=="})
    node = new_notebook(cells=[new_code_cell("draw()", outputs=[picture])])
    with pytest.raises(ClaimbookError, match="02.ipynb: a picture has no text alternative"):
        notebooks.inside(node, "02.ipynb")
