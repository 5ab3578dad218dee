"""Running notebooks: the outputs of fresh kernels, every failure named, no kernel left behind."""

import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from children import kernels_in
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
    source = writes(new_notebook(cells=code)).encode()
    return Job(folder / name, source, {"CLAIMBOOK_DATA": "/a/ledger"})


def run(*jobs: Job) -> dict[str, NotebookNode]:
    """Run notebooks in one kernel, the longest first, and return them by name."""
    done = {}
    execute(jobs, lambda at, node: done.update({jobs[at].notebook.name: node}), kernels=1)
    return done


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a folder for temporary files with a path short enough for sockets."""
    with tempfile.TemporaryDirectory(prefix="cb", dir="/tmp") as folder:
        monkeypatch.setenv("TMPDIR", folder)
        monkeypatch.setattr(tempfile, "tempdir", folder)
        yield Path(folder)
        assert not os.listdir(folder)


def test_a_notebook_looks_the_same_after_another_one(
    tmp_path: Path, short: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = notebook(tmp_path, "changes.ipynb", WARNS, CHANGES, "1", "#" * 9999)
    frame = "pandas.DataFrame({'a': range(9)})"
    looks = notebook(tmp_path, "looks.ipynb", LOOKS, WARNS, frame, "", "#" * 999)
    ends = "import os, threading\nthreading.Timer(0.3, os._exit, [0]).start()"
    last = notebook(tmp_path, "ends.ipynb", ends), notebook(tmp_path, "last.ipynb", "2")
    after = run(changes, looks, *last)
    assert len(after) == 4  # a kernel that ends after its last cell harms nobody
    long = tmp_path / ("long" * 25)  # too long a path for sockets, which is no error
    long.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    assert run(looks)["looks.ipynb"] == after["looks.ipynb"]
    cells = after["looks.ipynb"].cells
    assert [cell.execution_count for cell in cells] == [1, 2, 3, None, 4]
    assert not any("execution" in cell.metadata for cell in cells)
    assert "image/png" in cells[0].outputs[-1].data
    printed = "".join(o.get("text", "") for cell in cells for o in cell.outputs)
    assert "once for each notebook" in printed
    assert "left_behind" not in printed and "['CLAIMBOOK_DATA']" in printed
    assert f"/a/ledger 0 {tmp_path.name}" in printed


def test_every_failure_is_named_and_the_rest_is_run(
    tmp_path: Path, short: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "CELL_SECONDS", 3)
    jobs = [
        notebook(tmp_path, "1.ipynb", "1", "\n# why\nraise ValueError('\\x1b[31mred\\n' * 30)"),
        notebook(tmp_path, "2.ipynb", "1", "2", "import os; os._exit(1)"),
        notebook(tmp_path, "3.ipynb", "import time; time.sleep(600)"),
        notebook(tmp_path, "4.ipynb", "input()"),
        Job(tmp_path / "5.ipynb", b"{", {}),
        notebook(tmp_path, "6.ipynb", "7", ""),
    ]
    stored = b'"outputs": [{"output_type": "stream", "name": "stdout", "text": "stored"}]'
    jobs[5] = jobs[5]._replace(source=jobs[5].source.replace(b'"outputs": []', stored))
    done: dict[int, NotebookNode] = {}
    with pytest.raises(ClaimbookError) as caught:
        execute(jobs, done.__setitem__)
    said = str(caught.value)
    assert [*done] == [5] and b"stored" in jobs[5].source
    assert [[each.data for each in cell.outputs] for cell in done[5].cells] == [
        [{"text/plain": "7"}], [],
    ]  # fmt: skip
    assert "1.ipynb, cell [2] “# why”: ValueError: red\n" in said and "\x1b" not in said
    assert said.count("red") == running.MESSAGE_LINES and "… and 10 more lines\n" in said
    assert "\n2.ipynb, cell [3] “import os; os._exit(1)”: its kernel died; " in said
    assert "\n3.ipynb, cell [1] “import time; time.sleep(600)”: it ran for more than 3 s" in said
    assert "\n4.ipynb, cell [1] “input()”: StdinNotImplementedError" in said
    assert "\n5.ipynb is not a notebook that can be read; " in said


def test_kernels_that_do_not_start_are_said_once(
    tmp_path: Path, short: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ipykernel_launcher.py").write_text("raise ImportError('half installed')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(ClaimbookError) as caught:
        execute([notebook(tmp_path, f"{n}.ipynb", "1") for n in range(4)], print)
    said = str(caught.value)
    assert said.startswith("no notebook can be run") and "ImportError: half installed" in said
    assert "\n" not in said and "install claimbook" in said


def test_an_error_of_ours_stops_the_kernels(tmp_path: Path, short: Path) -> None:
    def wrong() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        execute([notebook(tmp_path, "1.ipynb", "while True: pass")], print, meanwhile=wrong)
    assert not kernels_in(short)


def test_ctrl_c_is_heard_where_python_drops_it(tmp_path: Path, short: Path) -> None:
    class Dropped:
        def __del__(self) -> None:  # as a callback of an import, whose exceptions are only shown
            os.kill(os.getpid(), signal.SIGINT)

    usual = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            execute([notebook(tmp_path, "1.ipynb", "while True: pass")], print, meanwhile=Dropped)
    finally:
        signal.signal(signal.SIGINT, usual)
    assert not kernels_in(short)
