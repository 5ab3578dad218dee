"""Execute the notebooks in place, so that ``git diff`` shows what an edit moved in them.

Every notebook is run from top to bottom in a fresh kernel; what is stored is the outputs alone: no
times, no state of widgets, no versions. The same ledger gives the same bytes.
"""

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from claimbook import execution, report

if TYPE_CHECKING:
    from nbformat import NotebookNode

WIDGET = "application/vnd.jupyter.widget-view+json"


class Refreshed(NamedTuple):
    """What a refresh did.

    Attributes
    ----------
    changed, same : list of str
        File names of the notebooks: written anew, and left as they were.
    edited : list of str
        Notebooks that were saved by somebody else in the meantime, and are left to them.
    """

    changed: list[str]
    same: list[str]
    edited: list[str]


def refresh(
    notebooks: Path,
    data: Path,
    documents: Path | None = None,
    progress: report.Progress | None = None,
) -> Refreshed:
    """Execute the notebooks of a folder and store their outputs where these changed.

    Parameters
    ----------
    notebooks, data, documents, progress
        As in `claimbook.report.build`.

    Returns
    -------
    Refreshed

    Raises
    ------
    claimbook.ledger.LedgerError
        The ledger is not valid, or not what its documents say. No notebook is written then.
    claimbook.execution.ReportError
        There is no notebook, or a cell failed. No notebook is written then.
    """
    notebooks, data = Path(notebooks).resolve(), Path(data).resolve()
    documents = report.documents_folder(data, documents)
    before = {path: path.read_bytes() for path in report.list_notebooks(notebooks)}
    after: dict[Path, bytes] = {}

    def finish(notebook: Path, node: "NotebookNode", read: dict) -> None:
        after[notebook] = stored(node)
        if progress:
            progress(len(after), len(before), notebook.name)

    if progress:
        progress(0, len(before), "")
    checked = partial(check, data, documents)
    execution.execute(list(before), data, documents, finish, [lambda call: call(checked)])
    done = Refreshed([], [], [])
    for path, content in before.items():
        if after[path] == content:
            done.same.append(path.name)
        elif path.read_bytes() != content:
            done.edited.append(path.name)
        else:
            _replace(path, after[path])
            done.changed.append(path.name)
    return done


def check(data: Path, documents: Path | None) -> None:
    """Do what ``claimbook check`` does; raise a LedgerError with all problems if there is any."""
    from claimbook import evidence, ledger

    book = ledger.load(data)
    problems = evidence.problems(book, evidence.find_documents(book.sources, documents))
    if problems:
        raise ledger.LedgerError(problems)


def stored(node: "NotebookNode") -> bytes:
    """Return an executed notebook as its file: nothing in it depends on when or where it ran."""
    import nbformat

    for cell in node.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            # a widget's id is another one in every run, and means nothing without its state
            output.get("data", {}).pop(WIDGET, None)
    node.metadata.pop("widgets", None)
    node.metadata.language_info = {"name": "python"}
    text = nbformat.writes(node)
    return (text if text.endswith("\n") else text + "\n").encode()


def _replace(path: Path, content: bytes) -> None:
    """Write beside the file first, then move it in: a notebook is never half written."""
    import tempfile

    handle, beside = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(beside, path.stat().st_mode)
        os.replace(beside, path)
    finally:
        Path(beside).unlink(missing_ok=True)
