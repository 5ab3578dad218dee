"""Running notebooks: the outputs of fresh kernels, every failure named, no kernel left behind."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from children import HEARS, PATIENCE, kernels_in, wait_for
from nbformat import NotebookNode, writes
from nbformat.v4 import new_code_cell, new_notebook

from claimbook.errors import ClaimbookError
from claimbook.report import execute as running
from claimbook.report.execute import Job, execute

CHANGES = """
import os, sys, warnings, matplotlib, numpy, pandas
from matplotlib import pyplot
left_behind = 1
os.environ["CLAIMBOOK_DATA"] = os.environ["LEFT"] = "behind"
os.chdir("/")
sys.path.insert(0, "/nowhere")
warnings.simplefilter("error")
numpy.set_printoptions(precision=2)
pandas.set_option("display.max_rows", 4)
pyplot.rcParams["lines.linewidth"] = 9
%config InlineBackend.figure_formats = ["svg"]
matplotlib.use("agg")
pyplot.figure()
"""
LOOKS = """
import os, sys, warnings, numpy, pandas
from matplotlib import pyplot
print(sorted(globals()))
print(sorted(name for name in os.environ if name.startswith(("CLAIMBOOK", "LEFT"))))
print(os.environ["CLAIMBOOK_DATA"], os.environ["PYTHONHASHSEED"], os.path.basename(os.getcwd()))
print(sys.path, warnings.filters, numpy.array([1 / 3]), pyplot.get_fignums())
lines = pyplot.plot([1, 2])
"""
WARNS = """
import pandas, warnings
registry = pandas.__dict__.setdefault("__warningregistry__", {})
warnings.warn_explicit("once for each notebook", UserWarning, "pandas.py", 1, registry=registry)
"""


def notebook(folder: Path, name: str, *cells: str) -> Job:
    """Describe a notebook with these cells."""
    code = [new_code_cell(cell, id=f"c{n}") for n, cell in enumerate(cells)]
    return Job(
        folder / name, writes(new_notebook(cells=code)).encode(), {"CLAIMBOOK_DATA": "/a/ledger"}
    )


def run(*jobs: Job, kernels: int = 2) -> dict[str, NotebookNode]:
    """Run notebooks and return them by name."""
    done = {}
    execute(jobs, lambda at, node: done.update({jobs[at].notebook.name: node}), kernels)
    return done


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch):
    """Return a folder for temporary files with a path short enough for sockets."""
    with tempfile.TemporaryDirectory(prefix="cb", dir="/tmp") as folder:
        monkeypatch.setenv("TMPDIR", folder)
        monkeypatch.setattr(tempfile, "tempdir", folder)
        yield Path(folder)
        assert not os.listdir(folder)


def test_a_notebook_looks_the_same_after_another_one(tmp_path: Path, short: Path):
    first = notebook(tmp_path, "first.ipynb", WARNS, CHANGES, "1", "#" * 9999)
    frame = "pandas.DataFrame({'a': range(9)})"
    looks = notebook(tmp_path, "looks.ipynb", LOOKS, WARNS, frame, "")
    alone, after = run(looks, kernels=1), run(first, looks, kernels=1)
    assert after["looks.ipynb"] == alone["looks.ipynb"]
    cells = after["looks.ipynb"].cells
    assert [cell.execution_count for cell in cells] == [1, 2, 3, None]
    assert not any("execution" in cell.metadata for cell in cells)
    assert "image/png" in cells[0].outputs[-1].data
    printed = "".join(o.get("text", "") for cell in cells for o in cell.outputs)
    assert "once for each notebook" in printed
    assert "left_behind" not in printed and "['CLAIMBOOK_DATA']" in printed
    assert f"/a/ledger 0 {tmp_path.name}" in printed


def test_every_failure_is_named_and_the_rest_is_run(
    tmp_path: Path, short: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(running, "CELL_SECONDS", 3)
    jobs = [
        notebook(tmp_path, "01.ipynb", "1", "\n# why\n1 / 0"),
        notebook(tmp_path, "02.ipynb", "raise ValueError('\\x1b[31mred\\x1b[0m\\n' * 30)"),
        notebook(tmp_path, "03.ipynb", "1", "2", "import os; os._exit(1)"),
        notebook(tmp_path, "04.ipynb", "import time; time.sleep(600)"),
        notebook(tmp_path, "05.ipynb", "input()"),
        Job(tmp_path / "06.ipynb", b"{", {}),
        notebook(tmp_path, "07.ipynb", "7", ""),
    ]
    stored = b'"outputs": [{"output_type": "stream", "name": "stdout", "text": "stored"}]'
    jobs[6] = jobs[6]._replace(source=jobs[6].source.replace(b'"outputs": []', stored))
    done: dict[int, NotebookNode] = {}
    with pytest.raises(ClaimbookError) as caught:
        execute(jobs, done.__setitem__)
    said = str(caught.value)
    assert [*done] == [6] and b"stored" in jobs[6].source
    assert [[each.data for each in cell.outputs] for cell in done[6].cells] == [
        [{"text/plain": "7"}], [],
    ]  # fmt: skip
    assert "01.ipynb, cell [2] “# why”: ZeroDivisionError: division by zero\n" in said
    assert "\n02.ipynb, cell [1] “raise ValueError(" in said and "\x1b" not in said
    assert said.count("red") == 1 + running.MESSAGE_LINES and "… and 10 more lines\n" in said
    assert "\n03.ipynb, cell [3] “import os; os._exit(1)”: its kernel died; " in said
    assert "\n04.ipynb, cell [1] “import time; time.sleep(600)”: it ran for more than 3 s" in said
    assert "\n05.ipynb, cell [1] “input()”: StdinNotImplementedError" in said
    assert "\n06.ipynb is not a notebook that can be read; " in said


def test_a_kernel_that_ends_after_its_last_cell_harms_nobody(tmp_path: Path, short: Path):
    ends = "import os, threading\nthreading.Timer(0.3, os._exit, [0]).start()"
    first = notebook(tmp_path, "first.ipynb", ends, "#" * 9999)
    assert len(run(first, notebook(tmp_path, "second.ipynb", "2"), kernels=1)) == 2


def test_a_long_path_for_temporary_files_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    folder = tmp_path / ("long" * 25)
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    assert run(notebook(tmp_path, "n.ipynb", "1"))


def test_kernels_that_do_not_start_are_said_once(
    tmp_path: Path, short: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "ipykernel_launcher.py").write_text("raise ImportError('half installed')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(ClaimbookError) as caught:
        run(*(notebook(tmp_path, f"{n}.ipynb", "1") for n in range(4)))
    said = str(caught.value)
    assert said.startswith("no notebook can be run") and "ImportError: half installed" in said
    assert "\n" not in said and "install claimbook" in said


def test_an_error_of_ours_stops_the_kernels(tmp_path: Path, short: Path):
    def wrong() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        execute([notebook(tmp_path, "1.ipynb", "while True: pass")], print, meanwhile=wrong)
    assert not kernels_in(short)


def test_no_notebooks_need_no_kernel(short: Path):
    called = []
    execute([], print, meanwhile=lambda: called.append(1))
    assert called == [1]


CHILD = (
    HEARS
    + """
