"""A build makes what an edit touched, shows one state, and publishes all or nothing."""

import json
import shutil
from html import unescape
from pathlib import Path

import made
import pytest
import tiny

from claimbook.errors import ClaimbookError
from claimbook.report import build, publish

FIGURE = "18 people,exact,18,18"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A collection with a report, to look at."""
    folder = tiny.collection(tmp_path_factory.mktemp("built"))
    make(folder)
    return folder


@pytest.fixture
def own(built: Path, tmp_path: Path) -> Path:
    """A copy of it, to change."""
    return Path(shutil.copytree(built, tmp_path / "own"))


@pytest.fixture
def quiet(tmp_path: Path) -> Path:
    """A collection with a report, to change, that takes no notebook and so no time."""
    folder = tiny.quiet(tmp_path / "quiet")
    make(folder)
    return folder


def make(folder: Path, out: str = "reports", **options: object) -> build.Result:
    return build.build(folder / "notebooks", folder / "data", folder / out, **options)


def text(folder: Path, page: str) -> str:
    return (folder / "reports" / page).read_text(encoding="utf-8")


# --- what is made --------------------------------------------------------------------------------


def test_a_topic_without_a_notebook_gets_its_page_from_the_one_for_all(built: Path) -> None:
    pages = set(tiny.contents(built / "reports"))
    assert {"01-losses.html", "topic-time.html", "topic-conduct.html"} <= pages
    assert {"index.html", "documents.html", "figures.html", "data.html", "verdicts.csv"} <= pages
    assert {"source-post.html", "source-board.html", "source-blog.html"} <= pages
    assert not {"topic-losses.html", "09-other.html"} & pages  # nor one of another ledger


def test_folders_may_be_named_from_here(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tiny.edit(own / "data" / "claims.csv", FIGURE, "30 people,exact,30,30")
    monkeypatch.chdir(own)
    assert "01-losses.html" in make(Path()).built


def test_a_notebook_is_given_the_slice_it_declares(built: Path) -> None:
    assert "['losses'] ['a', 'b']" in unescape(text(built, "01-losses.html"))
    assert "['time'] ['c']" in unescape(text(built, "topic-time.html"))


def test_a_ledger_without_claims_makes_a_page_that_says_what_to_do(tmp_path: Path) -> None:
    folder = tiny.collection(tmp_path)
    made.write(folder / "data", [], questions=[], sources=[], origins=[], scopes=[])
    make(folder)
    assert "What to do next" in text(folder, "index.html")


def test_the_report_of_a_day_is_that_of_a_ledger_without_later_documents(
    quiet: Path, tmp_path: Path
) -> None:
    make(quiet, "known", as_known="2019-03-09")
    other = tiny.quiet(tmp_path / "other")
    claims = [claim for claim in tiny.CLAIMS if claim["source_id"] != "blog"]
    made.write(other / "data", claims, sources=made.SOURCES[:2])
    make(other)
    assert tiny.contents(quiet / "known") == tiny.contents(other / "reports")
    with pytest.raises(ClaimbookError, match="“last week” is not a day; write 2022-01-06"):
        make(quiet, "known", as_known="last week")


# --- what is made again --------------------------------------------------------------------------


def test_an_edit_remakes_the_pages_that_show_it_and_its_undoing_gives_the_same_bytes(
    own: Path,
) -> None:
    before, claims = tiny.contents(own / "reports"), own / "data" / "claims.csv"
    original = claims.read_bytes()
    assert make(own).built == []
    tiny.edit(claims, FIGURE, "30 people,exact,30,30")
    result = make(own)
    assert sorted(result.built) == ["01-losses.html", "index.html"]
    assert result.changes.startswith("1 claim edited; 1 verdict changed")
    after = tiny.contents(own / "reports")
    make(own, "clean")
    assert after == tiny.contents(own / "clean") != before
    claims.write_bytes(original)
    make(own)
    assert tiny.contents(own / "reports") == before


def test_a_new_topic_gets_its_page_and_one_that_goes_loses_it(own: Path) -> None:
    tiny.edit(own / "data" / "questions.csv", ",time,", ",hours,")
    make(own)
    pages = set(tiny.contents(own / "reports"))
    assert "topic-hours.html" in pages and "topic-time.html" not in pages
    assert 'href="topic-hours.html"' in text(own, "01-losses.html")


def test_stored_outputs_of_a_notebook_do_not_count_its_cells_do(own: Path) -> None:
    path = own / "notebooks" / "01-losses.ipynb"
    node = json.loads(path.read_text())
    node["cells"][1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "old"}]
    path.write_text(json.dumps(node))
    assert make(own).built == []
    node["cells"][1]["source"] += "\nprint('more')"
    path.write_text(json.dumps(node))
    assert make(own).built == ["01-losses.html"]


def test_a_damaged_page_is_made_again(quiet: Path) -> None:
    before = tiny.contents(quiet / "reports")
    (quiet / "reports" / "source-post.html").write_bytes(publish.MARKS[0] + b"<html>")
    assert make(quiet).built == ["index.html"]
    assert tiny.contents(quiet / "reports") == before


def test_an_edit_that_is_undone_during_the_build_leaves_no_stale_page(own: Path) -> None:
    claims = own / "data" / "claims.csv"
    original = claims.read_bytes()
    edit_then_undo = (
        f"import pathlib; claims = pathlib.Path({str(claims)!r})\n"
        "kept = claims.read_bytes()\n"
        "claims.write_bytes(kept.replace(b'18', bytes([49, 57])))\n"
        "import claimbook as cb; shown = sorted(cb.load().claims['low'])\n"
        "claims.write_bytes(kept)\n"
        "print(shown)"
    )
    tiny.notebook(own / "notebooks" / "01-losses.ipynb", "# Losses", edit_then_undo)
    (own / "notebooks" / "topic.ipynb").unlink()
    make(own)
    assert claims.read_bytes() == original
    assert "'19'" not in unescape(text(own, "01-losses.html"))
    assert make(own).built == []


def test_an_edit_during_a_build_is_the_next_build(own: Path) -> None:
    claims = own / "data" / "claims.csv"
    edit = (
        f"import pathlib; claims = pathlib.Path({str(claims)!r})\n"
        "_ = claims.write_bytes(claims.read_bytes().replace(b'18', bytes([49, 57])))"
    )
    tiny.notebook(own / "notebooks" / "01-losses.ipynb", "# Losses", edit, topics=["losses"])
    (own / "notebooks" / "topic.ipynb").unlink()
    make(own)
    assert "19 people" not in text(own, "figures.html")
    assert sorted(make(own).built) == ["01-losses.html", "index.html"]
    assert "19 people" in text(own, "figures.html")


# --- what is refused -----------------------------------------------------------------------------


def test_a_failing_notebook_or_a_broken_ledger_leaves_the_last_good_report(own: Path) -> None:
    before = tiny.contents(own / "reports")
    tiny.notebook(own / "notebooks" / "01-losses.ipynb", "# Wrong", "1 / 0", topics=["losses"])
    with pytest.raises(ClaimbookError, match=r"01-losses.ipynb, cell \[1\] “1 / 0”: ZeroDiv"):
        make(own)
    assert tiny.contents(own / "reports") == before
    tiny.edit(own / "data" / "claims.csv", FIGURE, "18 people,exact,18,19")
    with pytest.raises(ClaimbookError, match="claims.csv:2: "):
        make(own)
    assert tiny.contents(own / "reports") == before


@pytest.mark.parametrize("name", ["index", "source-post", "topic-time"])
def test_a_notebook_cannot_take_the_place_of_a_page(quiet: Path, name: str) -> None:
    tiny.notebook(quiet / "notebooks" / f"{name}.ipynb", "# Mine")
    with pytest.raises(ClaimbookError, match="a page of this name is another; rename it"):
        make(quiet)


def test_hidden_notebooks_and_locks_of_editors_are_passed_over(quiet: Path) -> None:
    tiny.notebook(quiet / "notebooks" / ".hidden.ipynb", "# Hidden")
    (quiet / "notebooks" / ".#01.ipynb").symlink_to("somebody@somewhere.1")
    assert make(quiet).built == []


def test_a_notebook_with_marks_of_a_merge_is_named(quiet: Path) -> None:
    path = quiet / "notebooks" / "09-other.ipynb"
    path.write_text("<<<<<<< HEAD\n" + path.read_text() + "=======\n>>>>>>> other\n")
    with pytest.raises(ClaimbookError, match="09-other.ipynb .* a merge left its marks in it"):
        make(quiet)


def test_a_picture_without_words_is_refused(quiet: Path) -> None:
    draws = "import matplotlib.pyplot as plt\nplt.plot([1, 2]);"
    tiny.notebook(quiet / "notebooks" / "02-picture.ipynb", "# Picture", draws)
    with pytest.raises(ClaimbookError, match="02-picture.ipynb: a picture has no text alternative"):
        make(quiet)
