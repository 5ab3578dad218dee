"""What LibreOffice makes of the real ledger when it is opened and saved: the same, or a message.

Its usual ways are tried on all six files at once and on claims.csv alone; where LibreOffice is not
installed these tests are skipped and say so.
"""

import csv
import io
import shutil
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from claimbook import ledger, sheets

ROOT = Path(__file__).parents[2]
DATA, RIVER = ROOT / "data", ROOT / "tests" / "ledgers" / "river"
SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
FILTER = "Text - txt - csv (StarCalc)"
US, GERMANY, RUSSIA, FRANCE, BRITAIN = 1033, 1031, 1049, 1036, 2057
COMMA, SEMICOLON, TAB, UTF8, CP1252 = 44, 59, 9, 76, 1
DMY, YMD, TEXT = 4, 5, 2  # what a column can be set to in the import dialog
AS_OF, LOW, HIGH = (sheets.COLUMNS["claims"].index(name) + 1 for name in ("as_of", "low", "high"))


def opened(language=US, charset=UTF8, detect=False, columns="", formulas=False) -> str:
    """Filter options: how the import dialog was filled in."""
    detected = f"false,{str(detect).lower()}"
    evaluated = f",false,false,false,-1,{str(formulas).lower()}" if formulas else ""
    return f"{FILTER}:{COMMA},34,{charset},1,{columns},{language},{detected}{evaluated}"


def saved(separator=COMMA, charset=UTF8, language=US, quoted=False, shown=True, bom=False) -> str:
    """Filter options: how the export dialog was filled in."""
    flags = f"{str(quoted).lower()},{str(shown).lower()}"
    return f"csv:{FILTER}:{separator},34,{charset},1,,{language},{flags},false,false,false,0,{bom}"


def dates(kind: int) -> str:
    return "/".join(f"{column}/{kind}" for column in (LOW, HIGH, AS_OF))


# name: how it was opened, how it was saved; None is what LibreOffice does by itself
WAYS = {
    "by itself": (None, "csv"),
    "comma, US": (opened(), saved()),
    "comma, US, special numbers": (opened(detect=True), saved()),
    "comma, US, cells not as shown": (opened(detect=True), saved(shown=False)),
    "comma, UK, special numbers": (opened(BRITAIN, detect=True), saved(language=BRITAIN)),
    "comma, Germany, special numbers": (opened(GERMANY, detect=True), saved(language=GERMANY)),
    "comma, France, special numbers": (opened(FRANCE, detect=True), saved(language=FRANCE)),
    "comma, Russia, special numbers": (opened(RUSSIA, detect=True), saved(language=RUSSIA)),
    "semicolon, Germany": (opened(GERMANY), saved(SEMICOLON, language=GERMANY)),
    "semicolon, Russia": (opened(RUSSIA), saved(SEMICOLON, CP1252, RUSSIA)),
    "tabs": (opened(), saved(TAB)),
    "dates as day, month, year": (opened(GERMANY, columns=dates(DMY)), saved(language=GERMANY)),
    "dates as year, month, day": (opened(GERMANY, columns=dates(YMD)), saved(language=GERMANY)),
    "a byte-order mark": (opened(), saved(bom=True)),
    "all text quoted": (opened(), saved(quoted=True)),
    "formulas evaluated": (opened(detect=True, formulas=True), saved()),
    "opened as Windows-1252": (opened(charset=CP1252), saved()),
    "saved as Windows-1252": (opened(), saved(charset=CP1252)),
    "through an Excel file": (None, "xlsx"),
    "through an OpenDocument file": (None, "ods"),
}


