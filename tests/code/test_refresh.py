"""Notebooks executed in place hold their outputs and nothing that depends on when they ran."""

import json
import shutil
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner

from claimbook import ledger, refresh, report
from claimbook.cli import cli

RIVER = Path(__file__).parents[1] / "ledgers" / "river"
LOAD = "import claimbook as cb\nledger = cb.load()\nlen(ledger.claims)"
WIDGET = """
from IPython.display import display
import random
view = {"model_id": str(random.random())}
display({"application/vnd.jupyter.widget-view+json": view, "text/plain": "Box()"}, raw=True)
"""


def write_notebook(path: Path, *cells: str) -> None:
    node = nbformat.v4.new_notebook()
    node.cells = [
        nbformat.v4.new_code_cell(source, id=f"c{number}") for number, source in enumerate(cells)
    ]
    path.parent.mkdir(exist_ok=True)
    nbformat.write(node, path)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fresh") / "collection"
    shutil.copytree(RIVER, folder / "data")
    write_notebook(folder / "notebooks" / "01-count.ipynb", LOAD)
    write_notebook(folder / "notebooks" / "02-widget.ipynb", WIDGET, "print({'a', 'b', 'c', 'd'})")
    run(folder)
    return folder


@pytest.fixture
def collection(fresh, tmp_path):
    return Path(shutil.copytree(fresh, tmp_path / "collection"))


def run(folder: Path) -> refresh.Refreshed:
    return refresh.refresh(folder / "notebooks", folder / "data", folder / "data" / "documents")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "notebooks").iterdir()}


def break_ledger(folder: Path) -> None:
    path = folder / "data" / "claims.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",exact,18,18,", ",exact,18,81,"))


def test_outputs_are_stored_without_times_versions_and_widgets(fresh):
    count = json.loads((fresh / "notebooks" / "01-count.ipynb").read_text())
    assert count["cells"][0]["outputs"][0]["data"]["text/plain"] == [
        str(len(ledger.load(RIVER).claims))
    ]
    assert count["cells"][0]["metadata"] == {} and count["cells"][0]["id"] == "c0"
    assert count["metadata"]["language_info"] == {"name": "python"}
    widget = json.loads((fresh / "notebooks" / "02-widget.ipynb").read_text())
    assert list(widget["cells"][0]["outputs"][0]["data"]) == ["text/plain"]
    assert "widgets" not in widget["metadata"]


def test_a_second_refresh_writes_nothing(collection):
    before = contents(collection)
    stamps = {path: path.stat().st_mtime_ns for path in (collection / "notebooks").iterdir()}
    assert run(collection) == ([], ["01-count.ipynb", "02-widget.ipynb"], [])
    assert contents(collection) == before
    assert {path: path.stat().st_mtime_ns for path in stamps} == stamps


def test_only_notebooks_whose_outputs_changed_are_written_and_named(collection):
    path = collection / "data" / "claims.csv"
    rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(row for row in rows if not row.startswith("ml-dam")))
    before = contents(collection)
    ran = CliRunner().invoke(
        cli,
        ["refresh", "--data", str(path.parent), "--notebooks", str(collection / "notebooks")],
        env={"CLAIMBOOK_DOCUMENTS": str(path.parent / "documents")},
    )
    assert ran.exit_code == 0, ran.output
    assert ran.output == "01-count.ipynb: outputs changed\n1 notebook changed, 1 the same\n"
    after = contents(collection)
    assert after["02-widget.ipynb"] == before["02-widget.ipynb"]
    count = json.loads(after["01-count.ipynb"])["cells"][0]["outputs"][0]["data"]["text/plain"]
    assert count == [str(len(ledger.load(RIVER).claims) - 1)]
    assert set(after) == set(before)  # nothing is left beside


def test_an_invalid_ledger_is_said_once_and_nothing_is_written(collection):
    before = contents(collection)
    break_ledger(collection)
    with pytest.raises(ledger.LedgerError, match=r"claims\.csv:3"):
        run(collection)
    assert contents(collection) == before


def test_a_ledger_that_its_documents_contradict_is_refused(collection):
    path = collection / "data" / "claims.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("35% of the", "36% of the"))
    with pytest.raises(ledger.LedgerError, match=r"claims\.csv"):
        run(collection)


def test_a_failing_cell_is_named_and_nothing_is_written(collection):
    write_notebook(collection / "notebooks" / "01-count.ipynb", LOAD, "1 / 0")
    before = contents(collection)
    with pytest.raises(report.ReportError, match=r"01-count\.ipynb, cell \[2\] “1 / 0”"):
        run(collection)
    assert contents(collection) == before


def test_a_notebook_saved_meanwhile_is_left_to_its_author(collection):
    path = collection / "notebooks" / "01-count.ipynb"
    write_notebook(path, LOAD, f"import pathlib; pathlib.Path({str(path)!r}).write_text('mine')")
    done = run(collection)
    assert done.edited == ["01-count.ipynb"] and path.read_text() == "mine"
