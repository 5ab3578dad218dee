"""Kill a command with SIGKILL at random moments and see that nothing is left half written.

A script of its own, because it forks: everything is imported once, then each moment is a child that
runs the command, as `claimbook` does, on a small collection, and dies. Prints its counts as JSON.
"""

import json
import os
import random
import shutil
import signal
import sys
import time
from pathlib import Path

from claimbook import changes, compare, evidence, execution, ledger, pages, refresh, report, watch

ROOT = Path(__file__).parents[1]
CELL = """
from claimbook import ledger
book = ledger.load()
print(book.claims["note"].iloc[0], book.digest)
"""
WARM = (changes, compare, evidence, ledger, pages, refresh, watch)  # imported before the forks


def collection(folder: Path, notebooks: int = 1) -> Path:
    """Write a small collection: the river ledger and notebooks of one cell."""
    import nbformat

    shutil.copytree(ROOT / "tests" / "ledgers" / "river", folder / "data")
    (folder / "notebooks").mkdir()
    for number in range(1, notebooks + 1):
        node = nbformat.v4.new_notebook()
        node.cells = [
            nbformat.v4.new_markdown_cell(f"# Notebook {number}", id="a"),
            nbformat.v4.new_code_cell(CELL, id="b"),
        ]
        nbformat.write(node, folder / "notebooks" / f"0{number}-one.ipynb")
    return folder


def edit(folder: Path, version: str) -> None:
    """Make the ledger version A or B: the note of its first claim differs."""
    claims = folder / "data" / "claims.csv"
    header, first, rest = claims.read_text(encoding="utf-8").split("\n", 2)
    first = first.rpartition(",")[0] + f",version {version}"
    claims.write_text("\n".join([header, first, rest]), encoding="utf-8", newline="")


def run(command: str, folder: Path) -> None:
    notebooks, data, out = (folder / name for name in ("notebooks", "data", "reports"))
    if command == "report":
        report.build(notebooks, data, out)
    elif command == "watch":
        watch.once(notebooks, data, out)
    else:
        refresh.refresh(notebooks, data)


def child(command: str, folder: Path) -> int:
    """Start the command in a child of its own session and return its process id."""
    process = os.fork()
    if process:
        return process
    os.setsid()
    try:
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 2)
        run(command, folder)
    except BaseException:
        os._exit(1)
    os._exit(0)


def finished(command: str, folder: Path) -> float:
    """Run the command to its end and return how long it took."""
    began = time.perf_counter()
    _, status = os.waitpid(child(command, folder), 0)
    assert status == 0, f"{command} failed"
    return time.perf_counter() - began


