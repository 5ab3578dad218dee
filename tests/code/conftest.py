"""What the shell says of other ledgers is no matter of these tests."""

import shutil
from pathlib import Path

import made
import pytest


@pytest.fixture(autouse=True)
def no_ledger_or_documents_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CLAIMBOOK_DATA", "CLAIMBOOK_DOCUMENTS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def river(tmp_path: Path) -> Path:
    """A copy of the river ledger with its documents, that a test may change."""
    return Path(shutil.copytree(made.RIVER, tmp_path / "river"))
