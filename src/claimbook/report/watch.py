"""On every save: check, rebuild the pages that depend on the edit, say what changed.

Each round runs ``claimbook watch --once`` in a process of its own, so that an edited module is the
one that runs, and one that is broken stops a round and not the watching.
"""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from claimbook.errors import ClaimbookError
from claimbook.report.build import Result
from claimbook.wording import counted

KINDS = {".csv", ".json", ".ipynb", ".py", ".html", ".css", ".j2", ".svg", ".txt"}
# -P: the folder it is called in may hold a module of our name, or of one we import
ROUND = [sys.executable, "-P", "-m", "claimbook", "watch", "--once"]


def follow(
    folders: list[Path],
    out: Path,
    options: list[str],
    say: Callable[[str], object],
) -> None:
    """Run a round at once and then after every save in the folders, until Ctrl-C.

    What is written to `out` is no edit, wherever it lies. `options` of ``claimbook watch`` are
    handed on to each round; `say` prints a line.
    """
    try:
        from watchfiles import watch
    except ImportError:
        raise ClaimbookError(
            'claimbook watch needs watchfiles; install it: pip install "claimbook[watch]"'
        ) from None

    def is_edit(_: object, path: str) -> bool:
        return is_source(Path(path), folders, out.resolve())

    say("Watching " + ", ".join(map(str, folders)) + ". Ctrl-C ends it.")
    begun = False
    try:
        # The first, empty, round comes when the watcher is in place, so that no save is missed.
        for edits in watch(*folders, watch_filter=is_edit, rust_timeout=500, yield_on_timeout=True):
            if edits or not begun:
                names = sorted({Path(path).name for _, path in edits})
                say(time.strftime("%H:%M:%S ") + (", ".join(names) or "looking"))
                if subprocess.run([*ROUND, *options], check=False).returncode:
                    say("Nothing was rebuilt; the last good pages stay.")
            begun = True
    except KeyboardInterrupt:
        return


def is_source(path: Path, folders: list[Path], out: Path) -> bool:
    """Whether a change of this file is an edit: no hidden file, no cache, no page of ours."""
    if path.suffix not in KINDS or path.is_relative_to(out):
        return False
    inside = [path.relative_to(folder) for folder in folders if path.is_relative_to(folder)]
    return bool(inside) and not any(
        part.startswith(".") or part == "__pycache__" for part in inside[0].parts
    )


def told(result: Result) -> str:
    """What a round did, in one line."""
    if not result.built:
        return f"Nothing to rebuild, {result.seconds:.1f} s"
    made = f"{counted(len(result.built), 'page')} made ({', '.join(result.built)})"
    said = f"{result.changes}. " if result.changes else ""
    return f"{said}{made}, {len(result.kept)} kept, {result.seconds:.1f} s"
