"""A forked kernel is like one started from scratch, and where it cannot be had, that is started."""

import json
import os
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

import nbformat
import pytest

from claimbook import execution, forkserver, report

ROOT = Path(__file__).parents[2]
FORKING = sys.platform == "linux"

ALIKE = """
import json, locale, os, signal, sys, threading, warnings
import matplotlib.pyplot, numpy, pandas, claimbook
matplotlib.pyplot.figure()
matplotlib.pyplot.close()
shell = get_ipython()
own = {"JPY_PARENT_PID", "CLAIMBOOK_READS"}
print(json.dumps({
    "environment": {k: v for k, v in os.environ.items() if k not in own},
    "path": sys.path,
    "flags": [str(sys.flags), sys.executable, sys.warnoptions],
    "folder": os.getcwd(),
    "modules": [sys.modules["__main__"].__name__, sys.modules["__main__"].__dict__ is globals()],
    "signals": {s.name: str(signal.getsignal(s)).split(" at ")[0] for s in signal.Signals},
    "threads": sorted(t.name.split("-")[0] for t in threading.enumerate()),
    "warnings": sorted(str(f) for f in warnings.filters),  # their modules came in another order
    "locale": [locale.getlocale(), os.umask(0o22)],
    "session": [os.getsid(0) == os.getpid(), os.getpgid(0) == os.getpid()],
    "input": os.read(0, 1).decode(),
    "rc": {k: str(v) for k, v in matplotlib.rcParams.items()},
    "backend": [matplotlib.get_backend(), matplotlib.is_interactive()],
    "hooks": {
        event: sorted(hook.__qualname__ for hook in hooks)
        for event, hooks in shell.events.callbacks.items()
    },
    "formats": {
        name: sorted(map(str, [*one.type_printers, *one.deferred_printers]))
        for name, one in shell.display_formatter.formatters.items()
    },
    "options": pandas.describe_option(_print_desc=False),
    "errors": str(numpy.geterr()),
    "recursion": sys.getrecursionlimit(),
}))
"""
PLOT = "import matplotlib.pyplot as plt\nplt.plot([1, 3, 2])\nplt.title('drawn inline')\nplt.show()"
KINSHIP = "open('/proc/%d/cmdline' % __import__('os').getppid()).read()"
SPOIL = """
import os, sys, matplotlib, pandas, claimbook.plots
os.environ["SPOILED"] = "yes"
pandas.set_option("display.max_rows", 7)
matplotlib.rcParams["font.size"] = 31
claimbook.plots.WIDTH = 1
sys.path.append("/spoiled")
"""
SPOILED = """
import os, sys, matplotlib, pandas, claimbook.plots
print(os.environ.get("SPOILED"), pandas.get_option("display.max_rows"),
      matplotlib.rcParams["font.size"], claimbook.plots.WIDTH, "/spoiled" in sys.path)
"""
DRAW = "import random, numpy\nprint(numpy.random.random(), random.random())"


def executed(folder: Path, *sources: str) -> list[nbformat.NotebookNode]:
    """Run one notebook for each source, and return their first cells' outputs."""
    notebooks = []
    for number, source in enumerate(sources):
        path = folder / f"{number}.ipynb"
        nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)]), path)
        notebooks.append(path)
    done = {}

    def finish(notebook: Path, node: nbformat.NotebookNode, read: dict) -> None:
        done[notebook] = node.cells[0].outputs

    execution.execute(notebooks, folder, None, finish)
    return [done[path] for path in notebooks]


@pytest.fixture
def plain(monkeypatch):
    """Start every kernel from scratch, from here on in a test."""
    return lambda: monkeypatch.setenv(forkserver.PLAIN, "1")


def printed(outputs: list) -> str:
    return "".join(output["text"] for output in outputs if output.output_type == "stream")


@pytest.mark.skipif(not FORKING, reason="kernels are forked on Linux only")
def test_kernels_are_forked_where_they_can_be(tmp_path, plain):
    [outputs] = executed(tmp_path, KINSHIP)
    assert "claimbook.forkserver" in outputs[0]["data"]["text/plain"]
    plain()
    [outputs] = executed(tmp_path, KINSHIP)
    assert "claimbook.forkserver" not in outputs[0]["data"]["text/plain"]


def test_a_forked_kernel_is_like_one_started_from_scratch(tmp_path, plain):
    # matplotlib reads its settings in the folder of the notebook, when it is imported
    (tmp_path / "matplotlibrc").write_text("font.size: 13\n")
    forked = json.loads(printed(executed(tmp_path, ALIKE)[0]))
    plain()
    fresh = json.loads(printed(executed(tmp_path, ALIKE)[0]))
    for one in (forked, fresh):
        one["environment"].pop(forkserver.PLAIN, None)
    assert forked["rc"]["font.size"] == "13.0"
    assert forked == fresh


