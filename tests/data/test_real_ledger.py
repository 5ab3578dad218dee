"""The real ledger: sound, true to its documents, described as it is, and read twice."""

import json
import re
import subprocess
from pathlib import Path

import frictionless
import pytest
from click.testing import CliRunner

from claimbook.cli import cli
from claimbook.ledger.files import COLUMNS, SHIPPED
from claimbook.ledger.model import Ledger
from claimbook.summaries import agreement

ROOT = Path(__file__).parents[2]
DATA, RIVER = ROOT / "data", ROOT / "tests" / "ledgers" / "river"
MOST_WORDS = 8


@pytest.fixture(scope="session")
def tracked() -> dict[str, str]:
    """Every file that git has or would take, as text."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    found = [ROOT / name for name in names.split("\0") if name and (ROOT / name).is_file()]
    assert len(found) > 100
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8", errors="replace")
        for path in found
    }


def test_check_accounts_for_every_wording_and_number_and_has_nothing_to_say(tmp_path: Path) -> None:
    """With the documents, where they are at hand, and without; others may lie beside them."""
    for options in ([], ["--documents", str(tmp_path)]):
        done = CliRunner().invoke(cli, ["check", "--data", str(DATA), "--strict", *options])
        said = [line for line in done.output.splitlines() if "no row has the document" not in line]
        assert done.exit_code == 0 and re.match(r"[0-9,]+ claims on ", said[0]), done.output


@pytest.mark.parametrize("folder", [DATA, RIVER], ids=["data", "river"])
def test_it_is_a_valid_data_package_described_as_the_program_describes_it(folder: Path) -> None:
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.flatten(["name", "rowNumber", "fieldName", "message"]) == []
    assert len(report.tasks) == len(COLUMNS)
    theirs, shipped = (
        json.loads(path.read_text(encoding="utf-8"))["resources"]
        for path in (folder / "datapackage.json", SHIPPED)
    )
    assert theirs == shipped


def test_every_question_origin_source_and_scope_is_used_or_says_why_not(ledger: Ledger) -> None:
    claims, questions = ledger.claims, ledger.questions
    silent = questions[~questions["question_id"].isin(claims["question_id"])]
    assert silent["note"].str.contains("no document answers it").all()
    assert {*claims["question_id"]} <= {*questions["question_id"]}
    assert {*ledger.sources["source_id"]} == {*claims["source_id"]}
    assert {*ledger.origins["origin_id"]} == {*claims["origin_id"], *ledger.sources["origin_id"]}
    scopes = {scope for cell in claims["scope"] for scope in cell.split("; ")}
    assert {*ledger.scopes["scope"]} == {*scopes, *ledger.scopes["within"]} - {""}


def test_no_file_quotes_more_than_eight_words(
    documents: dict[str, str], tracked: dict[str, str]
) -> None:
    known = {run for text in documents.values() for line in text.splitlines() for run in runs(line)}
    quoting = [name for name, text in tracked.items() if known & runs(text)]
    assert known and {*quoting} <= {"data/sources.csv"}  # titles are bibliographic


def runs(text: str) -> set[tuple[str, ...]]:
    """All runs of one word more than may be quoted."""
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[at : at + MOST_WORDS + 1]) for at in range(len(words) - MOST_WORDS)}


def test_the_second_coding_is_read_and_every_measure_of_agreement_is_defined(
    ledger: Ledger,
) -> None:
    second, remarks = agreement.read_claims(DATA / "second-coding" / "claims.csv", ledger)
    result = agreement.agreement(ledger.claims, second)
    assert {*second["source_id"]} == {*ledger.sources["source_id"]}
    # answers that were made finer since
    assert all("the answer is none that this ledger has" in remark for remark in remarks)
    assert [*result.measures["measure"]] == [name for name, _ in agreement.MEASURES]
    assert result.measures["compared"].gt(0).all() and result.measures["percent"].notna().all()
    assert result.measures["alpha"].notna().all()


# In two pieces, so that this file names none of them.
HOSTS = ["npmjs" + ".org", "pypi" + ".org", "pythonhosted" + ".org", "anaconda" + ".org"]
HOSTS += ["arti" + "factory", "nex" + "us.", "regis" + "try."]
FOLDERS = ["home", "root", "Users", "work", "tmp", "mnt", "opt"]
PLACE = re.compile(rf"(?<![\w.<~-])/(?:{'|'.join(FOLDERS)})/[\w.-]")


def test_no_file_names_a_registry_or_a_folder_of_the_machine_it_was_written_on(
    tracked: dict[str, str],
) -> None:
    for name, text in tracked.items():
        assert ([host for host in HOSTS if host in text], PLACE.findall(text)) == ([], []), name
