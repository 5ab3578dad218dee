"""Claims are held against their documents exactly: anchors, figures, census."""

from hashlib import sha256
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimbook import evidence

HARBOUR = """Harbour notes

On March 3, 2019, 1,800 lamps broke and 18 boats sank.
   \t
The 15th boat came on the 5th. Nearly 20 thousand gulls left.\r
Lamps were lit. Then, by 1 a.m., lamps were lit again by dozens of keepers.
"""


def frame(rows: list[dict], columns: str) -> pd.DataFrame:
    filled = [{name: row.get(name, "") for name in columns.split()} for row in rows]
    result = pd.DataFrame(filled, columns=columns.split(), dtype="str")
    return result.assign(line=range(2, len(rows) + 2))


def claims(*rows: dict) -> pd.DataFrame:
    columns = "claim_id source_id question_id paragraph wording qualifier low high as_of note kind"
    common = {"source_id": "harbour", "question_id": "boats", "kind": "count", "qualifier": "exact"}
    return frame([common | {"claim_id": f"c{n}"} | row for n, row in enumerate(rows, 1)], columns)


def not_claims(*rows: dict) -> pd.DataFrame:
    common = {"source_id": "harbour"}
    return frame([common | row for row in rows], "source_id paragraph wording reason")


def ledger(of_claims: pd.DataFrame, excluded: pd.DataFrame) -> SimpleNamespace:
    return SimpleNamespace(
        claims=of_claims.drop(columns="kind"),
        not_claims=excluded,
        questions=frame([{"question_id": "boats", "kind": "count"}], "question_id kind"),
        sources=frame(
            [{"source_id": "harbour"}, {"source_id": "lighthouse"}], "source_id sha256 title"
        ),
    )


# Documents


def test_documents_are_recognised_by_their_bytes_under_any_name(tmp_path):
    (tmp_path / "whatever.bin").write_bytes(HARBOUR.encode())
    (tmp_path / "other.txt").write_text("nothing to do with it")
    (tmp_path / "folder").mkdir()
    digest = sha256(HARBOUR.encode()).hexdigest()
    sources = frame(
        [
            {"source_id": "lighthouse", "sha256": "0" * 64},
            {"source_id": "unknown"},
            {"source_id": "harbour", "sha256": digest.upper()},
        ],
        "source_id sha256",
    )
    assert evidence.find_documents(sources, tmp_path) == {"harbour": HARBOUR}
    assert evidence.find_documents(sources, None) == {}


def test_paragraphs_are_the_lines_with_something_on_them():
    assert evidence.paragraphs("one\n\n  \ntwo \r\n three") == ["one", "two ", " three"]


