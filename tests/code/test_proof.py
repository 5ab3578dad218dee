"""A draft held against a ledger: every figure, and what is amiss with it."""

import csv
import io
import re
import subprocess
import sys
import time
from pathlib import Path

import made
import pandas as pd
import pytest

import claimbook as cb
from claimbook.coding.amiss import FLAGS
from claimbook.coding.proof import COLUMNS, as_text, proof
from claimbook.compare.comparison import Comparison

ROOT = Path(__file__).parents[2]
RIVER = ROOT / "tests" / "ledgers" / "river"


@pytest.fixture(scope="module")
def river() -> Comparison:
    return cb.load(RIVER).compare()


def flags(text: str, known: Comparison) -> dict[str, str]:
    """The flags of a draft by number; a number that has no row is absent."""
    table = proof(text, known)
    assert table["number"].is_unique
    return dict(zip(table["number"], table["flags"], strict=True))


@pytest.mark.parametrize("when", ["on 5 March 2019 at {}", "at {} on 5 March 2019"])
def test_an_hour_is_read_before_its_day_and_after_it(tmp_path: Path, when: str) -> None:
    known = made.compared(
        tmp_path, made.claim("a", "breach", "2019-03-05T05:40", wording="at 5:40 on 5 March 2019")
    )
    for hour, flag in (("5:40", "one-voice"), ("7:40", "not-found")):
        assert flags(f"The dam broke {when.format(hour)}.", known)[hour] == flag


def test_a_date_of_another_calendar_is_held_against_what_the_notes_tell(tmp_path: Path) -> None:
    note = "Bikram Sambat calendar: 31 Baisakh 2080 is 14 May 2023"
    known = made.compared(tmp_path, made.claim("a", "breach", "2023-05-14", note=note))
    draft = "The dam broke on 31 Baisakh. The dam broke on 30 Baisakh 2080, in 12 Jestha."
    assert flags(draft, known) == {"31 Baisakh": "", "30 Baisakh 2080": "not-found"}


# --- the flags, one by one -----------------------------------------------------------------------

