"""A claim as it is coded, and whether its hedge is the one printed beside the figure."""

import re
from typing import NamedTuple

from claimbook.evidence.hedges import BETWEEN, EITHER, hedges, says
from claimbook.evidence.numbers import Number
from claimbook.ledger.rows import OfRow

# Whoever writes down a third of a million rounds it, so that about is right without a hedge.
WITHOUT_END = re.compile(r"\b(?:third|sixth|seventh|ninth)s?\b|[⅓⅔⅙⅚]|/[3679]\b", re.I)
TWO_CLAIMS = ": one or the other is two claims, a row for each"
JOINED_BY_OR = (
    "low and high are joined by “or”; say in note that a range is meant (with the word hedge), or "
    f"quote each alone{TWO_CLAIMS}"
)
OTHER_HEDGE = "the wording hedges with “{}” but the qualifier is {}; write {}"
NO_HEDGE = (
    "{} has no hedge in the wording; quote it, write exact, or say in note where the hedge stands "
    "(with the word hedge)"
)


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
) -> OfRow:
    """Yield a problem where the hedge beside the figure is not the one coded.

    Held against the wording are qualifiers of one's `own` and those shipped that are `held`. No
    number is `coded` for a date, which all words are of.
    """
    qualifier, places = claim.qualifier, {number.start for number in coded}
    if qualifier not in ("exact", BETWEEN, *held, *own) or "hedge" in claim.note.lower():
        return
    beside = [hedge for hedge in hedges(claim.wording, own) if not places or hedge.at in places]
    said = {hedge.qualifier for hedge in beside}
    others = [hedge for hedge in beside if hedge.sure and hedge.qualifier in (*held, *own)]
    if qualifier in said or (qualifier == BETWEEN and EITHER not in said):
        return
    if qualifier == BETWEEN:
        yield "qualifier", JOINED_BY_OR
    elif others:
        words = others[0].words
        fitting = dict.fromkeys(hedge.qualifier for hedge in others if hedge.words == words)
        write = " or ".join(fitting)
        yield "qualifier", OTHER_HEDGE.format(words, qualifier, write)
    elif qualifier != "exact" and not says(claim.wording, qualifier, own):
        rounded = [n for n in coded if n.kind != "ordinal" and WITHOUT_END.search(n.text)]
        if qualifier != "about" or not rounded:
            yield "qualifier", NO_HEDGE.format(qualifier)


def listed(found: list[Number]) -> str:
    """Numbers as a message names them."""
    return " and ".join(number.text for number in found)
