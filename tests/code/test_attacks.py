"""What is mailed may be hostile, and what is named may be the user's: nothing is lost, or run."""

import json
import shutil
import subprocess
from pathlib import Path

import children
import made
import pytest
import tiny
from click.testing import CliRunner

from claimbook.cli import cli
from claimbook.report import build, publish

OURS = "holds files that claimbook did not make"
FOREIGN = "was not made by claimbook; move it away, or name another file"


def tree(folder: Path) -> dict[str, bytes]:
    """Every file under a folder, links as what they lead to."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A collection with a report; nothing is claimed in it, so that it takes no time."""
    folder = tiny.collection(tmp_path_factory.mktemp("built"))
    made.write(folder / "data", [], questions=[], sources=[], origins=[], scopes=[])
    build.build(folder / "notebooks", folder / "data", folder / "reports")
    return folder


@pytest.fixture
def own(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, to be attacked, as the current folder; beside it what is the user's."""
    folder = Path(shutil.copytree(built, tmp_path / "own"))
    (tmp_path / "diary.html").write_text("mine")
    (tmp_path / "diary").mkdir()
    (tmp_path / "diary" / "index.html").write_text("mine")
    (tmp_path / "diary" / "verdicts.csv").write_text("question_id\nmine\n")
    monkeypatch.chdir(folder)
    return folder


def refused(*words: str) -> str:
    """Give a command that must be refused: the sentence it ends with."""
    done = CliRunner().invoke(cli, words)
    assert done.exit_code == 1 and isinstance(done.exception, SystemExit), done.output
    return done.stderr


def edited(folder: Path) -> None:
    """Edit its ledger, so that the report is made anew."""
    (folder / "data" / "scopes.csv").write_text("scope,within,note\nOld Town,,\n")


def rebuilt(folder: Path) -> list[str]:
    return build.build(folder / "notebooks", folder / "data", folder / "reports").built


# --- targets -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "target", "reason"),
    [
        ("report --out", "../diary", OURS),
        ("report --out", "../diary.html", "is a file; name a folder"),
        ("watch --once --out", "link", OURS),
        ("export --out", "../diary", OURS),
        ("export charts", "link", OURS),
        ("report --single", "../diary.html", FOREIGN),
        ("report --single", "notebooks/01-losses.ipynb", "name a file that ends in .html, not"),
        ("changes data --html", "link.html", FOREIGN),
        ("changes data --html", "folder.html", FOREIGN),
    ],
)
def test_nothing_of_the_users_is_written_over_or_added_to(
    own: Path, tmp_path: Path, command: str, target: str, reason: str
) -> None:
    (own / "link").symlink_to(tmp_path / "diary")
    (own / "link.html").symlink_to(tmp_path / "diary.html")
    (own / "folder.html").mkdir()
    before = tree(tmp_path)
    assert reason in refused(*command.split(), target)
    assert tree(tmp_path) == before


@pytest.mark.parametrize("name", ["reports", "*"])
def test_hidden_folders_beside_a_report_stay_whatever_its_name(own: Path, name: str) -> None:
    for kept in (".reports-archive", ".vscode-server", ".proj-notes", ".ledger"):
        (own / kept).mkdir()
        (own / kept / "2025.html").write_text("mine")
    done = CliRunner().invoke(cli, ["report", "--out", name])
    assert done.exit_code == 0, done.output
    assert [p.parent.name for p in sorted(own.glob(".*/2025.html"))] == [
        ".ledger", ".proj-notes", ".reports-archive", ".vscode-server",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["verdicts.csv", publish.LEDGERS])
def test_a_page_that_became_a_link_is_not_written_through(
    own: Path, tmp_path: Path, name: str
) -> None:
    page = own / "reports" / name
    page.rename(tmp_path / "other")
    page.symlink_to(tmp_path / "other")
    edited(own)
    before = tree(tmp_path)
    assert f"{name} was not made by claimbook" in refused("report")
    assert tree(tmp_path) == before


def test_a_mistyped_folder_of_documents_is_no_folder_without_documents(own: Path) -> None:
    before = tree(own)
    assert "there is no folder" in refused("report", "--documents", "data/documnets")
    assert tree(own) == before


# --- the state of a report that was mailed -------------------------------------------------------

