"""Commands run as processes of their own, to be waited for, interrupted and killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

PATIENCE = 120  # seconds, for a machine that is busy
# A shell starts what runs in its background deaf to Ctrl-C.
HEARS = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
COMMAND = HEARS + "print('begun', flush=True)\nfrom claimbook.cli import main\nmain()"


def environment(**variables: str) -> dict[str, str]:
    """The environment without what names a ledger or documents of this machine."""
    ours = {name: text for name, text in os.environ.items() if not name.startswith("CLAIMBOOK_")}
    return ours | variables


def start(*words: object, cwd: Path, **variables: str) -> subprocess.Popen:
    """Start a command of claimbook; its first line is "begun"."""
    return subprocess.Popen(
        [sys.executable, "-P", "-c", COMMAND, *map(str, words)],
        cwd=cwd,
        env=environment(**variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(*words: object, cwd: Path, **variables: str) -> tuple[int, str]:
    """Run a command to its end, which must come: its exit status and all it said."""
    child = start(*words, cwd=cwd, **variables)
    try:
        said = child.communicate(timeout=PATIENCE)
    finally:
        child.kill()
    return child.returncode, "".join(said).removeprefix("begun\n")


def interrupt(child: subprocess.Popen) -> tuple[int, str]:
    """Press Ctrl-C: the exit status, and what was said of it."""
    child.send_signal(signal.SIGINT)
    try:
        said = child.communicate(timeout=PATIENCE)[1]
    finally:
        child.kill()
    return child.returncode, said


def wait_for(condition: Callable[[], object]) -> None:
    """Wait until something is so."""
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.05)


def kernels_in(folder: Path) -> list[psutil.Process]:
    """List the kernels whose files lie in a folder."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        line = " ".join(process.info["cmdline"] or [])
        if "ipykernel_launcher" in line and str(folder) in line:
            found.append(process)
    return found
