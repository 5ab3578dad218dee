"""A new ledger: the files that it needs, empty, and a README with the first steps."""

import json
from collections.abc import Iterable
from pathlib import Path
from string import Template

from claimbook.coding import sheet
from claimbook.errors import ClaimbookError
from claimbook.ledger.files import COLUMNS, CONVENTIONS, DESCRIPTION, NEEDED_FILES, SHIPPED
from claimbook.ledger.hints import quoted
from claimbook.show import TEMPLATES
from claimbook.wording import slug

README = TEMPLATES / "new-ledger.md"
IGNORED = b"# not ours to redistribute\n/documents/\n/to-code/\n"
MOST = 200  # characters of a title
DEFAULT_TOPICS = ("casualties", "damage", "timeline")


def create(
    folder: str | Path, title: str = "", topics: Iterable[str] = (), everything: bool = False
) -> list[str]:
    """Make a ledger without claims, and say what to do next.

    Parameters
    ----------
    folder : str or Path
        A new folder, or an empty one.
    title : str
        One line; by default the folder's name.
    topics : iterable of str
        What its questions will be about; made ids.
    everything : bool
        Also the files that a ledger may have of its own: scopes, exclusions, conventions and the
        description of the columns. Without them the shipped ones hold.

    Raises
    ------
    ClaimbookError
        The folder is not empty or cannot be written, or the title is no title.
    """
    folder = Path(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ClaimbookError(f"{folder} is not empty; name a new folder for the ledger")
    title = " ".join(title.split()) or folder.resolve().name.replace("-", " ").capitalize()
    if len(title) > MOST or not title.isprintable():
        raise ClaimbookError(f"{quoted(title)} is no title; write one line, {MOST} characters")
    ids = list(dict.fromkeys(filter(None, map(slug, topics)))) or list(DEFAULT_TOPICS)
    files = {f"{name}.csv": _header(name) for name in NEEDED_FILES}
    files |= {"README.md": _readme(title, ids), ".gitignore": IGNORED}
    description = {"title": title}
    if everything:
        description = json.loads(SHIPPED.read_text(encoding="utf-8")) | description
        files |= {f"{name}.csv": _header(name) for name in ("scopes", "not_claims")}
        files["conventions.csv"] = CONVENTIONS.read_bytes()
    text = json.dumps(description, indent=2, ensure_ascii=False)
    files[DESCRIPTION] = f"{text}\n".encode()
    sheet.write({folder / name: content for name, content in files.items()})
    (folder / "documents").mkdir(exist_ok=True)
    return [
        f"{folder}: {title}",
        f"Write the first questions into {folder / 'questions.csv'}; {folder / 'README.md'} has "
        "the steps.",
        f"Then: claimbook add FILE --data {folder}",
    ]


def _header(name: str) -> bytes:
    return f"{','.join(COLUMNS[name])}\n".encode()


def _readme(title: str, topics: list[str]) -> bytes:
    """The five steps, with a line to copy for a question of each topic."""
    lines = [",".join(COLUMNS["questions"])]
    lines += [f"{topic}-1,{topic},How many …?,,count,people,,yes,,," for topic in topics]
    text = Template(README.read_text(encoding="utf-8"))
    indented = "\n".join(f"   {line}" for line in lines)
    return text.substitute(title=title, questions=indented).encode()
