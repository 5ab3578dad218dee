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
from claimbook.report.watch import is_source


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
def watching(tmp_path: Path) -> Iterator[Heard]:
    """`claimbook watch` in a folder with a report, where modules lie that must not be imported."""
    own = tiny.quiet(tmp_path)
    build.build(own / "notebooks", own / "data", own / "reports")
    for name in ("claimbook/__init__", "click", "pandas", "json", "watchfiles", "sitecustomize"):
        (own / name).parent.mkdir(exist_ok=True)
        (own / f"{name}.py").write_text(f"open({str(own / 'ran')!r}, 'w')")
    child = children.start("watch", cwd=own)
    yield Heard(child)
    child.kill()
    child.wait()


def test_a_save_is_followed_a_broken_one_is_said_and_nothing_here_is_imported(
    tmp_path: Path, watching: Heard
) -> None:
    claims, index = tmp_path / "data" / "claims.csv", tmp_path / "reports" / "index.html"
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
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("data/claims.csv", True),
        ("notebooks/.ipynb_checkpoints/01.ipynb", False),
        ("data/reports/index.html", False),
        ("elsewhere/claims.csv", False),
        ("data/claims.csv~", False),
    ],
)
def test_an_edit_is_a_save_of_a_source_and_no_page_of_ours(path: str, expected: bool) -> None:
    folders = [Path("/x/data"), Path("/x/notebooks")]
    assert is_source(Path("/x") / path, folders, Path("/x/data/reports")) == expected
