"""The files of a ledger: their names, their columns, their bytes.

Nothing is imported here that takes time.
"""

import json
import os
import stat
from pathlib import Path
from typing import Any

DESCRIPTION = "datapackage.json"
SECOND = "second-coding/claims.csv"  # another reader's claims, which a notebook compares
UNCODED = "uncoded"  # in the description of a slice: the sources of which the whole has no rows
SHIPPED = Path(__file__).parent / DESCRIPTION
CONVENTIONS = Path(__file__).parent / "conventions.csv"
RESOURCES: list[dict[str, Any]] = json.loads(SHIPPED.read_text(encoding="utf-8"))["resources"]
FIELDS = {resource["name"]: resource["schema"]["fields"] for resource in RESOURCES}
COLUMNS = {name: [field["name"] for field in fields] for name, fields in FIELDS.items()}
# What a ledger cannot do without; any other file or column that is absent counts as empty.
NEEDED_FILES = ("claims", "sources", "origins", "questions")
NEEDED_COLUMNS = {
    name: [f["name"] for f in fields if f.get("constraints", {}).get("required")]
    for name, fields in FIELDS.items()
}

UNTITLED = "Claims, lined up by source"
MAX_FILE = 256 * 2**20  # bytes

MISSING = "the file is missing; a ledger folder holds " + (
    f"{', '.join(f'{name}.csv' for name in NEEDED_FILES[:-1])} and {NEEDED_FILES[-1]}.csv"
)


def read_bytes(path: Path, limit: int = MAX_FILE) -> tuple[bytes, str]:
    """Return the bytes of a regular file, and what is wrong where there are none."""
    try:
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode):
            return b"", "is a folder; put the file of that name in its place"
        if not stat.S_ISREG(status.st_mode):  # a pipe would never end
            return b"", "is not a regular file; put the file of that name in its place"
        if status.st_size > limit:
            return b"", (
                f"is larger than {limit // 2**20} MB, the most that is read; split the ledger"
            )
        return path.read_bytes(), ""
    except FileNotFoundError:
        return b"", MISSING
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return b"", f"cannot be read ({reason}); put a readable file in its place"


def described(content: bytes) -> dict[str, Any]:
    """What a ``datapackage.json`` says; nothing where it cannot be read, which is for the check."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def title(folder: Path) -> str:
    """A ledger's own title, as its ``datapackage.json`` gives it."""
    return str(described(read_bytes(folder / DESCRIPTION)[0]).get("title") or UNTITLED)
