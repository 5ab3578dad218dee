"""Execute the notebooks on a ledger and publish them as self-contained pages.

The build looks first, with the standard library only, at what each page was made from
(`claimbook.reads`); a page whose notebook, ledger slice, package and libraries are the same is left
alone, and if that is all of them nothing is imported and nothing runs. The others are executed in
fresh kernels, a few at a time, while one thread warms the exporter and then renders what is done.
Stored outputs are never shown. Pages are published only when every one of them succeeded.
"""

import html
import json
import os
import re
import string
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from claimbook import reads
from claimbook.execution import Call, ReportError, cell_name, execute
from claimbook.words import mark_words

if TYPE_CHECKING:
    from nbconvert import HTMLExporter
    from nbformat import NotebookNode

Progress = Callable[[int, int, str], None]

TEMPLATES = Path(__file__).parent / "templates"
STATE = ".build.json"  # beside the pages: what each of them was made from
INDEX = "index.html"
VERDICTS = "verdicts.csv"
CHANGES = "changes.html"
LEDGERS = ".ledger"  # beside the pages: the ledger they were made from, and the one before it


class Page(NamedTuple):
    """One page of the report: its file name, its title, and the notebook it is made from.

    `cells` is the digest of that notebook's cells.
    """

    file: str
    title: str
    notebook: Path | None = None
    cells: str = ""


class BuildResult(NamedTuple):
    """What a build did.

    Attributes
    ----------
    built, kept : list of str
        File names in the report folder: made anew, and left as they were.
    seconds : float
        Wall-clock time of the build.
    changes : str
        What an edit of the ledger did, in one line; "" where there was none, or no report before.
    """

    built: list[str]
    kept: list[str]
    seconds: float
    changes: str = ""


def build(
    notebooks: Path,
    data: Path,
    out: Path,
    documents: Path | None = None,
    progress: Progress | None = None,
    check: Callable[[], object] | None = None,
) -> BuildResult:
    """Bring the report in `out` up to date with the notebooks and the ledger.

    Parameters
    ----------
    notebooks : Path
        Folder of ``.ipynb`` files; each becomes a page of the same name, in the order of names.
    data : Path
        The ledger's folder, handed to the notebooks as ``CLAIMBOOK_DATA``.
    out : Path
        The report's folder. Only files a build wrote are ever replaced or removed in it.
    documents : Path, optional
        Folder of the documents; else ``CLAIMBOOK_DOCUMENTS``, else ``documents`` in `data`.
    progress : function of (done, total, file name), optional
        Called before the first page and after each one, if anything has to be made.
    check : function, optional
        Called while the kernels start, if anything has to be made; when it raises, nothing is
        published. See `claimbook.forkserver.ForkServer.call` for where it is called.

    Returns
    -------
    BuildResult
        Which files were made, which were kept, and how long it took.

    Raises
    ------
    ReportError
        There is no notebook, a cell failed, or the pages cannot be written. The last good report
        stays as it was.
    claimbook.ledger.LedgerError
        The ledger is not valid. The last good report stays as it was.
    """
    notebooks, data, out = (Path(folder).resolve() for folder in (notebooks, data, out))
    with _alone(out):
        return _build(notebooks, data, out, documents_folder(data, documents), progress, check)


