"""A ledger as it was known on a day."""

from collections.abc import Iterable

from claimbook.ledger import hints
from claimbook.ledger.dates import span
from claimbook.wording import listed


def known_by(day: str, published: Iterable[str]) -> list[bool]:
    """Say of each date whether it had surely passed by the end of a day; no date never had.

    Raises
    ------
    ValueError
        The day is none.
    """
    until = span(day)
    if until is None or len(day) != len("2022-01-06"):
        readings = hints.iso_readings(day) or ["2022-01-06"]
        raise ValueError(f"“{day}” is not a day; write {listed(readings, 'or')}")
    return [bool((when := span(text)) and when[1] <= until[1]) for text in published]
