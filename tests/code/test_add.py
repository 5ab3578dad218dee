"""From a document to its claims: what is read, what is written, and what is never lost."""

import csv
import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from leave_one_out import measured

from claimbook.coding import add, sheet, suggest
from claimbook.coding.days import Calendar
from claimbook.coding.stated import figures
from claimbook.errors import ClaimbookError
from claimbook.evidence.documents import at_hand, find_documents, paragraphs
from claimbook.evidence.problems import problems
from claimbook.ledger import check
from claimbook.ledger.hints import WORD

RIVER = Path(__file__).parents[1] / "ledgers" / "river"
BULLETIN = """Civil Guard: bulletin no. 4 on the flood of the Olm, 10 March 2019

1. By 10 March our patrols had counted 21 dead in the valley, five of them in Lower Town.
2. The Interior Ministry put the injured at about 60, among them three children.
3. Some 1,500 rescuers are at work, one third of them soldiers.
4. On 6 March roughly 900 people stood in Market Square.
5. Between 2,000 and 2,200 houses were flooded; 40 slid into the river.
6. The Water Board speaks of damage of at least 4 million crowns.
7. A loaf of bread still costs 10 crowns.
8. The dyke at Hask broke late on 4 March, and the alarm was given at 23:30.
9. The power was out for more than 48 hours.
10. The Mayor repeated that the sirens never sounded.
Telephone of the Guard: +99 20 7946 0958
"""


@pytest.fixture
def river(tmp_path: Path) -> Path:
    return Path(shutil.copytree(RIVER, tmp_path / "river"))


@pytest.fixture
def bulletin(tmp_path: Path) -> Path:
    path = tmp_path / "guard-bulletin.txt"
    path.write_text(BULLETIN, encoding="utf-8")
    return path


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def content(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def mark(path: Path, *changes: dict[str, str], rest: str = "") -> None:
    """Edit a worksheet as a coder does: a change names its row by the wording or a part of it."""
    rows = read(path)
    for row in rows:
        row["take"] = row["take"] or rest
        for change in changes:
            if change["wording"] in row["wording"]:
                row |= {name: value for name, value in change.items() if name != "wording"}
    path.write_bytes(sheet.worksheet_text(rows))


def worksheet(river: Path, document: Path) -> Path:
    add.add(document, river)
    return river / "to-code" / f"{document.stem}.csv"


def claims(river: Path, source_id: str = "guard-bulletin") -> list[dict[str, str]]:
    return [row for row in read(river / "claims.csv") if row["source_id"] == source_id]


def refused(river: Path, message: str, run: Callable[..., object], *given, **named) -> None:
    """Run what is to be refused with a message and to change nothing."""
    before = content(river)
    with pytest.raises(ClaimbookError, match=message):
        run(*given, river, **named)
    assert content(river) == before


# --- what a paragraph states ---------------------------------------------------------------------


def stated(text: str, published: str = "2019-03-10") -> list[tuple[str, str, str]]:
    return [(f.qualifier, f.low, f.high) for f in figures(text, Calendar(published))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("At least 12 people died.", [("at least", "12", "")]),
        ("Between 600 and 700 houses", [("between", "600", "700")]),
        ("nearly 20 thousand men", [("nearly", "20000", "20000")]),
        ("It cost 3.5 million crowns.", [("exact", "3500000", "3500000")]),
        ("Several children and dozens of men", [("several", "", ""), ("dozens", "", "")]),
        ("They were four, 11 and 15 years old.", [("between", "4", "15")]),
        ("Half of the fields", [("exact", "0.5", "0.5")]),
        ("for the third consecutive day", [("exact", "3", "3")]),
        ("The mayor said about 60 houses burned.", [("about", "60", "60")]),
    ],
)
def test_figures_are_read_with_their_hedge(text, expected):
    assert stated(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It broke on 4 March.", ("exact", "2019-03-04", "2019-03-04")),
        ("on March 4, 2018 it broke", ("exact", "2018-03-04", "2018-03-04")),
        ("late on Wednesday, March 6", ("exact", "2019-03-06TEV", "2019-03-06TEV")),
        ("on Thursday morning", ("exact", "2019-03-07TMO", "2019-03-07TMO")),
        ("the night of 5 to 6 March", ("exact", "2019-03-05TNI", "2019-03-05TNI")),
        ("On 7 and 8 March it rained", ("between", "2019-03-07", "2019-03-08")),
        ("By 6 March they had fled", ("until", "", "2019-03-06")),
        ("around 1 a.m. on 5 March", ("about", "2019-03-05T01", "2019-03-05T01")),
        ("since November", []),
        ("in December 2018", ("exact", "2018-12", "2018-12")),
        ("on 31 December", ("exact", "2018-12-31", "2018-12-31")),
    ],
)
def test_dates_are_read_as_a_ledger_writes_them(text, expected):
    assert stated(text)[:1] == ([expected] if expected else [])


