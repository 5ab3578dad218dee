"""Where the ledger is, and its documents. Nothing is imported here that takes time."""

import os
from pathlib import Path

from claimbook.errors import ClaimbookError
from claimbook.ledger.files import COLUMNS
from claimbook.wording import visible

VARIABLE = "CLAIMBOOK_DATA"
OF_DOCUMENTS = "CLAIMBOOK_DOCUMENTS"


def find(folder: str | Path | None = None) -> Path:
    """Return the folder of the ledger; an error where there is none.

    By default the environment variable ``CLAIMBOOK_DATA``, and if that is not set the nearest
    folder with a ledger, or with one in ``data``, looking from the working directory upward.
    """
    chosen = folder if folder is not None else os.environ.get(VARIABLE) or None
    if chosen is None:
        return _nearest()
    name = visible(str(chosen))
    try:
        is_folder = Path(chosen).is_dir()
    except (OSError, ValueError):  # a NUL in the name, a loop of links
        is_folder = False
    if not is_folder:
        raise ClaimbookError(f"{name}: there is no such folder; name the one that holds claims.csv")
    if not any(os.path.lexists(Path(chosen) / f"{file}.csv") for file in COLUMNS):
        raise ClaimbookError(
            f"{name}: there is no ledger in this folder; name the one that holds claims.csv, or "
            "begin one: claimbook init DIR"
        )
    return Path(chosen)


def _nearest() -> Path:
    here = Path.cwd()
    for parent in (here, *here.parents):
        # a coding to compare with is a claims.csv alone
        if all((parent / f"{name}.csv").is_file() for name in ("claims", "questions")):
            return parent
        if (parent / "data" / "claims.csv").is_file():
            return parent / "data"
    raise ClaimbookError(
        "data/claims.csv: there is no such file here or in any folder above; name the folder "
        f"of the ledger with --data DIR or {VARIABLE}, or begin a ledger: claimbook init DIR"
    )


def documents_folder(argument: str | Path | None, data_folder: str | Path) -> Path | None:
    """The folder to look for documents in: as named, or the ledger's own if it has one, or None.

    What ``--documents`` was given wins over ``$CLAIMBOOK_DOCUMENTS``; a folder that was named and
    is not there is an error.
    """
    for how, named in (
        ("--documents", argument),
        (OF_DOCUMENTS, os.environ.get(OF_DOCUMENTS)),
    ):
        if named:
            if not Path(named).is_dir():
                raise ClaimbookError(f"{how}: there is no folder {named}; name one that exists")
            return Path(named)
    own = Path(data_folder) / "documents"
    return own if own.is_dir() else None
