"""What is amiss with a figure of a draft, held against the claims that it is meant for."""

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter

from claimbook.coding.against import Against, Claim
from claimbook.coding.draft import Figure
from claimbook.coding.english import roots
from claimbook.coding.voices import Cited, spoken
from claimbook.compare.scopes import names
from claimbook.evidence.hedges import added, hedges
from claimbook.evidence.numbers import numbers
from claimbook.evidence.units import another_unit
from claimbook.ledger import dates

# Sorts of people and things, by their roots: one is no name for another. A crowd has many names.
SORTS = {word: word for word in roots(
    "police soldiers civilians children rescuers journalists women hospital icu cars shops houses "
    "trucks tents boats bridges schools animals villages ambulances buses trains tanks guns banks "
    "pharmacies restaurants offices factories doctors nurses teachers students workers miners "
    "firefighters volunteers tourists farmers families ships passengers pilots dockers prisoners"
)} | dict.fromkeys(roots("protesters rioters"), "crowd")  # fmt: skip
SORTS |= dict.fromkeys(roots("planes aircraft airplanes aeroplanes jets helicopters"), "plane")
# Places that are no names; a deed at one of them is none at another.
LANDMARKS = set(
    roots(
        "airport airfield station harbour port tower hall palace square market bridge "
        "dyke dam stadium church mosque school university prison barracks court factory museum "
        "library border"
    )
)
EARLIER = re.compile(
    r"\b(?:at\sfirst|initially|at\sthe\stime|(?:mon|tues|wednes|thurs|fri|satur|sun)day|by\s(?:then|nightfall|dawn|noon)|early"
    r"|that\s(?:day|night|morning|evening))\b",
    re.IGNORECASE,
)
# What a draft may say at the lower or the upper end of a range that the ledger has.
AT_END = {"low": ("at least", "from"), "high": ("up to", "until")}
# The hedges of dates, and the words that may open an end though they need not.
OPEN_ENDS = {
    "about": r"(?!)",
    "until": r"\b(?:until|till|by|before|up\sto|from\s.{3,40}\sto)\s(?:the\s)?$",
    "from": r"\b(?:from|since|after|starting|beginning)\s(?:on\s)?(?:the\s)?$",
}

Judged = tuple[list[Claim], list[str], str]  # claims, flags, message


