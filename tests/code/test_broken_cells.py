"""A cell broken as an editor or a spreadsheet breaks it, and exactly what `check` then prints.

Each row of broken_cells.csv is one edit of the river ledger, with its documents beside it or
without: a text that stands once in a file, what replaces it, and the lines printed; none where
somebody may well write it so. {U+200B} stands for a character that nobody sees.
"""

import re
import shutil
from pathlib import Path

import made
import pytest
import tiny
from click.testing import CliRunner

from claimbook.cli import cli

RIVER = Path(__file__).parents[1] / "ledgers" / "river"
LINE = re.compile(r"(?:warning: )?\w+\.(?:csv|json)")


def edits() -> list[list[str]]:
    """The rows of broken_cells.csv, with the characters that they spell out."""
    _, *rows = made.cells(Path(__file__).with_name("broken_cells.csv"))
    unseen = re.compile(r"\{U\+([0-9A-F]{4})\}")
    return [[unseen.sub(lambda m: chr(int(m[1], 16)), cell) for cell in row] for row in rows]


def printed(folder: Path, *options: str) -> tuple[int, list[str]]:
    """Exit status and problems that `claimbook check` gives for a ledger."""
    done = CliRunner().invoke(cli, ["check", "--data", str(folder), *options])
    return done.exit_code, [line for line in done.output.splitlines() if LINE.match(line)]


@pytest.fixture
def river(tmp_path: Path) -> Path:
    """A copy of the river ledger with its documents."""
    return Path(shutil.copytree(RIVER, tmp_path / "river"))


@pytest.mark.parametrize(
    ("beside", "file", "old", "new", "message"),
    [pytest.param(*row, id=f"{row[1]}-{at}") for at, row in enumerate(edits(), 1)],
)
def test_an_edit_gets_exactly_these_messages(
    river: Path, beside: str, file: str, old: str, new: str, message: str
) -> None:
    if not beside:
        shutil.rmtree(river / "documents")
    assert (river / file).read_text(encoding="utf-8").count(old) == 1
    tiny.edit(river / file, old, new)
    lines = message.splitlines()
    broken = not all(line.startswith("warning: ") for line in lines)
    assert printed(river) == (broken, lines)


def test_where_to_put_a_document_is_said_of_the_ledgers_own_folder(
    river: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(river / "documents")
    for here, named in ((Path(__file__).parent, river), (tmp_path, Path("river"))):
        monkeypatch.chdir(here)
        said = CliRunner().invoke(cli, ["check", "--data", str(river)]).output
        assert f"Put it into {named / 'documents'} or name its folder" in said