def convert(profile: Path, to: str, out: Path, *files: Path, how: str | None = None) -> None:
    command = [SOFFICE, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    command += [f"--infilter={how}"] if how else []
    command += ["--convert-to", to, "--outdir", str(out), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)


def through(way: str, files: list[Path], folder: Path) -> Path:
    """Open and save files, in a profile of their own, and return the folder of what comes out."""
    how, to = WAYS[way]
    profile, out = folder / "profile", folder / "out"
    if to in ("xlsx", "ods"):
        convert(profile, to, folder / "book", *files, how=opened(detect=True))
        files = sorted((folder / "book").iterdir())
        to = saved()
    convert(profile, to, out, *files, how=how)
    return out


# What stands in a column of text, and must come back or be refused.
TOKENS = """1.|2.50|007|0.10|1e5|1E5|5-1|1-2|2022-01|2021-11|2022|2022-01-05|2022-01-05T14
2022-01-05T14:30|01/02|1/2|3/4|may-2022|jan-5|dec-1|5 Jan|Jan 5|5 January|5 January 2022|Jan 22
January 5, 2022|05.01.2022|5.1.|5.1.22|12:30|1:2:3|true|FALSE|True|50%|5 %|-5|+5|+5 people|=1+1
=HYPERLINK("http://x","y")|@SUM(1)|-1+1|1,200|1,200,300|1 200|1.200|1.200.300|1,5|$100|€100|100 €
$1,000|100 USD|123456789012|123456789012345|0.123456789|1234567.123456789|123456789.123|#N/A|#REF!
'5|“curly”|½|٣|１２|5th|(5)|- 5|5-|1'000|1e-3|.5|5.|00|-0|1 000 000|24/7|9/11|2022/01/05|10:30 pm
10am|mar 4|1-1-1|10-20-30|31-12|jan-13|oct-1917|24-7|2021-2022|8|400|NA|null|Err:502|q1|7-a|3d"""
TOKENS = TOKENS.replace("\n", "|").split("|")


TRICKY = ("note", "scope", "claim_id", "low", "as_of")  # the columns that get them


@pytest.fixture(scope="module")
def tricky() -> list[list[str]]:
    """Claims of the river ledger with a tricky cell each: those that pass."""
    with (RIVER / "claims.csv").open(encoding="utf-8", newline="") as file:
        header, first, *_ = csv.reader(file)
    rows = []
    for column in TRICKY:
        for number, token in enumerate(TOKENS):
            row = dict(zip(header, first, strict=True)) | {"claim_id": f"{column}-{number}"}
            row |= {"question_id": "injured", "qualifier": "exact", "low": "17", "high": "17"}
            row |= {column: token} | ({"high": token} if column == "low" else {})
            rows.append(list(row.values()))
    return [header, *(row for row, bad in zip(rows, refused(rows), strict=True) if not bad)]


def refused(rows: list[list[str]]) -> list[bool]:
    """Tell of each claim whether the loader refuses it among the others."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([sheets.COLUMNS["claims"], *rows])
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(ledger, "MAX_PROBLEMS", 100_000)
        river = Path(shutil.copytree(RIVER, Path(folder) / "river"))
        (river / "claims.csv").write_text(text.getvalue(), encoding="utf-8")
        lines = {problem.line for problem in ledger.read(river)[1] if problem.file == "claims.csv"}
    assert 0 not in lines and 1 not in lines
    return [line in lines for line in range(2, len(rows) + 2)]


@pytest.fixture(scope="module")
def saved_ledgers(tmp_path_factory, tricky) -> dict[str, Path]:
    """The files of the real ledger, and the tricky claims, as each way saves them."""
    if not SOFFICE:
        pytest.skip("LibreOffice is not installed (libreoffice-calc)")
    folder = tmp_path_factory.mktemp("spreadsheets")
    with (folder / "tricky.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(tricky)
    files = [*sorted(DATA.glob("*.csv")), folder / "tricky.csv"]
    with ThreadPoolExecutor(2) as two:
        outs = two.map(lambda way: through(way, files, folder / way.replace(" ", "-")), WAYS)
        return dict(zip(WAYS, outs, strict=True))


@pytest.mark.parametrize("only", ["claims.csv", "*.csv"])
@pytest.mark.parametrize("way", WAYS)
def test_a_ledger_saved_by_libreoffice_is_the_same_or_refused(
    way, only, saved_ledgers, tmp_path, tally, outcome_of
):
    digest = ledger.load(DATA).digest
    data = shutil.copytree(DATA, tmp_path / "data", ignore=shutil.ignore_patterns("documents"))
    files = [file for file in saved_ledgers[way].glob(only) if file.name != "tricky.csv"]
    assert len(files) == (1 if only == "claims.csv" else 6)
    for file in files:
        shutil.copy(file, data / file.name)
    outcome = outcome_of(data, digest)
    tally(f"LibreOffice opens and saves {only}", outcome)
    assert outcome != "silent misreading"
    if way in ("by itself", "comma, US", "a byte-order mark", "all text quoted"):
        assert outcome == "same"  # the ordinary way must not send anybody away


@pytest.mark.parametrize("way", [way for way in WAYS if way.startswith(("by", "comma", "thr"))])
def test_a_cell_that_comes_back_changed_is_refused_then_if_it_was_not_before(
    way, saved_ledgers, tricky, tally
):
    header, *before = tricky
    assert len(before) > 60
    with (saved_ledgers[way] / "tricky.csv").open(encoding="utf-8", newline="") as file:
        _, *after = csv.reader(file)
    for one, two, noticed in zip(before, after, refused(after), strict=True):
        outcome = "same" if one == two else "clear error" if noticed else "silent misreading"
        tally("LibreOffice saves a cell of tricky text", outcome)
        assert outcome != "silent misreading", (one, two)