class Held:
    """A figure held against the claims that it is meant for."""

    def __init__(
        self, against: Against, figure: Figure, meant: list[Claim], printed: set[Decimal]
    ) -> None:
        self.against, self.figure, self.printed = against, figure, printed
        in_scope = [claim for claim in meant if self._in_scope(claim)]
        self.limit = "" if in_scope else _unit(figure, meant[0]) or _limit(meant[0])
        self.claims = in_scope or meant
        cited = [each for each in figure.cited if each.voices or not each.vague]
        voices = [voice for each in cited for voice in each.voices]
        given = [claim for claim in self.claims if any(voice.gave(claim) for voice in voices)]
        named = [each for each in cited if each.voices] or [
            each for each in cited if not self._may_be(each)
        ]
        self.stranger = spoken(named[0].words) if named and not given else ""
        if figure.day and named and self._is_deed(named[0], meant[0]):
            self.stranger = ""
        self.claims = given or self.claims

    def judged(self) -> Judged:
        """The claims, the flags and the message."""
        found = [
            (flag, words.format(amiss)) for flag, find, words in AMISS if (amiss := find(self))
        ]
        return (
            self.claims,
            [flag for flag, _ in found],
            has(self.claims[0], *(w for _, w in found)),
        )

    def hedge(self) -> str:
        """What happened to the hedge."""
        figure = self.figure
        found = hedges(figure.passage.text, added(self.against.takes))
        ours = {figure.stated.qualifier} | {h.qualifier for h in found if h.at == figure.span[0]}
        if figure.day:
            before = figure.passage.text[max(figure.stated.start - 50, 0) : figure.stated.start]
            ours |= {name for name, opens in OPEN_ENDS.items() if re.search(opens, before)}
        if "between" in ours or any(ours & _fitting(figure, claim) for claim in self.claims):
            return ""
        has, says = self.claims[0]["qualifier"], figure.stated.qualifier
        if says == "exact":
            return f"with the hedge “{has}”, which is dropped"
        if has == "exact":
            return f"without a hedge, and “{says}” is added"
        return f"with the hedge “{has}”, which is turned into “{says}”"

    def stale(self) -> str:
        """A later and higher total by any voice, where the draft names no earlier date."""
        later = [] if self.limit or self.stranger else [self._later(c) for c in self.claims]
        if not later or None in later or EARLIER.search(self.figure.sentence):
            return ""
        days = [span for day in self.figure.days if (span := dates.span(day))]
        last = later[-1]
        if any(start < last["as_of_start"] for start, _ in days):
            return ""
        return _opponent(last)

    def contested(self) -> str:
        """A claim of another voice that cannot hold beside it and goes unmentioned."""
        if not self._is_fact():
            return ""
        for claim in self.claims:
            for other in self.against.conflicts.get(claim["claim_id"], []):
                if not self._mentions(other) and _voice(other) != _voice(claim):
                    return _opponent(other)
        return ""

    def one_voice(self) -> str:
        """Whose alone it is, where it is stated as a fact and nobody contests it."""
        single = len({_voice(claim) for claim in self.claims}) == 1
        told = self.figure.stated.stated or self.contested() or self.stale()
        if not single or told or not self._is_fact():
            return ""
        names_ = {claim["origin"] for claim in self.claims}
        name = self.claims[0]["origin" if len(names_) == 1 else "party"]
        if name.startswith("No "):
            return "without a named source"
        where = ", ".join(dict.fromkeys(claim["printed_in"] for claim in self.claims))
        return f"from {spoken(name)} alone" + f" ({where})" * (len(self.claims) > 1)

    def _in_scope(self, claim: Claim) -> bool:
        """Whether a draft counts what a claim counts: its unit, scope, place and sort."""
        return (
            not _unit(self.figure, claim)
            and self._has_scopes(claim)
            and self._is_there(claim)
            and self._is_of_its_sort(claim)
        )

    def _has_scopes(self, claim: Claim) -> bool:
        """Whether the passage has half of what tells each scope of a claim, or nothing tells it."""
        passage, asked = self.figure.passage, set(roots(claim["question"]))
        telling = [_telling(scope) - asked for scope in names(claim["scope"])]
        words = _words(f"{passage.lead} {passage.text}") if any(telling) else frozenset()
        return all(len(needed & words) * 2 >= len(needed) for needed in telling)

    def _is_there(self, claim: Claim) -> bool:
        """Whether no place is named but the claim's, nor another landmark than one of it."""
        near = self.figure.near
        texts = (claim[name] for name in ("wording", "scope", "place", "note", "question"))
        there = set(roots(" ".join(texts)))
        # "18 officers were killed in Almaty", who were killed anywhere
        there |= {root for c in self.against.beside(claim) for root in roots(c["place"])}
        if any(set(roots(place)) - there for place in self.against.limit.findall(near)):
            return False
        # "the building" may be any of them, and the Port Authority is no port
        no_place = ["buildings?", *(re.escape(cited.words) for cited in self.figure.cited)]
        told = re.sub("|".join(no_place), "", near)
        ours, theirs = LANDMARKS.intersection(roots(told)), LANDMARKS & there
        return not (ours and theirs) or bool(ours & theirs)

    def _is_of_its_sort(self, claim: Claim) -> bool:
        """Whether it counts people or things of the sort that a claim counts or is asked for."""
        ours = _sorts(roots(self.figure.counted))
        theirs = _sorts(claim["roots"]) or _sorts(roots(claim["question"]))
        return ours <= theirs or not (theirs or claim["counted"])

    def _mentions(self, claim: Claim) -> bool:
        """Whether the paragraph prints a claim's number, or the sentence its date."""
        ends = {claim["low"], claim["high"]}
        dated = any(
            day == end[: len(day)]
            for day in (*self.figure.days, self.figure.day)
            for end in ends
            if day
        )
        return dated or bool(claim["values"] & self.printed)

    def _is_deed(self, cited: Cited, claim: Claim) -> bool:
        """Whether what somebody says is the event: "on 7 January the president announced"."""
        asked = set(roots(claim["question"])) - self.against.places
        return bool(asked & set(roots(self.figure.sentence[cited.start : cited.end])))

    def _is_fact(self) -> bool:
        """Whether a figure in its right place is given to nobody."""
        figure = self.figure
        cited = figure.cited or (figure.day and figure.is_cited)
        return not (self.limit or self.stranger or cited or self._names())

    def _names(self) -> bool:
        """Whether the sentence names a voice of the claims that is not what it speaks of itself."""
        about = set().union(*(claim["roots"] for claim in self.claims))
        about |= self.against.places.union(roots(self.claims[0]["question"]))
        return any(
            set(roots(named.words)) - about
            and any(voice.gave(claim) for voice in named.voices for claim in self.claims)
            for named in self.against.voices.mentioned(self.figure.sentence)
        )

    def _may_be(self, stranger: Cited) -> bool:
        """Whether words that are no name may mean a voice of the claims: "the city's police"."""
        own = set().union(*(roots(claim["origin"]) for claim in self.claims))
        return stranger.words.islower() and bool(own & set(roots(stranger.words)))

    def _later(self, claim: Claim) -> Claim | None:
        """The last of the totals that are later than a claim's and higher, if none is mentioned."""
        if claim["running_total"] != "yes":
            return None
        here = {v for number in numbers(self.figure.sentence) for v in number.readings}
        later = [
            other
            for other in self.against.on[claim["question_id"]]
            if other["scope"] == claim["scope"]
            and other["as_of_start"] >= claim["as_of_end"]
            and max(other["values"], default=0) > max(claim["values"], default=0)
            and other["opens"] != "down"
        ]
        if any(other["values"] & here for other in later):
            return None
        return max(later, key=lambda c: (c["as_of_start"], max(c["values"])), default=None)


