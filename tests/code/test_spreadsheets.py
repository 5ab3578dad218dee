"""What LibreOffice makes of the real ledger when it is opened and saved: the same, or a message."""

import shutil
import subprocess
from pathlib import Path

import made
import pytest
import tiny

from claimbook.ledger.check import load, read
from claimbook.ledger.files import COLUMNS

DATA = Path(__file__).parents[2] / "data"
SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
# How the import and the export dialog were filled in, as LibreOffice numbers it: separator, quote,
# character set, first line, columns, language, what is quoted, special numbers or as shown. Nothing
# is what it does by itself; "ordinary" is each way of somebody who does nothing unusual.
WAYS = {row.pop("way"): row for row in made.table(Path(__file__).with_name("ways.csv"))}
ORDINARY = [way for way, row in WAYS.items() if row["ordinary"]]
DATES = "/".join(f"{COLUMNS['claims'].index(name) + 1}/4" for name in ("low", "high", "as_of"))
BOOK = "through an Excel file"
CSV = "Text - txt - csv (StarCalc)"
# The columns that get each of tricky_cells.csv, which must come back or be refused.
TRICKY = ("note", "via", "claim_id", "low", "as_of")
# A profile that counts as set up, with a macro in it: one start of LibreOffice does it all.
PROFILE = Path(__file__).with_name("libreoffice")
MACRO = "user/basic/Standard/Ways.xba"


def convert(folder: Path, calls: list[tuple[Path, str, Path, str, str]]) -> None:
    """Open files and save them; each call is a source and how, a target, its filter and how."""
    lines = []
    for source, how, target, saver, options in calls:
        target.parent.mkdir(parents=True, exist_ok=True)
        words = (source.as_uri(), how, target.as_uri(), saver, options)
        lines.append("  Convert({})".format(", ".join(f'"{word}"' for word in words)))
    shutil.copytree(PROFILE, folder / "profile")
    tiny.edit(folder / "profile" / MACRO, "{calls}", "\n".join(lines))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [SOFFICE, profile, "--headless", "--norestore", "macro:///Standard.Ways.Main"]
    subprocess.run(command, check=True, capture_output=True, timeout=1200)


def refused(rows: list[list[str]], folder: Path) -> list[bool]:
    """Tell of each claim whether it is refused among the others."""
    made.write_cells(folder / "claims.csv", [COLUMNS["claims"], *rows])
    lines = {problem.line for problem in read(folder).errors if problem.file == "claims.csv"}
    assert not {0, 1} & lines
    return [line in lines for line in range(2, len(rows) + 2)]


@pytest.fixture(scope="module")
def river(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the river ledger whose claims are replaced."""
    return Path(shutil.copytree(made.RIVER, tmp_path_factory.mktemp("river") / "river"))


@pytest.fixture(scope="module")
def tricky(river: Path) -> list[list[str]]:
    """Claims of the river ledger with a tricky cell each: those that pass."""
    first = made.table(made.RIVER / "claims.csv")[0]
    rows = []
    for column in TRICKY:
        for number, (token,) in enumerate(made.cases(__file__, "tricky_cells.csv")):
            row = first | {"claim_id": f"{column}-{number}", "question_id": "injured"}
            row |= {"paragraph": str(1 + len(rows)), "low": "17", "high": "17"}
            row |= {column: token} | ({"high": token} if column == "low" else {})
            rows.append([row[name] for name in COLUMNS["claims"]])
    return [row for row, bad in zip(rows, refused(rows, river), strict=True) if not bad]


@pytest.fixture(scope="module")
def ledgers(tmp_path_factory: pytest.TempPathFactory, tricky: list[list[str]]) -> dict[str, Path]:
    """The files of the real ledger, and the tricky claims, as each way saves them."""
    if not SOFFICE:
        pytest.skip("LibreOffice is not installed (libreoffice-calc)")
    folder = tmp_path_factory.mktemp("spreadsheets")
    made.write_cells(folder / "tricky.csv", [COLUMNS["claims"], *tricky])
    # LibreOffice leaves a lock beside what it opens
    copies = [Path(shutil.copy(DATA / f"{name}.csv", folder)) for name in COLUMNS]
    calls = []
    for way, row in WAYS.items():
        how, options = row["opened"].format(dates=DATES), row["saved"]
        for file in [*copies, folder / "tricky.csv"]:
            opening = (file, how)
            if way == BOOK:
                book = folder / "books" / file.stem
                calls.append((*opening, book, "Calc MS Excel 2007 XML", ""))
                opening = (book, "")
            calls.append((*opening, folder / way / file.name, CSV, options))
    convert(folder, calls)
    return {way: folder / way for way in WAYS}


@pytest.mark.parametrize("way", WAYS)
def test_a_ledger_saved_by_libreoffice_is_the_same_or_refused(
    way: str, ledgers: dict[str, Path]
) -> None:
    reading, real = read(ledgers[way]), load(DATA)
    if way in ORDINARY:  # nobody is sent away who does nothing unusual
        assert [str(problem) for problem in reading.errors] == []
    refused_files = {problem.file for problem in reading.errors}
    assert refused_files or reading.ledger.digest == real.digest
    before, after = (ledger.claims[COLUMNS["claims"]] for ledger in (real, reading.ledger))
    assert "claims.csv" in refused_files or after.equals(before)


@pytest.mark.parametrize("way", [*ORDINARY, "special numbers, Germany", BOOK])
def test_a_cell_that_comes_back_changed_is_refused(
    way: str, ledgers: dict[str, Path], tricky: list[list[str]], river: Path
) -> None:
    _, *after = made.cells(ledgers[way] / "tricky.csv")
    assert len(tricky) > 60
    changed = [
        (before, now)
        for before, now, noticed in zip(tricky, after, refused(after, river), strict=True)
        if before != now and not noticed
    ]
    assert changed == []
