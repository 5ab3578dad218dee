"""Reading a ledger: what is accepted, what comes out, and that no bytes whatever bring it down."""

import csv
import io
import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claimbook import evidence, ledger
from claimbook.advice import iso_date, number
from claimbook.ledger import LedgerError, Problem
from claimbook.sheets import COLUMNS

ROOT = Path(__file__).parents[2]
RIVER = ROOT / "tests" / "ledgers" / "river"
CSVS = [f"{name}.csv" for name in COLUMNS]
FRAMES = list(COLUMNS)


@pytest.fixture
def river(tmp_path: Path) -> Path:
    """Give a copy of the river ledger that a test may change."""
    return Path(shutil.copytree(RIVER, tmp_path / "river"))


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8", newline="")


# ---- the river ledger itself, on which other tests stand


def test_the_river_ledger_covers_every_kind_and_every_qualifier() -> None:
    river = ledger.load(RIVER)
    kinds = {"count", "money", "price", "share", "duration", "date", "choice"}
    assert set(river.questions["kind"]) == kinds
    assert set(river.claims["qualifier"]) - {""} == set(river.conventions["qualifier"])
    assert river.questions["part_of"].ne("").any()
    assert set(river.questions["running_total"]) == {"yes", "no"}
    assert "unnamed" in set(river.origins["party"])


def test_every_wording_and_number_of_the_river_ledger_is_in_its_documents() -> None:
    river = ledger.load(RIVER)
    documents = evidence.find_documents(river.sources, RIVER / "documents")
    assert set(documents) == set(river.sources["source_id"])
    assert [str(problem) for problem in evidence.problems(river, documents)] == []


def test_the_description_is_the_one_of_the_data_folder() -> None:
    ours, river = (
        json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
        for folder in (ROOT / "data", RIVER)
    )
    assert river["resources"] == ours["resources"]


def test_every_column_is_explained_in_the_description() -> None:
    package = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        assert resource["encoding"] == "utf-8"
        assert resource["dialect"]["delimiter"] == ","
        assert resource["schema"]["missingValues"] == [""]
        for field in resource["schema"]["fields"]:
            assert field["title"], field["name"]
            assert len(field["description"]) > 10, field["name"]


def test_frictionless_agrees_that_the_river_ledger_is_valid() -> None:
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.validate(str(RIVER / "datapackage.json"))
    assert report.flatten(["name", "rowNumber", "fieldName", "message"]) == []
    assert len(report.tasks) == len(COLUMNS)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("claims.csv", "wb-injured,water-board,injured", "wb-injured,water-board,hurt"),
        ("claims.csv", "several,,", "umpteen,,"),
        ("claims.csv", "rl-bread", "rp-bread"),
        ("claims.csv", "breach,,3,gave way", "breach,,0,gave way"),
        ("claims.csv", "breach,,3,gave way", "breach,,x,gave way"),
        ("claims.csv", "gave way on 5 March 2019", "dyke at Hask gave way on 5 March 2019"),
        ("claims.csv", "about,2500,2500", 'about,"2,500",2500'),
        ("questions.csv", "no,rescuers,", "no,rescuer,"),
        ("questions.csv", "houses,Olm valley,yes", "houses,Olm valley,true"),
        ("conventions.csv", "mpeds,tens,fixed", "mpeds,several,fixed"),
        ("conventions.csv", "fixed,24,", "fixed,many,"),
    ],
)
def test_frictionless_refuses_what_the_description_forbids_as_we_do(
    river: Path, file: str, old: str, new: str
) -> None:
    frictionless = pytest.importorskip("frictionless")
    replace(river / file, old, new)
    assert not frictionless.validate(str(river / "datapackage.json")).valid
    assert ledger.read(river)[0] is None


# ---- what comes out


