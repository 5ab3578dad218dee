"""The questions nearest to some words: what a sentence may be an answer to.

TF-IDF by hand: a library for search would have to be told the same weights.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

import numpy as np

from claimbook.coding.english import roots
from claimbook.coding.stated import Stated
from claimbook.ledger.model import Ledger

# How much a word counts by where it stands: in the row of the question, in a claim that answers it.
ASKED = {"question": 2.0, "short": 2.0, "question_id": 1.0, "unit": 1.0, "place": 0.5, "note": 0.3}
ANSWERED = {"wording": 1.0, "counted": 1.5, "answer": 0.7, "scope": 0.5}
LENGTH = 0.7  # how far a question with many claims loses by its many words; 1 is the cosine
STRANGE = 2.0  # how much a word counts that no question has
OF_UNIT = 2.0  # how much nearer a question is in whose unit is counted
# Of the sentence before a figure, its own, the words before and after it, and its own words; more
# of a document's sentence is said of each of its figures than in a draft.
OF_DRAFT = (0.15, 0.25, 0.75, 1.0, 1.5)
OF_DOCUMENT = (0.1, 0.6, 1.0, 1.0, 1.5)

CLAUSE = re.compile(r";\s|,\s(?:and|but|while|whereas|although)\s")
JOINT = re.compile(r"\s(?:and|but|while|whereas|although)\s")


class Questions:
    """The questions of a ledger, to be asked which are near."""

    def __init__(self, ledger: Ledger) -> None:
        bags: dict[str, Counter[str]] = {id_: Counter() for id_ in ledger.questions["question_id"]}
        for frame, weights in ((ledger.questions, ASKED), (ledger.claims, ANSWERED)):
            for row in frame[["question_id", *(set(weights) - {"question_id"})]].to_dict("records"):
                for column, weight in weights.items():
                    for word in roots(row[column]):
                        bags[row["question_id"]][word] += weight
        self.ids, self.bags = list(bags), list(bags.values())
        self.kinds = np.array(ledger.questions["kind"], object)
        self.units = [set(roots(unit)) for unit in ledger.questions["unit"]]
        places: dict[str, dict[int, float]] = defaultdict(dict)
        for at, bag in enumerate(bags.values()):
            for word, weight in bag.items():
                places[word][at] = _damped(weight)
        self.rarity = {word: np.log(1 + len(bags) / len(found)) for word, found in places.items()}
        # by word: the questions that have it, and how much it says of each
        self.places = {
            word: (np.array(list(found)), np.array(list(found.values())) * self.rarity[word])
            for word, found in places.items()
        }
        length = np.zeros(len(bags))
        for at, weights in self.places.values():
            length[at] += weights**2
        self.length = np.where(length, length, 1) ** (LENGTH / 2)

    def scores(self, words: Mapping[str, float]) -> np.ndarray:
        """How near each question is to some words, each with its weight; 0 is not at all."""
        scores, total = np.zeros(len(self.ids)), 0.0
        for word, weight in words.items():
            own = _damped(weight) * self.rarity.get(word, STRANGE)
            total += own**2
            if word in self.places:
                at, weights = self.places[word]
                scores[at] += own * weights
        return scores / self.length / np.sqrt(total or 1)

    def nearest(
        self, words: Mapping[str, float], kinds: Iterable[str], counted: str = "", most: int = 5
    ) -> list[str]:
        """The ids of the nearest questions, those of the given kinds first."""
        own = set(roots(counted))
        scores = self.scores(words) * [OF_UNIT if own & unit else 1 for unit in self.units]
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

    What stands beyond another figure of the paragraph says less; `hidden` passages, such as who
    says it, do not count.
    """
    a, b = figure.sentence
    for start, end in (*hidden, *figure.number):
        text = text[:start] + " " * (end - start) + text[end:]
    dated = figure.measure == "date"
    inside = [o for o in others if o.sentence == figure.sentence and (dated or o.measure != "date")]
    cut = CLAUSE.search(text, figure.end, b)
    right = min([cut.start() if cut else b, *(o.start for o in inside if o.start > figure.end)])
    left = max([a, *(o.end for o in inside if o.end < figure.start)])
    joint = list(JOINT.finditer(text, left, figure.start)) if left > a else []
    own = joint[-1].end() if joint else left  # "18 were killed and 748 hurt"
    pieces = (text[:a][-200:], text[a:b], text[left : figure.start], text[figure.end : right])
    pieces = (*pieces, text[figure.start : figure.end])
    return weighed(*zip(pieces, weights, strict=True)), text[own:right]


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
