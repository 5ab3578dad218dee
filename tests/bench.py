"""Time the report against plain nbconvert, in paired runs on a copy of the real collection.

Run with ``make bench``; ``python tests/bench.py 3`` for three pairs. What is printed are ratios of
medians, and the reach of each, so that the numbers mean the same on another machine.
"""

import csv
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
BUILD = """
import sys
from pathlib import Path
from claimbook import report
print(len(report.build(*map(Path, sys.argv[1:])).built))
"""
CONVERT = [sys.executable, "-m", "nbconvert", "--execute", "--to", "html", "--log-level=ERROR"]


def timed(*commands: list[str], env: dict[str, str] | None = None) -> float:
    started = time.perf_counter()
    for command in commands:
        subprocess.run(command, check=True, env=env, capture_output=True)
    return time.perf_counter() - started


def memory(process: int) -> int:
    """Sum the proportional memory (kB) of a process and all its descendants (Linux only)."""
    children: dict[int, list[int]] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(status.read_text().rsplit(")", 1)[1].split()[1])
        except (OSError, ValueError):
            continue
        children.setdefault(parent, []).append(int(status.parent.name))
    tree, total = [process], 0
    for one in tree:
        tree += children.get(one, [])
        try:
            pss = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{one}/smaps_rollup").read_text(), re.M)
            total += int(pss[1]) if pss else 0
        except OSError:
            continue
    return total


def peak(command: list[str]) -> float:
    """Run a command and return the peak memory of its process tree, in MiB."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    seen = [0]

    def watch() -> None:
        while process.poll() is None:
            seen.append(memory(process.pid))
            time.sleep(0.05)

    watcher = threading.Thread(target=watch)
    watcher.start()
    process.wait()
    watcher.join()
    return max(seen) / 1024


def main(pairs: int) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        data = Path(shutil.copytree(ROOT / "data", folder / "data"))
        notebooks = Path(shutil.copytree(ROOT / "notebooks", folder / "notebooks"))
        pages = sorted(map(str, notebooks.glob("*.ipynb")))
        topic = next(page for page in pages if "02-" in page)
        out, other = folder / "reports", folder / "plain"
        build = [sys.executable, "-c", BUILD, str(notebooks), str(data), str(out)]
        to = [f"--output-dir={other}"]
        env = os.environ | {"CLAIMBOOK_DATA": str(data)}
        runs: dict[str, list[float]] = {}

        def add(name: str, seconds: float) -> None:
            runs.setdefault(name, []).append(seconds)
            print(f"{name:28} {seconds:7.3f} s", flush=True)

        for number in range(pairs):
            shutil.rmtree(out, ignore_errors=True)
            add("cold build", timed(build))
            add("b: nbconvert, one call", timed([*CONVERT, *to, *pages], env=env))
            add("a: nbconvert, each alone", timed(*([*CONVERT, *to, p] for p in pages), env=env))
            edit(data / "claims.csv", number)
            add("one-topic edit", timed(build))
            add("nbconvert of one notebook", timed([*CONVERT, *to, topic], env=env))
            for _ in range(5):
                add("nothing changed", timed(build))
                add("import pandas", timed([sys.executable, "-c", "import pandas"]))
        shutil.rmtree(out)
        mib = peak(build)

    m = {name: median(seconds) for name, seconds in runs.items()}
    print()
    for name, value, reach in (
        ("cold build / b", m["cold build"] / m["b: nbconvert, one call"], 0.45),
        ("cold build / a", m["cold build"] / m["a: nbconvert, each alone"], 0.33),
        ("one-topic edit / one notebook", m["one-topic edit"] / m["nbconvert of one notebook"], 1),
        ("nothing changed / pandas", m["nothing changed"] / m["import pandas"], 0.5),
        ("peak memory, MiB", mib, 450),
    ):
        print(f"{name:32} {value:8.2f}   reach {reach}")


def edit(claims: Path, number: int) -> None:
    """Change the note of the first claim: one topic sees it."""
    with claims.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    rows[1][rows[0].index("note")] = f"edited {number}"
    with claims.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