def _build(
    notebooks: Path,
    data: Path,
    out: Path,
    documents: Path | None,
    progress: Progress | None,
    check: Callable[[], object] | None,
) -> BuildResult:
    """Do what `build` says, with folders that are resolved, while no other build is at work."""
    started = time.perf_counter()
    state = _read_state(out)
    pages, seen = _outline(notebooks, state["notebooks"])
    site = site_title(data)
    index = Page(INDEX, site)
    listed = [[page.file, page.title] for page in (index, *pages)]

    rows = reads.ledger_rows(data)
    papers = reads.documents_digest(documents)
    base = reads.digest(reads.package_digest(), *reads.versions(), str(documents is not None))

    def key(page: Page, read: dict) -> str:
        own = page.cells if page.notebook else json.dumps(listed)
        opened = papers if read["documents"] else ""
        return reads.digest(base, own, reads.slice_digest(rows, read["topics"]), opened)

    def is_fresh(page: Page) -> bool:
        known = state["pages"].get(page.file)
        files = [page.file, *known.get("files", [])] if known else []
        there = bool(files) and all((out / name).exists() for name in files)
        return there and known["key"] == key(page, known)

    stale = [page for page in (index, *pages) if not is_fresh(page)]
    kept = [page for page in (index, *pages) if page not in stale]
    same_pages = state["list"] == listed
    if not stale and same_pages:
        return BuildResult([], [page.file for page in kept], time.perf_counter() - started)

    made, read_by_page, edit = _make(stale, pages, data, documents, out, site, progress, check)
    if not same_pages:  # a page came, went or changed its title: only the navigation is replaced
        made |= {page.file: _renavigated(out / page.file, pages) for page in kept}
    known = {page.file: state["pages"][page.file] for page in kept}
    for page in stale:
        read = read_by_page.get(page.file, {"topics": None, "documents": False})
        known[page.file] = read | {"key": key(page, read)}
    now = {"list": listed, "notebooks": seen, "pages": known}
    made[STATE] = json.dumps(now, indent=1, sort_keys=True)
    _publish(made, gone=_all_files(state["pages"]) - _all_files(known), out=out)
    return BuildResult(
        [page.file for page in stale],
        [page.file for page in kept],
        time.perf_counter() - started,
        edit,
    )


def list_pages(notebooks: Path) -> list[Page]:
    """List the pages of a folder of notebooks, titled by each notebook's first heading."""
    return _outline(Path(notebooks), {})[0]


def list_notebooks(notebooks: Path) -> list[Path]:
    """List the notebooks of a folder, in the order of names."""
    found = sorted(Path(notebooks).glob("*.ipynb"))
    if not found:
        raise ReportError(f"There is no notebook in {notebooks}. Name the folder that holds them.")
    return found


def site_title(data: Path) -> str:
    """Return the ledger's own title, as ``datapackage.json`` gives it."""
    try:
        title = json.loads((data / "datapackage.json").read_text(encoding="utf-8")).get("title")
    except (OSError, ValueError, AttributeError):
        title = None
    return str(title or "Claims, lined up by source")


def page(
    title: str,
    body: str,
    pages: list[Page],
    *,
    site: str = "",
    current: str = "",
    layout: str = "beside",
) -> str:
    """Wrap the inside of a page into the complete file: head, navigation, contents list, style.

    Parameters
    ----------
    title : str
        Plain text.
    body : str
        HTML with exactly one ``<h1>``; every ``<h2 id=…>`` becomes a line of the contents list.
    pages : list of Page
        The pages of the navigation, without the index, which is always its first.
    site : str, default ""
        The title of the whole report; without it, the title of the page.
    current : str, default ""
        The file name of this page, to mark it in the navigation.
    layout : {"beside", "broad"}, default "beside"
        Where a wide screen has the contents list: beside the text, or above one that is broad.
    """
    site = site or title
    return _template("page.html").substitute(
        title=html.escape(title if title == site else f"{title} – {site}"),
        style=_template("style.css").template,
        layout=layout,
        site=html.escape(site),
        nav=_navigation(pages, current),
        main=body.replace("</h1>", "</h1>" + _contents(body), 1).strip(),
    )


def scrolling(table: str) -> str:
    """Put a table into a named region that scrolls sideways by itself, for a page of your own."""
    label = html.escape(_caption(table))
    return f'<div class="wide" role="region" tabindex="0" aria-label="{label}">{table}</div>'


# ---- making pages ------------------------------------------------------------------------------


