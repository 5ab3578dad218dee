"""On every save the report follows the ledger, and stays where the ledger is broken."""

import queue
import threading
from collections.abc import Iterator
from pathlib import Path
from subprocess import Popen

import children
import pytest
import tiny

from claimbook.report import build
from claimbook.report.watch import is_source, told


class Heard:
    """What a running command says, line by line as it comes."""

    def __init__(self, child: Popen) -> None:
        self.child, self.lines = child, queue.Queue()
        for stream in (child.stdout, child.stderr):
            threading.Thread(target=self.listen, args=[stream], daemon=True).start()

    def listen(self, stream: object) -> None:
        for line in stream:
            self.lines.put(line)

    def until(self, words: str) -> str:
        """Wait for a line with these words; all that was said up to it."""
        said = ""
        while words not in said:
            said += self.lines.get(timeout=children.PATIENCE)
        return said


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A collection without notebooks to run, and its report."""
    folder = tiny.quiet(tmp_path / "own")
    build.build(folder / "notebooks", folder / "data", folder / "reports")
    return folder


@pytest.fixture
def watching(own: Path) -> Iterator[Heard]:
    """`claimbook watch` in that folder, where modules lie that must not be imported."""
    pytest.importorskip("watchfiles")
    ran = f"open({str(own / 'ran')!r}, 'w')"
    for name in ("claimbook/__init__", "click", "pandas", "json", "watchfiles", "sitecustomize"):
        (own / name).parent.mkdir(exist_ok=True)
        (own / f"{name}.py").write_text(ran)
    child = children.start("watch", cwd=own)
    yield Heard(child)
    child.kill()
    child.wait()


def test_a_save_is_followed_a_broken_one_is_said_and_nothing_here_is_imported(
    own: Path, watching: Heard
) -> None:
    claims, index = own / "data" / "claims.csv", own / "reports" / "index.html"
    watching.until("Nothing to rebuild")
    before = index.read_bytes()
    tiny.edit(claims, "18 people,exact,18,18", "19 people,exact,19,19")
    said = watching.until(" kept, ")
    assert "claims.csv" in said and "1 claim edited" in said and "1 page made (index.html)" in said
    good = index.read_bytes()
    assert good != before
    tiny.edit(claims, "19 people,exact,19,19", "19 people,exact,19,20")
    said = watching.until("Nothing was rebuilt; the last good pages stay.")
    assert "claims.csv:2: " in said and "Traceback" not in said
    assert index.read_bytes() == good
    assert children.interrupt(watching.child)[0] == 0
    assert not (own / "ran").exists()


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("data/claims.csv", True),
        ("notebooks/01.ipynb", True),
        ("notebooks/.ipynb_checkpoints/01.ipynb", False),
        ("data/.~lock.claims.csv#", False),
        ("data/reports/index.html", False),
        ("elsewhere/claims.csv", False),
        ("data/claims.csv~", False),
    ],
)
def test_an_edit_is_a_save_of_a_source_and_no_page_of_ours(path: str, expected: bool) -> None:
    folders = [Path("/x/data"), Path("/x/notebooks")]
    assert is_source(Path("/x") / path, folders, Path("/x/data/reports")) == expected


def test_a_round_is_told_in_one_line() -> None:
    assert told(build.Result([], ["a.html"], 0.25)) == "Nothing to rebuild, 0.2 s"
    said = told(build.Result(["a.html"], ["b.html", "c.html"], 1.0, "1 claim added"))
    assert said == "1 claim added. 1 page made (a.html), 2 kept, 1.0 s"
