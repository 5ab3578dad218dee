"""A new ledger: what it holds, and that it can be used at once."""

import csv
from pathlib import Path

import pytest

from claimbook.coding import init
from claimbook.errors import ClaimbookError
from claimbook.ledger import check
from claimbook.ledger.csvfile import COLUMNS, title
from claimbook.ledger.folder import find


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_new_ledger_holds_four_headers_a_readme_and_a_place_for_documents(tmp_path):
    init.create(tmp_path / "flood", "The flood", ["losses"])
    needed = {"claims.csv", "sources.csv", "origins.csv", "questions.csv", "README.md"}
    assert names(tmp_path / "flood") == needed | {"documents", ".gitignore", "datapackage.json"}
    ignored = (tmp_path / "flood" / ".gitignore").read_text(encoding="utf-8").split()
    assert {"/documents/", "/to-code/"} <= set(ignored)
    for name in ("claims", "sources", "origins", "questions"):
        with (tmp_path / "flood" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            assert list(csv.reader(file)) == [COLUMNS[name]]


@pytest.mark.parametrize("everything", [False, True])
def test_a_new_ledger_passes_the_check_and_keeps_its_title(tmp_path, everything):
    init.create(tmp_path / "new", "The flood of the Olm", everything=everything)
    assert check.read(tmp_path / "new").problems == []
    assert title(tmp_path / "new") == "The flood of the Olm"
    shipped = {"scopes.csv", "not_claims.csv", "conventions.csv"}
    assert (shipped <= names(tmp_path / "new")) == everything


def test_a_command_finds_the_ledger_in_whose_folder_it_is_given(tmp_path, monkeypatch):
    init.create(tmp_path / "new")
    monkeypatch.delenv("CLAIMBOOK_DATA", raising=False)
    for folder in (tmp_path / "new", tmp_path / "new" / "documents"):
        monkeypatch.chdir(folder)
        assert find() == tmp_path / "new"


def test_the_readme_has_the_title_the_steps_and_a_question_to_copy_for_each_topic(tmp_path):
    init.create(tmp_path / "new", "Costs: $5 & “more”", ["Public health", "damage", "Damage"])
    readme = (tmp_path / "new" / "README.md").read_text(encoding="utf-8")
    assert readme.startswith("# Costs: $5 & “more”\n")
    assert readme.count(",How many …?,") == 2
    assert "public-health-1,public-health," in readme
    for step in ("claimbook add FILE", "claimbook add --finish", "claimbook check"):
        assert step in readme
    questions = [line.strip() for line in readme.splitlines() if "How many" in line]
    (tmp_path / "new" / "questions.csv").write_text(
        "\n".join([",".join(COLUMNS["questions"]), *questions]) + "\n", encoding="utf-8"
    )
    assert check.read(tmp_path / "new").problems == []


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ClaimbookError, match="is not empty") as caught:
        init.create(tmp_path)
    assert "\n" not in str(caught.value)
    assert names(tmp_path) == {"mine.txt"}
    with pytest.raises(ClaimbookError, match="is not empty"):
        init.create(tmp_path / "mine.txt")


@pytest.mark.parametrize("wrong", ["x" * 201, "a\u202eb", "a\0b"])
def test_a_title_that_no_page_could_bear_is_refused_and_nothing_written(tmp_path, wrong):
    with pytest.raises(ClaimbookError, match="is no title"):
        init.create(tmp_path / "new", wrong)
    assert not (tmp_path / "new").exists()
