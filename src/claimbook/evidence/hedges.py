"""The hedges in English text: the words beside a number that say how far it is meant.

A phrase of ``hedges.toml`` stands for one or more qualifiers of ``conventions.csv``. A qualifier
that somebody adds there is a phrase of its own, without a change here. A hedge at the head of a
list is seen beside the first number only: whether it is meant for the others, the coder says in
``note``.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain, pairwise
from pathlib import Path
from typing import NamedTuple

from claimbook.evidence import numerals
from claimbook.evidence.calendars import NAMED_TIME
from claimbook.evidence.numbers import Number, folded, numbers
from claimbook.evidence.numerals import one_of

BETWEEN = "between"
EITHER = "either"  # no qualifier: "10 or 20" is two claims


def _listed(words: str) -> list[str]:
    return [" ".join(each.split()) for each in words.split(",")]


_TABLES = tomllib.loads(Path(__file__).with_name("hedges.toml").read_text(encoding="utf-8"))
PHRASES = {
    table: {name: _listed(words) for name, words in lists.items()}
    for table, lists in _TABLES.items()
}
HELD = tuple(PHRASES["before"])
AMBIGUOUS, UNSURE, MARGINS = (PHRASES["meant"][name] for name in ("beside", "unsure", "margins"))
# Those that stand after a number only.
FOLLOWING = {*chain(*PHRASES["after"].values())} - {*chain(*PHRASES["before"].values())}
# "Over three days" is during them, or more than them.
OF_TIME = re.compile(r"[\w,.]+[\s-](?:minute|hour|day|night|week|month|year)s?(?!\w)")
# They never stand for a hedge of their own that could be held against the qualifier.
NO_PHRASE = {
    *("exact", BETWEEN, "from", "until", "by", "after", "since", "some", "many", "numerous"),
    *HELD,
}
SIGNS = numerals.SIGNS + "(“\"'"
# What may stand between a hedge and its number, and between a number and the hedge after it.
FILLERS = re.compile(
    r"(?:\s*(?:(?:the|an?|another|(?:a\s)?further|(?:a\s)?total\sof|usd|rs|minus|magnitude)(?!\w)"
    r"\.?"
    rf"|(?:the\s)?age(?:\sof)?(?!\w)|us\$|[{SIGNS}]|[-−–](?=[0-9{SIGNS}])))*\s*"
)
COUNTED = re.compile(r"\s*[,(]?\s*((?:\w[\w'-]*,?\s+){0,2})\(?")
# What stands between the two ends of a range, and before the first of them.
_HEDGED = rf"(?:(?:about|around|roughly|some|nearly|up\sto)\s)?[{SIGNS}]?"
JOINT = re.compile(rf"\s?%?(?:\s(and|to|or)\s|\s?([-–—])\s?){_HEDGED}")
OPENING = re.compile(rf"\b(between|from)\s{_HEDGED}$", re.IGNORECASE)


class Hedge(NamedTuple):
    """A hedge as it stands beside a number."""

    words: str  # as printed: "Roughly"; of a range the words around its ends: "between … and"
    qualifier: str  # what they are coded as; `EITHER` for the "or" of "10 or 20"
    at: int  # where the number begins that they stand beside; of a range its first
    sure: bool = True  # False where they may mean something else: "reports about 12 dead"


@lru_cache(maxsize=4096)
def hedges(wording: str, own: tuple[str, ...] = ()) -> tuple[Hedge, ...]:
    """The hedges of a wording; each of one's `own`, added to the conventions, is also a phrase.

    Of each number, month, weekday or time of the day come the hedges right before it, then those
    right after it, then the range it begins. Two may stand at once ("at least about"), and words
    that fit two qualifiers ("close to") are a hedge for each.
    """
    plain, phrases = folded(wording), _phrases(own)
    found = [number for number in numbers(wording) if number.kind != "vague"]
    leads_to = {number.start: number.start for number in found}
    beside: list[Hedge] = []
    # from the right, so that "at least" finds the "about" that leads to a number
    for match in reversed([*phrases.pattern.finditer(plain)]):
        start, end = match.span()
        phrase, words = _spaced(match[0]), _spaced(wording[start:end])
        last = next((number for number in reversed(found) if number.end <= start), None)
        ahead = _ahead(wording, plain, end, leads_to)
        if ahead is not None and phrase in phrases.before and not (last and phrase in MARGINS):
            leads_to[start] = ahead
            sure = _is_sure(phrase, plain, start, end)
            beside[:0] = [Hedge(words, name, ahead, sure) for name in phrases.before[phrase]]
        elif last and phrase in phrases.after and _is_beside(phrase, plain[last.end : start]):
            sure = phrase not in UNSURE
            beside[:0] = [Hedge(words, name, last.start, sure) for name in phrases.after[phrase]]
    for first, second in pairwise(found):
        beside += _range(wording, first, second)
    return tuple(sorted(beside, key=lambda hedge: hedge.at))


def _ahead(wording: str, plain: str, end: int, leads_to: dict[int, int]) -> int | None:
    """Where the number, or the time, begins that a phrase leads to which ends here."""
    fillers = FILLERS.match(plain, end).end()
    # the article may be the number's own: "a third of"
    for at in range(end, fillers + 1):
        if at in leads_to:
            return leads_to[at]
    return fillers if NAMED_TIME.match(wording, fillers) else None


def _is_beside(phrase: str, gap: str) -> bool:
    """Say whether a phrase hedges the number before it, from which a gap parts it."""
    counted = COUNTED.fullmatch(gap)
    return bool(counted) and not (counted[1] and phrase in AMBIGUOUS)


def _is_sure(phrase: str, plain: str, start: int, end: int) -> bool:
    """Say whether a phrase before a number can mean nothing else."""
    before, fillers = plain[:start].split(), FILLERS.match(plain, end)
    if phrase in UNSURE or (before and before[-1] in PHRASES["unsure_after"].get(phrase, ())):
        return False
    if "the" in fillers[0].split():
        return False
    return phrase != "over" or not OF_TIME.match(plain, fillers.end())


def _range(wording: str, first: Number, second: Number) -> Iterator[Hedge]:
    """Yield what joins two numbers to a range, or sets one against the other."""
    joint = JOINT.fullmatch(wording, first.end, second.start)
    if not joint or first.kind != second.kind:
        return
    word = joint[1] or joint[2]
    opening = OPENING.search(wording, 0, first.start)
    opened = opening[1].lower() if opening else ""
    if word == "or":
        yield Hedge(word, EITHER, first.start)
    elif word != "and" or opened == BETWEEN:
        yield Hedge(f"{opened} … {word}" if opened else word, BETWEEN, first.start)


def added(qualifiers: Iterable[str]) -> tuple[str, ...]:
    """Of qualifiers those that stand beside a number as they are: not "some", not "few dozen"."""
    names = dict.fromkeys(qualifiers)
    return tuple(name for name in names if name and name not in NO_PHRASE and not numbers(name))


def says(wording: str, qualifier: str, own: tuple[str, ...] = ()) -> bool:
    """Say whether a wording hedges as a qualifier does: ambiguous words only beside a number."""
    if any(hedge.qualifier == qualifier for hedge in hedges(wording, own)):
        return True
    phrases = _phrases(own)
    found = map(_spaced, phrases.pattern.findall(folded(wording)))
    return any(
        qualifier in (*phrases.before.get(words, ()), *phrases.after.get(words, ()))
        for words in found
        if words not in AMBIGUOUS
    )


def printed(wording: str, qualifier: str) -> str:
    """The words of a wording that stand for a qualifier: "roughly" where about is coded.

    The qualifier itself where the wording has none of its phrases, or has it word for word.
    """
    if qualifier == BETWEEN or f"{qualifier} " in wording:
        return qualifier
    found = hedges(wording, added([qualifier]))
    return next((hedge.words.lower() for hedge in found if hedge.qualifier == qualifier), qualifier)


# --- the phrases as patterns ---------------------------------------------------------------------

Qualifiers = dict[str, tuple[str, ...]]  # by phrase


class Phrases(NamedTuple):
    """The phrases that may stand before a number, and after it, and what finds any of them."""

    before: Qualifiers
    after: Qualifiers
    pattern: re.Pattern[str]


@lru_cache(maxsize=64)
def _phrases(own: tuple[str, ...]) -> Phrases:
    before, after = (_by_phrase(PHRASES[place], own) for place in ("before", "after"))
    words = [phrase for phrase in {*before, *after} if phrase[0].isalpha()]
    signs = {*before, *after} - {*words}
    # never within a word, but a digit may close up; "or more" is none before "than", where "more
    # than" begins another number's hedge
    found = rf"(?:(?<!\w){one_of(words)}|{one_of(signs)})(?![^\W\d])(?!\s+than(?!\w))"
    return Phrases(before, after, re.compile(found))


def _by_phrase(table: dict[str, list[str]], own: tuple[str, ...]) -> Qualifiers:
    found: Qualifiers = {}
    phrases = [(name.lower(), name) for name in reversed(own)]
    phrases += [(words, name) for name, listed in table.items() for words in listed]
    for words, name in phrases:
        found[words] = (*found.get(words, ()), name)
    return found


def _spaced(text: str) -> str:
    return " ".join(text.split())
