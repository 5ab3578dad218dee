"""A draft taken apart: its paragraphs, and each figure with the words and voices beside it."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import zip_longest
from typing import NamedTuple

from claimbook.coding.citing import STATEMENT
from claimbook.coding.days import DAY, Calendar
from claimbook.coding.english import ALIKE, DATE_ALONE, STOP, sentences
from claimbook.coding.names import BODIES
from claimbook.coding.nearest import beside, weighed
from claimbook.coding.stated import Stated, figures
from claimbook.coding.voices import PRONOUN, Cited, Voice, Voices
from claimbook.evidence.numbers import numbers

SAME_EVENT = 0.25  # of a word of the figure before, at least, where that is told of the same
LED = 0.75  # the weight of a word in the question that a figure answers, or over its list
WRAPPED = 60  # characters; a longer line without a full stop goes on in the next
AMONG = re.compile(r"(?:^\W*|,\s)[Aa]mong\s(?:the\s)?(\w+)")
# "At 748 the number of civilians injured", "300 were soldiers"
NUMBER_OF = re.compile(
    r"\s(?:(?:as\s)?the\s(?:number|total)|that)\sof\s((?:\w+\s){0,2}\w+)"
    r"|\s(?:were|are|had\sbeen)\s(\w+s|people|men|women|children)\b"
)
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
    r"|(?:That|This)\s(?:is|was|at\sleast\sis)\s(?:what\b|(?:[\w’'-]+\s){1,5}(?:account|count|version)\b)"
    r"|(?:That|This|The|These|Those|Both|All)\s(?:\w+\s)?"
    r"(?:figure|number|count|tally|toll|total)s?\s(?:is|are|was|were|comes?|came|stems?)\b"
    r"|I\s(?:take|took|have|owe)\s(?:\w+\s){1,2}(?:figure|number)s?\s(?:from|to)\b)"
)
# It goes on with what was told before it: "Three died, he says. They were four, six and nine."
GOES_ON = re.compile(
    r"\W*(?:(?:They|These|Those|It)\s(?:were|was|is|are|had)|(?:\w+\s){0,4}[Oo]f\s(?:these|those|them))\b"
)
# What follows is told of what was told before.
ANAPHOR = re.compile(
    r"\W*(?:It|This|That|They|These|Those)\s(?:all\s|both\s|had\s|has\s)?"
    r"(?:happened|occurred|took\splace|came|followed|beg[aiu]n|started|ended|lasted|died|fell)\b"
)
ELIDED = re.compile(
    r",?\s(?:and|but|then)\s(?:was|were|is|are|had|has|would|will|could|stayed|remained)\b"
)
HE = re.compile(r"^\W*s?he\b", re.IGNORECASE)
COMMON = STOP.union(ALIKE)  # of such words alone no name is made: "the police"
# What follows a number that says not what it counts.
BARE = re.compile(
    r"[.,;:!?”\")]*(?:\s(?:and|but|while|whereas)\b|\s*$|\s(?=[A-Z])|\s(?:in|with)\s(?:the\s)?[A-Z])"
)
STOPS = re.compile(r"[.!?:;…][\"”’)*_]*\s*$")
BULLET = re.compile(r"\s*(?:[-*•#>|]|[0-9]+[.)])\s")


class Passage(NamedTuple):
    """A paragraph of a draft, its hard-wrapped lines joined."""

    text: str
    starts: tuple[tuple[int, int], ...]  # where each line begins, and its number
    lead: str = ""  # the question that it answers, or the heading of its list

    def line(self, at: int) -> int:
        """The number of the line in the draft."""
        return max(number for start, number in self.starts if start <= at)


class Figure(NamedTuple):
    """A number of a draft: one end, where it is a range."""

    passage: Passage
    stated: Stated  # how its words read
    span: tuple[int, int]  # where it is printed
    value: Decimal | None  # None for a date and for a vague word
    day: str  # of a date: as a ledger writes it
    words: Counter[str]  # the roots of the words beside it, each with its weight
    near: str  # the words from the figure before it to the next
    cited: tuple[Cited, ...]  # whom it is given to; empty where it is stated as a fact
    is_bare: bool  # what it counts is said of a figure before it
    days: tuple[str, ...]  # that its sentence names
    is_cited: bool  # its sentence cites somebody

    @property
    def counted(self) -> str:
        """What it counts, where need be by what leads up to it: "among civilians, 18 dead", or
        follows: "at 748 the number of civilians injured".
        """
        if self.stated.counted:
            return self.stated.counted
        if after := NUMBER_OF.match(self.passage.text, self.span[1]):
            return after[after.lastindex]
        before = self.passage.text[self.stated.sentence[0] : self.span[0]]
        return " ".join(AMONG.findall(before)[-1:])

    @property
    def voices(self) -> list[Voice]:
        """Whom it is given to, as far as the ledger knows them."""
        return [voice for cited in self.cited for voice in cited.voices]

    @property
    def sum(self) -> str:
        """As printed, with the currency before or after it."""
        start = max(self.stated.start - len("US$ "), 0)
        return self.passage.text[start : self.stated.end]

    @property
    def text(self) -> str:
        """As printed, without sign and hedge."""
        return self.passage.text[slice(*self.span)]

    @property
    def sentence(self) -> str:
        """The sentence it stands in."""
        return self.passage.text[slice(*self.stated.sentence)]


def passages(text: str) -> Iterator[Passage]:
    """The paragraphs of a draft, each with the question or the heading that it is told under."""
    lead, read = "", list(_joined(text))
    for passage, following in zip_longest(read, read[1:]):
        line = passage.text.strip()
        is_point = bool(BULLET.match(line))
        over_list = following and BULLET.match(following.text) and not is_point
        is_title = line.isupper() or STOPS.search(line)
        if line.endswith(("?", ":")) or (over_list and not is_title):
            lead = line
            yield passage
            continue
        yield passage._replace(lead=lead)
        if not is_point or lead.endswith("?"):
            lead = ""


def _joined(text: str) -> Iterator[Passage]:
    """The lines of a draft, and those that a wrapped sentence runs over as one."""
    joined, starts = "", []
    for number, line in enumerate(text.splitlines(), 1):
        goes_on = (
            bool(joined.strip() and line.strip())
            and not STOPS.search(joined)
            and not BULLET.match(line)
            and (len(joined) - starts[-1][0] >= WRAPPED or line.lstrip()[:1].islower())
        )
        if not goes_on:
            if joined.strip():
                yield Passage(joined, tuple(starts))
            joined, starts = "", []
        starts.append((len(joined), number))
        joined += line.rstrip() + " "
    if joined.strip():
        yield Passage(joined, tuple(starts))


class Reader:
    """Reads a draft paragraph by paragraph; remembers the day named last, and who was cited.

    Parameters
    ----------
    today : str
        Dates without a year are near to it.
    voices : Voices
    takes : mapping
        The hedges of a ledger, see `context.takes`.
    """

    def __init__(self, today: str, voices: Voices, takes: Mapping[str, str]) -> None:
        self.calendar, self.voices, self.takes = Calendar(today), voices, takes
        self.last: tuple[Cited, ...] = ()  # who was cited last
        self.person: tuple[Cited, ...] = ()  # the last of them that "he" or "she" may be

    def read(self, passage: Passage) -> list[Figure]:
        """The figures of a paragraph that may be claims, each with what stands beside it."""
        text, found, question, is_told = passage.text, [], "", False
        stated = figures(text, self.calendar, self.takes)
        entry, spans = _entry_of(text, stated), sentences(text)
        heading = self._heading(passage.lead)
        for n, span in enumerate(spans):
            sentence, former = text[slice(*span)], self.last
            cited = self.voices.cited(sentence)
            # by a sentence that follows, or by the one before, which this one goes on
            otherwise = self._sources(text[slice(*other)] for other in spans[n + 1 :])
            otherwise = otherwise or (self.last if is_told and GOES_ON.match(sentence) else ())
            otherwise = otherwise or heading
            here = [each for each in stated if each.sentence == span and not each.reason]
            days = tuple(each.low or each.high for each in here if each.measure == "date")
            for each in here:
                at = each.number[0][0] - span[0]
                given = self.given(at, sentence, question, otherwise)
                like = _told_like(text, each, found, is_first=each is here[0])
                is_bare = like is not None and _is_bare(text, each)
                # "out for 30 hours, while the Gauge says it came back after 60"
                measure = like.stated.measure if is_bare else each.measure
                words, near = beside(text, each, stated, _speakers(each, cited))
                words |= weighed((question or passage.lead, LED))
                if like:
                    words |= {word: max(n, SAME_EVENT) for word, n in like.words.items()}
                found += [
                    Figure(
                        *(passage, each._replace(measure=measure), at, value, day),
                        *(words, near, tuple(given), is_bare, days + entry, bool(cited)),
                    )
                    for at, value, day in _ends(text, each)
                ]
            self.leave(sentence, former)
            question = sentence if sentence.endswith("?") else question
            is_told = bool(cited)
        return found

    def given(
        self, at: int, sentence: str, question: str = "", otherwise: Sequence[Cited] = ()
    ) -> Sequence[Cited]:
        """Whom a figure is given to that stands at `at`; they then are those cited last."""
        given = self._given(at, sentence, question) or otherwise
        if given:
            self._remember(_named(given))
        return given

    def leave(self, sentence: str, former: tuple[Cited, ...]) -> None:
        """Remember whom a sentence cites that gives no figure to anybody."""
        if self.last == former:
            cited = self.voices.cited(sentence)
            self._remember(_named(cited or self.voices.mentioned(sentence)) or former)

    def _given(self, at: int, sentence: str, question: str) -> Sequence[Cited]:
        """Whom a figure is given to; "it said" means whoever is named before it."""
        cited = self.voices.cited(sentence)
        given = self.voices.of(cited, sentence, at)
        if not given and self.voices.names.is_whole(question):  # "The insider? 800 rioters."
            given = self.voices.mentioned(question)
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

    def _heading(self, lead: str) -> list[Cited]:
        """Whose the points of a list are, by the name over it: "The Health Ministry, in May:"."""
        named = [] if lead.endswith("?") else self.voices.mentioned(lead)
        return [each for each in named if not lead[: each.start].strip(" *#")]

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


def _entry_of(text: str, stated: Sequence[Stated]) -> tuple[str, ...]:
    """The day of an entry of a chronology, which all of its sentences tell of."""
    head = DATE_ALONE.match(text)
    end = head.end() if head else 0
    return tuple(each.low for each in stated if each.start < end)


def _named(cited: Iterable[Cited]) -> tuple[Cited, ...]:
    """Those who are more than "it": whom the ledger knows, and strangers."""
    return tuple(each for each in cited if each.voices or not PRONOUN.match(each.words))


def _again(cited: Sequence[Cited], sentence: str) -> bool:
    """Whether a sentence cites whoever was cited last: "it said", "in the same account"."""
    if cited:
        return all(PRONOUN.match(each.words) for each in cited)
    return bool(SAME.search(sentence))


def _told_like(text: str, figure: Stated, before: list[Figure], is_first: bool) -> Figure | None:
    """The figure before of whose event this one is told too, which then does not say it again."""
    told = [each for each in before if each.stated.sentence == figure.sentence and not each.day]
    if told and _is_bare(text, figure):
        return told[-1]
    opens = is_first and figure.measure == "date"
    goes_on = before and (
        ELIDED.match(text, before[-1].stated.end, figure.start)  # "began on 5 March and was to …"
        or (opens and ANAPHOR.match(text, figure.sentence[0]))  # "It happened on 6 March"
    )
    return before[-1] if goes_on else None


def _is_bare(text: str, figure: Stated) -> bool:
    """Whether a number stands without what it counts."""
    plain = figure.measure == "count" and not figure.counted
    return plain and bool(BARE.match(text, figure.end))


def _ends(text: str, figure: Stated) -> Iterator[tuple[tuple[int, int], Decimal | None, str]]:
    """Each number that a figure prints, where it stands; of a date as a ledger writes it."""
    printed = {number.start: number for number in numbers(text)}
    for n, span in enumerate(figure.number):
        if figure.measure != "date":
            yield span, printed[span[0]].value, ""
            continue
        day = (figure.low if n != 1 else figure.high) or figure.low or figure.high
        clock = span[0] in printed and printed[span[0]].kind == "time"
        yield span, None, day if clock or not n else day[:DAY]  # the day beside a clock time


def _speakers(figure: Stated, cited: list[Cited]) -> list[tuple[int, int]]:
    """Where it stands who says it, which is not what is said."""
    spans = [(figure.sentence[0] + c.start, figure.sentence[0] + c.end) for c in cited]
    return [(start, end) for start, end in spans if start > figure.end or end < figure.start]


def mentions(passage: Passage) -> set[Decimal]:
    """Every number that a paragraph prints."""
    return {value for number in numbers(passage.text) for value in number.readings}
