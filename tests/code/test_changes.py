"""What an edit did is said cell by cell and verdict by verdict, with the edit it comes from."""

from collections.abc import Iterable
from pathlib import Path

import made
import pytest

from claimbook.compare.comparison import Comparison
from claimbook.summaries import changes
from claimbook.summaries.changes import Changes

BEFORE = (
    made.said("a", "boats", "20, union"),
    made.said("b", "boats", "40, board"),
    made.said("c", "first", "alarm, board"),
)
A_IS_40 = (made.said("a", "boats", "40, union"), *BEFORE[1:])


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    return made.compared(tmp_path_factory.mktemp("before"), *BEFORE)


def edited(
    folder: Path, before: Comparison, *claims: made.Row, **others: Iterable[made.Row]
) -> Changes:
    return changes.changes(before, made.compared(folder / "after", *(claims or BEFORE), **others))


def changed(rows: Iterable[made.Row], name: str, **cells: str) -> tuple[made.Row, ...]:
    """The rows with one edited, found by its first cell."""
    return tuple(row | cells if next(iter(row.values())) == name else row for row in rows)


def test_the_same_rows_in_whatever_order_are_no_edit(tmp_path: Path, before: Comparison) -> None:
    same, moved = edited(tmp_path, before), edited(tmp_path, before, *reversed(BEFORE))
    assert changes.text(same) == "The ledger is the same."
    assert changes.text(moved) == "Only the order of the rows changed."
    assert same.verdicts.empty and moved.verdicts.empty and moved.statuses.empty


def test_an_edited_figure_is_told_with_the_verdict_and_the_question_it_moves(
    tmp_path: Path, before: Comparison
) -> None:
    found = edited(tmp_path, before, *A_IS_40)
    (cause,) = found.verdicts["because"]
    assert cause == "a: low “20” → “40”, high “20” → “40”"  # the wording decides nothing
    lines = [line.split(": Boatmen")[0] for line in changes.text(found).splitlines()]
    assert lines == [
        "1 claim edited; 1 verdict changed, 1 question now told alike.",
        "",
        "Claims edited",
        "  a",
        "    wording: “20 people” → “40 people”",
        "    low: “20” → “40”",
        "    high: “20” → “40”",
        "",
        "Verdicts changed",
        "  boats: a and b: conflict → agree",
        "    before",
        "    now",
        "    because of: a: low “20” → “40”, high “20” → “40”",
        "",
        "Questions",
        "  How many boats sank?",
        "    contested → told alike",
    ]


def test_added_and_removed_claims_bring_and_take_their_verdicts(
    tmp_path: Path, before: Comparison
) -> None:
    found = edited(tmp_path, before, *BEFORE[1:], made.said("d", "boats", "40, witness, blog"))
    assert changes.summary(found) == (
        "1 claim added, 1 removed; no verdicts changed, 1 new, 1 gone, 1 question now told alike"
    )
    assert [*found.verdicts["because"]] == ["d added", "a removed"]
    told = dict(changes.sections(found))
    assert [head for head, _ in told["New verdicts"]] == [
        "boats: b and d: new → agree (an unnamed voice)"
    ]
    assert {*told} == {"Claims added", "Claims removed", "New verdicts", "Verdicts that are gone",
                       "Questions"}  # fmt: skip


def test_a_caveat_alone_is_told_apart_from_verdicts(tmp_path: Path, before: Comparison) -> None:
    found = edited(tmp_path, before, *changed(BEFORE, "a", stated="reportedly"))
    assert changes.summary(found) == (
        "1 claim edited; no verdicts changed, the caveats of 1 pair changed"
    )
    (head, details), *_ = dict(changes.sections(found))["Caveats changed"]
    assert head == "boats: a and b: conflict (no caveat) → conflict (hearsay)"
    assert details[-1] == "because of: a: stated nothing → “reportedly”"


@pytest.mark.parametrize(
    ("file", "row", "column", "cell", "cause"), made.cases(__file__, "causes.csv")
)
def test_an_edit_of_what_a_claim_refers_to_is_named_as_the_cause(
    tmp_path: Path, before: Comparison, file: str, row: str, column: str, cell: str, cause: str
) -> None:
    rows = made.table(made.LEDGERS / "flood" / f"{file}.csv")
    found = edited(tmp_path, before, **{file: changed(rows, row, **{column: cell})})
    assert [*found.verdicts["because"]] == [cause] * len(found.verdicts)
    assert found.verdicts.empty == (cause == "")


def test_a_scope_moved_within_another_is_named_as_the_cause(tmp_path: Path) -> None:
    claims = made.all_said("boats", "20, mill, union | 40, upper, board")
    scopes = changed(made.SCOPES, "the mill", within="Upper Town")
    found = edited(tmp_path, made.compared(tmp_path, *claims), *claims, scopes=scopes)
    assert found.verdicts[["before", "after"]].to_numpy().tolist() == [["apart", "part"]]
    assert [*found.verdicts["because"]] == ["the mill: within “Lower Town” → “Upper Town”"]
