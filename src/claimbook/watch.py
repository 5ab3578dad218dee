"""On every save: check, rebuild the pages that depend on the edit, say what changed.

The watching process imports nothing of the package that an edit could break. Each round runs
``claimbook watch --once`` in a process of its own, so an edited module is the one that runs, and a
round that fails leaves the last good pages as they were.
"""

import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Event

from claimbook import refresh, report

KINDS = {".csv", ".json", ".ipynb", ".py", ".html", ".css", ".j2", ".txt"}
MAIN = "from claimbook.cli import main; main()"


def follow(
    folders: list[Path],
    out: Path,
    options: list[str],
    say: Callable[[str], object],
    stop: Event | None = None,
) -> None:
    """Run a round at once and then after every save in the folders, until Ctrl-C or `stop`.

    Parameters
    ----------
    folders : list of Path
        The ledger, the notebooks, the package, the documents.
    out : Path
        The report's folder; what is written there is no edit, wherever it lies.
    options : list of str
        Of ``claimbook watch``, handed on to each round.
    say : function
        Prints a line.
    stop : Event, optional
        Ends the watching when set.

    Raises
    ------
    RuntimeError
        The watching library is not installed.
    """
    try:
        from watchfiles import watch
    except ImportError:
        raise RuntimeError(
            'claimbook watch needs watchfiles. Install it: pip install "claimbook[watch]"'
        ) from None

    def is_edit(_: object, path: str) -> bool:
        return _is_source(Path(path), folders, out.resolve())

    say("Watching " + ", ".join(map(str, folders)) + ". Ctrl-C ends it.")
    begun = False
    try:
        # The first, empty, round comes when the watcher is in place, so that no save is missed.
        for edits in watch(
            *folders, watch_filter=is_edit, stop_event=stop, rust_timeout=500, yield_on_timeout=True
        ):
            if edits or not begun:
                names = sorted({Path(path).name for _, path in edits})
                say(time.strftime("%H:%M:%S ") + (", ".join(names) or "looking"))
                done = subprocess.run([sys.executable, "-c", MAIN, "watch", "--once", *options])
                if done.returncode:
                    say("Nothing was rebuilt; the last good pages stay.")
            begun = True
    except KeyboardInterrupt:
        return


def _is_source(path: Path, folders: list[Path], out: Path) -> bool:
    """Whether a change of this file is an edit: no hidden file, no cache, no page of ours."""
    if path.suffix not in KINDS or path.is_relative_to(out):
        return False
    inside = [path.relative_to(folder) for folder in folders if path.is_relative_to(folder)]
    return bool(inside) and not any(
        part.startswith(".") or part == "__pycache__" for part in inside[0].parts
    )


def once(notebooks: Path, data: Path, out: Path, documents: Path | None = None) -> str:
    """Check the ledger, bring the report up to date, and say in one line what changed.

    Raises
    ------
    claimbook.ledger.LedgerError, claimbook.execution.ReportError
        The edit is broken. The pages stay as they were.
    """
    check = partial(refresh.check, data, report.documents_folder(data, documents))
    result = report.build(notebooks, data, out, documents, check=check)
    if not result.built:
        check()
        return f"Nothing to rebuild, {result.seconds:.1f} s"
    pages = "page" if len(result.built) == 1 else "pages"
    made = f"{len(result.built)} {pages} made ({', '.join(result.built)})"
    said = f"{result.changes}. " if result.changes else ""
    return f"{said}{made}, {len(result.kept)} kept, {result.seconds:.1f} s"