def test_a_clock_time_is_of_the_day_named_last_and_the_small_hours_of_the_next():
    calendar = Calendar("2019-03-10")
    figures("The water rose on the evening of 4 March.", calendar)
    (hour,) = figures("At 1 a.m. the dyke broke.", calendar)
    assert hour.low == "2019-03-05T01"
    assert "inferred" in hour.note


@given(
    st.text(max_size=80), st.sampled_from(["", "2019", "0001-01-01", "9999-12-31", "2019-03-10"])
)
@settings(max_examples=200, deadline=None)
def test_no_text_stops_the_reading(text, published):
    for figure in figures(text + " on Friday, a week later", Calendar(published)):
        assert 0 <= figure.start <= figure.end


# --- the worksheet -------------------------------------------------------------------------------


def test_a_worksheet_has_one_row_a_number_in_reading_order(river, bulletin):
    rows = [row for row in read(worksheet(river, bulletin)) if not row["answer"]]
    expected = [
        "exact 4 4", "exact 2019-03-10 2019-03-10",
        "exact 1 1", "until  2019-03-10", "exact 21 21", "exact 5 5",
        "exact 2 2", "about 60 60", "exact 3 3",
        "exact 3 3", "about 1500 1500", "exact 0.3333 0.3333",
        "exact 4 4", "exact 2019-03-06 2019-03-06", "about 900 900",
        "exact 5 5", "between 2000 2200", "exact 40 40",
        "exact 6 6", "at least 4000000 ", "exact 7 7", "exact 10 10",
        "exact 8 8", "exact 2019-03-04TEV 2019-03-04TEV", "exact 2019-03-04T23:30 2019-03-04T23:30",
        "exact 9 9", "more than 48 ", "exact 10 10", "  ",
    ]  # fmt: skip
    assert [f"{r['qualifier']} {r['low']} {r['high']}" for r in rows] == expected


def test_numbers_that_are_no_claims_are_proposed_as_such_with_their_reason(river, bulletin):
    rows = read(worksheet(river, bulletin))
    proposed = {row["note"]: row["wording"] for row in rows if row["take"] == "not a claim"}
    assert set(proposed) == {
        "date line of the document", "number of the point", "telephone number",
        "number of an article or the like", "as-of date of the figures beside it",
    }  # fmt: skip
    assert "7946" in proposed["telephone number"]


SUGGESTED = [
    ("21 dead", {"question_id": "deaths", "as_of": "2019-03-10"}),
    ("60", {"question_id": "injured", "origin_id": "interior-ministry"}),
    ("1,500 rescuers", {"question_id": "rescuers", "counted": "rescuers"}),
    ("900 people", {"question_id": "market-square", "as_of": "2019-03-06"}),
    ("2,200 houses", {"question_id": "houses", "counted": "houses"}),
    ("4 million", {"question_id": "damage", "origin_id": "water-board", "counted": ""}),
    ("10 crowns", {"question_id": "bread"}),
    ("late on 4 March", {"question_id": "breach", "note": "Year inferred."}),
    ("23:30", {"question_id": "alarm"}),
    ("48 hours", {"question_id": "power-cut"}),
    ("sirens never sounded", {"question_id": "sirens", "answer": "no", "origin_id": "mayor"}),
]


def test_question_voice_and_day_are_suggested(river, bulletin):
    rows = read(worksheet(river, bulletin))
    for words, cells in SUGGESTED:
        (row,) = [row for row in rows if words in row["wording"]]
        assert {name: row[name] for name in cells} == cells
        assert row["nearest"].split("; ")[0] == row["question_id"]
        assert len(row["nearest"].split("; ")) <= 5
        assert row["wording"] in row["sentence"]


GAZETTE = """Hask Gazette, 12 March 2019

At least 25 people were killed in the valley when the dyke broke on Sunday, the district police \
said. By Monday 26 people had been killed. On Monday the Mayor put the number killed at 27.

"They were 28 people, all killed," a guard on the dyke told us. Anna Ruda, the engineer, denied \
on Monday that 29 people were killed. Our men counted 30 people killed. \
At least 31 people were killed, according to the university of rivers.

The carts took nearly 600 people, and four of its seven houses fell.
"""


