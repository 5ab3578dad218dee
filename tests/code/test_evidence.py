"""A ledger is held against its documents exactly: anchors, and what has changed.

What an edited cell of a sound ledger gets, test_broken_cells.py has.
"""

import re
from hashlib import sha256
from pathlib import Path

import made
import pandas as pd
import pytest

from claimbook.evidence.anchors import anchors
from claimbook.evidence.census import census
from claimbook.evidence.documents import File, at_hand, paragraphs, texts
from claimbook.evidence.problems import problems
from claimbook.ledger.check import read
from claimbook.ledger.folder import documents_folder


def edited(folder: Path, file: str, key: str, **cells: str) -> None:
    """Change cells of the rows that begin with `key`."""
    table = pd.read_csv(folder / file, dtype="str", keep_default_na=False)
    table.loc[table.iloc[:, 0] == key, [*cells]] = [*cells.values()]
    table.to_csv(folder / file, index=False, lineterminator="\n")


def rewritten(folder: Path, name: str, old: str, new: str, register: bool = True) -> str:
    """Change a document; its checksum too, where it is to be registered."""
    path = folder / "documents" / f"{name}.txt"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    digest = sha256(path.read_bytes()).hexdigest()
    if register:
        edited(folder, "sources.csv", name, sha256=digest)
    return digest


def told(folder: Path) -> list[str]:
    """The messages on a ledger and the documents in it."""
    reading = read(folder)
    papers = at_hand(reading.ledger.sources, folder / "documents", reading.ledger.claims)
    return [*map(str, sorted([*reading.problems, *problems(reading, papers)]))]


@pytest.mark.parametrize(("wording", "text", "anchor"), made.cases(__file__, "anchors.csv"))
def test_a_wording_is_found_only_where_it_stands_alone(wording, text, anchor):
    claims = pd.DataFrame([{"source_id": "harbour", "paragraph": "1", "wording": wording}])
    assert anchors(claims, {"harbour": text})["anchor"].tolist() == [anchor]
    assert anchors(claims, {})["anchor"].tolist() == ["unchecked"]


def test_a_number_counts_only_within_a_wording_and_as_claimed_before_excluded():
    row = {"claim_id": "a", "source_id": "harbour", "paragraph": "1", "wording": "18 boats"}
    claims, text = pd.DataFrame([row]), "Of 18 boats and 3 ferries 7 sank."
    others = pd.DataFrame([row | {"wording": "18 boats and 3 ferries", "reason": "a list"}])
    found = census(claims, others, {"harbour": text})
    assert found["state"].tolist() == ["claimed", "excluded", "unaccounted"]
    assert found["by"].tolist() == ["a", "a list", ""]


def test_a_date_far_from_all_others_of_its_question_is_a_warning_and_hides_no_error(river):
    edited(river, "claims.csv", "rp-deaths", as_of="2019-03-09")
    edited(river, "claims.csv", "wb-deaths", as_of="2012-03-09", low="81", high="81")
    edited(river, "sources.csv", "water-board", published="2012-03-09")
    said = "\n".join(told(river))
    assert "7 years from all others of its question; is 2012 right?" in said
    assert "reads 18 but low is 81" in said


def test_a_hedge_of_the_conventions_needs_no_code_and_sends_in_no_circle(river):
    rewritten(river, "river-post", "up to 9 crowns", "a shade under 9 crowns")
    cells = {"wording": "a shade under 9 crowns", "low": "9"}
    edited(river, "claims.csv", "rp-bread", qualifier="a shade under", **cells)
    assert '"a shade under" is not in conventions.csv' in "\n".join(told(river))
    with (river / "conventions.csv").open("a", encoding="utf-8") as file:
        file.write(
            "as-worded,a shade under,percent,-5,0,own\nas-worded,crowds of,unresolved,,,own\n"
        )
    assert all(line.startswith("warning: ") for line in told(river))
    edited(river, "claims.csv", "rp-bread", qualifier="about")
    assert "write a shade under" in "\n".join(told(river))


