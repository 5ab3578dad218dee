"""A draft held against a ledger before it is printed: each of its figures, and what is amiss.

Nothing is said about the world. A flag says that draft and ledger differ, or that the draft says
less about a figure than the ledger does.
"""

import re
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from claimbook.coding.days import DAY_INFERRED, TOLD_BEFORE, Calendar
from claimbook.coding.draft import Figure, Passage, mentions, passages, read
from claimbook.coding.english import roots
from claimbook.coding.nearest import Questions
from claimbook.coding.suggest import KINDS
from claimbook.coding.voices import Voices
from claimbook.compare.comparison import Comparison, compare
from claimbook.compare.lineup import POOLED, records, said
from claimbook.compare.scopes import names
from claimbook.evidence.hedges import added
from claimbook.evidence.numbers import numbers
from claimbook.ledger import dates
from claimbook.ledger.model import Ledger
from claimbook.wording import listed

COLUMNS = ["line", "number", "flags", "claims", "message"]
# The flags, in the order in which they are given.
FLAGS = ("not-found", "hedge", "scope", "voice", "stale", "contested", "one-voice")
# Tuned on drafts about three ledgers; nearness is that of `nearest.Questions.scores`.
NEAR = 0.4  # a question less near than this is not what a figure speaks of
SURE = 0.8  # one as near as this is
ALMOST = 0.6  # of the nearest question's nearness: so near a claim's may be meant
CLOSE = 0.85  # of the nearest: these are as near
SHARED = 0.5  # what the words of a claim itself add to the nearness of its question
ALIKE = 0.3  # of a claim's words so many make a sentence speak of it
BESIDE = 0.75  # the weight of a word in the clause of a figure
RARE = 100  # a number from here on that only one question has is hardly another by chance
TELLING = 13  # nor is one from here on that is given to who said it
SHARES = (Decimal(100), Decimal("0.01"))
# Sorts of people and things, by their roots: one is no name for another. A crowd has many names.
SORTS = {word: word for word in roots(
    "police soldiers civilians children rescuers journalists women hospital icu cars shops houses "
    "trucks"
)} | dict.fromkeys(roots("protesters rioters crowd"), "crowd")  # fmt: skip
# Words that a question has because it is one.
GENERAL = set(
    roots("many number people persons total day days date hour hours year time times come came")
)
EARLIER = re.compile(r"\b(?:at\sfirst|initially|at\sthe\stime|by\sthen|early)\b", re.IGNORECASE)
# Events that are not one another, as roots.
EVENTS = {"kill", "hurt", "hospital", "icu", "arrest", "seize", "loot", "burn", "flood", "sent"}
# What a hedge of the draft may say of a range that the ledger has, at its lower or its upper end.
WITHIN = {"low": ("between", "at least", "from"), "high": ("between", "up to", "until")}

# The hedges of dates, and the words that may open an end though they need not.
OPEN_ENDS = {
    "about": None,
    "until": re.compile(r"\b(?:until|till|by|before|up\sto)\s(?:the\s)?$", re.IGNORECASE),
    "from": re.compile(r"\b(?:from|since|after|starting|beginning)\s(?:on\s)?(?:the\s)?$", re.I),
}

Claim = dict[str, Any]


class Finding(NamedTuple):
    """What is amiss with a figure: a flag and the words for it."""

    flag: str
    words: str


ELSEWHERE = Finding("scope", "which counts something else")


def proof(text: str, known: Comparison | Ledger) -> pd.DataFrame:
    """Hold every figure of a draft against a ledger.

    Parameters
    ----------
    text : str
        The draft; counts, money, shares, ages, durations, hours and dates are looked at.
    known : Comparison or Ledger

    Returns
    -------
    DataFrame
        A row for each figure that speaks of something in the ledger: ``line`` (int) and ``number``
        as printed in the draft, ``flags`` (of `FLAGS`, joined by ``|``; empty is in order),
        ``claims`` (the claim_ids it was held against, joined by ``; ``), ``message``.
    """
    against = _Against(known if isinstance(known, Comparison) else compare(known))
    calendar = Calendar(against.today)
    rows = [row for passage in passages(text) for row in against.rows(passage, calendar)]
    return pd.DataFrame(rows, columns=COLUMNS).astype(dict.fromkeys(COLUMNS, "str") | {"line": int})