@pytest.fixture
def gazette(river: Path, tmp_path: Path) -> list[dict[str, str]]:
    path = tmp_path / "gazette.txt"
    path.write_text(GAZETTE, encoding="utf-8")
    add.add(path, river)
    return read(river / "to-code" / "gazette.csv")


def test_of_a_total_only_a_day_that_it_is_told_for_is_its_as_of(gazette):
    days = {row["low"]: row["as_of"] for row in gazette}
    assert (days["25"], days["26"], days["27"]) == ("2019-03-12", "2019-03-11", "2019-03-11")


def test_somebody_whom_the_ledger_lacks_is_named_and_never_replaced_by_the_document(gazette):
    voices = {row["low"]: row["origin_id"] for row in gazette}
    expected = {"25": "District police", "27": "mayor", "28": "Guard on the dyke"}
    expected |= {"29": "Anna Ruda", "30": "gazette", "31": "University of rivers"}
    assert {low: voices[low] for low in expected} == expected


def test_what_is_counted_is_named_and_its_question_nearer(gazette):
    rows = {row["low"]: row for row in gazette}
    assert (rows["4"]["counted"], rows["4"]["question_id"]) == ("houses", "houses")
    nearest = rows["600"]["nearest"].split("; ")
    assert nearest.index("evacuees") < nearest.index("houses")
    assert "guard" not in rows["28"]["wording"]  # it ends with its quotation


def test_every_wording_is_short_and_stands_once_in_its_paragraph():
    ledger = check.load(RIVER)
    for source_id, text in find_documents(ledger.sources, RIVER / "documents").items():
        split = paragraphs(text)
        for row in suggest.rows(text, ledger, source_id, "2019-03-10"):
            assert split[int(row["paragraph"]) - 1].count(row["wording"]) == 1
            assert len(WORD.findall(row["wording"])) <= 8


def test_most_claims_of_a_document_are_suggested_by_a_ledger_without_it():
    ledger = check.load(RIVER)
    texts = find_documents(ledger.sources, RIVER / "documents")
    found = [measured(ledger, source_id, text) for source_id, text in texts.items()]
    total = {mark: [each for one in found for each in one[mark]] for mark in found[0]}
    assert sum(total["figures"]) >= 0.95 * len(total["figures"])
    assert sum(total["nearest"]) >= 0.8 * len(total["nearest"])
    assert sum(total["rows"]) <= 1.5 * sum(total["numbers"])


def test_a_source_is_registered_with_what_its_document_says(river, bulletin):
    told = add.add(bulletin, river, title="Bulletin no. 4", publisher="Civil Guard")
    source = read(river / "sources.csv")[-1]
    assert source["source_id"] == "guard-bulletin"
    assert source["published"] == "2019-03-10"  # of its date line
    assert source["title"] == "Bulletin no. 4"
    assert read(river / "origins.csv")[-1]["name"] == "Civil Guard"
    assert "published 2019-03-10, as its date line has it" in told[0]
    assert find_documents(check.load(river).sources, river / "documents")["guard-bulletin"]
    assert (river / "to-code" / ".gitignore").read_text(encoding="utf-8") == "*\n"
    assert not check.read(river).errors


def test_an_option_wins_over_the_date_line_and_gives_the_year(river, bulletin):
    add.add(bulletin, river, published="2021-04-01", source_id="guard-4")
    assert read(river / "sources.csv")[-1]["published"] == "2021-04-01"
    rows = read(river / "to-code" / "guard-4.csv")
    assert [r["low"] for r in rows if "6 March" in r["wording"]] == ["2021-03-06"]


# --- bad input -----------------------------------------------------------------------------------