def test_the_date_of_a_document_that_stands_in_for_as_of_is_judged_like_one_once(river):
    edited(river, "claims.csv", "rp-deaths", as_of="2019-03-09")
    for claim in ("wb-deaths", "wb-injured"):
        edited(river, "claims.csv", claim, as_of="")
    edited(river, "sources.csv", "water-board", published="2012-03-09")
    (line,) = (line for line in told(river) if "others of its question" in line)
    assert re.match(r"warning: sources.csv:\d: published: .* is 2012 right", line)


def test_where_nothing_quoted_is_found_every_wording_is_named(river):
    (river / "not_claims.csv").unlink()
    claims = (river / "claims.csv").read_text(encoding="utf-8").splitlines()
    (river / "claims.csv").write_text("\n".join([*claims[:2], ""]), encoding="utf-8")
    edited(river, "claims.csv", "wb-breach", wording="gave away on 5 March 2019")
    assert any("is nowhere in water-board" in line for line in told(river))


@pytest.mark.parametrize(
    ("printed", "says"),
    [
        ("up\xa0to 9 crowns", r"only the text has: no-break space \(U\+00A0\)$"),
        ("up to 9 cro\xadwns", r"only the text has: soft hyphen \(U\+00AD\)$"),
        ("up to 9 сrowns", r"only the text has: cyrillic small letter es \(U\+0441\)$"),
        ("up to nine crowns", 'crowns" in paragraph [0-9]+$'),
    ],
)
def test_a_character_that_nobody_sees_is_named_where_a_wording_is_nowhere(river, printed, says):
    rewritten(river, "river-post", "up to 9 crowns", printed)
    assert any(re.search(f"is nowhere in river-post.*{says}", line) for line in told(river))


# --- documents that change -----------------------------------------------------------------------


def test_the_same_words_in_a_changed_paragraph_are_named(river):
    rewritten(river, "river-post", "The Interior Ministry said", "It is not true, the mayor said")
    (line,) = told(river)
    assert line.startswith("warning: claims.csv:14: paragraph: the paragraph around it has changed")


def test_a_paragraph_that_only_moved_or_is_spaced_otherwise_has_not_changed(river):
    rewritten(river, "mayor-letter", "In our town 7", "In our  town 7")
    edited(river, "claims.csv", "ml-deaths-lower-town", wording="7 people died")
    assert told(river) == []


def test_a_paragraph_without_a_digest_is_said_and_so_is_a_damaged_file(river):
    path = river / "paragraphs.csv"
    rows = path.read_text(encoding="utf-8").splitlines()
    for lines, said in (
        (rows[:-1], "has no digest of 1 paragraph that"),
        ([*rows, "x"], f"csv:{len(rows) + 1}: the row has 1 cell instead of 3"),
        ([rows[0], "<<<<<<< ours", *rows[1:]], "csv:2: a merge left its conflict markers"),
    ):
        path.write_text("\n".join([*lines, ""]), encoding="utf-8")
        (line,) = told(river)
        assert "paragraphs.csv" in line and said in line
        assert ("no digest" in said) or [*map(str, problems(read(river), []))] == [line]


def test_an_earlier_edition_beside_its_document_is_not_to_be_added(river: Path) -> None:
    papers = river / "documents"
    (papers / "river-post-2.txt").write_bytes((papers / "river-post.txt").read_bytes())
    (papers / "river-post.txt").write_text("Eight people died, it said at first.\n")
    (line,) = told(river)
    assert "river-post.txt is not the text of river-post that its row has; delete it if" in line


def test_a_document_that_changed_is_rewritten_or_has_no_row_is_named_with_its_checksum(river):
    changed = rewritten(river, "river-post", "eight people", "nine people", register=False)
    same = rewritten(river, "mayor-letter", "\n", "\r\n", register=False)
    (river / "documents" / "water-board.txt").write_bytes("Das Hochwasser über".encode("cp1252"))
    new = river / "documents" / "new.txt"
    new.write_text("A report of 3 pages.\n", encoding="utf-8")
    digests = {"river-post.txt has changed": changed, "is the same text": same}
    digests["no row has the document new.txt"] = sha256(new.read_bytes()).hexdigest()
    lines = told(river)
    assert any(re.match(r"sources.csv:\d: sha256: water-board.txt is not UTF-8", x) for x in lines)
    for message, digest in digests.items():
        (line,) = (line for line in lines if message in line)
        assert "sources.csv" in line and digest in line
        assert line.startswith("warning: ") == (digest != changed)
    lost = 'claims.csv:14: wording: "eight people had died in the valley" is nowhere'
    assert any(line.startswith(lost) for line in lines)


