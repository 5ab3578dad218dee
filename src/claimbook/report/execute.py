"""Run notebooks from top to bottom in a few warm kernels.

A kernel imports pandas and matplotlib once and runs one notebook after the other. In between,
`reset` puts back what a notebook may have changed, so that its outputs are those of a kernel of its
own. All that talks to kernels happens in a thread beside the caller's, where Ctrl-C is heard.
"""

import asyncio
import inspect
import os
import re
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, NamedTuple

from claimbook.errors import ClaimbookError

if TYPE_CHECKING:
    from jupyter_client import AsyncKernelClient, AsyncKernelManager
    from nbclient import NotebookClient
    from nbformat import NotebookNode

KERNELS = 2
CELL_SECONDS = 300
ANSWER_SECONDS = 300  # for what is done at once but on a busy machine
MESSAGE_LINES = 20
WARM_UP = "import matplotlib.pyplot, pandas"  # what `reset` and every notebook import
SOCKET_PATH = 90  # bytes; systems take 104 or 108, of which zmq adds a few


class Job(NamedTuple):
    """A notebook to run."""

    notebook: Path  # it runs in the folder of this file, which itself is not read
    source: bytes
    env: dict[str, str]  # all it sees under names that begin with CLAIMBOOK_


class NotebookFailed(ClaimbookError):
    """One notebook could not be run to its end; the others still can."""


def execute(
    jobs: Sequence[Job],
    finish: Callable[[int, "NotebookNode"], object],
    kernels: int = KERNELS,
    meanwhile: Callable[[], object] = lambda: None,
) -> None:
    """Run notebooks, a few at a time.

    `meanwhile` is called first, while the kernels start; `finish` with the place and outputs of
    every notebook that succeeded, as they come in; both in the caller's thread. What they raise,
    and Ctrl-C, stops the kernels at once. Notebooks that failed are named together at the end.
    """
    if not jobs:
        meanwhile()
        return
    with (
        tempfile.TemporaryDirectory(prefix="claimbook-", ignore_cleanup_errors=True) as folder,
        ThreadPoolExecutor(1) as aside,
        _heard() as interrupted,
    ):
        import jupyter_client  # noqa: F401 - whole, before another thread imports parts of it

        crew = _Crew(jobs, Path(folder))
        running = aside.submit(lambda: asyncio.run(crew.work(min(kernels, len(jobs)))))
        try:
            with _without("rfc3987_syntax"):
                import nbclient  # noqa: F401 - takes as long as the kernels take to start

            crew.imported.set()
            meanwhile()
            while not (running.done() and crew.done.empty()):
                # Ctrl-C may be given to any thread, and is only heard here between two waits.
                with suppress(Empty):
                    finish(*crew.done.get(timeout=0.1))
                if interrupted.is_set():
                    raise KeyboardInterrupt
        finally:
            crew.stop.set()
    running.result()
    if crew.failures:
        raise ClaimbookError("\n".join(text for _, text in sorted(crew.failures.items())))


@contextmanager
def _heard() -> Iterator[threading.Event]:
    """Hear of a Ctrl-C that Python drops, as it does in a callback, which imports have many of."""
    heard, usual = threading.Event(), sys.unraisablehook

    def hear(dropped: "sys.UnraisableHookArgs") -> None:
        if dropped.exc_type is KeyboardInterrupt:
            heard.set()
        else:
            usual(dropped)

    sys.unraisablehook = hear
    try:
        yield heard
    finally:
        sys.unraisablehook = usual


@contextmanager
def _without(module: str) -> Iterator[None]:
    """Let an optional import fail.

    jsonschema, which nbclient brings, takes two seconds to build grammars of web addresses; no
    schema of a notebook has one.
    """
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None  # as documented of `sys.modules`: to import it raises
    try:
        yield
    finally:
        del sys.modules[module]


