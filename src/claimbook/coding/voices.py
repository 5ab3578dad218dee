"""Whom a sentence cites, and to whom it gives a figure."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from claimbook.coding import citing
from claimbook.coding.names import INSTITUTIONS, NAME, PRONOUN, Names, Voice, spoken
from claimbook.evidence.numbers import numbers
from claimbook.ledger.model import Ledger

__all__ = ["PRONOUN", "Cited", "Voice", "Voices", "spoken"]


class Cited(NamedTuple):
    """A voice as a sentence cites it."""

    start: int  # where the citing words stand
    end: int
    words: str  # the name as printed
    voices: tuple[Voice, ...]  # whom it may mean; empty for somebody whom the ledger does not know
    vague: bool  # it names nobody in particular: "officials", "he"
    leads: bool  # what is given to the voice may follow
    trails: bool  # it may go before


class Voices:
    """How sentences cite the voices of a ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self.names = Names(ledger)
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

    def mentioned(self, sentence: str) -> list[Cited]:
        """Every name in a sentence that is a voice's, whether or not it is cited."""
        found: list[Cited] = []
        words = [match.span() for match in NAME.finditer(sentence)]
        for first, (start, _) in enumerate(words):
            for _, end in words[first : first + 5][::-1]:
                name = sentence[start:end]
                is_body = bool(self.names.words(name) & INSTITUTIONS)
                # "ORVEL, 13 March": the town, not its Water Board
                voices = tuple(
                    voice
                    for voice in self.names.called(name)[0]
                    if is_body or not voice.words & INSTITUTIONS
                )
                if voices and self.names.is_whole(name) and not re.search(r"\s[0-9]", name):
                    found.append(Cited(start, end, name, voices, False, True, False))
                    break
        return found

    # --- where names stand -----------------------------------------------------------------------

    def _subjects(self, sentence: str) -> Iterator[Cited]:
        """Names before a verb of saying: "the Board counted", "Peskov, its spokesman, said"."""
        inverted = {cue.start() + 1 for cue in citing.INVERTED.finditer(sentence)}
        for verb in citing.VERB.finditer(sentence):
            at = verb.start()
            noun = citing.NOUN.search(sentence, 0, at)
            clause = noun and noun[0] == "that " and citing.PAST.match(verb[0])  # "that spoke of"
            if (noun and not clause) or at in inverted:
                continue
            # the nearest words first, then with those before a comma
            for edge in _edges(sentence, at)[:3]:
                phrase = _subject(sentence[edge:at])
                if not phrase:
                    continue
                voices, vague = self.names.called(phrase)
                voices = voices or self._at_end(phrase)[1]
                has = citing.HAS.fullmatch(verb[0]) and not PRONOUN.match(phrase)
                # "Niranjan Jha, the manager, denied"
                apposed = vague and sentence[at - 2 : at] == ", " and citing.APPOSED.match(phrase)
                if voices or not (vague is None or has or apposed):
                    start = sentence.rindex(phrase, 0, at)
                    set_off = re.search(r"(?:[,”\"’–—(]|\bthat)\s*$", sentence[:start])
                    goes_on = has and citing.FIGURE.match(sentence, verb.end())
                    relative = PRONOUN.match(phrase) and numbers(sentence[edge:start])
                    trails = bool((set_off and not goes_on) or relative)
                    yield Cited(start, verb.end(), phrase, voices, bool(vague), True, trails)
                    break

    def _objects(self, sentence: str) -> Iterator[Cited]:
        """Names after citing words: "according to the Board", "said the Board"."""
        for pattern in (citing.CITING, citing.INVERTED):
            for cue in pattern.finditer(sentence):
                words = citing.EDGE.split(sentence[cue.end() :], maxsplit=1)[0].split()[:8]
                phrase = _object(" ".join(words))
                voices, vague = self.names.called(phrase)
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
            words = re.split(r"\b(?:in|by|on|at)\s", words)[-1]
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
                name, leads = match[1], pattern is citing.HEAD
                read = numbers(name) or citing.VERB.search(name)
                if not read and self.names.is_whole(name) and not name.isupper():  # "HOST: …"
                    voices, vague = self.names.called(name)
                    yield Cited(*match.span(1), name, voices, bool(vague), leads, not leads)
        for number in numbers(sentence):
            edges = [edge.end() for edge in citing.LIST_EDGE.finditer(sentence, 0, number.start)]
            before = sentence[edges[-1] : number.start] if edges else ""
            phrase = "" if citing.VERB.search(before) else citing.BESIDE.sub("", before)
            voices, _ = self.names.called(phrase)
            if voices and self.names.is_whole(phrase):
                yield Cited(edges[-1], number.start, phrase, voices, False, True, False)

    def _at_end(self, phrase: str) -> tuple[str, tuple[Voice, ...]]:
        """The name that a phrase ends with: "… turned to the expert Arkady Dubnov"."""
        words = phrase.split()
        words = words[1:] if words and citing.PREPOSITION.fullmatch(words[0]) else words
        for size in range(min(6, len(words)), 0, -1):
            around = words[-size - 1 : len(words) - size + 1]
            name = " ".join(words[-size:])
            if any(map(citing.PREPOSITION.fullmatch, around)):
                continue
            if voices := self.names.called(name)[0]:
                return name, voices
        return "", ()


def _edges(sentence: str, at: int) -> list[int]:
    """Where the words before a place begin: the nearest first."""
    return [0, *(edge.end() for edge in citing.EDGE.finditer(sentence, 0, at))][::-1]


def _subject(phrase: str) -> str:
    """The subject that a phrase before a verb ends with; empty where it has none."""
    # "On 5 January the Board had …", but not the number in "Channel-24 reported"
    if read := [n for n in numbers(phrase) if phrase[n.start - 1 : n.start] != "-"]:
        phrase = phrase[read[-1].end :]
        if pronoun := citing.RELATIVE.search(phrase):  # "of the 1,200 rescuers it counted"
            return pronoun[1]
        if not citing.AFTER_NUMBER.match(phrase):  # "12 kilometres from the centre"
            return ""
    phrase = citing.TRAILING.sub("", phrase[citing.LEADING.match(phrase).end() :].strip(" ,"))
    return "" if len(phrase.split()) > 14 or citing.NO_SUBJECT.match(phrase) else phrase


def _object(phrase: str) -> str:
    """The name that a phrase begins with: up to a verb of its own, or a number."""
    ends = [verb.start() for verb in citing.VERB.finditer(phrase)]
    ends = [end for end in ends if end and not citing.NOUN.search(phrase, 0, end)]
    ends = [end for end in ends if not citing.ACCOUNT.match(phrase, end)]  # "the inspection report"
    ends += [number.start for number in numbers(phrase)]
    return phrase[: min(ends, default=len(phrase))].strip(" .")
