"""What makes a page stale, and what a notebook is given of the ledger."""

import json
import os
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


@pytest.mark.parametrize("broken", [b'question_id,topic\n"q1', b"\xff\xfe", b""])
def test_a_broken_file_is_handed_on_as_it_is(broken: bytes):
    part = freshness.select(LEDGER | {"questions.csv": broken}, ["deaths"])
    assert part["questions.csv"] == broken


def test_neither_a_broken_row_nor_a_column_that_is_absent_is_a_hindrance():
    short = edited("claims.csv", "c2,q2,tass,", "c2")
    assert freshness.select(short, ["deaths"])["claims.csv"].count(b"\n") == 2
    absent = edited("sources.csv", "source_id,origin_id\nm6,meduza", "source_id\nm6")
    assert freshness.select(absent, ["deaths"])["origins.csv"] == b"origin_id,name\nria,RIA\n"


# --- digests -------------------------------------------------------------------------------------


def test_an_edit_makes_stale_and_how_a_program_saves_a_csv_does_not():
    marked = LEDGER | {"questions.csv": b"\xef\xbb\xbf" + QUESTIONS.encode()}
    ends = edited("questions.csv", "\n", "\r\n")
    quoted = edited("questions.csv", "deaths", '"deaths"')
    edits = [
        edited("claims.csv", "one, two", "one, three"),
        edited("questions.csv", "q1,deaths,How many?\nq2,troops", "q2,troops,How many?\nq1,deaths"),
        edited("datapackage.json", "tiny", "other"),
        {name: LEDGER[name] for name in LEDGER if name != "not_claims.csv"},
        LEDGER | {"claims.csv": b'"'},
    ]
    same, others = (
        {freshness.ledger_digest(freshness.normal(files)) for files in each}
        for each in ([LEDGER, marked, ends, quoted], edits)
    )
    assert len(same) == 1 and len(others - same) == len(edits)


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
        ({"topics": ["deaths", 5], "documents": "yes", "ledger": 5}, (None, False, "")),
        (["deaths"], (None, False, "")),
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
