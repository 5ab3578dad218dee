"""How far apart the claims on a question are, in the fewest words: "about 18 ×", 8 → 18.

One computed wording for each status. It is made of printed figures, so no convention changes it.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from claimbook.compare.lineup import PLURAL, short_when
from claimbook.compare.status import TAGS
from claimbook.compare.verdicts import FAMILIES
from claimbook.wording import DAY, counted, in_quotes, number_text

Claim = Mapping[str, Any]
Pair = tuple[str, str, str]  # claim_a, claim_b, verdict
MOST_PLACES = 6  # where claims that cannot both hold are printed
MOST_LINE = 90  # characters; a longer one gives answers without their words
MOST = 3  # figures or answers named in a gap
DATE = len("2022-01-05")


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
    clash : tuple of str
        The verdicts on claims that cannot, or else may not, both hold; empty where all can.
    claims : tuple of str
        Those that are compared, the lower first, or are told alike; empty where none are.
    ratio : str
        How many times the one is the other: "about 18 ×"; empty where there is no such thing.
    """

    text: str
    line: str
    tag: str
    places: str = ""
    clash: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    ratio: str = ""


def gap(claims: list[Claim], pairs: list[Pair], status: str) -> Gap:
    """How far apart the claims on one question are, which stands as `status` says."""
    tag = TAGS[status]
    if not claims:
        return Gap("no document answers it", "no document answers it", tag)
    if status in ("contested", "unsettled"):
        return _clash(claims, pairs, tag)
    if status == "moving":
        return Gap(*_side_by_side([_moved(claims, pairs)], claims), tag)
    if status == "told alike":
        return _alike(claims, pairs, tag)
    if status == "one party":
        return _one_party(claims, tag)
    if status == "parts or apart":
        return Gap(*_side_by_side(_labelled(claims), claims), tag)
    ratio, pair = _widest(claims)
    farthest = [claim for claim in claims if claim["claim_id"] in pair]
    text, line = _side_by_side(_figures(farthest if ratio else claims), claims)
    return Gap(ratio or text, f"{line}, {ratio}" if ratio else line, tag, claims=pair, ratio=ratio)


def _clash(claims: list[Claim], pairs: list[Pair], tag: str) -> Gap:
    """What stands against what: of figures the pair farthest apart, of answers the first pair.

    Pairs without a limit, which are of what is asked, go before others.
    """
    by_id = {claim["claim_id"]: claim for claim in claims}
    verdicts = FAMILIES[tag]
    apart = [(by_id[a], by_id[b]) for a, b, verdict in pairs if verdict in verdicts]
    kind = claims[0]["kind"]
    measure = {"choice": lambda pair: 0, "date": _between}.get(kind, _apart)
    widest = max(apart, key=lambda pair: (not any(c["limit"] for c in pair), measure(pair)))
    one, two = sorted(widest, key=_order)
    text, line = _side_by_side(_opposed(one, two), claims)
    if kind == "choice" and len(line) > MOST_LINE:
        line = " / ".join(
            c["answer"] + c["limit"] * (one["limit"] != two["limit"]) for c in (one, two)
        )
    days = _days(one, two) if kind == "date" else 0
    ratio = _ratio(one, two)
    if days:
        text = f"{counted(days, 'day')} apart"
    if ratio:
        text, line = f"{ratio} apart", f"{line}, {ratio}"
    both = [claim["claim_id"] for pair in apart for claim in pair]
    places = dict.fromkeys(claim["printed_in"] for claim in claims if claim["claim_id"] in both)
    first, more = _first(places, MOST_PLACES)
    named = ", ".join([*first, more] if more else first)
    return Gap(text, line, tag, named, verdicts, (one["claim_id"], two["claim_id"]), ratio)


def _opposed(one: Claim, two: Claim) -> list[str]:
    """Two claims with their limits; of yes and no their words, which say of what."""
    texts, limits = _figures([one, two]), [one["limit"], two["limit"]]
    if one["kind"] == "choice" and {one["answer"], two["answer"]} <= {"yes", "no"}:
        texts = [f"{claim['answer']}: {in_quotes(claim['wording'])}" for claim in (one, two)]
    if limits[0] == limits[1]:
        limits[0] = ""
    return [text + limit for text, limit in zip(texts, limits, strict=True)]


def _order(claim: Claim) -> float:
    """Where a claim stands among those it is compared with; answers as they are asked for."""
    if claim["kind"] == "choice":
        return 0.0
    return claim["lower"] if math.isfinite(claim["lower"]) else claim["upper"]


def numbers(claim: Claim) -> list[float]:
    """The number that a claim prints, or both ends of a range; of a date or an answer none."""
    if claim["kind"] in ("date", "choice"):
        return []
    return sorted({float(text) for text in (claim["low"], claim["high"]) if text})


def _apart(pair: Sequence[Claim]) -> tuple[float, float]:
    """How many times one number is the other, of a range the nearer end, and how much more it is.

    Nothing where there are no two numbers.
    """
    small, large = sorted(map(numbers, pair))
    if not small:
        return 0.0, 0.0
    times = large[0] / small[-1] if small[-1] > 0 and large[0] > 0 else 0.0
    return times, large[0] - small[0]


def _between(pair: tuple[Claim, Claim]) -> float:
    """How long it is, in seconds, from one date to another."""
    one, two = sorted(pair, key=_order)
    return two["lower"] - one["upper"]


