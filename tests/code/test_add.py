"""From a document to its claims: what is read, what is written, and what is never lost.

stated.csv has texts of a paper of 10 March 2019 with the figures read in them; worksheets.csv what
is suggested for the two documents in tests/documents, a row for each of their numbers;
suggested.csv single cells, for documents of a sentence or two.
"""

import csv
import re
import shutil
from pathlib import Path

import made
import pandas as pd
import pytest
import tiny
from hypothesis import given, settings
from hypothesis import strategies as st
from leave_one_out import measured

from claimbook.coding import add, sheet, suggest
from claimbook.coding.days import Calendar
from claimbook.coding.stated import figures
from claimbook.coding.suggest import wording
from claimbook.errors import ClaimbookError
from claimbook.evidence.documents import at_hand, find_documents
from claimbook.evidence.problems import problems
from claimbook.ledger import check
from claimbook.ledger.hygiene import VALUE

DOCUMENTS = Path(__file__).parents[1] / "documents"
GUARD, GAZETTE = DOCUMENTS / "guard-bulletin.txt", DOCUMENTS / "gazette.txt"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ledger of a river to which two documents have been added."""
    folder = shutil.copytree(made.RIVER, tmp_path_factory.mktemp("filled") / "river")
    for document in (GAZETTE, GUARD):
        add.add(document, folder)
    return Path(folder)


@pytest.fixture
def added(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(filled, tmp_path / "river"))


def content(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def worksheet(folder: Path, source_id: str = GUARD.stem) -> Path:
    return folder / "to-code" / f"{source_id}.csv"


def mark(path: Path, changes: dict[str, dict[str, str]]) -> dict[str, int]:
    """Edit a worksheet as a coder does; of each row, named by words of its wording, the line.

    A row that is marked is taken for a claim, unless something else is typed.
    """
    rows, lines = made.table(path), {}
    for words, cells in changes.items():
        at = next(at for at, row in enumerate(rows) if words in row["wording"])
        rows[at] |= {"take": "claim"} | cells
        lines[words] = at + 2
    path.write_bytes(sheet.worksheet_text(rows))
    return lines


def claims(folder: Path, source_id: str = GUARD.stem) -> list[dict[str, str]]:
    return [row for row in made.table(folder / "claims.csv") if row["source_id"] == source_id]


def refused(folder: Path, message: str, run, *given, **named) -> str:
    """Run what is to be refused with a message and to change nothing; all that was said."""
    before = content(folder)
    with pytest.raises(ClaimbookError, match=message) as caught:
        run(*given, folder, **named)
    assert content(folder) == before
    return str(caught.value)


# --- what is suggested ---------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "expected"), made.cases(__file__, "stated.csv"))
def test_figures_and_dates_are_read_with_their_hedge_as_a_ledger_writes_them(text, expected):
    found = figures(text, Calendar("2019-03-10"))
    assert "; ".join(f"{f.qualifier} {f.low}..{f.high}" for f in found) == expected


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("On 9 March it rained. The boat came at 7.10am.", "named before"),
        ("(9 MAR, UTC) The boat came at 7.10am.", "named before"),
        ("The boat came at 7.10am.", "of the document, which names no day before"),
    ],
)
def test_a_clock_time_is_of_the_day_named_before_or_said_to_be_that_of_the_document(text, note):
    day = "2019-03-09T07:10" if "9 " in text else "2019-03-10T07:10"
    boat = figures(text, Calendar("2019-03-10"))[-1]
    assert (boat.low, note in boat.note) == (day, True)


@pytest.mark.parametrize(
    "text", ["Call 02 55 01 00 17 for help.", "On 14 FEB 18:00 UTC.", "Dead | 9 | 14 |"]
)
def test_no_wording_is_proposed_that_is_a_value_alone_which_the_check_refuses(text):
    for figure in (found := figures(text, Calendar("2019-03-10"))):
        assert not VALUE.fullmatch(wording(text, figure, [f for f in found if f is not figure]))


@given(st.text(max_size=80), st.sampled_from(["", "2019", "0001-01-01", "9999-12-31"]))
@settings(max_examples=40, deadline=None)
def test_no_text_stops_the_reading(text, published):
    for figure in figures(text + " on Friday, a week later", Calendar(published)):
        assert 0 <= figure.start <= figure.end


def test_a_worksheet_has_each_number_in_reading_order_with_what_a_coder_would_type(filled):
    columns = "source_id wording qualifier low high answer counted take note".split()
    of_claims = "question_id origin_id as_of".split()
    rows = [*made.table(worksheet(filled, "gazette")), *made.table(worksheet(filled))]
    for row in rows:
        first, *others = row["nearest"].split("; ")
        assert first == row["question_id"] and len(others) <= 4
        assert row["wording"] in row["sentence"]
        row |= dict.fromkeys(of_claims, "") if row["take"] else {}
    shown = [[row[name] for name in (*columns, *of_claims)] for row in rows]
    assert shown == made.cases(__file__, "worksheets.csv")


@pytest.mark.parametrize(
    ("document", "words", "column", "suggested"), made.cases(__file__, "suggested.csv")
)
def test_a_cell_is_suggested_as_a_coder_would_fill_it(document, words, column, suggested):
    rows = suggest.rows(document, check.load(made.RIVER), "river-post", "2019-03-10")
    assert next(row[column] for row in rows if words in row["wording"]) == suggested


def test_what_is_proposed_is_what_a_coder_would_say(river, tmp_path):
    (tmp_path / "fire.txt").write_text(
        "It broke out at 2:40 a.m. on 11 June. Forty died, as of Sunday evening.\n"
        "The alarm was at 2:52 a.m. and 22 engines came, and it was out by 6 a.m.\n"
        "Some smelled smoke shortly after 2 a.m. on 11 June. The mill dates from 1964.\n"
        "The porter told the Gauge on Monday night that it began at 1:30 a.m.\n"
        "Thirty were hurt, it said.\n",
        encoding="utf-8",
    )
    told = add.add(tmp_path / "fire.txt", river, published="2023-06-12")
    assert "no statements without a number suggested, others are yours to find" in told[1]
    rows = made.table(worksheet(river, "fire"))
    dated = {
        row["low"] or row["high"]: row for row in rows if "2023-06" in row["low"] + row["high"]
    }
    day = "2023-06-11T"
    assert {f"{day}{hour}" for hour in ("02:40", "02:52", "06", "02", "01:30")} <= dated.keys()
    marked = {when: row["note"] for when, row in dated.items() if row["take"]}
    assert marked == {
        "2023-06-11TEV": "as-of date of the figures beside it",
        "2023-06-12TNI": "when it was said",
    }
    assert "The hedge is “shortly after”." in dated[f"{day}02"]["note"]
    voices = {row["origin_id"] for row in rows}
    assert voices <= {"fire", "The porter", "Porter"}


def test_most_claims_of_a_document_are_suggested_by_a_ledger_without_it():
    ledger = check.load(made.RIVER)
    texts = find_documents(ledger.sources, made.RIVER / "documents")
    found = [measured(ledger, source_id, text) for source_id, text in texts.items()]
    total = {mark: [each for one in found for each in one[mark]] for mark in found[0]}
    assert sum(total["figures"]) >= 0.95 * len(total["figures"])
    assert sum(total["nearest"]) >= 0.8 * len(total["nearest"])
    assert sum(total["rows"]) <= 1.5 * sum(total["numbers"])


# --- a document is added -------------------------------------------------------------------------


def test_a_source_is_registered_with_what_its_document_says(river):
    told = add.add(GUARD, river, title="Bulletin no. 4", publisher="Civil Guard")
    source = made.table(river / "sources.csv")[-1]
    assert (source["source_id"], source["title"]) == (GUARD.stem, "Bulletin no. 4")
    assert source["published"] == "2019-03-10"  # of its date line
    assert made.table(river / "origins.csv")[-1]["name"] == "Civil Guard"
    assert "published 2019-03-10, as its date line has it" in told[0]
    assert find_documents(check.load(river).sources, river / "documents")[GUARD.stem]
    assert worksheet(river).with_name(".gitignore").read_text(encoding="utf-8") == "*\n"
    assert worksheet(river).read_bytes().startswith(b"\xef\xbb\xbf")  # as spreadsheets know UTF-8


def test_an_option_wins_over_the_date_line_and_gives_the_year(river):
    add.add(GUARD, river, published="2021-04-01", source_id="guard-4")
    assert made.table(river / "sources.csv")[-1]["published"] == "2021-04-01"
    rows = made.table(worksheet(river, "guard-4"))
    assert [row["low"] for row in rows if "6 March" in row["wording"]] == ["2021-03-06"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xef\xbb\xbf \n\n", "is empty"),
        (b"\x7fELF\x02\x00\x01text", "is a binary file"),
        ("18 tués à Écully".encode("latin-1"), "is not UTF-8.*iconv"),
        ("18 dead".encode("utf-16"), "UTF-16"),
        (b"%PDF-1.7\n1 0 obj", "is a PDF.*pdftotext.*ocrmypdf"),
        (b"<!DOCTYPE html><html><body>18 dead", "is HTML.*pandoc"),
        (b"PK\x03\x04....", "office program"),
    ],
)
def test_what_is_no_text_is_refused_in_one_sentence_and_nothing_written(
    river, tmp_path, data, message
):
    (tmp_path / "document").write_bytes(data)
    refused(river, rf"^[^\n]*{message}[^\n]*$", add.add, tmp_path / "document")


def test_a_document_that_is_there_already_is_refused(added, tmp_path):
    said = refused(added, "is in the ledger already, as guard-bulletin", add.add, GUARD)
    assert said.endswith("delete to-code/guard-bulletin.csv and add it once more")
    worksheet(added).unlink()
    add.add(GUARD, added)
    assert made.table(worksheet(added))
    again = tmp_path / "again.txt"
    again.write_bytes(b"\xef\xbb\xbf" + GUARD.read_bytes().replace(b"\n", b"\r\n"))
    refused(added, "only its line ends or its byte-order mark", add.add, again)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"source_id": "The Guard"}, "--source-id.*write the-guard"),
        ({"published": "10.03.2019"}, "--published.*write 2019-03-10"),
        ({"origin_id": "guard"}, "no voice of origins.csv"),
    ],
)
def test_a_wrong_option_is_refused_and_nothing_written(river, options, message):
    refused(river, message, add.add, GUARD, **options)


def test_an_addition_that_was_interrupted_is_taken_up_again(added):
    whole = worksheet(added).read_bytes()
    worksheet(added).unlink()  # as if stopped between the source and its worksheet
    add.add(GUARD, added)
    assert worksheet(added).read_bytes() == whole
    assert [row["source_id"] for row in made.table(added / "sources.csv")].count(GUARD.stem) == 1


def test_a_faulty_ledger_is_to_be_put_right_first(river):
    tiny.edit(river / "claims.csv", ",deaths,", ",deathz,")
    refused(river, r"deathz[\s\S]*\nNothing was added: .*claimbook check", add.add, GUARD)


# --- a worksheet is taken over -------------------------------------------------------------------


def test_rows_marked_in_a_spreadsheet_are_taken_and_the_others_stay(added):
    text = (added / "claims.csv").read_bytes().replace(b"\n", b"\r\n")
    before = b"\xef\xbb\xbf" + text  # its mark and its line ends stay
    digests = {*(added / "paragraphs.csv").read_bytes().splitlines()}
    (added / "claims.csv").write_bytes(before)
    mark(worksheet(added), {"21 dead": {}, "48 hours": {"take": "later"}})
    rows = made.cells(worksheet(added))
    made.write_cells(worksheet(added), rows, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    told = add.finish(GUARD.stem, added)
    (claim,) = claims(added)
    assert (claim["claim_id"], claim["low"]) == ("guard-bulletin-02a", "21")
    excluded = [row["source_id"] for row in made.table(added / "not_claims.csv")]
    assert excluded.count(GUARD.stem) == 14
    after = (added / "claims.csv").read_bytes()
    assert after.startswith(before) and b"\n" not in after.replace(b"\r\n", b"")
    assert digests < {*(added / "paragraphs.csv").read_bytes().splitlines()}
    left = made.table(worksheet(added))
    assert {row["take"] for row in left} == {"", "later"}
    assert "1 claim added (guard-bulletin-02a)" in told[0]
    assert f"{len(left)} rows left, 1 of them for later" in told[-1]
    reading = check.read(added)
    papers = at_hand(reading.ledger.sources, added / "documents", reading.ledger.claims)
    assert [*reading.errors, *(p for p in problems(reading, papers) if not p.warning)] == []


def test_finishing_twice_or_after_an_interruption_adds_nothing_twice(added):
    mark(worksheet(added), {"21 dead": {}, "48 hours": {}})
    marked = worksheet(added).read_bytes()
    add.finish(GUARD.stem, added)
    after = content(added)
    add.finish(GUARD.stem, added)
    assert content(added) == after
    worksheet(added).write_bytes(marked)  # the ledger was written, the worksheet not
    add.finish(GUARD.stem, added)
    assert content(added) == after


WRONG = {
    "21 dead": ({"low": "22", "high": "22"}, "low: the wording reads 21 but low is 22"),
    "about 60": ({"question_id": "death"}, r"question_id: .*did you mean \"deaths\""),
    "900 people": ({"wording": "900 dogs"}, "wording: .*nowhere in guard-bulletin"),
    "five of them": ({"qualifier": "about"}, "qualifier: "),
    "48 hours": ({"origin_id": "Red Cross"}, r"origin_id: .*Name \(party, kind\)"),
    "4 million": ({"take": "clame"}, "take: .*claim, not a claim or later"),
    "10 crowns": ({"take": "not a claim", "note": "Year inferred."}, "note: is empty"),
}


def test_wrong_rows_and_those_that_say_the_same_stop_all_and_are_named_by_their_lines(added):
    lines = mark(worksheet(added), {words: cells for words, (cells, _) in WRONG.items()})
    once = mark(worksheet(added), {"1,500 rescuers": {}})["1,500 rescuers"]
    rows = made.table(worksheet(added))
    worksheet(added).write_bytes(sheet.worksheet_text([*rows, rows[once - 2]]))
    said = refused(added, "to-code/guard-bulletin.csv:", add.finish, GUARD.stem)
    for words, (_, message) in WRONG.items():
        assert re.search(f"csv:{lines[words]}: {message}", said), said
    assert f"csv:{len(rows) + 2}: claim_id: the row says what line {once} says" in said


def test_a_voice_that_is_suggested_or_new_is_completed_in_one_row_and_others_name_it(added):
    path = worksheet(added, "gazette")
    mark(path, {"25 people": {}, "27": {"origin_id": "relief league"}})
    refused(added, r"District police.* Name \(party, kind\)", add.finish, "gazette")
    mark(path, {"26 people": {"origin_id": "district police (Orvel, local police)"}})
    told = add.finish("gazette", added)
    assert "origins.csv: district police (district-police) added." in told
    voice = made.table(added / "origins.csv")[-1]
    assert (voice["party"], voice["kind"]) == ("Orvel", "local police")
    voices = {claim["low"]: claim["origin_id"] for claim in claims(added, "gazette")}
    assert voices == {"25": voice["origin_id"], "26": "district-police", "27": "relief-league"}


def test_a_new_voice_without_a_name_is_unnamed_and_gets_an_id_of_its_own(river):
    origins = check.load(river).origins
    id_, row = add.voice(origins, f"{origins['origin_id'][0]}! (unnamed)")
    assert id_ == row["origin_id"] == f"{origins['origin_id'][0]}-2"
    assert (row["party"], row["kind"]) == ("unnamed", "unnamed")


def test_a_new_scope_is_taken_and_one_that_may_be_a_slip_is_not(added):
    path = worksheet(added, "gazette")
    mark(path, {"26 people": {"scope": "dyke wardens"}})
    assert "scopes.csv: dyke wardens added." in add.finish("gazette", added)
    assert made.cells(added / "scopes.csv")[-1] == ["dyke wardens", "", ""]
    mark(path, {"30 people": {"scope": "dyke warden"}})
    refused(added, 'did you mean "dyke wardens"', add.finish, "gazette")


def test_finishing_says_which_claim_counts_what_another_question_asks_for(added):
    mark(worksheet(added, "gazette"), {"600 people": {"question_id": "houses"}, "26 people": {}})
    told = add.finish("gazette", added)
    assert "claims.csv: 2 claims added (gazette-02a to gazette-04a)." in told
    assert "gazette-04a: counts people under a question in houses." in told


def test_a_suggested_figure_is_dropped_where_the_question_asks_for_an_answer(added):
    mark(worksheet(added), {"40 slid": {"question_id": "sirens", "answer": "yes"}})
    add.finish(GUARD.stem, added)
    (claim,) = claims(added)
    assert (claim["answer"], claim["low"], claim["counted"]) == ("yes", "", "")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda data: data.replace(b",", b";"), "separated by semicolons"),
        (lambda data: data.replace(b"sentence", b"satz"), '"satz", and "sentence" is missing'),
        (lambda data: data.replace(b"A loaf", b"\xe4 loaf"), "is not UTF-8"),
        (lambda data: data + b"a,b,c\n", "has 3 cells instead of"),
    ],
)
def test_a_worksheet_that_a_spreadsheet_spoilt_is_refused(added, change, message):
    mark(worksheet(added), {"21 dead": {}})
    worksheet(added).write_bytes(change(worksheet(added).read_bytes()))
    refused(added, message, add.finish, GUARD.stem)


def test_columns_and_files_that_a_ledger_lacks_are_made_when_they_are_needed(added):
    frame = pd.read_csv(added / "claims.csv", dtype="str", keep_default_na=False)
    fewer = frame[frame["scope"].eq("")].drop(columns=["scope", "counted", "stated"])
    fewer.to_csv(added / "claims.csv", index=False, lineterminator="\n")
    (added / "not_claims.csv").unlink()
    mark(worksheet(added), {"2,200 houses": {}})
    add.finish(GUARD.stem, added)
    *kept, claim = made.table(added / "claims.csv")
    assert claim["counted"] == "houses" and "stated" not in claim
    assert len(kept) == len(fewer)
    assert made.table(added / "not_claims.csv")


def test_a_source_without_a_worksheet_is_named(river):
    refused(river, "no source.*did you mean .river-post", add.finish, "river-pos")
    refused(river, "no worksheet to-code/river-post.csv", add.finish, "river-post")


# --- another edition -----------------------------------------------------------------------------


def test_of_another_edition_it_is_said_what_becomes_of_its_claims_and_on_request_they_follow(
    river, tmp_path
):
    edited = Path(shutil.copy(river / "documents" / "water-board.txt", tmp_path))
    for old, new in (
        ("The dyke at Hask", "It is untrue that the dyke at Hask"),
        ("As of 9 March", "Corrected on 11 March 2019\nAs of 9 March"),
        ("More than 40 people were injured.", "Many were injured."),
        ("The damage came", "Nobody believes that the damage came, as they say: The damage came"),
    ):
        tiny.edit(edited, old, new)
    before = content(river)
    told = add.add(edited, river)
    assert content(river) == before
    assert "1 lost" in told[0] and "moved" in told[0] and "--reanchor" in told[-1]
    for words, what in (
        ("More than 40 people were injured", "nowhere in the new text"),
        ("18 people", "now in paragraph 5"),
        ("gave way", "around it has changed"),
    ):
        assert any(words in line and what in line for line in told)
    add.add(edited, river, reanchor=True)
    now = {claim["claim_id"]: claim["paragraph"] for claim in made.table(river / "claims.csv")}
    assert now["wb-deaths"] == "5" and now["wb-roads"] == "9"
    assert now["wb-injured"] == "5"  # lost: left as it was, for a person
    assert now["rp-deaths"] == "2"  # another document's
    reading = check.read(river)
    texts = find_documents(reading.ledger.sources, river / "documents")
    assert texts["water-board"] == edited.read_text(encoding="utf-8")
    assert not reading.errors