import sys, time
from pathlib import Path
from claimbook.report.execute import Job, execute
folder = Path(sys.argv[1])
jobs = [Job(path, path.read_bytes(), {}) for path in sorted(folder.glob("*.ipynb"))]
def finish(at, node):
    (folder / "finishing").touch()
    time.sleep(60)
try:
    execute(jobs, finish)
except KeyboardInterrupt:
    sys.exit(130)
"""
)


def start(folder: Path, tmp: Path) -> subprocess.Popen:
    """Start a process that runs a notebook that is done at once and one that never is."""
    cells = {
        "1": "'the longest notebook is run first'" + "#" * 999,
        "2": "while True: pass",
    }
    for name, cell in cells.items():
        (folder / f"{name}.ipynb").write_bytes(notebook(folder, name, cell).source)
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(folder)],
        env=os.environ | {"TMPDIR": str(tmp)},
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("moment", ["kernels", "finishing"])
def test_ctrl_c_stops_everything_without_a_word(tmp_path: Path, short: Path, moment: str):
    child = start(tmp_path, short)
    try:
        if moment == "kernels":
            wait_for(lambda: kernels_in(short))
        else:
            wait_for((tmp_path / moment).exists)
        child.send_signal(signal.SIGINT)
        sent = time.monotonic()
        _, said = child.communicate(timeout=PATIENCE)
    finally:
        child.kill()
    assert (child.returncode, said) == (130, "")
    assert time.monotonic() - sent < 30  # not the end of a cell, nor a time-out
    assert not kernels_in(short)
