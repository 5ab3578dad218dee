"""The real ledger against its documents; skipped where these are not at hand."""

import re
import subprocess
from pathlib import Path

from claimbook import evidence
from claimbook.ledger import Ledger

ROOT = Path(__file__).parents[2]
MOST_WORDS = 8


def test_every_document_is_at_hand(book: Ledger, documents: dict[str, str]) -> None:
    assert evidence.missing(book, documents) == []


def test_every_wording_is_found_once_and_every_number_accounted_for(
    book: Ledger, documents: dict[str, str]
) -> None:
    assert [str(problem) for problem in evidence.problems(book, documents)] == []
    assert set(evidence.anchors(book.claims, documents)["anchor"]) == {"found"}
    assert set(evidence.census(book.claims, book.not_claims, documents)["state"]) == {
        "claimed",
        "excluded",
    }


def test_no_tracked_file_quotes_more_than_eight_words(documents: dict[str, str]) -> None:
    known = {run for text in documents.values() for line in text.splitlines() for run in runs(line)}
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = listed.stdout.decode().split("\0")
    quoting = [
        name
        for name in filter(None, names)
        if name != "data/sources.csv"  # titles are bibliographic
        and (ROOT / name).is_file()
        and known & runs((ROOT / name).read_text(encoding="utf-8", errors="replace"))
    ]
    assert names and quoting == []


def runs(text: str) -> set[tuple[str, ...]]:
    """All runs of one word more than may be quoted."""
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[at : at + MOST_WORDS + 1]) for at in range(len(words) - MOST_WORDS)}
