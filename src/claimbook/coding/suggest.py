"""What a coder would type first: a row for each number of a document, and for statements.

Every cell is a suggestion. Which question a number answers, and whether it is a claim at all, is
for the coder to say.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from claimbook.coding.attribution import Attribution
from claimbook.coding.citing import VERB
from claimbook.coding.days import DAY, QUALIFIERS, Calendar
from claimbook.coding.english import roots, sentences
from claimbook.coding.nearest import OF_DOCUMENT, Questions, beside, weighed
from claimbook.coding.stated import Stated, figures, unnumbered
from claimbook.coding.voices import Voices
from claimbook.evidence.calendars import MONTHS, WEEKDAYS
from claimbook.evidence.documents import paragraphs
from claimbook.evidence.hedges import says
from claimbook.evidence.numbers import numbers
from claimbook.ledger.context import takes
from claimbook.ledger.files import COLUMNS
from claimbook.ledger.hints import WORD
from claimbook.ledger.hygiene import VALUE
from claimbook.ledger.model import Ledger

MOST_WORDS = 8  # of a wording, and of a name
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
OF_FIGURE = ("qualifier", "low", "high", "counted", "stated", "note")
CLAUSE = re.compile(r",\s(?:which|when|while|and|but)\b|[;:.]\s")  # where another clause begins
CELL = re.compile(r"(?=(\|[^|]{1,40}(?:\||$)))")
CLAUSE_END = re.compile(r"[;:!?()–—]|[.,]\s|[\"”»]\s")
STOPPED = re.compile(rf"(?:{WORD.pattern})(?:(?<=\b[ap]\.m)\.)?", WORD.flags)  # "1 a.m."
NO_SOURCE = "no source named"
PERCENT = re.compile(r"\s?(?:%|per\s?cent\b)", re.IGNORECASE)
OF_ONE = re.compile(r"\b1\b")  # "share (1 = all)"
# What a date may be for the figures beside it, by what leads up to it.
SPOKEN = "when it was said"
ROLES = {
    SPOKEN: re.compile(
        r"\b(?:said|told\s(?:the\s)?\w+|announced|added|wrote|confirmed|denied|reported|counted)"
        r"(?:\sin\s[^,.;]{1,40})?,?\s(?:late\s|early\s)?(?:on\s)?$"
    ),
    "as-of date of the figures beside it": re.compile(r"\b(?:as\sof|by)\s$", re.IGNORECASE),
}
# A total holds for the day on which it was counted: "On Monday the Board put the toll at 18".
OPENS = re.compile(r"\W*(?:(?:late|early)\s)?(?:on\s)?(?:the\s)?", re.IGNORECASE)
STOOD = re.compile(rf"{VERB.pattern}|\b(?:toll|total|tally|count)\b", re.IGNORECASE)
# Who speaks is the document itself, or nobody whom these words name.
OWN = re.compile(
    r"(?:I|Me|My|We|Us|Our|It|Its|He|His|She|Her|They|Their|As\sof|(?:This|Earlier)\s(?:\w+\s){0,3}"
    r"(?:article|story|report|page|version))\b",
    re.IGNORECASE,
)
NO_NAME = re.compile(
    rf"^\W*(?:(?:and|but|says|said|{'|'.join([*MONTHS, *WEEKDAYS])})\s)?(?:(?:an?|the)\s)?"
    rf"|\s(?:ha(?:s|d|ve)|would|could|can|may|might|must)$|\son\s(?:{'|'.join(WEEKDAYS)})\b.*",
    re.IGNORECASE,
)

Row = dict[str, str]


def rows(text: str, ledger: Ledger, source_id: str, published: str) -> list[Row]:
    """The rows of a worksheet for a document, in reading order.

    The ledger has a row of it in its sources; its dates without a year are near to `published`.
    """
    return _Document(ledger, source_id, published).rows(text)


class _Document:
    """What the rows of one document have in common."""

    def __init__(self, ledger: Ledger, source_id: str, published: str) -> None:
        source = ledger.sources.set_index("source_id").loc[source_id]
        self.cells = dict.fromkeys([*COLUMNS["claims"], "take"], "")
        self.cells |= {"source_id": source_id, "as_of": source["published"]}
        self.own_voice = source["origin_id"]
        unnamed = ledger.origins["origin_id"][ledger.origins["name"].str.lower().eq(NO_SOURCE)]
        self.nobody = next(iter(unnamed), self.own_voice)
        asked = ledger.questions.set_index("question_id")
        self.totals = set(asked.index[asked["running_total"].eq("yes")])
        self.units = asked["unit"].to_dict()
        self.last_day = source["published"].rpartition("/")[2]
        self.questions = Questions(ledger)
        self.calendar, self.takes = Calendar(published), takes(ledger.conventions)
        self.attribution = Attribution(Voices(ledger))
        choices = ledger.claims["question_id"].isin(asked.index[asked["kind"].eq("choice")])
        self.answers: dict[str, list[tuple[Row, set[str]]]] = defaultdict(list)
        for claim in ledger.claims[choices].to_dict("records"):
            words = set(roots(f"{claim['wording']} {claim['answer']}"))
            if len(words) > 2:
                self.answers[claim["question_id"]].append((claim, words))

    def rows(self, text: str) -> list[Row]:
        """One row a number, then as many statements as there is room for, in reading order."""
        found: list[tuple[int, int, Row]] = []
        statements: list[tuple[float, int, int, Row]] = []
        count = 0
        for n, paragraph in enumerate(paragraphs(text), 1):
            count += len(numbers(paragraph))
            self.attribution.begin()
            stated = figures(paragraph, self.calendar, self.takes)
            stated = sorted([*stated, *unnumbered(paragraph)], key=lambda figure: figure.number[0])
            for span in sentences(paragraph):
                own = [f for f in stated if f.sentence == span]
                found += [(n, f.number[0][0], self._figure(n, paragraph, f, stated)) for f in own]
                told = any(not f.reason and f.measure != "date" for f in own)
                near, row = (0.0, {}) if told else self._statement(n, paragraph, span)
                if near >= NEAR:
                    statements.append((near, n, span[0], row))
                self.attribution.leave(paragraph[slice(*span)])
        room = max(int(MOST_ROWS * count) - len(found), 0)
        statements.sort(key=lambda each: -each[0])
        found += [(n, at, row) for _, n, at, row in statements[:room]]
        return [row for *_, row in sorted(found, key=lambda each: each[:2])]

    def _figure(self, n: int, paragraph: str, figure: Stated, stated: list[Stated]) -> Row:
        """A number as a row."""
        words, _ = beside(paragraph, figure, stated, weights=OF_DOCUMENT)
        nearest = self.questions.nearest(words, KINDS.get(figure.measure, ()), figure.counted)
        others = [o for o in stated if o.sentence == figure.sentence and o is not figure]
        row = self._row(n, paragraph[slice(*figure.sentence)], nearest)
        row |= {name: getattr(figure, name) for name in OF_FIGURE}
        if figure.measure == "share":
            row |= _share(paragraph, figure, self.units.get(row["question_id"], ""))
        row["wording"] = wording(paragraph, figure, others)
        row["origin_id"] = self._voice(
            paragraph, figure.sentence, figure.number[0][0], figure.stated
        )
        reason = figure.reason
        if figure.measure == "date":
            row["note"] = " ".join(filter(None, [figure.note, _unquoted(paragraph, figure)]))
            reason = reason or _no_claim(paragraph, figure, others)
        else:
            row["as_of"] = self._as_of(paragraph, figure, others, row["question_id"])
        return row | ({"take": NOT_A_CLAIM, "note": reason} if reason else {})

    def _as_of(self, paragraph: str, figure: Stated, others: list[Stated], question: str) -> str:
        """The day for which a figure is told, if its sentence names one; else the document's."""
        for date in others:
            day = (date.low or date.high)[:DAY] if date.measure == "date" else ""
            if self.last_day and day > self.last_day:  # an end to come
                continue
            told_of = question not in self.totals or _holds(paragraph, figure, date)
            if len(day) == DAY and told_of:
                return day
        return self.cells["as_of"]

    def _statement(self, n: int, paragraph: str, span: tuple[int, int]) -> tuple[float, Row]:
        """A sentence as a row that answers as the claim does whose words are nearest to its own."""
        sentence = paragraph[slice(*span)]
        words = set(roots(sentence))
        nearest = self.questions.nearest(weighed((sentence, 1)), ["choice"], most=MOST_QUESTIONS)
        claims = [
            (len(theirs & words) / len(theirs), claim)
            for id_ in nearest
            for claim, theirs in self.answers[id_]
        ]
        near, claim = max(claims, key=lambda each: each[0], default=(0.0, {}))
        if near < NEAR:
            return 0.0, {}
        nearest = list(dict.fromkeys([claim["question_id"], *nearest]))[:5]
        wanted = set(roots(claim["wording"]))
        texts = [paragraph[a:b] for a, b in _windows(paragraph, span)]
        best = max(texts, key=lambda text: (len(wanted & set(roots(text))), -len(text)), default="")
        row = self._row(n, sentence, nearest) | {"answer": claim["answer"], "wording": best}
        return near, row | {"origin_id": self._voice(paragraph, span, span[1])}

    def _row(self, n: int, sentence: str, nearest: list[str]) -> Row:
        return self.cells | {
            "question_id": nearest[0] if nearest else "",
            "paragraph": str(n),
            "sentence": sentence.strip(" \t•*+=@-–—|"),
            "nearest": "; ".join(nearest),
        }

    def _voice(self, paragraph: str, span: tuple[int, int], at: int, stated: str = "") -> str:
        """Whom a sentence gives a figure to; else the document itself.

        Somebody whom the ledger lacks is named as in the sentence, for the coder to complete: no
        figure is given to the document in silence that it gives to somebody else.
        """
        sentence = paragraph[slice(*span)]
        cited = self.attribution.given(at - span[0], sentence)
        named = [
            min(c.voices[0].origins, default="") if c.voices else _name(c.words) for c in cited
        ]
        if named := [*filter(None, named)]:
            return named[-1]
        return self.nobody if stated == "reportedly" and not cited else self.own_voice


