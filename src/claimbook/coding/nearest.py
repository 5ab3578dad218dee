"""The questions nearest to some words: what a sentence may be an answer to.

A ledger has some hundred questions, each a few words with a weight of their own (what is asked
counts more than a note), so forty lines of TF-IDF serve: a library for search would have to be told
the same weights, and scikit-learn alone takes longer to import than this does for a document.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np

from claimbook.coding.english import roots
from claimbook.coding.stated import Stated
from claimbook.ledger.model import Ledger

# How much a word counts by where it stands: in the row of the question, in a claim that answers it.
ASKED = {"question": 2.0, "short": 2.0, "question_id": 1.0, "unit": 1.0, "place": 0.5, "note": 0.3}
ANSWERED = {"wording": 1.0, "counted": 1.5, "answer": 0.7, "scope": 0.5}
LENGTH = 0.7  # how far a question with many claims loses by its many words; 1 is the cosine
# How much the words beside a figure count, see `beside`: a document's sentence says more of each.
OF_DRAFT = (0.15, 0.25, 0.75, 1.0, 1.5)
OF_DOCUMENT = (0.1, 0.6, 1.0, 1.0, 1.5)
STRANGE = 2.0  # how much a word counts that no question has

CLAUSE = re.compile(r";\s|,\s(?:and|but|while|whereas|although)\s")


class Questions:
    """The questions of a ledger, to be asked which are near."""

    def __init__(self, ledger: Ledger) -> None:
        bags: dict[str, Counter[str]] = {id_: Counter() for id_ in ledger.questions["question_id"]}
        for frame, weights in ((ledger.questions, ASKED), (ledger.claims, ANSWERED)):
            for row in frame[["question_id", *(set(weights) - {"question_id"})]].to_dict("records"):
                for column, weight in weights.items():
                    for word in roots(row[column]):
                        bags[row["question_id"]][word] += weight
        self.ids = list(bags)
        self.kinds = np.array(ledger.questions["kind"], object)
        places: dict[str, list[tuple[int, float]]] = {}
        for at, bag in enumerate(bags.values()):
            for word, weight in bag.items():
                places.setdefault(word, []).append((at, _damped(weight)))
        self.rarity = {word: np.log(1 + len(bags) / len(found)) for word, found in places.items()}
        length = np.zeros(len(bags))
        for word, found in places.items():
            at, weights = map(np.array, zip(*found, strict=True))
            length[at] += (weights * self.rarity[word]) ** 2
        length = np.where(length, length, 1) ** (LENGTH / 2)
        self.places = {  # by word: the questions that have it, and how much it says of each
            word: (at := np.array([n for n, _ in found]),
                   np.array([w for _, w in found]) * self.rarity[word] / length[at])
            for word, found in places.items()
        }  # fmt: skip

    def scores(self, words: Mapping[str, float]) -> np.ndarray:
        """How near each question is to some words, each with its weight; 0 is not at all."""
        scores, total = np.zeros(len(self.ids)), 0.0
        for word, weight in words.items():
            if word not in self.places:  # counts too, so that few words in common are not near
                total += (STRANGE * weight) ** 2
                continue
            at, weights = self.places[word]
            own = _damped(weight) * self.rarity[word]
            scores[at] += own * weights
            total += own**2
        return scores / np.sqrt(total) if total else scores

    def nearest(
        self, words: Mapping[str, float], kinds: Iterable[str] = (), most: int = 5
    ) -> list[str]:
        """The ids of the nearest questions, those of the given kinds first."""
        scores = self.scores(words)
        order = np.lexsort((-scores, ~np.isin(self.kinds, list(kinds))))
        return [self.ids[at] for at in order if scores[at] > 0][:most]


def beside(
    text: str,
    figure: Stated,
    others: Iterable[Stated],
    hidden: Iterable[tuple[int, int]] = (),
    weights: tuple[float, ...] = OF_DRAFT,
) -> tuple[Counter[str], str]:
    """The words around a figure, each with its weight, and those up to the next figures.

    Parameters
    ----------
    text : str
        The paragraph.
    figure : Stated
    others : iterable of Stated
        The figures of the paragraph: what stands beyond the next one says less.
    hidden : iterable of (start, end)
        Passages that do not count, such as who says it.
    weights : tuple of float
        Of the sentences before it, its own, the words before and after it, and its own words.
    """
    a, b = figure.sentence
    for start, end in (*hidden, *figure.number):
        text = text[:start] + " " * (end - start) + text[end:]
    dated = figure.measure == "date"
    inside = [o for o in others if o.sentence == figure.sentence and (dated or o.measure != "date")]
    cut = CLAUSE.search(text, figure.end, b)
    b = cut.start() if cut else b
    right = min([b, *(o.number[0][0] for o in inside if o.number[0][0] > figure.number[-1][1])])
    left = max([a, *(o.end for o in inside if o.number[-1][1] < figure.number[0][0])])
    pieces = (
        text[:a][-200:],
        text[slice(*figure.sentence)],
        text[left : figure.start],
        text[figure.end : right],
    )
    pieces = (*pieces, text[figure.start : figure.end])
    return weighed(*zip(pieces, weights, strict=True)), text[left:right]


def weighed(*texts: tuple[str, float]) -> Counter[str]:
    """The words of some texts, each with the weight of its text."""
    words: Counter[str] = Counter()
    for text, weight in texts:
        for word in roots(text):
            words[word] += weight
    return words


def _damped(weight: float) -> float:
    """A word that stands ten times does not say ten times as much."""
    return 1 + np.log(weight) if weight > 1 else weight