def files(folder: Path) -> dict[str, bytes]:
    """Every file that a reader or git sees, and the report's own; not changes.html, a history."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for part in ("data", "notebooks", "reports")
        for path in sorted((folder / part).rglob("*"))
        if path.is_file() and path.suffix != ".tmp" and path.name != report.CHANGES
    }


def broken(folder: Path, good: list[dict[str, bytes]]) -> list[str]:
    """Name the files that are neither whole as in one good state nor whole as in another."""
    now = files(folder)
    known = {name for state in good for name in state}
    wrong = [
        name
        for name, content in now.items()
        if name in known
        and not name.endswith((report.STATE,))
        and "/before/" not in name
        and content not in [state.get(name) for state in good]
    ]
    wrong += [
        name for name in good[0] if name.startswith(("data/", "notebooks/")) and name not in now
    ]
    wrong += [name for name in now if name not in known and "/before/" not in name]
    state = folder / "reports" / report.STATE
    history = folder / "reports" / report.CHANGES
    if state.exists():
        json.loads(state.read_text(encoding="utf-8"))
    if history.exists() and not history.read_text(encoding="utf-8").rstrip().endswith("</html>"):
        wrong.append(history.name)
    return wrong


def orphans(folder: Path) -> list[int]:
    """The processes that still work for this collection, other than this one."""
    mark = f"CLAIMBOOK_DATA={folder}".encode()
    found = []
    for environ in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark in environ.read_bytes() and int(environ.parent.name) != os.getpid():
                found.append(int(environ.parent.name))
        except OSError:
            continue
    return found


def publish(folder: Path, good: list[dict[str, bytes]], fatal: int) -> bool:
    """Publish version B over A in a child that dies before its n-th file operation.

    Returns whether it got so far as to die.
    """
    names = [name.removeprefix("reports/") for name in good[1] if name.startswith("reports/")]
    made = {name: good[1][f"reports/{name}"] for name in names}
    process = os.fork()
    if not process:
        left = fatal

        def die(event: str, arguments: tuple) -> None:
            nonlocal left
            writes = event == "open" and isinstance(arguments[1], str) and "r" not in arguments[1]
            if writes or event in ("os.rename", "os.remove", "os.mkdir", "os.rmdir"):
                left -= 1
                if not left:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(die)
        report._publish(made, set(), folder / "reports")
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(process, 0)[1])


def publications(folder: Path, good: list[dict[str, bytes]]) -> dict[str, int]:
    """Die once before every file operation of a publication, each time from version A to B."""
    counts = {"killed": 0, "broken": 0}
    reports = folder / "reports"
    for fatal in range(1, 10_000):
        shutil.rmtree(reports, ignore_errors=True)
        for name, content in good[0].items():
            if name.startswith("reports/"):
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(content)
        died = publish(folder, good, fatal)
        counts["killed"] += died
        counts["broken"] += bool(broken(folder, good))
        # the pages are only taken for up to date when all of them are
        now, known = files(folder), (reports / report.STATE).exists()
        versions = [{n: c for n, c in state.items() if n.startswith("reports/")} for state in good]
        whole = {n: c for n, c in now.items() if n.startswith("reports/")} in versions
        counts["broken"] += known and not whole
        if not died:
            return counts
    raise AssertionError("a publication without end")


def main(command: str, folder: Path, moments: int, seed: int) -> None:
    execution._import_client()
    report._exporter()
    collection(folder)
    good, seconds = [], 0.0
    for version in "AB":  # a clean report of each version
        edit(folder, version)
        shutil.rmtree(folder / "reports", ignore_errors=True)
        seconds = finished("report" if command == "publish" else command, folder)
        good.append(files(folder))
    counts = publications(folder, good) if command == "publish" else {"killed": 0, "broken": 0}
    chance = random.Random(seed)
    turn = 0
    while counts["killed"] < moments:
        turn += 1
        edit(folder, "AB"[turn % 2])
        # half of the moments anywhere, half near the end, where files are written
        at = chance.uniform(0 if turn % 4 < 2 else 0.7, 1) * seconds
        process = child(command, folder)
        time.sleep(at)
        os.kill(process, signal.SIGKILL)
        killed = os.WIFSIGNALED(os.waitpid(process, 0)[1])
        counts["killed"] += killed
        seconds *= 1.02 if killed else 0.93  # how long a run takes varies with the machine's load
        wrong = broken(folder, good)
        counts["broken"] += bool(wrong)
        if wrong:
            print(wrong, file=sys.stderr)
    if command != "publish":
        edit(folder, "A")
        finished(command, folder)
        now = files(folder)
        for name, content in good[0].items():
            if "/before/" not in name and not name.endswith(report.STATE):
                assert now[name] == content, f"{name} is stale after the next run"
    patience = time.perf_counter() + 10
    while orphans(folder) and time.perf_counter() < patience:
        time.sleep(0.2)
    counts["processes left behind"] = len(orphans(folder))
    left = [p for p in folder.rglob(".*") if p.name not in (report.STATE, report.LEDGERS)]
    counts["files left behind"] = len([p for p in left if p.suffix != ".lock"])
    print(json.dumps(counts))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]).resolve(), int(sys.argv[3]), int(sys.argv[4]))