MINE = publish.sha256(b"mine")
OUTSIDE = {"key": "", "files": ["../diary.txt", "/etc/passwd", 5, None, ["x"], "index.html"]}
STATES = [
    '{"files": [], "pages": []}', "[" * 100_000,
    json.dumps({"files": {"../diary.txt": [MINE]}, "pages": {"index.html": OUTSIDE}}),
    json.dumps({"files": {"index.html": 5}, "pages": {"index.html": {"files": {"a": 1}}}}),
]  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_a_damaged_foreign_or_hostile_state_means_build_anew(own: Path, state: str) -> None:
    good = tiny.contents(own / "reports")
    (own / "diary.txt").write_text("mine")
    (own / "reports" / publish.STATE).write_text(state)
    assert rebuilt(own) == ["index.html"]
    assert tiny.contents(own / "reports") == good
    assert (own / "diary.txt").read_text() == "mine"
    assert rebuilt(own) == []


def test_what_is_kept_of_the_ledger_before_may_be_anything(own: Path) -> None:
    hostile = '{"now": {"../x": "y"}, "before": {"claims.csv": 5}}'
    (own / "reports" / publish.LEDGERS).write_text(hostile)
    edited(own)
    assert rebuilt(own) == ["index.html"]
    assert build.NO_REPORT in (own / "reports" / "changes.html").read_text()
    assert not (own / "x").exists() and not (own.parent / "x").exists()


# --- a ledger that was mailed --------------------------------------------------------------------


def git(folder: Path, *words: str) -> str:
    name = ["-c", "user.name=a", "-c", "user.email=a@b"]
    command = ["git", "-C", str(folder), *name, *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("there", [True, False], ids=["whole", "to be fetched"])
def test_reading_a_revision_runs_nothing_that_its_repository_names(own: Path, there: bool) -> None:
    data, ran = own / "data", own / "ran"
    runs = f"touch {ran}; cat"
    for words in ("init -q", "add -A", "commit -q -m x"):
        git(data, *words.split())
    (data / ".git" / "info" / "attributes").write_text("*.csv filter=x diff=x\n")
    hook = data / ".git" / "hooks" / "post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\n{runs}\n")
    hook.chmod(0o755)
    if not there:
        for path in (data / ".git" / "objects").glob("[0-9a-f][0-9a-f]/*"):
            if git(data, "cat-file", "-t", path.parent.name + path.name) == "blob\n":
                path.unlink()
    settings = {
        "filter.x.smudge": runs, "filter.x.process": runs, "diff.x.textconv": runs,
        "core.fsmonitor": runs, "core.pager": runs, "core.sshCommand": runs,
        "alias.cat-file": f"!{runs}", "core.repositoryFormatVersion": "1",
        "extensions.partialClone": "origin", "remote.origin.promisor": "true",
        "remote.origin.url": f"ext::sh -c 'touch% {ran}'", "protocol.allow": "always",
    }  # fmt: skip
    for name, value in settings.items():
        git(data, "config", name, value)
    done = CliRunner().invoke(cli, ["changes", "HEAD"])
    assert not ran.exists()
    if there:
        assert (done.exit_code, done.output) == (0, "The ledger is the same.\n")
    else:
        assert "neither a folder nor a git revision that has data/" in done.stderr


@pytest.mark.parametrize(
    ("command", "place", "kind", "said"),
    [
        ("report", "notebooks/01-losses.ipynb", "endless", "01-losses.ipynb"),
        ("report", "notebooks/topic.ipynb", "too large", "topic.ipynb"),
        ("report", f"reports/{publish.STATE}", "pipe", ""),
        ("changes", f"reports/{publish.LEDGERS}", "endless", "no report"),
    ],
)
def test_what_is_no_file_of_a_sound_size_is_not_read_or_waited_for(
    own: Path, command: str, place: str, kind: str, said: str
) -> None:
    if place.startswith("notebooks"):  # which is run where it has something to show
        made.write(own / "data", tiny.CLAIMS)
    tiny.put(own / place, kind)
    status, output = children.run(command, cwd=own)
    assert (status == 1) == bool(said) and said in output
    assert "Traceback" not in output and "Errno" not in output


def test_verdicts_are_the_same_bytes_whatever_the_locale(own: Path) -> None:
    made.write(own / "data", tiny.CLAIMS)
    here = CliRunner().invoke(cli, ["verdicts"]).stdout
    assert children.run("verdicts", cwd=own, PYTHONIOENCODING="ascii") == (0, here) and "“" in here