# The flag, a draft that gets it, the same in order, and the number.
AMISS = [
    ("not-found", "The Relief League counted 29 dead in the valley.",
     "The Relief League counted 23 dead in the valley.", "29", "23"),
    ("not-found", "The Board puts the damage at 5.3 million crowns.",
     "The Board puts the damage at 3.5 million crowns.", "5.3 million", "3.5 million"),
    ("not-found", "The dyke at Hask gave way on 6 March, the Water Board said.",
     "The dyke at Hask gave way on 5 March, the Water Board said.", "6 March", "5 March"),
    ("not-found", "In Lower Town the power was out for 72 hours, the Gauge found.",
     "In Lower Town the power was out for 50 hours, the Gauge found.", "72", "50"),
    ("hedge", "Forty people were injured, the Water Board said.",
     "Over forty people were injured, the Water Board said.", "Forty", "forty"),
    ("hedge", "The League counted at least 23 dead in the valley.",
     "The League counted 23 dead in the valley.", "23", "23"),
    ("hedge", "Bread cost at least 9 crowns a loaf, River Post wrote.",
     "Bread cost up to 9 crowns a loaf, River Post wrote.", "9", "9"),
    ("scope", "The Water Board says 1,200 soldiers worked in the valley.",
     "The Water Board says 1,200 rescuers worked in the valley.", "1,200", "1,200"),
    ("scope", "In the valley 7 people died, the Mayor said.",
     "In Lower Town 7 people died, the Mayor said.", "7", "7"),
    ("voice", "The Mayor says about 2,500 houses were flooded.",
     "The Water Board says about 2,500 houses were flooded.", "2,500", "2,500"),
    ("voice", "More than 40 people were injured, the Red Cross said.",
     "More than 40 people were injured, the Board said.", "40", "40"),
    ("stale", "Eight people died in the valley, the Interior Ministry says.",
     "By 5 March eight people had died in the valley, the Interior Ministry said.",
     "Eight", "eight"),
    ("stale", "The League has 23 dead. The Interior Ministry says eight died in the valley.",
     "The League has 23 dead. By 5 March eight died in the valley, says the Interior Ministry.",
     "eight", "eight"),
    ("voice", "By the estimate of the Interior Ministry 600 to 700 houses were flooded.",
     "By the estimate of the Mayor 600 to 700 houses in Lower Town were flooded.", "600", "600"),
    ("voice", "The Interior Ministry’s 600 to 700 houses in Lower Town were flooded.",
     "The Mayor’s 600 to 700 houses in Lower Town were flooded.", "700", "700"),
    ("voice", "Radio Olm, the local station, estimated that more than 40 people were injured.",
     "The Water Board, a state body, estimated that more than 40 people were injured.",
     "40", "40"),
    ("scope", "At least 1,000 people stood at the station on 6 March, says the Gauge.",
     "At least 1,000 people stood in Market Square on 6 March, says the Gauge.", "1,000", "1,000"),
    ("not-found", "At about 3 a.m. the alarm was given, the Mayor’s letter says.",
     "At 1 a.m. the alarm was given, the Mayor’s letter says.", "3 a.m.", "1 a.m."),
    ("contested", "At least 1,000 people stood in Market Square on 6 March.",
     "At least 1,000 people stood in Market Square, the Gauge says.", "1,000", "1,000"),
    ("contested", "ORVEL, 13 March 2019 — The dyke at Hask broke on 5 March.",
     "ORVEL, 13 March 2019 — The dyke at Hask broke on 5 March, the Water Board said.",
     "5 March", "5 March"),
    ("not-found", "How many houses were flooded?\nAbout 2,600, according to the Water Board.",
     "How many houses were flooded?\nAbout 2,500, according to the Water Board.",
     "2,600", "2,500"),
    ("voice", "The damage:\n- 3.5 million crowns, says the Relief League.",
     "The damage:\n- 3.5 million crowns, says the Water Board.", "3.5 million", "3.5 million"),
    ("not-found", "River Post had the power out for 30 to 36 hours; the Gauge says it was 60.",
     "River Post had the power out for 30 to 36 hours; the Gauge says it was 50.", "60", "50"),
    ("voice", "By the Relief League it is put at 3.5 million crowns, all the damage.",
     "By the Water Board it is put at 3.5 million crowns, all the damage.",
     "3.5 million", "3.5 million"),
    ("voice", "About 2,500 houses were flooded, is asserted by the Mayor.",
     "About 2,500 houses were flooded, is asserted by the Board.", "2,500", "2,500"),
    ("not-found", "Wednesday, 6 March. The dyke at Hask gave way, the Water Board said.",
     "Tuesday, 5 March. The dyke at Hask gave way, the Water Board said.", "6 March", "5 March"),
    ("voice", "The League says that 23 died in the valley.\n\nIts bulletin has 1,200 rescuers.",
     "Eighteen died in the valley, the Board says.\n\nIts bulletin has 1,200 rescuers.",
     "1,200", "1,200"),
    ("scope", "Of the rescuers in the valley, the Water Board says, 300 were volunteers.",
     "Of the rescuers in the valley, the Water Board says, 300 were soldiers.", "300", "300"),
    ("scope", "More than 3,000 people were evacuated from Hask, the Mayor said.",
     "More than 3,000 people were evacuated from Lower Town, the Mayor said.", "3,000", "3,000"),
    ("voice", "Whose count of the dead in the valley? The Water Board? 23 dead.",
     "Whose count of the dead in the valley? The Relief League? 23 dead.", "23", "23"),
    ("one-voice", "There were 1,200 rescuers in the valley.",
     "There were 1,200 rescuers in the valley, according to the Water Board.", "1,200", "1,200"),
]  # fmt: skip


@pytest.mark.parametrize(("flag", "wrong", "right", "number", "mended"), AMISS)
def test_a_figure_gets_its_flag_and_none_when_it_is_mended(
    river: Comparison, flag: str, wrong: str, right: str, number: str, mended: str
) -> None:
    assert flag in flags(wrong, river)[number].split("|")
    assert flags(right, river)[mended] == ""


def test_every_flag_is_tried() -> None:
    assert {flag for flag, *_ in AMISS} == set(FLAGS)


def test_several_flags_stand_in_their_order(river: Comparison) -> None:
    found = flags("About 50 hours passed until the power was back in Lower Town.", river)["50"]
    assert found == "hedge|contested"  # whose alone a contested figure is goes without saying
    assert found.split("|") == sorted(found.split("|"), key=FLAGS.index)


def test_a_figure_that_counts_something_else_is_not_asked_for_its_voices(river: Comparison) -> None:
    assert flags("There were 1,200 soldiers in the valley.", river)["1,200"] == "scope"


@pytest.mark.parametrize(
    "text",
    [
        "At least 1,000 people stood in Market Square; the Interior Ministry says 400, the Gauge "
        "later 700. Thousands, wrote River Post.",
        "The toll of 23 dead in the valley is the Relief League's.",
        "Nearly 20% of the fields were flooded, the Water Board says; 35%, says the Gauge.",
        "River Post wrote of bread. That paper had it at up to 9 crowns a loaf.",
        "The dyke at Hask broke on 5 March if one believes the Water Board.",
    ],
)
def test_what_is_said_of_each_voice_is_in_order(river: Comparison, text: str) -> None:
    assert set(flags(text, river).values()) == {""}


