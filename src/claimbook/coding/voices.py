"""Whom a sentence cites: the voices of a ledger, by the names that sentences give them."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from claimbook.coding.english import ALIKE, STOP
from claimbook.evidence.calendars import MONTHS
from claimbook.evidence.numbers import numbers
from claimbook.ledger.model import Ledger
from claimbook.wording import relays

# --- how English cites ---------------------------------------------------------------------------

_NUMBER = (
    r"(?:[$€£₽]?[0-9]|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty"
    r"|thirty|forty|fifty|sixty|seventy|eighty|ninety|tens|dozens|hundreds|thousands|few|several)\b)"
)
_HEDGE = (
    r"about|around|roughly|some|nearly|almost|at\sleast|more\sthan|over|up\sto|only|just|between"
    r"|fewer\sthan|less\sthan|as\smany\sas|well"
)
_NEAR = rf"\s(?:(?:an?|the|its)\s(?:\w+\s){{1,3}}of\s)?(?:(?:{_HEDGE}|the|a)\s)*{_NUMBER}"
_VERBS = (
    "say tell report announce claim confirm count estimate explain insist argue write declare "
    "acknowledge admit record list maintain recall note add assert allege believe reckon describe "
    "mention cite quote document publish release warn reveal disclose testify remember suggest "
    "indicate conclude deny hear learn think repeat recount relate outline stress contend remark "
    "observe relay continue register log calculate determine attribute "
    "assure place date assert relate"
).split()
_FORMS = [verb + end for verb in _VERBS for end in ("", "s", "d", "ed")]
_FORMS += [verb[:-1] + end for verb in _VERBS if verb.endswith("y") for end in ("ies", "ied")]
_FORMS += "said saying told written wrote admitted stated heard learnt thought".split()
_PARTICIPLES = (
    "given reported cited counted claimed provided published released announced named quoted "
    "issued confirmed stated recorded estimated said saying acknowledged admitted listed noted "
    "documented summed summarised summarized related described told retold put numbered asserted "
    "declared written registered"
).split()
_LIVES = rf"\s(?:the\s|\w+\s)?(?:{_NUMBER}\S*\s)?(?:\w+\s)?lives\b"  # "the flood claimed 18 lives"
# A verb that gives what follows to its subject; some do so only where a figure follows.
VERB = re.compile(
    rf"\b(?:{'|'.join(_FORMS)})\b(?!\sby\b|(?<!said)\sof\b|{_LIVES})"
    r"|\b(?:speaks?|spoke|(?:has\s|have\s|had\s)?spoken|talks?|talked|tells?|told|writes?|wrote"
    r"|warns?|warned)\sof\b"
    r"|\b(?:goes|go|went)\son(?=[,.”]|\sto\ssay|\sthat\b)|\b(?:found|(?<!United\s)states)(?=[,;.]|\sthat\b)"
    rf"|\bha(?:s|d|ve)(?=\s(?:the|most|many|some|its|half|an?)(?:\s[\w’'-]+){{1,5}}"
    rf"\s(?:by|at|on|from|since|until)\s{_NUMBER}"
    r"|\s(?:[A-Z][\w’'-]+\s){1,3}[a-z]+ing\b)"
    r"|\b(?:puts?|finds?|found|gives?|gave|names?|named|has|had|have|speaks?|spoke|talks?|talked|saw|sees|shows?"
    rf"|expects?|expected)(?=(?:\sof|\swith)?{_NEAR}|\s(?:it|them|the\s\w+(?:\s\w+){{0,6}})\s"
    r"(?:at|as|begin|start|end|in|on)\b)",
    re.IGNORECASE,
)
# What looks like such a verb may be a noun, and "has" may be anybody's.
NOUN = re.compile(
    r"\b(?:the|an?|its|their|his|her|this|that|latest|new|official|final|first|no|of|to|by"
    r"|was|were|been|be|is|are|press|news)\s$"
)
HAS = re.compile(
    r"ha(?:s|d|ve)|names?|named|gives?|gave|sees|saw|shows?|expects?|expected", re.IGNORECASE
)
# What may follow the verb at the end of a sentence: "…, the ministry said on Wednesday."
LAST = re.compile(
    r"[.!”\"’,;)]*\s*(?:$|;|(?:on|in|at|to|by|late|early|yesterday|today|this|last|earlier|[A-Z]"
    r"[a-z]+day)\b[^,;]{0,40}[.!”\"’)]*$)"
)
# Words before the name of somebody to whom a statement is given.
CITING = re.compile(
    r"\b(?:according\sto|if\s(?:one|you|we)\sbelieves?|as\sper|citing|quoting|told|(?:comes?|came|stems?|stemmed)\sfrom|says\sin"
    r"|(?:in|by|on|to)\sthe\s(?:\w+\s)?(?:words|view|account|telling|version|count|opinion|estimates?"
    r"|reckoning|tally|figures|numbers|calculations?)\sof"
    r"|(?:figures?|data|numbers?|counts?|toll|tally|estimates?|statistics|account|statement|report"
    r"|word)\s(?:given\s|issued\s|published\s|released\s)?(?:from|by)"
    r"|(?:data|account|statement|report)\sof"
    rf"|(?:{'|'.join(_PARTICIPLES)})(?:\s\w+){{0,2}}\sby"
    rf"|put\sat\s(?:(?:{_HEDGE})\s)*\S+(?:\s\w+){{0,3}}?\sby"
    r"|(?:is|was|are|were)\s(?:owed|due)\sto)\s"
    r"|^\W*By\s(?=[^,.;]{3,40}\s(?:it|they|the\s\w+)\s(?:is|was|are|were)\s(?:put|given)\b)",
    re.IGNORECASE,
)
INVERTED = re.compile(
    r"(?<=[,”\"’])\s(?:says?|said|report(?:s|ed)|writes|wrote|announce[sd]|add(?:s|ed)|claim(?:s|ed)"
    r"|note[sd]|insist(?:s|ed)|recall(?:s|ed)|estimate[sd]|tells|told|states|stated|confirm(?:s|ed)"
    r"|admit(?:s|ted)|explain(?:s|ed)|believes|reckons|recounts)\s"
    rf"(?!that\b|(?:(?:{_HEDGE})\s)*{_NUMBER})"
)
COUNT_OF = re.compile(
    r"['’]s?\s(?:(?!and\b|or\b)[\w-]+\s){0,2}(?:counts?|figures?|estimates?|toll|tally|numbers?|accounts?"
    r"|reports?|statements?|data|version|view|words|reckoning|statistics|total|bulletin|letter"
    rf"|release|telling|{_NUMBER}[0-9,.]*)\b"
)
IN_ITS = re.compile(r"\s\(?(?:in|by|on|at)\s(?:the\s)?$")
HEAD = re.compile(r"^\W*((?:[A-Z]|[a-z]+\s[A-Z])[^:.;!?,]{1,60}):\s")
TAIL = re.compile(r"(?:\s[–—-]+\s|,\s)([^–—.;:,()]{2,60})[.”\"]*$")
BRACKET = re.compile(r"\((?:source:?\s|according\sto\s|via\s)?([^()]{2,60})\)", re.IGNORECASE)
# "…, the insider of 800": a name that stands right before its number.
LIST_EDGE = re.compile(r"[,;]\s(?:(?:and|but|while)\s)?|\s(?:and|but|while)\s")
BESIDE = re.compile(rf"\s?(?:of|has|had|at|with|says?|:)?\s*(?:(?:{_HEDGE})\s)*[$€£]?\s*$")
# Where the words that belong to a name end.
EDGE = re.compile(
    r"[,;:–—()“”\"]|\s-\s|\b(?:that|but|[Ww]hile|[Ww]hereas|[Aa]lthough|though|because|when|where"
    r"|who|which|whose|after|before|as|if|and\s(?=the|an?\s))\s"
)
# Where another statement begins, which may be somebody else's.
STATEMENT = re.compile(
    r";|:\s(?![\"“‘])|[,–—]?\s(?:but|while|whereas|although|though|yet|however)\b"
    r"|,\s(?=(?:and\s)?the\s(?:\w+\s){1,4}(?:said|says|has|had|puts?|gives?|counts?)\b)"
)
ADVERB = (
    r"(?:also|later|then|now|still|since|meanwhile|however|earlier|already|once|itself|only|first"
    r"|again|even|recently|initially)"
)
LEADING = re.compile(rf"\s*(?:(?:{ADVERB}|(?:citing|quoting)\b.*)\b\s*,?\s*)*")
TRAILING = re.compile(rf"(?:\s+{ADVERB})+$")
OWNED = re.compile(r"\S+['’]s?\s")
APPOSITION = re.compile(r",\s(?:the|an?|its|his|her|their|whose)\s")
DETERMINED = re.compile(r"(?:the|an?|its|his|her|their|our|this|that)\s", re.IGNORECASE)
APPOSED = re.compile(r"(?:the|an?|its|his|her|their)\s")
NO_SUBJECT = re.compile(r"(?:According|As\sper|Citing|Quoting)\b")
OF_PLACE = re.compile(r"(?<=[a-z])\s(?:in|at|near)\s(?:the\s)?[A-Z][\w-]+(?:\s[A-Z][\w-]+)?$")
MONTH = re.compile(rf"^\s(?:{'|'.join(MONTHS)})\b")
PREPOSITION = re.compile(r"in|of|at|by|from|near|for|with|on", re.IGNORECASE)
PRONOUN = re.compile(
    r"^\W*(?:he|she|it|they|(?:this|that|these|those)\s\w+|(?:the\s)?(?:same|latter)\b.*)\W*$",
    re.IGNORECASE,
)
NAME = re.compile(r"[^\W\d_][\w’'&.-]*")

# --- words of names ------------------------------------------------------------------------------

# They name nobody in particular; all in the singular.
VAGUE = set(
    "official authority report media source witness person people resident local expert analyst "
    "observer agency news outlet press newspaper paper spokesperson spokesman spokeswoman "
    "spokespeople representative data latest preliminary figure number count estimate toll tally "
    "account statement published senior former acting chairman head chief director minister "
    "channel state television tv radio website site page bulletin letter release document latter "
    "own new nation country first second last later earlier post statistic information morning "
    "evening night someone somebody nobody everyone another total correspondent reporter "
    "journalist editor deputy national central government office department service both".split()
)
# Those with which a sentence may begin in a capital; others are taken for names.
PEOPLE = VAGUE | set(
    "hospital doctor medic nurse activist lawyer relative family neighbour neighbor survivor "
    "prosecutor investigator rebel insurgent firefighter campaigner historian scholar researcher "
    "human group worker aid team charity monitor eyewitness commander driver farmer villager "
    "islander refugee volunteer priest teacher parent mother father friend colleague critic "
    "opposition supporter opponent city town village hundred thousand dozen video footage photo "
    "image record file email leak".split()
)
PEOPLE |= {word for group in ALIKE for word in group.split()}
# Of these there are many: one of another name is another.
INSTITUTIONS = set(
    "ministry board league police embassy government council agency department office bank "
    "committee union association party army mayor governor president minister commission bureau "
    "hospital university television news post times society service authority airport court "
    "prosecutor foundation federation institute centre center group spokesman".split()
)
SPECIFIC = INSTITUTIONS - set(
    "agency department office party news post times society service authority centre center group "
    "spokesman television minister".split()
)
GOVERNMENT = {"government", "authority", "official"}  # what every office of a state may be called
OFFICES = SPECIFIC - {"mayor", "governor", "president", "prosecutor", "army"}
OFFICIAL = re.compile(
    r"government|ministry|police|authorit|embassy|head of state|bank|state media|municipal|army"
    r"|military|mayor|agency|council|parliament"
)
DAYS = set(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may "
    "june july august september october november december".split()
)


class Voice(NamedTuple):
    """Somebody whom a ledger cites."""

    name: str
    words: frozenset[str]  # of the name
    kin: frozenset[str]  # that may stand beside it: of the party, of its kind
    origins: frozenset[str]
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
        self.voices = list(_known(ledger))
        self.publishers = {w for voice in self.voices if voice.sources for w in voice.words}
        people = [voice for voice in self.voices if voice.origins]
        self.named = {word for voice in people for word in (*voice.words, *voice.kin)}
        self.called = lru_cache(maxsize=10_000)(self._called)
        self.cited = lru_cache(maxsize=1000)(self._cited)

    def _cited(self, sentence: str) -> list[Cited]:
        """Whom a sentence cites, in order."""
        found = [
            *self._subjects(sentence),
            *self._objects(sentence),
            *self._owners(sentence),
            *self._marked(sentence),
        ]
        return sorted(dict.fromkeys(found), key=lambda cited: cited.start)

    def of(self, cited: list[Cited], sentence: str, at: int) -> list[Cited]:
        """Those of the voices cited to whom a figure is given that stands at `at`.

        In its own statement whoever leads up to it, else whoever follows; then likewise in the
        whole sentence.
        """
        marks = [0, *(mark.end() for mark in STATEMENT.finditer(sentence)), len(sentence) + 1]
        pairs = zip(marks, marks[1:], strict=False)
        begin, end = next((a, b) for a, b in pairs if a <= at < b)
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
            for _, end in words[first : first + 5][::-1]:
                name = sentence[start:end]
                voices, _ = self.called(name)
                # "ORVEL, 13 March": the town, not its Water Board
                own = tuple(v for v in voices if _is_office(v.words) <= _is_office(_words(name)))
                if own and self._is_whole(name, own):
                    found[name] = own
                    break
        return found

    # --- where names stand -----------------------------------------------------------------------

    def _subjects(self, sentence: str) -> Iterator[Cited]:
        """Names before a verb of saying: "the Board counted", "Peskov, its spokesman, said"."""
        inverted = {cue.start() + 1 for cue in INVERTED.finditer(sentence)}
        for verb in VERB.finditer(sentence):
            if NOUN.search(sentence, 0, verb.start()) or verb.start() in inverted:
                continue
            edges = [0, *(edge.end() for edge in EDGE.finditer(sentence, 0, verb.start()))]
            beside = sentence[edges[-1] : verb.start()].strip()
            for edge in edges[-3:][::-1]:  # the nearest words first, then with those before a comma
                phrase = sentence[edge : verb.start()]
                # "On 5 January the Board had …", but not the number in "Channel-24 reported"
                if read := [n for n in numbers(phrase) if phrase[n.start - 1 : n.start] != "-"]:
                    phrase = MONTH.sub("", phrase[read[-1].end :])
                phrase = phrase[LEADING.match(phrase).end() :].strip(" ,")
                phrase = TRAILING.sub("", phrase)
                if not phrase or len(phrase.split()) > 14 or NO_SUBJECT.match(phrase):
                    continue
                voices, vague = self.called(phrase)
                voices = voices or self._at_end(phrase) or self._apposed(phrase)
                has = HAS.fullmatch(verb[0]) and not PRONOUN.match(phrase)
                # "Niranjan Jha, the manager, denied"
                apposed = vague and not beside and APPOSED.match(phrase)
                if not voices and (vague is None or has or apposed):
                    continue
                start = sentence.rindex(phrase, 0, verb.start())
                trails = not has and bool(re.search(r"[,”\"’–—(]\s*$", sentence[:start]))
                leads = not (trails and LAST.match(sentence, verb.end()))
                yield Cited(start, verb.end(), phrase, voices, bool(vague), leads, trails)
                break

    def _at_end(self, phrase: str) -> tuple[Voice, ...]:
        """The name that a longer phrase ends with: "… turned to the expert Arkady Dubnov"."""
        words = phrase.split()
        for size in range(min(6, len(words) - 1), 0, -1):
            tail = words[-size:]
            if PREPOSITION.fullmatch(words[-size - 1]) or PREPOSITION.fullmatch(tail[0]):
                continue
            if voices := self.called(" ".join(tail))[0]:
                return voices
        return ()

    def _apposed(self, phrase: str) -> tuple[Voice, ...]:
        """The name that an apposition explains: "the embassy, a mission in Riga, …"."""
        name, *more = APPOSITION.split(phrase)
        voices = self.called(name)[0] if more else ()
        return voices if self._is_whole(name, voices) else ()

    def _objects(self, sentence: str) -> Iterator[Cited]:
        """Names after citing words: "according to the Board", "said the Board"."""
        for pattern in (CITING, INVERTED):
            for cue in pattern.finditer(sentence):
                rest = sentence[cue.end() :]
                edge = EDGE.search(rest)
                phrase = rest[: edge.start() if edge else len(rest)]
                phrase = " ".join(phrase.split()[:8])
                verb = VERB.search(phrase)
                if (
                    pattern is CITING
                    and verb
                    and 0 < verb.start() < verb.end() < len(phrase)
                    and not NOUN.search(phrase, 0, verb.start())
                ):
                    phrase = phrase[: verb.start()]
                at = next((number.start for number in numbers(phrase)), len(phrase))
                phrase = phrase[:at].strip(" .")
                voices, vague = self.called(phrase)
                if voices or vague or (vague is not None and pattern is CITING):
                    head = re.split(r"[;:–—]\s", sentence[: cue.start()])[-1]
                    leads = not head.strip(" “\"'(")
                    start = cue.end() - len("by ") if numbers(cue[0]) else cue.start()
                    found = rest.find(phrase)
                    end = cue.end() + max(found, 0) + len(phrase)
                    yield Cited(start, end, phrase, voices, bool(vague), leads, not leads)

    def _owners(self, sentence: str) -> Iterator[Cited]:
        """Names with a count of their own: "the Board's figure of 18"."""
        for match in COUNT_OF.finditer(sentence):
            edges = [0, *(edge.end() for edge in EDGE.finditer(sentence, 0, match.start()))]
            words = sentence[edges[-1] : match.start()].split()
            for size in range(min(5, len(words)), 0, -1):
                name = " ".join(words[-size:])
                if PREPOSITION.fullmatch(words[-size]):  # "in the insider's words"
                    continue
                if voices := self.called(name)[0]:
                    start = sentence.rindex(words[-size], 0, match.start() + 1)
                    trails = bool(IN_ITS.search(sentence, 0, start))
                    end = match.end() if trails else match.start() + 2
                    yield Cited(start, end, name, voices, False, True, trails)
                    break

    def _marked(self, sentence: str) -> Iterator[Cited]:
        """Names set off by a mark: "Board: 18", "18 dead – Board", "18, the insider of 800"."""
        marked = [(HEAD.match(sentence), True), (TAIL.search(sentence), False)]
        marked += [(match, False) for match in BRACKET.finditer(sentence)]
        for match, leads in marked:
            if match and not numbers(match[1]) and not VERB.search(match[1]):
                voices, vague = self.called(match[1])
                if self._is_whole(match[1], voices):
                    yield Cited(*match.span(1), match[1], voices, bool(vague), leads, not leads)
        for number in numbers(sentence):
            edges = [edge.end() for edge in LIST_EDGE.finditer(sentence, 0, number.start)]
            before = sentence[edges[-1] : number.start] if edges else ""
            phrase = "" if VERB.search(before) else BESIDE.sub("", before)
            voices, _ = self.called(phrase) if phrase.strip() else ((), None)
            if voices and self._is_whole(phrase, voices):
                yield Cited(edges[-1], number.start, phrase, voices, False, True, False)

    # --- whom a name names -----------------------------------------------------------------------

    def _called(self, phrase: str) -> tuple[tuple[Voice, ...], bool | None]:
        """Whom a phrase names, and whether it is nobody in particular; None where it is no name."""
        phrase = OF_PLACE.sub("", phrase)
        words = [word for word in _words(phrase) if word not in DAYS]
        if not words:
            return (), (True if PRONOUN.match(phrase) else None)
        telling = [word for word in words if word not in VAGUE]
        fits = [voice for voice in self.voices if _covers(voice, words)]
        if not telling:  # "sources" are nobody in particular, "the bulletin" may be a document
            fits = [voice for voice in fits if voice.words <= {*words}]
            if not fits and {*words} <= GOVERNMENT:
                fits = [voice for voice in self.voices if {*words} <= voice.words | voice.kin]
        fits = fits or [voice for voice in self.voices if self._may_be(voice, telling)]
        if fits:
            near = {voice: _likeness(words, voice.words) for voice in fits}
            best = max(near.values())
            return tuple(voice for voice in fits if near[voice] >= 0.6 * best), False
        return (), not (_is_name(phrase) or SPECIFIC & {*words})

    def _may_be(self, voice: Voice, words: list[str]) -> bool:
        """Whether a phrase names a voice though not all of its words are of the name."""
        hit = [w for w in words if any(_alike(w, v) for v in voice.words)]
        if not hit:
            return False
        known = voice.kin | self.publishers  # "EURACTIV's insider"
        rest = [w for w in words if w not in hit and not any(_alike(w, v) for v in known)]
        strong = [w for w in hit if not any(_alike(w, v) for v in voice.kin)]
        if not strong or any(_alike(w, other) for w in rest for other in self.named):
            return False
        if OFFICES & {*rest}:  # the ministry of railways is not the Railway
            return False
        # "Dmitry Peskov" is Peskov, but the "Defence Ministry" is not the Interior Ministry
        others = [v for v in self.voices if v.words != voice.words and v.origins != voice.origins]
        unique = [w for w in strong if not any(_alike(w, o) for v in others for o in v.words)]
        return not rest or any(word not in INSTITUTIONS for word in unique)

    def _is_whole(self, phrase: str, voices: tuple[Voice, ...]) -> bool:
        """Whether all of a phrase is a name: "the embassy", not "rioters left the airport"."""
        words = _words(phrase)
        known = VAGUE.union(self.publishers, *(voice.words | voice.kin for voice in voices))
        return bool(words) and all(any(_alike(word, other) for other in known) for word in words)


def spoken(name: str) -> str:
    """A name within a sentence: "the Interior Ministry", "the insider", "Meduza"."""
    if DETERMINED.match(name):
        return name[0].lower() + name[1:]
    head = re.split(r"\s(?:of|in|at|for|to)\s", name)[0].split()[-1]
    return f"the {name}" if head.lower() in INSTITUTIONS and not OWNED.match(name) else name


def _words(text: str) -> list[str]:
    """The words of a name, without case, possessive and plural."""
    found = (re.sub(r"['’]s?[.-]*$|[.-]+$", "", word.lower()) for word in NAME.findall(text))
    return [_singular(word) for word in found if len(word) > 1 and word not in STOP]


def _is_office(words: Iterable[str]) -> bool:
    """Whether some words name an office, a paper or the like."""
    return bool(INSTITUTIONS & set(words))


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


@lru_cache(maxsize=100_000)
def _alike(one: str, two: str) -> bool:
    """Whether two words name the same: "kazakh" and "kazakhstan", "russian" and "russia"."""
    if one == two:
        return True
    short, long = sorted((one, two), key=len)
    return len(short) >= 5 and long.startswith(short[:-1] if len(short) > 5 else short)


def _covers(voice: Voice, words: list[str]) -> bool:
    """Whether all words are of a voice's name or of its party, and one of the name."""
    every = voice.words | voice.kin
    return all(any(_alike(w, v) for v in every) for w in words) and any(
        _alike(w, v) for w in words for v in voice.words
    )