def test_the_folder_named_on_the_command_line_wins_over_the_environment(tmp_path, monkeypatch):
    for name in ("argument", "environment", "data", "data/documents"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("CLAIMBOOK_DOCUMENTS", str(tmp_path / "environment"))
    folder = evidence.documents_folder(tmp_path / "argument", tmp_path / "data")
    assert folder == tmp_path / "argument"
    assert evidence.documents_folder(None, tmp_path / "data") == tmp_path / "environment"
    monkeypatch.delenv("CLAIMBOOK_DOCUMENTS")
    assert evidence.documents_folder(None, tmp_path / "data") == tmp_path / "data" / "documents"
    assert evidence.documents_folder(None, tmp_path / "argument") is None


def test_a_folder_named_that_is_not_there_is_an_error(tmp_path, monkeypatch):
    with pytest.raises(FileNotFoundError, match="--documents: there is no folder .*nowhere"):
        evidence.documents_folder(tmp_path / "nowhere", tmp_path)
    monkeypatch.setenv("CLAIMBOOK_DOCUMENTS", str(tmp_path / "gone"))
    with pytest.raises(FileNotFoundError, match="CLAIMBOOK_DOCUMENTS: there is no folder .*gone"):
        evidence.documents_folder(None, tmp_path)


def test_sources_without_a_document_are_listed():
    nothing = ledger(claims(), not_claims())
    assert evidence.missing(nothing, {"harbour": HARBOUR}) == ["lighthouse"]


# Anchors


def anchor(wording: str, paragraph: int = 2, text: str = HARBOUR) -> tuple[str, int, int, str]:
    row = claims({"wording": wording, "paragraph": str(paragraph)})
    found = evidence.anchors(row, {"harbour": text}).iloc[0]
    return found["anchor"], found["start"], found["end"], found["elsewhere"]


def test_an_anchor_is_found_once_in_its_paragraph_with_its_place():
    assert anchor("18 boats sank") == ("found", 40, 53, "")


def test_an_anchor_is_ambiguous_when_the_paragraph_has_it_twice():
    assert anchor("were lit", 4) == ("ambiguous", -1, -1, "")


def test_overlapping_occurrences_are_ambiguous_too():
    assert anchor("on and on", 1, "and on and on and on")[0] == "ambiguous"


def test_an_anchor_moved_says_where_it_stands_now():
    assert anchor("18 boats sank", 3) == ("moved", -1, -1, "2")
    assert anchor("18 boats sank", 99)[0] == "moved"


def test_an_anchor_is_orphaned_when_one_character_differs():
    assert anchor("18 Boats sank") == ("orphaned", -1, -1, "")


def test_an_anchor_is_unchecked_without_the_document():
    row = claims({"wording": "18 boats", "paragraph": "2", "source_id": "lighthouse"})
    assert evidence.anchors(row, {"harbour": HARBOUR})["anchor"].tolist() == ["unchecked"]


def test_a_found_anchor_names_the_other_paragraphs_that_have_it():
    assert anchor("a lamp", 1, "a lamp\na lamp\nno lamp\na lamp") == ("found", 0, 6, "2; 4")


@pytest.mark.parametrize(
    ("wording", "text"),
    [
        ("18", "1,800 lamps"),
        ("18", "lamps of 2018"),
        ("18", "the 18th lamp"),
        ("18", "18,000 lamps"),
        ("18", "18.5 lamps"),
        ("800 lamps", "1,800 lamps"),
        ("5th", "the 15th"),
        ("20", "20 thousand gulls"),
        ("thousand gulls", "20 thousand gulls"),
        ("five lamps", "twenty-five lamps"),
        ("hundred lamps", "two hundred lamps"),
        ("1", "by 1 a.m. today"),
        ("2019", "08.01.2019"),
        ("boat", "boats"),
        ("lit", "unlit"),
    ],
)
def test_a_wording_is_not_found_inside_a_word_or_a_number(wording, text):
    assert anchor(wording, 1, text)[0] == "orphaned"


@pytest.mark.parametrize(
    ("wording", "text"),
    [
        ("18", "aged 18-20"),
        ("300-strong", "the 300-strong choir"),
        ("$700", "paid $700."),
        ("the 6", "on the 6."),
        ("At least one", "screams.At least one"),
        ("“bandits”", "20 “bandits”."),
    ],
)
def test_a_wording_is_found_between_marks(wording, text):
    assert anchor(wording, 1, text)[0] == "found"


def test_rows_of_not_claims_are_anchored_in_the_same_way():
    rows = not_claims(
        {"wording": "were lit", "paragraph": "4"}, {"wording": "2019", "paragraph": "2"}
    )
    found = evidence.anchors(rows, {"harbour": HARBOUR})
    assert found["anchor"].tolist() == ["ambiguous", "found"]
    assert list(found) == [
        "source_id",
        "paragraph",
        "wording",
        "anchor",
        "start",
        "end",
        "elsewhere",
    ]


def test_anchors_of_an_empty_table_are_an_empty_table():
    assert evidence.anchors(claims(), {"harbour": HARBOUR}).empty


@given(
    st.lists(
        st.sampled_from(["lamp", "boat", "18", "1,800", "five", "twenty-five", "of"]), min_size=1
    )
)
def test_whole_words_are_never_orphaned(words):
    text = ", ".join(words)
    assert anchor(words[0], 1, text)[0] in ("found", "ambiguous")


# Figures


def checked(**claim: str) -> list[str]:
    return [str(problem) for problem in evidence.cross_check(claims(claim))]


@pytest.mark.parametrize(
    ("wording", "qualifier", "low", "high"),
    [
        ("18 boats sank", "exact", "18", "18"),
        ("nearly 20 thousand gulls", "nearly", "20000", "20000"),
        ("eight keepers", "exact", "8", "8"),
        ("more than 1,000", "more than", "1000", ""),
        ("up to 400", "up to", "", "400"),
        ("between 10,000 and 20,000", "between", "10000", "20000"),
        ("aged four, 11 and 15", "between", "4", "15"),
        ("more than doubled", "more than", "2", ""),
        ("half of the quay", "exact", "0.5", "0.5"),
        ("half of the quay", "exact", "50", "50"),
        ("two-thirds of them", "exact", "67", "67"),
        ("two-thirds of them", "exact", "66.67", "66.67"),
        ("No boats sank", "exact", "0", "0"),
        ("dozens of keepers", "dozens", "", ""),
        ("tens of\u00a0thousands of gulls", "tens of thousands", "", ""),
        ("a crowd of gulls", "a crowd", "", ""),
        ("gulls", "some", "", ""),
    ],
)
def test_a_figure_coded_as_it_is_printed_passes(wording, qualifier, low, high):
    assert checked(wording=wording, qualifier=qualifier, low=low, high=high) == []


def test_a_slip_in_a_single_figure_is_one_problem():
    assert checked(wording="748 keepers", low="784", high="784") == [
        "claims.csv:2: low: the wording reads 748 but low is 784"
    ]


def test_a_slip_in_one_end_names_that_end():
    assert checked(wording="up to 400", qualifier="up to", high="440") == [
        "claims.csv:2: high: the wording reads 400 but high is 440"
    ]
    assert checked(wording="from 10 to 20", qualifier="between", low="10", high="25") == [
        "claims.csv:2: high: high is 25 but the wording has no such number; quote the fragment "
        "that prints it, or leave low and high empty under a vague word"
    ]


def test_a_second_figure_in_the_wording_is_a_problem():
    assert checked(wording="eight sank, another 317 drifted", low="8", high="8") == [
        "claims.csv:2: wording: the wording also reads 317, which is neither low nor high; quote "
        "a fragment that holds this claim's figure only"
    ]


def test_a_figure_outside_its_range_is_a_problem():
    (message,) = checked(wording="aged 4, 30 and 15", qualifier="between", low="4", high="15")
    assert "also reads 30" in message


def test_a_figure_that_is_nowhere_in_the_wording_is_a_problem():
    (message,) = checked(wording="dozens of keepers", low="24", high="24")
    assert message.startswith("claims.csv:2: low: low is 24 but the wording has no such number")


def test_no_reads_as_nothing_but_nought():
    (message,) = checked(wording="No boats sank", low="1", high="1")
    assert "low is 1 but the wording has no such number" in message


@pytest.mark.parametrize("wording", ["thousands of gulls", "gulls"])
def test_a_vague_word_must_be_the_one_in_the_wording(wording):
    (message,) = checked(wording=f"tens of {wording}", qualifier="thousands")
    assert message.startswith('claims.csv:2: qualifier: the wording does not say "thousands"')


@pytest.mark.parametrize(
    ("qualifier", "wording"), [("dozens", "dozens of the 18 boats"), ("some", "several boats")]
)
def test_no_number_may_stand_beside_a_vague_word(qualifier, wording):
    (message,) = checked(wording=wording, qualifier=qualifier)
    assert message.startswith("claims.csv:2: wording: the wording reads ")


def test_a_choice_claim_states_no_figure():
    assert checked(wording="18 boats or 20", kind="choice", qualifier="") == []


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_figure_passes_exactly_when_it_is_the_one_printed(printed, coded):
    problems = checked(wording=f"{printed:,} gulls", low=str(coded), high=str(coded))
    assert (problems == []) == (printed == coded)


def dated(wording: str, low: str, high: str | None = None, **more: str) -> list[str]:
    return checked(
        kind="date", wording=wording, low=low, high=low if high is None else high, **more
    )


@pytest.mark.parametrize(
    ("wording", "low", "high"),
    [
        ("On March 3, 2019", "2019-03-03", "2019-03-03"),
        ("08.01.2019", "2019-01-08", "2019-01-08"),
        ("08.01.2019", "2019-08-01", "2019-08-01"),
        ("the night of 5 to 6 March", "2019-03-05", "2019-03-06"),
        ("Late on Tuesday, March 5", "2019-03-05", "2019-03-05"),
        ("Past midnight on Tuesday", "2019-03-05T00", "2019-03-05T00"),
        ("since February-March", "2019-02", "2019-03"),
        ("By roughly 1 a.m.", "2019-03-05T01", "2019-03-05T01"),
        ("by 3:30 p.m.", "2019-03-05T15:30", "2019-03-05T15:30"),
        ("nine o'clock", "2019-03-05T21", "2019-03-05T21"),
        ("from 14:00", "2019-03-05T14:00", ""),
        ("since the 5th", "2019-03-05", ""),
        ("lit for the first time in March", "2019-03", "2019-03"),
    ],
)
def test_a_date_coded_as_it_is_printed_passes(wording, low, high):
    assert dated(wording, low, high) == []


@pytest.mark.parametrize(
    ("wording", "low", "message"),
    [
        ("On March 3", "2019-03-04", "low: the wording reads 3 but low is 2019-03-04"),
        ("On 1 January", "2019-01-02", "low: the wording reads 1 but low is 2019-01-02"),
        ("first of March", "2019-03-02", "low: the wording reads first but low is 2019-03-02"),
        ("On March 3", "2019-04-03", "low: the wording names March but low is 2019-04-03"),
        ("March", "2019", "low: the wording names March but low is 2019"),
        (
            "on Wednesday",
            "2019-03-05",
            "low: the wording names Wednesday but low is 2019-03-05, a Tuesday",
        ),
        (
            "by 1 p.m.",
            "2019-03-05T01",
            "low: the wording reads 1 p.m. but low is 2019-03-05T01; a clock time is written "
            "2022-01-31T14:30",
        ),
        (
            "by 14:30",
            "2019-03-05T14",
            "low: the wording reads 14:30 but low is 2019-03-05T14; a clock time is written "
            "2022-01-31T14:30",
        ),
        ("08.01.2019", "2019-01-09", "low: the wording reads 08.01.2019 but low is 2019-01-09"),
    ],
)
def test_a_date_that_is_not_the_one_printed_is_a_problem(wording, low, message):
    assert dated(wording, low) == [f"claims.csv:2: {message}"]


def test_the_numbers_of_as_of_may_stand_beside_the_date():
    as_of = "2019-03-05/2019-03-09"
    assert dated("on 7 March, it was 9 March", "2019-03-07", as_of=as_of) == []
    (message,) = dated("it was 9 March", "2019-03-07", as_of=as_of)
    assert message == (
        "claims.csv:2: low: the wording reads 9, which is as_of, but low is 2019-03-07"
    )


def test_a_date_without_number_month_or_weekday_needs_a_note_that_it_was_inferred():
    (message,) = dated("a week later", "2019-03-07")
    assert message.startswith("claims.csv:2: note: the wording names no number, month or weekday")
    assert dated("a week later", "2019-03-07", note="Day inferred from the line before") == []


def test_a_number_of_days_later_is_no_date_when_the_note_says_inferred():
    (message,) = dated("three days later", "2019-03-07")
    assert "reads three but low is 2019-03-07" in message
    assert dated("three days later", "2019-03-07", note="inferred") == []
    (message,) = dated("on 8 March", "2019-03-07", note="year inferred")
    assert "reads 8 but low is 2019-03-07" in message


# Census


def accounted() -> tuple[pd.DataFrame, pd.DataFrame]:
    of_claims = claims(
        {"paragraph": "2", "wording": "1,800 lamps broke", "low": "1800", "high": "1800"},
        {"paragraph": "2", "wording": "18 boats sank", "low": "18", "high": "18"},
        {"paragraph": "2", "wording": "18 boats", "low": "18", "high": "18"},
        {"paragraph": "3", "wording": "Nearly 20 thousand gulls", "low": "20000", "high": "20000"},
        {"paragraph": "4", "wording": "dozens of keepers", "qualifier": "dozens"},
    )
    excluded = not_claims(
        {"paragraph": "2", "wording": "March 3, 2019", "reason": "day of the storm"},
        {"paragraph": "3", "wording": "15th boat came on the 5th", "reason": "a name"},
        {"paragraph": "4", "wording": "1 a.m.", "reason": "scene setting"},
    )
    return of_claims, excluded


def test_the_census_lists_every_number_with_what_accounts_for_it():
    counted = evidence.census(*accounted(), {"harbour": HARBOUR})
    assert counted[["paragraph", "text", "state", "by"]].values.tolist() == [
        [2, "3", "excluded", "day of the storm"],
        [2, "2019", "excluded", "day of the storm"],
        [2, "1,800", "claimed", "c1"],
        [2, "18", "claimed", "c2; c3"],
        [3, "15th", "excluded", "a name"],
        [3, "5th", "excluded", "a name"],
        [3, "20 thousand", "claimed", "c4"],
        [4, "1 a.m.", "excluded", "scene setting"],
        [4, "dozens", "claimed", "c5"],
    ]
    lines = evidence.paragraphs(HARBOUR)
    assert all(
        lines[row.paragraph - 1][row.start : row.end] == row.text for row in counted.itertuples()
    )


def test_an_ambiguous_wording_accounts_for_nothing():
    rows = claims({"paragraph": "1", "wording": "18 boats", "low": "18", "high": "18"})
    counted = evidence.census(rows, not_claims(), {"harbour": "18 boats and 18 boats"})
    assert counted["state"].tolist() == ["unaccounted", "unaccounted"]


def test_a_census_without_documents_is_an_empty_table():
    assert evidence.census(*accounted(), {}).empty


# Problems


def told(of_claims: pd.DataFrame, excluded: pd.DataFrame, text: str = HARBOUR) -> list[str]:
    return [str(p) for p in evidence.problems(ledger(of_claims, excluded), {"harbour": text})]


def test_a_ledger_that_accounts_for_everything_has_no_problem():
    assert told(*accounted()) == []


def test_a_number_nobody_accounts_for_is_named_with_its_place():
    of_claims, excluded = accounted()
    assert told(of_claims, excluded.drop(index=2)) == [
        'not_claims.csv: harbour, paragraph 4: "1 a.m." (in "Then, by 1 a.m., lamps were") is '
        "neither claimed nor excluded; code it in claims.csv, or give the reason it is no claim "
        "here"
    ]


def test_a_wording_in_another_paragraph_says_which():
    of_claims, excluded = accounted()
    of_claims.loc[2, "paragraph"] = "3"
    assert told(of_claims, excluded) == [
        'claims.csv:4: paragraph: "18 boats" is not in paragraph 3 of harbour but in 2; correct '
        "the paragraph, or quote the fragment in it"
    ]


def test_a_wording_that_is_nowhere_shows_the_passage_most_like_it():
    of_claims, excluded = accounted()
    of_claims.loc[2, "wording"] = "18 ships sank"
    assert told(of_claims, excluded) == [
        'claims.csv:4: wording: "18 ships sank" is nowhere in harbour; copy the fragment character '
        'by character; nearest to it is "18 boats sank" in paragraph 2'
    ]


def test_a_wording_that_cuts_a_number_asks_for_the_whole_number():
    of_claims, excluded = accounted()
    excluded.loc[3] = ["harbour", "2", "800 lamps", "no number", 5]
    assert told(of_claims, excluded) == [
        'not_claims.csv:5: wording: "800 lamps" stands in harbour only as a piece of a longer word '
        "or number; quote that word or number whole"
    ]


def test_a_wording_like_nothing_in_the_document_shows_no_passage():
    of_claims, excluded = accounted()
    excluded.loc[3] = ["harbour", "1", "Quite elsewhere", "why not", 5]
    assert told(of_claims, excluded) == [
        'not_claims.csv:5: wording: "Quite elsewhere" is nowhere in harbour; copy the fragment '
        "character by character"
    ]


def test_a_wording_twice_in_its_paragraph_asks_for_more_words():
    of_claims, excluded = accounted()
    excluded.loc[3] = ["harbour", "4", "were lit", "no number", 5]
    assert told(of_claims, excluded) == [
        'not_claims.csv:5: wording: "were lit" stands more than once in paragraph 4 of harbour; '
        "quote a word or two more of the one you mean"
    ]


def test_a_wrong_figure_is_told_without_any_document():
    of_claims, excluded = accounted()
    of_claims.loc[1, ["low", "high"]] = "81"
    problems = evidence.problems(ledger(of_claims, excluded), {})
    assert [str(p) for p in problems] == ["claims.csv:3: low: the wording reads 18 but low is 81"]


def test_a_document_without_any_number_is_a_problem_not_a_pass():
    (message,) = told(claims(), not_claims(), text="Lamps were lit.")
    assert message.startswith(
        "sources.csv:2: sha256: no number was found in the document of harbour"
    )
