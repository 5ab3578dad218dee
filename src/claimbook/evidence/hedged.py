"""Whether the hedge coded is the one that the wording prints beside the figure."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from claimbook.evidence.hedges import BETWEEN, EITHER, hedges, says
from claimbook.evidence.numbers import Number

# Whoever writes down a third of a million rounds it, so that about is right without a hedge.
WITHOUT_END = re.compile(r"\b(?:third|sixth|seventh|ninth)s?\b|[⅓⅔⅙⅚]|/[3679]\b", re.I)
TWO_CLAIMS = ": one or the other is two claims, a row for each"
NO_HEDGE = (
    "{} has no hedge in the wording; quote it, write exact, or say in note where the hedge stands "
    "(with the word hedge)"
)

Found = Iterator[tuple[str, str]]  # column, message


class Coded(NamedTuple):
    """What of a claim is held against its wording."""

    kind: str
    wording: str
    qualifier: str
    low: str
    high: str
    as_of: str
    note: str
    unit: str = ""  # of the question
    language: str = ""  # "" for English, the only one that is read; of others digits alone are


def hedge_problems(
    claim: Coded, own: tuple[str, ...], held: tuple[str, ...], coded: list[Number]
) -> Found:
    """Yield a problem where the hedge beside the figure is not the one coded.

    Held against the wording are qualifiers of one's `own` and those shipped that are `held`. No
    number is `coded` for a date, which all words are of.
    """
    qualifier, places = claim.qualifier, {number.start for number in coded}
    if qualifier not in ("exact", BETWEEN, *held, *own) or "hedge" in claim.note.lower():
        return
    beside = [hedge for hedge in hedges(claim.wording, own) if not places or hedge.at in places]
    if any(hedge.qualifier == qualifier for hedge in beside):
        return
    if qualifier == BETWEEN:
        if any(hedge.qualifier == EITHER for hedge in beside):
            yield (
                "qualifier",
                "low and high are joined by “or”; say in note that a range is meant (with the word "
                f"hedge), or quote each alone{TWO_CLAIMS}",
            )
        return
    other = [hedge for hedge in beside if hedge.sure and hedge.qualifier in (*held, *own)]
    if other:
        fitting = dict.fromkeys(h.qualifier for h in other if h.words == other[0].words)
        yield (
            "qualifier",
            f"the wording hedges with “{other[0].words}” but the qualifier is {qualifier}; write "
            f"{' or '.join(fitting)}",
        )
        return
    rounded = qualifier == "about" and any(
        number.kind != "ordinal" and WITHOUT_END.search(number.text) for number in coded
    )
    if qualifier != "exact" and not rounded and not says(claim.wording, qualifier, own):
        yield "qualifier", NO_HEDGE.format(qualifier)


def listed(found: list[Number]) -> str:
    """Numbers as a message names them."""
    return " and ".join(number.text for number in found)
