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
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from claimbook.errors import ClaimbookError

STATE = ".claimbook.json"
LEDGERS = ".claimbook-ledgers.json"  # the ledger a report was built on, and the one before it
OWN = re.compile(r"[a-z0-9][a-z0-9-]*\.(?:html|csv|json|jsonld|svg|png)")
TEMPORARY = ".{}.claimbook-tmp"
MARKS = (b'<meta name="generator" content="claimbook">', b"%claimbook")  # of a page, of a PDF
MAX_STATE = 10**8


class State(NamedTuple):
    """What a folder of ours holds.

    Attributes
    ----------
    files : dict
        By name the digests that a file of ours may have.
    pages : dict
        By name what a page was made from.
    """

    files: dict[str, list[str]]
    pages: dict[str, Any]


def read_state(out: Path) -> State:
    """Read the state of a folder; what is damaged or foreign says nothing."""
    try:
        state = json.loads(_content(out / STATE))
        files = {
            name: [digest for digest in digests if isinstance(digest, str)]
            for name, digests in state["files"].items()
            if _is_own(name)
        }
        pages = {name: page for name, page in state["pages"].items() if isinstance(page, dict)}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return State({}, {})
    return State(files, pages)


def is_intact(out: Path, name: str, state: State) -> bool:
    """Whether a file of ours is still what we wrote."""
    if not _is_own(name):  # a state may name any file of this machine, or none that can be
        return False
    try:
        return sha256(_content(out / name)) in state.files.get(name, [])
    except OSError:
        return False


@contextmanager
def alone(out: Path) -> Iterator[None]:
    """Make the folder, if it is not there, and wait until nobody else builds in it.

    Raises
    ------
    ClaimbookError
        It is somebody else's: a file, or a folder with files that we did not make.
    """
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


def publish(
    out: Path,
    made: Mapping[str, bytes],
    pages: Mapping[str, Any] | None = None,
    gone: Iterable[str] = (),
) -> None:
    """Write files into a folder of ours, all of them or none, and remove those that are gone.

    They are written beside their places first and then renamed. What a build that is killed in the
    middle leaves is known to the state as ours, and is made anew.

    Parameters
    ----------
    out : Path
    made : mapping
        Content by plain file name.
    pages : mapping, optional
        What the pages are made from, for the state, each with its "files"; by default as before.
    gone : iterable of str
        Names; what is not ours there stays.

    Raises
    ------
    ClaimbookError
        A file is in the way that we did not make, or the disk is full; nothing has changed then.
    """
    for name in made:
        if not _is_own(name):
            raise ClaimbookError(
                f"{name} cannot be the name of a page; use small letters, digits and hyphens"
            )
    before = read_state(out)
    digests = {name: sha256(content) for name, content in made.items()}
    for name, content in made.items():
        if not _may_replace(out / name, before, content):
            raise ClaimbookError(
                f"{out / name} was not made by claimbook, or was changed since; "
                "move it away, or name another folder"
            )
    known = before.pages if pages is None else dict(pages)
    gone = [name for name in gone if name not in made and is_intact(out, name, before)]
    either = {
        name: [*before.files.get(name, []), *([digests[name]] if name in digests else [])]
        for name in {*before.files, *digests}
    }
    after = {
        name: [digests[name]] if name in digests else shas
        for name, shas in either.items()
        if name not in gone
    }
    try:
        for name, content in made.items():
            _write(out / TEMPORARY.format(name), content)
        # pages without what they were made from: none of them is taken for fresh
        _replace_state(
            out, State(either, {name: page | {"key": ""} for name, page in known.items()})
        )
        for name in made:
            os.replace(out / TEMPORARY.format(name), out / name)
        for name in gone:
            (out / name).unlink(missing_ok=True)
        _replace_state(out, State(after, known))
    except OSError as error:
        raise ClaimbookError(
            f"{out} cannot be written: {error.strerror}; what was there stays as it was"
        ) from error
    finally:
        for name in (*made, STATE):
            with suppress(OSError):
                (out / TEMPORARY.format(name)).unlink(missing_ok=True)


