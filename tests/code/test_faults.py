"""What goes wrong while pages are made: the last good report stays, and nobody is left behind."""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import faults
import nbformat
import pytest

from claimbook import execution, forkserver, refresh, report

ROOT = Path(__file__).parents[2]

# How often each command is killed, at moments spread over all of its run; `publish` is killed
# before every file operation besides.
MOMENTS = {"publish": 0, "report": 80, "refresh": 60, "watch": 60}


@pytest.fixture(scope="module")
def killed(tmp_path_factory) -> dict[str, dict]:
    """The counts of tests/faults.py for each command, three at a time."""
    folder = tmp_path_factory.mktemp("killed")
    env = {name: value for name, value in os.environ.items() if name != "CLAIMBOOK_DOCUMENTS"}

    def run(command: str) -> dict:
        words = [command, str(folder / command), str(MOMENTS[command]), "6"]
        done = subprocess.run(
            [sys.executable, ROOT / "tests" / "faults.py", *words],
            capture_output=True,
            text=True,
            env=env,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    with ThreadPoolExecutor(3) as some:
        return dict(zip(MOMENTS, some.map(run, MOMENTS), strict=True))


@pytest.mark.parametrize("command", MOMENTS)
def test_killed_at_any_moment_nothing_is_half_written_and_the_next_run_succeeds(
    killed, command, tally
):
    counts = killed[command]
    assert counts["killed"] >= (MOMENTS[command] or 30)
    tally(f"kill -9 during {command}", "same", counts["killed"] - counts["broken"])
    tally(f"kill -9 during {command}", "silent misreading", counts["broken"])
    assert counts["broken"] == 0
    assert counts["processes left behind"] == counts["files left behind"] == 0


def test_two_hundred_moments_were_tried(killed):
    assert sum(killed[command]["killed"] for command in ("report", "refresh", "watch")) >= 200


# ---- one fault each


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """A small collection with a good report."""
    folder = faults.collection(tmp_path_factory.mktemp("made") / "collection", notebooks=2)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("CLAIMBOOK_DOCUMENTS", raising=False)
        build(folder)
    return folder


@pytest.fixture
def small(made, tmp_path, monkeypatch) -> Path:
    monkeypatch.delenv("CLAIMBOOK_DOCUMENTS", raising=False)
    return Path(shutil.copytree(made, tmp_path / "collection"))


def build(folder: Path) -> report.BuildResult:
    return report.build(folder / "notebooks", folder / "data", folder / "reports")


def put(folder: Path, source: str) -> None:
    """Give the second notebook another cell, after one that works."""
    path = folder / "notebooks" / "02-one.ipynb"
    node = nbformat.read(path, as_version=4)
    node.cells.append(nbformat.v4.new_code_cell(source, id="c"))
    nbformat.write(node, path)


def nobody_left(folder: Path) -> bool:
    patience = time.perf_counter() + 15
    while faults.orphans(folder) and time.perf_counter() < patience:
        time.sleep(0.1)
    return not faults.orphans(folder)


CELLS = {
    "a cell that raises": ("1 / 0", "ZeroDivisionError: division by zero"),
    "a kernel that dies": ("import os; os._exit(9)", "its kernel died"),
    "a kernel that is killed": (
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "its kernel died",
    ),
    "a cell that hangs": ("import time; time.sleep(1000)", "it ran for more than 2 seconds"),
    "a cell that hangs and ignores interrupts": (
        "import signal, time; signal.signal(signal.SIGINT, signal.SIG_IGN); time.sleep(1000)",
        "it ran for more than 2 seconds",
    ),
    "a cell that asks for input": ("input('which?')", "StdinNotImplementedError"),
    "a cell that exits": ("raise SystemExit(3)", "SystemExit"),
    "a cell without end of memory": (
        "import resource as r; r.setrlimit(r.RLIMIT_AS, (2**30, 2**30)); b'x' * 2**40",
        "MemoryError",
    ),
    "a cell that is no Python": ("def :", "SyntaxError"),
}


FAULTS = [("report", fault) for fault in CELLS]
FAULTS += [("refresh", fault) for fault in list(CELLS)[:2]]  # it runs notebooks in the same way


@pytest.mark.parametrize(("command", "fault"), FAULTS)
def test_a_fault_in_a_cell_is_named_and_the_last_good_files_stay(
    small, command, fault, tally, monkeypatch
):
    monkeypatch.setattr(execution, "CELL_SECONDS", 2)
    source, said = CELLS[fault]
    put(small, source)
    before = faults.files(small)
    began = time.perf_counter()
    with pytest.raises(report.ReportError) as caught:
        if command == "report":
            build(small)
        else:
            refresh.refresh(small / "notebooks", small / "data")
    assert time.perf_counter() - began < 60
    message = str(caught.value)
    assert message.startswith("02-one.ipynb, cell [") and said in message, message
    assert source[:20] in message and "\x1b" not in message
    assert faults.files(small) == before
    assert nobody_left(small)
    tally("faults in a cell", "clear error")


@pytest.mark.parametrize("plain", ["", "1"], ids=["forked kernels", "plain kernels"])
@pytest.mark.parametrize("seconds", [0.1, 0.4, 0.6, 0.8, 1.2, 2.5])
def test_ctrl_c_stops_a_build_without_a_traceback_and_leaves_nobody(
    small, seconds, plain, monkeypatch
):
    monkeypatch.setenv(forkserver.PLAIN, plain)
    put(small, "import time; time.sleep(1000)")
    before = faults.files(small)
    code = "from claimbook.cli import main; print('begun', flush=True); main()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, "report"],
        cwd=small,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "begun\n"
    time.sleep(seconds)
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=60)[1]
    assert process.returncode != 0
    assert said.strip() == "Aborted!"
    assert nobody_left(small)
    assert faults.files(small) == before