def as_text(table: pd.DataFrame) -> str:
    """The table to be read: a line for each figure with a flag, then how many are in order."""
    flagged = table[table["flags"].ne("")]
    lines = [
        f"{row.line}: {row.number}: {row.flags.replace('|', ', ')}: {row.message}"
        for row in flagged.itertuples()
    ]
    return "\n".join([*lines, f"{len(table)} figures, {len(table) - len(flagged)} in order."])


class _Against:
    """One ledger, and what holding drafts against it needs to know."""

    def __init__(self, comparison: Comparison) -> None:
        ledger = comparison.ledger
        self.questions, self.voices = Questions(ledger), Voices(ledger)
        asked = ledger.questions.set_index("question_id", drop=False)
        self.at = {id_: at for at, id_ in enumerate(self.questions.ids)}
        self.asked, self.topics = asked["question"].to_dict(), asked["topic"].to_dict()
        self.places = {p for p in [*asked["place"], *ledger.scopes["scope"]] if p[:1].isupper()}
        places = {word for place in asked["place"] for word in roots(place)}
        self.words = {  # what a sentence on a question will have of it, or of a claim on it
            id_: [_asked(text, places) for text in texts]
            for id_, *texts in asked[["question_id", "question", "short"]].itertuples(index=False)
        }
        lined = comparison.lined.assign(said=said(comparison.lined))
        self.claims = [_read(claim) for claim in records(lined) if claim["kind"] != "choice"]
        self.by_id = {claim["claim_id"]: claim for claim in self.claims}
        self.on: dict[str, list[Claim]] = {}
        self.printing: dict[Any, list[Claim]] = {}
        for claim in self.claims:
            self.words[claim["question_id"]].append(claim["roots"] - GENERAL)
            self.on.setdefault(claim["question_id"], []).append(claim)
            for key in claim["values"] | claim["days"] | {claim["qualifier"]}:
                self.printing.setdefault(key, []).append(claim)
        factors = {claim["question_id"] for claim in self.claims if claim["factor"]}
        kinds = {name: np.isin(self.questions.kinds, kinds) for name, kinds in KINDS.items()}
        self.asks = kinds | {
            "factor": np.array([id_ in factors for id_ in self.questions.ids], bool)
        }
        self.conflicts: dict[str, list[str]] = {}
        pairs = comparison.verdicts
        for row in pairs[pairs["verdict"].eq("conflict")].itertuples():
            self.conflicts.setdefault(row.claim_a, []).append(row.claim_b)
            self.conflicts.setdefault(row.claim_b, []).append(row.claim_a)
        self.today = max([*ledger.sources["published"], *ledger.claims["as_of"]], default="")
        self.own = tuple(added(ledger.conventions["qualifier"].unique()))

    def rows(self, passage: Passage, calendar: Calendar) -> list[dict[str, Any]]:
        """The rows of a paragraph."""
        figures = read(passage, calendar, self.voices, self.own)
        told: dict[tuple[int, int], list[Claim]] = {}
        rows = {}
        # dates last: in a sentence with another figure a date may be that for which it holds
        for figure in sorted(figures, key=lambda figure: bool(figure.day)):
            claims, found, question = self._judged(figure, told.get(figure.stated.sentence, []))
            if claims or question:
                place = {"line": passage.line(figure.span[0]), "number": figure.text}
                rows[figure.span] = place | self._told(claims, found, question)
            if not question and not figure.day:
                told.setdefault(figure.stated.sentence, []).extend(claims)
        return [rows[span] for span in sorted(rows)]

    # --- which claims a figure is meant for ------------------------------------------------------

    def _judged(self, figure: Figure, told: list[Claim]) -> tuple[list[Claim], list[Finding], str]:
        """The claims a figure is held against and what is amiss; where none has it the question."""
        scores = np.where(self.asks[figure.stated.measure], self.questions.scores(figure.words), 0)
        same = self._same(figure)
        if held := [claim for claim in told if figure.day and _held(figure.day, claim)]:
            return held, [], ""  # the day that another figure of the sentence holds for
        if meant := self._meant(figure, same, scores):
            return *self._findings(figure, meant), ""
        counts = not figure.day and figure.stated.measure != "factor"
        other = [c for c in same if _is_given(figure, c) and not self._happens(figure, c)]
        if other and counts:
            return other, [ELSEWHERE], ""
        question = self._question(figure, scores)
        inferred = figure.stated.note in (DAY_INFERRED, TOLD_BEFORE) and ":" not in figure.day
        if not question or figure.stated.measure == "vague" or inferred:
            return [], [], ""
        akin = [claim for claim in same if counts and self._akin(figure, claim, question)]
        if akin:
            return akin, [ELSEWHERE], ""
        return self.on.get(question, []), [Finding("not-found", "")], question

    def _same(self, figure: Figure) -> list[Claim]:
        """The claims that print a figure, whatever they count."""
        if figure.day:
            keys = [figure.day[:size] for size in (4, 7, 10)]
            keys += [figure.day[10:]] if figure.stated.note == TOLD_BEFORE else []
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
            and (not figure.day or _same_day(figure, claim))
            and (figure.stated.measure != "factor" or claim["factor"])
        ]

    def _meant(self, figure: Figure, same: list[Claim], scores: np.ndarray) -> list[Claim]:
        """Of the claims that print a figure those that the sentence speaks of."""
        near = {
            claim["claim_id"]: scores[self.at[claim["question_id"]]]
            + SHARED * _shared(figure, claim)
            for claim in same
            if self._happens(figure, claim)
        }
        if not near:
            return []
        first = self.by_id[max(near, key=near.__getitem__)]
        best = near[first["claim_id"]]
        # a large number that one question alone has is hardly another by chance
        questions = {self.by_id[id_]["question_id"] for id_ in near}
        rare = len(questions) == 1 and figure.value is not None and figure.value >= RARE
        rare = rare or any(_is_given(figure, claim) for claim in same)
        alike = _shared(figure, first) >= ALIKE or figure.stated.measure == "factor"
        enough = best > 0 if rare else best >= max(NEAR, ALMOST * scores.max(initial=0))
        if not enough or not (rare or alike or self._speaks_of(figure, first["question_id"])):
            return []
        own = first["question_id"]
        return [
            claim
            for claim in map(self.by_id.get, near)
            if claim["question_id"] == own or near[claim["claim_id"]] >= CLOSE * best
        ]

    def _question(self, figure: Figure, scores: np.ndarray) -> str:
        """The question that a figure surely speaks of, though no claim on it has the figure."""
        factor = figure.stated.measure == "factor"
        least = max(NEAR if factor else SURE, CLOSE * scores.max(initial=0))
        for at in np.argsort(-scores)[: np.count_nonzero(scores >= least)]:
            if factor or self._speaks_of(figure, self.questions.ids[at]):
                return self.questions.ids[at]
        return ""

    def _speaks_of(self, figure: Figure, question: str) -> bool:
        """Whether a sentence has most of the words of a question, or of a claim that answers it."""
        words = set(figure.words)
        return any(len(asked & words) > 0.5 * len(asked) for asked in self.words[question])

    def _happens(self, figure: Figure, claim: Claim) -> bool:
        """Whether a sentence and a claim's question may tell of one kind of event."""
        ours = {word for word in EVENTS if figure.words[word] >= BESIDE}
        theirs = EVENTS & set().union(*self.words[claim["question_id"]])
        return not ours or not theirs or bool(ours & theirs)

    def _akin(self, figure: Figure, claim: Claim, question: str) -> bool:
        """Whether a claim answers a question of the same topic, or counts the same people."""
        counted = set(roots(claim["counted"])) - GENERAL
        same_topic = self.topics[claim["question_id"]] == self.topics[question]
        return same_topic or bool(counted & set(roots(figure.stated.counted)))

    # --- what is amiss ---------------------------------------------------------------------------

    def _findings(self, figure: Figure, meant: list[Claim]) -> tuple[list[Claim], list[Finding]]:
        """What is amiss with a figure, and the claims it was held against in the end."""
        found = []
        own = [claim for claim in meant if self._in_scope(figure, claim)]
        if not own:
            own = meant
            limit = own[0]["scope"] or own[0]["counted"] or own[0]["place"]
            found.append(Finding("scope", f"which is of {limit}"))
        known = [each for each in figure.cited if each.voices]
        strangers = [each for each in figure.cited if not each.voices and not each.vague]
        if known or strangers:
            voices = [voice for each in known for voice in each.voices]
            given = [claim for claim in own if any(voice.gave(claim) for voice in voices)]
            if not given:
                words = (known or strangers)[0].words
                found.append(Finding("voice", f"and not from “{words}”"))
            own = given or own
        if hedge := _hedge(figure, own):
            found.append(Finding("hedge", hedge))
        if later := self._later(figure, own):
            when = f"{later['when']}, {later['claim_id']}"
            found.append(Finding("stale", f"and later {later['said']} ({when})"))
        if not (figure.cited or (figure.day and figure.is_cited) or self._names(figure, own)):
            if rival := self._rival(figure, own):
                found.append(Finding("contested", f"against {rival['said']} ({rival['claim_id']})"))
            if len({_voice(claim) for claim in own}) == 1 and not figure.stated.stated:
                found.append(Finding("one-voice", f"from {own[0]['origin']} alone"))
        return own, found

    def _in_scope(self, figure: Figure, claim: Claim) -> bool:
        """Whether a draft counts what a claim counts: its scope, its place and its sort."""
        words = set(roots(figure.passage.text))
        asked = set(roots(self.asked[claim["question_id"]]))
        for scope in names(claim["scope"]):
            needed = set(roots(scope)) - asked
            if len(needed & words) * 2 < len(needed):
                return False
        of_claim = " ".join(
            claim[name] for name in ("wording", "scope", "place", "note", "question")
        )
        for place in self.places:  # "18 officers were killed in Almaty", who were killed anywhere
            limits = re.search(
                rf"\b(?:in|at|near|across)\s(?:the\s)?{re.escape(place)}\b", figure.near
            )
            if limits and not set(roots(place)) <= set(roots(of_claim)):
                return False
        ours = {SORTS[word] for word in roots(figure.stated.counted) if word in SORTS}
        theirs = {SORTS[word] for word in claim["roots"] if word in SORTS}
        theirs = theirs or {SORTS[word] for word in asked if word in SORTS}
        return ours <= theirs or not (theirs or claim["counted"])

    def _names(self, figure: Figure, own: list[Claim]) -> bool:
        """Whether the sentence names a voice of the claims that is not what it speaks of itself."""
        about = set().union(*(claim["roots"] for claim in own))
        about |= {*roots(self.asked[own[0]["question_id"]]), *roots(own[0]["place"])}
        return any(
            set(roots(name)) - about and any(voice.gave(c) for voice in voices for c in own)
            for name, voices in self.voices.mentioned(figure.sentence).items()
        )

    def _later(self, figure: Figure, own: list[Claim]) -> Claim | None:
        """A later and higher total by any voice, where the draft names no earlier date."""
        told = mentions(figure.passage)
        newest = None
        for claim in own:
            if claim["running_total"] != "yes":
                return None
            later = [
                other
                for other in self.on[claim["question_id"]]
                if other["scope"] == claim["scope"]
                and other["as_of_start"] >= claim["as_of_end"]
                and max(other["values"], default=0) > max(claim["values"], default=0)
                and other["qualifier"] not in ("up to", "fewer than")
                and not other["values"] & told
            ]
            if not later:
                return None
            newest = max(later, key=lambda other: (other["as_of_start"], max(other["values"])))
        if newest is None or EARLIER.search(figure.sentence):
            return None
        days = [dates.span(day) for day in figure.days]
        return None if any(day and day[0] < newest["as_of_start"] for day in days) else newest

    def _rival(self, figure: Figure, own: list[Claim]) -> Claim | None:
        """A claim of another voice that cannot hold beside it and goes unmentioned."""
        told = mentions(figure.passage)
        for claim in own:
            for other in (self.by_id[id_] for id_ in self.conflicts.get(claim["claim_id"], [])):
                days = {day[:10] for day in figure.days} & other["days"]
                unmentioned = not days if other["kind"] == "date" else not other["values"] & told
                if unmentioned and _voice(other) != _voice(claim):
                    return other
        return None

    # --- how it is told --------------------------------------------------------------------------

    def _told(
        self, claims: list[Claim], found: list[Finding], question: str = ""
    ) -> dict[str, str]:
        """The row of a figure: flags, claims and one sentence."""
        flags = [flag for flag in FLAGS if any(flag == each.flag for each in found)]
        ids = "; ".join(claim["claim_id"] for claim in claims)
        if question:
            has = listed(dict.fromkeys(claim["said"] for claim in claims))
            message = f"The ledger has no such figure; on “{self.asked[question]}” it has {has}."
        else:
            claim = claims[0]
            when = f" ({claim['when']})" if claim["when"] else ""
            words = "".join(f", {each.words}" for each in found)
            message = f"The ledger has {claim['said']}{when}, {claim['who']}{words}."
        return {"flags": "|".join(flags), "claims": ids, "message": message}