def _share(paragraph: str, figure: Stated, unit: str) -> Row:
    """The ends of a share in the unit asked for: "4.5 percent" is 0.045 where 1 is all."""
    printed = PERCENT.match(paragraph, figure.number[-1][1])
    asked = PERCENT.search(unit)
    if bool(printed) == bool(asked) or not (asked or OF_ONE.search(unit)):
        return {}
    factor = Decimal(100) if asked else Decimal("0.01")
    ends = {name: getattr(figure, name) for name in ("low", "high")}
    ends = {name: f"{(Decimal(end) * factor).normalize():f}" for name, end in ends.items() if end}
    return ends | {"note": f"Converted {'to' if asked else 'from'} percent."}


def _name(words: str) -> str:
    """A name as ``origins.csv`` would have it: "the district police" is District police.

    Empty where the document speaks of itself.
    """
    name = " ".join(NO_NAME.sub("", words.partition(",")[0]).split()[:MOST_WORDS])
    return "" if OWN.match(name) else name[:1].upper() + name[1:]


def _role(paragraph: str, date: Stated) -> str:
    """What a date is for the figures beside it; empty where it may be a claim of its own."""
    before = paragraph[date.sentence[0] : date.start]
    return next((role for role, pattern in ROLES.items() if pattern.search(before)), "")


