"""What a figure of a draft speaks of: the claims that it is meant for, or their question."""

import re

import numpy as np

from claimbook.coding.against import GENERAL, Against, Claim
from claimbook.coding.draft import Figure
from claimbook.coding.english import STOP, roots

# Tuned on drafts about three ledgers; nearness is that of `nearest.Questions.scores`.
NEAR = 0.4  # a question less near than this is not what a figure speaks of
SURE = 0.8  # one as near as this is
ALMOST = 0.6  # of the nearest question's nearness: so near a claim's may be meant
KNOWN = 0.2  # of the words beside a figure, so many must a question have that lacks it
ASKED = 0.5  # of a dated question's words, more than so many make a sentence ask it
FAR = 0.2  # of the nearest question's: less near is not meant by any number
CLOSE = 0.85  # of the nearest: these are as near
SHARED = 0.5  # what the words of a claim itself add to the nearness of its question
ALIKE = 0.3  # of a claim's words so many make a sentence speak of it
WITHIN = 0.25  # the weight of a word in the sentence of a figure
BESIDE = 0.75  # the weight of a word in the clause of a figure
TELLING = 13  # a number from here on is hardly another by chance
# Events that are not one another.
EVENTS = set(roots("killed hurt missing hospital icu arrested seized looted flooded sent homeless"))


def claims_meant(
    against: Against, figure: Figure, same: list[Claim], scores: np.ndarray
) -> list[Claim]:
    """Of the claims that print a figure those that the sentence speaks of."""
    near = [
        (scores[against.at[claim["question_id"]]] + SHARED * _shared(figure, claim), claim)
        for claim in same
        if happens(figure, claim)
    ]
    if not near:
        return []
    best, first = max(near, key=lambda pair: pair[0])
    own = first["question_id"]
    least = max(NEAR, ALMOST * scores.max(initial=0))
    speaks = _shared(figure, first) >= ALIKE or _speaks_of(against, figure, own)
    enough = best >= least and speaks
    named = things(figure) & {root for claim in same for root in roots(claim["counted"])}
    if any(is_given(figure, claim) for claim in same) or (_is_telling(figure) and named):
        enough = best >= FAR * scores.max(initial=0)
    fits = [c for score, c in near if c["question_id"] == own or score >= CLOSE * best]
    if figure.day:  # "retaken" is not "taken", and "late on 5 January" is told more closely
        most = max(_literal(figure, claim) for claim in fits)
        fits = [claim for claim in fits if _literal(figure, claim) == most]
        fits.sort(key=lambda claim: figure.day not in (claim["low"], claim["high"]))
    return fits if enough else []


def question_meant(against: Against, figure: Figure, scores: np.ndarray) -> str:
    """The question that a figure surely speaks of, though no claim on it has the figure."""
    best = scores.max(initial=0)
    words = {word for word, weight in figure.words.items() if weight >= WITHIN}
    near = np.argsort(-scores)[: np.count_nonzero(scores >= max(NEAR, CLOSE * best))]
    for at in near:
        asked = against.words[against.questions.ids[at]][0]
        asks = figure.day and len(asked & words) > ASKED * len(asked)
        sure = scores[at] >= SURE and _known(against, figure, at) >= KNOWN
        if asks or sure or _is_asked(against, figure, against.questions.ids[at]):
            return against.questions.ids[at]
    return ""


def _is_asked(against: Against, figure: Figure, question: str) -> bool:
    """Whether who is cited has another number on a question, of things of the same name."""
    named = things(figure) & set().union(*against.words[question])
    return bool(named) and any(v.gave(c) for v in figure.voices for c in against.on[question])


def _known(against: Against, figure: Figure, at: int) -> float:
    """The share of the words beside a figure that a question has too."""
    beside = {word for word, weight in figure.words.items() if weight >= BESIDE} - GENERAL
    found = against.questions.places
    return sum(word in found and at in found[word][0] for word in beside) / max(len(beside), 1)


def _speaks_of(against: Against, figure: Figure, question: str) -> bool:
    """Whether a sentence has most of the words of a question, or of a claim that answers it."""
    words = set(figure.words)
    return any(len(asked & words) > 0.5 * len(asked) for asked in against.words[question])


def happens(figure: Figure, claim: Claim) -> bool:
    """Whether a sentence and a claim's question may tell of one kind of event."""
    ours = EVENTS.intersection(roots(figure.near))
    # a wording may tell of two: "people were killed and 34 injured"
    asked = roots(f"{claim['question']} {claim['short']} {claim['scope']}")
    theirs = EVENTS.intersection(asked) or EVENTS & claim["roots"]
    return not ours or not theirs or bool(ours & theirs)


def _literal(figure: Figure, claim: Claim) -> int:
    """How many words of a claim's question, as they are, stand beside a figure."""
    asked, near = (
        set(re.findall(r"\w+", text.lower())) - STOP for text in (claim["question"], figure.near)
    )
    return len(asked & near)


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