BAD = {
    "empty.txt": (b"", "is empty"),
    "blank.txt": (b"\xef\xbb\xbf \n\n", "is empty"),
    "binary.txt": (b"\x7fELF\x02\x00\x01text", "is a binary file"),
    "latin.txt": ("18 tués à Écully".encode("latin-1"), "is not UTF-8.*iconv"),
    "wide.txt": ("18 dead".encode("utf-16"), "UTF-16"),
    "scan.pdf": (b"%PDF-1.7\n1 0 obj", "is a PDF.*pdftotext.*ocrmypdf"),
    "page.html": (b"<!DOCTYPE html><html><body>18 dead", "is HTML.*pandoc"),
    "letter.docx": (b"PK\x03\x04....", "office program"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_text_is_refused_in_one_sentence_and_nothing_written(river, tmp_path, name):
    data, message = BAD[name]
    (tmp_path / name).write_bytes(data)
    refused(river, rf"^[^\n]*{message}[^\n]*$", add.add, tmp_path / name)


def test_a_document_that_is_there_already_is_refused(river, bulletin, tmp_path):
    worksheet(river, bulletin)
    refused(river, "is in the ledger already, as guard-bulletin", add.add, bulletin)
    again = tmp_path / "again.txt"
    again.write_bytes(b"\xef\xbb\xbf" + BULLETIN.replace("\n", "\r\n").encode())
    refused(river, "only its line ends or its byte-order mark", add.add, again)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"source_id": "The Guard"}, "--source-id.*write the-guard"),
        ({"published": "10.03.2019"}, "--published.*write 2019-03-10"),
        ({"origin_id": "guard"}, "no voice of origins.csv"),
    ],
)
def test_a_wrong_option_is_refused_and_nothing_written(river, bulletin, options, message):
    refused(river, message, add.add, bulletin, **options)


def test_an_addition_that_was_interrupted_is_taken_up_again(river, bulletin):
    path = worksheet(river, bulletin)
    whole = path.read_bytes()
    path.unlink()  # as if stopped between the source and its worksheet
    add.add(bulletin, river)
    assert path.read_bytes() == whole
    assert [row["source_id"] for row in read(river / "sources.csv")].count("guard-bulletin") == 1


def test_a_clock_time_keeps_its_full_stop_and_can_be_taken(river, tmp_path):
    path = tmp_path / "pump-log.txt"
    path.write_text("Pump log, 10 March 2019\n\nThe dyke at Hask broke at 6 a.m.\n", "utf-8")
    mark(
        worksheet(river, path), {"wording": "broke at 6", "take": "claim", "question_id": "breach"}
    )
    add.finish("pump-log", river)
    (claim,) = claims(river, "pump-log")
    assert claim["wording"].endswith("broke at 6 a.m.")
    assert claim["low"] == "2019-03-10T06"


# --- into the ledger -----------------------------------------------------------------------------


def test_marked_rows_are_taken_and_the_others_stay(river, bulletin):
    path, before = worksheet(river, bulletin), (river / "claims.csv").read_bytes()
    mark(path, {"wording": "21 dead", "take": "claim"}, {"wording": "48 hours", "take": "later"})
    told = add.finish("guard-bulletin", river)
    (claim,) = claims(river)
    assert (claim["claim_id"], claim["low"]) == ("guard-bulletin-02a", "21")
    excluded = [r for r in read(river / "not_claims.csv") if r["source_id"] == "guard-bulletin"]
    assert len(excluded) == 14
    assert (river / "claims.csv").read_bytes().startswith(before)
    left = read(path)
    assert {row["take"] for row in left} == {"", "later"}
    assert "1 claim added (guard-bulletin-02a)" in told[0]
    assert f"{len(left)} rows left, 1 of them for later" in told[-1]
    reading = check.read(river)
    papers = at_hand(reading.ledger.sources, river / "documents", reading.ledger.claims)
    wrong = [*reading.errors, *(p for p in problems(reading, papers) if not p.warning)]
    assert wrong == []


def test_finishing_twice_or_after_an_interruption_adds_nothing_twice(river, bulletin):
    path = worksheet(river, bulletin)
    mark(path, {"wording": "21 dead", "take": "claim"}, {"wording": "48 hours", "take": "claim"})
    marked = path.read_bytes()
    add.finish("guard-bulletin", river)
    after = content(river)
    add.finish("guard-bulletin", river)
    assert content(river) == after
    path.write_bytes(marked)  # the ledger was written, the worksheet not
    add.finish("guard-bulletin", river)
    assert content(river) == after


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"low": "22", "high": "22"},
            r"to-code/guard-bulletin.csv:6: low: the wording reads 21 but low is 22",
        ),
        ({"question_id": "death"}, r"csv:6: question_id: .*did you mean \"deaths\""),
        ({"wording": "21 were dead"}, r"csv:6: wording: .*nowhere in guard-bulletin"),
        ({"qualifier": "about"}, r"csv:6: qualifier: "),
        ({"origin_id": "Red Cross"}, r"csv:6: origin_id: .*Name \(party, kind\)"),
        ({"take": "clame"}, r"csv:6: take: .*claim, not a claim or later"),
        ({"take": "not a claim", "note": ""}, r"csv:6: note: is empty"),
    ],
)
def test_one_wrong_row_stops_all_and_is_named_by_its_line(river, bulletin, change, message):
    path = worksheet(river, bulletin)
    mark(path, {"wording": "48 hours", "take": "claim"})
    rows = read(path)
    next(row for row in rows if row["low"] == "21").update({"take": "claim"} | change)
    path.write_bytes(sheet.worksheet_text(rows))
    refused(river, message, add.finish, "guard-bulletin")


