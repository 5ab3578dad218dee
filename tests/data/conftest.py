"""The real ledger and, where they are at hand, its documents."""

from pathlib import Path

import pytest

from claimbook.evidence.documents import find_documents
from claimbook.ledger.check import load
from claimbook.ledger.folder import documents_folder
from claimbook.ledger.model import Ledger

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="session")
def ledger() -> Ledger:
    return load(DATA)


@pytest.fixture(scope="session")
def documents(ledger: Ledger) -> dict[str, str]:
    """Text by source_id; also of some of them only."""
    found = find_documents(ledger.sources, documents_folder(None, DATA))
    if not found:
        pytest.skip("the documents are not at hand: set CLAIMBOOK_DOCUMENTS or use data/documents")
    return found
