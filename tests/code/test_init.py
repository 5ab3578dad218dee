"""A new ledger: what it holds, and that it can be used at once."""

import os

import pytest

from claimbook.coding import init
from claimbook.errors import ClaimbookError
from claimbook.ledger import check
from claimbook.ledger.files import COLUMNS, title
from claimbook.ledger.folder import find

NEEDED = "claims.csv sources.csv origins.csv questions.csv README.md datapackage.json .gitignore"


@pytest.mark.parametrize(
    ("everything", "more"), [(False, ""), (True, "scopes.csv not_claims.csv conventions.csv")]
)
def test_a_new_ledger_has_its_files_passes_the_check_and_takes_the_questions_of_its_readme(
    tmp_path, monkeypatch, everything, more
):
    folder, name = tmp_path / "new", "Costs: $5 & “more”"
    init.create(folder, name, ["Public health", "damage", "Damage"], everything=everything)
    assert {path.name for path in folder.iterdir()} == {*f"{NEEDED} {more} documents".split()}
    ignored = (folder / ".gitignore").read_text(encoding="utf-8").split()
    assert {"/documents/", "/to-code/"} <= set(ignored)
    assert check.read(folder).problems == []
    assert title(folder) == name
    monkeypatch.chdir(folder / "documents")
    assert find() == folder
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert readme.startswith(f"# {name}\n")
    for step in ("claimbook add FILE", "claimbook add --finish", "claimbook check"):
        assert step in readme
    questions = [line.strip() for line in readme.splitlines() if ",How many …?," in line]
    assert [line.split(",")[0] for line in questions] == ["public-health-1", "damage-1"]
    lines = [",".join(COLUMNS["questions"]), *questions]
    (folder / "questions.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert check.read(folder).problems == []


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    for taken in (tmp_path, tmp_path / "mine.txt"):
        with pytest.raises(ClaimbookError, match=r"^[^\n]*is not empty[^\n]*$"):
            init.create(taken)
    assert os.listdir(tmp_path) == ["mine.txt"]


@pytest.mark.parametrize("wrong", ["x" * 201, "a\u202eb", "a\0b"])
def test_a_title_that_no_page_could_bear_is_refused_and_nothing_written(tmp_path, wrong):
    with pytest.raises(ClaimbookError, match="is no title"):
        init.create(tmp_path / "new", wrong)
    assert os.listdir(tmp_path) == []
