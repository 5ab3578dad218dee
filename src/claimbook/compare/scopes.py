"""How two scopes stand to each other: the same, a part and its whole, or apart."""

import numpy as np
import pandas as pd

from claimbook.ledger.context import wider

SAME, PART, WHOLE, APART = range(4)  # of the first beside the second


def names(scope: str) -> list[str]:
    """The names that a ``scope`` cell joins."""
    return [name for name in scope.split("; ") if name]


def inside(one: str, other: str, within: dict[str, set[str]]) -> bool:
    """Whether one scope lies inside another: each name of the other has one of ours within it.

    Everything is inside the empty scope.
    """
    ours = set().union(*({name} | within.get(name, set()) for name in names(one)))
    return all(name in ours for name in names(other))


def relations(one: np.ndarray, two: np.ndarray, scopes: pd.DataFrame) -> np.ndarray:
    """How each scope of `one` stands to that of `two`: SAME, PART (inside it), WHOLE or APART."""
    within = wider(dict(zip(scopes["scope"], scopes["within"], strict=True)))
    codes, known = pd.factorize(np.concatenate([one, two]))
    first, second = codes.reshape(2, -1)
    where, pairs = pd.factorize(first * len(known) + second)
    found = []
    for a, b in (divmod(pair, len(known)) for pair in pairs):
        down, up = inside(known[a], known[b], within), inside(known[b], known[a], within)
        found.append(SAME if down and up else PART if down else WHOLE if up else APART)
    return np.array(found, int)[where]
