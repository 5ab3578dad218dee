"""README.md says what the ledger says now."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests"))

import readme  # noqa: E402

STALE = "is stale: run make refresh"


def test_the_findings_are_those_of_the_ledger() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert text == readme.with_findings(text), f"README.md {STALE}"


def test_the_picture_is_the_stored_chart() -> None:
    assert readme.PICTURE.read_bytes() == readme.picture(), f"{readme.PICTURE.name} {STALE}"


def test_every_notebook_is_listed() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    missing = [path.stem for path in (ROOT / "notebooks").glob("*.ipynb") if path.stem not in text]
    assert missing == []
