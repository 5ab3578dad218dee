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
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, NamedTuple

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
WIDGET = "application/vnd.jupyter.widget-view+json"


class Job(NamedTuple):
    """A notebook to run."""

    notebook: Path  # it runs in the folder of this file, which itself is not read
    source: bytes
    env: dict[str, str]  # all it sees under names that begin with CLAIMBOOK_


Finish = Callable[[Job, "NotebookNode"], object]


class NotebookFailed(ClaimbookError):
    """One notebook could not be run to its end; the others still can."""


def execute(
    jobs: Sequence[Job],
    finish: Finish,
    kernels: int = KERNELS,
    meanwhile: Callable[[], object] | None = None,
) -> None:
    """Run notebooks, a few at a time.

    Parameters
    ----------
    jobs : sequence of Job
    finish : function of (job, executed notebook)
        Called in the caller's thread for every notebook that succeeded, as they come in.
    kernels : int
        How many run at most.
    meanwhile : function, optional
        Called first, in the caller's thread, while the kernels start.

    Raises
    ------
    ClaimbookError
        Naming every notebook that failed, with its cell; all others have been run.
    Exception
        What `meanwhile` or `finish` raised. The kernels are stopped at once, as on Ctrl-C.
    """
    if not jobs:
        if meanwhile:
            meanwhile()
        return
    with (
        tempfile.TemporaryDirectory(prefix="claimbook-", ignore_cleanup_errors=True) as folder,
        ThreadPoolExecutor(1) as aside,
    ):
        import jupyter_client  # noqa: F401 - whole, before another thread imports parts of it

        crew = _Crew(jobs, Path(folder))
        running = aside.submit(lambda: asyncio.run(crew.work(min(kernels, len(jobs)))))
        try:
            import nbclient  # noqa: F401 - takes as long as the kernels take to start

            crew.imported.set()
            if meanwhile:
                meanwhile()
            while not (running.done() and crew.done.empty()):
                # Ctrl-C may be given to any thread, and is only heard here between two waits.
                try:
                    job, node = crew.done.get(timeout=0.1)
                except Empty:
                    continue
                finish(job, node)
        finally:
            crew.stop.set()
    running.result()
    if crew.failures:
        raise ClaimbookError("\n".join(text for _, text in sorted(crew.failures.items())))


