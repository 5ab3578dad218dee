"""Run notebooks from top to bottom, each in a kernel of its own, a few at a time."""

import os
import re
import sys
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claimbook import reads

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from claimbook.forkserver import ForkServer

Finish = Callable[[Path, "NotebookNode", dict], None]
Call = Callable[[Callable[[], Any]], Any]

KERNELS = 3  # at a time; on two cores a third one fills the gaps while the others wait
CELL_SECONDS = 300


class ReportError(Exception):
    """A page could not be made; the message names the notebook and the cell."""


def execute(
    notebooks: list[Path],
    data: Path,
    documents: Path | None,
    finish: Finish,
    aside: Iterable[Callable[[Call], object]] = (),
) -> None:
    """Run notebooks in fresh kernels, a few at a time.

    Parameters
    ----------
    notebooks : list of Path
        Of one folder, in which their kernels run.
    data, documents : Path
        What the notebooks see as ``CLAIMBOOK_DATA`` and ``CLAIMBOOK_DOCUMENTS``.
    finish : function of (notebook, its executed node, what it read)
        Called for every notebook that succeeded, in one thread of its own.
    aside : iterable of functions of (call)
        What that thread does first, while the kernels start. What needs pandas it has called by
        ``call``, in another process where there can be one.

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
    from contextlib import closing, nullcontext

    from claimbook import forkserver

    env = _environment(data, documents)
    # Before our own imports: the kernels' imports run beside them.
    server = forkserver.start(notebooks[0].parent, env) if notebooks else None
    call: Call = server.call if server else lambda work: work()
    failures: list[Exception] = []

    async def execute_all(one_thread: ThreadPoolExecutor, records: Path) -> None:
        loop = asyncio.get_running_loop()
        gate = asyncio.Semaphore(KERNELS)

        async def run(notebook: Path) -> None:
            record = records / f"{notebooks.index(notebook)}.reads"
            async with gate:
                if failures:
                    return
                node = await _execute(notebook, env, record, server)
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
        work += [loop.run_in_executor(one_thread, task, call) for task in aside]
        await asyncio.gather(*map(attempt, work))

    with (
        tempfile.TemporaryDirectory() as records,
        closing(server) if server else nullcontext(),
        ThreadPoolExecutor(1) as one_thread,
    ):
        _import_client()
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
    from concurrent.futures import ThreadPoolExecutor, wait
    from contextlib import suppress

    loops = []

    def stop(loop: asyncio.AbstractEventLoop) -> None:
        for task in asyncio.all_tasks(loop):
            task.cancel()

    def run() -> None:
        with asyncio.Runner() as runner:
            loops.append(runner.get_loop())
            runner.run(work)

    with ThreadPoolExecutor(1) as aside:
        running = aside.submit(run)
        try:
            # Ctrl-C may be given to any thread, and is only heard between two waits of this one.
            while wait([running], timeout=0.2).not_done:
                pass
            running.result()
        except KeyboardInterrupt:
            for loop in loops:
                with suppress(RuntimeError):  # it is just closed
                    loop.call_soon_threadsafe(stop, loop)
            running.exception()  # waits until the kernels are gone
            raise


def _environment(data: Path, documents: Path | None) -> dict[str, str]:
    """What every kernel has in its environment."""
    env = {name: value for name, value in os.environ.items() if name != "CLAIMBOOK_DOCUMENTS"}
    if documents is not None:
        env["CLAIMBOOK_DOCUMENTS"] = str(documents)
    return env | {"CLAIMBOOK_DATA": str(data), "PYTHONHASHSEED": "0"}


async def _execute(
    notebook: Path, env: dict[str, str], record: Path, server: "ForkServer | None"
) -> "NotebookNode":
    """Run a notebook from top to bottom in a fresh kernel of this Python."""
    import asyncio
    import atexit

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
    if server:
        from claimbook.provisioner import ForkedProvisioner

        manager = client.create_kernel_manager()
        manager.provisioner = ForkedProvisioner(server, manager)
    try:
        return await client.async_execute(env=env | {"CLAIMBOOK_READS": str(record)})
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
    finally:
        # Cancelled, it also leaves a clean-up behind for the exit, which would fail there.
        atexit.unregister(client._cleanup_kernel)
    raise ReportError(f"{notebook.name}, {_failed_cell(begun, node)}: {_shortened(said)}")


def _failed_cell(begun: "list[NotebookNode]", node: "NotebookNode") -> str:
    """Name the last cell that was begun; a kernel that died leaves no error behind in it."""
    return cell_name(begun[-1] if begun else node.cells[0])


def cell_name(cell: "NotebookNode") -> str:
    """Name a cell as JupyterLab shows it: its number in brackets, and how it begins."""
    first = next((line for line in cell.source.splitlines() if line.strip()), "")
    number = cell.get("execution_count") or " "
    return f"cell [{number}] “{first.strip()[:60]}”"


def _shortened(text: str, lines: int = 20) -> str:
    kept = re.sub(r"\x1b\[[0-9;]*m", "", text).strip().splitlines()
    more = [f"… and {len(kept) - lines} more lines"] if len(kept) > lines else []
    return "\n".join(kept[:lines] + more)
