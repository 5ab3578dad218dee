"""What makes a page stale, and what a notebook is given of the ledger."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from claimbook.errors import ClaimbookError
from claimbook.report import freshness, notebooks

QUESTIONS = "question_id,topic,question\nq1,deaths,How many?\nq2,troops,How many?\n"
CLAIMS = 'claim_id,question_id,origin_id,note\nc1,q1,ria,"one, two"\nc2,q2,tass,\n'
SOURCES = "source_id,origin_id\nm6,meduza\n"
ORIGINS = "origin_id,name\nria,RIA\ntass,TASS\nmeduza,Meduza\n"
NOT_CLAIMS = "source_id,paragraph\nm6,1\n"
LEDGER = {
    "questions.csv": QUESTIONS.encode(),
    "claims.csv": CLAIMS.encode(),
    "sources.csv": SOURCES.encode(),
    "origins.csv": ORIGINS.encode(),
    "not_claims.csv": NOT_CLAIMS.encode(),
    "datapackage.json": b'{"name": "tiny"}',
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Make a ledger's folder."""
    freshness.write_ledger(LEDGER, tmp_path / "data")
    return tmp_path / "data"


def edited(name: str, old: str, new: str) -> dict[str, bytes]:
    """Return the ledger with one edit."""
    content = LEDGER[name].replace(old.encode(), new.encode())
    assert content != LEDGER[name]
    return LEDGER | {name: content}


# --- reading -------------------------------------------------------------------------------------


def test_a_ledger_is_read_without_what_is_not_of_it(data: Path):
    (data / "README.md").write_text("not of the ledger")
    (data / "second-coding").mkdir()
    assert freshness.read_ledger(data) == LEDGER


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("claims.csv", "pipe"),
        ("claims.csv", "endless"),
        ("datapackage.json", "folder"),
        ("datapackage.json", "sparse"),
    ],
)
def test_special_files_are_refused_and_never_waited_for(data: Path, name: str, kind: str):
    path = data / name
    path.unlink()
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "endless":
        path.symlink_to("/dev/zero")
    else:
        with path.open("wb") as file:
            file.truncate(2**31)
    with pytest.raises(ClaimbookError, match=f"^{name}: is "):
        freshness.read_ledger(data)


def test_an_edit_between_two_files_is_seen_in_both(data: Path, monkeypatch: pytest.MonkeyPatch):
    read, edits = freshness.read_bytes, iter(["edited"])

    def edited_after_the_first(path: Path) -> tuple[bytes, str]:
        found = read(path)
        for text in edits:
            (data / "claims.csv").write_text(text)
            (data / "origins.csv").write_text(text)
        return found

    monkeypatch.setattr(freshness, "read_bytes", edited_after_the_first)
    files = freshness.read_ledger(data)
    assert files["claims.csv"] == files["origins.csv"] == b"edited"


def test_a_ledger_that_never_rests_is_said(data: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(freshness, "READINGS", 3)
    readings = iter(range(1000))

    def changing(path: Path) -> tuple[bytes, str]:
        return str(next(readings)).encode(), ""

    monkeypatch.setattr(freshness, "read_bytes", changing)
    with pytest.raises(ClaimbookError, match="keeps changing while it is read; save it"):
        freshness.read_ledger(data)


# --- slices --------------------------------------------------------------------------------------


def test_a_slice_holds_its_topics_and_what_these_name():
    part = freshness.select(LEDGER, ["deaths"])
    assert part["questions.csv"] == b"question_id,topic,question\nq1,deaths,How many?\n"
    assert part["claims.csv"] == (b'claim_id,question_id,origin_id,note\nc1,q1,ria,"one, two"\n')
    assert part["origins.csv"] == b"origin_id,name\nria,RIA\nmeduza,Meduza\n"
    assert part["not_claims.csv"] == b"source_id,paragraph\n"
    same = ("sources.csv", "datapackage.json")
    assert all(part[name] == LEDGER[name] for name in same)


def test_an_edit_of_another_topic_leaves_a_slice_as_it_is():
    edit = edited("claims.csv", "c2,q2,tass,", "c2,q2,tass,corrected")
    digests = [
        [freshness.ledger_digest(freshness.select(files, [topic])) for files in (LEDGER, edit)]
        for topic in ("deaths", "troops")
    ]
    assert digests[0][0] == digests[0][1]
    assert digests[1][0] != digests[1][1]


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("questions.csv", b'question_id,topic\n"q1'),
        ("questions.csv", b"\xff\xfe"),
        ("claims.csv", b""),
        ("not_claims.csv", b'source_id\n"m6'),
    ],
)
def test_a_broken_file_is_handed_on_as_it_is(name: str, broken: bytes):
    part = freshness.select(LEDGER | {name: broken}, ["deaths"])
    assert part[name] == broken


def test_a_broken_row_is_no_hindrance():
    edit = edited("claims.csv", "c2,q2,tass,", "c2")
    assert freshness.select(edit, ["deaths"])["claims.csv"].count(b"\n") == 2


