"""Whom the figures of a text are given to, sentence by sentence."""

import re
from collections.abc import Iterable, Sequence

from claimbook.coding.citing import STATEMENT
from claimbook.coding.english import ALIKE, STOP
from claimbook.coding.names import BODIES
from claimbook.coding.voices import PRONOUN, Cited, Voices

# "In the same account, …" is given to whoever was cited last, as "it said" is.
SAME = re.compile(
    r"^\W*(?:its|his|her|their|that|the\ssame)\s(?:\w+\s)?"
    r"(?:account|bulletin|statement|report|letter|table|count|toll|figure|tally|total)\b"
    r"|\b(?:in|by|on)\s(?:th(?:at|is)|the\ssame|his|her|its|their)\s"
    r"(?:own\s)?(?:telling|account|version|words|view|count|report|statement|letter|bulletin)\b",
    re.IGNORECASE,
)
# The sentence says where the figures before it are from.
SOURCE = re.compile(
    r"\W*(?:Sources?:|So\s(?:says?|said|writes?|wrote|reports?|reported|at\sleast|much\sfor)\b"
    r"|(?:That|This)\s(?:is|was|at\sleast\sis)\s(?:what\b|how\b|(?:[\w’'-]+\s){1,5}(?:account|count|version)\b)"
    r"|(?:That|This|The|These|Those|Both|All)\s(?:\w+\s)?"
    r"(?:figure|number|count|tally|toll|total)s?\s(?:is|are|was|were|comes?|came|stems?)\b"
    r"|I\s(?:take|took|have|owe)\s(?:\w+\s){1,2}(?:figure|number)s?\s(?:from|to)\b)"
)
# It goes on with what was told before it: "Three died, he says. They were four, six and nine."
GOES_ON = re.compile(
    r"\W*(?:(?:They|These|Those|It)\s(?:were|was|is|are|had)|(?:\w+\s){0,4}[Oo]f\s(?:these|those|them))\b"
)
HE = re.compile(r"^\W*s?he\b", re.IGNORECASE)
COMMON = STOP.union(ALIKE)  # of such words alone no name is made: "the police"


class Attribution:
    """Whom the figures of a text are given to; its paragraphs and sentences are told in order."""

    def __init__(self, voices: Voices) -> None:
        self.voices = voices
        self.last: tuple[Cited, ...] = ()  # who was cited last
        self.person: tuple[Cited, ...] = ()  # the last of them that "he" or "she" may be
        self.begin()

    def begin(self, lead: str = "") -> None:
        """Begin a paragraph; the points of a list are given to whom its heading names."""
        self.question, self.goes_on, self.gives = "", False, False
        named = [] if lead.endswith("?") else self.voices.mentioned(lead)
        self.heading = [each for each in named if not lead[: each.start].strip(" *#")]

    def given(self, at: int, sentence: str, following: Iterable[str] = ()) -> Sequence[Cited]:
        """Whom a figure is given to that stands at `at`; they then are those cited last.

        Where its sentence does not say so, one that follows may, or the one before, which it goes
        on, or the heading.
        """
        before = self.last if self.goes_on and GOES_ON.match(sentence) else ()
        given = self._given(at, sentence) or self._sources(following) or before or self.heading
        if given:
            self._remember(_named(given))
            self.gives = True
        return given

    def leave(self, sentence: str) -> None:
        """Remember whom a sentence cites that gives no figure to anybody, and what it asks."""
        cited = self.voices.cited(sentence)
        if not self.gives:
            self._remember(_named(cited or self.voices.mentioned(sentence)) or self.last)
        self.question = sentence if sentence.endswith("?") else self.question
        self.goes_on, self.gives = bool(cited), False

    def _given(self, at: int, sentence: str) -> Sequence[Cited]:
        """Whom a figure is given to; "it said" means whoever is named before it."""
        cited = self.voices.cited(sentence)
        given = self.voices.of(cited, sentence, at)
        if not given and self.voices.names.is_whole(self.question):  # "The insider? 800 …"
            given = self.voices.mentioned(self.question)
        if not _again(given, sentence):
            return given
        inside = [each for each in _named(cited) if each.end <= at]
        meant = inside[-1:] or self._meant(sentence[:at])
        if not any(HE.match(each.words) for each in given):
            return meant or self.last or given
        return [each for each in meant if self._is_person(each)] or self.person or given

    def _remember(self, cited: tuple[Cited, ...]) -> None:
        """Keep who was cited last."""
        self.last = cited
        self.person = tuple(each for each in cited if self._is_person(each)) or self.person

    def _is_person(self, cited: Cited) -> bool:
        """Whether somebody may be "he" or "she": not "the airport"."""
        return not self.voices.names.words(cited.words) & BODIES

    def _sources(self, following: Iterable[str]) -> list[Cited]:
        """Whom the next of the sentences names that says where the figures are from."""
        naming = (self.voices.mentioned(each) for each in following if SOURCE.match(each))
        return next(naming, [])

    def _meant(self, before: str) -> list[Cited]:
        """Whom "it" means of those not cited before it: "though the union itself has, it says, …".

        Somebody named in its own statement, else whom the sentence begins with.
        """
        named = self.voices.mentioned(before)
        begin = max((mark.end() for mark in STATEMENT.finditer(before)), default=0)
        is_own = begin or SAME.search(before)  # "in its letter the Port Authority mourned 60"
        own = [each for each in named if is_own and each.start >= begin]
        # "The League's teams got further: they counted 23"
        near = own or [each for each in named if each.start < len("The A")]
        if not near and before[:begin].endswith(": "):  # "He trusts the Board: it has 18"
            near = named[-1:]
        # the police are told of
        return [e for e in near if not set(re.findall(r"\w+", e.words.lower())) <= COMMON]


def _named(cited: Iterable[Cited]) -> tuple[Cited, ...]:
    """Those who are more than "it": whom the ledger knows, and strangers."""
    return tuple(each for each in cited if each.voices or not PRONOUN.match(each.words))


def _again(cited: Sequence[Cited], sentence: str) -> bool:
    """Whether a sentence cites whoever was cited last: "it said", "in the same account"."""
    if cited:
        return all(PRONOUN.match(each.words) for each in cited)
    return bool(SAME.search(sentence))