def test_a_forked_kernel_draws_inline_to_the_same_bytes(tmp_path, plain):
    forked = executed(tmp_path, PLOT)
    plain()
    assert [output["data"].keys() for output in forked[0]] == [{"image/png", "text/plain"}]
    assert executed(tmp_path, PLOT) == forked


def test_pages_of_forked_kernels_are_those_of_kernels_started_from_scratch(tmp_path, plain):
    folders = [tmp_path / "forked", tmp_path / "fresh"]
    for folder in folders:
        report.build(ROOT / "notebooks", ROOT / "data", folder)
        plain()
    forked, fresh = (
        {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        for folder in folders
    )
    assert [name for name in forked if forked[name] != fresh.get(name)] == []
    assert forked.keys() == fresh.keys()
    assert sum(page.count(b"data:image/png;base64,") for page in forked.values()) > 10


def test_nothing_of_one_kernel_reaches_another(tmp_path):
    # the second waits for a kernel that is forked after the first has spoiled its own
    outputs = executed(tmp_path, *[SPOIL] * execution.KERNELS, SPOILED)
    assert printed(outputs[-1]) == "None 60 10.0 6.4 False\n"


def test_kernels_do_not_draw_the_same_random_numbers(tmp_path):
    one, two = (printed(outputs).split() for outputs in executed(tmp_path, DRAW, DRAW))
    assert not set(one) & set(two)


@pytest.mark.parametrize(
    "serve",
    [
        pytest.param("raise SystemExit(1)", id="it ends at once"),
        pytest.param("import os; os.read(0, 1); os._exit(1)", id="it ends when asked"),
        pytest.param("import time; time.sleep(60)", id="it never answers"),
        pytest.param(
            "import os, socket\n"
            "_, [line], _, _ = socket.recv_fds(socket.socket(fileno=0), 1, 1)\n"
            "os.write(line, b'what?\\n'); os._exit(0)",
            id="it answers nonsense",
        ),
        pytest.param(
            "from claimbook import forkserver\n"
            "forkserver.PRELOADED = ['no_such_module']\n"
            "forkserver.serve()",
            id="it cannot import",
        ),
    ],
)
def test_without_an_answer_a_kernel_is_started_from_scratch(tmp_path, monkeypatch, capfd, serve):
    monkeypatch.setattr(forkserver, "SERVE", serve)
    monkeypatch.setattr(forkserver, "SECONDS", 1)
    assert printed(executed(tmp_path, "print(6 * 7)")[0]) == "42\n"
    assert "Traceback" not in capfd.readouterr().err


@pytest.fixture
def server(tmp_path):
    server = forkserver.ForkServer(tmp_path, dict(os.environ))
    yield server
    server.close()


@pytest.mark.skipif(not FORKING, reason="kernels are forked on Linux only")
def test_work_is_called_in_a_fork_in_the_folder_we_are_in(server, tmp_path):
    assert server.call(os.getpid) != os.getpid()
    assert Path(server.call(os.getcwd)) == Path.cwd() != tmp_path


def test_work_that_cannot_be_called_in_a_fork_is_called_here(server):
    assert server.call(lambda: os.getpid()) == os.getpid()
    server.close()
    assert server.call(os.getpid) == os.getpid()


def test_an_error_is_the_one_that_is_raised_here(server, capfd):
    with pytest.raises(ValueError, match="invalid literal for int"):
        server.call(partial(int, "eight"))
    assert capfd.readouterr().err == ""


@pytest.mark.skipif(not FORKING, reason="kernels are forked on Linux only")
def test_a_build_does_not_import_what_its_forks_have(tmp_path):
    code = (
        "import sys, claimbook.cli as c\n"
        "try: c.main()\n"
        "finally: print([n for n in ('numpy', 'pandas', 'matplotlib') if n in sys.modules])"
    )
    for name in ("05-damage", "07-conduct"):
        shutil.copy(ROOT / "notebooks" / f"{name}.ipynb", tmp_path)
    command = ["report", "--data", str(ROOT / "data"), "--notebooks", str(tmp_path)]
    out = ["--out", str(tmp_path / "reports")]
    done = subprocess.run(
        [sys.executable, "-c", code, *command, *out], capture_output=True, text=True, check=True
    )
    assert "3 pages made" in done.stdout
    assert done.stdout.endswith("[]\n")


def test_where_kernels_cannot_be_forked_none_is(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    assert forkserver.start(tmp_path, {}) is None
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delattr("os.pidfd_open", raising=False)
    assert forkserver.start(tmp_path, {}) is None


def test_what_looks_for_the_running_kernel_when_imported_is_not_preloaded():
    code = (
        "import importlib, sys, claimbook.forkserver as f\n"
        "for name in f.PRELOADED: importlib.import_module(name)\n"
        "print([n for n in ('matplotlib_inline.backend_inline', 'ipywidgets', 'itables')"
        " if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
