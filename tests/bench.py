"""Time the report against plain nbconvert, in paired runs on a copy of the real collection.

Run with ``make bench``; ``python tests/bench.py 3`` for three pairs. What is printed are ratios of
medians, and the reach of each, so that the numbers mean the same on another machine.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from statistics import median

import made
import psutil
import tiny

ROOT = Path(__file__).parents[1]
TOPIC = "casualties"
CLAIMBOOK = [sys.executable, "-m", "claimbook"]
CONVERT = [sys.executable, "-m", "nbconvert", "--execute", "--to", "html", "--log-level=ERROR"]


def timed(*commands: list[str], env: dict[str, str] | None = None) -> float:
    started = time.perf_counter()
    for command in commands:
        subprocess.run(command, check=True, env=env, capture_output=True)
    return time.perf_counter() - started


def memory(process: psutil.Process) -> int:
    """Sum the proportional memory (bytes) of a process and all its descendants (Linux only)."""
    total = 0
    with suppress(psutil.Error):
        for each in (process, *process.children(recursive=True)):
            with suppress(psutil.Error):
                total += each.memory_full_info().pss
    return total


def peak(command: list[str]) -> float:
    """Run a command and return the peak memory of its process tree, in MiB."""
    process = psutil.Popen(command, stdout=subprocess.DEVNULL)
    most = 0
    while process.poll() is None:
        most = max(most, memory(process))
        time.sleep(0.05)
    return most / 2**20


def main(pairs: int) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        shutil.copytree(ROOT / "data", folder / "data")
        shutil.copytree(ROOT / "notebooks", folder / "notebooks")
        os.chdir(folder)
        data, out, clean = Path("data"), Path("reports"), Path("clean")
        pages = sorted(map(str, Path("notebooks").glob("*.ipynb")))
        topic = next(page for page in pages if TOPIC in page)
        build = [*CLAIMBOOK, "report"]
        to = ["--output-dir=plain"]
        env = os.environ | {"CLAIMBOOK_DATA": str(data.resolve())}
        runs: dict[str, list[float]] = {}
        stale = remade = 0

        def add(name: str, seconds: float) -> None:
            runs.setdefault(name, []).append(seconds)
            print(f"{name:28} {seconds:7.3f} s", flush=True)

        for number in range(pairs):
            shutil.rmtree(out, ignore_errors=True)
            add("cold build", timed(build))
            add("b: nbconvert, one call", timed([*CONVERT, *to, *pages], env=env))
            add("a: nbconvert, each alone", timed(*([*CONVERT, *to, p] for p in pages), env=env))
            before = tiny.contents(out)
            edit(data, TOPIC, number)
            add("one-topic edit", timed(build))
            add("nbconvert of one notebook", timed([*CONVERT, *to, topic], env=env))
            shutil.rmtree(clean, ignore_errors=True)
            timed([*build, "--out", str(clean)])
            now, fresh = tiny.contents(out), tiny.contents(clean)
            stale += sum(now.get(name) != fresh[name] for name in fresh)
            remade = sum(now[name] != before.get(name) for name in now)
            for _ in range(5):
                add("nothing changed", timed(build))
                add("import pandas", timed([sys.executable, "-c", "import pandas"]))
        shutil.rmtree(out)
        mib = peak(build)

    m = {name: median(seconds) for name, seconds in runs.items()}
    one = m["nbconvert of one notebook"]
    print(f"\n{len(pages)} notebooks; the edit changed {remade} of {len(fresh)} pages and tables\n")
    print(f"{'case':34} {'measured':>8} {'reach':>6} {'aim':>6}")
    for name, value, reach, aim in (
        ("cold build / b", m["cold build"] / m["b: nbconvert, one call"], 0.45, 0.28),
        ("cold build / a", m["cold build"] / m["a: nbconvert, each alone"], 0.33, 0.20),
        ("one-topic edit / one notebook", m["one-topic edit"] / one, 1.0, 0.7),
        ("nothing changed / import pandas", m["nothing changed"] / m["import pandas"], 0.5, 0.1),
        ("stale pages after a data edit", stale, 0, 0),
        ("peak memory, MiB", mib, 450, 380),
    ):
        print(f"{name:34} {value:8.2f} {reach:6} {aim:6}")


def edit(data: Path, topic: str, number: int) -> None:
    """Change one figure of a topic, in its cells and in its wording."""
    asked = {
        row["question_id"] for row in made.table(data / "questions.csv") if row["topic"] == topic
    }
    claims = made.table(data / "claims.csv")
    words = ((row, row["wording"].split()) for row in claims if row["question_id"] in asked)
    claim = next(row for row, printed in words if row["low"] in printed)
    new = str(int(claim["low"]) + 1 + number)
    claim["wording"] = claim["wording"].replace(claim["low"], new)
    claim["low"], claim["high"] = new, new if claim["high"] else ""
    made.write_cells(data / "claims.csv", [claim, *(row.values() for row in claims)])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
