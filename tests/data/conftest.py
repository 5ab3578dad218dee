"""The real ledger and, where they are at hand, its documents."""

from pathlib import Path

import pytest

from claimbook import evidence, ledger
from claimbook.ledger import Ledger

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def book() -> Ledger:
    return ledger.load(ROOT / "data")


@pytest.fixture(scope="session")
def documents(book: Ledger) -> dict[str, str]:
    found = evidence.find_documents(book.sources, evidence.documents_folder(None, book.folder))
    if not found:
        pytest.skip("the documents are not at hand: set CLAIMBOOK_DOCUMENTS or use data/documents")
    return found
