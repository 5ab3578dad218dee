"""Files written where a user asks for them, and nothing touched that this tool did not make.

A folder of ours has a state file: what each file in it was when we wrote it, and what the pages
were made from. It may come from anywhere with a mailed folder, so it is believed only in what can
do no harm: a file is replaced or removed if its name is a plain one, it is no link, and it is still
what the state says, or says itself that we made it.
"""

import hashlib
import json
import os
import re
import stat
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from claimbook.errors import ClaimbookError

STATE = ".claimbook.json"
LEDGERS = ".claimbook-ledgers.json"  # the ledger a report was built on, and the one before it
OWN = re.compile(r"[a-z0-9][a-z0-9-]*\.(?:html|csv|json|jsonld|svg|png)")
TEMPORARY = ".{}.claimbook-tmp"
MARKS = (b'<meta name="generator" content="claimbook">', b"%claimbook")  # of a page, of a PDF
MAX_FILE = 10**8

Page = dict[str, Any]  # its "key", and the "files" that were made with it


class State(NamedTuple):
    """What a folder of ours holds: the digests each file may have, what each page was made from."""

    files: dict[str, list[str]]
    pages: dict[str, Page]


def sha256(content: bytes) -> str:
    """Digest the bytes of a file."""
    return hashlib.sha256(content).hexdigest()


def read_plain(path: Path) -> bytes | None:
    """Read a file that may be ours: no link, nothing special, nothing that cannot be read."""
    try:
        status = path.lstat()
        is_ours = stat.S_ISREG(status.st_mode) and status.st_size <= MAX_FILE
        return path.read_bytes() if is_ours else None
    except (OSError, ValueError):  # a state may name any file, or none that can be
        return None


