"""Whether a date is coded open, from or until, where its wording leaves it so."""

import re
from collections.abc import Iterator
from itertools import chain

from claimbook.evidence.coded import NO_HEDGE, OTHER_HEDGE, Coded
from claimbook.evidence.hedges import PHRASES
from claimbook.evidence.numerals import one_of
from claimbook.ledger.rows import OfRow

NEVER_EXACT = {*chain(*PHRASES["date"].values())}
OPEN = {
    words: qualifier
    for table in ("date", "onset")
    for qualifier, listed in PHRASES[table].items()
    for words in listed
}
BEFORE_DATE = re.compile(
    rf"(?<!\w)({one_of(OPEN)})\s(?:(?:the|about|around|roughly|approximately|early|late"
    r"|(?:start|end|morning|evening)\sof)\s)*$",
    re.IGNORECASE,
)
# "No boat came before 7" says that they came from 7 on.
DENIED = re.compile(r"\b(?:no|not|never|nobody|none|neither|without)\b|n['’]t\b", re.IGNORECASE)
# Said anywhere, these leave an onset or an end open too: "had already fled on 6 January".
LEFT_OPEN = re.compile(
    rf"\b(?:{one_of(OPEN)}|to|as\sof|already|still|yet|ha(?:d|s|ve)|onwards?|latest|earliest"
    r"|within|over|now|currently|(?:start|beg[aiu]n|end|last)\w*)\b",
    re.IGNORECASE,
)


def opening_problems(claim: Coded, places: list[int]) -> OfRow:
    """Yield a problem where words before a date, at one of the places, open it otherwise."""
    qualifier, note = claim.qualifier, claim.note.lower()
    if qualifier not in ("exact", *PHRASES["date"]) or "hedge" in note:
        return
    found = [*_openings(claim.wording, places)]
    if qualifier not in (OPEN[words] for words in found):
        for words in found:
            if qualifier != "exact" or words in NEVER_EXACT:
                yield "qualifier", OTHER_HEDGE.format(words, qualifier, OPEN[words])
                return
    if qualifier != "exact" and "inferred" not in note and not LEFT_OPEN.search(claim.wording):
        yield "qualifier", NO_HEDGE.format(qualifier)


def _openings(wording: str, places: list[int]) -> Iterator[str]:
    for at in sorted(places):
        match = BEFORE_DATE.search(wording, 0, at)
        if match and not DENIED.search(wording, 0, match.start()):
            yield " ".join(match[1].lower().split())