def _make(
    stale: list[Page],
    pages: list[Page],
    data: Path,
    documents: Path | None,
    out: Path,
    site: str,
    progress: Progress | None,
    check: Callable[[], object] | None,
) -> tuple[dict[str, str | bytes], dict[str, dict], str]:
    """Make the stale pages: files by name, what each page read, and what the edit did, if any."""
    made: dict[str, str | bytes] = {}
    read_by_page: dict[str, dict] = {}
    edit = [""]
    page_of = {page.notebook: page for page in stale if page.notebook}
    done = 0

    def step(name: str) -> None:
        nonlocal done
        done += 1
        if progress:
            progress(done, len(stale), name)

    def from_data(call: Call) -> None:
        files, edit[0] = call(partial(_from_data, data, out, pages, site, documents))
        made.update(files)
        shown = documents is not None
        read_by_page[INDEX] = {"topics": None, "documents": shown, "files": sorted(files)}
        step(INDEX)

    def from_notebook(notebook: Path, node: "NotebookNode", read: dict) -> None:
        page = page_of[notebook]
        made[page.file] = _wrapped(page, _render(node, notebook), pages, site)
        read_by_page[page.file] = read
        step(page.file)

    if progress:
        progress(0, len(stale), "")
    aside: list[Callable[[Call], object]] = [lambda call: _exporter()] if page_of else []
    aside += [lambda call: call(check)] if check else []
    aside += [from_data] if len(page_of) < len(stale) else []
    execute(list(page_of), data, documents, from_notebook, aside)
    return made, read_by_page, edit[0]


def _from_data(
    data: Path, out: Path, pages: list[Page], site: str, documents: Path | None
) -> tuple[dict[str, str | bytes], str]:
    """Make all files that need no notebook, and say what the edit did, if there was one."""
    files, edit = what_changed(data, out, pages, site)
    return files | from_ledger(data, pages, site, documents), edit


def from_ledger(
    data: Path, pages: list[Page], site: str, documents: Path | None = None
) -> dict[str, str]:
    """Make the files that need no notebook: the index, a page for each source, ``verdicts.csv``."""
    from claimbook import compare, evidence, ledger
    from claimbook.pages import index, prepare, sources

    book = ledger.load(data)
    verdicts = compare.verdicts(book)
    prepared = prepare(book, verdicts, evidence.find_documents(book.sources, documents))
    board = index(prepared, site, [(page.file, page.title) for page in pages])
    files = {
        file: page(title, body, pages, site=site)
        for file, (title, body) in sources(prepared).items()
    }
    return files | {
        INDEX: page(site, board, pages, site=site, current=INDEX, layout="broad"),
        VERDICTS: verdicts.to_csv(index=False, lineterminator="\n"),
    }


def what_changed(
    data: Path, out: Path, pages: list[Page], site: str
) -> tuple[dict[str, str | bytes], str]:
    """Make ``changes.html``: this ledger against that of the report before.

    Returns
    -------
    files : dict
        The page, and the ledgers to keep beside it: the one this report is built on, and the one
        before, which stays while only notebooks or the package change.
    edit : str
        The page's summary in one line if this build is the first on a changed ledger, else "".
    """
    from claimbook import changes

    last, before = ledger_before(out), out / LEDGERS / "before"
    is_edit = last is not None and reads.ledger_rows(last) != reads.ledger_rows(data)
    old = last if is_edit else before if before.is_dir() else None
    edit, body = "", changes.body(changes.NO_REPORT)
    if old:
        try:
            found = changes.compare(changes.load(old, data), changes.load(data, data))
            edit, body = changes.summary(found), changes.body(found)
        except changes.ChangesError:
            edit = "The report before was built on a ledger that is not valid any more"
            body = changes.body(f"{edit}, so there is nothing to compare this one with.")
    title = Page(CHANGES, "What changed")
    kept = {f"{LEDGERS}/before/{name}": text for name, text in _files(old).items()}
    kept |= {f"{LEDGERS}/now/{name}": text for name, text in _files(data).items()}
    return kept | {CHANGES: _wrapped(title, body, pages, site)}, edit if is_edit else ""


def ledger_before(out: Path) -> Path | None:
    """Return the folder with the ledger the report in `out` was built on, if there is a report."""
    folder = Path(out) / LEDGERS / "now"
    return folder if folder.is_dir() else None


def _files(ledger: Path | None) -> dict[str, bytes]:
    names = ["datapackage.json", *(f"{frame}.csv" for frame in reads.FRAMES)]
    found = [ledger / name for name in names] if ledger else []
    return {path.name: path.read_bytes() for path in found if path.is_file()}


