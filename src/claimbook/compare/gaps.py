"""How far apart the claims on a question are, in the fewest words: "about 18 ×", 8 → 18.

One computed wording for each status. It is made of printed figures, so no convention changes it.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from claimbook.compare.lineup import printed
from claimbook.compare.status import TAGS
from claimbook.compare.verdicts import FAMILIES
from claimbook.wording import DAY, counted, in_quotes, number_text

Claim = Mapping[str, Any]
Pair = tuple[str, str, str]  # claim_a, claim_b, verdict
MOST_PLACES = 6  # where claims that cannot both hold are printed
MOST = 3  # figures or answers named in a gap
CLASH = (*FAMILIES["cannot both hold"], *FAMILIES["may not both hold"])
YELLOW = ("contested", "unsettled")


@dataclass(frozen=True)
class Gap:
    """How far apart the claims on one question are.

    Attributes
    ----------
    text : str
        Beside the question: "about 18 × apart".
    line : str
        In a list of questions, where the figures are not drawn: "roughly 45 / 800, about 18 ×".
    tag : str
        What kind of disagreement it is, see `status.TAGS`.
    places : str
        Which claims cannot both hold, by where they are printed.
    clash : bool
        Whether claims cannot, or may not, both hold.
    pair : tuple of str
        The claims that are farthest apart, lower first; empty where nothing is.
    ratio : str
        How many times the one is the other: "about 18 ×"; empty where there is no such thing.
    """

    text: str
    line: str
    tag: str
    places: str = ""
    clash: bool = False
    pair: tuple[str, ...] = ()
    ratio: str = ""


def gap(claims: list[Claim], pairs: list[Pair], status: str) -> Gap:
    """How far apart the claims on one question are, which stands as `status` says."""
    tag = TAGS[status]
    if not claims:
        return Gap("no document answers it", "no document answers it", tag)
    if status in YELLOW:
        return _clash(claims, pairs, tag)
    if status == "moving":
        text = _moved(claims, pairs)
        return Gap(text, text, tag)
    if status in ("one party", "told alike"):
        return _alike(claims, tag, status == "one party")
    if status == "parts or apart":
        text = " / ".join(_some(map(_labelled, claims)))
        return Gap(text, text, tag)
    text = " / ".join(_some(map(_figure, claims)))
    ratio, pair = _widest(claims)
    return Gap(ratio or text, f"{text}, {ratio}" if ratio else text, tag, pair=pair, ratio=ratio)


def _clash(claims: list[Claim], pairs: list[Pair], tag: str) -> Gap:
    """What stands against what: of figures the pair farthest apart, of answers the first pair."""
    by_id = {claim["claim_id"]: claim for claim in claims}
    apart = [(by_id[a], by_id[b]) for a, b, verdict in pairs if verdict in CLASH]
    kind = claims[0]["kind"]
    measure = {"choice": lambda pair: 0, "date": _days}.get(kind, _times)
    one, two = sorted(max(apart, key=measure), key=_order)
    text = line = f"{_short(one)} / {_short(two)}"
    days = _days((one, two)) if kind == "date" else 0
    ratio = _ratio(one, two)
    if days >= 1 and days == int(days):
        text = f"{counted(int(days), 'day')} apart"
    if ratio:
        text, line = f"{ratio} apart", f"{line}, {ratio}"
    both = [claim["claim_id"] for pair in apart for claim in pair]
    places = dict.fromkeys(claim["printed_in"] for claim in claims if claim["claim_id"] in both)
    pair = (one["claim_id"], two["claim_id"])
    return Gap(text, line, tag, ", ".join(_some(places, MOST_PLACES)), True, pair, ratio)


def _short(claim: Claim) -> str:
    """A claim where there is little room; of yes and no its words, which say of what."""
    if claim["kind"] == "choice" and claim["answer"] in ("yes", "no"):
        return in_quotes(claim["wording"]) + claim["limit"]
    return _figure(claim)


def _order(claim: Claim) -> float:
    """Where a claim stands among those it is compared with; answers as they are asked for."""
    if claim["kind"] == "choice":
        return 0.0
    return claim["lower"] if math.isfinite(claim["lower"]) else claim["upper"]


def _number(claim: Claim) -> float:
    """The one number a claim prints, else the lower of its two, NaN where it prints none."""
    text = claim["low"] or claim["high"]
    return float(text) if text and claim["kind"] not in ("date", "choice") else math.nan


def _times(pair: tuple[Claim, Claim]) -> float:
    small, large = sorted(map(_number, pair))
    return large / small if small > 0 else 0.0


def _days(pair: tuple[Claim, Claim]) -> float:
    """Whole days from one printed day to another; 0 where a part of the day or an end is open."""
    one, two = sorted(pair, key=_order)
    ends = [claim[end] for claim in pair for end in ("lower", "upper")]
    if not all(math.isfinite(end) and end % DAY == 0 for end in ends):
        return 0.0
    return (two["lower"] - one["lower"]) / DAY


def _ratio(one: Claim, two: Claim) -> str:
    """How many times one printed number is the other; hedges that leave it open say which way.

    Empty where one end leaves it open upwards and the other downwards.
    """
    times = _times((one, two))
    if not math.isfinite(times) or times < 1.05:
        return ""
    small, large = (claim["opens"] for claim in sorted((one, two), key=_number))
    at_most = small == "up" or large == "down"
    at_least = small == "down" or large == "up"
    if at_most and at_least:
        return ""
    rounded = round(times) if times >= 10 else round(times, 1)
    shown = f"{number_text(rounded)} ×"
    if at_most or at_least:
        return f"up to {shown}" if at_most else f"at least {shown}"
    exact = small == large == "" and math.isclose(rounded, times)
    return shown if exact else f"about {shown}"


def _widest(claims: list[Claim]) -> tuple[str, tuple[str, ...]]:
    """The ratio of the largest number printed to the smallest, without a scope, and whose."""
    numbers = [claim for claim in claims if not claim["scope"] and _number(claim) > 0]
    if len(numbers) < 2:
        return "", ()
    one, two = min(numbers, key=_number), max(numbers, key=_number)
    return _ratio(one, two), (one["claim_id"], two["claim_id"])


def _moved(claims: list[Claim], pairs: list[Pair]) -> str:
    """The first and the last of a figure that moved: 8 → 18."""
    moved = {claim for a, b, verdict in pairs if verdict in FAMILIES["moved"] for claim in (a, b)}
    own = [claim for claim in claims if claim["claim_id"] in moved]
    own.sort(key=lambda claim: (claim["as_of_start"], claim["as_of_end"]))
    numbers = [printed(claim["low"] or claim["high"], claim["kind"]) for claim in own]
    steps = list(dict.fromkeys(numbers if all(numbers) else (claim["figure"] for claim in own)))
    return " → ".join(steps if len(steps) <= MOST else [steps[0], "…", steps[-1]])


def _alike(claims: list[Claim], tag: str, one_party: bool) -> Gap:
    """What is said alike most often, and in how many documents; of one party whose it is."""
    numbers = {_number(claim) for claim in claims}
    told = [Counter(map(_figure, claims)).most_common(1)[0][0]]  # of two the one told first
    own = [claim for claim in claims if _figure(claim) in told]
    if one_party and len(numbers) == 1 and math.isfinite(number := numbers.pop()):
        hedges = dict.fromkeys(claim["qualifier"] for claim in claims)
        told = [f"{h} {number_text(number)}".removeprefix("exact ") for h in hedges]
        own = claims
    elif one_party and len({claim["source_id"] for claim in own}) == 1:  # not alike in two
        told, own = _some(map(_figure, claims)), claims
    documents = counted(len({claim["source_id"] for claim in own}), "document")
    text = f"{' / '.join(told)} in {documents}"
    party = claims[0]["party"] if one_party and claims[0]["named"] else ""
    return Gap(text, f"{text}, {party}" if party else text, tag)


def _figure(claim: Claim) -> str:
    """What a claim says; of a date without its year."""
    return (
        re.sub(r" [0-9]{4}$", "", claim["figure"]) if claim["kind"] == "date" else claim["figure"]
    )


def _labelled(claim: Claim) -> str:
    """A figure with what tells it from another: whom it counts, or its limit."""
    if claim["qualifier"] == "some" and not claim["low"] + claim["high"]:
        return in_quotes(claim["wording"])  # a plural without a number is its own word
    words = f" {in_quotes(claim['counted'])}" if claim["counted"] else claim["limit"]
    return _figure(claim) + words


def _some(texts: Iterable[str], most: int = MOST) -> list[str]:
    """The first texts, once each, and how many more there are."""
    once = list(dict.fromkeys(texts))
    rest = len(once) - most
    return once if rest <= 0 else [*once[:most], f"{rest} more"]
