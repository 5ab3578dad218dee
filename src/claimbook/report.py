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
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from claimbook import reads

if TYPE_CHECKING:
    import pandas as pd
    from nbconvert import HTMLExporter
    from nbformat import NotebookNode

    from claimbook.ledger import Ledger

Progress = Callable[[int, int, str], None]
Finish = Callable[[Path, "NotebookNode", dict], None]

TEMPLATES = Path(__file__).parent / "templates"
STATE = ".build.json"  # beside the pages: what each of them was made from
INDEX = "index.html"
VERDICTS = "verdicts.csv"
CHANGES = "changes.html"
LEDGERS = ".ledger"  # beside the pages: the ledger they were made from, and the one before it
KERNELS = 3  # at a time; on two cores a third one fills the gaps while the others wait
CELL_SECONDS = 300


class ReportError(Exception):
    """A page could not be made; the message names the notebook and the cell."""


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
        published.

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


def index(
    ledger: "Ledger",
    verdicts: "pd.DataFrame",
    pages: list[Page],
    site: str,
    documents: dict[str, str] | None = None,
) -> str:
    """Return the inside of ``index.html``: what stands out, and the board of all questions."""
    from claimbook.pages import index as board

    links = [(page.file, page.title) for page in pages]
    return board(ledger, verdicts, site, links, documents)


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

    def from_data() -> None:
        files, edit[0] = what_changed(data, out, pages, site)
        files |= from_ledger(data, pages, site, documents)
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
    aside = [check] if check else []
    aside += [from_data] if len(page_of) < len(stale) else []
    aside += [_exporter] if page_of else []
    execute(list(page_of), data, documents, from_notebook, aside)
    return made, read_by_page, edit[0]


def execute(
    notebooks: list[Path],
    data: Path,
    documents: Path | None,
    finish: Finish,
    aside: Iterable[Callable[[], object]] = (),
) -> None:
    """Run notebooks in fresh kernels, a few at a time.

    Parameters
    ----------
    notebooks : list of Path
    data, documents : Path
        What the notebooks see as ``CLAIMBOOK_DATA`` and ``CLAIMBOOK_DOCUMENTS``.
    finish : function of (notebook, its executed node, what it read)
        Called for every notebook that succeeded, in one thread of its own.
    aside : iterable of functions
        What that thread does first, while the kernels start.

    Raises
    ------
    ReportError
        Naming every notebook and cell that failed.
    Exception
        What `finish` or `aside` raised; it goes before, as an invalid ledger makes every notebook
        fail as well and is the thing to say.
    """
    import asyncio
    import tempfile
    from concurrent.futures import ThreadPoolExecutor

    _import_client()
    failures: list[Exception] = []

    async def execute_all(one_thread: ThreadPoolExecutor, records: Path) -> None:
        loop = asyncio.get_running_loop()
        gate = asyncio.Semaphore(KERNELS)

        async def run(notebook: Path) -> None:
            record = records / f"{notebooks.index(notebook)}.reads"
            async with gate:
                if failures:
                    return
                node = await _execute(notebook, data, documents, record)
            read = reads.read_by(record)
            await loop.run_in_executor(one_thread, finish, notebook, node, read)

        async def attempt(work: Awaitable[object]) -> None:
            # After a failure nothing new is begun, but kernels that run are let finish: to cancel
            # one that is just starting would leave it behind.
            try:
                await work
            except Exception as failure:
                failures.append(failure)

        # Notebooks first: their kernels start while the one thread does its imports.
        work = [run(notebook) for notebook in notebooks]
        work += [loop.run_in_executor(one_thread, task) for task in aside]
        await asyncio.gather(*map(attempt, work))

    with tempfile.TemporaryDirectory() as records, ThreadPoolExecutor(1) as one_thread:
        _run_aside(execute_all(one_thread, Path(records)))
    for failure in failures:
        if not isinstance(failure, ReportError):
            raise failure
    if failures:
        raise ReportError("\n".join(str(failure) for failure in failures))


def _import_client() -> None:
    """Import what runs kernels, whole, before a second thread can import parts of it.

    nbformat imports jsonschema, which imports ``rfc3987_syntax`` if it is there; that compiles a
    grammar for addresses, which no notebook contains, and takes longer (0.8 s) than everything else
    together. jsonschema does without it when it cannot be imported, so for once it cannot.
    """
    slow = "rfc3987_syntax"
    blocked = slow not in sys.modules
    if blocked:
        sys.modules[slow] = None
    try:
        import jupyter_client  # noqa: F401
        import nbclient  # noqa: F401
    finally:
        if blocked:
            del sys.modules[slow]


