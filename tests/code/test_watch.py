"""A save rebuilds what depends on it; a broken edit leaves the last good pages."""

import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner

from claimbook import ledger, watch
from claimbook.cli import cli

RIVER = Path(__file__).parents[1] / "ledgers" / "river"
READ = "import claimbook as cb\nlen(cb.load(topics=['{}']).claims)"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("built") / "collection"
    shutil.copytree(RIVER, folder / "data")
    (folder / "notebooks").mkdir()
    for topic in ("casualties", "forces"):
        node = nbformat.v4.new_notebook()
        node.cells = [nbformat.v4.new_code_cell(READ.format(topic), id="c0")]
        nbformat.write(node, folder / "notebooks" / f"{topic}.ipynb")
    once(folder)
    return folder


@pytest.fixture
def collection(built, tmp_path):
    return Path(shutil.copytree(built, tmp_path / "collection"))


def once(folder: Path) -> str:
    data = folder / "data"
    return watch.once(folder / "notebooks", data, folder / "reports", data / "documents")


def replace(folder: Path, old: str, new: str) -> None:
    path = folder / "data" / "claims.csv"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    paths = [path for path in (folder / "reports").rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def test_one_line_says_what_an_edit_did_and_which_pages_it_made(collection):
    replace(collection, "river-post,soldiers,,4", "river-post,soldiers,at the dyke,4")
    said = once(collection)
    assert said.startswith("1 claim edited; ") and "\n" not in said
    assert "2 pages made (index.html, forces.html), 1 kept" in said
    assert once(collection).startswith("Nothing to rebuild")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (",exact,18,18,", ",exact,18,81,"),  # not valid
        ("35% of the fields", "36% of the fields"),  # not what the document says
    ],
)
def test_a_broken_edit_raises_its_message_and_keeps_the_pages(collection, old, new):
    before = contents(collection)
    replace(collection, old, new)
    with pytest.raises(ledger.LedgerError, match=r"claims\.csv:\d+"):
        once(collection)
    assert contents(collection) == before


def test_each_save_runs_one_round_and_what_is_no_edit_runs_none(tmp_path, monkeypatch):
    folder, out = tmp_path / "data", tmp_path / "data" / "reports"
    out.mkdir(parents=True)
    rounds, said, stop = [], [], threading.Event()

    def run(command):
        rounds.append(command)
        return subprocess.CompletedProcess(command, 1 if len(rounds) == 2 else 0)

    monkeypatch.setattr(watch.subprocess, "run", run)
    arguments = ([folder], out, ["--data", "x"], said.append, stop)
    watching = threading.Thread(target=watch.follow, args=arguments)
    watching.start()
    try:
        wait_for(lambda: len(rounds) == 1)
        (out / "index.html").write_text("made")
        (folder / ".~lock.claims.csv").write_text("locked")
        (folder / "notes.bak").write_text("no")
        time.sleep(1)
        assert len(rounds) == 1
        (folder / "claims.csv").write_text("edited")
        wait_for(lambda: len(rounds) == 2)
        wait_for(lambda: "Nothing was rebuilt; the last good pages stay." in said)
    finally:
        stop.set()
        watching.join()
    assert rounds[1][-4:] == ["watch", "--once", "--data", "x"]
    assert any(line.endswith(" claims.csv") for line in said)


def wait_for(condition) -> None:
    ends = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < ends, "nothing happened within 20 seconds"
        time.sleep(0.05)


def test_without_the_watching_library_the_command_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    (tmp_path / "notebooks").mkdir()
    options = ["--data", str(RIVER), "--notebooks", str(tmp_path / "notebooks")]
    ran = CliRunner().invoke(cli, ["watch", *options])
    assert ran.exit_code == 1 and 'pip install "claimbook[watch]"' in ran.output
