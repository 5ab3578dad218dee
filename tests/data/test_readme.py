"""README.md and the codebook say what the ledger says now, and what they tell to type works."""

import os
import re
from pathlib import Path

import nbformat
import pytest
import readme
from nbclient import NotebookClient

from claimbook.cli import cli
from claimbook.explore.book import load

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
TUTORIAL = "\n".join(re.findall(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL))


@pytest.mark.parametrize("path", readme.PARTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_computed_parts_are_as_they_are_computed_now(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text == readme.renewed(path), f"{path.name} is stale: run make refresh"


def test_what_the_tutorial_types_finds_a_question_and_ends_in_a_chart_and_verdicts() -> None:
    lines = TUTORIAL.splitlines()
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(line) for line in lines])
    env = {name: value for name, value in os.environ.items() if name != "CLAIMBOOK_DATA"}
    client = NotebookClient(book, resources={"metadata": {"path": str(ROOT)}}, timeout=600)
    client.execute(env=env)
    shown = ["".join(map(str, cell.outputs)) for cell in book.cells]
    asked = re.search(r'question\("([^"]+)"\)', TUTORIAL)[1]
    assert len(lines) == 5 and asked in shown[2]
    assert "<svg" in shown[3] or "image/png" in shown[3]
    assert "people" in shown[4] and "verdict" in shown[4]
    calls = re.findall(r"`(ledger\.[a-z_]+\([^`]*\))`", README)  # beside the tutorial
    ledger = load(ROOT / "data")
    assert calls and all(eval(call, {"ledger": ledger}) is not None for call in calls)  # our own


@pytest.mark.parametrize("path", ["README.md", "data/README.md"])
def test_every_command_and_file_that_is_named_is_there(path: str) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    spans = [span or block for span, block in re.findall(r"`([^`\n]+)`|^ {4,}(.*)$", text, re.M)]
    code = "\n".join(spans)
    assert {*re.findall(r"claimbook ([a-z]+)", code)} <= {*cli.commands}
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = {*re.findall(r"^([a-z]+):", makefile, re.MULTILINE)}
    assert {*re.findall(r"make ([a-z]+)", code)} <= targets
    for name in re.findall(r"(?:data|tests|src|notebooks)/[\w./-]+\.[a-z]+\b", code):
        assert (ROOT / name).exists() or "/to-code/" in name, name  # a worksheet is made
