"""What makes a page stale, and what a notebook is given of the ledger."""

import json
import os
from pathlib import Path

import pytest

import claimbook
from claimbook.errors import ClaimbookError
from claimbook.report import freshness, notebooks

LEDGER = {
    "questions.csv": b"question_id,topic,question\nq1,deaths,How many?\nq2,troops,How many?\n",
    "claims.csv": b'claim_id,question_id,origin_id,note\nc1,q1,ria,"one, two"\nc2,q2,tass,\n',
    "sources.csv": b"source_id,origin_id\nm6,meduza\n",
    "origins.csv": b"origin_id,name\nria,RIA\ntass,TASS\nmeduza,Meduza\n",
    "not_claims.csv": b"source_id,paragraph\nm6,1\n",
    "datapackage.json": b'{"name": "tiny"}',
}


def edited(name: str, old: bytes, new: bytes) -> dict[str, bytes]:
    """Return the ledger with one edit."""
    content = LEDGER[name].replace(old, new)
    assert content != LEDGER[name]
    return LEDGER | {name: content}


def test_an_edit_between_two_files_is_seen_in_both_and_no_other_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    freshness.write_ledger(LEDGER | {"README.md": b"not of the ledger"}, tmp_path)
    assert freshness.read_ledger(tmp_path) == LEDGER
    read, edits = freshness.read_bytes, iter(["edited"])

    def edited_after_the_first(path: Path) -> tuple[bytes, str]:
        found = read(path)
        for text in edits:
            (tmp_path / "claims.csv").write_text(text)
            (tmp_path / "origins.csv").write_text(text)
        return found

    monkeypatch.setattr(freshness, "read_bytes", edited_after_the_first)
    files = freshness.read_ledger(tmp_path)
    assert files["claims.csv"] == files["origins.csv"] == b"edited"


def test_a_ledger_that_never_rests_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(freshness, "READINGS", 3)
    readings = iter(range(1000))
    monkeypatch.setattr(freshness, "read_bytes", lambda path: (b"%d" % next(readings), ""))
    with pytest.raises(ClaimbookError, match="keeps changing while it is read; save it"):
        freshness.read_ledger(tmp_path)


def test_a_slice_holds_its_topics_and_what_these_name():
    part = freshness.select(LEDGER, ["deaths"])
    assert part["questions.csv"] == b"question_id,topic,question\nq1,deaths,How many?\n"
    assert part["claims.csv"] == b'claim_id,question_id,origin_id,note\nc1,q1,ria,"one, two"\n'
    assert part["origins.csv"] == b"origin_id,name\nria,RIA\nmeduza,Meduza\n"
    assert part["not_claims.csv"] == b"source_id,paragraph\n"
    assert part["sources.csv"] == LEDGER["sources.csv"]
    second = {freshness.SECOND: b"claim_id\n"}
    assert freshness.SECOND not in freshness.select(LEDGER | second, ["deaths"])


def test_a_document_that_tells_of_other_topics_alone_is_silent_in_a_slice(
    river: Path, tmp_path: Path
):
    whole = freshness.read_ledger(river)
    for topic in freshness.topics(whole):
        folder = tmp_path / topic
        freshness.write_ledger(freshness.select(whole, [topic]), folder)
        silent = claimbook.load(folder).status()["silent"]
        assert silent.equals(claimbook.load(river, topics=[topic]).status()["silent"])


@pytest.mark.parametrize("broken", [b'question_id,topic\n"q1', b"\xff\xfe", b""])
def test_a_broken_file_is_handed_on_as_it_is(broken: bytes):
    part = freshness.select(LEDGER | {"questions.csv": broken}, ["deaths"])
    assert part["questions.csv"] == broken


def test_neither_a_broken_row_nor_a_column_that_is_absent_is_a_hindrance():
    short = edited("claims.csv", b"c2,q2,tass,", b"c2")
    assert freshness.select(short, ["deaths"])["claims.csv"].count(b"\n") == 2
    absent = edited("sources.csv", b"source_id,origin_id\nm6,meduza", b"source_id\nm6")
    assert freshness.select(absent, ["deaths"])["origins.csv"] == b"origin_id,name\nria,RIA\n"


def test_an_edit_makes_stale_and_how_a_program_saves_a_csv_does_not():
    same = [
        LEDGER,
        edited("questions.csv", b"question_id,t", b"\xef\xbb\xbfquestion_id,t"),
        edited("questions.csv", b"\n", b"\r\n"),
        edited("questions.csv", b"deaths", b'"deaths"'),
    ]
    edits = [
        edited("claims.csv", b"one, two", b"one, three"),
        edited("origins.csv", b"ria,RIA\ntass,TASS", b"tass,TASS\nria,RIA"),
        edited("datapackage.json", b"tiny", b"other"),
        {name: LEDGER[name] for name in LEDGER if name != "not_claims.csv"},
        LEDGER | {"claims.csv": b'"'},
    ]
    one, others = (
        {freshness.ledger_digest(freshness.normal(files)) for files in each}
        for each in (same, edits)
    )
    assert len(one) == 1 and len(others - one) == len(edits)
    assert freshness.digest("ab", "c") != freshness.digest("a", "bc")


def found(folder: Path, declared: object = None, **cell: object) -> notebooks.Notebook:
    """The only notebook of a folder, with one cell, as it is found."""
    made = {"cell_type": "code", "source": "1", "metadata": {}} | cell
    node = {"cells": [made], "metadata": {"claimbook": declared}}
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
    same = [{}, {"outputs": ["a chart"], "execution_count": 5, "id": "other"}, {"source": ["1"]}]
    others = [{"source": "2"}, {"metadata": {"tags": ["picture"]}}]
    cells = {found(tmp_path, **each).cells for each in same}
    more = {found(tmp_path, **each).cells for each in others} | {found(tmp_path, {"a": 1}).cells}
    assert len(cells) == 1 and len(more - cells) == 3


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


def test_templates_of_the_package_and_libraries_count_but_no_caches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "page.html").write_text("one")
    before, versions = freshness.package_digest(tmp_path), freshness.versions()
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "cli.pyc").write_text("x")
    assert freshness.package_digest(tmp_path) == before
    (tmp_path / "page.html").write_text("two")
    assert freshness.package_digest(tmp_path) != before
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "markupsafe-99.dist-info").mkdir()
    assert {*freshness.versions()} - {*versions} == {"markupsafe-99.dist-info"}
