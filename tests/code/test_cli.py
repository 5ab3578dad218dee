"""The command line: what is said, what status it ends with, and that it never shows a traceback."""

import csv
import io
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import made
import pandas as pd
import pytest
import tiny
from click.testing import CliRunner

import claimbook as cb
from claimbook.cli import cli

DATA = Path(__file__).parents[2] / "data"


def run(*words: object) -> tuple[int, str]:
    """Run a command; its exit status, and all that it printed."""
    done = CliRunner().invoke(cli, [str(word) for word in words])
    assert not done.exception or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


@pytest.mark.parametrize("command", cli.commands)
def test_every_command_has_help_with_an_example_and_a_word_on_each_option(command: str) -> None:
    status, printed = run(*command.split(), "--help")
    assert status == 0 and f"Usage: cli {command}" in printed
    assert f"Example: claimbook {command}" in printed
    options = re.findall(r"^  (--[\w-]+|-h)[^\n]*?(?:  +(\w)|\n +(\w)|$)", printed, re.MULTILINE)
    assert len(options) > 1 and all(a or b for name, a, b in options if name != "--format")


def test_options_stand_before_charts_or_after_but_its_folder_is_no_option(tmp_path: Path) -> None:
    status, printed = run("export", "--help")
    assert status == 0 and "claimbook export charts" in printed and "SVG and PNG" in printed
    for at, words in enumerate(
        (("--data", made.RIVER, "charts"), ("charts", "--data", made.RIVER))
    ):
        folder = tmp_path / str(at)
        status, printed = run("export", *words, folder)
        assert status == 0 and f"{folder / 'deaths.svg'}\n" in printed
    status, printed = run("export", "--out", "figures", "charts")
    assert status == 2 and "Name the folder after charts: export charts figures" in printed
    assert run("export", "chart")[0] == 2


def test_neither_help_nor_the_version_needs_a_ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAIMBOOK_DATA", "nowhere")
    assert run("-h")[0] == run("check", "-h")[0] == 0
    assert run("--version") == (0, f"cli {version('claimbook')}\n")


@pytest.mark.parametrize("words", [["chekc"], ["check", "--dat", "x"], ["agreement"]])
def test_a_command_or_option_that_is_none_is_a_matter_of_usage(words: list[str]) -> None:
    status, printed = run(*words)
    assert status == 2 and "Usage:" in printed


def test_a_ledger_is_summed_up_and_a_warning_is_no_error_unless_it_is_to_be_strict(
    river: Path,
) -> None:
    rows = (river / "not_claims.csv").read_text(encoding="utf-8").splitlines()
    (river / "not_claims.csv").write_text("\n".join(rows[:-1]) + "\n", encoding="utf-8")
    done = CliRunner().invoke(cli, ["check", "--data", str(river)])
    assert (done.exit_code, done.stdout.count("warning: "), done.stderr) == (0, 1, "")
    assert "45 claims on 15 questions from 5 sources." in done.stdout
    assert "Documents at hand: 5. Wordings: " in done.stdout
    done = CliRunner().invoke(cli, ["check", "--data", str(river), "--strict"])
    assert (done.exit_code, done.stdout) == (1, "") and "warning: " not in done.stderr


@pytest.mark.parametrize("command", ["check", "report", "changes"])
def test_a_folder_without_a_ledger_names_init(command: str, tmp_path: Path) -> None:
    assert run(command, "--data", tmp_path) == (
        1,
        f"{tmp_path}: there is no ledger in this folder; name the one that holds claims.csv, or "
        "begin one: claimbook init DIR\n",
    )


