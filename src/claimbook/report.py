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
import shutil
import string
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from claimbook import reads

if TYPE_CHECKING:
    import pandas as pd
    from nbconvert import HTMLExporter
    from nbformat import NotebookNode

    from claimbook.ledger import Ledger

Progress = Callable[[int, int, str], None]

TEMPLATES = Path(__file__).parent / "templates"
STATE = ".build.json"  # beside the pages: what each of them was made from
INDEX = "index.html"
VERDICTS = "verdicts.csv"
KERNELS = 3  # at a time; on two cores a third one fills the gaps while the others wait
CELL_SECONDS = 300


class ReportError(Exception):
    """A page could not be made; the message names the notebook and the cell."""


class Page(NamedTuple):
    """One page of the report: its file name, its title, and the notebook it is made from."""

    file: str
    title: str
    notebook: Path | None = None


class BuildResult(NamedTuple):
    """What a build did.

    Attributes
    ----------
    built, kept : list of str
        File names in the report folder: made anew, and left as they were.
    seconds : float
        Wall-clock time of the build.
    """

    built: list[str]
    kept: list[str]
    seconds: float


def build(
    notebooks: Path,
    data: Path,
    out: Path,
    documents: Path | None = None,
    progress: Progress | None = None,
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

    Returns
    -------
    BuildResult
        Which files were made, which were kept, and how long it took.

    Raises
    ------
    ReportError
        There is no notebook, or a cell failed. The last good report stays as it was.
    claimbook.ledger.LedgerError
        The ledger is not valid. The last good report stays as it was.
    """
    started = time.perf_counter()
    notebooks, data, out = (Path(folder).resolve() for folder in (notebooks, data, out))
    documents = _documents(data, documents)
    pages = list_pages(notebooks)
    site = site_title(data)
    index = Page(INDEX, site)
    listed = [[page.file, page.title] for page in (index, *pages)]
    state = _read_state(out)

    rows = reads.ledger_rows(data)
    papers = reads.documents_digest(documents)
    base = reads.digest(reads.package_digest(), *reads.versions(), str(documents is not None))

    def key(page: Page, read: dict) -> str:
        own = reads.notebook_digest(page.notebook) if page.notebook else json.dumps(listed)
        seen = papers if read["documents"] else ""
        return reads.digest(base, own, reads.slice_digest(rows, read["topics"]), seen)

    def is_fresh(page: Page) -> bool:
        known = state["pages"].get(page.file)
        return bool(known) and (out / page.file).exists() and known["key"] == key(page, known)

    stale = [page for page in (index, *pages) if not is_fresh(page)]
    if not (out / VERDICTS).exists() and index not in stale:
        stale.insert(0, index)
    kept = [page for page in (index, *pages) if page not in stale]
    same_pages = state["list"] == listed
    if not stale and same_pages:
        return BuildResult([], [page.file for page in kept], time.perf_counter() - started)

    made, read_by_page = _make(stale, pages, data, documents, site, progress)
    if not same_pages:  # a page came, went or changed its title: only the navigation is replaced
        made |= {page.file: _renavigated(out / page.file, pages) for page in kept}
    known = {page.file: state["pages"][page.file] for page in kept}
    for page in stale:
        read = read_by_page.get(page.file, {"topics": None, "documents": False})
        known[page.file] = read | {"key": key(page, read)}
    made[STATE] = json.dumps({"list": listed, "pages": known}, indent=1, sort_keys=True)
    _publish(made, gone=state["pages"].keys() - known.keys(), out=out)
    return BuildResult(
        [page.file for page in stale],
        [page.file for page in kept],
        time.perf_counter() - started,
    )


def list_pages(notebooks: Path) -> list[Page]:
    """List the pages of a folder of notebooks, titled by each notebook's first heading."""
    found = sorted(Path(notebooks).glob("*.ipynb"))
    if not found:
        raise ReportError(f"There is no notebook in {notebooks}. Name the folder that holds them.")
    return [Page(path.with_suffix(".html").name, _title(path), path) for path in found]


def site_title(data: Path) -> str:
    """Return the ledger's own title, as ``datapackage.json`` gives it."""
    try:
        title = json.loads((data / "datapackage.json").read_text(encoding="utf-8")).get("title")
    except (OSError, ValueError, AttributeError):
        title = None
    return str(title or "Claims, lined up by source")


def page(title: str, body: str, pages: list[Page], *, site: str = "", current: str = "") -> str:
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
    """
    site = site or title
    return _template("page.html").substitute(
        title=html.escape(title if title == site else f"{title} – {site}"),
        style=_template("style.css").template,
        site=html.escape(site),
        nav=_navigation(pages, current),
        main=body.replace("</h1>", "</h1>" + _contents(body), 1).strip(),
    )


def index(ledger: "Ledger", verdicts: "pd.DataFrame", pages: list[Page], site: str) -> str:
    """Return the inside of ``index.html``: where every question stands, and on which data."""
    from claimbook import compare, findings, views
    from claimbook.tables import say, table

    rows = compare.line_up(ledger)
    status = compare.status(ledger, verdicts)
    links = "".join(
        f'<li><a href="{html.escape(page.file)}">{html.escape(page.title)}</a></li>'
        for page in pages
    )
    parts = {
        "summary": say(
            *findings.summary(rows, status, "all topics"),
            *findings.witnesses(rows),
            *findings.silence(status, ledger.sources),
        ).data,
        "contested": say(*findings.disagreements(status, verdicts)).data,
        "moved": say(*findings.moves(rows, verdicts)).data,
        "one-party": say(*findings.repeats(rows, verdicts)).data,
        "board": scrolling(
            table(views.board(rows, status, ledger.sources), "Every question with its status").data
        ),
        "data": say(f"Built on the ledger with the digest (SHA-256) {ledger.digest}.").data
        + f'<p>All verdicts: <a href="{VERDICTS}">{VERDICTS}</a>.</p>',
    }
    heads = {
        "summary": "In short",
        "contested": "What is contested",
        "moved": "What moved",
        "one-party": "What several documents carry and one party says",
        "board": "Where each question stands",
        "data": "The data",
    }
    return f"<h1>{html.escape(site)}</h1>\n<ul>{links}</ul>\n" + "".join(
        f'<h2 id="{name}">{heads[name]}</h2>\n{part}\n' for name, part in parts.items() if part
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
    site: str,
    progress: Progress | None,
) -> tuple[dict[str, str], dict[str, dict]]:
    """Make the stale pages: their text by file name, and what each of them read."""
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    _import_client()

    made: dict[str, str] = {}
    read_by_page: dict[str, dict] = {}
    failures: list[Exception] = []
    step = progress or (lambda done, total, name: None)
    step(0, len(stale), "")

    async def make_all(renderer: ThreadPoolExecutor, records: Path) -> None:
        loop = asyncio.get_running_loop()
        gate = asyncio.Semaphore(KERNELS)
        done = 0

        async def make(page: Page) -> None:
            nonlocal done
            if page.notebook is None:
                made.update(await loop.run_in_executor(renderer, from_ledger, data, pages, site))
            else:
                record = records / f"{stale.index(page)}.reads"
                async with gate:
                    if failures:
                        return
                    executed = await _execute(page.notebook, data, documents, record)
                body = await loop.run_in_executor(renderer, _render, executed, page.notebook)
                made[page.file] = _wrapped(page, body, pages, site)
                read_by_page[page.file] = reads.read_by(record)
            done += 1
            step(done, len(stale), page.file)

        async def attempt(page: Page) -> None:
            # After a failure nothing new is begun, but kernels that run are let finish: to cancel
            # one that is just starting would leave it behind.
            try:
                await make(page)
            except Exception as failure:
                failures.append(failure)

        async def warm() -> None:
            await loop.run_in_executor(renderer, _exporter)

        # Notebooks first: their kernels start while the one thread does its imports.
        attempts = [attempt(page) for page in sorted(stale, key=lambda page: not page.notebook)]
        if any(page.notebook for page in stale):
            attempts.append(warm())
        await asyncio.gather(*attempts)

    with tempfile.TemporaryDirectory() as records, ThreadPoolExecutor(1) as renderer:
        _run_aside(make_all(renderer, Path(records)))
    # An invalid ledger makes every notebook fail as well: it is the thing to say.
    for failure in failures:
        if not isinstance(failure, ReportError):
            raise failure
    if failures:
        raise ReportError("\n".join(str(failure) for failure in failures))
    return made, read_by_page


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


def from_ledger(data: Path, pages: list[Page], site: str) -> dict[str, str]:
    """Make the files that need no notebook: ``index.html`` and ``verdicts.csv``."""
    from claimbook import compare, ledger

    book = ledger.load(data)
    verdicts = compare.verdicts(book)
    return {
        INDEX: _wrapped(Page(INDEX, site), index(book, verdicts, pages, site), pages, site),
        VERDICTS: verdicts.to_csv(index=False, lineterminator="\n"),
    }


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
    client = NotebookClient(
        node,
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
    except asyncio.CancelledError:
        # nbclient stops a kernel that runs, but forgets one that is still starting.
        if client.km is not None and await client.km.is_alive():
            await client.km.shutdown_kernel(now=True)
        raise
    raise ReportError(f"{notebook.name}, {_failed_cell(node)}: {_shortened(said)}")


def _render(node: "NotebookNode", notebook: Path) -> str:
    """Turn an executed notebook into the inside of its page."""
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
    body, _ = _exporter().from_notebook_node(node)
    body = re.sub(r'<a class="anchor-link"[^>]*>.*?</a>', "", body)
    return re.sub(r'(<a href="[^":/]*)\.ipynb(["#])', r"\1.html\2", body)


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


def _publish(made: dict[str, str], gone: set[str], out: Path) -> None:
    """Write everything beside the report first, then move it in file by file.

    The folder itself is not swapped: it may hold files that are not ours. The state goes first and
    comes back last, so an interrupted publication is only ever rebuilt, never taken for fresh.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        for name, text in made.items():
            (beside / name).write_bytes(text.encode())
        out.mkdir(exist_ok=True)
        (out / STATE).unlink(missing_ok=True)
        for name in sorted(made, key=lambda name: name == STATE):
            os.replace(beside / name, out / name)
        for name in gone:
            (out / name).unlink(missing_ok=True)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


# ---- small things ------------------------------------------------------------------------------


def _documents(data: Path, documents: Path | None) -> Path | None:
    named = documents or os.environ.get("CLAIMBOOK_DOCUMENTS") or data / "documents"
    folder = Path(named).resolve()
    return folder if folder.is_dir() else None


def _read_state(out: Path) -> dict:
    try:
        state = json.loads((out / STATE).read_text(encoding="utf-8"))
        return {"list": state["list"], "pages": dict(state["pages"])}
    except (OSError, ValueError, KeyError, TypeError):
        return {"list": [], "pages": {}}


def _title(notebook: Path) -> str:
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    except (ValueError, KeyError):
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
        for file, title, _ in (Page(INDEX, "Start"), *pages)
    )
    return f'<nav class="pages" aria-label="Pages"><ul>\n{links}</ul></nav>'


