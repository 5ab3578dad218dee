"""A draft taken apart: its paragraphs, and each figure with the words and voices beside it."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import zip_longest
from typing import NamedTuple

from claimbook.coding.attribution import Attribution
from claimbook.coding.days import DAY, Calendar
from claimbook.coding.english import DATE_ALONE, sentences
from claimbook.coding.nearest import beside, weighed
from claimbook.coding.stated import Stated, figures
from claimbook.coding.voices import Cited, Voice, Voices
from claimbook.evidence.numbers import numbers

SAME_EVENT = 0.25  # of a word of the figure before, at least, where that is told of the same
LED = 0.75  # the weight of a word in the question that a figure answers, or over its list
AFTER = 3  # sentences within which one may say where a figure is from
WRAPPED = 60  # characters; a longer line without a full stop goes on in the next
AMONG = re.compile(r"(?:^\W*|,\s)[Aa]mong\s(?:the\s)?(\w+)")
# "At 748 the number of civilians injured", "300 were soldiers"
NUMBER_OF = re.compile(
    r"\s(?:(?:as\s)?the\s(?:number|total)|that)\sof\s((?:\w+\s){0,2}\w+)"
    r"|\s(?:were|are|had\sbeen)\s(\w+s|people|men|women|children)\b"
)
# What follows is told of what was told before.
ANAPHOR = re.compile(
    r"\W*(?:It|This|That|They|These|Those)\s(?:all\s|both\s|had\s|has\s)?"
    r"(?:happened|occurred|took\splace|came|followed|beg[aiu]n|started|ended|lasted|died|fell)\b"
)
ELIDED = re.compile(
    r",?\s(?:and|but|then)\s(?:was|were|is|are|had|has|would|will|could|stayed|remained)\b"
)
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
        self.calendar, self.attribution, self.takes = Calendar(today), Attribution(voices), takes

    def read(self, passage: Passage) -> list[Figure]:
        """The figures of a paragraph that may be claims, each with what stands beside it."""
        text, found = passage.text, []
        stated = figures(text, self.calendar, self.takes)
        self.attribution.begin(passage.lead)
        spans = sentences(text)
        for n, span in enumerate(spans):
            following = [text[slice(*other)] for other in spans[n + 1 : n + 1 + AFTER]]
            for each in stated:
                if each.sentence == span and not each.reason:
                    found += self._figures(passage, each, stated, found, following)
            self.attribution.leave(text[slice(*span)])
        return found

    def _figures(
        self,
        passage: Passage,
        figure: Stated,
        stated: Sequence[Stated],
        before: Sequence[Figure],
        following: Sequence[str],
    ) -> Iterator[Figure]:
        """A number as it is stated, or each end of a range."""
        text, span = passage.text, figure.sentence
        sentence = text[slice(*span)]
        given = self.attribution.given(figure.number[0][0] - span[0], sentence, following)
        cited = self.attribution.voices.cited(sentence)
        here = [each for each in stated if each.sentence == span and not each.reason]
        days = [each.low or each.high for each in here if each.measure == "date"]
        like = _told_like(text, figure, before, is_first=figure is here[0])
        is_bare = like is not None and _is_bare(text, figure)
        words, near = beside(text, figure, stated, _speakers(figure, cited))
        words |= weighed((self.attribution.question or passage.lead, LED))
        if like:
            words |= {word: max(n, SAME_EVENT) for word, n in like.words.items()}
        if is_bare:  # "out for 30 hours, while the Gauge says it came back after 60"
            figure = figure._replace(measure=like.stated.measure)
        for printed, value, day in _ends(text, figure):
            yield Figure(
                *(passage, figure, printed, value, day, words, near, tuple(given), is_bare),
                *((*days, *_entry_of(text, stated)), bool(cited)),
            )


def _entry_of(text: str, stated: Sequence[Stated]) -> tuple[str, ...]:
    """The day of an entry of a chronology, which all of its sentences tell of."""
    head = DATE_ALONE.match(text)
    end = head.end() if head else 0
    return tuple(each.low for each in stated if each.start < end)


def _told_like(
    text: str, figure: Stated, before: Sequence[Figure], is_first: bool
) -> Figure | None:
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
