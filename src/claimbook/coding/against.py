"""A ledger as holding drafts against it needs it: what it prints, and what that is about."""

import re
from decimal import Decimal
from typing import Any

import numpy as np

from claimbook.coding.days import NO_DAY
from claimbook.coding.draft import Figure
from claimbook.coding.english import roots
from claimbook.coding.nearest import Questions
from claimbook.coding.suggest import KINDS
from claimbook.coding.voices import Voices
from claimbook.compare.comparison import Comparison
from claimbook.compare.lineup import records
from claimbook.evidence.calendars import CALENDAR_IN_NOTE, MONTHS
from claimbook.evidence.numbers import numbers
from claimbook.ledger import dates
from claimbook.ledger.context import takes

SHARES = (Decimal(100), Decimal("0.01"))
# Words that a question has because it is one.
GENERAL = set(
    roots(
        "aged many number people persons total long day days date hour hours year time times come "
        "came"
    )
)
# A date as another calendar prints it, as the note of a claim tells: "31 Baisakh 2080".
OF_CALENDAR = re.compile(r"\b([0-9]{1,2})\s([A-Z][\w’'-]+)(?:,?\s([0-9]{3,4}))?(?!\w)")
HOUR = re.compile("T[0-9]")  # in a date as a ledger writes it

Claim = dict[str, Any]


class Against:
    """One ledger, and what holding drafts against it needs to know."""

    def __init__(self, comparison: Comparison) -> None:
        ledger = comparison.ledger
        self.questions, self.voices = Questions(ledger), Voices(ledger)
        self.at = {id_: at for at, id_ in enumerate(self.questions.ids)}
        asked = ledger.questions.set_index("question_id", drop=False)
        self.asked, self.topics = asked["question"].to_dict(), asked["topic"].to_dict()
        places = {p for p in [*asked["place"], *ledger.scopes["scope"]] if p[:1].isupper()}
        limit = "|".join(map(re.escape, sorted(places, key=len, reverse=True))) or r"(?!)"
        self.places = set(roots(" ".join(places)))
        self.limit = re.compile(rf"\b(?:in|at|near|across|from)\s(?:the\s)?({limit})\b")
        claims = records(comparison.lined)
        self.claims = [_read(claim) for claim in claims if claim["kind"] != "choice"]
        self.on: dict[str, list[Claim]] = {id_: [] for id_ in self.questions.ids}
        self.printing: dict[Any, list[Claim]] = {}
        self.told_with: dict[tuple[str, str], list[Claim]] = {}  # by document and paragraph
        for claim in self.claims:
            self.on[claim["question_id"]].append(claim)
            self.told_with.setdefault((claim["source_id"], claim["paragraph"]), []).append(claim)
            for key in claim["keys"] | {claim["qualifier"]}:
                self.printing.setdefault(key, []).append(claim)
        self.words = {  # what a sentence on a question will have of it, or of a claim on it
            id_: [set(roots(text)) - GENERAL for text in texts]
            + [claim["roots"] - GENERAL for claim in self.on[id_]]
            for id_, *texts in asked[["question_id", "question", "short"]].itertuples(index=False)
        }
        self.asks = {name: np.isin(self.questions.kinds, kinds) for name, kinds in KINDS.items()}
        factors = [any(claim["factor"] for claim in claims) for claims in self.on.values()]
        self.asks["factor"] = np.array(factors, bool)  # of a factor only where one was given
        self.calendars: dict[str, dict[str, Claim]] = {}  # by month: how dates of it are printed
        for claim in self.claims:
            if claim["kind"] == "date" and CALENDAR_IN_NOTE.search(claim["note"]):
                for date in OF_CALENDAR.finditer(claim["note"]):
                    if date[2] not in MONTHS:
                        self.calendars.setdefault(date[2], {})[date[0]] = claim
        by_id = {claim["claim_id"]: claim for claim in self.claims}
        self.conflicts: dict[str, list[Claim]] = {}
        pairs = comparison.verdicts
        for pair in pairs[pairs["verdict"].eq("conflict")].itertuples():
            for one, other in ((pair.claim_a, pair.claim_b), (pair.claim_b, pair.claim_a)):
                if other in by_id:
                    self.conflicts.setdefault(one, []).append(by_id[other])
        self.today = max([*ledger.sources["published"], *ledger.claims["as_of"]], default="")
        self.takes = takes(ledger.conventions)

    def beside(self, claim: Claim) -> list[Claim]:
        """The claims of one paragraph with a claim, and itself."""
        return self.told_with[claim["source_id"], claim["paragraph"]]

    def scores(self, figure: Figure) -> np.ndarray:
        """How near each question is to what a figure speaks of; 0 where it asks another thing."""
        return np.where(self.asks[figure.stated.measure], self.questions.scores(figure.words), 0)

    def same(self, figure: Figure) -> list[Claim]:
        """The claims that print a figure, whatever they count."""
        if figure.day:
            keys = [figure.day[:size] for size in (4, 7, 10)]
            keys += [figure.day[10:]] if figure.stated.note in NO_DAY else []
        elif figure.value is None:
            keys = [figure.stated.qualifier]
        else:
            share = figure.stated.measure == "share"
            keys = [figure.value] + [figure.value * n for n in SHARES if share]
        found = {c["claim_id"]: c for key in keys for c in self.printing.get(key, [])}
        return [
            claim
            for claim in found.values()
            if claim["kind"] in KINDS[figure.stated.measure]
            and (not figure.day or same_day(figure, claim))
            and (figure.stated.measure != "factor" or claim["factor"])
        ]


def _read(claim: Claim) -> Claim:
    """A claim with what is looked for: the numbers and days it prints, and its words."""
    ends = {claim["low"], claim["high"]} - {""}
    read_ = numbers(claim["wording"])
    is_date = claim["kind"] == "date"
    values = set() if is_date else {Decimal(end) for end in ends}
    if claim["qualifier"] == "between" and len(values) == 2:  # a list: "aged four, 11 and 15"
        inside = {value for number in read_ for value in number.readings}
        values |= {value for value in inside if min(values) < value < max(values)}
    days = {end[:size] for end in ends for size in (4, 7, 10)} | {end[10:] for end in ends} - {""}
    return claim | {
        "values": values,
        "keys": days if is_date else values,  # by which it is found
        "factor": any(number.kind == "factor" for number in read_),
        "roots": set(roots(f"{claim['wording']} {claim['counted']} {claim['scope']}")),
    }


def same_day(figure: Figure, claim: Claim) -> bool:
    """Whether a claim's date begins or ends as one that is printed, as far as both say.

    An hour that is printed without a day is compared as an hour, and is none of a claim without.
    """
    hour = HOUR.search(figure.day)
    for end in {claim["low"], claim["high"]} - {""}:
        alone = figure.stated.note in NO_DAY and hour
        day = end[:10] + figure.day[10:] if alone else figure.day
        short = min(len(day), len(end), len("2022-01-05"))
        finer = ":" in day and ":" not in end and not day.endswith(":00")  # 2:52 is not "at two"
        if day[:short] != end[:short] or finer or (hour and not HOUR.search(end)):
            continue
        if "T" not in day or "T" not in end:
            return True
        one, two = dates.bounds(day), dates.bounds(end)
        if one and two and one[0] < two[1] and two[0] < one[1]:
            return True
    return False
