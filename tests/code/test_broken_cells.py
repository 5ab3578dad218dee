"""A cell broken as an editor or a spreadsheet breaks it, and exactly what `check` then prints.

Each row of broken_cells.csv is one edit of the river ledger: a text that stands once in a file,
what replaces it, and the lines printed. {U+200B} stands for a character that nobody sees.
"""

import csv
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from claimbook.cli import cli

RIVER = Path(__file__).parents[1] / "ledgers" / "river"
LINE = re.compile(r"(?:warning: )?\w+\.csv")


def edits() -> list[list[str]]:
    """The rows of broken_cells.csv, with the characters that they spell out."""
    with Path(__file__).with_name("broken_cells.csv").open(encoding="utf-8", newline="") as file:
        _, *rows = csv.reader(file, strict=True)
    unseen = re.compile(r"\{U\+([0-9A-F]{4})\}")
    return [[unseen.sub(lambda m: chr(int(m[1], 16)), cell) for cell in row] for row in rows]


def printed(folder: Path, *options: str) -> tuple[int, list[str]]:
    """Exit status and problems that `claimbook check` gives for a ledger."""
    done = CliRunner().invoke(cli, ["check", "--data", str(folder), *options])
    return done.exit_code, [line for line in done.output.splitlines() if LINE.match(line)]


def edit(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(old) == 1, "the case no longer fits the river ledger"
    (folder / file).write_text(text.replace(old, new), encoding="utf-8", newline="")


@pytest.fixture
def river(tmp_path: Path) -> Path:
    """A copy of the river ledger with its documents."""
    return Path(shutil.copytree(RIVER, tmp_path / "river"))


@pytest.fixture
def alone(river: Path) -> Path:
    """A copy of the river ledger without its documents."""
    shutil.rmtree(river / "documents")
    return river


def test_a_sound_ledger_gets_no_message(river: Path) -> None:
    assert printed(river, "--strict") == (0, [])


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [pytest.param(*row, id=f"{row[0]}-{at}") for at, row in enumerate(edits(), 1)],
)
def test_an_edit_gets_exactly_these_messages(
    alone: Path, file: str, old: str, new: str, message: str
) -> None:
    edit(alone, file, old, new)
    lines = message.splitlines()
    broken = not all(line.startswith("warning: ") for line in lines)
    assert lines and printed(alone) == (broken, lines)


# What only the documents can tell: old text, new text, the error.
WITH_DOCUMENTS = [
    ("has killed 18", "has kiled 18",
     '3: wording: "has kiled 18 people in the valley" is nowhere in water-board; copy the fragment '
     'character by character; nearest to it is "has killed 18 people in the valley" in paragraph '
     "4"),
    ("mg-deaths,morning-gauge,deaths,,2", "mg-deaths,morning-gauge,deaths,,3",
     '31: paragraph: "Water Board now counts 19 dead" is not in paragraph 3 of morning-gauge but '
     "in 2; correct the paragraph, or quote the fragment in it"),
    ("exact,300,300,soldiers", "exact,300,300,sailors",
     '7: counted: "sailors" is not in paragraph 5 of water-board; copy at most five words of it '
     "that say who or what is counted, or leave it empty"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message"), WITH_DOCUMENTS)
def test_with_the_documents_an_edit_gets_exactly_this_error(
    river: Path, old: str, new: str, message: str
) -> None:
    edit(river, "claims.csv", old, new)
    status, lines = printed(river)
    errors = [line for line in lines if not line.startswith("warning: ")]
    assert (status, errors) == (1, [f"claims.csv:{message}"])


def test_a_number_nobody_accounted_for_is_a_thing_to_do_and_an_error_where_asked(
    river: Path,
) -> None:
    edit(river, "not_claims.csv", "morning-gauge,6,exactly 400 tents,", "morning-gauge,6,tents,")
    message = (
        'not_claims.csv: morning-gauge, paragraph 6: "400" (in "saw exactly 400 tents there") is '
        "neither claimed nor excluded; code it in claims.csv, or give the reason it is no claim "
        "here"
    )
    assert printed(river) == (0, [f"warning: {message}"])
    assert printed(river, "--strict") == (1, [message])


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("claims.csv", "wb-injured", "<<<<<<< HEAD\n=======\n>>>>>>> theirs\nwb-injured"),
        ("claims.csv", ",wording,", ",quoted,"),
        ("claims.csv", "valley,exact,23", "valley,,exact,23"),
        ("not_claims.csv", ",reason", ""),
    ],
)
def test_while_rows_cannot_be_read_their_numbers_are_not_asked_for(
    river: Path, file: str, old: str, new: str
) -> None:
    edit(river, file, old, new)
    status, lines = printed(river, "--strict")
    assert status == 1 and not any("neither claimed nor excluded" in line for line in lines)


def test_where_to_put_a_document_is_said_of_the_ledgers_own_folder(
    alone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for here, named in ((Path(__file__).parent, alone), (tmp_path, Path("river"))):
        monkeypatch.chdir(here)
        said = CliRunner().invoke(cli, ["check", "--data", str(alone)]).output
        assert f"Put it into {named / 'documents'} or name its folder" in said


def test_a_checksum_that_no_document_has_names_the_document_that_no_row_has(river: Path) -> None:
    edit(river, "sources.csv", "289ce5355992cf", "289ce5355992ce")
    status, (line, *_) = printed(river)
    assert "sources.csv:4: sha256: " in line and "289ce5355992cf" in line
    assert "relief-league.txt" in line and status == ("warning" not in line)