def test_a_new_voice_is_typed_in_the_row(river, bulletin):
    path = worksheet(river, bulletin)
    mark(
        path,
        {"wording": "21 dead", "take": "claim", "origin_id": "A patrol (unnamed, unnamed witness)"},
        {"wording": "48 hours", "take": "claim", "origin_id": "a patrol"},
        {"wording": "60", "take": "claim", "origin_id": "relief league"},
    )
    told = add.finish("guard-bulletin", river)
    assert read(river / "origins.csv")[-1] == {
        "origin_id": "a-patrol", "name": "A patrol", "party": "unnamed", "kind": "unnamed witness",
    }  # fmt: skip
    voices = {claim["low"]: claim["origin_id"] for claim in claims(river)}
    assert voices == {"21": "a-patrol", "60": "relief-league", "48": "a-patrol"}
    assert any("A patrol (a-patrol) added" in line for line in told)


def test_a_name_that_was_suggested_is_completed_once(river, gazette):
    path = river / "to-code" / "gazette.csv"
    mark(path, {"wording": "25 people", "take": "claim"})
    refused(river, r"District police.* Name \(party, kind\)", add.finish, "gazette")
    police = {"take": "claim", "origin_id": "district police"}
    mark(path, {"wording": "25 people"} | police, {"wording": "26 people"} | police)
    mark(path, {"wording": "26 people", "origin_id": "District police (Orvel, police)"})
    add.finish("gazette", river)
    assert [claim["origin_id"] for claim in claims(river, "gazette")] == ["district-police"] * 2


def test_a_new_scope_is_taken_and_one_that_may_be_a_slip_is_not(river, gazette):
    path = river / "to-code" / "gazette.csv"
    mark(path, {"wording": "26 people", "take": "claim", "scope": "dyke wardens"})
    assert "scopes.csv: dyke wardens added." in add.finish("gazette", river)
    assert read(river / "scopes.csv")[-1] == {"scope": "dyke wardens", "within": "", "note": ""}
    mark(path, {"wording": "30 people", "take": "claim", "scope": "dyke warden"})
    refused(river, 'did you mean "dyke wardens"', add.finish, "gazette")


def test_finishing_says_which_claim_counts_what_another_question_asks_for(river, gazette):
    path = river / "to-code" / "gazette.csv"
    houses = {"take": "claim", "question_id": "houses"}
    mark(path, {"wording": "600 people"} | houses, {"wording": "26 people", "take": "claim"})
    told = add.finish("gazette", river)
    assert "claims.csv: 2 claims added (gazette-02a to gazette-04a)." in told
    assert "gazette-04a: counts people under a question in houses." in told


def test_rows_that_say_the_same_are_named_by_their_lines_in_the_worksheet(river, gazette):
    path = river / "to-code" / "gazette.csv"
    rows = read(path)
    at = next(n for n, row in enumerate(rows) if row["low"] == "30")
    path.write_bytes(sheet.worksheet_text([*rows, rows[at]]))
    mark(path, {"wording": "30 people", "take": "claim"})
    message = rf"csv:{len(rows) + 2}: claim_id: the row says what line {at + 2} says"
    refused(river, message, add.finish, "gazette")


def test_a_faulty_ledger_is_to_be_put_right_first(river, bulletin):
    path = river / "claims.csv"
    path.write_bytes(path.read_bytes().replace(b",deaths,", b",deathz,", 1))
    message = r"deathz[\s\S]*\nNothing was added: .*claimbook check"
    refused(river, message, add.add, bulletin)


def test_a_suggested_figure_is_dropped_where_the_question_asks_for_an_answer(river, bulletin):
    path = worksheet(river, bulletin)
    mark(path, {"wording": "40", "take": "claim", "question_id": "sirens", "answer": "yes"})
    add.finish("guard-bulletin", river)
    claim = read(river / "claims.csv")[-1]
    assert (claim["answer"], claim["low"], claim["counted"]) == ("yes", "", "")


