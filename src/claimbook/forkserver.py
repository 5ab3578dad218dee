"""Kernels that need not import pandas and matplotlib again: forked from one process that has.

The process imports what every notebook imports, reads no ledger, makes no figure and runs no cell;
each kernel is a fork of it, a process of its own that nothing of another kernel reaches. Where this
cannot work (no Linux, a process that does not start or does not answer) kernels are started from
scratch, and the pages are the same bytes. The build's own work that needs pandas is done in a fork
as well, which spares importing it twice.

Only the standard library is imported here, so that the process starts before all else.
"""

import builtins
import gc
import importlib
import io
import os
import pickle
import select
import signal
import socket
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import SimpleNamespace
from typing import BinaryIO, TypeVar

T = TypeVar("T")

PLAIN = "CLAIMBOOK_PLAIN_KERNELS"  # when set, every kernel is started from scratch
# Not IPython's inline backend, nor anything that imports ipywidgets: these look for the running
# kernel when they are imported, and would never find it.
PRELOADED = (
    "ipykernel.kernelapp",
    "pandas",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "PIL.JpegImagePlugin",  # Pillow looks through all common formats before it writes a PNG
    "PIL.GifImagePlugin",
    "PIL.BmpImagePlugin",
    "PIL.PpmImagePlugin",
    "claimbook.agreement",
    "claimbook.compare",
    "claimbook.conventions",
    "claimbook.display",
    "claimbook.explore",
    "claimbook.findings",
    "claimbook.plots_answers",
    "claimbook.plots_origins",
    "claimbook.sources",
)
LAUNCHER = "ipykernel_launcher"
SERVE = """
import sys
sys.path = [folder for folder in sys.path if folder]  # not the folder of the notebooks, as Jupyter
from claimbook.forkserver import serve
serve()
"""
SECONDS = 60  # to wait for an answer, imports included


class ForkServer:
    """The process that kernels are forked from.

    Parameters
    ----------
    folder : Path
        Where the kernels will run; matplotlib looks for its settings there.
    env : dict
        The environment of the process; kernels get one of their own.
    """

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self._kernels: list[Kernel] = []
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", SERVE],
                stdin=theirs,
                env=env,
                cwd=folder,
                start_new_session=True,  # Ctrl-C is ours to handle
            )

    def kernel(self, arguments: list[str], env: dict[str, str], folder: str) -> "Kernel":
        """Fork a kernel; blocks until the process has imported what it imports.

        Raises
        ------
        OSError, EOFError, pickle.UnpicklingError
            There was no answer.
        """
        with self._asked(_be_kernel, arguments, env, folder) as (number, _):
            kernel = Kernel(number)
        self._kernels.append(kernel)
        return kernel

    def call(self, work: Callable[[], T]) -> T:
        """Return what a function returns, called in a fork, so that we need not import pandas.

        Whatever goes wrong with that, the function's own errors included, it is called here.
        """
        try:
            with self._asked(_be_called, work, os.getcwd()) as (_, answer):
                return pickle.load(answer)
        except Exception:
            return work()

    @contextmanager
    def _asked(self, job: Callable, *request: object) -> Iterator[tuple[int, BinaryIO]]:
        """Have a fork do a job; give its number among the processes, and what it answers."""
        line, theirs = socket.socketpair()
        with line, theirs:
            line.settimeout(SECONDS)
            socket.send_fds(self._control, [b"?"], [theirs.fileno()])
            theirs.close()
            with line.makefile("rwb") as talk:
                pickle.dump((job, request), talk)
                talk.flush()
                number = pickle.load(talk)
                line.settimeout(None)  # it is at work
                yield number, talk

    def close(self) -> None:
        """End the process, and every kernel that was still to come when somebody stopped us."""
        for kernel in self._kernels:
            with suppress(OSError):  # it ended
                kernel.kill()
        self._process.kill()
        self._process.wait()
        self._control.close()


