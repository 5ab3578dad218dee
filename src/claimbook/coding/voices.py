"""Whom a sentence cites, and to whom it gives a figure."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from claimbook.coding import citing
from claimbook.coding.names import INSTITUTIONS, NAME, PRONOUN, VAGUE, Names, Voice, spoken
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

        They are looked for in its own statement, then in the whole sentence.
        """
        marks = [mark.end() for mark in citing.STATEMENT.finditer(sentence)]
        begin = max((mark for mark in marks if mark <= at), default=0)
        end = min((mark for mark in marks if mark > at), default=len(sentence) + 1)
        own = [each for each in cited if begin <= each.start < end]
        return _given(own, sentence, at) or _given(cited, sentence, at)

    def mentioned(self, sentence: str) -> list[Cited]:
        """Every name in a sentence that is a voice's, whether or not it is cited."""
        found: list[Cited] = []
        words = [match.span() for match in NAME.finditer(sentence)]
        for first, (start, _) in enumerate(words):
            for _, end in words[first : first + 5][::-1]:
                name = sentence[start:end]
                last = name.split()[-1]
                is_body = bool(self.names.words(name) & INSTITUTIONS) or (
                    last.islower() and self.names.words(last) - VAGUE  # "the dockers": their union
                )
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
        for verb in citing.VERB.finditer(sentence):
            if not _is_noun(sentence, verb):
                aside = citing.ASIDE.search(sentence, 0, verb.start())
                passing = aside and (aside["relative"] or self.names.called(aside[1])[1])
                at = aside.start() if passing else verb.start()
                # the nearest words first, then with those before a comma
                edges = _edges(sentence, at)[:3]
                found = (self._subject(sentence, edge, at, verb) for edge in edges)
                yield from islice(filter(None, found), 1)

    def _subject(self, sentence: str, edge: int, at: int, verb: re.Match[str]) -> Cited | None:
        """Whom the words from an edge on name that stand before a verb of saying."""
        phrase = _subject_of(sentence[edge:at])
        is_pronoun = PRONOUN.match(phrase)
        called, vague = self.names.called(phrase)
        voices = called or (() if self.names.is_person(phrase) else self._at_end(phrase)[1])
        may_have = (  # as anybody may
            citing.HAS.fullmatch(verb[0])
            and not is_pronoun
            and not citing.BARE.match(sentence, verb.end())
        )
        is_stranger = vague is not None and not may_have
        if not phrase or not (voices or is_stranger):
            return None
        start = sentence.rindex(phrase, 0, at)
        set_off = re.search(r"(?:[,”\"’–—(]|\bthat|,\sas)\s*$", sentence[:start])
        goes_on = may_have and citing.FIGURE.match(sentence, verb.end())
        relative = is_pronoun and numbers(sentence[edge:start])  # "the 1,200 rescuers it counted"
        trails = bool((set_off and not goes_on) or relative)
        return Cited(start, verb.end(), phrase, voices, bool(vague), True, trails)

    def _objects(self, sentence: str) -> Iterator[Cited]:
        """Names after citing words: "according to the Board", "said the Board"."""
        for pattern in (citing.CITING, citing.INVERTED):
            for cue in pattern.finditer(sentence):
                phrase = _object(citing.EDGE.split(sentence[cue.end() :], maxsplit=1)[0])
                voices, vague = self.names.called(phrase)
                end = sentence.index(phrase, cue.end()) + len(phrase)
                named = vague and not voices and citing.NAMED.match(sentence, end)
                if named and re.search(rf"^{citing.APPOSED.pattern}|['’]s?\s", phrase):
                    phrase = named[1].strip()
                    voices, vague = self.names.called(phrase)
                if voices or vague is not None:
                    head = re.split(r"[;:–—]\s|,\swhich\s", sentence[: cue.start()])[-1]
                    leads = not head.strip(" “\"'(")
                    start = cue.end() - len("by ") if numbers(cue[0]) else cue.start()
                    end = sentence.index(phrase, cue.end()) + len(phrase)
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
        """Names set off by a mark: "Board: 18", "18 dead – Board", "9 in the Post, 12 …"."""
        for pattern in (citing.HEAD, citing.TAIL, citing.BRACKET):
            for match in pattern.finditer(sentence):
                name, leads = match[1], pattern is citing.HEAD
                read = numbers(name) or citing.VERB.search(name)
                if not read and self.names.is_whole(name) and not name.isupper():  # "HOST: …"
                    voices, vague = self.names.called(name)
                    yield Cited(*match.span(1), name, voices, bool(vague), leads, not leads)
        for match in citing.WITHIN.finditer(sentence):
            voices, _ = self.names.called(match[1])
            if match[0].startswith(" in") and match[1][-1] != "s":
                voices = tuple(v for v in voices if self.names.is_title(v, match[1]))
            if voices and self.names.is_whole(match[1]):
                yield Cited(*match.span(1), match[1], voices, False, False, True)
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
        cuts = range(max(len(words) - 6, 0), len(words))
        names = ((" ".join(words[cut:]), words[cut - 1] if cut else "") for cut in cuts)
        whole = (
            name
            for name, before in names
            if not citing.PREPOSITION.match(name)
            # of "Russia's Defence Ministry" the last words are no name
            and not (
                before[:1].isupper()
                and (re.search("['’]s?$", before) or self.names.words(name) <= INSTITUTIONS)
            )
        )
        found = ((name, voices) for name in whole if (voices := self.names.called(name)[0]))
        return next(found, ("", ()))


