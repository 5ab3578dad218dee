"""A draft held against a ledger: every figure, and what is amiss with it.

drafts.csv has drafts that get a flag on a number, what is said of it, and the same draft mended;
in_order.csv drafts of which nothing is amiss, and the numbers that have a row.
"""

import io
import re
import shlex
import subprocess
import time
from pathlib import Path

import made
import pandas as pd
import pytest
from click.testing import CliRunner

import claimbook as cb
from claimbook.cli import cli
from claimbook.coding.proof import COLUMNS, as_text, proof
from claimbook.compare.comparison import Comparison

ROOT = Path(__file__).parents[2]
RIVER = ROOT / "tests" / "ledgers" / "river"
ASKED = {
    "mourning": ("date", "Which day was declared one of mourning?"),
    "ages": ("duration", "How old were the children?"),
    "fire": ("duration", "How many hours did the mill burn?"),
    "out": ("date", "When was the mill put out?"),
    "opened": ("date", "When was the road opened?"),
    "taken": ("date", "When was the bridge taken?"),
    "retaken": ("date", "When was the bridge retaken?"),
    "tents": ("count", "How many tents stood there?"),
    "ships": ("count", "How many ships lay in the harbour?"),
    "hurt": ("count", "How many people were hurt?"),
    "fee": ("money", "What is the harbour fee?"),
    "carts": ("count", "How many carts were lost?"),
}
CLAIMS = [
    made.claim("breach", "breach", "2019-03-05T05:40", wording="at 5:40 on 5 March 2019"),
    made.claim("dead", wording="18 people died"),
    made.claim("b3", "boats", "30", origin_id="water-board", paragraph="3", counted="boats")
    | {"source_id": "board"},
    made.claim("b4", "boats", "30", origin_id="police", paragraph="4", counted="boats"),
    made.claim("mourning", "mourning", "2019-03-10", wording="mourning on 10 March 2019"),
    made.claim("ages", "ages", "4", high="15", qualifier="between", wording="aged four, 11 and 15"),
    made.claim("fire", "fire", "12", wording="the mill burned for 12 hours", paragraph="9"),
    made.claim("out", "out", "2019-03-06T09:00", wording="until 9 a.m.", paragraph="9"),
    made.claim("opened", "opened", "2023-05-14", note="Nepali calendar: 31 Baisakh 2080"),
    made.claim("l", "taken", "2019-03-05", wording="on 5 March 2019"),
    made.claim("g", "retaken", "2019-03-05TEV", wording="in the evening of 5 March 2019"),
    made.claim("h", "retaken", "2019-03-05", wording="5 March 2019", origin_id="police"),
    made.claim("tents", "tents", "20000", counted="tents", wording="20 thousand tents"),
    made.claim("ships", "ships", "41", counted="ships", wording="41 ships lay there"),
    made.claim("hurt", "hurt", "34", wording="18 people were killed and 34 injured"),
    made.claim("fee", "fee", "250", wording="a fee of $250", origin_id="union"),
    made.claim("carts", "carts", "50", wording="50 carts were lost", origin_id="nobody"),
]


@pytest.fixture(scope="module")
def ledgers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Comparison]:
    """The river ledger and a made-up one."""
    questions = [
        {"question_id": name, "topic": name, "short": name, "kind": kind, "question": question,
         "running_total": "no", "unit": "US dollars" if kind == "money" else ""}
        for name, (kind, question) in ASKED.items()
    ]  # fmt: skip
    report = {"origin_id": "report", "name": "Inspection report", "party": "Inspectors"}
    nobody = {"origin_id": "nobody", "name": "No source named", "party": "unnamed"}
    other = made.compared(
        tmp_path_factory.mktemp("other"),
        *CLAIMS,
        questions=[*made.QUESTIONS, *questions],
        origins=[*made.ORIGINS, report | {"kind": "report"}, nobody | {"kind": "pooled"}],
    )
    return {"river": cb.load(RIVER).compare(), "other": other}


@pytest.fixture
def river(ledgers: dict[str, Comparison]) -> Comparison:
    return ledgers["river"]


def rows(text: str, known: Comparison) -> dict[str, dict[str, str]]:
    """The rows of a draft by number; a number that speaks of nothing in the ledger has none."""
    table = proof(text, known)
    assert table["number"].is_unique
    return table.set_index("number").to_dict("index")


@pytest.mark.parametrize(
    ("ledger", "flag", "draft", "mended", "number", "mended_number", "says"),
    made.cases(__file__, "drafts.csv"),
)
def test_a_figure_gets_its_flag_and_none_when_it_is_mended(
    ledgers, ledger, flag, draft, mended, number, mended_number, says
):
    found = rows(draft, ledgers[ledger])[number]
    assert flag in found["flags"].split("|")
    assert says in found["message"]
    assert rows(mended, ledgers[ledger])[mended_number]["flags"] == ""