def test_whoever_was_cited_last_is_meant_by_a_pronoun_and_by_the_same_account(
    river: Comparison,
) -> None:
    text = (
        "The Water Board has published a statement. It says more than 40 people were injured. "
        "In the same account 1,200 rescuers were in the valley."
    )
    assert flags(text, river) == {"40": "", "1,200": ""}


def test_a_deed_told_of_somebody_is_not_given_to_them(tmp_path: Path) -> None:
    questions = [
        {"question_id": "mourning", "topic": "flood", "short": "Mourning", "kind": "date",
         "question": "Which day was declared one of mourning?", "running_total": "no"},
    ]  # fmt: skip
    claim = made.claim("a", "mourning", "2019-03-10", wording="mourning on 10 March 2019")
    known = made.compared(tmp_path, claim, questions=questions)
    text = "The River police declared 10 March 2019 a day of mourning."
    assert flags(text, known) == {"10 March 2019": ""}
    assert flags("Mourning is on 10 March 2019, the Water Board says.", known) == {
        "10 March 2019": "voice"
    }


def test_by_that_account_means_whoever_was_named_last(river: Comparison) -> None:
    text = "To the Water Board it is a grave hour. By that account 1,200 rescuers came."
    assert flags(text, river) == {"1,200": ""}


def test_according_to_the_press_release_is_a_voice(tmp_path: Path) -> None:
    known = made.compared(tmp_path, made.claim("a", figure="18", wording="18 people died"))
    text = "In the flood 18 people died, {}."
    for cites in ("the press release says", "according to the press release"):
        assert "voice" not in flags(text.format("according to the River Post"), known)["18"]
        assert flags(text.format(cites), known)["18"] == "", cites


def test_a_later_total_in_the_same_sentence_is_no_news(river: Comparison) -> None:
    text = "The Interior Ministry says eight people died in the valley{}."
    assert flags(text.format(""), river)["eight"] == "stale"
    more = "; the Board’s toll is now 19, Radio Olm reported, after 18; the League’s 23"
    assert flags(text.format(more), river)["eight"] == ""


# --- what a row is -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("The Mayor says between 600 and 700 houses were flooded in Lower Town.", ["600", "700"]),
        ("The power was out for 30-36 hours, River Post said.", ["30", "36"]),
        ("Nearly 20 per cent of the fields were flooded, the Board says.", ["20"]),
        ("The League puts the damage at 5.25m crowns.", ["5.25m"]),
        ("The damage is $5.25 million crowns, says the League.", ["5.25 million"]),
        ("The alarm came at 01:00, the Mayor’s letter says.", ["01:00"]),
        ("The alarm came at 1 a.m. on 5 March, says the Mayor.", ["1 a.m.", "5 March"]),
        ("The dyke at Hask gave way on March 5, 2019, the Board says.", ["March 5, 2019"]),
        ("River Post saw thousands of people in Market Square.", ["thousands"]),
    ],
)
def test_each_end_of_a_range_is_a_row_and_a_number_one(
    river: Comparison, text: str, numbers: list[str]
) -> None:
    assert flags(text, river) == dict.fromkeys(numbers, "")


@pytest.mark.parametrize("ages", ["four, 11 and 15", "four, eleven and fifteen"])
def test_each_of_a_list_of_ages_is_a_row(tmp_path: Path, ages: str) -> None:
    questions = [
        {"question_id": "ages", "topic": "flood", "question": "How old were the children?",
         "short": "Ages", "kind": "duration", "unit": "years", "running_total": "no"},
    ]  # fmt: skip
    claim = made.claim("a", "ages", "4", high="15", qualifier="between", wording=f"aged {ages}")
    known = made.compared(tmp_path, claim, questions=questions)
    rows = proof(f"The children were aged {ages}, the River Post says.", known)
    assert rows["number"].tolist() == re.findall(r"\w+", ages.replace(" and", ""))
    assert rows["flags"].tolist() == ["", "", ""]
    assert flags("The children were aged four, 12 and 15.", known)["12"] == "not-found"
    assert flags("The children were aged four, 11 and 16.", known)["16"] == "not-found"


