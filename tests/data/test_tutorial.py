"""The tutorial in README.md, typed cell by cell as it stands there, does what it says."""

import os
import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from claimbook.ledger import Ledger

ROOT = Path(__file__).parents[2]
SECTION = re.compile(r"^## A short tutorial\n(.*?)^## ", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def section() -> str:
    return SECTION.search((ROOT / "README.md").read_text(encoding="utf-8"))[1]


@pytest.fixture(scope="module")
def lines(section: str) -> list[str]:
    return re.search(r"^```python\n(.*?)^```", section, re.MULTILINE | re.DOTALL)[1].splitlines()


@pytest.fixture(scope="module")
def outputs(lines: list[str]) -> list[list[dict]]:
    """What each line shows, run as a cell of a notebook in the repository."""
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(line) for line in lines])
    env = {name: value for name, value in os.environ.items() if name != "CLAIMBOOK_DATA"}
    client = NotebookClient(book, resources={"metadata": {"path": str(ROOT)}}, record_timing=False)
    client.execute(env=env)
    return [cell.outputs for cell in book.cells]


def test_it_takes_five_lines(lines: list[str]) -> None:
    assert len(lines) == 5


def test_the_search_finds_the_question_that_is_then_asked(lines, outputs) -> None:
    asked = re.search(r'question\("([^"]+)"\)', lines[3])[1]
    assert f"<td>{asked}</td>" in outputs[2][0]["data"]["text/html"]


def test_it_ends_in_the_chart_and_its_verdicts(outputs, book: Ledger) -> None:
    question = book.question("people-injured")
    chart, verdicts = outputs[3][0], outputs[4][0]["data"]["text/html"]
    assert "image/png" in chart["data"]
    assert question.text in chart["metadata"]["image/png"]["alt"]
    assert verdicts.count("<tr>") == 1 + len(question.verdicts) > 1
    assert all(verdict in verdicts for verdict in question.verdicts["verdict"])


def test_what_it_names_besides_is_there(section: str, book: Ledger) -> None:
    for call in re.findall(r"`(ledger\.[a-z_]+\([^`]*\))`", section):
        assert eval(call, {"ledger": book}) is not None, call  # our own README
