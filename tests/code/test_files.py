"""Whole files as editors, spreadsheets, merges and disks leave them: read right, or a sentence."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import tiny
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claimbook.ledger.check import load, read
from claimbook.ledger.files import COLUMNS

ROOT = Path(__file__).parents[2]
RIVER = ROOT / "tests" / "ledgers" / "river"
CSVS = [f"{name}.csv" for name in COLUMNS if (RIVER / f"{name}.csv").is_file()]


@pytest.fixture
def river(tmp_path: Path) -> Path:
    """A copy of the river ledger that a test may break."""
    return Path(shutil.copytree(RIVER, tmp_path / "river"))


def said(folder: Path) -> list[str]:
    return [str(problem) for problem in read(folder).problems]


def text(change: Callable[[str], str], encoding: str) -> Callable[[bytes], bytes]:
    """A change of bytes made from a change of text."""
    return lambda data: change(data.decode()).encode(encoding)


def no_rows(data: bytes) -> bytes:
    return data.split(b"\n", 1)[0] + b"\n"


def via(cell: bytes) -> Callable[[bytes], bytes]:
    return lambda data: data.replace(b"Radio Olm", cell)


LONG = b'"' + b"1," * 4000 + b"1" + b" a" * 9 + b'"'  # one word to look at for ages, then nine
RESCUER = ("The rescuer's", "The rescuer’s")
# name: file, change of its bytes, how the only message goes on after the file's name
BROKEN = {
    "blank lines": ("claims", lambda b: b"\n \n", ": is empty; its first line is claim_id,"),
    "UTF-16": ("claims", text(str, "utf-16"), ":1: is UTF-16 (“Unicode text”), not UTF-8; save it"),
    "no mark": ("claims", text(str, "utf-16-le"), ":1: holds a NUL character, so it is no UTF-8"),
    "Windows-1252": ("claims", text(lambda t: t.replace(*RESCUER), "cp1252"),
                     ':15: is not UTF-8 (byte 0x92; in Windows-1252 it would be "’"); save it'),
    "an xlsx file": ("claims", lambda b: b"PK\x03\x04" + b,
                     ": is a spreadsheet file under the name of a CSV; save it again: in Excel"),
    "old Mac line ends": ("claims", lambda b: b.replace(b"\n", b"\r"),
                          ":1: holds a bare carriage return (an old Mac line end); save it with"),
    "cut within a cell": ("claims", lambda b: b[:-6], ":46: the last line has no line end, so"),
    "no rows": ("sources", no_rows, ": has no rows, but claims.csv refers to some; put them back"),
    "no conventions": ("conventions", no_rows, ": has no rows; write at least as-worded,exact,"),
    "a long cell": ("claims", via(b"x" * 10_001),
                    ":31: via: has 10001 characters; write at most 10000"),
    "a cell without end": ("claims", via(b"x" * 150_000),
                           ":31: a cell that begins here does not end; close its quotation mark"),
    "a line without end": ("claims", via(b"," * 200_000),
                           ":31: is longer than 200000 characters, the most that is read; shorten"),
    "a wording without end": ("claims", lambda b: b.replace(b"300 were soldiers", LONG),
                              ':7: wording: "' + "1," * 35 + '…" has 10 words; quote at most 8'),
    "a list": ("datapackage", lambda b: b"[]", ": has no list of resources; copy it from another"),
    "nested without end": ("datapackage", lambda b: b"[" * 100_000, ": is not JSON in UTF-8; copy"),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_gets_one_message_that_says_what_to_do(river: Path, case: str) -> None:
    name, change, message = BROKEN[case]
    path = river / (f"{name}.json" if name == "datapackage" else f"{name}.csv")
    path.write_bytes(change(path.read_bytes()))
    (line,) = said(river)
    assert line.startswith(f"{path.name}{message}")


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(river: Path) -> None:
    for path in river.glob("*.csv"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load(river).digest == load(RIVER).digest


def test_a_file_of_broken_rows_is_not_read_to_its_end(river: Path) -> None:
    with (river / "claims.csv").open("a") as file:
        file.write("\n" * 100_000)
    messages = said(river)
    assert messages[0] == "claims.csv:47: the row is empty; delete it"
    assert messages[-1].endswith("1000 rows are broken; from here on nothing was read")
    assert len(messages) == 1001


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    file=st.sampled_from(CSVS), place=st.integers(0, 10**6), mark=st.sampled_from(["", '"', "“"])
)
def test_a_quotation_mark_lost_or_added_shifts_no_cell(
    river: Path, file: str, place: int, mark: str
) -> None:
    """It is refused, or read as another parser reads it; within a word it is refused."""
    content = (RIVER / file).read_text(encoding="utf-8")
    marks = [at for at, letter in enumerate(content) if letter == '"']
    at = marks[place % len(marks)] if marks and mark != '"' else place % len(content)
    stray = content[:at] + mark + content[at + (mark != '"') :]
    (river / file).write_text(stray, encoding="utf-8", newline="")
    reading = read(river)
    if not reading.errors:
        assert not (mark == '"' and content[at - 1 : at + 1].isalnum())
        theirs = pd.read_csv(river / file, dtype=str, keep_default_na=False, na_filter=False)
        ours = getattr(reading.ledger, file.removesuffix(".csv"))[list(theirs.columns)]
        assert ours.to_numpy(object).tolist() == theirs.to_numpy(object).tolist()
    shutil.copy(RIVER / file, river)


# ---- what is no file, or too much of one


NO_FILE = "is not a regular file; put the file of that name in its place"
SPECIAL = {
    "folder": "is a folder; put the file of that name in its place",
    "pipe": NO_FILE,
    "endless": NO_FILE,
    "loop": "cannot be read (Too many levels of symbolic links); put a readable file",
    "too large": "is larger than 256 MB, the most that is read; split the ledger",
}


@pytest.mark.parametrize("kind", SPECIAL)
def test_a_special_or_huge_file_is_refused(river: Path, kind: str) -> None:
    names = ("claims.csv", "scopes.csv", "datapackage.json")
    for name in names:
        tiny.put(river / name, kind)
    messages = "\n".join(said(river))
    assert all(f"{name}: {SPECIAL[kind]}" in messages for name in names)


def test_what_would_never_end_is_not_read(river: Path) -> None:
    """In a process of its own with little memory, which would else hang or swallow all of it."""
    tiny.put(river / "documents" / "river-post.txt", "pipe")
    tiny.put(river / "claims.csv", "endless")
    code = "import resource as r; r.setrlimit(r.RLIMIT_DATA, (2**31, 2**31))\n"
    code += "from claimbook.cli import main; main()"
    words = [sys.executable, "-c", code, "check", "--data", str(river)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=300, cwd=river)
    assert done.returncode == 1 and "Traceback" not in done.stderr, done.stderr
    assert "claims.csv: is not a regular file" in done.stderr