@pytest.mark.parametrize(("draft", "numbers"), made.cases(__file__, "in_order.csv"))
def test_what_is_told_as_the_ledger_has_it_is_in_order_and_other_numbers_get_no_alarm(
    river, draft, numbers
):
    found = rows(draft, river)
    held = {number: row["flags"] for number, row in found.items() if row["claims"]}
    assert held == dict.fromkeys(filter(None, numbers.split("; ")), "")
    assert {row["flags"] for row in found.values()} <= {"", "not-found"}


def test_several_flags_stand_in_their_order_and_what_goes_without_saying_is_not_said(river):
    found = rows("About 50 hours passed until the power was back in Lower Town.", river)["50"]
    assert found["flags"] == "hedge|contested"  # and not that it is of one voice
    found = rows("There were 1,200 soldiers in the valley.", river)["1,200"]
    assert found["flags"] == "scope"


def test_a_row_has_the_line_of_the_draft_also_in_a_wrapped_paragraph(river):
    text = (
        "# The flood\n\nThe Water Board said that in the whole of the valley of the river\n"
        "more than 40 people were injured by the water, and that there had been\n"
        "1,200 rescuers in the valley.\n"
    )
    table = proof(text, river)
    assert table[["line", "number"]].to_numpy().tolist() == [[4, "40"], [5, "1,200"]]


def test_the_points_of_a_list_are_given_to_whom_its_heading_names(river):
    points = "- More than 40 people were injured.\n- There were 1,200 rescuers in the valley.\n"
    assert set(proof(f"The Water Board, in its bulletin\n\n{points}", river)["flags"]) == {""}
    assert set(proof(f"IN SHORT\n\n{points}", river)["flags"]) == {"one-voice"}


@pytest.mark.parametrize(
    ("draft", "claims"),
    [
        ("The bridge was taken on 5 March 2019.", "l"),
        ("The bridge was retaken on the evening of 5 March 2019.", "g; h"),
        ("The bridge was retaken on 5 March 2019.", "h; g"),
    ],
)
def test_a_date_is_held_against_the_event_of_its_verb(ledgers, draft, claims):
    assert proof(draft, ledgers["other"])["claims"].tolist() == [claims]


def test_as_text_csv_and_in_a_notebook_it_is_the_same(river, tmp_path):
    text = "The League counted at least 23 dead.\n\nThe Board has 1,200 rescuers in the valley.\n"
    table = cb.load(RIVER).proof(text)
    assert table["claims"].tolist() == ["rl-deaths", "wb-rescuers"]
    first, last = as_text(table).splitlines()
    assert first.startswith("1: 23: hedge: The ledger has 23")
    assert last == "2 figures, 1 in order."
    assert as_text(proof("", river)) == "no figures, 0 in order."
    (tmp_path / "draft.txt").write_text(text, encoding="utf-8")
    command = ["proof", str(tmp_path / "draft.txt"), "--data", str(RIVER), "--format", "csv"]
    printed = pd.read_csv(io.StringIO(CliRunner().invoke(cli, command).stdout), dtype="str")
    assert printed.columns.tolist() == COLUMNS == ["line", "number", "flags", "claims", "message"]
    assert printed.fillna("").equals(table.astype("str"))


def test_no_figure_is_passed_over_in_silence(river, tmp_path):
    text = "On 9 May 400 tons, says the Board, and 77 of them came. Ring 0800 555 0142."
    table = proof(text, river)
    assert table["flags"].tolist() == ["", "", "not-found"]
    assert as_text(table).splitlines() == [
        "1: 77: not-found: The ledger has no such figure, nor a question that clearly asks for it.",
        "3 figures, 0 in order, 2 not compared: 9 May (line 1) and 400 (line 1).",
    ]
    empty = made.compared(tmp_path, questions=())
    assert proof("The League counted 23 dead.", empty)["flags"].tolist() == ["not-found"]


def test_hundreds_of_sentences_take_seconds_of_computing(river):
    lines = [f"The Relief League counted {n} dead in house {n} of the valley." for n in range(300)]
    began = time.process_time()
    proof("\n".join(lines), river)
    assert time.process_time() - began < 3


def test_the_readme_shows_what_its_command_prints(tmp_path, monkeypatch):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.split("## A draft against the ledger")[1].split("\n## ")[0]
    writes, proves = re.search(r"```sh\n(.*?)```", section, re.DOTALL)[1].splitlines()
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    monkeypatch.chdir(tmp_path)
    subprocess.run(writes, shell=True, check=True)
    _, *words = shlex.split(proves, comments=True)
    done = CliRunner().invoke(cli, words)
    assert done.stdout.splitlines() == re.findall(r"^    (.+)$", section, re.MULTILINE)