def test_a_column_that_may_be_absent_may_be_absent():
    edit = edited("sources.csv", "source_id,origin_id\nm6,meduza", "source_id\nm6")
    assert freshness.select(edit, ["deaths"])["origins.csv"] == b"origin_id,name\nria,RIA\n"


# --- digests of the ledger -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + QUESTIONS.encode(),
        QUESTIONS.replace("\n", "\r\n").encode(),
        QUESTIONS.replace("deaths", '"deaths"').encode(),
    ],
    ids=["byte-order mark", "line ends", "quoting"],
)
def test_how_a_program_saves_a_csv_makes_nothing_stale(content: bytes):
    saved = LEDGER | {"questions.csv": content}
    assert freshness.normal(saved) == freshness.normal(LEDGER)


@pytest.mark.parametrize(
    "edit",
    [
        edited("claims.csv", "one, two", "one, three"),
        edited("questions.csv", "q1,deaths,How many?\nq2,troops", "q2,troops,How many?\nq1,deaths"),
        edited("datapackage.json", "tiny", "other"),
        {name: LEDGER[name] for name in LEDGER if name != "not_claims.csv"},
        LEDGER | {"claims.csv": b'"'},
    ],
    ids=["cell", "order", "description", "file gone", "broken"],
)
def test_an_edit_makes_stale(edit: dict[str, bytes]):
    assert freshness.ledger_digest(edit) != freshness.ledger_digest(LEDGER)


# --- notebooks -----------------------------------------------------------------------------------


def found(folder: Path, metadata: object = None, **cell: object) -> notebooks.Notebook:
    """The only notebook of a folder, with one cell, as it is found."""
    made = {"cell_type": "code", "source": "1", "metadata": {}} | cell
    node = {"cells": [made], "metadata": {"claimbook": metadata}}
    (folder / "n.ipynb").write_text(json.dumps(node))
    return notebooks.find(folder, ["deaths"], "tiny")[0]


@pytest.mark.parametrize(
    ("declared", "needs"),
    [
        ({"topics": ["deaths"], "documents": True, "ledger": "tiny"}, (("deaths",), True, "tiny")),
        ({"topics": "deaths", "documents": "yes", "ledger": 5}, (None, False, "")),
        ({"topics": ["deaths", 5], "documents": 1}, (None, False, "")),
        (["deaths"], (None, False, "")),
        (None, (None, False, "")),
    ],
)
def test_what_a_notebook_declares_is_what_it_needs(tmp_path: Path, declared: object, needs: tuple):
    read = found(tmp_path, declared)
    assert (read.topics, read.documents, read.ledger) == needs


def test_outputs_make_no_page_stale_but_code_tags_and_needs_do(tmp_path: Path):
    same = [
        found(tmp_path).cells,
        found(tmp_path, outputs=["a chart"], execution_count=5, id="other").cells,
        found(tmp_path, source=["1"]).cells,
    ]
    others = [
        found(tmp_path, source="2").cells,
        found(tmp_path, metadata={"topics": ["deaths"]}).cells,
        found(tmp_path, **{"metadata": {"documents": True}}).cells,
    ]
    assert len({*same}) == 1 and len({*same, *others}) == 4


# --- documents, package, libraries ---------------------------------------------------------------


def test_documents_count_under_any_name_and_nothing_special_is_opened(tmp_path: Path):
    assert freshness.documents_digest(None) == freshness.documents_digest(tmp_path / "none") == ""
    (tmp_path / "a.txt").write_text("one")
    before = freshness.documents_digest(tmp_path)
    (tmp_path / "a.txt").rename(tmp_path / "b.txt")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "endless").symlink_to("/dev/zero")
    assert freshness.documents_digest(tmp_path) == before
    (tmp_path / "b.txt").write_text("two")
    assert freshness.documents_digest(tmp_path) != before


def test_templates_and_data_of_the_package_count_but_no_caches(tmp_path: Path):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text("one")
    before = freshness.package_digest(tmp_path)
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "cli.pyc").write_text("x")
    assert freshness.package_digest(tmp_path) == before
    (tmp_path / "templates" / "page.html").write_text("two")
    assert freshness.package_digest(tmp_path) != before


def test_a_library_that_comes_or_goes_makes_stale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    before = freshness.versions()
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "markupsafe-99.dist-info").mkdir()
    assert set(freshness.versions()) - set(before) == {"markupsafe-99.dist-info"}


def test_no_two_lists_of_parts_have_the_same_digest():
    assert freshness.digest("ab", "c") != freshness.digest("a", "bc") != freshness.digest("abc")


def test_freshness_is_told_without_heavy_imports():
    heavy = ["pandas", "numpy", "matplotlib", "nbclient", "nbconvert", "nbformat", "jupyter_client"]
    code = "import sys; from claimbook.report import freshness, publish; "
    code += f"print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
