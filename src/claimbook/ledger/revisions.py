"""A ledger as it stands in a folder, or stood at a git revision; reading one runs nothing."""

import os
import subprocess
import tempfile
from pathlib import Path

from claimbook.errors import ClaimbookError
from claimbook.ledger import check
from claimbook.ledger.files import COLUMNS, DESCRIPTION, MAX_FILE
from claimbook.ledger.model import Ledger
from claimbook.wording import visible

FILES = (*(f"{name}.csv" for name in COLUMNS), DESCRIPTION)
SECONDS = 60


def load(name: str | Path, data: Path) -> Ledger:
    """Read a ledger from a folder, or from a git revision of the folder `data`.

    Raises
    ------
    ClaimbookError
        `name` is neither, or the ledger there is not valid.
    """
    if Path(name).is_dir():
        return _valid(Path(name), str(name))
    with tempfile.TemporaryDirectory() as scratch:
        for file, content in _files(str(name), data).items():
            (Path(scratch) / file).write_bytes(content)
        return _valid(Path(scratch), f"{data.name}/ at {name}")


def _valid(folder: Path, name: str) -> Ledger:
    reading = check.read(folder)
    if reading.errors:
        lines = "\n".join(map(str, reading.errors))
        raise ClaimbookError(f"the ledger in {name} cannot be compared; it is not valid:\n{lines}")
    return reading.ledger


def _files(revision: str, data: Path) -> dict[str, bytes]:
    """The files of a ledger at a revision: its blobs, without the filters a checkout would run."""
    found = {}
    if not revision.startswith("-") and ":" not in revision:
        for file in FILES:
            blob = f"{revision}:./{file}"
            size = _git(data, "cat-file", "-s", blob)
            if size and int(size) <= MAX_FILE:
                found[file] = _git(data, "cat-file", "blob", blob)
    if "claims.csv" not in found:
        raise ClaimbookError(
            f"{visible(revision)} is neither a folder nor a git revision that has {data.name}/; "
            "name a folder with a ledger, or a revision such as HEAD~1"
        )
    return found


def _git(folder: Path, *words: str) -> bytes:
    """Ask git without letting it fetch anything; empty where it has no answer."""
    env = os.environ | {"GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1"}
    try:
        done = subprocess.run(
            ["git", *words], cwd=folder, env=env, capture_output=True, timeout=SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return b""
    return done.stdout
