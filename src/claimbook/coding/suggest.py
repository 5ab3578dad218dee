"""What a coder would type first: a row for each number of a document, and for statements.

Every cell is a suggestion. Which question a number answers, and whether it is a claim at all, is
for the coder to say.
"""

import re

from claimbook.coding.days import Calendar
from claimbook.coding.english import overlap, roots, sentences
from claimbook.coding.nearest import OF_DOCUMENT, Questions, beside, weighed
from claimbook.coding.stated import Stated, figures, unnumbered
from claimbook.coding.voices import Cited, Voices
from claimbook.evidence.documents import paragraphs
from claimbook.evidence.hedges import added
from claimbook.evidence.numbers import numbers
from claimbook.ledger.csvfile import COLUMNS
from claimbook.ledger.hints import WORD
from claimbook.ledger.model import Ledger

MOST_WORDS = 8
FEWEST_WORDS = 4  # a wording is to say what is counted
NOT_A_CLAIM = "not a claim"
# Which kinds of question a number may answer, by what it measures.
KINDS = {
    "count": ("count",), "vague": ("count", "duration"), "ordinal": ("count", "duration"),
    "money": ("money", "price"), "share": ("share",), "factor": ("price", "share", "count"),
    "duration": ("duration",), "age": ("duration",), "date": ("date",),
}  # fmt: skip
MOST_QUESTIONS = 20  # whose answers a sentence is compared with
NEAR = 0.5  # of the words of an existing answer, so many are in a sentence that may say the same
MOST_ROWS = 1.5  # for each number of a document, with its statements
NO_SOURCE = "no source named"
AS_OF = re.compile(r"\b(?:as\sof|by)\s$", re.IGNORECASE)
SAID_ON = re.compile(
    r"\b(?:said|told\s\w+|announced|added|wrote|confirmed)(?:\sin\s[^,.;]{1,40})?,?\s(?:on\s)?$"
)

Row = dict[str, str]


def rows(text: str, ledger: Ledger, source_id: str, published: str) -> list[Row]:
    """The rows of a worksheet for a document, in reading order.

    Parameters
    ----------
    text : str
    ledger : Ledger
        With the row of the document in its sources.
    source_id : str
    published : str
        Its date, or another whose year the dates without one are of.
    """
    return _Document(ledger, source_id, published).rows(text)