def _asked(text: str, places: set[str]) -> set[str]:
    """The words of a question that a sentence on it will have; where it is may go unsaid."""
    words = set(roots(text)) - GENERAL
    return words - places if len(words - places) > 1 else words


def _read(claim: Claim) -> Claim:
    """A claim with what is looked for: the numbers and days it prints, and its words."""
    ends = {claim["low"], claim["high"]} - {""}
    read_ = numbers(claim["wording"])
    is_date = claim["kind"] == "date"
    values = set() if is_date else {Decimal(end) for end in ends}
    if claim["qualifier"] == "between" and len(values) == 2:  # a list: "aged four, 11 and 15"
        inside = {value for number in read_ for value in number.readings}
        values |= {value for value in inside if min(values) < value < max(values)}
    days = {end[:size] for end in ends for size in (4, 7, 10)} | {end[10:] for end in ends}
    return claim | {
        "values": values,
        "days": days - {""} if is_date else set(),
        "factor": any(number.kind == "factor" for number in read_),
        "roots": set(roots(f"{claim['wording']} {claim['counted']} {claim['scope']}")),
    }


def _same_day(figure: Figure, claim: Claim) -> bool:
    """Whether a claim's date begins or ends as one that is printed, as far as both say.

    An hour that is printed without a day is compared as an hour.
    """
    for end in {claim["low"], claim["high"]} - {""}:
        alone = figure.stated.note == TOLD_BEFORE and "T" in figure.day and "T" in end
        day = end[:10] + figure.day[10:] if alone else figure.day
        short = min(len(day), len(end), len("2022-01-05"))
        if day[:short] != end[:short]:
            continue
        if "T" not in day or "T" not in end:
            return True
        one, two = dates.bounds(day), dates.bounds(end)
        if one and two and one[0] < two[1] and two[0] < one[1]:
            return True
    return False