class _Crew:
    """Kernels that share one queue of notebooks, and what comes of these."""

    def __init__(self, jobs: Sequence[Job], folder: Path) -> None:
        self.jobs, self.folder = jobs, folder
        # The longest first: what a notebook shows, stored in it, is a good guess at its time.
        self.waiting = deque(sorted(range(len(jobs)), key=lambda n: -len(jobs[n].source)))
        self.done: SimpleQueue[tuple[int, NotebookNode]] = SimpleQueue()
        self.failures: dict[int, str] = {}
        self.imported, self.stop = threading.Event(), threading.Event()

    async def work(self, number: int) -> None:
        """Run all notebooks, or those that are done when `stop` is set."""
        kernels = [_Kernel(self.folder) for _ in range(number)]
        pending = workers = [asyncio.create_task(self._run_some(kernel)) for kernel in kernels]
        while pending:
            done, pending = await asyncio.wait(pending, timeout=0.1)
            if self.stop.is_set() or any(not w.cancelled() and w.exception() for w in done):
                self.stop.set()
                for worker in pending:  # again and again: nbclient takes one for a kernel's death
                    worker.cancel()
        for kernel in kernels:
            await kernel.end()
        for result in await asyncio.gather(*workers, return_exceptions=True):
            if isinstance(result, Exception):  # and not that it was cancelled
                raise result

    async def _run_some(self, kernel: "_Kernel") -> None:
        """Run notebooks in one kernel, and in another one after each that failed."""
        await kernel.start(self.jobs[0].notebook.parent)
        while not self.imported.is_set():
            await asyncio.sleep(0.02)
        while self.waiting:
            n = self.waiting.popleft()
            try:
                self.done.put((n, await kernel.run(self.jobs[n])))
            except NotebookFailed as failure:
                self.failures[n] = str(failure)
                await kernel.end()


