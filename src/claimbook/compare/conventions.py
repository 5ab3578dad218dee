"""How much hangs on the reading: the verdicts under every convention, side by side.

A convention is rows of ``conventions.csv``; one that is added there is compared here without a
change to any code. Nothing says which is right.
"""

from collections.abc import Iterable

import pandas as pd

from claimbook.compare.verdicts import verdicts
from claimbook.ledger.model import Ledger
from claimbook.wording import counted

KEY = ["question_id", "claim_a", "claim_b"]


def names(ledger: Ledger) -> list[str]:
    """The conventions of a ledger in the order of ``conventions.csv``; the first is the default."""
    return list(dict.fromkeys(ledger.conventions["convention"]))


def every(ledger: Ledger, conventions: Iterable[str] | None = None) -> pd.DataFrame:
    """Every verdict under each convention: `KEY`, and a column per convention."""
    chosen = names(ledger) if conventions is None else dict.fromkeys(conventions)
    # of which each has the same pairs in the same order
    tables = {name: verdicts(ledger, name) for name in chosen}
    first = next(iter(tables.values()), pd.DataFrame(columns=KEY, dtype="str"))
    return first[KEY].assign(**{name: table["verdict"] for name, table in tables.items()})


def flipping(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of such a table in which the verdict is not everywhere the same."""
    return table[table.drop(columns=KEY).nunique(axis=1) > 1].reset_index(drop=True)


def summary(table: pd.DataFrame) -> str:
    """How many verdicts hang on the reading, in one sentence."""
    readings = table.columns.difference(KEY)
    flips = len(flipping(table))
    if table.empty:
        return "There are no two claims to compare."
    return (
        f"{flips:,} of {counted(len(table), 'verdict')} hang on the reading; "
        f"{len(table) - flips:,} are the same under all {len(readings)} of them."
    )
