"""README's recipe for another document, followed to the letter on a ledger of a flood."""

import csv
import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from claimbook.cli import cli

TESTS = Path(__file__).parents[1]
NAME = "guard-bulletin"
# What the coder types beside `claim`, by words of the row.
TYPED = {
    "Two of them": {"question_id": "deaths", "scope": "rescuers"},
    "no fewer than 300": {"scope": "soldiers"},
    "expected on 14 March": {"take": "not a claim", "note": "a coming event"},
}


def commands() -> list[list[str]]:
    """The commands in the fences of the recipe, in order."""
    readme = (TESTS.parent / "README.md").read_text(encoding="utf-8")
    recipe = readme.split("## A sixth document", 1)[1].split("\n## ", 1)[0]
    fences = re.findall(r"```sh\n(.*?)```", recipe, re.DOTALL)
    return [shlex.split(line) for fence in fences for line in fence.splitlines() if line.strip()]


def code(worksheet: Path) -> int:
    """Mark and correct the rows as the recipe says; return how many cells were typed."""
    with worksheet.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    typed = 0
    for row in rows:
        if not row["take"]:
            more = (cells for words, cells in TYPED.items() if words in row["wording"])
            cells = {"take": "claim"} | next(more, {})
            row |= cells
            typed += len(cells)
    with worksheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(rows)
    return typed


def test_the_recipe_ends_without_a_problem_after_few_commands_and_cells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(TESTS / "ledgers" / "river", tmp_path / "data")
    shutil.copy(TESTS / "documents" / "bulletin-of-11-march.txt", tmp_path / f"{NAME}.txt")
    monkeypatch.chdir(tmp_path)
    *followed, last = commands()
    assert last == ["claimbook", "report"]  # which other tests follow
    typed = 0
    for _, *arguments in followed:
        if "--finish" in arguments:
            typed = code(tmp_path / "data" / "to-code" / f"{NAME}.csv")
        result = CliRunner().invoke(cli, arguments)
        assert result.exit_code == 0, result.output
    assert arguments == ["check"]
    assert "warning" not in result.output, result.output
    with (tmp_path / "data" / "claims.csv").open(encoding="utf-8", newline="") as file:
        claims = [row for row in csv.DictReader(file) if row["source_id"] == NAME]
    assert len(claims) == 12
    assert typed < 1.5 * len(claims)
    assert len(followed) == 3