class _Document:
    """What the rows of one document have in common."""

    def __init__(self, ledger: Ledger, source_id: str, published: str) -> None:
        source = ledger.sources.set_index("source_id").loc[source_id]
        self.source_id, self.voice, self.published = (
            source_id,
            source["origin_id"],
            source["published"],
        )
        self.calendar = Calendar(published)
        self.questions, self.voices = Questions(ledger), Voices(ledger)
        names = ledger.origins["name"].str.lower()
        unnamed = ledger.origins["origin_id"][names.eq(NO_SOURCE)]
        self.nobody = next(iter(unnamed), self.voice)
        kinds = dict(zip(ledger.questions["question_id"], self.questions.kinds, strict=True))
        claims = ledger.claims[ledger.claims["question_id"].map(kinds).eq("choice")]
        self.answers: dict[str, list[tuple[Row, set[str]]]] = {}
        for row in claims.to_dict("records"):
            words = set(roots(f"{row['wording']} {row['answer']}"))
            self.answers.setdefault(row["question_id"], []).append((row, words))
        self.own = tuple(added(ledger.conventions["qualifier"].unique()))

    def rows(self, text: str) -> list[Row]:
        """One row a number, then as many statements as there is room for, in reading order."""
        found: list[tuple[tuple[int, int], Row]] = []
        statements: list[tuple[float, tuple[int, int], Row]] = []
        count = 0
        for n, paragraph in enumerate(paragraphs(text), 1):
            count += len(numbers(paragraph))
            stated = [*figures(paragraph, self.calendar, self.own), *unnumbered(paragraph)]
            stated.sort(key=lambda figure: figure.number[0])
            told = set()
            for figure in stated:
                found.append(((n, figure.number[0][0]), self._row(n, paragraph, figure, stated)))
                told |= (
                    {figure.sentence} if not figure.reason and figure.measure != "date" else set()
                )
            for span in sentences(paragraph):
                near, row = self._statement(n, paragraph, span)
                if near >= NEAR and span not in told:
                    statements.append((near, (n, span[0]), row))
        room = max(int(MOST_ROWS * count) - len(found), 0)
        statements.sort(key=lambda each: -each[0])
        found += [(place, row) for _, place, row in statements[:room]]
        return [row for _, row in sorted(found, key=lambda each: each[0])]

    def _row(self, n: int, paragraph: str, figure: Stated, others: list[Stated]) -> Row:
        words, _ = beside(paragraph, figure, others, weights=OF_DOCUMENT)
        nearest = self.questions.nearest(words, KINDS.get(figure.measure, ()))
        row = self._blank(n, paragraph[slice(*figure.sentence)], nearest)
        row |= self._who(paragraph, figure.sentence, figure.start, figure.stated)
        row |= {
            name: getattr(figure, name) for name in ("qualifier", "low", "high", "stated", "note")
        }
        row["wording"] = wording(paragraph, figure, others)
        row["counted"] = figure.counted
        days = [other.low or other.high for other in others if other.sentence == figure.sentence]
        if figure.measure != "date" and (day := next((d for d in days if len(d) >= 10), "")):
            row["as_of"] = day[:10] if day[4:5] == "-" else row["as_of"]
        if reason := figure.reason or _of_others(paragraph, figure, others):
            row |= {"take": NOT_A_CLAIM, "note": reason}
        return row

    def _blank(self, n: int, sentence: str, nearest: list[str]) -> Row:
        row = dict.fromkeys(COLUMNS["claims"], "")
        return row | {
            "source_id": self.source_id,
            "question_id": nearest[0] if nearest else "",
            "paragraph": str(n),
            "as_of": self.published,
            "sentence": sentence.strip(" \t•*+=@-–—|"),
            "nearest": "; ".join(nearest),
            "take": "",
        }

    def _who(self, paragraph: str, sentence: tuple[int, int], at: int, stated: str) -> Row:
        """Whom a sentence gives a figure to, and through whom; else the document itself."""
        text = paragraph[slice(*sentence)]
        cited = self.voices.of(self.voices.cited(text), text, at - sentence[0])
        origins = [(c, _origin(c)) for c in cited if _origin(c)]
        if not origins:
            nobody = stated == "reportedly" and not cited
            return {"origin_id": self.nobody if nobody else self.voice, "via": ""}
        last = origins[-1]
        relays = [c for c, origin in origins if origin != last[1]] if len(origins) > 1 else []
        return {"origin_id": last[1], "via": "; ".join(c.voices[0].name for c in relays[:1])}

    def _statement(self, n: int, paragraph: str, span: tuple[int, int]) -> tuple[float, Row]:
        """A sentence as a row that answers as the claim does whose words are nearest to its own."""
        sentence = paragraph[slice(*span)]
        words = set(roots(sentence))
        nearest = self.questions.nearest(weighed((sentence, 1)), ["choice"], MOST_QUESTIONS)
        best, claim = 0.0, None
        for row, theirs in (each for id_ in nearest for each in self.answers.get(id_, [])):
            near = overlap(theirs, words) if len(theirs) > 2 else 0.0
            if near > best:
                best, claim = near, row
        if claim is None or best < NEAR:
            return 0.0, {}
        nearest = list(dict.fromkeys([claim["question_id"], *nearest]))[:5]
        row = self._blank(n, sentence, nearest) | self._who(paragraph, span, span[1], "")
        row |= {"answer": claim["answer"], "wording": _passage(paragraph, span, claim["wording"])}
        return best, row


