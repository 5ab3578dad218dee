"""The command line: what it prints, on which stream, with which exit status."""

import csv
import io
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from claimbook import compare, ledger
from claimbook.cli import cli

RIVER = Path(__file__).parents[1] / "ledgers" / "river"
HEAVY = {"pandas", "numpy", "matplotlib", "nbclient", "nbconvert"}


@pytest.fixture
def river(tmp_path: Path) -> Path:
    return Path(shutil.copytree(RIVER, tmp_path / "river"))


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CLAIMBOOK_DATA", "CLAIMBOOK_DOCUMENTS"):
        monkeypatch.delenv(name, raising=False)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_check_counts_what_it_checked(river: Path) -> None:
    result = run("check", "--data", river)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[1:] == [
        "Documents at hand: 5. Wordings: 45 found.",
        "Numbers in them: 58, of which 44 claimed and 14 excluded.",
    ]


def test_check_says_which_documents_are_not_at_hand(river: Path) -> None:
    shutil.rmtree(river / "documents")
    result = run("check", "--data", river)
    assert result.exit_code == 0
    assert "Not checked, as the document is not at hand:" in result.stdout
    assert "found" not in result.stdout


def test_check_prints_every_problem_and_exits_with_1(river: Path) -> None:
    edit(river / "claims.csv", ",about,", ",abuot,")
    edit(river / "questions.csv", ",count,", ",number,")
    result = run("check", "--data", river)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert ": qualifier: " in result.stderr and "questions.csv:2: kind: " in result.stderr
    assert "Traceback" not in result.stderr


def test_check_holds_wordings_against_the_documents(river: Path) -> None:
    claims = ledger.load(river).claims
    wording = claims["wording"].iloc[0]
    edit(river / "claims.csv", wording, wording[::-1].replace('"', ""))
    result = run("check", "--data", river)
    assert result.exit_code == 1
    assert result.stdout.startswith("claims.csv:2: ")


@pytest.mark.parametrize("command", ["check", "verdicts"])
def test_a_folder_that_is_not_there_is_a_sentence(command: str) -> None:
    result = run(command, "--data", "nowhere")
    assert (result.exit_code, result.stderr) == (
        1,
        "nowhere: there is no such folder; name the one that holds claims.csv\n",
    )


def test_a_named_documents_folder_must_be_there(river: Path) -> None:
    result = run("check", "--data", river, "--documents", "nowhere")
    assert result.exit_code == 1
    assert "nowhere" in result.stderr and "Traceback" not in result.stderr


def test_verdicts_prints_the_table_of_the_package_as_csv(river: Path) -> None:
    result = run("verdicts", "--data", river)
    expected = compare.verdicts(ledger.load(river))
    assert result.exit_code == 0
    rows = list(csv.reader(io.StringIO(result.stdout)))
    assert rows[0] == ["question_id", "claim_a", "claim_b", "verdict", "caveats", "reason"]
    assert rows[1:] == expected.to_numpy().tolist()


def test_verdicts_reads_hedges_under_the_named_convention(river: Path) -> None:
    plain, acled = (
        run("verdicts", "--data", river),
        run("verdicts", "--data", river, "--convention", "acled"),
    )
    assert plain.exit_code == acled.exit_code == 0
    assert plain.stdout != acled.stdout


def test_an_unknown_convention_names_those_there_are(river: Path) -> None:
    result = run("verdicts", "--data", river, "--convention", "acledd")
    assert result.exit_code == 1
    assert "choose one of: as-worded, acled, ccc, mpeds" in result.stderr


def test_a_question_too_large_to_pair_is_named(
    river: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compare, "MAX_CLAIMS_PER_QUESTION", 2)
    result = run("verdicts", "--data", river)
    assert result.exit_code == 0
    assert "are too many to list every pair; the first 2 are paired." in result.stderr


def test_every_command_has_an_example() -> None:
    for name, command in cli.commands.items():
        assert command.epilog and command.epilog.startswith(f"Example: claimbook {name}"), name