def test_an_hour_is_held_against_what_the_same_sentence_tells(tmp_path: Path) -> None:
    questions = [
        {"question_id": "fire", "topic": "flood", "question": "How many hours did the mill burn?",
         "short": "Fire", "kind": "duration", "unit": "hours", "running_total": "no"},
        {"question_id": "out", "topic": "flood", "question": "When was it put out?",
         "short": "Put out", "kind": "date", "running_total": "no"},
    ]  # fmt: skip
    claims = [
        made.claim("a", "fire", "12", wording="the mill burned for 12 hours", paragraph="3"),
        made.claim("b", "out", "2019-03-06T09:00", wording="until 9 a.m.", paragraph="3"),
    ]
    known = made.compared(tmp_path, *claims, questions=questions)
    draft = "On 5 March the mill burned for 12 hours, the River Post says, till {} the next day."
    assert flags(draft.format("9 a.m."), known)["9 a.m."] == ""
    assert flags(draft.format("11 a.m."), known)["11 a.m."] == "not-found"


def test_twenty_thousand_in_words_and_figures_is_one_number(tmp_path: Path) -> None:
    known = made.compared(tmp_path, made.claim("a", figure="20000", wording="20 thousand died"))
    table = proof("Some 20 thousand people died, the River Post said.", known)
    assert table["number"].tolist() == ["20 thousand"]
    assert table["flags"].tolist() == ["hedge"]


@pytest.mark.parametrize(
    "text",
    [
        "Call the newsroom on +99 20 7946 0958 or 0171 555 0199, fax (020) 7946 0958.",
        "Two days later the sun shone.",
        "What it all came to we may know in 12 years.",
        "Five of us had been awake for 12 hours; my aunt, 84, kept three dogs.",
        "See page 18 of the annual report, paragraph 23.",
        "",
    ],
)
def test_numbers_that_speak_of_nothing_in_the_ledger_get_no_alarm(
    river: Comparison, text: str
) -> None:
    assert flags(text, river) == {}


def test_a_row_has_the_line_of_the_draft_also_in_a_wrapped_paragraph(river: Comparison) -> None:
    text = (
        "# The flood\n\nThe Water Board said that in the whole of the valley of the river\n"
        "more than 40 people were injured by the water, and that there had been\n"
        "1,200 rescuers in the valley.\n"
    )
    table = proof(text, river)
    assert table[["line", "number"]].to_numpy().tolist() == [[4, "40"], [5, "1,200"]]


def test_the_message_says_in_a_sentence_what_the_ledger_has_and_names_the_claim(
    river: Comparison,
) -> None:
    (row,) = proof("The League counted at least 23 dead.", river).to_dict("records")
    assert row["claims"] == "rl-deaths"
    has = "The ledger has 23 on “Killed by the flood” (8 Mar 2019), Relief League ¶2"
    assert row["message"] == f"{has}, without a hedge, and “at least” is added."
    (row,) = proof("The League counted 29 dead in the valley.", river).to_dict("records")
    assert "no such figure" in row["message"]
    assert "rl-deaths" in row["claims"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "The Mayor says about 2,500 houses were flooded.",
            "but does not have it from “the Mayor”.",
        ),
        ("The Gauge says 300 rescuers came.", ", which counts only [soldiers], but does not"),
        ("In the valley 1,200 rescuers were at work.", ", from the Orvel Water Board alone."),
        ("The damage was 3.5 million crowns.", "against 5,250,000 (Relief League ¶6, 8 Mar 2019)"),
        ("Eight died, says the Interior Ministry.", "and later 19 (Orvel Water Board › Radio"),
    ],
)
def test_what_is_amiss_is_said_in_english_and_without_ids(
    river: Comparison, text: str, says: str
) -> None:
    (row,) = proof(text, river).to_dict("records")
    assert says in row["message"]


def test_the_documents_of_a_party_that_alone_says_so_are_named(tmp_path: Path) -> None:
    said = {"counted": "boats", "wording": "18 boats sank"}
    known = made.compared(
        tmp_path,
        made.claim("a", "boats", source_id="board", origin_id="water-board", paragraph="3", **said),
        made.claim("b", "boats", origin_id="police", paragraph="4", **said),
    )
    (row,) = proof("In the flood 18 boats sank.", known).to_dict("records")
    assert row["message"].endswith(", from State alone (Board ¶3, Post ¶4).")
    nobody = [*made.ORIGINS, {"origin_id": "none", "name": "No source named", "party": "unnamed",
                              "kind": "pooled"}]  # fmt: skip
    claim = made.claim("a", "boats", origin_id="none", **said)
    known = made.compared(tmp_path / "unnamed", claim, origins=nobody)
    (row,) = proof("In the flood 18 boats sank.", known).to_dict("records")
    assert row["message"].endswith(", without a named source.")


