"""A build that is interrupted or killed leaves no process, and the last good report."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import children
import pytest
import tiny

from claimbook.report import build

NOTEBOOKS, DATA, OUT = "notebooks", "data", "reports"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A collection with a report, an edit since, and a notebook that waits while "hold" is there.

    The kernel that runs it touches "running".
    """
    folder = tiny.collection(tmp_path / "own")
    waits = (
        f"import pathlib, time; own = pathlib.Path({str(folder)!r})\n"
        "if (own / 'hold').exists():\n    (own / 'running').touch(); time.sleep(600)"
    )
    tiny.notebook(folder / NOTEBOOKS / "02-waits.ipynb", "# Waits", waits)
    make(folder, OUT)
    tiny.edit(folder / DATA / "claims.csv", "18 people,exact,18,18", "19 people,exact,19,19")
    (folder / "hold").touch()
    return folder


@pytest.fixture
def short() -> Iterator[Path]:
    """A folder for temporary files with a path short enough for sockets."""
    with tempfile.TemporaryDirectory(prefix="cb", dir="/tmp") as folder:
        yield Path(folder)


def make(folder: Path, out: str) -> dict[str, bytes]:
    build.build(folder / NOTEBOOKS, folder / DATA, folder / out)
    return tiny.contents(folder / out)


@pytest.mark.parametrize("moment", ["kernels", "running"])
def test_ctrl_c_ends_a_build_at_once_and_the_next_one_is_complete(
    own: Path, short: Path, moment: str
) -> None:
    before = tiny.contents(own / OUT)
    child = children.start("report", cwd=own, TMPDIR=str(short))
    try:
        seen = (own / "running").exists
        children.wait_for(seen if moment == "running" else lambda: children.kernels_in(short))
    finally:
        status, said = children.interrupt(child)
    assert (status, said.strip()) == (1, "Aborted!")
    assert not children.kernels_in(short) and not list(short.iterdir())
    assert tiny.contents(own / OUT) == before
    assert not [path.name for path in (own / OUT).iterdir() if path.name.endswith("tmp")]
    (own / "hold").unlink()
    assert make(own, OUT) == make(own, "clean") != before


def test_the_build_after_one_that_was_killed_is_complete(own: Path, short: Path) -> None:
    before = tiny.contents(own / OUT)
    child = children.start("report", cwd=own, TMPDIR=str(short))
    try:
        children.wait_for((own / "running").exists)
    finally:
        child.kill()
        child.communicate()
    assert tiny.contents(own / OUT) == before
    children.wait_for(lambda: not children.kernels_in(short))
    (own / "hold").unlink()
    assert make(own, OUT) == make(own, "clean") != before