def _days(one: Claim, two: Claim) -> int:
    """Days from one printed day to a later one; 0 where either is hedged or is no full day."""
    if any(claim["qualifier"] != "exact" or len(claim["low"]) != DATE for claim in (one, two)):
        return 0
    return int((two["lower"] - one["lower"]) / DAY)


def _ratio(one: Claim, two: Claim) -> str:
    """How many times one printed number is the other; hedges that leave it open say which way.

    Empty where one end leaves it open upwards and the other downwards.
    """
    pair = sorted((one, two), key=numbers)
    times, _ = _apart(pair)
    if not math.isfinite(times) or times < 1.05:
        return ""
    small, large = (claim["opens"] for claim in pair)
    is_range = any(len(numbers(claim)) > 1 for claim in pair)
    at_most = small == "up" or large == "down"
    at_least = small == "down" or large == "up" or is_range
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
    own = [claim for claim in claims if not claim["scope"] and min(numbers(claim), default=0) > 0]
    if len(own) < 2:
        return "", ()
    one, two = min(own, key=numbers), max(own, key=numbers)
    return _ratio(one, two), (one["claim_id"], two["claim_id"])


def _moved(claims: list[Claim], pairs: list[Pair]) -> str:
    """The first and the last of a figure that moved: 8 → 18."""
    moved = {claim for a, b, verdict in pairs if verdict in FAMILIES["moved"] for claim in (a, b)}
    own = [claim for claim in claims if claim["claim_id"] in moved]
    own.sort(key=lambda claim: (claim["as_of_start"], claim["as_of_end"]))
    # of claims that print one number that with the plainest hedge: 8 stands for "at least 8"
    by_number: dict[str, str] = {}
    for claim in own:
        number = claim["low"] or claim["high"] or claim["figure"]
        if number not in by_number or claim["qualifier"] == "exact":
            by_number[number] = claim["figure"]
    steps = list(by_number.values())
    return " → ".join(steps if len(steps) <= MOST else [steps[0], "…", steps[-1]])


def _alike(claims: list[Claim], pairs: list[Pair], tag: str) -> Gap:
    """What voices say alike most often, and in how many documents."""
    figure = dict(zip((c["claim_id"] for c in claims), _figures(claims), strict=True))
    agree = [(a, b) for a, b, verdict in pairs if verdict == "agree"]
    told = Counter(figure[claim] for pair in agree for claim in pair).most_common(1)[0][0]
    # what another word says of the same figure agrees with it: "roughly 45", "about 45"
    ids = {claim for a, b in agree if told in (figure[a], figure[b]) for claim in (a, b)}
    own = [claim for claim in claims if claim["claim_id"] in ids]
    return _told([told], own, tag)


def _one_party(claims: list[Claim], tag: str) -> Gap:
    """What one party says most often, or all that it says, and in how many documents."""
    figures = _figures(claims)
    told = [Counter(figures).most_common(1)[0][0]]  # of two the one told first
    own = [claim for claim, figure in zip(claims, figures, strict=True) if figure in told]
    one, *others = {tuple(numbers(claim)) for claim in claims}
    if len(one) == 1 and not others:
        hedges = dict.fromkeys(claim["qualifier"] for claim in claims)
        told = [f"{h} {number_text(*one)}".removeprefix("exact ") for h in hedges]
        own = claims
    elif len({claim["source_id"] for claim in own}) == 1:  # not alike in two
        told, own = figures, claims
    return _told(told, own, tag, claims[0]["party"])


def _told(texts: Sequence[str], own: Sequence[Claim], tag: str, party: str = "") -> Gap:
    documents = counted(len({claim["source_id"] for claim in own}), "document")
    text, line = (f"{told} in {documents}" for told in _side_by_side(texts, own))
    ids = tuple(claim["claim_id"] for claim in own)
    return Gap(text, f"{line}, {party}" if party else line, tag, claims=ids)


def _figures(claims: Sequence[Claim]) -> list[str]:
    """What claims say; of dates of one year without it."""
    return short_when([claim["figure"] for claim in claims])


def _unit(claims: Sequence[Claim]) -> str:
    """The unit of a figure, but of a number of what the question names: "How many people …"."""
    asked = claims[0]
    is_named = asked["kind"] in ("date", "choice") or asked["question"].startswith("How many")
    return "" if is_named or not asked["unit"] else f" {asked['unit']}"


def _labelled(claims: Sequence[Claim]) -> list[str]:
    """Figures with what tells one from another: whom it counts, or its limit."""
    labels = []
    for claim, figure in zip(claims, _figures(claims), strict=True):
        tells = f" {in_quotes(claim['counted'])}" if claim["counted"] else claim["limit"]
        labels.append(figure if claim["qualifier"] == PLURAL else figure + tells)
    return labels


def _side_by_side(texts: Iterable[str], claims: Sequence[Claim]) -> tuple[str, str]:
    """The first figures or answers, once each, and how many more; the same with their unit."""
    first, more = _first(texts, MOST)
    text, more = " / ".join(first), f" / {more}" if more else ""
    return text + more, text + _unit(claims) + more


def _first(texts: Iterable[str], most: int) -> tuple[list[str], str]:
    """The first texts, once each, and how many more there are."""
    once = list(dict.fromkeys(texts))
    rest = len(once) - most
    return once[:most], f"{rest} more" if rest > 0 else ""
