"""Reading a ledger: what may be absent, what comes out, and that no bytes bring it down."""

import csv
import itertools
import re
import shutil
import subprocess
from pathlib import Path

import made
import pandas as pd
import pytest
import tiny
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claimbook.cli import cli
from claimbook.compare.reading import hours
from claimbook.errors import ClaimbookError
from claimbook.ledger import revisions
from claimbook.ledger.check import Reading, load, read
from claimbook.ledger.files import COLUMNS, NEEDED_COLUMNS, RESOURCES
from claimbook.ledger.folder import find
from claimbook.ledger.model import LedgerError, Problem
from claimbook.ledger.words import WORD
from claimbook.report.freshness import as_known

RIVER = Path(__file__).parents[1] / "ledgers" / "river"


@pytest.fixture
def river(tmp_path: Path) -> Path:
    """A copy of the river ledger that a test may change."""
    return Path(shutil.copytree(RIVER, tmp_path / "river"))


def said(folder: Path) -> list[str]:
    return [str(problem) for problem in read(folder).problems]


# ---- what may be absent


@pytest.mark.parametrize("name", COLUMNS)
def test_columns_that_are_absent_count_as_empty(river: Path, name: str) -> None:
    """Whatever is said of one where they are empty is said without them; an error there once."""
    path = river / f"{name}.csv"
    header, *rows = made.cells(path)
    needed = [column in NEEDED_COLUMNS[name] for column in header]
    blank = [["" if not keep else row[at] for at, keep in enumerate(needed)] for row in rows]
    made.write_cells(path, [header, *blank])
    empty = read(river)
    made.write_cells(path, [itertools.compress(row, needed) for row in (header, *rows)])
    absent = read(river)

    def told(problem: Problem) -> tuple[object, ...]:
        blank = problem.file == path.name and problem.column not in ("", *NEEDED_COLUMNS[name])
        if blank and not problem.warning:
            return problem.file, 1, problem.column
        return problem.file, problem.line, problem.column, problem.message

    assert {*map(told, absent.problems)} == {*map(told, empty.problems)}
    once = [told(problem) for problem in absent.problems if not problem.warning]
    assert len({*once}) == len(once)
    assert absent.ledger.digest == empty.ledger.digest


def test_a_claim_without_an_as_of_date_holds_for_the_day_of_its_document(tmp_path: Path) -> None:
    lined = made.compared(tmp_path, made.claim("c1", as_of=""), made.claim("c2", "boats")).lined
    when = lined[["as_of", "when", "as_of_start", "as_of_end", "inferred"]]
    assert lined["as_of"][0] == "2019-03-08" and when.loc[0].equals(when.loc[1].rename(0))


def test_a_file_that_is_absent_counts_as_empty_and_conventions_are_the_shipped(river: Path) -> None:
    for name in ("scopes", "not_claims", "conventions"):
        (river / f"{name}.csv").unlink()
    reading = read(river)
    assert {(p.file, p.column) for p in reading.problems} == {("claims.csv", "scope")}
    assert reading.ledger.scopes.empty and reading.ledger.not_claims.empty
    conventions = list(dict.fromkeys(reading.ledger.conventions["convention"]))
    assert conventions[0] == "as-worded" and len(conventions) > 2


@pytest.mark.parametrize("name", ["claims", "sources", "origins", "questions"])
def test_a_file_that_is_needed_is_asked_for(river: Path, name: str) -> None:
    (river / f"{name}.csv").unlink()
    (line,) = said(river)
    assert line.startswith(f"{name}.csv: the file is missing; a ledger folder holds claims.csv, ")


def test_the_hours_of_a_part_of_the_day_are_rows_that_a_user_can_change(river: Path) -> None:
    shipped = hours(load(RIVER).conventions)
    assert shipped == {"TMO": (4, 12), "TAF": (12, 18), "TEV": (17, 24), "TNI": (18, 30)}
    tiny.edit(river / "conventions.csv", "as-worded,TNI,hours,18,30", "as-worded,TNI,hours,21,29.5")
    conventions = load(river).conventions
    assert hours(conventions) == hours(conventions, "acled") == shipped | {"TNI": (21, 29.5)}
    assert hours(conventions[conventions["rule"] != "hours"]) == shipped


# ---- problems