# What may be amiss with a figure that the ledger has: the flag, what finds it, how it is said.
AMISS = (
    ("hedge", Held.hedge, "{}"),
    ("scope", attrgetter("limit"), "{}"),
    ("voice", attrgetter("stranger"), "but does not have it from “{}”"),
    ("stale", Held.stale, "and later {}"),
    ("contested", Held.contested, "against {}"),
    ("one-voice", Held.one_voice, "{}"),
)
FLAGS = ("not-found", *(flag for flag, _, _ in AMISS))


def has(claim: Claim, *amiss: str) -> str:
    """The sentence on a figure that the ledger has, and what is amiss with it."""
    what = "" if claim["counted"] else f" on “{claim['short']}”"
    when = f" ({claim['when']})" if claim["when"] else ""
    return ", ".join([f"The ledger has {claim['said']}{what}{when}, {claim['who']}", *amiss]) + "."


def _opponent(claim: Claim) -> str:
    """A claim that another is held against: its figure, who gives it, where and for when."""
    return f"{claim['said']} ({', '.join(filter(None, [claim['who'], claim['when']]))})"


@lru_cache(maxsize=8)
def _words(passage: str) -> frozenset[str]:
    return frozenset(roots(passage))


def _sorts(words: Iterable[str]) -> set[str]:
    """The sorts of people and things that roots name."""
    return {SORTS[word] for word in words if word in SORTS}


def _telling(scope: str) -> set[str]:
    """The roots of a scope that a text must have: of names, sorts and landmarks.

    One without any may be said in other words.
    """
    return {
        root
        for word in scope.split()
        for root in roots(word)
        if word[0].isupper() or root in SORTS or root in LANDMARKS
    }


def _unit(figure: Figure, claim: Claim) -> str:
    """That a claim is in another unit or currency."""
    other = another_unit(figure.sum, claim["unit"])
    return f"which is in {claim['unit']}, not {other}" if other else ""


def _limit(claim: Claim) -> str:
    """What a claim is of, and no more."""
    if claim["scope"]:
        return f"which counts only [{claim['scope']}]"
    place = f" ({claim['place']})" if claim["place"] else ""
    if claim["counted"]:
        return f"which counts “{claim['counted']}”{place}"
    return "which is told of something else" if claim["place"] else ""


def _fitting(figure: Figure, claim: Claim) -> set[str]:
    """The hedges that say no more and no less than a claim does."""
    if figure.day:
        return {claim["qualifier"] if claim["qualifier"] in OPEN_ENDS else "exact"}
    if claim["qualifier"] != "between":
        return {claim["qualifier"]}
    inside = {"exact"} if claim["kind"] == "duration" else set()  # one of a list of ages
    ends = (AT_END[end] for end in AT_END if claim[end] and figure.value == Decimal(claim[end]))
    return inside.union(*ends)


def _voice(claim: Claim) -> tuple[str, str]:
    """Whose claim it is: that of a party, or of an unnamed voice of one document."""
    return (claim["party"], "") if claim["named"] else (claim["origin_id"], claim["source_id"])