class Kernel:
    """A forked kernel, with the methods of `subprocess.Popen` that a provisioner calls.

    It is not our child, so its exit status is not known, only that it ended.
    """

    stdin = stdout = stderr = None
    _handle = -1

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._handle = os.pidfd_open(pid)

    def ended(self, seconds: float | None = None) -> bool:
        """Whether the kernel ended, or does so within a time."""
        look = select.poll()
        look.register(self._handle, select.POLLIN)
        return bool(look.poll(None if seconds is None else seconds * 1000))

    def poll(self) -> int | None:
        """Return None while the kernel runs."""
        return 0 if self.ended(0) else None

    def wait(self) -> int:
        """Wait until the kernel ended."""
        self.ended()
        return 0

    def __del__(self) -> None:
        with suppress(OSError):  # there was none to close
            os.close(self._handle)

    def send_signal(self, number: int) -> None:
        """Signal this very process, never another that got its number later."""
        signal.pidfd_send_signal(self._handle, number)

    def kill(self) -> None:
        """End the kernel at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)


def start(folder: Path, env: dict[str, str]) -> ForkServer | None:
    """Start the process, where kernels can be forked; see `ForkServer`."""
    # On macOS, system libraries that numpy uses do not survive a fork.
    able = sys.platform == "linux" and hasattr(os, "pidfd_open")
    if not able or os.environ.get(PLAIN):
        return None
    try:
        return ForkServer(folder, env)
    except OSError:
        return None


def serve() -> None:
    """Be the process: import, then fork for every request on standard input.

    A request is one byte with a socket; what is wanted, the fork reads from that socket.
    """
    # What ipykernel sets before a notebook imports matplotlib, which reads it only then.
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    try:
        with _as_in_a_kernel():
            for name in PRELOADED:
                importlib.import_module(name)
    except Exception:  # a kernel started from scratch will say what is wrong
        os._exit(1)
    gc.collect()
    gc.freeze()  # a collection in one kernel must not copy what all of them share
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # kernels that ended leave nothing behind
    control = socket.socket(fileno=0)
    while True:
        message, lines, _, _ = socket.recv_fds(control, 1, 1)
        if not message:  # whoever asked for kernels is gone; theirs end as their parent did
            os._exit(0)
        if os.fork() == 0:
            _do_job(lines[0])
        os.close(lines[0])


@contextmanager
def _as_in_a_kernel() -> Iterator[None]:
    """Let pandas find what it looks for when it is imported: a kernel, and output in UTF-8.

    How many columns of a frame are shown would be those of a terminal else.
    """
    builtins.get_ipython = lambda: SimpleNamespace(kernel=None)
    terminal, sys.stdout = sys.stdout, io.TextIOWrapper(io.BytesIO(), encoding="UTF-8")
    try:
        yield
    finally:
        sys.stdout = terminal
        del builtins.get_ipython


def _do_job(line: int) -> None:
    """Do, in a fork, the one job that is asked for; never returns."""
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        sys.modules["numpy"].random.seed()  # else every fork draws the same numbers
        with socket.socket(fileno=line) as talk, talk.makefile("rwb") as lines:
            job, request = pickle.load(lines)
            pickle.dump(os.getpid(), lines)
            lines.flush()
            job(lines, *request)
    finally:
        os._exit(0)


def _be_called(lines: BinaryIO, work: Callable[[], object], folder: str) -> None:
    """Call a function and answer with what it returns; no answer says that it failed."""
    os.chdir(folder)
    pickle.dump(work(), lines)
    lines.flush()


def _be_kernel(lines: BinaryIO, arguments: list[str], env: dict[str, str], folder: str) -> None:
    """Become a kernel."""
    lines.close()
    os.environ.clear()
    os.environ.update(env)
    os.chdir(folder)
    # ipykernel ends with its parent, which it learns from the environment when it is imported.
    sys.argv = [LAUNCHER, *arguments, f"--IPKernelApp.parent_handle={os.getppid()}"]
    from ipykernel.kernelapp import launch_new_instance

    try:
        launch_new_instance()
    except Exception:
        traceback.print_exc()
