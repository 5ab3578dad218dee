"""Notebooks as pages: which a ledger has, and the inside of the page of one that was executed."""

import json
import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from claimbook.errors import ClaimbookError
from claimbook.ledger.files import read_bytes
from claimbook.report.freshness import PACKAGE, digest
from claimbook.wording import slug

if TYPE_CHECKING:
    from nbconvert import HTMLExporter
    from nbformat import NotebookNode

TOPIC = "topic.ipynb"  # makes the page of every topic that has no notebook of its own
RESERVED = re.compile(r"(?:index|changes|documents|figures|data|source-.*|topic-.*)\.html")
SHIPPED = PACKAGE / "notebooks"  # in an installed package
TEMPLATES = PACKAGE / "templates"
COLLECTION = PACKAGE.parents[1] / "notebooks"  # in a checkout


class Notebook(NamedTuple):
    """A notebook and the page it makes."""

    path: Path
    source: bytes
    file: str  # of the page
    title: str  # its first heading, without marks of Markdown
    cells: str  # digest of its cells (code, text, tags) without outputs, and of what it declares
    topics: tuple[str, ...] | None  # of the slice of the ledger it is given; None for all of it
    documents: bool  # whether it is given their folder
    ledger: str  # the name in the datapackage.json of the one it belongs to, if it names one


def folder_for(data: Path) -> Path:
    """The notebooks of a ledger: in it, beside it, else those of this collection."""
    for folder in (data / "notebooks", data.parent / "notebooks", SHIPPED, COLLECTION):
        if any(folder.glob("*.ipynb")):
            return folder
    raise ClaimbookError("there is no folder with notebooks; name it with --notebooks")


def find(folder: Path, topics: list[str], name: str) -> list[Notebook]:
    """The notebooks that make the pages of a ledger of this name, those of its topics first."""
    paths = sorted(path for path in folder.glob("*.ipynb") if not path.name.startswith("."))
    if not paths:
        raise ClaimbookError(f"there is no notebook in {folder}; name the folder that holds them")
    found = {path.name: _read(path) for path in paths}
    template = found.pop(TOPIC, None)
    own = [
        each
        for each in found.values()
        if each.ledger in ("", name) and {*(each.topics or ())} <= {*topics}
    ]
    files = [each.file for each in own]
    for each in own:
        if RESERVED.fullmatch(each.file) or files.count(each.file) > 1:
            raise ClaimbookError(f"{each.path.name}: a page of this name is another; rename it")
    about = {each.topics[0]: each for each in own if len(each.topics or ()) == 1}
    if template:
        about = {topic: _of_topic(template, topic) for topic in topics} | about
    told = [about[topic] for topic in topics if topic in about]
    return [*told, *(each for each in own if each not in told)]


