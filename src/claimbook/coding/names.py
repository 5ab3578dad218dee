"""Whom a name names: the voices of a ledger by the words that they are called by."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from claimbook.coding.english import ALIKE, STOP, WORDS
from claimbook.evidence.calendars import MONTHS, WEEKDAYS
from claimbook.ledger.model import Ledger
from claimbook.wording import relays

PRONOUN = re.compile(
    r"^\W*(?:he|she|it|they|(?:this|that|these|those)\s\w+|(?:the\s)?(?:same|latter)\b.*"
    r"|the\s(?:one|other|former|first|second))\W*$",
    re.IGNORECASE,
)
DETERMINED = re.compile(r"(?:the|an?|its|his|her|their|our|this|that)\s", re.IGNORECASE)
OF_PLACE = re.compile(r"(?<=[a-z])\s(?:in|at|near)\s(?:the\s)?[A-Z][\w-]+(?:\s[A-Z][\w-]+)?$")
# Who speaks for whom they belong to, unless the ledger has them themselves.
STAFF = re.compile(
    r"['’]s?\s(?:administration|management|press\s(?:office|service)|leadership|officials)$"
)
SOMEBODY = re.compile(r"[Aa]n?\s((?:\w+\s)?\w+)\s(?:of|at|in|from)\s")
OWNER = re.compile(r"(?:[Tt]he\s)?((?:[A-Z][\w-]*\s)*[A-Z][\w-]*)['’]s?\s")
NAME = re.compile(r"[^\W\d_][\w’'&.-]*")

VAGUE = set(WORDS["vague"])
PEOPLE = VAGUE.union(WORDS["people"], ALIKE)
BODIES = set(WORDS["bodies"])
INSTITUTIONS = BODIES.union(WORDS["institutions"])
SPECIFIC = BODIES | INSTITUTIONS - VAGUE
NO_NAME = (
    STOP
    | {"no", "named", "mr", "mrs", "ms", "dr"}
    | {name.lower() for name in (*MONTHS, *WEEKDAYS)}
)
OFFICIAL = re.compile(
    r"government|ministry|police|authorit|embassy|head of state|bank|state media|municipal|army"
    r"|military|mayor|agency|council|parliament"
)
OFFICE = " authorities officials government"  # what any of these is called too


class Voice(NamedTuple):
    """Somebody whom a ledger cites."""

    name: str
    words: frozenset[str]  # of the name
    kin: frozenset[str]  # that may stand beside it: of the party, of its kind
    origins: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    relay: str = ""

    def gave(self, claim: dict[str, str]) -> bool:
        """Whether a claim comes from this voice, or through it."""
        return (
            claim["origin_id"] in self.origins
            or claim["source_id"] in self.sources
            or (bool(self.relay) and self.relay in relays(claim["via"]))
        )


class Names:
    """The voices of a ledger, and what they are called."""

    def __init__(self, ledger: Ledger) -> None:
        names = [*ledger.origins[["name", "party", "kind"]].stack(), *ledger.claims["via"]]
        names += [*ledger.sources[["publisher", "short", "source_id"]].stack(), OFFICE]
        self.vocabulary: list[str] = []
        for word in dict.fromkeys(word for name in names for word in _plain(name)):
            if self._canonical(word) not in self.vocabulary:
                self.vocabulary.append(word)
        self.canonical = lru_cache(maxsize=100_000)(self._canonical)
        self.voices = list(self._known(ledger))
        self.publishers = {w for voice in self.voices if voice.sources for w in voice.words}
        people = [voice for voice in self.voices if voice.origins]
        self.named = {word for voice in people for word in (*voice.words, *voice.kin)}
        self.called = lru_cache(maxsize=10_000)(self._called)

    def _called(self, phrase: str) -> tuple[tuple[Voice, ...], bool | None]:
        """Whom a phrase names, and whether it is nobody in particular; None where it is no name."""
        phrase = OF_PLACE.sub("", phrase)
        words, owner = self.words(phrase), self._owner(phrase)
        if not words:
            return (), (True if PRONOUN.match(phrase) else None)
        if self.is_person(phrase):
            return (), True
        fits = [v for v in self.voices if words & v.words and words <= v.words | v.kin]
        if words <= VAGUE:  # "sources" are nobody in particular, "the bulletin" may be a document
            fits = [voice for voice in fits if voice.words <= words]
            if not fits and words <= self.words(OFFICE):
                fits = [voice for voice in self.voices if words <= voice.words | voice.kin]
        if not fits and (chief := STAFF.sub("", phrase)) != phrase:
            return self._called(chief)
        fits = fits or [voice for voice in self.voices if self._may_be(voice, words - VAGUE)]
        fits = [voice for voice in fits if owner <= voice.words | voice.kin | self.publishers]
        if not fits:
            return (), not (_is_name(phrase) or words & SPECIFIC)
        near = {v: len(words & v.words) / (len(words) + len(v.words)) for v in fits}
        return tuple(v for v in fits if near[v] >= 0.6 * max(near.values())), False

    def _owner(self, phrase: str) -> frozenset[str]:
        """Whose what it names is: "Russia's Interior Ministry" is no other country's."""
        owner = OWNER.match(phrase)
        return self.words(owner[1]) if owner else frozenset()

    def _may_be(self, voice: Voice, words: frozenset[str]) -> bool:
        """Whether a phrase names a voice though not all of its words are of the name."""
        strong = words & voice.words - voice.kin
        rest = words - voice.words - voice.kin - self.publishers  # "EURACTIV's insider"
        # "Dmitry Peskov" is Peskov, but the ministry of railways is not the Railway, nor is one of
        # two ministries the other that both have words of their own
        another = rest and words & BODIES and voice.words - words - VAGUE
        if not strong or another or rest & (self.named | BODIES):
            return False
        others = [v for v in self.voices if v.words != voice.words and v.origins != voice.origins]
        return not rest or bool(strong.difference(INSTITUTIONS, *(v.words for v in others)))

    def is_person(self, phrase: str) -> bool:
        """Whether it is somebody there, who does not speak for it: "a driver at the airport"."""
        head = SOMEBODY.match(phrase)
        return bool(head and self.words(head[1]) <= PEOPLE - VAGUE)

    def is_whole(self, phrase: str) -> bool:
        """Whether all of a phrase is a name: "the embassy", not "rioters left the airport"."""
        words, (voices, _) = self.words(phrase), self.called(phrase)
        known = VAGUE.union(self.publishers, *(voice.words | voice.kin for voice in voices))
        return bool(words) and words <= known

    def is_title(self, voice: Voice, phrase: str) -> bool:
        """Whether a phrase is the title of a document: "the Gauge", not "the Board", "Orvel"."""
        others = BODIES | self.words(OFFICE)
        return bool(voice.sources) and voice.words - VAGUE <= self.words(phrase) - others

    def words(self, text: str) -> frozenset[str]:
        """The words of a name, each as the ledger's names have it where it is one of theirs."""
        return frozenset(map(self.canonical, _plain(text)))

    def _canonical(self, word: str) -> str:
        known = word in VAGUE or word in INSTITUTIONS
        return word if known else next((v for v in self.vocabulary if _alike(v, word)), word)

    def _known(self, ledger: Ledger) -> Iterator[Voice]:
        """The origins, their parties, the relays and the documents."""
        named = ledger.origins["party"].ne("unnamed")
        kin = (ledger.origins["party"] + " " + ledger.origins["kind"]).where(named, "")
        office = np.where(kin.str.lower().str.contains(OFFICIAL), OFFICE, "")
        origins = ledger.origins.assign(kin=kin + office, office=office)
        for row in origins.to_dict("records"):
            words = self.words(row["name"])
            if row["kind"] != "pooled" or words - VAGUE:  # "no source named" is no name
                own = frozenset([row["origin_id"]])
                yield Voice(row["name"], words, self.words(row["kin"]) - words, own)
        for party, rows in origins[named].groupby("party", sort=False):
            kin = self.words(rows["office"].max())
            yield Voice(party, self.words(party), kin, frozenset(rows["origin_id"]))
        for relay in dict.fromkeys(name for via in ledger.claims["via"] for name in relays(via)):
            yield Voice(relay, self.words(relay), frozenset(), relay=relay)
        for row in ledger.sources.to_dict("records"):
            for name in dict.fromkeys([row["publisher"], row["short"], row["source_id"]]):
                if words := self.words(name.replace("-", " ")):
                    sources = frozenset([row["source_id"]])
                    yield Voice(name, words, frozenset(), sources=sources)