def test_after_a_fault_the_next_run_succeeds(small, monkeypatch):
    put(small, "1 / 0")
    with pytest.raises(report.ReportError):
        build(small)
    shutil.copy(small / "notebooks" / "01-one.ipynb", small / "notebooks" / "02-one.ipynb")
    build(small)
    assert build(small).built == []


def limited(folder: Path, limit: str) -> subprocess.CompletedProcess:
    """Run `claimbook report` in a process with less of something."""
    code = f"import resource, signal\n{limit}\nfrom claimbook.cli import main; main()"
    words = ["report", "--data", "data", "--out", "reports"]
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_a_full_disk_is_said_and_the_last_good_report_stays(small, tally):
    """No file may grow beyond 3 kB: a page does not fit, as on a disk that fills up."""
    faults.edit(small, "B")
    before = faults.files(small)
    limit = "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
    limit += "resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))"
    done = limited(small, limit)
    assert done.returncode == 1 and "Traceback" not in done.stderr, done.stderr
    assert "too large" in done.stderr or "No space" in done.stderr, done.stderr
    assert faults.files(small) == before and nobody_left(small)
    assert len(build(small).built) == 3
    tally("a full disk, a read-only folder", "clear error")


@pytest.mark.skipif(os.name == "nt", reason="there are no mounts on Windows")
def test_a_disk_without_space_is_said_and_the_last_good_report_stays(small, tally, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)]
    if os.geteuid() or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("a small disk cannot be mounted here: run as root")
    try:
        out = Path(shutil.copytree(small / "reports", disk / "reports"))
        before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
        with (
            pytest.raises(OSError, match="No space left"),
            (disk / "filler").open("wb", buffering=0) as file,
        ):
            while True:
                file.write(b"x" * 4096)
        faults.edit(small, "B")
        with pytest.raises(report.ReportError, match="No space left") as caught:
            report.build(small / "notebooks", small / "data", out)
        assert str(out) in str(caught.value)
        assert {path: path.read_bytes() for path in before} == before
        assert {path for path in out.rglob("*") if path.is_file()} == set(before)
        assert [path.name for path in disk.iterdir()] in (
            ["reports", "filler"],
            ["filler", "reports"],
        )
        (disk / "filler").unlink()
        assert report.build(small / "notebooks", small / "data", out).built
        tally("a full disk, a read-only folder", "clear error")
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_read_only_folder_is_said_and_the_last_good_report_stays(small, tally, monkeypatch):
    """Root may write anywhere, so the system's refusal is put in its place."""
    faults.edit(small, "B")
    before = faults.files(small)

    def refuse(*arguments: object, **options: object) -> None:
        raise PermissionError(13, "Permission denied", str(small))

    import tempfile

    real = tempfile.mkdtemp
    monkeypatch.setattr(
        tempfile,
        "mkdtemp",
        lambda *a, **o: refuse() if o.get("dir") == small else real(*a, **o),
    )
    with pytest.raises(PermissionError, match="Permission denied"):
        build(small)
    assert faults.files(small) == before and nobody_left(small)
    monkeypatch.setattr(tempfile, "mkdtemp", real)
    assert build(small).built
    tally("a full disk, a read-only folder", "clear error")


def test_two_builds_at_once_give_one_whole_report(small, tally):
    faults.edit(small, "B")
    env = {name: value for name, value in os.environ.items() if name != "CLAIMBOOK_DOCUMENTS"}
    words = [sys.executable, "-c", "from claimbook.cli import main; main()", "report"]
    words += ["--data", "data", "--out", "reports"]
    both = [
        subprocess.Popen(words, cwd=small, env=env, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = sorted(one.communicate(timeout=120)[0] for one in both)
    assert [one.returncode for one in both] == [0, 0]
    # the second waits for the first and then finds nothing to do
    assert "3 pages made" in said[0] and "nothing changed" in said[1], said
    assert build(small).built == []
    tally("two builds at once", "same")


def test_a_limit_on_open_files_is_no_excuse(small):
    """The usual limit of macOS, 256, is enough for a build."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    faults.edit(small, "B")
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(256, hard), hard))
        assert build(small).built
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