def _render(node: "NotebookNode", notebook: Path) -> str:
    """Turn an executed notebook into the inside of its page."""
    for cell in node.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            picture = output.get("data", {}).get("image/png")
            if picture and not output.metadata.get("image/png", {}).get("alt"):
                raise ReportError(
                    f"{notebook.name}, {cell_name(cell)}: a chart has no text alternative. "
                    'Show it with claimbook.show(figure, "what it shows").'
                )
    node.metadata.pop("widgets", None)
    node.cells = _folded(node.cells)
    body = _convert(node)
    body = mark_words(body)
    body = re.sub(r'<a class="anchor-link"[^>]*>.*?</a>', "", body)
    return re.sub(r'(<a href="[^":/]*)\.ipynb(["#])', r"\1.html\2", body)


def _folded(cells: "list[NotebookNode]") -> "list[NotebookNode]":
    """Join code cells without output to the code that follows: one fold instead of several."""
    folded: list[NotebookNode] = []
    for cell in cells:
        if cell.cell_type == "code" and not cell.source.strip() and not cell.outputs:
            continue
        last = folded[-1] if folded else None
        if cell.cell_type == "code" and last and last.cell_type == "code" and not last.outputs:
            cell.source = f"{last.source}\n\n{cell.source}"
            folded.pop()
        folded.append(cell)
    return folded


def _convert(node: "NotebookNode") -> str:
    """Turn a notebook's cells into HTML.

    HTMLExporter itself would parse the HTML again, which takes longer than all the rest, to put in
    what our template has put in: alternatives for pictures, and regions that scroll.
    """
    from nbconvert.exporters import TemplateExporter

    return TemplateExporter.from_notebook_node(_exporter(), node)[0]


def _exporter() -> "HTMLExporter":
    """Return the one exporter, made on first use (its imports are the slow part)."""
    if "exporter" not in _warm:
        from nbconvert import HTMLExporter
        from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
        from traitlets.config import Config

        # Text from the ledger comes as HTML escaped by claimbook.tables or as plain text; Markdown,
        # maths and scripts in outputs are not shown at all.
        shown = ["text/html", "image/png", "text/plain"]
        exporter = HTMLExporter(
            config=Config({"NbConvertBase": {"display_data_priority": shown}}),
            template_name="page",
            extra_template_basedirs=[str(TEMPLATES)],
        )
        exporter.register_filter("caption", _caption)
        # One small page sets up the template, the highlighter and the Markdown reader now.
        cells = [new_markdown_cell("#"), new_code_cell("1")]
        language = {"language_info": {"name": "python", "pygments_lexer": "ipython3"}}
        exporter.from_notebook_node(new_notebook(cells=cells, metadata=language))
        _warm["exporter"] = exporter
    return _warm["exporter"]


_warm: dict[str, "HTMLExporter"] = {}


