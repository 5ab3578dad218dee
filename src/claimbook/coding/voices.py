"""Whom a sentence cites: the voices of a ledger, by the names that sentences give them."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from claimbook.coding import citing
from claimbook.coding.english import ALIKE, STOP, WORDS
from claimbook.evidence.calendars import MONTHS, WEEKDAYS
from claimbook.evidence.numbers import numbers
from claimbook.ledger.model import Ledger
from claimbook.wording import relays

PRONOUN = re.compile(r"^\W*(?:he|she|it|they|(?:the\s)?(?:same|latter)\b.*)\W*$", re.IGNORECASE)
DETERMINED = re.compile(r"(?:the|an?|its|his|her|their|our|this|that)\s", re.IGNORECASE)
OF_PLACE = re.compile(r"(?<=[a-z])\s(?:in|at|near)\s(?:the\s)?[A-Z][\w-]+(?:\s[A-Z][\w-]+)?$")
NAME = re.compile(r"[^\W\d_][\w’'&.-]*")

VAGUE = set(WORDS["vague"])
PEOPLE = VAGUE.union(WORDS["people"], ALIKE)
BODIES = set(WORDS["bodies"])
INSTITUTIONS = BODIES.union(WORDS["institutions"])
OFFICIAL = re.compile(
    r"government|ministry|police|authorit|embassy|head of state|bank|state media|municipal|army"
    r"|military|mayor|agency|council|parliament"
)
OFFICE = " authorities officials"
NO_NAME = STOP | {name.lower() for name in (*MONTHS, *WEEKDAYS)}


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


class Cited(NamedTuple):
    """A voice as a sentence cites it.

    Attributes
    ----------
    start, end : int
        Where the citing words stand.
    words : str
        The name as printed.
    voices : tuple of Voice
        Whom it may mean; empty for somebody whom the ledger does not know.
    vague : bool
        It names nobody in particular: "officials", "he".
    leads, trails : bool
        What is given to the voice may follow; it may go before.
    """

    start: int
    end: int
    words: str
    voices: tuple[Voice, ...]
    vague: bool
    leads: bool
    trails: bool


class Voices:
    """The voices of a ledger, and how sentences cite them."""

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
        self.cited = lru_cache(maxsize=1000)(self._cited)

    def _cited(self, sentence: str) -> list[Cited]:
        """Whom a sentence cites, in order."""
        ways = (self._subjects, self._objects, self._owners, self._marked)
        found = dict.fromkeys(cited for way in ways for cited in way(sentence))
        return sorted(found, key=lambda cited: cited.start)

    def of(self, cited: list[Cited], sentence: str, at: int) -> list[Cited]:
        """Those of the voices cited to whom a figure is given that stands at `at`.

        In its own statement whoever leads up to it, else whoever follows; then likewise in the
        whole sentence.
        """
        marks = [mark.end() for mark in citing.STATEMENT.finditer(sentence)]
        begin = max((mark for mark in marks if mark <= at), default=0)
        end = min((mark for mark in marks if mark > at), default=len(sentence) + 1)
        own = [
            c
            for c in cited
            if begin <= c.start < end or (c.start == end and c.trails and not c.leads)
        ]
        for group in (own, cited):
            before = [c for c in group if c.end <= at and c.leads]
            after = [c for c in group if c.start >= at and c.trails]
            if before or after:
                last = max((c.start for c in before), default=at)
                first = min((c.start for c in after), default=at)
                return [
                    *(c for c in before if not numbers(sentence[c.end : last])),
                    *(c for c in after if not numbers(sentence[first : c.start])),
                ]
            if told := [c for c in group if c.end <= at]:
                return told[-1:]
        return []

    def mentioned(self, sentence: str) -> dict[str, tuple[Voice, ...]]:
        """Every name in a sentence that is a voice's, whether or not it is cited."""
        found: dict[str, tuple[Voice, ...]] = {}
        words = [match.span() for match in NAME.finditer(sentence)]
        for first, (start, _) in enumerate(words):
            names = (sentence[start:end] for _, end in words[first : first + 5][::-1])
            found |= next(({name: v} for name in names if (v := self._whole(name))), {})
        return found

    # --- where names stand -----------------------------------------------------------------------

    def _subjects(self, sentence: str) -> Iterator[Cited]:
        """Names before a verb of saying: "the Board counted", "Peskov, its spokesman, said"."""
        inverted = {cue.start() + 1 for cue in citing.INVERTED.finditer(sentence)}
        for verb in citing.VERB.finditer(sentence):
            at = verb.start()
            if citing.NOUN.search(sentence, 0, at) or at in inverted:
                continue
            # the nearest words first, then with those before a comma
            for edge in _edges(sentence, at)[:3]:
                phrase = _subject(sentence[edge:at])
                if not phrase:
                    continue
                voices, vague = self.called(phrase)
                voices = voices or self._at_end(phrase)[1]
                has = citing.HAS.fullmatch(verb[0]) and not PRONOUN.match(phrase)
                # "Niranjan Jha, the manager, denied"
                apposed = vague and sentence[at - 2 : at] == ", " and citing.APPOSED.match(phrase)
                if voices or not (vague is None or has or apposed):
                    start = sentence.rindex(phrase, 0, at)
                    trails = bool(re.search(r"[,”\"’–—(]\s*$", sentence[:start]))
                    yield Cited(start, verb.end(), phrase, voices, bool(vague), True, trails)
                    break

    def _objects(self, sentence: str) -> Iterator[Cited]:
        """Names after citing words: "according to the Board", "said the Board"."""
        for pattern in (citing.CITING, citing.INVERTED):
            for cue in pattern.finditer(sentence):
                words = citing.EDGE.split(sentence[cue.end() :], maxsplit=1)[0].split()[:8]
                phrase = " ".join(words)
                figure = next((number.start for number in numbers(phrase)), len(phrase))
                phrase = phrase[:figure].strip(" .")
                voices, vague = self.called(phrase)
                if voices or vague or (vague is not None and pattern is citing.CITING):
                    head = re.split(r"[;:–—]\s", sentence[: cue.start()])[-1]
                    leads = not head.strip(" “\"'(")
                    start = cue.end() - len("by ") if numbers(cue[0]) else cue.start()
                    end = max(sentence.find(phrase, cue.end()), cue.end()) + len(phrase)
                    yield Cited(start, end, phrase, voices, bool(vague), leads, not leads)

    def _owners(self, sentence: str) -> Iterator[Cited]:
        """Names with a count of their own: "the Board's figure of 18"."""
        for match in citing.OWNED.finditer(sentence):
            words = sentence[_edges(sentence, match.start())[0] : match.start()]
            name, voices = self._at_end(words)
            if voices:
                start = sentence.rindex(name, 0, match.start())
                trails = bool(citing.IN_ITS.search(sentence, 0, start))
                end = match.end() if trails else match.start() + 2
                yield Cited(start, end, name, voices, False, True, trails)

    def _marked(self, sentence: str) -> Iterator[Cited]:
        """Names set off by a mark: "Board: 18", "18 dead – Board", "18, the insider of 800"."""
        for pattern in (citing.HEAD, citing.TAIL, citing.BRACKET):
            for match in pattern.finditer(sentence):
                voices = () if citing.VERB.search(match[1]) else self._whole(match[1])
                if voices:
                    leads = pattern is citing.HEAD
                    yield Cited(*match.span(1), match[1], voices, False, leads, not leads)
        for number in numbers(sentence):
            edges = [edge.end() for edge in citing.LIST_EDGE.finditer(sentence, 0, number.start)]
            phrase = citing.BESIDE.sub("", sentence[edges[-1] : number.start]) if edges else ""
            if voices := self._whole(phrase):
                yield Cited(edges[-1], number.start, phrase, voices, False, True, False)

    # --- whom a name names -----------------------------------------------------------------------

    def _called(self, phrase: str) -> tuple[tuple[Voice, ...], bool | None]:
        """Whom a phrase names, and whether it is nobody in particular; None where it is no name."""
        words = self._words(OF_PLACE.sub("", phrase))
        if not words:
            return (), (True if PRONOUN.match(phrase) else None)
        fits = [v for v in self.voices if words & v.words and words <= v.words | v.kin]
        if words <= VAGUE:  # "sources" are nobody in particular, "the bulletin" may be a document
            fits = [voice for voice in fits if voice.words <= words]
        fits = fits or [voice for voice in self.voices if self._may_be(voice, words - VAGUE)]
        if not fits:
            return (), not (_is_name(phrase) or INSTITUTIONS & words - VAGUE)
        near = {v: len(words & v.words) / (len(words) + len(v.words)) for v in fits}
        return tuple(v for v in fits if near[v] >= 0.6 * max(near.values())), False

    def _may_be(self, voice: Voice, words: frozenset[str]) -> bool:
        """Whether a phrase names a voice though not all of its words are of the name."""
        strong = words & voice.words - voice.kin
        rest = words - voice.words - voice.kin - self.publishers  # "EURACTIV's insider"
        # "Dmitry Peskov" is Peskov, but the ministry of railways is not the Railway
        if not strong or rest & (self.named | BODIES):
            return False
        others = [v for v in self.voices if v.words != voice.words and v.origins != voice.origins]
        return not rest or bool(strong.difference(INSTITUTIONS, *(v.words for v in others)))

    def _whole(self, phrase: str) -> tuple[Voice, ...]:
        """Whom all of a phrase names: "the embassy", not "rioters left the airport"."""
        voices, _ = self.called(phrase)
        known = VAGUE.union(self.publishers, *(voice.words | voice.kin for voice in voices))
        return voices if self._words(phrase) <= known else ()

    def _at_end(self, phrase: str) -> tuple[str, tuple[Voice, ...]]:
        """The name that a phrase ends with: "… turned to the expert Arkady Dubnov"."""
        words = phrase.split()
        words = words[1:] if words and citing.PREPOSITION.fullmatch(words[0]) else words
        for size in range(min(6, len(words)), 0, -1):
            around = words[-size - 1 : len(words) - size + 1]
            name = " ".join(words[-size:])
            if any(map(citing.PREPOSITION.fullmatch, around)):
                continue
            if voices := self.called(name)[0]:
                return name, voices
        return "", ()

    def _words(self, text: str) -> frozenset[str]:
        """The words of a name, each as the ledger's names have it where it is one of theirs."""
        return frozenset(map(self.canonical, _plain(text)))

    def _canonical(self, word: str) -> str:
        known = word in VAGUE or word in INSTITUTIONS
        return word if known else next((v for v in self.vocabulary if _alike(v, word)), word)

    def _known(self, ledger: Ledger) -> Iterator[Voice]:
        """The origins, their parties, the relays and the documents."""
        origins = ledger.origins
        named = origins["party"].ne("unnamed")
        about = (origins["party"] + " " + origins["kind"]).where(named, "")
        official = about.str.lower().str.contains(OFFICIAL)
        for row, text in zip(origins.to_dict("records"), about, strict=True):
            words = self._words(row["name"])
            kin = self._words(text + OFFICE * bool(OFFICIAL.search(text.lower()))) - words
            if row["kind"] != "pooled" or words - VAGUE:  # "no source named" is no name
                yield Voice(row["name"], words, kin, frozenset([row["origin_id"]]))
        for party, rows in origins[named].groupby("party", sort=False):
            kin = self._words(OFFICE * bool(official[rows.index].any()))
            yield Voice(party, self._words(party), kin, frozenset(rows["origin_id"]))
        for relay in dict.fromkeys(name for via in ledger.claims["via"] for name in relays(via)):
            yield Voice(relay, self._words(relay), frozenset(), relay=relay)
        for row in ledger.sources.to_dict("records"):
            for name in dict.fromkeys([row["publisher"], row["short"], row["source_id"]]):
                if words := self._words(name.replace("-", " ")):
                    sources = frozenset([row["source_id"]])
                    yield Voice(name, words, frozenset(), sources=sources)


