"""A build that is interrupted or killed leaves no process, and the last good report."""

import tempfile
from pathlib import Path

import children
import pytest
import tiny

from claimbook.report import build

# It waits while "hold" is there, and then touches "running".
WAITS = (
    "import pathlib, time; own = pathlib.Path.cwd().parent\n"
    "if (own / 'hold').exists():\n    (own / 'running').touch(); time.sleep(600)"
)


def make(folder: Path, out: str) -> dict[str, bytes]:
    build.build(folder / "notebooks", folder / "data", folder / out)
    return tiny.contents(folder / out)


@pytest.fixture
def short() -> Path:
    """A folder for temporary files with a path short enough for sockets."""
    with tempfile.TemporaryDirectory(prefix="cb", dir="/tmp") as folder:
        yield Path(folder)


def test_the_build_after_one_that_was_stopped_is_complete(tmp_path: Path, short: Path) -> None:
    own = tiny.quiet(tmp_path / "own")
    before = make(own, "reports")
    tiny.edit(own / "data" / "claims.csv", "18 people,exact,18,18", "19 people,exact,19,19")
    tiny.notebook(own / "notebooks" / "02-waits.ipynb", "# Waits", WAITS)
    (own / "hold").touch()
    moments = [
        (lambda: children.kernels_in(short), "interrupted"),
        ((own / "running").exists, "interrupted"),
        ((own / "running").exists, "killed"),
    ]
    for moment, how in moments:
        (own / "running").unlink(missing_ok=True)
        child = children.start("report", cwd=own, TMPDIR=str(short))
        try:
            children.wait_for(moment)
            if how == "interrupted":
                status, said = children.interrupt(child)
                assert (status, said.strip()) == (1, "Aborted!")
                assert not children.kernels_in(short) and not list(short.iterdir())
        finally:
            child.kill()
            child.communicate()
        children.wait_for(lambda: not children.kernels_in(short))
        assert tiny.contents(own / "reports") == before
        assert not list((own / "reports").glob("*tmp"))
    (own / "hold").unlink()
    assert make(own, "reports") == make(own, "clean") != before
