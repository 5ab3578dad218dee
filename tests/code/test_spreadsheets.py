"""What LibreOffice makes of the real ledger when it is opened and saved: the same, or a message."""

import csv
import io
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from claimbook.ledger.check import load, read
from claimbook.ledger.csvfile import COLUMNS

ROOT = Path(__file__).parents[2]
DATA, RIVER = ROOT / "data", ROOT / "tests" / "ledgers" / "river"
SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
FILTER = "Text - txt - csv (StarCalc)"
US, GERMANY, RUSSIA = 1033, 1031, 1049
COMMA, SEMICOLON, TAB, UTF8, CP1252 = 44, 59, 9, 76, 1
DAY_MONTH_YEAR = 4  # what a column can be set to in the import dialog


def opened(language: int = US, charset: int = UTF8, detect: bool = False, columns: str = "") -> str:
    """Filter options: how the import dialog was filled in."""
    return f"{FILTER}:{COMMA},34,{charset},1,{columns},{language},false,{str(detect).lower()}"


def saved(separator: int = COMMA, charset: int = UTF8, language: int = US, **ticked: bool) -> str:
    """Filter options: how the export dialog was filled in."""
    ticks = {"quoted": False, "shown": True, "bom": False} | ticked
    quoted, shown, bom = (str(tick).lower() for tick in ticks.values())
    return (
        f"csv:{FILTER}:{separator},34,{charset},1,,{language},{quoted},{shown},false,false,false,0"
        f",{bom}"
    )


DATES = "/".join(
    f"{COLUMNS['claims'].index(name) + 1}/{DAY_MONTH_YEAR}" for name in ("low", "high", "as_of")
)
# How it was opened, how it was saved; None is what LibreOffice does by itself.
ORDINARY = {
    "by itself": (None, "csv"),
    "comma": (opened(), saved()),
    "a byte-order mark": (opened(), saved(bom=True)),
    "all text quoted": (opened(), saved(quoted=True)),
}
WAYS = ORDINARY | {
    "special numbers": (opened(detect=True), saved()),
    "cells not as shown": (opened(detect=True), saved(shown=False)),
    "special numbers, Germany": (opened(GERMANY, detect=True), saved(language=GERMANY)),
    "semicolon, Russia": (opened(RUSSIA), saved(SEMICOLON, CP1252, RUSSIA)),
    "tabs": (opened(), saved(TAB)),
    "dates as day, month, year": (opened(GERMANY, columns=DATES), saved(language=GERMANY)),
    "opened as Windows-1252": (opened(charset=CP1252), saved()),
    "saved as Windows-1252": (opened(), saved(charset=CP1252)),
    "through an Excel file": (None, "xlsx"),
    "through an OpenDocument file": (None, "ods"),
}
# What stands in a column of text, and must come back or be refused.
TOKENS = """1.|2.50|007|0.10|1e5|5-1|1-2|2022-01|2022|2022-01-05|2022-01-05T14|2022-01-05TNI|01/02
3/4|may-2022|jan-5|5 Jan|January 5, 2022|05.01.2022|5.1.|12:30|1:2:3|true|FALSE|50%|5 %|-5|+5|=1+1
=HYPERLINK("http://x","y")|@SUM(1)|1,200|1 200|1.200|1.200.300|1,5|$100|100 €|123456789012|#N/A|'5
0.123456789|1234567.123456789|“curly”|½|٣|１２|5th|(5)|- 5|1'000|1e-3|.5|5.|-0|24/7|10:30 pm|10am
mar 4|1-1-1|31-12|oct-1917|2021-2022|8|400|NA|null|Err:502|q1|7-a"""
TRICKY = ("note", "via", "claim_id", "low", "as_of")  # the columns that get them


def convert(profile: Path, to: str, out: Path, files: list[Path], how: str | None = None) -> None:
    command = [SOFFICE, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    command += [f"--infilter={how}"] if how else []
    command += ["--convert-to", to, "--outdir", str(out), *map(str, files)]
    for attempt in range(3):  # it crashes now and then when two of it start at once
        done = subprocess.run(command, check=attempt == 2, capture_output=True, timeout=1200)
        if not done.returncode:
            return


def through(way: str, files: list[Path], folder: Path) -> Path:
    """Open and save files, in a profile of their own, and return the folder of what comes out."""
    how, to = WAYS[way]
    profile, out = folder / "profile", folder / "out"
    if to in ("xlsx", "ods"):
        convert(profile, to, folder / "book", files, opened(detect=True))
        files, to = sorted((folder / "book").iterdir()), saved()
    convert(profile, to, out, files, how)
    return out


def refused(rows: list[list[str]], folder: Path) -> list[bool]:
    """Tell of each claim whether it is refused among the others."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([COLUMNS["claims"], *rows])
    (folder / "claims.csv").write_text(text.getvalue(), encoding="utf-8")
    lines = {problem.line for problem in read(folder).errors if problem.file == "claims.csv"}
    assert not {0, 1} & lines
    return [line in lines for line in range(2, len(rows) + 2)]


@pytest.fixture(scope="module")
def river(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the river ledger whose claims are replaced."""
    return Path(shutil.copytree(RIVER, tmp_path_factory.mktemp("river") / "river"))


@pytest.fixture(scope="module")
def tricky(river: Path) -> list[list[str]]:
    """Claims of the river ledger with a tricky cell each: those that pass."""
    with (RIVER / "claims.csv").open(encoding="utf-8", newline="") as file:
        first = next(csv.DictReader(file))
    rows = []
    for column in TRICKY:
        for number, token in enumerate(TOKENS.replace("\n", "|").split("|")):
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
    with (folder / "tricky.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([COLUMNS["claims"], *tricky])
    files = [*(DATA / f"{name}.csv" for name in COLUMNS), folder / "tricky.csv"]
    with ThreadPoolExecutor(2) as two:
        outs = two.map(lambda way: through(way, files, folder / way.replace(" ", "-")), WAYS)
        return dict(zip(WAYS, outs, strict=True))


@pytest.mark.parametrize("names", [["claims"], list(COLUMNS)], ids=["claims alone", "all"])
@pytest.mark.parametrize("way", WAYS)
def test_a_ledger_saved_by_libreoffice_is_the_same_or_refused(
    way: str, names: list[str], ledgers: dict[str, Path], tmp_path: Path
) -> None:
    for name in COLUMNS:
        folder = ledgers[way] if name in names else DATA
        shutil.copy(folder / f"{name}.csv", tmp_path)
    reading = read(tmp_path)
    if way in ORDINARY:  # nobody is sent away who does nothing unusual
        assert [str(problem) for problem in reading.errors] == []
    assert reading.errors or reading.ledger.digest == load(DATA).digest


CELLS = [*ORDINARY, "special numbers", "special numbers, Germany", "through an Excel file"]


@pytest.mark.parametrize("way", CELLS)
def test_a_cell_that_comes_back_changed_is_refused(
    way: str, ledgers: dict[str, Path], tricky: list[list[str]], river: Path
) -> None:
    with (ledgers[way] / "tricky.csv").open(encoding="utf-8-sig", newline="") as file:
        _, *after = csv.reader(file)
    assert len(tricky) > 60
    changed = [
        (before, now)
        for before, now, noticed in zip(tricky, after, refused(after, river), strict=True)
        if before != now and not noticed
    ]
    assert changed == []