def spoken(name: str) -> str:
    """A name within a sentence: "the Interior Ministry", "the insider", "Meduza"."""
    if DETERMINED.match(name):
        return name[0].lower() + name[1:]
    head = re.split(r"\s(?:of|in|at|for|to)\s", name)[0].split()[-1]
    owned = re.match(r"\S+['’]s?\s", name)
    return f"the {name}" if head.lower() in INSTITUTIONS and not owned else name


def _edges(sentence: str, at: int) -> list[int]:
    """Where the words before a place begin: the nearest first."""
    return [0, *(edge.end() for edge in citing.EDGE.finditer(sentence, 0, at))][::-1]


def _subject(phrase: str) -> str:
    """The subject that a phrase before a verb ends with; empty where it has none."""
    # "On 5 January the Board had …", but not the number in "Channel-24 reported"
    if read := [n for n in numbers(phrase) if phrase[n.start - 1 : n.start] != "-"]:
        phrase = phrase[read[-1].end :]
    phrase = citing.TRAILING.sub("", phrase[citing.LEADING.match(phrase).end() :].strip(" ,"))
    return "" if len(phrase.split()) > 14 or citing.NO_SUBJECT.match(phrase) else phrase


def _plain(text: str) -> list[str]:
    """The words of a name, without case, possessive and plural."""
    found = (re.sub(r"['’]s?$", "", word.lower()).strip(".'’-") for word in NAME.findall(text))
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
    if not capital:
        return False
    begins = phrase.lstrip("“\"' ").lower().startswith(capital[0])
    common = {capital[0], _singular(capital[0])} & PEOPLE
    return len(capital) > 1 or not (begins and common)
