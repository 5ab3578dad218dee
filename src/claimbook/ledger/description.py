"""Whether a ledger's description is that of this edition."""

import json
from pathlib import Path
from typing import Any

from claimbook.ledger.csvfile import merged
from claimbook.ledger.files import DESCRIPTION, MISSING, RESOURCES, UNCODED, read_bytes
from claimbook.ledger.header import Place
from claimbook.ledger.hints import quoted

ANOTHER = "copy it from another ledger"


def is_first_edition(folder: Path) -> bool:
    """Tell whether a ledger still has the columns of the first edition."""
    data, _ = read_bytes(folder / "questions.csv")
    header = data.split(b"\n", 1)[0].removeprefix(b"\xef\xbb\xbf").strip().split(b",")
    return b"part_of" in header and b"answers_are" not in header


def description_problems(folder: Path) -> list[Place]:
    """Say what is wrong with a ledger's ``datapackage.json``; its title is the ledger's own.

    Its columns, their types and keys must be those that come with this program: other tools read
    it. One without resources, of a title or of a slice alone, stands for the shipped one.
    """
    data, wrong = read_bytes(folder / DESCRIPTION)
    if wrong:
        return [(0, "", f"{wrong}; it describes the columns, {ANOTHER}")] * (wrong != MISSING)
    try:
        package = json.loads(data.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        message = f"is not JSON ({error.msg}); undo the last edit, or {ANOTHER}"
        return [*merged(data), (error.lineno, "", message)][:1]
    except (ValueError, RecursionError):
        return [(0, "", f"is not JSON in UTF-8; {ANOTHER}")]
    messages = _package_problems(package if isinstance(package, dict) else {})
    return [(0, "", message) for message in messages]


def _package_problems(package: dict[str, Any]) -> list[str]:
    resources = package.get("resources")
    if package and {*package} <= {"title", UNCODED}:
        resources = RESOURCES
    if not isinstance(resources, list):
        return [f"has no list of resources; {ANOTHER}"]
    title = package.get("title", "")
    if not isinstance(title, str) or len(title) > 200 or not title.isprintable():
        return [f"the title is {quoted(title)}; write one line of at most 200 characters"]
    theirs = [_essence(resource) for resource in resources]
    differs = f"its columns, types or keys are not those of this edition; {ANOTHER}"
    others = [ours["name"] for ours in RESOURCES if _essence(ours) not in theirs]
    return [f"resource {name}: {differs}" for name in others]


def _essence(resource: Any) -> list[Any] | None:
    """What a description says of a file: its columns, their types and keys."""
    try:
        schema = resource["schema"]
        columns = [(field["name"], field["type"]) for field in schema["fields"]]
        keys = [schema.get(key) for key in ("primaryKey", "foreignKeys")]
        return [resource["name"], resource["path"], columns, keys]
    except (AttributeError, KeyError, TypeError):
        return None