class _Kernel:
    """A kernel of this Python, which can be started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "log"
        self.used = False
        self.manager: AsyncKernelManager | None = None
        self.channels: AsyncKernelClient | None = None

    async def start(self, cwd: Path) -> None:
        """Start it, without waiting until it answers."""
        from jupyter_client import AsyncKernelManager
        from jupyter_client.kernelspec import KernelSpecManager

        own = Path(tempfile.mkdtemp(dir=self.folder))
        self.log = own / "log"
        is_short = len(os.fsencode(own)) < SOCKET_PATH
        self.manager = AsyncKernelManager(
            # This Python's own, whatever else is installed under the name of "python3".
            kernel_spec_manager=KernelSpecManager(kernel_dirs=[]),
            connection_file=str(own / "connection.json"),
            **({"transport": "ipc", "ip": str(own / "s")} if is_short else {}),
        )
        # Nothing of ours and no settings of its user's: no page is made anew when these change.
        env = {name: text for name, text in os.environ.items() if not name.startswith("CLAIMBOOK_")}
        env.pop("MPLBACKEND", None)
        env |= {"PYTHONHASHSEED": "0", "IPYTHONDIR": str(own / "ipython")}
        try:
            with self.log.open("wb") as log:
                await self.manager.start_kernel(
                    cwd=str(cwd),
                    env=env,
                    extra_arguments=["--HistoryManager.hist_file=:memory:"],
                    stdout=log,
                    stderr=log,
                )
        except Exception as error:
            raise self._did_not_start(error) from error
        self.channels = self.manager.client()
        self.channels.start_channels(stdin=False, hb=False)  # nobody answers, nobody listens
        self.channels.execute(WARM_UP, silent=True)  # while we are still importing nbclient

    async def end(self) -> None:
        """Stop it at once, wherever it is."""
        if self.channels is not None:
            self.channels.stop_channels()
        if self.manager is not None:
            await self.manager.shutdown_kernel(now=True)
        self.manager, self.channels, self.used = None, None, False

    async def run(self, job: Job) -> "NotebookNode":
        """Run a notebook, as if in a kernel of its own."""
        from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

        node = _read(job)
        await self._prepare(job)
        begun: list[NotebookNode] = []
        client = self._client(
            node, CELL_SECONDS, on_cell_execute=lambda cell, cell_index: begun.append(cell)
        )
        try:
            await client.async_execute()
            return node
        except CellExecutionError as error:
            said = _shortened(f"{error.ename}: {error.evalue}")
        except CellTimeoutError:
            said = f"it ran for more than {CELL_SECONDS} seconds; make it do less"
        except DeadKernelError:
            said = "its kernel died; the cell ended it, or there was not enough memory"
        # a cell is named as JupyterLab shows it: its number in brackets, and how it begins
        line = begun[-1].source.strip().partition("\n")[0].strip() if begun else ""
        at = f", cell [{len(begun)}] “{line[:60]}”" if begun else ""
        raise NotebookFailed(f"{job.notebook.name}{at}: {said}")

    async def _prepare(self, job: Job) -> None:
        """Make it as good as new; where that fails, as a notebook broke it, start another one."""
        from nbclient.exceptions import CellControlSignal
        from nbformat.v4 import new_code_cell, new_notebook

        call = f"reset({str(job.notebook.parent)!r}, {job.env!r})"
        while True:
            cell = new_code_cell(f"{inspect.getsource(reset)}\n{call}")
            try:
                if self.manager is None:
                    await self.start(job.notebook.parent)
                if not self.used:
                    await self.channels.wait_for_ready(timeout=ANSWER_SECONDS)
                client = self._client(new_notebook(cells=[cell]), ANSWER_SECONDS)
                await client.async_execute_cell(cell, 0, store_history=False)
                self.used = True
                return
            except (RuntimeError, CellControlSignal) as error:
                if not self.used:
                    raise self._did_not_start(error) from error
                await self.end()

    def _client(self, node: "NotebookNode", seconds: int, **hooks: Any) -> "NotebookClient":
        from nbclient import NotebookClient

        client = NotebookClient(
            node,
            km=self.manager,
            timeout=seconds,
            iopub_timeout=ANSWER_SECONDS,  # outputs may come late, and must not be missing
            raise_on_iopub_timeout=True,  # without a word
            record_timing=False,
            coalesce_streams=True,  # what is printed in pieces is one output, however they come
            store_widget_state=False,
            **hooks,
        )
        client.kc = self.channels  # else it would open new ones for every notebook, and keep them
        return client

    def _did_not_start(self, error: Exception) -> ClaimbookError:
        log = self.log.read_text(errors="replace") if self.log.is_file() else ""
        said = "; ".join(
            text.strip().splitlines()[-1] for text in (str(error), log) if text.strip()
        )
        return ClaimbookError(
            f"no notebook can be run, as no kernel of {sys.executable} starts ({said}); "
            "install claimbook there again"
        )


def reset(folder: str, env: dict[str, str]) -> None:
    """Put back what a notebook may have changed but its imports; this is run in the kernel."""
    import os
    import sys
    import warnings

    import matplotlib
    import numpy
    import pandas
    from IPython import get_ipython
    from matplotlib import pyplot
    from matplotlib_inline.backend_inline import set_matplotlib_formats
    from matplotlib_inline.config import InlineBackend

    shell = get_ipython()
    if not hasattr(shell, "claimbook_start"):
        now = dict(os.environ), sys.path[:], warnings.filters[:], numpy.get_printoptions()
        shell.claimbook_start = now
    environ, path, filters, printing = shell.claimbook_start
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environ | env)
    sys.path[:] = path
    warnings.resetwarnings()  # also forgets which warnings have been shown
    warnings.filters[:] = filters
    numpy.set_printoptions(**printing)
    # Those of plotting change matplotlib when they are set, even to what they are.
    pandas.reset_option("^(?!plotting)")
    pyplot.close("all")
    matplotlib.rc_file_defaults()
    shell.enable_matplotlib("inline")
    backend = InlineBackend.instance(parent=shell)
    for name, value in backend.trait_defaults(config=True).items():
        setattr(backend, name, value)
    set_matplotlib_formats(*backend.figure_formats)
    shell.reset()


def _read(job: Job) -> "NotebookNode":
    """Read a notebook without its outputs, which are never shown."""
    import nbformat

    try:
        node = nbformat.reads(job.source, as_version=4)
    except Exception as error:
        raise NotebookFailed(
            f"{job.notebook.name} is not a notebook that can be read; restore it from a copy"
        ) from error
    for cell in node.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return node


def _shortened(text: str) -> str:
    lines = re.sub(r"\x1b\[[0-9;]*m", "", text).strip().splitlines()
    more = len(lines) - MESSAGE_LINES
    return "\n".join(lines[:MESSAGE_LINES] + [f"… and {more} more lines"] * (more > 0))
