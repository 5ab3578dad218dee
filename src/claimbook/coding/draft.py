"""A draft taken apart: its paragraphs, and each figure with the words and voices beside it."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from claimbook.coding.citing import STATEMENT
from claimbook.coding.days import Calendar
from claimbook.coding.english import ALIKE, STOP, sentences
from claimbook.coding.nearest import beside, weighed
from claimbook.coding.stated import Stated, figures
from claimbook.coding.voices import PRONOUN, Cited, Voice, Voices
from claimbook.evidence.numbers import numbers

LED = 0.75  # the weight of a word in the question that a figure answers, or over its list
WRAPPED = 60  # characters; a longer line without a full stop goes on in the next
AMONG = re.compile(r"(?:^\W*|,\s)[Aa]mong\s(?:the\s)?(\w+)")
# "At 748 the number of civilians injured", "300 were soldiers"
NUMBER_OF = re.compile(
    r"\s(?:the\s(?:number|total)|that)\sof\s((?:\w+\s){0,2}\w+)"
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
# What follows is told of what was told before.
ANAPHOR = re.compile(
    r"\W*(?:It|This|That|They|These|Those)\s(?:all\s|both\s|had\s|has\s)?"
    r"(?:happened|occurred|took\splace|came|followed|beg[aiu]n|started|ended|lasted|died|fell)\b"
)
ELIDED = re.compile(r",?\s(?:and|but|then)\s(?:was|were|is|are|had|has|would|will|could)\b")
COMMON = STOP.union(ALIKE)  # of such words alone no name is made: "the police"
# What follows a number that says not what it counts.
BARE = re.compile(r"[.,;:!?”\")]*(?:\s(?:and|but|while|whereas)\b|\s*$|\s(?=[A-Z]))")
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
    days: tuple[str, ...]  # that its sentence names, or for which its voice was cited before
    is_cited: bool  # its sentence cites somebody

    @property
    def counted(self) -> str:
        """What it counts, where need be by what leads up to it: "among civilians, 18 dead", or
        follows: "at 748 the number of civilians injured".
        """
        before = self.passage.text[self.stated.sentence[0] : self.span[0]]
        after = NUMBER_OF.match(self.passage.text, self.span[1])
        if self.stated.counted or after:
            return self.stated.counted or after[after.lastindex]
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
    lead = ""
    for passage in _joined(text):
        line = passage.text.strip()
        if line.endswith(("?", ":")):
            lead = line
            yield passage
            continue
        yield passage._replace(lead=lead)
        if not (lead.endswith(":") and BULLET.match(line)):
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


def read(
    passage: Passage,
    calendar: Calendar,
    voices: Voices,
    takes: Mapping[str, str],
    before: tuple[Cited, ...] = (),
) -> tuple[list[Figure], tuple[Cited, ...]]:
    """The figures of a paragraph that may be claims, each with what stands beside it.

    Parameters
    ----------
    passage, calendar, voices
    takes : mapping
        The hedges of a ledger, see `context.takes`.
    before : tuple of Cited
        Who was cited last.

    Returns
    -------
    tuple of (list of Figure, tuple of Cited)
        The figures in order, and who was cited last then.
    """
    text = passage.text
    stated = figures(text, calendar, takes)
    printed = {number.start: number for number in numbers(text)}
    clocks = {start for start, number in printed.items() if number.kind == "time"}
    found: list[Figure] = []
    dated: dict[Voice, tuple[str, ...]] = {}  # the days for which a voice was cited
    question = ""  # that the sentence before asks
    for sentence in sentences(text):
        a, b = sentence
        named = voices.cited(text[a:b])
        here = [figure for figure in stated if figure.sentence == sentence]
        former = before
        asked = question.rstrip("? ")
        lead, question = question or passage.lead, text[a:b] if text[a:b].endswith("?") else ""
        days = tuple(each.low or each.high for each in here if each.measure == "date")
        for figure in here:
            if figure.reason:
                continue
            cited = tuple(voices.of(named, text[a:b], figure.number[0][0] - a))
            if not cited and voices.names.is_whole(asked):  # "The insider? 800 rioters."
                cited = (Cited(0, 0, asked, voices.names.called(asked)[0], False, True, False),)
            if _again(cited, text[a:b]):
                inside = [each for each in named if each.voices and each.end <= figure.start - a]
                nearer = tuple(inside[-1:]) or _clause_names(voices, text[a : figure.start])
                cited = nearer or before or cited
            elif cited:
                before = ()  # "the reports" are not whoever spoke before them
            before = tuple(each for each in cited if each.voices) or before
            known = [voice for each in cited for voice in each.voices]
            of_voice = days or next((dated[voice] for voice in known if voice in dated), ())
            dated |= dict.fromkeys(known, of_voice)
            words, near = beside(text, figure, stated, _speakers(figure, named))
            words |= weighed((lead, LED))
            told = [f for f in found if f.stated.sentence == sentence and not f.day]
            bare = bool(told) and _is_bare(text, figure)
            if bare:
                # "out for 30 hours, while the Gauge says it came back after 60"
                figure = figure._replace(measure=told[-1].stated.measure)
                words |= told[-1].words
            if found and (
                ELIDED.match(text, found[-1].stated.end, figure.start)
                or (figure.measure == "date" and figure is here[0] and ANAPHOR.match(text, a))
            ):
                # "it began on 5 March and was to last until …", "It happened on 6 March"
                words |= Counter({word: max(n, 0.25) for word, n in found[-1].words.items()})
            for n, span in enumerate(figure.number):
                end = (figure.low, figure.high, figure.low)[min(n, 2)] or figure.low or figure.high
                if len(figure.number) > 2 and span[0] in printed and figure.measure == "age":
                    end = str(printed[span[0]].value)  # one of a list
                if n and "T" in end and span[0] not in clocks:
                    end = end[:10]  # the day beside a clock time
                is_date = figure.measure == "date"
                value = Decimal(end) if end and not is_date else None
                found.append(
                    Figure(
                        *(passage, figure, span, value, end * is_date),
                        *(words, near, cited, bare, of_voice, bool(named)),
                    )
                )
        if not here or before == former:
            mentioned = () if named else voices.mentioned(text[a:b]).items()
            known = [each for each in named if each.voices]
            known += [Cited(a, a, name, whom, False, True, True) for name, whom in mentioned]
            before = tuple(known) or before
    return found, before


def _is_bare(text: str, figure: Stated) -> bool:
    """Whether a number stands without what it counts."""
    plain = figure.measure == "count" and not figure.counted
    return plain and bool(BARE.match(text, figure.end))


def _again(cited: tuple[Cited, ...], sentence: str) -> bool:
    """Whether a sentence cites whoever was cited last: "it said", "in the same account"."""
    if cited:
        return all(PRONOUN.match(each.words) for each in cited)
    return bool(SAME.search(sentence))


def _clause_names(voices: Voices, text: str) -> tuple[Cited, ...]:
    """Whom "it" means in its own statement: "though the union itself has, it says, …"."""
    begin = max((mark.end() for mark in STATEMENT.finditer(text)), default=0)
    its = SAME.search(text)  # "in its letter the Port Authority mourned 60"
    named = voices.mentioned(text[begin:]) if begin or its else {}
    if not named:  # "The League's teams got further: they counted 23"
        whole = voices.mentioned(text)
        named = {name: whom for name, whom in whole.items() if text.find(name) < len("The A")}
    return tuple(
        Cited(0, 0, name, whom, False, True, False)
        for name, whom in named.items()
        if not set(re.findall(r"\w+", name.lower())) <= COMMON  # the police are told of
    )


def _speakers(figure: Stated, cited: list[Cited]) -> list[tuple[int, int]]:
    """Where it stands who says it, which is not what is said."""
    spans = [(figure.sentence[0] + c.start, figure.sentence[0] + c.end) for c in cited]
    return [(start, end) for start, end in spans if start > figure.end or end < figure.start]


def mentions(passage: Passage) -> set[Decimal]:
    """Every number that a paragraph prints."""
    return {value for number in numbers(passage.text) for value in number.readings}
