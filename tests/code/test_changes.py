"""What an edit did is said field by field and verdict by verdict, with the edit it comes from."""

import csv
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner

from claimbook import changes, ledger
from claimbook.cli import cli

RIVER = Path(__file__).parents[1] / "ledgers" / "river"


@pytest.fixture
def river(tmp_path):
    return Path(shutil.copytree(RIVER, tmp_path / "data"))


def rewrite(folder: Path, sheet: str, change) -> None:
    """Pass the rows of a sheet, as dicts, through a function and write what it returns."""
    path = folder / f"{sheet}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows, names = list(reader), reader.fieldnames
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(change(rows))


def put(folder: Path, sheet: str, key: str, **cells: str) -> None:
    def change(rows):
        (row,) = [row for row in rows if next(iter(row.values())) == key]
        row.update(cells)
        return rows

    rewrite(folder, sheet, change)


def changed(folder: Path) -> changes.Changes:
    return changes.compare(changes.load(RIVER, RIVER), changes.load(folder, folder))


def test_the_same_ledger_has_no_changes(river):
    found = changed(river)
    assert found.rows.empty and found.verdicts.empty and found.statuses.empty
    assert changes.text(found) == "The ledger is the same."


def test_an_edited_figure_is_told_with_the_verdicts_and_the_question_it_moves(river):
    put(river, "claims", "mg-fields", low="19", high="19", wording="19% of the fields")
    found = changed(river)
    assert changes.summary(found) == (
        "1 claim edited; 1 verdict changed, 1 question now corroborated"
    )
    assert found.rows.to_dict("records") == [
        {"sheet": "claims", "key": "mg-fields", "change": "edited"} | cell
        for cell in (
            {
                "column": "wording",
                "before": "35% of the fields lay under water",
                "after": "19% of the fields",
            },
            {"column": "low", "before": "35", "after": "19"},
            {"column": "high", "before": "35", "after": "19"},
        )
    ]
    (verdict,) = found.verdicts.to_dict("records")
    assert (verdict["before"], verdict["after"]) == ("conflict", "compatible")
    assert verdict["because"] == "mg-fields: low “35” → “19”, high “35” → “19”"
    assert found.statuses.to_dict("records") == [
        {
            "question_id": "fields",
            "question": "What share of the fields was flooded?",
            "before": "contested",
            "after": "corroborated",
        }
    ]
    text = changes.text(found)
    assert text.splitlines()[0] == changes.summary(found) + "."
    assert "    low: “35” → “19”" in text
    assert "  fields: wb-fields, mg-fields: conflict → compatible" in text


def test_a_wording_or_via_that_moves_no_verdict_says_so(river):
    put(river, "claims", "mg-fields", via="Radio Olm")
    assert changes.summary(changed(river)) == "1 claim edited; no verdicts changed"


def test_added_and_removed_claims_bring_and_take_their_verdicts(river):
    def change(rows):
        rows = [row for row in rows if row["claim_id"] != "rl-bread"]
        return [*rows, rows[0] | {"claim_id": "wb-breach-again", "paragraph": "9"}]

    rewrite(river, "claims", change)
    found = changed(river)
    assert changes.summary(found) == (
        "1 claim added, 1 removed; no verdicts changed, 2 new, 1 gone, 1 question now single claim"
    )
    new = found.verdicts[found.verdicts["before"].eq("")]
    assert set(new["because"]) == {"wb-breach-again added"}
    (gone,) = found.verdicts[found.verdicts["after"].eq("")].to_dict("records")
    assert (gone["before"], gone["because"]) == ("conflict", "rl-bread removed")
    added = found.rows[found.rows["change"].eq("added")]
    assert "" not in set(added["after"]) and set(added["before"]) == {""}


def test_an_edit_of_a_party_or_a_rule_is_named_as_the_cause(river):
    put(river, "origins", "relief-league", party="Government of Orvel")
    put(river, "questions", "deaths", running_total="no")
    found = changed(river)
    because = found.verdicts.set_index(["claim_a", "claim_b"])["because"]
    assert because["wb-deaths", "rp-deaths"] == "deaths: running_total “yes” → “no”"
    assert "relief-league: party" in because["rp-deaths", "rl-deaths"]
    assert changes.summary(found).startswith("1 question edited, 1 origin edited; ")

    def wider(rows):
        rows[1]["low"], rows[1]["high"] = "-60", "60"
        return rows

    again = Path(shutil.copytree(RIVER, river.parent / "rules"))
    rewrite(again, "conventions", wider)
    found = changed(again)
    houses = found.verdicts[found.verdicts["claim_b"].eq("rl-bread")]
    assert set(houses["because"]) == {"as-worded, about: low “-10” → “-60”, high “10” → “60”"}
    assert found.rows["sheet"].unique().tolist() == ["conventions"]