# --- which file is which document ----------------------------------------------------------------

TEXT = "Harbour notes\n\nThe harbour office said that eighteen boats sank.\nLamps were lit.\n"
QUOTED = "said that eighteen boats sank"


def look(folder: Path, digest: str = "", **files: bytes) -> list[File]:
    """What is at hand of the document of `TEXT` where a folder holds some files."""
    for name, content in files.items():
        (folder / f"{name}.txt").write_bytes(content)
    digest = digest or sha256(TEXT.encode()).hexdigest()
    sources = pd.DataFrame({"source_id": ["harbour"], "sha256": [digest], "short": ["Harbour"]})
    return at_hand(sources, folder, pd.DataFrame({"source_id": ["harbour"], "wording": [QUOTED]}))


def test_a_document_is_recognised_by_its_bytes_under_any_name(tmp_path):
    found = look(tmp_path, whatever=TEXT.encode(), README=b"How to get the documents")
    assert texts(found) == {"harbour": TEXT}
    assert [file.state for file in found] == ["same"]


@pytest.mark.parametrize(
    "content",
    [
        TEXT.replace("\n", "\r").encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.rstrip("\n").replace("\n", "\r\n").encode(),
    ],
)
def test_the_same_text_in_other_bytes_is_the_same_document(tmp_path, content):
    (found,) = look(tmp_path, whatever=content)
    assert paragraphs(found.text) == paragraphs(TEXT)
    assert (found.name, found.source_id) == ("whatever.txt", "harbour")
    assert found.state == "rewritten"


@pytest.mark.parametrize(("encoding", "said"), [("cp1252", "(line 4; in"), ("utf-16", "UTF-16")])
def test_a_document_in_another_encoding_is_named_by_bytes_name_or_text(tmp_path, encoding, said):
    text = TEXT.replace("Lamps", "Café lamps")
    for name, digest in (
        ("x", sha256(text.encode(encoding)).hexdigest()),
        ("harbour", ""),
        ("x", ""),
    ):
        (found,) = look(tmp_path, digest, **{name: text.encode(encoding)})
        assert found.source_id == "harbour" and texts([found]) == {}
        assert said in found.wrong and f"UTF-8 {name}.txt" in found.wrong
        (tmp_path / f"{name}.txt").unlink()


def test_a_picture_is_no_document_whatever_its_name(tmp_path):
    assert look(tmp_path, harbour=b"\x89PNG\r\n\x1a\n\0\0") == []


@pytest.mark.parametrize(("name", "text", "changed"), made.cases(__file__, "near.csv"))
def test_a_document_whose_name_or_text_is_near_has_changed(tmp_path, name, text, changed):
    (found,) = look(tmp_path, **{name: text.encode()})
    assert (found.name, found.text) == (f"{name}.txt", text)
    assert (found.source_id, found.state) == (("harbour", "changed") if changed else ("", ""))


def test_one_file_is_no_two_documents(tmp_path):
    (tmp_path / "harbour.txt").write_text("Nothing of it is left.")
    names = {"source_id": ["harbour", "office"], "short": ["Harbour", "Harbour"]}
    found = at_hand(pd.DataFrame(names | {"sha256": ["a" * 64, "b" * 64]}), tmp_path)
    assert [(file.source_id, file.state) for file in found] == [("harbour", "changed")]


def test_the_folder_named_on_the_command_line_wins_over_the_environment(tmp_path, monkeypatch):
    own, named, set_ = (tmp_path / name for name in ("data/documents", "named", "set"))
    for folder in (own, named, set_):
        folder.mkdir(parents=True)
    monkeypatch.setenv("CLAIMBOOK_DOCUMENTS", str(set_))
    assert documents_folder(named, tmp_path / "data") == named
    assert documents_folder(None, tmp_path / "data") == set_
    monkeypatch.setenv("CLAIMBOOK_DOCUMENTS", "")
    assert documents_folder(None, tmp_path / "data") == own
    assert documents_folder(None, tmp_path) is None