def _read(path: Path) -> Notebook:
    """Read a notebook and what it declares under ``claimbook`` in its metadata.

    ``{"claimbook": {"topics": ["casualties"], "documents": true, "ledger": "january-2022"}}``;
    what is malformed counts as absent.
    """
    source, wrong = read_bytes(path)
    if wrong:
        raise ClaimbookError(f"{path.name} {wrong}")
    try:
        notebook = json.loads(source)
        declared = notebook.get("metadata", {}).get("claimbook")
        cells = [
            [cell["cell_type"], "".join(cell["source"]), cell.get("metadata", {}).get("tags")]
            for cell in notebook["cells"]
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        merged = re.search(rb"^(?:<{7}|={7}|>{7})", source, re.MULTILINE)
        why = (
            ": a merge left its marks in it; resolve them" if merged else "; restore it from a copy"
        )
        raise ClaimbookError(f"{path.name} is not a notebook that can be read{why}") from error
    declared = declared if isinstance(declared, dict) else {}
    topics, ledger = declared.get("topics"), declared.get("ledger")
    listed = isinstance(topics, list) and topics and all(isinstance(t, str) for t in topics)
    text = "\n".join(text for kind, text, _ in cells if kind == "markdown")
    heading = re.search(r"^# +(.+)$", text, re.MULTILINE)
    return Notebook(
        path,
        source,
        file=f"{plain(path.stem)}.html",
        title=re.sub(r"[*_`]", "", heading[1]).strip() if heading else path.stem,
        cells=digest(json.dumps([cells, declared])),
        topics=tuple(topics) if listed else None,
        documents=declared.get("documents") is True,
        ledger=ledger if isinstance(ledger, str) else "",
    )


def _of_topic(template: Notebook, topic: str) -> Notebook:
    title = topic[:1].upper() + topic[1:]
    return template._replace(file=f"topic-{plain(topic)}.html", title=title, topics=(topic,))


def plain(name: str) -> str:
    """A name as a file may have it; two that differ stay two."""
    found = slug(name)
    if found == name or re.fullmatch(r"[A-Za-z0-9_ -]+", name):
        return found
    return f"{found}-{digest(name)[:8]}".strip("-")


# --- the inside of a page ------------------------------------------------------------------------


def inside(node: "NotebookNode", name: str) -> str:
    """Turn an executed notebook into the inside of its page; `name` is for messages.

    Cells tagged "picture" and the "sentences" that follow stand side by side.
    """
    for cell in node.cells:
        if cell.cell_type == "markdown":  # a link to another notebook is one to its page
            cell.source = re.sub(r"(\]\([^):/]*)\.ipynb(?=[)#])", r"\1.html", cell.source)
        for output in cell.get("outputs", []):
            picture = output.get("data", {}).get("image/png")
            if picture and not output.metadata.get("image/png", {}).get("alt"):
                raise ClaimbookError(
                    f"{name}: a picture has no text alternative; "
                    'show it with claimbook.picture(figure, "what it shows")'
                )
    node.cells = _folded(node.cells)
    for cell, after in pairwise(node.cells):
        if "picture" in _tags(cell) and "sentences" in _tags(after):
            cell.metadata["beside"], after.metadata["beside"] = "picture", "sentences"
    from nbconvert.exporters import TemplateExporter

    # HTMLExporter itself would parse its HTML again, to put in what our template has put in
    return TemplateExporter.from_notebook_node(exporter(), node)[0]


def _tags(cell: "NotebookNode") -> list[str]:
    return cell.metadata.get("tags", [])


def _folded(cells: "list[NotebookNode]") -> "list[NotebookNode]":
    """Join code cells without output to the code that follows: one fold instead of several."""
    folded: list[NotebookNode] = []
    for cell in cells:
        if cell.cell_type == "code":
            if not cell.source.strip() and not cell.outputs:
                continue
            if folded and folded[-1].cell_type == "code" and not folded[-1].outputs:
                cell.source = f"{folded.pop().source}\n\n{cell.source}"
        folded.append(cell)
    return folded


@cache
def exporter() -> "HTMLExporter":
    """The one exporter; its imports are the slow part."""
    from nbconvert import HTMLExporter
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
    from traitlets.config import Config

    # Text from the ledger comes as HTML escaped by claimbook.show or as plain text; Markdown,
    # maths and scripts in outputs are not shown at all.
    shown = ["text/html", "image/png", "text/plain"]
    made = HTMLExporter(
        config=Config(
            {
                "NbConvertBase": {"display_data_priority": shown},
                "HTMLExporter": {"exclude_anchor_links": True},
            }
        ),
        template_name="page",
        extra_template_basedirs=[str(TEMPLATES)],
    )
    # One small page sets up the template, the highlighter and the Markdown reader now.
    cells = [new_markdown_cell("#"), new_code_cell("1")]
    language = {"language_info": {"name": "python", "pygments_lexer": "ipython3"}}
    made.from_notebook_node(new_notebook(cells=cells, metadata=language))
    return made