def spreadsheet(data: bytes, separator: str = ",", mark: str = "\ufeff") -> bytes:
    """A CSV as a spreadsheet saves it: every cell quoted."""
    rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(rows)
    return (mark + text.getvalue()).encode()


@pytest.mark.parametrize("mark_", ["\ufeff", ""])
def test_a_worksheet_survives_a_spreadsheet(river, bulletin, mark_):
    path = worksheet(river, bulletin)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")  # by which a spreadsheet knows UTF-8
    mark(path, {"wording": "21 dead", "take": "claim"})
    path.write_bytes(spreadsheet(path.read_bytes(), mark=mark_))
    add.finish("guard-bulletin", river)
    assert read(river / "claims.csv")[-1]["low"] == "21"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda data: spreadsheet(data, ";"), "separated by semicolons"),
        (
            lambda data: data.decode().replace("sentence", "satz").encode(),
            'called "satz", and "sentence" is missing; rename it',
        ),
        (lambda data: data.replace(b"A loaf", b"\xe4 loaf"), "is not UTF-8"),
        (lambda data: data + b"a,b,c\n", "has 3 cells instead of"),
    ],
)
def test_a_worksheet_that_a_spreadsheet_spoilt_is_refused(river, bulletin, change, message):
    path = worksheet(river, bulletin)
    mark(path, {"wording": "21 dead", "take": "claim"})
    path.write_bytes(change(path.read_bytes()))
    refused(river, message, add.finish, "guard-bulletin")


def test_columns_and_files_that_a_ledger_lacks_are_made_when_they_are_needed(river, bulletin):
    rows = read(river / "claims.csv")
    columns = [name for name in rows[0] if name not in ("counted", "stated", "scope")]
    kept = [row for row in rows if not row["scope"]]
    with (river / "claims.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept)
    (river / "not_claims.csv").unlink()
    mark(worksheet(river, bulletin), {"wording": "2,200 houses", "take": "claim"})
    add.finish("guard-bulletin", river)
    claim = read(river / "claims.csv")[-1]
    assert claim["counted"] == "houses" and "stated" not in claim
    assert len(read(river / "claims.csv")) == len(kept) + 1
    assert read(river / "not_claims.csv")


def test_a_source_without_a_worksheet_is_named(river):
    refused(river, "no source.*did you mean .river-post", add.finish, "river-pos")
    refused(river, "no worksheet to-code/river-post.csv", add.finish, "river-post")


# --- another edition -----------------------------------------------------------------------------


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """The Water Board's statement with a line more, a figure less, and a sentence turned."""
    text = (RIVER / "documents" / "water-board.txt").read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    lines.insert(2, "Corrected on 11 March 2019\n")
    text = "".join(lines).replace("More than 40 people were injured.", "Many were injured.")
    text = text.replace(
        "The damage came", "Nobody believes that the damage came, as they say: The damage came"
    )
    path = tmp_path / "water-board.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_of_another_edition_it_is_said_what_stays_moved_or_is_lost(river, edited):
    before = content(river)
    told = add.add(edited, river)
    assert content(river) == before
    assert "1 lost" in told[0] and "moved" in told[0]
    lost = [line for line in told if "More than 40 people were injured" in line]
    assert len(lost) == 1 and "nowhere in the new text" in lost[0]
    assert any("18 people" in line and "now in paragraph 5" in line for line in told)
    assert "--reanchor" in told[-1]


def test_only_the_same_words_follow_and_only_on_request(river, edited):
    add.add(edited, river, reanchor=True)
    claims = {claim["claim_id"]: claim["paragraph"] for claim in read(river / "claims.csv")}
    assert claims["wb-deaths"] == "5" and claims["wb-roads"] == "9"
    assert claims["wb-injured"] == "5"  # lost: left as it was, for a person
    assert claims["rp-deaths"] == "2"  # another document's
    reading = check.read(river)
    texts = find_documents(reading.ledger.sources, river / "documents")
    assert texts["water-board"] == edited.read_text(encoding="utf-8")
    assert not reading.errors


def test_a_paragraph_that_changed_around_its_words_is_named(river, tmp_path):
    text = (RIVER / "documents" / "relief-league.txt").read_text(encoding="utf-8")
    path = tmp_path / "relief-league.txt"
    path.write_text(
        text.replace("The upper dam", "It is untrue that the upper dam"), encoding="utf-8"
    )
    told = add.add(path, river)
    assert any("dam was opened" in line and "has changed" in line for line in told)