def test_problems_of_all_files_come_at_once_in_one_order_and_none_twice(river: Path) -> None:
    for file, old, new in [
        ("sources.csv", "bulletin,2019-03-08", "bulletin,8.3.2019"),
        ("claims.csv", "exact,23,23", "exact,23,"),
        ("claims.csv", "wb-injured,water-board,injured", "wb-injured,water-board,injurd"),
        ("origins.csv", "name,party,kind", "name,Party,kind"),
    ]:
        tiny.edit(river / file, old, new)
    unknown = 'claims.csv:5: question_id: "injurd" is not in questions.csv; did you mean "injured"?'
    others = [
        "claims.csv:22: high: is empty; exact takes one figure in low and in high, write 23",
        'origins.csv:1: column 3 is called "Party", and "party" is missing; rename it',
        'sources.csv:4: published: "8.3.2019" is not an ISO date; write 2019-03-08',
    ]
    assert said(river) == [unknown, *others]
    with pytest.raises(LedgerError) as caught:
        load(river)
    assert str(caught.value).splitlines() == said(river)
    (river / "questions.csv").unlink()  # nobody knows what a claim must hold
    missing = "questions.csv: the file is missing; a ledger folder holds claims.csv, sources.csv"
    assert [line.split(", origins")[0] for line in said(river)] == [others[1], missing, others[2]]


def test_a_wrong_figure_does_not_wait_for_a_malformed_date_to_be_mended(river: Path) -> None:
    tiny.edit(river / "claims.csv", "more than,40,", "more than,41,")
    tiny.edit(river / "sources.csv", "bulletin,2019-03-08", "bulletin,8.3.2019")
    printed = CliRunner().invoke(cli, ["check", "--data", str(river)]).output
    assert "claims.csv:5: low: the wording reads 40 but low is 41" in printed
    assert "sources.csv:4: published" in printed


def test_of_very_many_problems_the_first_are_listed_and_the_rest_counted(river: Path) -> None:
    header, row, *_ = (river / "claims.csv").read_text(encoding="utf-8").splitlines()
    rows = [row.replace("wb-breach", f"c{i}").replace("breach,,3", "breech,,0") for i in range(300)]
    (river / "claims.csv").write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    (river / "not_claims.csv").unlink()
    lines = CliRunner().invoke(cli, ["check", "--data", str(river)]).output.splitlines()
    assert lines[:2] == [
        'claims.csv:2: paragraph: "0" is too small; write 1 or more',
        'claims.csv:2: question_id: "breech" is not in questions.csv; did you mean "breach"?',
    ]
    listed = [line for line in lines if line.startswith("claims.csv:")]
    assert len(listed) == len(set(listed)) == 200
    assert f"… and {len(read(river).errors) - 200} more problems" in lines


# ---- what comes out


def test_frames_hold_text_and_last_the_physical_line(river: Path) -> None:
    tiny.edit(river / "claims.csv", "The rescuer's name is withheld", '"one\ntwo\nthree"')
    ledger = load(river)
    assert ledger.claims.set_index("claim_id")["line"]["rp-rescuers"] == 18
    for name, columns in COLUMNS.items():
        frame = getattr(ledger, name)
        assert list(frame.columns) == [*columns, "line"]
        assert all(isinstance(frame[column].dtype, pd.StringDtype) for column in columns)
        assert not frame.isna().any(axis=None)
        assert frame.index.equals(pd.RangeIndex(len(frame)))


def test_the_digest_knows_neither_folder_nor_lines_but_every_cell(river: Path) -> None:
    claims = river / "claims.csv"
    tiny.edit(claims, "The rescuer's name is withheld", '"The rescuer\'s name is withheld"')
    assert load(river).digest == load(RIVER).digest
    tiny.edit(claims, "mayor,,as-of inferred", "mayor,as-of inferred,")  # to the next column
    assert load(river).digest != load(RIVER).digest


def test_a_part_of_the_ledger_holds_the_questions_of_a_topic_and_what_they_need() -> None:
    chosen = load(RIVER, topics=["conduct"])
    assert set(chosen.claims["question_id"]) == {"sirens", "dam"}
    assert "rescuer" not in set(chosen.origins["origin_id"])
    assert set(chosen.sources["origin_id"]) <= set(chosen.origins["origin_id"])
    pd.testing.assert_frame_equal(chosen.scopes, load(RIVER).scopes)
    assert load(RIVER, topics=["elections"]).claims.empty


@pytest.mark.parametrize("name", ["nowhere", "river/claims.csv", "a\0b", "\x1b[2J", "."])
def test_a_folder_that_holds_no_ledger_is_named_harmlessly(
    river: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ClaimbookError, match="no such folder|no ledger in this folder") as caught:
        find(river.parent / name)
    assert str(caught.value).isprintable()
    monkeypatch.chdir(river.parent)
    with pytest.raises(ClaimbookError, match="--data DIR or CLAIMBOOK_DATA, or begin a ledger"):
        find()


# ---- other days, other revisions


