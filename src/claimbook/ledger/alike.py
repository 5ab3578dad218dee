"""Names that differ only in what a reader does not see."""

import unicodedata
from functools import lru_cache, partial

from claimbook.ledger.hints import quoted
from claimbook.ledger.rows import Test, of_cells

# Letters of other scripts that are drawn like Latin ones, folded to lower case.
LOOK_ALIKES = str.maketrans("аеорсухіјѕһԁԛԝνοτκ", "aeopcyxijshdqwvotk")


@lru_cache(maxsize=100_000)
def skeleton(text: str) -> str:
    """A text without what a reader does not see: case, spaces, points, look-alike letters."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(LOOK_ALIKES)
    # vowel signs of other scripts are marks, and tell words apart
    return "".join(c for c in folded if unicodedata.category(c)[0] in "LMN") or text


def like_another(name: str, seen: dict[str, str]) -> str:
    """Say so where a name was `seen` written in another way; else it is seen now."""
    before = seen.setdefault(skeleton(name), name)
    if before == name:
        return ""
    return (
        f"{quoted(name)} and {quoted(before)} differ only in case, spaces, points or look-alike "
        "letters; write them alike"
    )


def alike(column: str) -> Test:
    """Report a cell, or a name in it, that is written in another way than one above."""
    return of_cells({column: partial(_like_another, {})})


def _like_another(seen: dict[str, str], cell: str) -> str:
    found = [like_another(name, seen) for name in cell.split("; ")] if cell else []
    return next(filter(None, found), "")