def test_a_date_is_held_against_the_event_of_its_verb(tmp_path: Path) -> None:
    questions = [
        {"question_id": id_, "topic": "war", "question": f"When was the bridge {verb}?",
         "short": id_, "kind": "date", "running_total": "no"}
        for id_, verb in (("loss", "taken"), ("gain", "retaken"))
    ]  # fmt: skip
    claims = [
        made.claim("l", "loss", "2019-03-05", wording="on 5 March 2019"),
        made.claim("g", "gain", "2019-03-05TEV", wording="in the evening of 5 March 2019"),
        made.claim("h", "gain", "2019-03-05", wording="5 March 2019", origin_id="police"),
    ]
    known = made.compared(tmp_path, *claims, questions=questions)
    for text, found in (
        ("The bridge was taken on 5 March 2019.", "l"),
        ("The bridge was retaken on the evening of 5 March 2019.", "g; h"),
        ("The bridge was retaken on 5 March 2019.", "h; g"),
    ):
        assert proof(text, known)["claims"].tolist() == [found], text


# --- where it is used ----------------------------------------------------------------------------


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a shell command of the README, with this package as `claimbook`."""
    function = f'claimbook() {{ "{sys.executable}" -m claimbook "$@"; }}\n'
    return subprocess.run(
        ["bash", "-ec", function + command], cwd=folder, capture_output=True, text=True, check=False
    )


def test_the_table_as_csv_has_the_columns_in_their_order(river: Comparison, tmp_path: Path) -> None:
    text = "The League counted at least 23 dead in the valley.\n\nThe sun shone for 2 days.\n"
    (tmp_path / "draft.txt").write_text(text, encoding="utf-8")
    done = run(f"claimbook proof draft.txt --data '{RIVER}' --format csv", tmp_path)
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert list(rows[0]) == COLUMNS == ["line", "number", "flags", "claims", "message"]
    assert rows == proof(text, river).astype(str).to_dict("records")


def test_in_a_notebook_it_is_a_table() -> None:
    table = cb.load(RIVER).proof("The League counted 23 dead. Three dogs barked.")
    assert isinstance(table, pd.DataFrame)
    assert table.columns.tolist() == COLUMNS
    assert table.iloc[0, :4].tolist() == [1, "23", "", "rl-deaths"]
    assert cb.load(RIVER).proof("").columns.tolist() == COLUMNS


def test_as_text_it_lists_what_is_amiss_and_counts_the_rest(river: Comparison) -> None:
    text = "The League counted at least 23 dead.\n\nThe Board has 1,200 rescuers in the valley."
    first, last = as_text(proof(text, river)).splitlines()
    assert first.startswith("1: 23: hedge: The ledger has 23")
    assert last == "2 figures, 1 in order."
    assert as_text(proof("", river)) == "no figures, 0 in order."


def test_another_ledger_needs_no_code(tmp_path: Path) -> None:
    questions = [
        {"question_id": "ships", "topic": "port", "question": "How many ships lay in the harbour?",
         "short": "Ships", "kind": "count", "unit": "ships", "running_total": "no"},
        {"question_id": "fee", "topic": "port", "question": "What is the harbour fee?",
         "short": "Fee", "kind": "money", "unit": "dollars", "running_total": "no"},
    ]  # fmt: skip
    claims = [
        made.claim("s", "ships", "41", counted="ships", wording="41 ships lay there"),
        made.claim("f", "fee", "250", wording="a fee of $250", origin_id="union"),
    ]
    known = made.compared(tmp_path, *claims, questions=questions)
    text = (
        "The River Post counted {} ships in the harbour; the fee is ${}, the Boatmen’s union says."
    )
    assert flags(text.format(41, 250), known) == {"41": "", "250": ""}
    assert flags(text.format(14, 520), known) == {"14": "not-found", "520": "not-found"}


def test_of_an_empty_ledger_nothing_is_said(tmp_path: Path) -> None:
    assert proof("The League counted 23 dead.", made.compared(tmp_path, questions=())).empty


def test_a_thousand_sentences_take_seconds_of_computing(river: Comparison) -> None:
    lines = [f"The Relief League counted {n} dead in house {n} of the valley." for n in range(1000)]
    began = time.process_time()
    proof("\n".join(lines), river)
    assert time.process_time() - began < 10


def test_the_readme_shows_what_its_command_prints(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.split("## A draft against the ledger")[1].split("\n## ")[0]
    command = re.search(r"```sh\n(.*?)```", section, re.DOTALL)[1]
    printed = re.findall(r"^    (.+)$", section, re.MULTILINE)
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    done = run(command, tmp_path)
    assert done.stdout.splitlines() == printed, done.stderr