@pytest.mark.parametrize("where", ["in a folder below", "by the environment"])
def test_every_command_finds_the_same_ledger(
    river: Path, where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny.edit(river / "claims.csv", ",exact,", ",exactly,")  # so that all of them name it
    home = tmp_path / "home"
    (home / "notebooks" / "data").mkdir(parents=True)
    river.rename(home / "data")
    monkeypatch.chdir(home / "notebooks" if where == "in a folder below" else tmp_path)
    if where == "by the environment":
        monkeypatch.setenv("CLAIMBOOK_DATA", str(home / "data"))
    for words in (["check"], ["report"], ["watch", "--once"], ["verdicts"], ["export"]):
        status, printed = run(*words)
        assert status == 1 and re.search(r"claims\.csv:\d+: qualifier: .*exactly", printed), words
    assert not (Path.cwd() / "reports").exists()


def test_verdicts_are_csv_that_pandas_reads_as_the_book_has_them() -> None:
    status, printed = run("verdicts", "--data", made.RIVER, "--convention", "acled")
    table = pd.read_csv(io.StringIO(printed), dtype="str", keep_default_na=False)
    own = cb.load(made.RIVER).verdicts(convention="acled")
    assert status == 0
    pd.testing.assert_frame_equal(table, own[[*table]].reset_index(drop=True))


def test_a_quotation_mark_in_a_name_breaks_no_row(tmp_path: Path) -> None:
    origins = [*made.ORIGINS[:-1], made.ORIGINS[-1] | {"name": 'The "Union", again'}]
    made.write(tmp_path, made.all_said("boats", "20, union | 40, board"), origins=origins)
    (row,) = csv.DictReader(io.StringIO(run("verdicts", "--data", tmp_path)[1]), strict=True)
    assert row["reason"].startswith('The "Union", again › Post ¶')


def test_what_hangs_on_the_reading_is_printed_apart_from_its_summary() -> None:
    done = CliRunner().invoke(cli, ["conventions", "--data", str(made.RIVER)])
    assert done.exit_code == 0
    assert done.stdout.startswith("question_id,claim_a,claim_b,as-worded,acled,")
    assert "hang on the reading" in done.stderr and "hang" not in done.stdout


def test_what_a_command_needs_is_named(tmp_path: Path) -> None:
    for words, todo in (
        (["changes", "--out", tmp_path], "Run claimbook report first"),
        (["add"], "claimbook add FILE"),
        (["export", "charts", tmp_path / "out", "--convention", "aclde"], "acled"),
        (["check", "--data", f"{tmp_path}/\x07\u202e"], "there is no"),
    ):
        status, printed = run(*words, *([] if "check" in words else ["--data", made.RIVER]))
        assert status == 1 and todo in printed
        assert not {*"\x07\u202e"} & {*printed}  # nothing of it works on the terminal
    assert not [*tmp_path.iterdir()]


def test_two_folders_are_compared_wherever_one_is(
    river: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CLAIMBOOK_DATA", raising=False)
    assert run("changes", made.RIVER, river) == (0, "The ledger is the same.\n")


def test_a_coding_agrees_with_itself() -> None:
    status, printed = run("agreement", made.RIVER / "claims.csv", "--data", made.RIVER)
    assert status == 0 and printed.startswith("Both readers have 39 claims")


def test_what_another_coding_names_and_the_ledger_does_not_is_said_apart(river: Path) -> None:
    tiny.edit(river / "claims.csv", ",exact,", ",exactly,")
    words = ["agreement", str(river / "claims.csv"), "--data", str(made.RIVER)]
    done = CliRunner().invoke(cli, words)
    assert done.exit_code == 0 and done.stdout.startswith("Both readers have 39 claims")
    assert "the qualifier is none that this ledger has (exactly)" in done.stderr


def test_a_ledger_is_begun_without_questions_where_nobody_can_answer(tmp_path: Path) -> None:
    status, _ = run("init", tmp_path / "flood", "--title", "The flood", "--topic", "losses")
    assert status == 0 and (tmp_path / "flood" / "claims.csv").is_file()
    assert run("check", "--data", tmp_path / "flood")[0] == 0
    assert run("init", tmp_path / "flood")[0] == 1


def test_a_reader_who_has_seen_enough_gets_no_traceback() -> None:
    command = [sys.executable, "-m", "claimbook", "verdicts", "--data", str(DATA)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, **pipes) as running:
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 1
