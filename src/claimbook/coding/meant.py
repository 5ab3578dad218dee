"""What a figure of a draft speaks of: the claims that it is meant for, or their question."""

import re

import numpy as np

from claimbook.coding.against import GENERAL, Against, Claim
from claimbook.coding.draft import Figure
from claimbook.coding.english import STOP, roots

# Tuned on drafts about three ledgers; nearness is that of `nearest.Questions.scores`.
NEAR = 0.4  # a question less near than this is not what a figure speaks of
SURE = 0.8  # one as near as this is
FAR = 0.2  # of the nearest question's: less near is not meant by any number
CLOSE = 0.85  # of the nearest: these are as near
KNOWN = 0.2  # of the words beside a figure, so many must a question have that lacks it
MOST = 0.5  # more than so many of the words of a question make a sentence ask it
ALIKE = 0.3  # of the words of a claim so many make a sentence speak of it
SHARED = 0.5  # what the words of a claim itself add to the nearness of its question
BESIDE = 0.75  # the weight of a word in the clause of a figure
TELLING = 13  # a number from here on is hardly another by chance
UNLIKELY = 100  # one from here on is so wherever it stands
# Events that are not one another.
EVENTS = set(roots("killed hurt missing hospital icu arrested seized looted flooded sent homeless"))


def claims_meant(
    against: Against, figure: Figure, same: list[Claim], scores: np.ndarray
) -> list[Claim]:
    """Of the claims that print a figure those that the sentence speaks of.

    The nearest of them must be meant; with it go those on its question, or on one as near.
    """
    near = [
        (scores[against.at[claim["question_id"]]] + SHARED * _shared(figure, claim), claim)
        for claim in same
        if happens(figure, claim)
    ]
    best, first = max(near, key=lambda pair: pair[0], default=(0, None))
    if first is None:
        return []
    own = first["question_id"]
    told = any(_has_most(figure, words) for words in against.words[own])
    speaks = best >= NEAR and (told or _shared(figure, first) >= ALIKE)
    named = things(figure) & {root for claim in same for root in roots(claim["counted"])}
    given = any(is_given(figure, claim) for claim in same) or (named and _is_telling(figure))
    alone = (
        figure.value is not None
        and figure.value >= UNLIKELY
        and len({c["question_id"] for c in same}) == 1
    )
    if not (speaks or ((given or alone) and best >= FAR * scores.max())):
        return []
    fits = [c for score, c in near if c["question_id"] == own or score >= CLOSE * best]
    return _told_closest(figure, fits) if figure.day else fits


def question_meant(against: Against, figure: Figure, scores: np.ndarray) -> str:
    """The nearest question, where a figure surely speaks of it though no claim on it has it."""
    if scores.max(initial=0) < NEAR:
        return ""
    at = scores.argmax()
    question = against.questions.ids[at]
    beside = {word for word, weight in figure.words.items() if weight >= BESIDE} - GENERAL
    known = beside & against.questions.bags[at].keys()
    is_sure = scores[at] >= SURE and known and len(known) >= KNOWN * len(beside)
    is_dated = figure.day and _has_most(figure, against.words[question][0])
    return question if is_sure or is_dated or _is_asked(against, figure, question) else ""


def _is_asked(against: Against, figure: Figure, question: str) -> bool:
    """Whether who is cited has another number on a question, of things of the same name."""
    named = things(figure) & set().union(*against.words[question])
    return bool(named) and any(v.gave(c) for v in figure.voices for c in against.on[question])


def _has_most(figure: Figure, asked: set[str]) -> bool:
    """Whether most of the words of a question, or of a claim on it, stand beside a figure."""
    return len(asked & figure.words.keys()) > MOST * len(asked)


def _told_closest(figure: Figure, claims: list[Claim]) -> list[Claim]:
    """The claims whose question stands most literally beside a date: "retaken" is not "taken".

    Those that print the date as finely come first: "late on 5 January".
    """
    near = _plain(figure.near)
    literal = [len(_plain(claim["question"]) & near) for claim in claims]
    most = [claim for claim, n in zip(claims, literal, strict=True) if n == max(literal)]
    return sorted(most, key=lambda claim: figure.day not in (claim["low"], claim["high"]))


def _plain(text: str) -> set[str]:
    """The words of a text as they are."""
    return set(re.findall(r"\w+", text.lower())) - STOP


def happens(figure: Figure, claim: Claim) -> bool:
    """Whether a sentence and a claim's question may tell of one kind of event."""
    ours = EVENTS.intersection(roots(figure.near))
    # a wording may tell of two: "people were killed and 34 injured"
    asked = roots(f"{claim['question']} {claim['short']} {claim['scope']}")
    theirs = EVENTS.intersection(asked) or EVENTS & claim["roots"]
    return not ours or not theirs or bool(ours & theirs)


def _is_telling(figure: Figure) -> bool:
    """Whether a number is hardly another by chance."""
    return figure.value is not None and figure.value >= TELLING


def is_given(figure: Figure, claim: Claim) -> bool:
    """Whether a claim's number, not a small one, is given to who said it."""
    return _is_telling(figure) and any(voice.gave(claim) for voice in figure.voices)


def things(figure: Figure) -> set[str]:
    """What a figure counts, by its roots."""
    return set(roots(figure.counted)) - GENERAL


def _shared(figure: Figure, claim: Claim) -> float:
    """How many of a claim's words stand beside the figure."""
    theirs = claim["roots"]
    return len(theirs & set(figure.words)) / len(theirs) if theirs else 0.0