def _no_claim(paragraph: str, date: Stated, others: list[Stated]) -> str:
    """Why a date is likely no claim: it is when something was said, or a figure's as-of date."""
    role = _role(paragraph, date)
    figures_ = [other for other in others if other.measure != "date" and not other.reason]
    joined = any(not CLAUSE.search(paragraph, *_between(date, other)) for other in figures_)
    return role if joined or role == SPOKEN else ""


def _unquoted(paragraph: str, date: Stated) -> str:
    """The hedge of a date, for the note, where a check would not know it for one."""
    hedge = QUALIFIERS["about"].search(paragraph, 0, date.start)
    known = date.qualifier != "about" or not hedge or says(hedge[0], "about")
    return "" if known else f"The hedge is “{hedge[0].strip()}”."


def _between(one: Stated, two: Stated) -> tuple[int, int]:
    """What stands between two figures."""
    first, last = sorted((one, two), key=lambda figure: figure.start)
    return first.end, last.start


def _holds(paragraph: str, figure: Stated, date: Stated) -> bool:
    """Whether a total is told for a day, and not only of what happened on it."""
    opens = OPENS.fullmatch(paragraph, figure.sentence[0], date.start)
    stood = opens and STOOD.search(paragraph, date.end, figure.start)
    return bool(_role(paragraph, date) or stood)


def wording(paragraph: str, figure: Stated, others: list[Stated]) -> str:
    """At most eight words of a paragraph that hold a figure, its hedge and what is counted.

    None of the other figures of its sentence is quoted where that is possible.
    """

    def fitness(window: tuple[int, int]) -> tuple[int, ...]:
        """What matters first stands first; of two that are alike the first is taken."""
        start, end = window
        text = paragraph[start:end]

        def holds(span: tuple[int, int]) -> int:
            return max(min(end, span[1]) - max(start, span[0]), 0)

        size = len(WORD.findall(text))
        return (
            sum(map(holds, figure.number)),
            not VALUE.fullmatch(text),  # a value alone is no wording
            not any(holds(span) for other in others for span in other.number),
            paragraph.count(text) == 1,
            holds((figure.start, figure.end)),
            not CLAUSE_END.search(text),
            -size if figure.counted else size,
        )

    return paragraph[slice(*max(_windows(paragraph, figure.sentence), key=fitness))]


def _windows(paragraph: str, span: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Where every run of at most eight words begins and ends.

    A cell of a table, whose value alone would be no wording, comes with the bars beside it.
    """
    yield from (cell.span(1) for cell in CELL.finditer(paragraph, *span))
    words = [match.span() for match in STOPPED.finditer(paragraph, *span)]
    for first, (start, _) in enumerate(words):
        yield from ((start, end) for _, end in words[first : first + MOST_WORDS])