def _renavigated(file: Path, pages: list[Page]) -> str:
    navigation = _navigation(pages, file.name)
    old = r'<nav class="pages".*?</nav>'
    return re.sub(old, lambda _: navigation, file.read_text(encoding="utf-8"), count=1, flags=re.S)


def _contents(body: str) -> str:
    headings = re.findall(r'<h2 id="([^"]+)"[^>]*>(.*?)</h2>', body, re.S)
    if len(headings) < 2:
        return ""
    lines = "".join(
        f'<li><a href="#{urllib.parse.quote(html.unescape(name))}">{_text(heading)}</a></li>\n'
        for name, heading in headings
    )
    return f'\n<nav class="contents" aria-label="On this page"><ul>\n{lines}</ul></nav>'


def _caption(table: str) -> str:
    found = re.search(r"<caption[^>]*>(.*?)</caption>", table, re.S)
    return html.unescape(_text(found[1])) if found else "Table"


def _text(markup: str) -> str:
    return re.sub(r"<[^>]*>", "", markup).strip()


def _failed_cell(node: "NotebookNode") -> str:
    code = [cell for cell in node.cells if cell.cell_type == "code"]
    for cell in code:
        if any(output.output_type == "error" for output in cell.outputs):
            return _cell_name(cell)
    # A kernel that died or hung leaves no error behind: the last cell that was begun it is.
    begun = [cell for cell in code if cell.execution_count is not None]
    return _cell_name(begun[-1] if begun else code[0])


def _cell_name(cell: "NotebookNode") -> str:
    """Name a cell as JupyterLab shows it: its number in brackets, and how it begins."""
    first = next((line for line in cell.source.splitlines() if line.strip()), "")
    number = cell.get("execution_count") or " "
    return f"cell [{number}] “{first.strip()[:60]}”"


def _shortened(text: str, lines: int = 20) -> str:
    kept = re.sub(r"\x1b\[[0-9;]*m", "", text).strip().splitlines()
    more = [f"… and {len(kept) - lines} more lines"] if len(kept) > lines else []
    return "\n".join(kept[:lines] + more)