def _edges(sentence: str, at: int) -> list[int]:
    """Where the words before a place begin: the nearest first."""
    return [0, *(edge.end() for edge in citing.EDGE.finditer(sentence, 0, at))][::-1]


def _given(cited: list[Cited], sentence: str, at: int) -> list[Cited]:
    """Those who lead up to a figure, or follow it, with no other figure among them.

    Where there are none, whoever is cited last before it.
    """
    before = [c for c in cited if c.end <= at]
    leading = [c for c in before if c.leads]
    trailing = [c for c in cited if c.start >= at and c.trails]
    if not leading and not trailing:
        return before[-1:]
    return [
        *(c for c in leading if not numbers(sentence[c.end : leading[-1].start])),
        *(c for c in trailing if not numbers(sentence[trailing[0].start : c.start])),
    ]


def _is_noun(sentence: str, verb: re.Match[str]) -> bool:
    """Whether what looks like a verb of saying is a noun, or stands before its subject."""
    noun = citing.NOUN.search(sentence, 0, verb.start())
    relative = noun and noun[0] == "that " and citing.PAST.match(verb[0])  # "that spoke of"
    inverted = citing.INVERTED.match(sentence, max(verb.start() - 1, 0))
    return bool((noun and not relative) or inverted)


def _subject_of(words: str) -> str:
    """The subject that the words before a verb end with; empty where they have none."""
    # "On 5 January the Board had …", but not the number in "Channel-24 reported"
    read = [
        number
        for number in numbers(words)
        if words[number.start - 1 : number.start] != "-"
        and not citing.IS_SUBJECT.match(words, number.start)
    ]
    own = words[read[-1].end :] if read else words
    if pronoun := citing.PRONOUN_END.search(own):  # "of the 1,200 rescuers it counted"
        return pronoun[1]
    if read and not citing.AFTER_NUMBER.match(own):  # "12 kilometres from the centre"
        return ""
    name = citing.TRAILING.sub("", own[citing.LEADING.match(own).end() :].strip(" ,"))
    return "" if citing.NO_SUBJECT.match(name) else name


def _object(phrase: str) -> str:
    """The name that a phrase begins with: up to a verb of its own, a number or a pronoun."""
    verbs = (verb.start() for verb in citing.VERB.finditer(phrase))
    ends = [end for end in verbs if end and not citing.ACCOUNT.match(phrase, end)]  # "the report"
    ends += [number.start for number in numbers(phrase)]
    ends += [clause.start() for clause in re.finditer(r"\s(?:it|they)\s", phrase)]
    return phrase[: min(ends, default=len(phrase))].strip(" .")