def write_file(path: Path, content: bytes, what: str) -> None:
    """Write one page or PDF where a user asks for it; whole, or not at all.

    Parameters
    ----------
    path : Path
        It ends in ``.html`` or ``.pdf``.
    content : bytes
        With one of `MARKS`, by which we know it again.
    what : str
        Such as "the report", for messages.

    Raises
    ------
    ClaimbookError
        Something else is there, which stays as it is, or the disk is full.
    """
    path = Path(path)
    if path.suffix.lower() not in (".html", ".pdf"):
        raise ClaimbookError(f"{what} is a page; name a file that ends in .html, not {path.name}")
    if _exists(path) and not _is_marked(_readable(path)):
        raise ClaimbookError(
            f"{path} was not made by claimbook; move it away, or name another file"
        )
    beside = path.with_name(TEMPORARY.format(path.name))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(beside, content)
        os.replace(beside, path)
    except OSError as error:
        raise ClaimbookError(f"{path} cannot be written: {error.strerror}") from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def sha256(content: bytes) -> str:
    """Digest the bytes of a file."""
    return hashlib.sha256(content).hexdigest()


def _claim(out: Path) -> None:
    """Refuse a place that is somebody else's."""
    if out.exists() and not out.is_dir():
        raise ClaimbookError(f"{out} is a file; name a folder")
    if out.is_dir() and not _exists(out / STATE):
        foreign = sorted(name for name in os.listdir(out) if not name.endswith(".claimbook-tmp"))
        if foreign:
            few = ", ".join(foreign[:3]) + (" …" if len(foreign) > 3 else "")
            raise ClaimbookError(
                f"{out} holds files that claimbook did not make ({few}); "
                "name a folder that is new or empty"
            )


def _may_replace(path: Path, before: State, content: bytes) -> bool:
    if not _exists(path):
        return True
    if not _is_plain(path):
        return False
    there = _readable(path)
    if sha256(there) in before.files.get(path.name, []) or _is_marked(there):
        return True
    # Where the state is lost a table is known by its head; the ledgers by their name, always.
    heads = [text.partition(b"\n")[0] for text in (there, content)]
    is_table = path.suffix == ".csv" and heads[0] == heads[1]
    return path.name == LEDGERS or (is_table and not before.files)


def _is_own(name: Any) -> bool:
    return isinstance(name, str) and (name == LEDGERS or bool(OWN.fullmatch(name)))


def _is_marked(content: bytes) -> bool:
    return any(mark in part for mark in MARKS for part in (content[:4096], content[-64:]))


def _exists(path: Path) -> bool:
    return os.path.lexists(path)


def _is_plain(path: Path) -> bool:
    """Whether it is a file itself: no link, no folder, nothing special."""
    return stat.S_ISREG(path.lstat().st_mode)


def _content(path: Path) -> bytes:
    """Read a file that may be ours; nothing of one that cannot be."""
    is_file = _is_plain(path) and path.stat().st_size <= MAX_STATE
    return path.read_bytes() if is_file else b""


def _readable(path: Path) -> bytes:
    """Read a file that may be ours, and nothing of one that we may not even read."""
    try:
        return _content(path)
    except OSError:
        return b""


def _write(path: Path, content: bytes) -> None:
    """Make a new file; one of a build that was killed goes first."""
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    with os.fdopen(handle, "wb") as file:
        file.write(content)


def _replace_state(out: Path, state: State) -> None:
    text = json.dumps(state._asdict(), indent=1, sort_keys=True)
    _write(out / TEMPORARY.format(STATE), text.encode())
    os.replace(out / TEMPORARY.format(STATE), out / STATE)


def _lock(handle: int, out: Path) -> None:
    """Lock a folder, so that it needs no file; systems without such locks have none."""
    try:
        import fcntl
    except ImportError:
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print(f"Another build is at work in {out}; waiting for it.", file=sys.stderr)
        fcntl.flock(handle, fcntl.LOCK_EX)
    except OSError:  # some network file systems lock no folders
        return
