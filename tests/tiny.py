"""A collection small enough to be built in a test: a made-up ledger and notebooks of a cell."""

import json
import os
from pathlib import Path

import made
from nbformat import write
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

CLAIMS = (
    made.claim("a", figure="18"),
    made.claim("b", figure="30", source_id="board", origin_id="water-board"),
    made.claim("c", "breach", "2019-03-05"),
    made.claim("d", "warned", "no", source_id="board", origin_id="water-board"),
    made.claim("e", "warned", "yes", source_id="blog", origin_id="witness", scope="Lower Town"),
)
READS = """import claimbook as cb
ledger = cb.load()
print(ledger.topics, sorted(ledger.claims["claim_id"]))"""


def notebook(path: Path, *cells: str, **declared: object) -> Path:
    """Write a notebook; a cell that begins with a heading is Markdown."""
    made_cells = [
        (new_markdown_cell if text.startswith("#") else new_code_cell)(text, id=f"c{at}")
        for at, text in enumerate(cells)
    ]
    node = new_notebook(cells=made_cells, metadata={"claimbook": declared} if declared else {})
    path.parent.mkdir(parents=True, exist_ok=True)
    write(node, path)
    return path


def collection(folder: Path, title: str = "The flood", name: str = "flood") -> Path:
    """Write a ledger of three topics, a notebook of one of them, and the one for the others."""
    folder = quiet(folder, title, name)
    notebooks = folder / "notebooks"
    notebook(notebooks / "01-losses.ipynb", "# Losses: how many?", READS, topics=["losses"])
    notebook(notebooks / "topic.ipynb", READS)
    return folder


def quiet(folder: Path, title: str = "The flood", name: str = "flood") -> Path:
    """Write the same without a notebook that is run: the only one is of another ledger."""
    made.write(folder / "data", CLAIMS)
    described(folder / "data", title, name)
    notebook(folder / "notebooks" / "09-other.ipynb", "# Other", "1 / 0", ledger="other")
    return folder


def described(data: Path, title: str, name: str) -> None:
    """Give a ledger a title and a name."""
    description = json.loads(made.DESCRIPTION.read_text(encoding="utf-8"))
    description |= {"title": title, "name": name}
    (data / "datapackage.json").write_text(json.dumps(description), encoding="utf-8")


def edit(path: Path, old: str, new: str) -> None:
    """Replace text that must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def put(path: Path, kind: str) -> None:
    """Put into the place of a file what would be read without end, or not at all."""
    path.unlink(missing_ok=True)
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "endless":
        path.symlink_to("/dev/zero")
    elif kind == "loop":
        path.symlink_to(path)
    elif kind == "too large":
        with path.open("wb") as file:
            file.truncate(2**31)


def contents(folder: Path) -> dict[str, bytes]:
    """The pages and tables of a report, without the history."""
    return {
        path.name: path.read_bytes()
        for path in folder.iterdir()
        if not path.name.startswith(".") and path.name != "changes.html"
    }
