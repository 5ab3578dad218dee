"""A build that is interrupted or killed leaves no process, and the last good report."""

import shutil
import tempfile
from collections.abc import Iterator
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


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A collection with a report, an edit since, and what the report then should be."""
    folder = tiny.quiet(tmp_path_factory.mktemp("built"))
    tiny.notebook(folder / "notebooks" / "02-waits.ipynb", "# Waits", WAITS)
    make(folder, "reports")
    tiny.edit(folder / "data" / "claims.csv", "18 people,exact,18,18", "19 people,exact,19,19")
    make(folder, "clean")
    (folder / "hold").touch()
    return folder


@pytest.fixture
def own(built: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(built, tmp_path / "own"))


@pytest.fixture
def short() -> Iterator[Path]:
    """A folder for temporary files with a path short enough for sockets."""
    with tempfile.TemporaryDirectory(prefix="cb", dir="/tmp") as folder:
        yield Path(folder)


def make(folder: Path, out: str) -> dict[str, bytes]:
    build.build(folder / "notebooks", folder / "data", folder / out)
    return tiny.contents(folder / out)


@pytest.mark.parametrize("how", ["interrupted", "killed"])
def test_the_build_after_one_that_was_stopped_is_complete(own: Path, short: Path, how: str) -> None:
    before, clean = tiny.contents(own / "reports"), tiny.contents(own / "clean")
    child = children.start("report", cwd=own, TMPDIR=str(short))
    try:
        children.wait_for((own / "running").exists)
    finally:
        if how == "interrupted":
            status, said = children.interrupt(child)
        child.kill()
        child.communicate()
    if how == "interrupted":
        assert (status, said.strip()) == (1, "Aborted!")
        assert not children.kernels_in(short) and not list(short.iterdir())
    children.wait_for(lambda: not children.kernels_in(short))
    assert tiny.contents(own / "reports") == before
    assert not [path.name for path in (own / "reports").iterdir() if path.name.endswith("tmp")]
    (own / "hold").unlink()
    assert make(own, "reports") == clean != before
