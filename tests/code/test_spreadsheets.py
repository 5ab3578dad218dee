"""What LibreOffice makes of the real ledger when it is opened and saved: the same, or a message."""

import csv
import io
import shutil
import subprocess
from pathlib import Path

import pytest

from claimbook.ledger.check import load, read
from claimbook.ledger.csvfile import COLUMNS

ROOT = Path(__file__).parents[2]
DATA, RIVER = ROOT / "data", ROOT / "tests" / "ledgers" / "river"
SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
US, GERMANY, RUSSIA = 1033, 1031, 1049
COMMA, SEMICOLON, TAB, UTF8, CP1252 = 44, 59, 9, 76, 1
DAY_MONTH_YEAR = 4  # what a column can be set to in the import dialog


def opened(language: int = US, charset: int = UTF8, detect: bool = False, columns: str = "") -> str:
    """Filter options: how the import dialog was filled in."""
    return f"{COMMA},34,{charset},1,{columns},{language},false,{str(detect).lower()}"


def saved(separator: int = COMMA, charset: int = UTF8, language: int = US, **ticked: bool) -> str:
    """Filter options: how the export dialog was filled in."""
    ticks = {"quoted": False, "shown": True, "bom": False} | ticked
    quoted, shown, bom = (str(tick).lower() for tick in ticks.values())
    return f"{separator},34,{charset},1,,{language},{quoted},{shown},false,false,false,0,{bom}"


DATES = "/".join(
    f"{COLUMNS['claims'].index(name) + 1}/{DAY_MONTH_YEAR}" for name in ("low", "high", "as_of")
)
# How it was opened, how it was saved; nothing is what LibreOffice does by itself.
ORDINARY = {
    "by itself": ("", ""),
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
    "through an Excel file": (opened(detect=True), saved()),
    "through an OpenDocument file": (opened(detect=True), saved()),
}
CSV = "Text - txt - csv (StarCalc)"
BOOKS = {
    "through an Excel file": "Calc MS Excel 2007 XML",
    "through an OpenDocument file": "calc8",
}
# What stands in a column of text, and must come back or be refused.
TOKENS = """1.|2.50|007|0.10|1e5|5-1|1-2|2022-01|2022|2022-01-05|2022-01-05T14|2022-01-05TNI|01/02
3/4|may-2022|jan-5|5 Jan|January 5, 2022|05.01.2022|5.1.|12:30|1:2:3|true|FALSE|50%|5 %|-5|+5|=1+1
=HYPERLINK("http://x","y")|@SUM(1)|1,200|1 200|1.200|1.200.300|1,5|$100|100 €|123456789012|#N/A|'5
0.123456789|1234567.123456789|“curly”|½|٣|１２|5th|(5)|- 5|1'000|1e-3|.5|5.|-0|24/7|10:30 pm|10am
mar 4|1-1-1|31-12|oct-1917|2021-2022|8|400|NA|null|Err:502|q1|7-a"""
TRICKY = ("note", "via", "claim_id", "low", "as_of")  # the columns that get them


# A profile that counts as set up, with a macro in it: one start of LibreOffice does it all.
PROFILE = {
    "registrymodifications.xcu": """<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/Office"><prop oor:name="ooSetupInstCompleted" oor:op="fuse">
<value>true</value></prop></item></oor:items>""",
    "basic/script.xlc": """<library:libraries xmlns:library="http://openoffice.org/2000/library">
<library:library library:name="Standard" library:link="false"/></library:libraries>""",
    "basic/Standard/script.xlb": """<library:library library:name="Standard"
library:readonly="false" library:passwordprotected="false"
xmlns:library="http://openoffice.org/2000/library">
<library:element library:name="Ways"/></library:library>""",
    "basic/Standard/Ways.xba": """<script:module script:name="Ways" script:language="StarBasic"
xmlns:script="http://openoffice.org/2000/script">
Sub Convert(source, opened, target, saver, saved)
  Dim opening(2) As New com.sun.star.beans.PropertyValue
  opening(0).Name = "Hidden": opening(0).Value = True
  If opened = "" Then
  Else
    opening(1).Name = "FilterName": opening(1).Value = "Text - txt - csv (StarCalc)"
    opening(2).Name = "FilterOptions": opening(2).Value = opened
  End If
  Dim saving(1) As New com.sun.star.beans.PropertyValue
  saving(0).Name = "FilterName": saving(0).Value = saver
  saving(1).Name = "FilterOptions": saving(1).Value = saved
  book = StarDesktop.loadComponentFromURL(source, "_blank", 0, opening())
  book.storeToURL(target, saving())
  book.close(True)
End Sub
Sub Main
{calls}
  StarDesktop.terminate()
End Sub
</script:module>""",
}


def convert(folder: Path, calls: list[tuple[Path, str, Path, str, str]]) -> None:
    """Open files and save them; each call is a source and how, a target, its filter and how."""
    lines = []
    for source, how, target, saver, options in calls:
        target.parent.mkdir(parents=True, exist_ok=True)
        words = (source.as_uri(), how, target.as_uri(), saver, options)
        lines.append("  Convert({})".format(", ".join(f'"{word}"' for word in words)))
    for name, text in PROFILE.items():
        path = folder / "profile" / "user" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("{calls}", "\n".join(lines)), encoding="utf-8")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [SOFFICE, profile, "--headless", "--norestore", "macro:///Standard.Ways.Main"]
    subprocess.run(command, check=True, capture_output=True, timeout=1200)


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
    # LibreOffice leaves a lock beside what it opens
    copies = [Path(shutil.copy(DATA / f"{name}.csv", folder)) for name in COLUMNS]
    calls = []
    for way, (how, options) in WAYS.items():
        for file in [*copies, folder / "tricky.csv"]:
            opening = (file, how)
            if way in BOOKS:
                book = folder / "books" / way / file.stem
                calls.append((*opening, book, BOOKS[way], ""))
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