def test_a_caveat_alone_is_told_apart_from_a_verdict(river):
    put(river, "claims", "mg-fields", note="as-of inferred")
    found = changed(river)
    assert changes.summary(found) == (
        "1 claim edited; no verdicts changed, the caveats of 1 pair changed"
    )
    assert "conflict (no caveat) → conflict (as-of inferred)" in changes.text(found)


def test_another_order_of_rows_is_no_edit(river):
    rewrite(river, "claims", lambda rows: rows[::-1])
    found = changed(river)
    assert found.verdicts.empty
    assert changes.text(found) == "Only the order of the rows changed."


def test_a_sheet_that_becomes_empty_is_compared_too(river):
    rewrite(river, "not_claims", lambda rows: [])
    assert "numbers that are no claims removed" in changes.summary(changed(river))


def test_swapping_the_ledgers_swaps_before_and_after(river):
    put(river, "claims", "mg-fields", low="19", high="19")
    there, back = (
        changes.compare(*(changes.load(folder, folder) for folder in pair)).verdicts
        for pair in ((RIVER, river), (river, RIVER))
    )
    assert there["before"].tolist() == back["after"].tolist()
    assert there["after"].tolist() == back["before"].tolist()


def test_the_page_escapes_what_the_ledger_says_and_needs_no_other_file(river):
    put(river, "claims", "mg-fields", note="<script>alert(1)</script> as-of inferred")
    page = changes.page(changed(river), "River & flood")
    soup = BeautifulSoup(page, "html.parser")
    assert not soup.find_all("script") and not soup.find_all("header")
    assert "&lt;script&gt;alert(1)" in page
    assert soup.h1.text == "What changed"
    assert soup.title.text == "What changed – River & flood"
    assert [heading.text for heading in soup.find_all("h2")] == ["Claims edited", "Caveats changed"]


def git(folder: Path, *arguments: str) -> None:
    names = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    clean = {name: text for name, text in os.environ.items() if not name.startswith("GIT_")}
    subprocess.run(
        ["git", *names, *arguments], cwd=folder, check=True, capture_output=True, env=clean
    )


def test_a_git_revision_of_the_folder_is_read(river):
    git(river.parent, "init", "-q")
    git(river.parent, "add", ".")
    git(river.parent, "commit", "-q", "-m", "one")
    put(river, "claims", "mg-fields", low="19", high="19")
    before = changes.load("HEAD", river)
    assert before.digest == ledger.load(RIVER).digest
    ran = CliRunner().invoke(cli, ["changes", "HEAD", "--data", str(river)])
    assert ran.output.startswith("1 claim edited; 1 verdict changed, 1 question now corroborated.")


@pytest.mark.parametrize("name", ["no-such-revision", "--output=x", "HEAD:nothing", "\x1b[2J"])
def test_what_is_neither_folder_nor_revision_is_refused(name, river):
    with pytest.raises(changes.ChangesError, match="neither a folder nor a git revision") as caught:
        changes.load(name, river)
    assert "\x1b" not in str(caught.value)
    assert not (river / "x").exists()


def test_a_ledger_that_is_not_valid_is_named_with_its_problems(river):
    put(river, "claims", "mg-fields", low="many")
    with pytest.raises(changes.ChangesError, match=r"not valid:\nclaims\.csv:\d+: low: "):
        changes.load(river, river)


def test_the_command_compares_with_the_last_report_and_writes_a_page(river, tmp_path):
    out = tmp_path / "reports"
    run = CliRunner().invoke
    options = ["changes", "--data", str(river), "--out", str(out)]
    none = run(cli, options)
    assert none.exit_code == 1 and "Run claimbook report first" in none.output
    shutil.copytree(RIVER, out / ".ledger" / "now")
    put(river, "claims", "mg-fields", low="19", high="19")
    done = run(cli, [*options, "--html", str(tmp_path / "edit.html")])
    assert done.exit_code == 0, done.output
    assert done.output.startswith("1 claim edited; 1 verdict changed")
    assert "conflict → compatible" in (tmp_path / "edit.html").read_text(encoding="utf-8")