def test_frames_hold_text_in_the_columns_of_the_description_and_the_line_last() -> None:
    river = ledger.load(RIVER)
    for name, columns in COLUMNS.items():
        frame = getattr(river, name)
        assert list(frame.columns) == [*columns, "line"]
        assert all(isinstance(frame[column].dtype, pd.StringDtype) for column in columns)
        assert not frame.isna().any(axis=None)
        assert frame["line"].dtype == "int64"
        assert frame.index.equals(pd.RangeIndex(len(frame)))


def test_a_cell_called_na_stays_text(river: Path) -> None:
    replace(river / "claims.csv", "Radio Olm", "NA")
    claims = ledger.load(river).claims
    assert claims.loc[claims["claim_id"] == "mg-deaths", "via"].item() == "NA"


def test_line_is_the_physical_line_after_a_note_over_three_lines(river: Path) -> None:
    replace(river / "claims.csv", "The rescuer's name is withheld", '"one\ntwo\nthree"')
    claims = ledger.load(river).claims.set_index("claim_id")
    assert claims.loc["rp-deaths-lower-town", "line"] == 15
    assert claims.loc["rp-rescuers", "line"] == 18
    assert claims.loc["rp-deaths-lower-town", "note"] == "one\ntwo\nthree"


@pytest.mark.parametrize("file", CSVS)
def test_a_byte_order_mark_and_windows_line_ends_change_nothing(river: Path, file: str) -> None:
    before = ledger.load(river).digest
    data = (river / file).read_bytes().replace(b"\n", b"\r\n")
    (river / file).write_bytes(b"\xef\xbb\xbf" + data)
    assert ledger.load(river).digest == before


def test_the_digest_knows_neither_folder_nor_lines_but_every_cell(river: Path) -> None:
    before = ledger.load(RIVER)
    replace(
        river / "claims.csv", "The rescuer's name is withheld", '"The rescuer\'s name is withheld"'
    )
    assert ledger.load(river).digest == before.digest
    replace(river / "claims.csv", "Radio Olm", "Radio Olm 2")
    after = ledger.load(river).digest
    assert after != before.digest
    assert re.fullmatch("[0-9a-f]{64}", after)


def test_a_text_moved_to_the_next_column_changes_the_digest(river: Path) -> None:
    replace(river / "claims.csv", "mayor,,as-of inferred", "mayor,as-of inferred,")
    assert ledger.load(river).digest != ledger.load(RIVER).digest


# ---- select, find, load


def test_select_keeps_the_questions_of_a_topic_and_what_they_need() -> None:
    river = ledger.load(RIVER)
    chosen = river.select(["conduct"])
    assert list(chosen.questions["question_id"]) == ["sirens", "dam"]
    assert set(chosen.claims["question_id"]) == {"sirens", "dam"}
    assert chosen.claims.index.equals(pd.RangeIndex(len(chosen.claims)))
    assert set(chosen.claims["origin_id"]) <= set(chosen.origins["origin_id"])
    assert "rescuer" not in set(chosen.origins["origin_id"])
    assert set(river.sources["origin_id"]) <= set(chosen.origins["origin_id"])
    pd.testing.assert_frame_equal(chosen.sources, river.sources)
    pd.testing.assert_frame_equal(chosen.conventions, river.conventions)
    assert chosen.not_claims.empty


def test_a_topic_the_ledger_lacks_gives_empty_frames() -> None:
    chosen = ledger.load(RIVER, topics=["elections"])
    assert chosen.claims.empty
    assert chosen.questions.empty
    assert list(chosen.claims.columns) == [*COLUMNS["claims"], "line"]