def spoken(name: str) -> str:
    """A name within a sentence: "the Interior Ministry", "the insider", "Meduza"."""
    if DETERMINED.match(name):
        return name[0].lower() + name[1:]
    head = re.split(r"\s(?:of|in|at|for|to)\s", name)[0].split()[-1]
    owned = re.match(r"\S+['’]s?\s", name)
    return f"the {name}" if head.lower() in INSTITUTIONS and not owned else name


def _plain(text: str) -> list[str]:
    """The words of a name, without case, possessive and plural."""
    found = (re.sub(r"['’]s?[.-]*$|[.-]+$", "", word.lower()) for word in NAME.findall(text))
    return [_singular(word) for word in found if len(word) > 1 and word not in NO_NAME]


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _alike(one: str, two: str) -> bool:
    """Whether two words name the same: "kazakh" and "kazakhstan", "russian" and "russia"."""
    short, long = sorted((one, two), key=len)
    return one == two or (len(short) >= 5 and long.startswith(short[: max(len(short) - 1, 5)]))


def _is_name(phrase: str) -> bool:
    """Whether a phrase looks like somebody's name: capitals that are not those of a sentence."""
    capital = [
        word.lower()
        for word in NAME.findall(phrase)
        if word[0].isupper() and not {word.lower(), _singular(word.lower())} & (NO_NAME | VAGUE)
    ]
    begins = capital and phrase.lstrip("“\"' ").lower().startswith(capital[0])
    common = capital and {capital[0], _singular(capital[0])} & PEOPLE
    return len(capital) > 1 or bool(capital and not (begins and common))
