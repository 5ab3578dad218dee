"""Time check, verdicts and changes on synthetic ledgers, beside a plain pandas self-merge.

Part of ``make bench``; ``python tests/scale.py 100000`` stops at that many claims. Every command is
a process of its own, as a user runs it. Seconds are of processor time, which on an idle machine is
what one waits, as no command uses a second core; memory is the most it held at once.
"""

import math
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import made

SIZES = (1_000, 10_000, 100_000, 1_000_000)
LARGEST_QUESTION = 50
SECONDS, GIGABYTES = 60, 4  # what the largest size may take
PEER_SECONDS = 120  # the peer is not run on a size that would take longer
CLAIMBOOK = [sys.executable, "-m", "claimbook"]
QUALIFIERS = ["exact"] * 6 + ["about", "at least", "more than", "up to", "between", "several"]


def write_ledger(folder: Path, claims: int, edited: float = 0) -> None:
    """Write a ledger of so many claims; of `edited` of them the figure is another one."""
    chance, edits = random.Random(claims), random.Random(7)
    weights = [size**-1.5 for size in range(1, LARGEST_QUESTION + 1)]
    sizes = []
    while sum(sizes) < claims:
        sizes += chance.choices(range(1, LARGEST_QUESTION + 1), weights, k=1000)
    about = {"publisher": "p", "kind": "page", "origin_id": "o0", "published": "2019-03-31"}
    sources = [{"source_id": f"s{n}", "title": f"s{n}"} | about for n in range(50)]
    origins = [
        {"origin_id": f"o{n}", "name": f"o{n}", "party": f"p{str(n)[0]}", "kind": "ministry"}
        for n in range(80)
    ]
    questions, rows = [], []
    for number, size in enumerate(sizes):
        if len(rows) == claims:
            break
        question, truth = f"q{number}", chance.randrange(1, 5000)
        running = chance.choice(["yes", "no"])
        questions.append(
            {"question_id": question, "topic": f"t{number % 8}", "kind": "count", "unit": "people"}
            | {"question": f"How many at {number}?", "running_total": running}
        )
        for _ in range(min(size, claims - len(rows))):
            qualifier = chance.choice(QUALIFIERS)
            figure = max(1, truth + chance.choice((0, 0, 0, 1, -1, 50)))
            figure += edits.random() < edited
            low = "" if qualifier in ("up to", "several") else str(figure)
            high = "" if qualifier in ("at least", "more than", "several") else str(figure)
            if qualifier == "between":
                high = str(figure + 10)
            day = f"2019-03-{chance.randrange(1, 29):02}"
            place = {"question_id": question, "paragraph": str(len(rows) % 90 + 1), "as_of": day}
            place |= {"source_id": f"s{chance.randrange(50)}"}
            place |= {"origin_id": f"o{chance.randrange(80)}"}
            rows.append(made.hedged(f"c{len(rows)}", qualifier, low, high, **place))
    made.write(folder, rows, questions=questions, sources=sources, origins=origins, scopes=[])


def measured(*words: str) -> tuple[float, float, int]:
    """Run claimbook and return its seconds, its peak memory in GB and its lines of output."""
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen([*CLAIMBOOK, *words], stdout=out)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = usage.ru_utime + usage.ru_stime
        if status:
            raise SystemExit(f"claimbook {' '.join(words)} failed")
        out.seek(0)
        lines = sum(chunk.count(b"\n") for chunk in iter(lambda: out.read(2**20), b""))
    return seconds, usage.ru_maxrss / 2**20, lines


def peer(folder: Path) -> tuple[float, int]:
    """Do the seven verdicts as one writes them down first: a self-merge, and a rule row by row."""
    import pandas as pd

    began = time.process_time()
    claims, questions, origins = (
        pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)
        for name in ("claims", "questions", "origins")
    )
    claims = claims.merge(questions[["question_id", "running_total"]], on="question_id")
    claims = claims.merge(origins[["origin_id", "party"]], on="origin_id").sort_index()
    claims["n"] = range(len(claims))

    def interval(row) -> pd.Series:
        low = float(row["low"]) if row["low"] else 0.0
        high = float(row["high"]) if row["high"] else math.inf
        if row["qualifier"] == "about":
            return pd.Series([low * 0.9, high * 1.1])
        return pd.Series([3.0, math.inf] if row["qualifier"] == "several" else [low, high])

    claims[["lower", "upper"]] = claims.apply(interval, axis=1)
    pairs = claims.merge(claims, on="question_id", suffixes=("_a", "_b"))
    pairs = pairs[pairs["n_a"] < pairs["n_b"]]

    def verdict(row) -> str:
        apart = row["lower_a"] > row["upper_b"] or row["lower_b"] > row["upper_a"]
        same = (row["lower_a"], row["upper_a"]) == (row["lower_b"], row["upper_b"])
        if not apart and row["party_a"] == row["party_b"]:
            return "repeat"
        if not apart:
            return "agree" if same else "compatible"
        later, first = ("b", "a") if row["as_of_b"] > row["as_of_a"] else ("a", "b")
        rose = row[f"lower_{later}"] > row[f"upper_{first}"]
        if row["running_total_a"] == "yes" and row["as_of_a"] != row["as_of_b"] and rose:
            return "update"
        return "self-conflict" if row["source_id_a"] == row["source_id_b"] else "conflict"

    pairs["verdict"] = pairs.apply(verdict, axis=1)
    return time.process_time() - began, len(pairs)


def main(largest: int) -> None:
    names = ("check", "verdicts", "changes")
    print(f"{'claims':>9} {'verdicts':>10} " + "".join(f"{n:>10} {'GB':>5}" for n in names), end="")
    print(f"{'peer':>10}   seconds; the peer has no check, no reasons, no caveats")
    times: dict[int, list[float]] = {}
    peer_seconds = 0.0
    last = 0.0, 0.0
    for size in (size for size in SIZES if size <= largest):
        with tempfile.TemporaryDirectory() as scratch:
            old, new = Path(scratch) / "old", Path(scratch) / "new"
            write_ledger(old, size)
            write_ledger(new, size, edited=0.001)
            runs = [
                measured("check", "--data", str(old)),
                measured("verdicts", "--data", str(old)),
                measured("changes", str(old), str(new), "--data", str(new)),
            ]
            told = "too long"
            if peer_seconds * 10 < PEER_SECONDS:
                peer_seconds, pairs = peer(old)
                assert pairs == runs[1][2] - 1, "the peer pairs other claims"
                told = f"{peer_seconds:.1f}"
        times[size] = [seconds for seconds, _, _ in runs]
        last = max(times[size]), max(memory for _, memory, _ in runs)
        print(f"{size:>9,} {runs[1][2] - 1:>10,} ", end="")
        print("".join(f"{s:>10.1f} {g:>5.2f}" for s, g, _ in runs) + f"{told:>10}", flush=True)
    if len(times) > 1:
        before, size = list(times)[-2:]
        allowed = size * math.log(size) / (before * math.log(before))
        for name, one, other in zip(names, times[before], times[size], strict=True):
            longer = f"{name}: {other / one:.1f} times as long for {size // before} times the"
            print(f"{longer} claims (n log n: {allowed:.1f})")
    print(f"longest {last[0]:.0f} s of {SECONDS}, most memory {last[1]:.2f} GB of {GIGABYTES}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SIZES[-1])
