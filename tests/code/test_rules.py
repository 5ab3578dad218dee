"""The rules from claims to verdicts, row by row as the design has them, on pairs of claims.

Each row of rules.csv is a pair on a question of its own, in the words of `made.said`; the rest is
as `made.claim` has it: the River Post, in its own voice, as of 8 March. Cases that begin with a
number are of that row of the design.
"""

from pathlib import Path

import made
import pytest

from claimbook.compare.verdicts import CONDITIONS, FAMILIES, RULES, VERDICTS

MONEY = {"question_id": "cost", "topic": "losses", "question": "What did it cost?",
         "short": "Cost", "kind": "money", "unit": "crowns", "running_total": "no"}  # fmt: skip
SHARE = MONEY | {"question_id": "share", "kind": "share", "unit": "percent"}
ASKED = {row["question_id"]: row for row in (*made.QUESTIONS, MONEY, SHARE)}
ROWS = made.table(Path(__file__).with_name("rules.csv"))


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> dict[str, made.Row]:
    """Verdict, caveats and reason of every pair, by its case."""
    claims, questions = [], []
    for number, row in enumerate(ROWS):
        name = f"{row['question']}-{number}"
        asked = f"{ASKED[row['question']]['question']} {number}"
        questions.append(ASKED[row["question"]] | {"question_id": name, "question": asked})
        claims += [
            made.said(f"c{number}-{at}", row["question"], row[each])
            | {"question_id": name, "paragraph": str(at)}
            for at, each in enumerate(("one", "other"), 1)
        ]
    folder = tmp_path_factory.mktemp("rules")
    found = made.compared(folder, *claims, questions=questions).verdicts
    cases = [row["case"] for row in ROWS]
    return dict(zip(cases, found.to_dict("records"), strict=True))


@pytest.mark.parametrize("row", ROWS, ids=[row["case"] for row in ROWS])
def test_the_first_row_that_holds_gives_the_verdict_its_caveats_and_a_reason(
    table: dict[str, made.Row], row: made.Row
) -> None:
    found = table[row["case"]]
    assert (found["verdict"], found["caveats"]) == (row["verdict"], row["caveats"])
    ending = f"; {row['caveats']}." if row["caveats"] else "."
    assert row["words"] in found["reason"] and found["reason"].endswith(ending)
    assert "{" not in found["reason"]


@pytest.mark.parametrize("closing", [closing for *_, closing in RULES])
def test_every_row_of_the_table_is_reached_by_one_of_these_pairs(
    table: dict[str, made.Row], closing: str
) -> None:
    fixed = max(closing.split("{kin}"), key=len).strip()
    assert any(fixed in row["reason"] for row in table.values())


def test_the_table_names_only_conditions_that_are_explained() -> None:
    named = {name for _, conditions, _ in RULES for name in conditions.split()}
    assert named == {*CONDITIONS}
    assert {*VERDICTS} == {verdict for verdicts in FAMILIES.values() for verdict in verdicts}
