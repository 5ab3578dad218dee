"""The rules from claims to verdicts, row by row as the design has them, on pairs of claims.

Each row of rules.csv is a pair on a question of its own: a figure, hedged figure or answer, then
who says it, when and of what, in the words below; the rest is as `made.claim` has it: the River
Post, in its own voice, as of 8 March. Cases that begin with a number are of that row.
"""

import csv
import re
from pathlib import Path

import made
import pytest

from claimbook.compare.verdicts import CONDITIONS, FAMILIES, RULES, VERDICTS

# Of these the board and the police are of one party, the State; the witness is unnamed.
WORDS = {
    "board": {"source_id": "board", "origin_id": "water-board"},
    "quoted": {"origin_id": "water-board"},  # the board again, in the River Post
    "police": {"origin_id": "police"},
    "union": {"origin_id": "union"},
    "witness": {"origin_id": "witness"},
    "pooled": {"origin_id": "sources"},
    "blog": {"source_id": "blog"},
    "earlier": {"as_of": "2019-03-06"},
    "around": {"as_of": "2019-03-07/2019-03-09"},
    "later": {"as_of": "2019-03-09"},
    "part": {"scope": "Lower Town"},
    "mill": {"scope": "the mill"},
    "upper": {"scope": "Upper Town"},
    "limited": {"scope": "Lower Town; children"},
    "possibly": {"stated": "possibly"},
    "reportedly": {"stated": "reportedly"},
    "counted": {"counted": "people", "wording": "18 people"},
    "by radio": {"counted": "people", "via": "Radio Olm"},
    "sirens": {"wording": "sirens sounded"},
    "nobody": {"wording": "nobody was warned"},
}
MONEY = {"question_id": "cost", "topic": "losses", "question": "What did it cost?",
         "short": "Cost", "kind": "money", "unit": "crowns", "running_total": "no"}  # fmt: skip
SHARE = MONEY | {"question_id": "share", "kind": "share", "unit": "percent"}
ASKED = {row["question_id"]: row for row in (*made.QUESTIONS, MONEY, SHARE)}
HEDGED = re.compile(r"([a-z ]*[a-z]) ?(?:([0-9]+)(?: and ([0-9]+))?)?")
# Which of low and high hold the number that a hedge stands before.
ENDS = {"about": (1, 1), "up to": (0, 1), "at least": (1, 0), "more than": (1, 0)}
NAMED = [
    {"case": "numbers", "question": "dead", "one": "about 50, by radio, union",
     "other": "18, board, later, limited",
     "reason": "Boatmen’s union › Radio Olm › Post ¶1 (8 Mar 2019) has about 50 “people” "
               "(read as 45 to 55), Board ¶2 (9 Mar 2019) has 18 [Lower Town; children]: "
               "the one speaks of a part of the other, and both can hold; as-of inferred."},
    {"case": "answers", "question": "warned", "one": "no, nobody, board",
     "other": "yes, sirens, union, reportedly",
     "reason": "Board ¶1 (8 Mar 2019) has no “nobody was warned”, Boatmen’s union › Post ¶2 "
               "(8 Mar 2019) has yes “sirens sounded”: both cannot hold; hearsay."},
]  # fmt: skip


def rows() -> list[dict[str, str]]:
    with Path(__file__).with_name("rules.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


ROWS = rows()


def side(name: str, question: str, text: str) -> made.Row:
    """A claim as a cell of the table has it."""
    figure, *words = text.split(", ")
    found = HEDGED.fullmatch(figure)
    if found and ASKED[question]["kind"] in ("count", "money"):
        hedge, one, two = found[1], found[2] or "", found[3]
        at = ENDS.get(hedge, (1, 1))
        row = made.hedged(name, hedge, one * at[0], two or one * at[1])
    else:
        row = made.claim(name, question, figure)
    for word in words:
        row |= WORDS[word]
    return row


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """Verdict, caveats and reason of every pair, by its case."""
    claims, questions = [], []
    for number, row in enumerate((*ROWS, *NAMED)):
        name = f"{row['question']}-{number}"
        asked = f"{ASKED[row['question']]['question']} {number}"
        questions.append(ASKED[row["question"]] | {"question_id": name, "question": asked})
        claims += [
            side(f"c{number}-{at}", row["question"], row[each])
            | {"question_id": name, "paragraph": str(at)}
            for at, each in enumerate(("one", "other"), 1)
        ]
    folder = tmp_path_factory.mktemp("rules")
    found = made.compared(folder, *claims, questions=questions).verdicts
    cases = [row["case"] for row in (*ROWS, *NAMED)]
    return dict(zip(cases, found.to_dict("records"), strict=True))


@pytest.mark.parametrize("row", ROWS, ids=[row["case"] for row in ROWS])
def test_the_first_row_that_holds_gives_the_verdict_and_its_caveats(
    table: dict[str, dict[str, str]], row: dict[str, str]
) -> None:
    found = table[row["case"]]
    assert (found["verdict"], found["caveats"]) == (row["verdict"], row["caveats"])
    ending = f"; {row['caveats']}." if row["caveats"] else "."
    assert row["words"] in found["reason"] and found["reason"].endswith(ending)
    assert "{" not in found["reason"]


@pytest.mark.parametrize("row", NAMED, ids=[row["case"] for row in NAMED])
def test_the_reason_names_both_sides_with_figure_hedge_date_and_voice(
    table: dict[str, dict[str, str]], row: dict[str, str]
) -> None:
    assert table[row["case"]]["reason"] == row["reason"]


@pytest.mark.parametrize("closing", [closing for *_, closing in RULES])
def test_every_row_of_the_table_is_reached_by_one_of_these_pairs(
    table: dict[str, dict[str, str]], closing: str
) -> None:
    fixed = max(closing.split("{kin}"), key=len).strip()
    assert any(fixed in row["reason"] for row in table.values())


def test_the_table_names_only_conditions_that_are_explained() -> None:
    named = {name for _, conditions, _ in RULES for name in conditions.split()}
    assert named == {*CONDITIONS}
    assert {*VERDICTS} == {verdict for verdicts in FAMILIES.values() for verdict in verdicts}