def _likeness(words: Iterable[str], name: Iterable[str]) -> float:
    """How much of two names is the same, from 0 to 1."""
    words, name = set(words), set(name)
    hit = sum(any(_alike(word, other) for other in name) for word in words)
    return 2 * hit / (len(words) + len(name))


def _is_name(phrase: str) -> bool:
    """Whether a phrase looks like somebody's name: capitals that are not those of a sentence."""
    capital = [
        word
        for word in NAME.findall(phrase)
        if word[0].isupper() and word.lower() not in STOP | DAYS
        and _singular(word.lower()) not in VAGUE
    ]  # fmt: skip
    if not capital:
        return False
    begins = phrase.lstrip("“\"' ").startswith(capital[0])
    common = capital[0].lower() in PEOPLE or _singular(capital[0].lower()) in PEOPLE
    return len(capital) > 1 or not (begins and common)


def _known(ledger: Ledger) -> Iterator[Voice]:
    """The origins, their parties, the relays and the documents."""
    parties: dict[str, tuple[set[str], set[str]]] = {}
    for row in ledger.origins.to_dict("records"):
        words, kin = set(_words(row["name"])), set()
        if row["party"] != "unnamed":
            kin = {*_words(row["party"]), *_words(row["kind"])}
            if OFFICIAL.search(f"{row['kind']} {row['party']}".lower()):
                kin |= GOVERNMENT
            origins, official = parties.setdefault(row["party"], (set(), set()))
            origins.add(row["origin_id"])
            official |= kin & GOVERNMENT
        if row["kind"] != "pooled" or words - VAGUE:  # "no source named" is no name
            own = frozenset([row["origin_id"]])
            yield Voice(row["name"], frozenset(words), frozenset(kin - words), own)
    for party, (origins, official) in parties.items():
        yield Voice(party, frozenset(_words(party)), frozenset(official), frozenset(origins))
    for relay in dict.fromkeys(name for via in ledger.claims["via"] for name in relays(via)):
        yield Voice(relay, frozenset(_words(relay)), frozenset(), frozenset(), relay=relay)
    for row in ledger.sources.to_dict("records"):
        for name in dict.fromkeys([row["publisher"], row["short"], row["source_id"]]):
            if words := set(_words(name.replace("-", " "))) - DAYS:
                own = frozenset([row["source_id"]])
                yield Voice(name, frozenset(words), frozenset(), frozenset(), own)