def _run_aside(work: Coroutine[None, None, None]) -> None:
    """Run a coroutine in a thread of its own, so that Ctrl-C stops the kernels and then us.

    In the main thread nbclient would catch the signal itself and leave every kernel but one.
    """
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    loops = []

    def run() -> None:
        with asyncio.Runner() as runner:
            loops.append(runner.get_loop())
            runner.run(work)

    with ThreadPoolExecutor(1) as aside:
        running = aside.submit(run)
        try:
            running.result()
        except KeyboardInterrupt:
            for loop in loops:
                for task in asyncio.all_tasks(loop):
                    loop.call_soon_threadsafe(task.cancel)
            running.exception()  # waits until the kernels are gone
            raise


def from_ledger(
    data: Path, pages: list[Page], site: str, documents: Path | None = None
) -> dict[str, str]:
    """Make the files that need no notebook: the index, a page for each source, ``verdicts.csv``."""
    from claimbook import compare, evidence, ledger
    from claimbook.pages import sources

    book = ledger.load(data)
    verdicts = compare.verdicts(book)
    texts = evidence.find_documents(book.sources, documents)
    board = index(book, verdicts, pages, site, texts)
    files = {
        file: page(title, body, pages, site=site)
        for file, (title, body) in sources(book, verdicts, texts).items()
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


async def _execute(
    notebook: Path, data: Path, documents: Path | None, record: Path
) -> "NotebookNode":
    """Run a notebook from top to bottom in a fresh kernel of this Python."""
    import asyncio

    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import (
        CellControlSignal,
        CellExecutionError,
        CellTimeoutError,
        DeadKernelError,
    )
    from traitlets.config import Config

    node = nbformat.read(notebook, as_version=4)
    for cell in node.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    env = {name: value for name, value in os.environ.items() if name != "CLAIMBOOK_DOCUMENTS"}
    env |= {"CLAIMBOOK_DATA": str(data), "CLAIMBOOK_READS": str(record), "PYTHONHASHSEED": "0"}
    if documents is not None:
        env["CLAIMBOOK_DOCUMENTS"] = str(documents)
    # Sockets in our own folder: nothing on the network, no port that another kernel takes first.
    transport = {} if os.name == "nt" else {"transport": "ipc", "ip": str(record.with_suffix(""))}
    begun: list[NotebookNode] = []
    client = NotebookClient(
        node,
        on_cell_execute=lambda cell, **_: begun.append(cell),
        timeout=CELL_SECONDS,
        kernel_name="python3",
        config=Config({"KernelManager": transport}),
        resources={"metadata": {"path": str(notebook.parent)}},
        record_timing=False,  # times would change the bytes
        store_widget_state=False,
        shutdown_kernel="immediate",
        extra_arguments=["--InteractiveShellApp.extra_extensions=claimbook.reads"],
    )
    try:
        return await client.async_execute(env=env)
    except CellExecutionError as error:
        said = f"{error.ename}: {error.evalue}"
    except CellTimeoutError:
        said = f"it ran for more than {CELL_SECONDS} seconds"
    except (DeadKernelError, CellControlSignal):
        said = "its kernel died"
    except (RuntimeError, TimeoutError) as error:
        said = f"its kernel did not start ({error})"
    except asyncio.CancelledError:
        # nbclient stops a kernel that runs, but forgets one that is still starting.
        if client.km is not None and await client.km.is_alive():
            await client.km.shutdown_kernel(now=True)
        raise
    raise ReportError(f"{notebook.name}, {_failed_cell(begun, node)}: {_shortened(said)}")


def _render(node: "NotebookNode", notebook: Path) -> str:
    """Turn an executed notebook into the inside of its page."""
    from claimbook.pages import mark_words

    for cell in node.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            picture = output.get("data", {}).get("image/png")
            if picture and not output.metadata.get("image/png", {}).get("alt"):
                raise ReportError(
                    f"{notebook.name}, {_cell_name(cell)}: a chart has no text alternative. "
                    'Show it with claimbook.show(figure, "what it shows").'
                )
    node.metadata.pop("widgets", None)
    node.cells = _folded(node.cells)
    body, _ = _exporter().from_notebook_node(node)
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
        # One small page loads the template, the highlighter and the Markdown reader now.
        exporter.from_notebook_node(
            new_notebook(cells=[new_markdown_cell("#"), new_code_cell("1")])
        )
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


def _failed_cell(begun: "list[NotebookNode]", node: "NotebookNode") -> str:
    """Name the last cell that was begun; a kernel that died leaves no error behind in it."""
    return _cell_name(begun[-1] if begun else node.cells[0])


def _cell_name(cell: "NotebookNode") -> str:
    """Name a cell as JupyterLab shows it: its number in brackets, and how it begins."""
    first = next((line for line in cell.source.splitlines() if line.strip()), "")
    number = cell.get("execution_count") or " "
    return f"cell [{number}] “{first.strip()[:60]}”"


def _shortened(text: str, lines: int = 20) -> str:
    kept = re.sub(r"\x1b\[[0-9;]*m", "", text).strip().splitlines()
    more = [f"… and {len(kept) - lines} more lines"] if len(kept) > lines else []
    return "\n".join(kept[:lines] + more)