@pytest.mark.parametrize("arguments", [["--help"], ["report", "--help"]])
def test_help_waits_for_no_heavy_import(arguments: list[str]) -> None:
    code = (
        "import sys\nfrom claimbook.cli import cli\n"
        f"cli({arguments!r}, standalone_mode=False)\n"
        "print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not HEAVY & set(done.stdout.splitlines()[-1].split())


def test_a_reader_that_stops_early_is_no_error(river: Path) -> None:
    command = f"{sys.executable} -m claimbook verdicts --data {river} | head -n 1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True)
    assert done.stdout.startswith("question_id,")
    assert "Traceback" not in done.stderr and "BrokenPipe" not in done.stderr


def test_a_reader_that_never_reads_is_no_error_either(river: Path) -> None:
    command = f"{sys.executable} -m claimbook verdicts --data {river} | (exec <&-; sleep 3)"
    done = subprocess.run(command, shell=True, capture_output=True, text=True)
    assert done.stderr == ""


def test_verdicts_quotes_what_a_scope_or_a_name_may_hold(river: Path) -> None:
    edit(river / "origins.csv", "mayor,Mayor of Lower Town", 'mayor,"The ""Mayor"", so called"')
    result = run("verdicts", "--data", river)
    rows = list(csv.reader(io.StringIO(result.stdout), strict=True))
    assert rows[1:] == compare.verdicts(ledger.load(river)).to_numpy().tolist()
    assert any('The "Mayor", so called' in row[5] for row in rows)
    ids = r"(?:[a-z0-9-]+,){3}[a-z-]+"
    sentence = '"(?:[^"]|"")*"'
    assert all(
        re.fullmatch(f"{ids},{sentence},{sentence}", line)
        for line in result.stdout.splitlines()[1:]
    )


def test_the_header_is_printed_once_however_many_chunks(
    river: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = run("verdicts", "--data", river).stdout
    chunks = compare.verdict_chunks
    monkeypatch.setattr(compare, "verdict_chunks", lambda *given: chunks(*given, 1))
    assert run("verdicts", "--data", river).stdout == whole
    assert whole.count("question_id") == 1


def test_a_ledger_without_pairs_prints_the_header_alone(river: Path) -> None:
    lines = (river / "claims.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (river / "claims.csv").write_text("".join(lines[:2]), encoding="utf-8")
    result = run("verdicts", "--data", river)
    assert result.stdout == "question_id,claim_a,claim_b,verdict,caveats,reason\n"


def test_a_broken_ledger_prints_no_verdict_and_no_traceback(river: Path) -> None:
    edit(river / "claims.csv", "2019-03-05", "05.03.2019")
    result = run("verdicts", "--data", river)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "claims.csv:" in result.stderr and "Traceback" not in result.stderr


@pytest.mark.parametrize("tolerance", ["101", "-1", "nan", "much"])
def test_a_tolerance_is_a_percentage(river: Path, tolerance: str) -> None:
    result = run("verdicts", "--data", river, "--tolerance", tolerance)
    assert result.exit_code in (1, 2) and result.stdout == ""
    assert "Traceback" not in result.stderr and tolerance in result.stderr


def test_a_tolerance_changes_what_overlaps(river: Path) -> None:
    plain, wide = (
        {row[1] + row[2]: row[3] for row in csv.reader(io.StringIO(result.stdout))}
        for result in (
            run("verdicts", "--data", river),
            run("verdicts", "--data", river, "--tolerance", "30"),
        )
    )
    assert plain["rp-breadrl-bread"] == "conflict" and wide["rp-breadrl-bread"] == "compatible"


def test_the_environment_names_the_ledger_and_an_option_wins(
    river: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAIMBOOK_DATA", str(river))
    assert run("verdicts").stdout == run("verdicts", "--data", RIVER).stdout
    assert run("verdicts", "--data", "nowhere").exit_code == 1