def read_state(out: Path) -> State:
    """Read the state of a folder; what is damaged or foreign says nothing."""
    try:
        state = json.loads(read_plain(out / STATE) or b"")
        files = {
            name: [*map(str, digests)] for name, digests in state["files"].items() if _is_own(name)
        }
        pages = {
            name: {"key": page["key"], "files": [*map(str, page["files"])]}
            for name, page in state["pages"].items()
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return State({}, {})
    return State(files, pages)


def is_fresh(out: Path, file: str, key: str, state: State) -> bool:
    """Whether a page was made from what this key stands for, and all made with it is intact."""
    page = state.pages.get(file)
    return (
        page is not None
        and page["key"] == key
        and file in page["files"]
        and all(_is_intact(out, name, state) for name in page["files"])
    )


def _is_intact(out: Path, name: str, state: State) -> bool:
    there = read_plain(out / name) if _is_own(name) else None
    return there is not None and sha256(there) in state.files.get(name, [])


@contextmanager
def alone(out: Path) -> Iterator[None]:
    """Make the folder unless it is there, refuse one of somebody else's, be alone at work in it."""
    _claim(out)
    made = not out.exists()
    try:
        out.mkdir(parents=True, exist_ok=True)
        handle = os.open(out, os.O_RDONLY)
    except OSError as error:
        raise ClaimbookError(
            f"{out} cannot be written: {error.strerror}; name another folder"
        ) from error
    try:
        _lock(handle, out)
        yield
    finally:
        os.close(handle)  # and the lock with it
        if made:
            with suppress(OSError):  # it is not empty: something was published
                out.rmdir()


def publish(out: Path, made: Mapping[str, bytes], pages: Mapping[str, Page] | None = None) -> None:
    """Write files into a folder of ours, all of them or none.

    `pages` are what the folder then holds; files of ours that were made with others are removed.
    Files are written beside their places first and then renamed. What a build that is killed in the
    middle leaves is known to the state as ours, and is made anew.
    """
    before = read_state(out)
    for name, content in made.items():
        if not _is_own(name):
            raise ClaimbookError(
                f"{name} cannot be the name of a page; use small letters, digits and hyphens"
            )
        if not _may_replace(out / name, before, content):
            raise ClaimbookError(
                f"{out / name} was not made by claimbook, or was changed since; "
                "move it away, or name another folder"
            )
    known = before.pages if pages is None else pages
    old, wanted = _files(before.pages), _files(known)
    gone = {name for name in old - wanted - made.keys() if _is_intact(out, name, before)}
    new = {name: [sha256(content)] for name, content in made.items()}
    either = {name: before.files.get(name, []) + new.get(name, []) for name in before.files | new}
    after = {name: digests for name, digests in (either | new).items() if name not in gone}
    unfinished = {"": {"key": "", "files": sorted(old | wanted)}}
    try:
        for name, content in made.items():
            _write(out / TEMPORARY.format(name), content)
        _put(out / STATE, _as_json(State(either, unfinished)))
        for name in made:
            os.replace(out / TEMPORARY.format(name), out / name)
        for name in gone:
            (out / name).unlink(missing_ok=True)
        _put(out / STATE, _as_json(State(after, dict(known))))
    except OSError as error:
        raise ClaimbookError(
            f"{out} cannot be written: {error.strerror}; what was there stays as it was"
        ) from error
    finally:
        for name in made:
            with suppress(OSError):
                (out / TEMPORARY.format(name)).unlink(missing_ok=True)


def write_file(path: Path, content: bytes, what: str) -> None:
    """Write one page or PDF where a user asks for it: whole or not at all, and over nothing else.

    The content has one of `MARKS`, by which we know it again; `what` it is, is for messages.
    """
    if path.suffix.lower() not in (".html", ".pdf"):
        raise ClaimbookError(f"{what} is a page; name a file that ends in .html, not {path.name}")
    if os.path.lexists(path) and not _is_marked(read_plain(path) or b""):
        raise ClaimbookError(
            f"{path} was not made by claimbook; move it away, or name another file"
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _put(path, content)
    except OSError as error:
        raise ClaimbookError(f"{path} cannot be written: {error.strerror}") from error


def _claim(out: Path) -> None:
    """Refuse a place that is somebody else's."""
    if out.exists() and not out.is_dir():
        raise ClaimbookError(f"{out} is a file; name a folder")
    if out.is_dir() and not os.path.lexists(out / STATE):
        foreign = sorted(name for name in os.listdir(out) if not name.endswith(".claimbook-tmp"))
        if foreign:
            few = ", ".join(foreign[:3]) + (" …" if len(foreign) > 3 else "")
            raise ClaimbookError(
                f"{out} holds files that claimbook did not make ({few}); "
                "name a folder that is new or empty"
            )


def _may_replace(path: Path, before: State, content: bytes) -> bool:
    there = read_plain(path)
    if there is None:
        return not os.path.lexists(path)
    if path.name == LEDGERS or _is_marked(there):
        return True
    if before.files:
        return sha256(there) in before.files.get(path.name, [])
    # Where the state is lost a table is known by its head.
    return path.suffix == ".csv" and there.partition(b"\n")[0] == content.partition(b"\n")[0]


def _files(pages: Mapping[str, Page]) -> set[str]:
    return {name for page in pages.values() for name in page["files"]}


def _is_own(name: str) -> bool:
    return name == LEDGERS or bool(OWN.fullmatch(name))


def _is_marked(content: bytes) -> bool:
    return any(mark in part for mark in MARKS for part in (content[:4096], content[-64:]))


def _write(path: Path, content: bytes) -> None:
    """Make a new file; one of a build that was killed goes first, and no link is followed."""
    path.unlink(missing_ok=True)
    with path.open("xb") as file:
        file.write(content)


def _put(path: Path, content: bytes) -> None:
    """Write a file beside its place and rename it."""
    beside = path.with_name(TEMPORARY.format(path.name))
    try:
        _write(beside, content)
        os.replace(beside, path)
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def _as_json(state: State) -> bytes:
    return json.dumps(state._asdict(), indent=1, sort_keys=True).encode()


def _lock(handle: int, out: Path) -> None:
    """Lock a folder, so that it needs no file; systems without such locks have none."""
    try:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print(f"Another build is at work in {out}; waiting for it.", file=sys.stderr)
        fcntl.flock(handle, fcntl.LOCK_EX)
    except (ImportError, OSError):  # some network file systems lock no folders
        return