def test_as_known_on_a_day_only_what_was_published_by_then_is_left(river: Path) -> None:
    files = {path.name: path.read_bytes() for path in river.glob("*.csv")}
    for name, content in as_known(files, "2019-03-08").items():
        (river / name).write_bytes(content)
    ledger = load(river)
    # the letter was published on a day between the 6th and the 10th: perhaps not by then
    assert list(ledger.sources["source_id"]) == ["river-post", "relief-league"]
    assert set(ledger.claims["source_id"]) == set(ledger.sources["source_id"])
    assert {*ledger.not_claims["source_id"]} <= {*ledger.sources["source_id"]}
    with pytest.raises(ValueError, match="write 2022-01-06"):
        as_known(files, "March")


def test_a_revision_is_the_ledger_as_it_was_committed(river: Path) -> None:
    for words in ("init -q", "add -A", "-c user.name=a -c user.email=a@b commit -q -m x"):
        subprocess.run(["git", "-C", str(river), *words.split()], check=True)
    tiny.edit(river / "claims.csv", "Radio Olm", "Radio Hask")
    assert revisions.load("HEAD", river).digest == load(RIVER).digest
    assert revisions.load(river, river).digest == load(river).digest
    for name in ("--help", "-p", "HEAD:claims.csv", "nowhere", "\x1b[2J"):
        with pytest.raises(ClaimbookError, match="neither a folder nor a git revision") as caught:
            revisions.load(name, river)
        assert str(caught.value).isprintable()


# ---- whatever the bytes

UNTOUCHED = {path.name: path.read_bytes() for path in sorted(RIVER.iterdir()) if path.is_file()}
HOSTILE = [b'"', b",", b";", b"\n", b"\r", b"\0", b"\xff", b"\xef\xbb\xbf", b"\xe2\x80\x9c", b"{"]
EDIT = st.tuples(
    st.integers(0, 2**16),
    st.integers(0, 12),
    st.one_of(st.sampled_from(HOSTILE), st.binary(max_size=9)),
)
SLOW = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all examples; each example writes every file anew."""
    return tmp_path_factory.mktemp("mutated")


def looked_at(folder: Path, files: dict[str, bytes]) -> Reading:
    """Write a ledger and read it; all that is said of it prints on one line."""
    for name, data in files.items():
        (folder / name).write_bytes(data)
    reading = read(folder)
    assert all(re.sub("\ufffd", "", str(p)).isprintable() for p in reading.problems)
    return reading


@SLOW
@given(
    file=st.sampled_from(sorted(UNTOUCHED)),
    edits=st.lists(EDIT, min_size=1, max_size=4) | st.binary() | st.text().map(str.encode),
)
def test_changed_bytes_or_any_others_give_messages_or_a_ledger(
    scratch: Path, file: str, edits: list[tuple[int, int, bytes]] | bytes
) -> None:
    data = edits if isinstance(edits, bytes) else UNTOUCHED[file]
    for at, length, put in () if data is edits else edits:
        at %= len(data) + 1
        data = data[:at] + put + data[at + length :]
    looked_at(scratch, UNTOUCHED | {file: data})


@SLOW
@given(
    cell=st.sampled_from([(r["name"], c) for r in RESOURCES for c in COLUMNS[r["name"]]]),
    row=st.integers(0, 50),
    value=st.one_of(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
        st.from_regex(r"[0-9]{1,4}[-./,][0-9]{1,2}([-./,T][0-9]{1,4})?", fullmatch=True),
        st.sampled_from(["NA", "nan", "TRUE", "1e9", "=1+1", "-", "inf", "٣", "²", "0x10", "1_0"]),
    ),
)
def test_a_cell_is_read_as_written_or_refused(
    scratch: Path, cell: tuple[str, str], row: int, value: str
) -> None:
    name, column = cell
    rows = made.cells(RIVER / f"{name}.csv")
    row = 1 + row % (len(rows) - 1)
    rows[row][COLUMNS[name].index(column)] = value
    made.write_cells(scratch / f"{name}.csv", rows, quoting=csv.QUOTE_ALL)
    written = {f"{name}.csv": (scratch / f"{name}.csv").read_bytes()}
    reading = looked_at(scratch, UNTOUCHED | written)
    if not reading.errors:
        found = getattr(reading.ledger, name)[column].iloc[row - 1]
        empty = "no" if column == "running_total" else ""
        assert found == (value.replace("\r\n", "\n") or empty)


@given(st.text("ab12 ,.:'’/-%हज़ार\u0301\n", max_size=60))
def test_the_description_counts_words_as_messages_do(text: str) -> None:
    """In any script, with accents and vowel signs of their own; what joins digits ends no word."""
    (claims,) = [each for each in RESOURCES if each["name"] == "claims"]
    patterns = {
        f["name"]: f.get("constraints", {}).get("pattern") for f in claims["schema"]["fields"]
    }
    words = len(WORD.findall(text))
    for column, most in (("wording", 8), ("counted", 5)):
        fits = "\n" not in text and 0 < words <= most
        assert bool(re.fullmatch(patterns[column], text)) == fits, column
