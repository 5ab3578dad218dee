"""What the shell says of other ledgers is no matter of these tests."""

import pytest


@pytest.fixture(autouse=True)
def no_ledger_or_documents_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CLAIMBOOK_DATA", "CLAIMBOOK_DOCUMENTS"):
        monkeypatch.delenv(name, raising=False)
