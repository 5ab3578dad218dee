"""Other people's stories: a disaster told in tables, a march counted in lakhs, 54 reports."""

import warnings
from functools import cache
from pathlib import Path

import made
import pytest
from click.testing import CliRunner

from claimbook.cli import cli
from claimbook.compare.comparison import Comparison, compare
from claimbook.ledger.check import load

LEDGERS = Path(__file__).parents[1] / "ledgers"
# Words that belong to this story, and to others.
OWN = ("Sarrat", "fertiliser")
FOREIGN = ("Kazakhstan", "Almaty", "Tokayev", "Meduza", "River Post", "Olm valley", "Lower Town")


def run(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(cli, [*map(str, arguments)])
    return result.exit_code, result.output


@cache
def compared(name: str) -> Comparison:
    return compare(load(LEDGERS / name))


@pytest.mark.parametrize("name", ["river", "harbour", "march", "reports"])
def test_its_ledger_passes_without_a_word(name: str) -> None:
    documents = LEDGERS / name / "documents"
    at_hand = ["--documents", documents] if documents.exists() else []
    code, said = run("check", "--data", LEDGERS / name, *at_hand)
    assert code == 0 and "warning" not in said and "1 " not in said.splitlines()[0][:2]
    assert ("only the digits are compared: gazette." in said) == (name == "march")  # in Hindi


@pytest.mark.parametrize(
    ("name", "one", "other", "verdict"),
    [
        ("harbour", "ht-killed-1", "ht-killed-3", "update"),  # one ministry's total rises
        ("harbour", "ht-killed-3", "du-killed", "unsettled"),  # a rival's, later and higher
        ("harbour", "ht-killed-3", "du-killed-ministry", "repeat"),  # quoted by its rival
        ("harbour", "hn-killed-first", "hn-killed", "revised"),  # it corrected itself
        ("harbour", "pl-fire", "du-fire", "conflict"),  # 16:40 and before 16:00
        ("march", "pn-marched", "fl-marched", "conflict"),  # 1.2 lakh and 12 lakh
        ("march", "fl-marched", "wr-marched", "compatible"),  # a word leaves the end open
        ("march", "fl-hospital-12", "fl-hospital-13", "framing"),  # 12 or 13
        ("march", "pn-began", "fl-began", "compatible"),  # 9:30 is in the morning
        ("march", "fl-cost", "gz-cost", "repeat"),  # three quarters of a crore, 75,00,000
        ("reports", "avel-wire-killed", "marsk-herald-killed", "compatible"),
    ],
)
def test_its_pairs_are_called_what_a_reader_would(
    name: str, one: str, other: str, verdict: str
) -> None:
    assert made.verdict(compared(name), one, other) == verdict


def test_its_report_is_of_this_story_alone(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        code, said = run("report", "--data", LEDGERS / "harbour", "--out", tmp_path / "out")
    assert code == 0, said
    pages = {page.name: page.read_text("utf-8") for page in (tmp_path / "out").glob("*.html")}
    assert {f"topic-{name}.html" for name in compared("harbour").ledger.topics} <= set(pages)
    assert all(word in pages["figures.html"] + pages["documents.html"] for word in OWN)
    for page, text in pages.items():
        strange = (*FOREIGN, str(tmp_path), "site-packages", "UserWarning")
        assert [word for word in strange if word in text] == [], page