def _held(day: str, claim: Claim) -> bool:
    """Whether a day is one for which a claim holds, or on which it was published."""
    when = dates.span(day[:10])
    spans = filter(
        None, (dates.span(claim[name]) for name in ("as_of", "published") if claim[name])
    )
    return bool(when) and any(when[0] < end and start < when[1] for start, end in spans)


def _is_given(figure: Figure, claim: Claim) -> bool:
    """Whether a claim's number, not a small one, is given to who said it."""
    if figure.value is None or figure.value < TELLING:
        return False
    return any(voice.gave(claim) for cited in figure.cited for voice in cited.voices)


def _shared(figure: Figure, claim: Claim) -> float:
    """How many of a claim's words stand beside the figure."""
    theirs = claim["roots"]
    return len(theirs & set(figure.words)) / len(theirs) if theirs else 0.0


def _hedge(figure: Figure, own: list[Claim]) -> str:
    """What happened to the hedge: empty where one of the claims has that of the draft."""
    ours = figure.stated.qualifier
    theirs = [claim["qualifier"] for claim in own]
    if figure.day:
        theirs = [qualifier if qualifier in OPEN_ENDS else "exact" for qualifier in theirs]
        if ours in ("exact", "between") and {"exact", _open_end(figure)} & {*theirs}:
            return ""
    if ours in theirs or {*figure.stated.hedges} & {*theirs}:
        return ""
    for claim in own:
        for end, fits in WITHIN.items():
            at_end = claim[end] and figure.value == Decimal(claim[end]) if not figure.day else False
            if claim["qualifier"] == "between" and ours in fits and at_end:
                return ""
        inside = claim["qualifier"] == "between" and claim["kind"] == "duration"
        if inside and figure.stated.qualifier == "exact":
            return ""  # one of a list of ages
    if ours == "between":
        return ""
    if ours == "exact":
        return f"with the hedge “{theirs[0]}”, which is dropped"
    if theirs[0] == "exact":
        return f"without a hedge, and “{ours}” is added"
    return f"with the hedge “{theirs[0]}”, which is turned into “{ours}”"


def _open_end(figure: Figure) -> str:
    """The hedge of a date: "until 8 March" and "since the 5th" are days, and may be open ends."""
    before = figure.passage.text[max(figure.stated.start - 20, 0) : figure.stated.start]
    fits = (name for name, pattern in OPEN_ENDS.items() if pattern and pattern.search(before))
    return next(fits, figure.stated.qualifier)


def _voice(claim: Claim) -> str:
    """Whose one voice or party a claim is."""
    if claim["named"]:
        return claim["party"]
    return claim["origin_id"] if claim["origin_kind"] == POOLED else claim["source_id"]
