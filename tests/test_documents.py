"""A document is known by its bytes, by its text in other bytes, or as one that has changed."""

import os
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pytest

from claimbook.errors import ClaimbookError
from claimbook.evidence.documents import AtHand, at_hand, documents_folder, paragraphs

TEXT = "Harbour notes\n\nThe harbour office said that eighteen boats sank.\nLamps were lit.\n"
QUOTED = "said that eighteen boats sank"


def look(folder: Path, **files: bytes) -> AtHand:
    """What is at hand of the document of `TEXT` where a folder holds some files."""
    for name, content in files.items():
        (folder / f"{name}.txt").write_bytes(content)
    digest = sha256(TEXT.encode()).hexdigest()
    sources = pd.DataFrame({"source_id": ["harbour"], "sha256": [digest], "short": ["Harbour"]})
    return at_hand(sources, folder, pd.DataFrame({"source_id": ["harbour"], "wording": [QUOTED]}))


def test_a_document_is_recognised_by_its_bytes_under_any_name(tmp_path):
    found = look(tmp_path, whatever=TEXT.encode(), README=b"How to get the documents")
    assert found == AtHand(texts={"harbour": TEXT})


@pytest.mark.parametrize(
    "content",
    [
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.rstrip("\n").encode(),
        TEXT.rstrip("\n").replace("\n", "\r\n").encode("utf-8-sig"),
    ],
)
def test_the_same_text_in_other_bytes_is_the_same_document(tmp_path, content):
    found = look(tmp_path, whatever=content)
    assert paragraphs(found.texts["harbour"]) == paragraphs(TEXT)
    assert found.rewritten["harbour"].name == "whatever.txt"
    assert not found.changed and not found.strangers


@pytest.mark.parametrize(
    ("name", "text", "changed"),
    [
        ("harbour", "Nothing of it is left.", True),
        ("harbour (1)", f"The mayor {QUOTED}.", True),
        ("whatever", f"The mayor {QUOTED}.", True),
        ("harbour-2", "Another report of the harbour.", False),
        ("whatever", "Eighteen boats.", False),
    ],
)
def test_a_document_whose_name_or_text_is_near_has_changed(tmp_path, name, text, changed):
    found = look(tmp_path, **{name: text.encode()})
    assert ("harbour" in found.texts) == ("harbour" in found.changed) == changed
    assert [file.name for file in found.strangers] == ([] if changed else [f"{name}.txt"])


def test_the_folder_named_on_the_command_line_wins_over_the_environment(tmp_path, monkeypatch):
    own = tmp_path / "data" / "documents"
    for folder in (own, tmp_path / "named", tmp_path / "set"):
        folder.mkdir(parents=True)
    monkeypatch.setenv("CLAIMBOOK_DOCUMENTS", os.fspath(tmp_path / "set"))
    assert documents_folder(tmp_path / "named", tmp_path / "data") == tmp_path / "named"
    assert documents_folder(None, tmp_path / "data") == tmp_path / "set"
    monkeypatch.setenv("CLAIMBOOK_DOCUMENTS", "")
    assert documents_folder(None, tmp_path / "data") == own
    assert documents_folder(None, tmp_path) is None
    with pytest.raises(ClaimbookError, match="--documents: there is no folder .*gone"):
        documents_folder(tmp_path / "gone", tmp_path)