def test_find_takes_argument_then_environment_then_the_nearest_data_folder(
    river: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tmp_path / "project"
    shutil.copytree(RIVER, project / "data")
    (project / "notebooks" / "deep").mkdir(parents=True)
    monkeypatch.chdir(project / "notebooks" / "deep")
    monkeypatch.delenv("CLAIMBOOK_DATA", raising=False)
    assert ledger.find() == project / "data"
    monkeypatch.setenv("CLAIMBOOK_DATA", str(river))
    assert ledger.find() == river
    assert ledger.find(project / "data") == project / "data"
    assert ledger.load().folder == river


def test_no_ledger_anywhere_says_how_to_name_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CLAIMBOOK_DATA", raising=False)
    with pytest.raises(LedgerError, match="name the folder of the ledger with --data DIR"):
        ledger.find()


@pytest.mark.parametrize("name", ["nowhere", "river/claims.csv", "a\0b"])
def test_a_folder_that_is_none_is_named(river: Path, name: str) -> None:
    folder = river.parent / name
    with pytest.raises(LedgerError, match="there is no such folder") as caught:
        ledger.load(folder)
    assert "\0" not in str(caught.value)
    assert ledger.read(folder) == (None, caught.value.problems)


def test_load_raises_all_problems_one_a_line(river: Path) -> None:
    replace(river / "claims.csv", "between,30,36", "between,36,30")
    replace(river / "sources.csv", "bulletin,2019-03-08", "bulletin,8.3.2019")
    with pytest.raises(LedgerError) as caught:
        ledger.load(river)
    assert str(caught.value).splitlines() == [
        'claims.csv:21: low: "36" is above the high 30; swap the two',
        'sources.csv:4: published: "8.3.2019" is not an ISO date; write 2019-03-08',
    ]


def test_problems_sort_by_file_line_and_column_and_print_what_they_have() -> None:
    whole, row, cell = (
        Problem("claims.csv", 0, "", "is empty"),
        Problem("claims.csv", 9, "", "the row is empty"),
        Problem("claims.csv", 10, "low", "is empty"),
    )
    assert sorted([cell, row, whole]) == [whole, row, cell]
    assert [str(problem) for problem in (whole, row, cell)] == [
        "claims.csv: is empty",
        "claims.csv:9: the row is empty",
        "claims.csv:10: low: is empty",
    ]


# ---- what to write instead


@pytest.mark.parametrize(
    ("value", "advice"),
    [
        ("05.01.2022", "write 2022-01-05"),
        ("5.1.22", "write 2022-01-05"),
        ("2022/1/5", "write 2022-01-05"),
        ("20220105", "write 2022-01-05"),
        ("1/13/2022", "write 2022-01-13"),
        ("5 January 2022", "write 2022-01-05"),
        ("January 5, 2022", "write 2022-01-05"),
        ("Jan-22", "write 2022-01"),
        ("5-Jan", "its year is lost; write the year before it, such as 2022-01-05"),
        ("44566", "a spreadsheet's number for a day; write 2022-01-05"),
        ("2022-01-05 00:00:00", "write 2022-01-05"),
        ("2022-01-05T14:30:00Z", "write 2022-01-05T14:30"),
        ("“2022-01-05”", "write 2022-01-05"),
        ("2022-01-07 to 2022-01-10", "write 2022-01-07/2022-01-10"),
        ("07.01.2022-10.01.2022", "write year-month-day"),
        ("07.01.2022 - 10.01.2022", "write 2022-01-07/2022-01-10"),
        ("2022-13-05", "is no day of the calendar"),
        ("last week", "write year-month-day, such as 2022-01-05"),
    ],
)
def test_advice_on_a_date(value: str, advice: str) -> None:
    assert advice in iso_date(value)


@pytest.mark.parametrize(
    ("value", "advice"),
    [
        ("2.500", "write 2500"),
        ("2.500.000", "write 2500000"),
        ("2.500,50", "write 2500.5"),
        ("2,500.50", "write 2500.5"),
        ("2 500", "write 2500"),
        ("2\u202f500", "write 2500"),
        ("2’500", "write 2500"),
        ("“2500”", "write 2500"),
        ("20k", "write 20000"),
        ("1.5 bn", "write 1500000000"),
        ("$400", "write 400"),
        ("−3", "write -3"),
        ("+8", "write 8"),
        (">1,000", "write 1000 and put the hedge into qualifier"),
        ("10–12", "write 10 into low, 12 into high and between into qualifier"),
        ("10/12/2022", "write the number as printed"),
        ("dunno", "write digits only, such as 2500"),
    ],
)
def test_advice_on_a_number(value: str, advice: str) -> None:
    assert number(value).endswith(advice)


# ---- whatever the bytes

UNTOUCHED = {path.name: path.read_bytes() for path in sorted(RIVER.iterdir()) if path.is_file()}
HOSTILE = [
    b'"',
    b",",
    b";",
    b"\n",
    b"\r",
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\xe2\x80\x9c",
    b"{",
    b"-",
]
EDIT = st.tuples(
    st.integers(0, 2**16),
    st.integers(0, 12),
    st.one_of(st.sampled_from(HOSTILE), st.binary(max_size=9)),
)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give one folder for all examples; each example writes every file anew."""
    return tmp_path_factory.mktemp("mutated")


def check_read(folder: Path, files: dict[str, bytes]) -> None:
    """Read `files` and hold what comes out against the promise of `ledger.read`."""
    for name, data in files.items():
        (folder / name).write_bytes(data)
    read, problems = ledger.read(folder)
    assert (read is None) == bool(problems)
    assert len(problems) <= ledger.MAX_PROBLEMS + 1
    for problem in problems:
        text = str(problem)
        assert "\n" not in text
        assert text.isprintable() or "\ufffd" in text, "a message must not garble the terminal"
        assert text.encode("utf-8")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(file=st.sampled_from(sorted(UNTOUCHED)), edits=st.lists(EDIT, min_size=1, max_size=4))
def test_changed_bytes_give_problems_or_a_ledger(
    scratch: Path, file: str, edits: list[tuple[int, int, bytes]]
) -> None:
    data = UNTOUCHED[file]
    for at, length, put in edits:
        at %= len(data) + 1
        data = data[:at] + put + data[at + length :]
    check_read(scratch, UNTOUCHED | {file: data})


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    file=st.sampled_from(sorted(UNTOUCHED)), data=st.one_of(st.binary(), st.text().map(str.encode))
)
def test_any_bytes_in_place_of_a_file_give_problems(scratch: Path, file: str, data: bytes) -> None:
    check_read(scratch, UNTOUCHED | {file: data})


CELLS = [(name, column) for name in FRAMES for column in COLUMNS[name]]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    cell=st.sampled_from(CELLS),
    row=st.integers(0, 50),
    value=st.one_of(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
        st.from_regex(
            r"[0-9]{1,4}[-./,][0-9]{1,2}([-./,T][0-9]{1,4})?(:[0-9]{2})?", fullmatch=True
        ),
        st.sampled_from(
            ["NA", "nan", "TRUE", "1e9", "=1+1", "-", "inf", "٣", "²", "0x10", "1_000"]
        ),
    ),
)
def test_a_cell_is_read_as_written_or_refused(
    scratch: Path, cell: tuple[str, str], row: int, value: str
) -> None:
    name, column = cell
    rows = list(csv.reader(io.StringIO(UNTOUCHED[f"{name}.csv"].decode(), newline="")))
    row = 1 + row % (len(rows) - 1)
    rows[row][COLUMNS[name].index(column)] = value
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    files = UNTOUCHED | {f"{name}.csv": text.getvalue().encode()}
    check_read(scratch, files)
    read, _ = ledger.read(scratch)
    if read is not None:
        assert getattr(read, name)[column].iloc[row - 1] == value.replace("\r\n", "\n")


def test_a_ledger_cut_anywhere_is_read_whole_or_refused(scratch: Path) -> None:
    data = UNTOUCHED["not_claims.csv"]
    whole = len(ledger.load(RIVER).not_claims)
    for at in range(len(data)):
        (scratch / "not_claims.csv").write_bytes(data[:at])
        for name, other in UNTOUCHED.items():
            if name != "not_claims.csv" and at == 0:
                (scratch / name).write_bytes(other)
        read, _ = ledger.read(scratch)
        if read is not None:  # cut between two rows, which no reader can see
            assert data[at - 1 : at] == b"\n"
            assert len(read.not_claims) < whole