def _of_others(paragraph: str, figure: Stated, others: list[Stated]) -> str:
    """Why a date is no claim of its own: "By 10 March 21 died", "the Board said on Monday"."""
    if figure.measure != "date":
        return ""
    if SAID_ON.search(paragraph, figure.sentence[0], figure.start):
        return "when it was said"
    beside = (o for o in others if o.sentence == figure.sentence and o.measure != "date")
    held = AS_OF.search(paragraph, figure.sentence[0], figure.start)
    if held and any(not other.reason for other in beside):
        return "as-of date of the figures beside it"
    return ""


def _origin(cited: Cited) -> str:
    """The one origin that citing words mean, as far as they tell it from others."""
    origins = [o for voice in cited.voices for o in sorted(voice.origins)]
    return origins[0] if origins else ""


def wording(paragraph: str, figure: Stated, others: list[Stated]) -> str:
    """At most eight words of a paragraph that hold a figure, its hedge and what is counted.

    No number of another figure, where that is possible; once in the paragraph, where it is.
    """
    others = [o for o in others if o.sentence == figure.sentence and o is not figure]
    barred = [span for other in others for span in other.number]
    words = [match.span() for match in WORD.finditer(paragraph, *figure.sentence)]
    inside = [at for at, (a, b) in enumerate(words) if a < figure.end and b > figure.start]
    needed = [
        at for at, (a, b) in enumerate(words)
        if any(a < end and b > start for start, end in figure.number)
    ]  # fmt: skip
    if not needed:
        needed = inside[:1]
    first, last = min(inside[0], needed[0]), max(inside[-1], needed[-1])
    if last - first >= MOST_WORDS:
        first, last = needed[0], max(needed[-1], min(last, needed[0] + MOST_WORDS - 1))
    sentence = figure.sentence

    def free(at: int) -> bool:
        if not 0 <= at < len(words) or last - first + 1 >= MOST_WORDS:
            return False
        a, b = words[at]
        return sentence[0] <= a and b <= sentence[1] and not any(a < y and b > x for x, y in barred)

    if first == last and free(last + 1):  # "5. Between", whatever stands between
        last += 1
    for enough in (FEWEST_WORDS, MOST_WORDS):
        while last - first + 1 < enough and free(last + 1) and not _breaks(paragraph, words, last):
            last += 1
        while last - first + 1 < min(enough, FEWEST_WORDS + 1) and free(first - 1):
            first -= 1
    while paragraph.count(paragraph[words[first][0] : words[last][1]]) > 1 and (
        free(first - 1) or free(last + 1)
    ):
        first, last = (first - 1, last) if free(first - 1) else (first, last + 1)
    start, end = words[first][0], words[last][1]
    return paragraph[start : max(end, _end_of_number(figure, start, end))]


def _end_of_number(figure: Stated, start: int, end: int) -> int:
    """Where the number ends whose last word a wording ends with: "6 a.m." has a full stop."""
    return max((b for a, b in figure.number if start <= a < end), default=end)


def _breaks(paragraph: str, words: list[tuple[int, int]], last: int) -> bool:
    """Whether a clause ends after a word."""
    gap = paragraph[words[last][1] : words[last + 1][0]] if last + 1 < len(words) else "."
    return any(mark in gap for mark in ".;:!?()–—") or (", " in gap)


def _passage(paragraph: str, span: tuple[int, int], like: str) -> str:
    """The words of a sentence, at most eight in a row, that most of a wording's are among."""
    wanted = set(roots(like))
    words = [m.span() for m in WORD.finditer(paragraph, *span)]
    windows = [words[at : at + MOST_WORDS] for at in range(max(len(words) - MOST_WORDS, 0) + 1)]
    texts = [paragraph[window[0][0] : window[-1][1]] for window in windows if window]
    return max(texts, key=lambda text: (len(wanted & set(roots(text))), -len(text)), default="")