class _Crew:
    """Kernels that share one queue of notebooks, and what comes of these."""

    def __init__(self, jobs: Sequence[Job], folder: Path) -> None:
        self.jobs, self.folder = jobs, folder
        # The longest first: what a notebook shows, stored in it, is a good guess at its time.
        self.waiting = deque(sorted(range(len(jobs)), key=lambda n: -len(jobs[n].source)))
        self.done: SimpleQueue[tuple[Job, NotebookNode]] = SimpleQueue()
        self.failures: dict[int, str] = {}
        self.imported, self.stop = threading.Event(), threading.Event()

    async def work(self, kernels: int) -> None:
        """Run all notebooks, or those that are done when `stop` is set."""
        workers = asyncio.gather(*(self._run_some() for _ in range(kernels)))
        while not workers.done() and not self.stop.is_set():
            await asyncio.wait([workers], timeout=0.1)
        workers.cancel()
        with suppress(asyncio.CancelledError):
            await workers

    async def _run_some(self) -> None:
        """Run notebooks in one kernel, and in another one after each that failed."""
        kernel = _Kernel(self.folder)
        try:
            await kernel.start(self.jobs[self.waiting[0]].notebook.parent)
            while not self.imported.is_set():
                await asyncio.sleep(0.02)
            while self.waiting and not self.stop.is_set():
                n = self.waiting.popleft()
                try:
                    self.done.put((self.jobs[n], await kernel.run(self.jobs[n])))
                except NotebookFailed as failure:
                    self.failures[n] = str(failure)
                    await kernel.end()
        finally:
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
        self.manager = AsyncKernelManager(
            # This Python's own, whatever else is installed under the name of "python3".
            kernel_spec_manager=KernelSpecManager(kernel_dirs=[]),
            connection_file=str(own / "connection.json"),
            **_transport(own),
        )
        try:
            with self.log.open("wb") as log:
                await self.manager.start_kernel(
                    cwd=str(cwd),
                    env=_environment(own),
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
            self.channels = None
        if self.manager is not None:
            await self.manager.shutdown_kernel(now=True)
            self.manager = None
        self.used = False

    async def run(self, job: Job) -> "NotebookNode":
        """Run a notebook, as if in a kernel of its own."""
        from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

        node = _read(job)
        await self._prepare(job)
        begun: list[NotebookNode] = []

        def begin(cell: "NotebookNode", **_: object) -> None:
            _heed_cancellation()
            begun.append(cell)

        client = self._client(node, CELL_SECONDS, on_cell_execute=begin)
        try:
            await client.async_execute()
        except CellExecutionError as error:
            said = _shortened(f"{error.ename}: {error.evalue}")
        except CellTimeoutError:
            said = f"it ran for more than {CELL_SECONDS} seconds; make it do less"
        except DeadKernelError:
            _heed_cancellation()
            said = "its kernel died; the cell ended it, or there was not enough memory"
        else:
            for output in (each for cell in node.cells for each in cell.get("outputs", [])):
                output.get("data", {}).pop(WIDGET, None)  # its id differs in every run
            return node
        # a cell is named as JupyterLab shows it: its number in brackets, and how it begins
        line = begun[-1].source.strip().partition("\n")[0].strip() if begun else ""
        at = f", cell [{len(begun)}] “{line[:60]}”" if begun else ""
        raise NotebookFailed(f"{job.notebook.name}{at}: {said}")

    async def _prepare(self, job: Job) -> None:
        """Make it as good as new; where that fails, as a notebook broke it, start another one."""
        from nbclient.exceptions import CellControlSignal, DeadKernelError

        if self.used:
            with suppress(CellControlSignal, DeadKernelError):
                return await self._reset(job)
            _heed_cancellation()
            await self.end()
        if self.manager is None:
            await self.start(job.notebook.parent)
        try:
            await self.channels.wait_for_ready(timeout=ANSWER_SECONDS)
            await self._reset(job)
        except (RuntimeError, CellControlSignal, DeadKernelError) as error:
            _heed_cancellation()
            raise self._did_not_start(error) from error

    async def _reset(self, job: Job) -> None:
        from nbformat.v4 import new_code_cell, new_notebook

        call = f"reset({str(job.notebook.parent)!r}, {job.env!r})"
        cell = new_code_cell(f"{inspect.getsource(reset)}\n{call}")
        client = self._client(new_notebook(cells=[cell]), ANSWER_SECONDS)
        await client.async_execute_cell(cell, 0, store_history=False)
        self.used = True

    def _client(self, node: "NotebookNode", seconds: int, **hooks: Callable) -> "NotebookClient":
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
        said = "; ".join(filter(None, (_last_line(str(error)), _last_line(log))))
        return ClaimbookError(
            f"no notebook can be run, as no kernel of {sys.executable} starts ({said}); "
            "install claimbook there again"
        )


def reset(folder: str, env: dict[str, str]) -> None:
    """Put back what a notebook may have changed; this is run in the kernel, before each notebook.

    Modules stay imported, which is what makes a kernel warm.
    """
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


def _heed_cancellation() -> None:
    """Stop where nbclient took our cancelling for the death of its kernel, or for a reply."""
    if asyncio.current_task().cancelling():
        raise asyncio.CancelledError


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
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    node.metadata.pop("widgets", None)
    return node


def _transport(folder: Path) -> dict[str, str]:
    """Use sockets in a folder of our own where its path is short enough, else local ports."""
    path = str(folder / "s")
    if os.name == "nt" or len(os.fsencode(path)) > SOCKET_PATH:
        return {"transport": "tcp", "ip": "127.0.0.1"}
    return {"transport": "ipc", "ip": path}


def _environment(folder: Path) -> dict[str, str]:
    """Return what a kernel starts with: nothing of ours, and no settings of its user's.

    A page is not made from IPython's start-up files, and would not be made anew when they change.
    """
    env = {name: text for name, text in os.environ.items() if not name.startswith("CLAIMBOOK_")}
    env.pop("MPLBACKEND", None)
    return env | {"PYTHONHASHSEED": "0", "IPYTHONDIR": str(folder / "ipython")}


def _last_line(text: str) -> str:
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "")


def _shortened(text: str) -> str:
    lines = re.sub(r"\x1b\[[0-9;]*m", "", text).strip().splitlines()
    more = len(lines) - MESSAGE_LINES
    return "\n".join(lines[:MESSAGE_LINES] + [f"… and {more} more lines"] * (more > 0))