def _wrapped(page_: Page, body: str, pages: list[Page], site: str) -> str:
    return page(page_.title, body, pages, site=site, current=page_.file)


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Wait until no other build is at work in the folder of the report; the lock dies with us.

    It is on the folder around, so that no file is needed; where there is none, or a system without
    such locks, two builds at once are two that may overtake each other.
    """
    try:
        import fcntl

        handle = os.open(out.parent, os.O_RDONLY)
    except (ImportError, OSError):
        yield
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _publish(made: dict[str, str | bytes], gone: set[str], out: Path) -> None:
    """Write everything beside the report first, then move it in file by file.

    The folder itself is not swapped: it may hold files that are not ours. The state goes first and
    comes back last, so an interrupted publication is only ever rebuilt, never taken for fresh.
    """
    import shutil
    import tempfile

    out.parent.mkdir(parents=True, exist_ok=True)
    for left in out.parent.glob(f".{out.name}-*"):  # by a build that was killed: we are alone
        shutil.rmtree(left, ignore_errors=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        try:
            for name, text in made.items():
                (beside / name).parent.mkdir(parents=True, exist_ok=True)
                (beside / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        except OSError as error:
            raise ReportError(
                f"The pages cannot be written beside {out}: {error.strerror}. "
                "The last good report stays as it was."
            ) from error
        out.mkdir(exist_ok=True)
        (out / STATE).unlink(missing_ok=True)
        for name in sorted(made, key=lambda name: name == STATE):
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            os.replace(beside / name, out / name)
        for name in gone:
            (out / name).unlink(missing_ok=True)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


# ---- small things ------------------------------------------------------------------------------


def _all_files(pages: dict[str, dict]) -> set[str]:
    """Name the files of all pages, with those made along with a page."""
    return {*pages, *(name for read in pages.values() for name in read.get("files", []))}


def documents_folder(data: Path, documents: Path | None) -> Path | None:
    """Return the folder of the documents, if there is one (see `build`)."""
    named = documents or os.environ.get("CLAIMBOOK_DOCUMENTS") or data / "documents"
    folder = Path(named).resolve()
    return folder if folder.is_dir() else None


def _read_state(out: Path) -> dict:
    try:
        state = json.loads((out / STATE).read_text(encoding="utf-8"))
        return {"list": state["list"]} | {
            name: dict(state[name]) for name in ("notebooks", "pages")
        }
    except (OSError, ValueError, KeyError, TypeError):
        return {"list": [], "notebooks": {}, "pages": {}}


def _outline(notebooks: Path, known: dict[str, list[str]]) -> tuple[list[Page], dict]:
    """List the pages; and by the digest of each notebook's bytes its title and its cells' digest.

    What is `known` from the last build spares parsing megabytes of stored charts.
    """
    pages, seen = [], {}
    for path in list_notebooks(notebooks):
        content = path.read_bytes()
        key = reads.digest(content)
        seen[key] = known.get(key) or [_title(path, content), reads.cells_digest(content)]
        pages.append(Page(path.with_suffix(".html").name, seen[key][0], path, seen[key][1]))
    return pages, seen


def _title(notebook: Path, content: bytes) -> str:
    try:
        cells = json.loads(content)["cells"]
    except (ValueError, KeyError, TypeError):
        raise ReportError(f"{notebook.name} is not a notebook that can be read.") from None
    for cell in cells:
        heading = re.search(r"^# +(.+)$", "".join(cell["source"]), re.MULTILINE)
        if cell["cell_type"] == "markdown" and heading:
            return re.sub(r"[*_`]", "", heading[1]).strip()
    return notebook.stem


def _template(name: str) -> string.Template:
    return string.Template((TEMPLATES / name).read_text(encoding="utf-8"))


def _navigation(pages: list[Page], current: str) -> str:
    links = "".join(
        f'<li><a href="{html.escape(file)}"{" aria-current=page" if file == current else ""}>'
        f"{html.escape(title.partition(': ')[0])}</a></li>\n"
        for file, title, *_ in (Page(INDEX, "Start"), *pages, Page(CHANGES, "Changes"))
    )
    return f'<nav class="pages" aria-label="Pages"><ul>\n{links}</ul></nav>'


def _renavigated(file: Path, pages: list[Page]) -> str:
    navigation = _navigation(pages, file.name)
    old = r'<nav class="pages".*?</nav>'
    return re.sub(old, lambda _: navigation, file.read_text(encoding="utf-8"), count=1, flags=re.S)


def _contents(body: str) -> str:
    import urllib.parse

    headings = re.findall(r'<h2 id="([^"]+)"[^>]*>(.*?)</h2>', body, re.S)
    if len(headings) < 2:
        return ""
    lines = "".join(
        f'<li><a href="#{urllib.parse.quote(html.unescape(name))}">{_text(heading)}</a></li>\n'
        for name, heading in headings
    )
    heading = "<p>On this page</p>"
    return f'\n<nav class="contents" aria-label="On this page">{heading}<ul>\n{lines}</ul></nav>'


def _caption(table: str) -> str:
    found = re.search(r"<caption[^>]*>(.*?)</caption>", table, re.S)
    return html.unescape(_text(found[1])) if found else "Table"


def _text(markup: str) -> str:
    return re.sub(r"<[^>]*>", "", markup).strip()
