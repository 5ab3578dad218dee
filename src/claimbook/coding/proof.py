"""A draft held against a ledger before it is printed: each of its figures, and what is amiss.

Nothing is said about the world. A flag says that draft and ledger differ, or that the draft says
less about a figure than the ledger does.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from operator import attrgetter
from typing import Any

import numpy as np
import pandas as pd

from claimbook.coding.days import DAY_INFERRED, TOLD_BEFORE, Calendar
from claimbook.coding.draft import Figure, Passage, mentions, passages, read
from claimbook.coding.english import STOP, roots
from claimbook.coding.nearest import Questions
from claimbook.coding.suggest import KINDS
from claimbook.coding.voices import Cited, Voices, spoken
from claimbook.compare.comparison import Comparison, compare
from claimbook.compare.lineup import POOLED, records
from claimbook.compare.scopes import names
from claimbook.evidence.calendars import CALENDAR_IN_NOTE, MONTHS
from claimbook.evidence.hedges import added, hedges
from claimbook.evidence.numbers import numbers
from claimbook.ledger import dates
from claimbook.ledger.context import takes
from claimbook.ledger.model import Ledger
from claimbook.wording import counted, listed

COLUMNS = ["line", "number", "flags", "claims", "message"]
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
SHARES = (Decimal(100), Decimal("0.01"))
# Sorts of people and things, by their roots: one is no name for another. A crowd has many names.
SORTS = {word: word for word in roots(
    "police soldiers civilians children rescuers journalists women hospital icu cars shops houses "
    "trucks tents boats bridges schools animals villages ambulances buses trains tanks guns banks "
    "pharmacies restaurants offices factories doctors nurses teachers students workers miners "
    "firefighters volunteers tourists farmers"
)} | dict.fromkeys(roots("protesters rioters"), "crowd")  # fmt: skip
SORTS |= dict.fromkeys(roots("planes aircraft airplanes aeroplanes jets helicopters"), "plane")
# Places that are no names; a deed at one of them is none at another.
LANDMARKS = set(
    roots(
        "airport airfield station harbour port tower hall residence palace square market bridge "
        "dyke dam stadium church mosque school university prison barracks court factory museum "
        "library border"
    )
)
# Words that a question has because it is one.
GENERAL = set(
    roots(
        "aged many number people persons total long day days date hour hours year time times come "
        "came"
    )
)
# Events that are not one another, as roots.
EVENTS = {
    "kill",
    "hurt",
    "miss",
    "hospital",
    "icu",
    "arrest",
    "seize",
    "loot",
    "flood",
    "sent",
    "homeles",
}
EARLIER = re.compile(
    r"\b(?:at\sfirst|initially|at\sthe\stime|by\s(?:then|nightfall|dawn|noon)|early"
    r"|that\s(?:day|night|morning|evening))\b",
    re.IGNORECASE,
)
# What a draft may say at the lower or the upper end of a range that the ledger has.
AT_END = {"low": ("at least", "from"), "high": ("up to", "until")}
# The hedges of dates, and the words that may open an end though they need not.
OPEN_ENDS = {
    "about": r"(?!)",
    "until": r"\b(?:until|till|by|before|up\sto|from\s.{3,40}\sto)\s(?:the\s)?$",
    "from": r"\b(?:from|since|after|starting|beginning)\s(?:on\s)?(?:the\s)?$",
}

# A date as another calendar prints it, as the note of a claim tells: "31 Baisakh 2080".
OF_CALENDAR = re.compile(r"\b([0-9]{1,2})\s([A-Z][\w’'-]+)(?:,?\s([0-9]{3,4}))?(?!\w)")
HOUR = re.compile("T[0-9]")  # in a date as a ledger writes it

Claim = dict[str, Any]
Judged = tuple[list[Claim], list[str], str]


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
    rows: list[dict[str, Any]] = []
    before: tuple[Cited, ...] = ()
    for passage in passages(text):
        found, before = against.rows(passage, calendar, before)
        rows += found
    return pd.DataFrame(rows, columns=COLUMNS).astype(dict.fromkeys(COLUMNS, "str") | {"line": int})


def as_text(table: pd.DataFrame) -> str:
    """The table to be read: a line for each figure with a flag, then how many are in order."""
    flagged = table[table["flags"].ne("")]
    lines = [
        f"{row.line}: {row.number}: {row.flags.replace('|', ', ')}: {row.message}"
        for row in flagged.itertuples()
    ]
    of_all = f"{counted(len(table), 'figure')}, {len(table) - len(flagged)} in order."
    return "\n".join([*lines, of_all])


class _Against:
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

    def rows(
        self, passage: Passage, calendar: Calendar, before: tuple[Cited, ...]
    ) -> tuple[list[dict[str, Any]], tuple[Cited, ...]]:
        """The rows of a paragraph, and who was cited last, at its beginning `before`."""
        told: dict[tuple[int, int], list[Claim]] = {}
        whole: dict[int, list[Claim]] = {}  # the claims of a range or list, by where it begins
        printed = mentions(passage)
        rows = {date.span(): (date[0], *judged) for date, judged in self._printed(passage.text)}
        foreign = list(rows)
        # dates last: in a sentence with another figure a date may be that for which it holds
        figures, before = read(passage, calendar, self.voices, self.takes, before)
        for figure in sorted(figures, key=lambda figure: bool(figure.day)):
            if any(start <= figure.span[0] < end for start, end in foreign):
                continue
            others = told.setdefault(figure.stated.sentence, [])
            same_list = whole.setdefault(figure.stated.start, [])
            claims, flags, message = self._judged(figure, others, same_list, printed)
            if not claims and not flags:
                continue
            same_list.extend(claims)
            if not figure.day and "not-found" not in flags:
                others.extend(claims)
            if "scope" in flags:  # then it does not tell what the ledger has
                printed.discard(figure.value)
            rows[figure.span] = figure.text, claims, flags, message
        found = [
            {
                "line": passage.line(span[0]),
                "number": text,
                "flags": "|".join(flags),
                "claims": "; ".join(claim["claim_id"] for claim in claims),
                "message": message,
            }
            for span, (text, claims, flags, message) in sorted(rows.items())
        ]
        return found, before

    def _printed(self, text: str) -> Iterator[tuple[re.Match[str], Judged]]:
        """The dates of another calendar, in months of which the ledger tells, and the judgement."""
        for date in OF_CALENDAR.finditer(text):
            known = self.calendars.get(date[2], {})
            same = [claim for printed, claim in known.items() if printed.startswith(date[0])]
            words = set(roots(text))
            other = [
                c for c in known.values() if any(words & w for w in self.words[c["question_id"]])
            ]
            if same:
                yield date, (same, [], _has(same[0]))
            elif other:
                has = _has(other[0], f"in that calendar {listed(known)}")
                yield date, (other, ["not-found"], has)

    def _judged(
        self, figure: Figure, told: list[Claim], whole: list[Claim], printed: set[Decimal]
    ) -> Judged:
        """The claims a figure is held against, its flags and the message; all empty for no row.

        `told` are the claims that its sentence tells already, `whole` those of its range or list.
        """
        # the day that another figure of the sentence holds for
        as_of = figure.day and (figure.stated.qualifier == "until" or not HOUR.search(figure.day))
        held = [claim for claim in told if as_of and _holds(figure.day, claim)]
        scores = np.where(self.asks[figure.stated.measure], self.questions.scores(figure.words), 0)
        same = self._same(figure)
        meant = self._meant(figure, same, scores)
        is_day = figure.stated.qualifier != "until"  # "by 2 p.m. 5,000 had come" tells of no hour
        if held and not (is_day and any(claim in self.beside(held[0]) for claim in meant)):
            return held, [], _has(held[0])
        if meant:
            return _Held(self, figure, meant, printed).judged()
        question = self._question(figure, scores)
        if there := [claim for claim in same if claim["question_id"] == question]:
            return _Held(self, figure, there, printed).judged()
        if not figure.day and (figure.value is None or figure.value >= TELLING):
            topic = self.topics.get(question)
            alike = [c for c in same if _things(figure) & set(roots(c["counted"]))]
            other = [c for c in same if _is_given(figure, c) or (topic and topic == c["topic"])]
            if other := other or (alike if question else []):
                return other, ["scope"], _has(other[0], "which counts something else")
            if alike and figure.voices:
                return _Held(self, figure, alike, printed).judged()
        # of a day that is not printed only the hour counts, and it may be one that the ledger has
        vague = figure.stated.measure == "vague" or (
            figure.stated.note in (DAY_INFERRED, TOLD_BEFORE)
            and ":" not in figure.day
            and (same or not HOUR.search(figure.day))
        )
        if question and not vague:
            return self._not_found(question, self.on[question])
        instead = self._instead(figure, told, whole, scores)
        if fits := [claim for claim in instead if figure.day and _same_day(figure, claim)]:
            return fits, [], _has(fits[0])
        return self._not_found(instead[0]["question_id"], instead) if instead else ([], [], "")

    def _not_found(self, question: str, claims: list[Claim]) -> Judged:
        """A figure that none of the claims on a question has."""
        has = listed(dict.fromkeys(claim["said"] for claim in claims)) or "none"
        words = f"The ledger has no such figure; on “{self.asked[question]}” it has {has}."
        return claims, ["not-found"], words

    def beside(self, claim: Claim) -> list[Claim]:
        """The claims of one paragraph with a claim, and itself."""
        return self.told_with[claim["source_id"], claim["paragraph"]]

    def _instead(
        self, figure: Figure, told: list[Claim], whole: list[Claim], scores: np.ndarray
    ) -> list[Claim]:
        """What the ledger has where a figure that speaks of nothing stands: in a list of ages, or
        at the end of what the same sentence tells.
        """
        if whole and not figure.day:
            return whole
        if not told:
            return []
        last = told[-1]
        if not figure.day:
            near = scores[self.at[last["question_id"]]] >= max(NEAR, CLOSE * scores.max(initial=0))
            return self.on[last["question_id"]] if figure.is_bare and near else []
        if not HOUR.search(figure.day) or set(MONTHS) & set(figure.text.split()):
            return []
        return [
            claim
            for claim in self.beside(last)
            if claim["kind"] == "date" and HOUR.search(claim["low"] or claim["high"])
        ]

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
        near = [
            (scores[self.at[claim["question_id"]]] + SHARED * _shared(figure, claim), claim)
            for claim in same
            if self._happens(figure, claim)
        ]
        if not near:
            return []
        best, first = max(near, key=lambda pair: pair[0])
        own = first["question_id"]
        least = max(NEAR, ALMOST * scores.max(initial=0))
        speaks = _shared(figure, first) >= ALIKE or self._speaks_of(figure, own)
        enough = best >= least and speaks
        named = _things(figure) & {root for claim in same for root in roots(claim["counted"])}
        if any(_is_given(figure, claim) for claim in same) or (_is_telling(figure) and named):
            enough = best >= FAR * scores.max(initial=0)
        fits = [c for score, c in near if c["question_id"] == own or score >= CLOSE * best]
        if figure.day:  # "retaken" is not "taken", and "late on 5 January" is told more closely
            most = max(_literal(figure, claim) for claim in fits)
            fits = [claim for claim in fits if _literal(figure, claim) == most]
            fits.sort(key=lambda claim: figure.day not in (claim["low"], claim["high"]))
        return fits if enough else []

    def _question(self, figure: Figure, scores: np.ndarray) -> str:
        """The question that a figure surely speaks of, though no claim on it has the figure."""
        best = scores.max(initial=0)
        words = {word for word, weight in figure.words.items() if weight >= WITHIN}
        near = np.argsort(-scores)[: np.count_nonzero(scores >= max(NEAR, CLOSE * best))]
        for at in near:
            asked = self.words[self.questions.ids[at]][0]
            asks = figure.day and len(asked & words) > ASKED * len(asked)
            sure = scores[at] >= SURE and self._known(figure, at) >= KNOWN
            if asks or sure or self._is_asked(figure, self.questions.ids[at]):
                return self.questions.ids[at]
        return ""

    def _is_asked(self, figure: Figure, question: str) -> bool:
        """Whether who is cited has another number on a question, of things of the same name."""
        named = _things(figure) & set().union(*self.words[question])
        return bool(named) and any(v.gave(c) for v in figure.voices for c in self.on[question])

    def _known(self, figure: Figure, at: int) -> float:
        """The share of the words beside a figure that a question has too."""
        beside = {word for word, weight in figure.words.items() if weight >= BESIDE} - GENERAL
        found = self.questions.places
        return sum(word in found and at in found[word][0] for word in beside) / max(len(beside), 1)

    def _speaks_of(self, figure: Figure, question: str) -> bool:
        """Whether a sentence has most of the words of a question, or of a claim that answers it."""
        words = set(figure.words)
        return any(len(asked & words) > 0.5 * len(asked) for asked in self.words[question])

    def _happens(self, figure: Figure, claim: Claim) -> bool:
        """Whether a sentence and a claim's question may tell of one kind of event."""
        ours = {word for word in EVENTS if figure.words[word] >= BESIDE}
        theirs = EVENTS & set().union(*self.words[claim["question_id"]])
        return not ours or not theirs or bool(ours & theirs)


class _Held:
    """A figure held against the claims that it is meant for."""

    def __init__(
        self, against: _Against, figure: Figure, meant: list[Claim], printed: set[Decimal]
    ) -> None:
        self.against, self.figure, self.printed = against, figure, printed
        in_scope = [claim for claim in meant if self._in_scope(claim)]
        self.limit = "" if in_scope else _limit(meant[0])
        self.claims = in_scope or meant
        cited = [each for each in figure.cited if each.voices or not each.vague]
        voices = [voice for each in cited for voice in each.voices]
        given = [claim for claim in self.claims if any(voice.gave(claim) for voice in voices)]
        named = [each for each in cited if each.voices] or [
            each for each in cited if not self._may_be(each)
        ]
        self.stranger = spoken(named[0].words) if named and not given else ""
        if figure.day and named and self._is_deed(named[0], meant[0]):
            self.stranger = ""
        self.claims = given or self.claims

    def judged(self) -> Judged:
        """The claims, the flags and the message."""
        found = [
            (flag, words.format(amiss)) for flag, find, words in AMISS if (amiss := find(self))
        ]
        return (
            self.claims,
            [flag for flag, _ in found],
            _has(self.claims[0], *(w for _, w in found)),
        )

    def hedge(self) -> str:
        """What happened to the hedge."""
        figure = self.figure
        found = hedges(figure.passage.text, added(self.against.takes))
        ours = {figure.stated.qualifier} | {h.qualifier for h in found if h.at == figure.span[0]}
        if figure.day:
            before = figure.passage.text[max(figure.stated.start - 50, 0) : figure.stated.start]
            ours |= {name for name, opens in OPEN_ENDS.items() if re.search(opens, before)}
        if "between" in ours or any(ours & _fitting(figure, claim) for claim in self.claims):
            return ""
        has, says = self.claims[0]["qualifier"], figure.stated.qualifier
        if says == "exact":
            return f"with the hedge “{has}”, which is dropped"
        if has == "exact":
            return f"without a hedge, and “{says}” is added"
        return f"with the hedge “{has}”, which is turned into “{says}”"

    def stale(self) -> str:
        """A later and higher total by any voice, where the draft names no earlier date."""
        later = [] if self.limit or self.stranger else [self._later(c) for c in self.claims]
        if not later or None in later or EARLIER.search(self.figure.sentence):
            return ""
        days = [span for day in self.figure.days if (span := dates.span(day))]
        last = later[-1]
        if any(start < last["as_of_start"] for start, _ in days):
            return ""
        return _opponent(last)

    def contested(self) -> str:
        """A claim of another voice that cannot hold beside it and goes unmentioned."""
        if not self._is_fact():
            return ""
        for claim in self.claims:
            for other in self.against.conflicts.get(claim["claim_id"], []):
                if not self._mentions(other) and _voice(other) != _voice(claim):
                    return _opponent(other)
        return ""

    def one_voice(self) -> str:
        """Whose alone it is, where it is stated as a fact and nobody contests it."""
        single = len({_voice(claim) for claim in self.claims}) == 1
        if not single or not self._is_fact() or self.figure.stated.stated or self.contested():
            return ""
        names_ = {claim["origin"] for claim in self.claims}
        name = self.claims[0]["origin" if len(names_) == 1 else "party"]
        if name.startswith("No "):
            return "without a named source"
        where = ", ".join(dict.fromkeys(claim["printed_in"] for claim in self.claims))
        return f"from {spoken(name)} alone" + f" ({where})" * (len(self.claims) > 1)

    def _in_scope(self, claim: Claim) -> bool:
        """Whether a draft counts what a claim counts: its scope, its place and its sort."""
        figure, asked = self.figure, set(roots(claim["question"]))
        words = set(roots(f"{figure.passage.lead} {figure.passage.text}"))
        for scope in names(claim["scope"]):  # one that names nothing may be said in other words
            needed = {
                w
                for r in scope.split()
                for w in roots(r)
                if r[:1].isupper() or w in SORTS or w in LANDMARKS
            }
            needed -= asked
            if len(needed & words) * 2 < len(needed):
                return False
        texts = (claim[name] for name in ("wording", "scope", "place", "note", "question"))
        of_claim = set(roots(" ".join(texts)))
        of_claim |= {r for c in self.against.beside(claim) for r in roots(c["place"])}
        # "18 officers were killed in Almaty", who were killed anywhere
        if any(set(roots(place)) - of_claim for place in self.against.limit.findall(figure.near)):
            return False
        ours, theirs = LANDMARKS.intersection(roots(figure.near)), LANDMARKS & of_claim
        if ours and theirs and not ours & theirs:
            return False
        ours = {SORTS[word] for word in roots(figure.counted) if word in SORTS}
        theirs = {SORTS[word] for word in claim["roots"] if word in SORTS}
        theirs = theirs or {SORTS[word] for word in asked if word in SORTS}
        return ours <= theirs or not (theirs or claim["counted"])

    def _mentions(self, claim: Claim) -> bool:
        """Whether the paragraph prints a claim's number, or the sentence its date."""
        ends = {claim["low"], claim["high"]}
        dated = any(
            day == end[: len(day)]
            for day in (*self.figure.days, self.figure.day)
            for end in ends
            if day
        )
        return dated or bool(claim["values"] & self.printed)

    def _is_deed(self, cited: Cited, claim: Claim) -> bool:
        """Whether what somebody says is the event: "on 7 January the president announced"."""
        asked = set(roots(claim["question"])) - self.against.places
        return bool(asked & set(roots(self.figure.sentence[cited.start : cited.end])))

    def _is_fact(self) -> bool:
        """Whether a figure in its right place is given to nobody."""
        figure = self.figure
        cited = figure.cited or (figure.day and figure.is_cited)
        return not (self.limit or self.stranger or cited or self._names())

    def _names(self) -> bool:
        """Whether the sentence names a voice of the claims that is not what it speaks of itself."""
        about = set().union(*(claim["roots"] for claim in self.claims))
        about |= self.against.places.union(roots(self.claims[0]["question"]))
        return any(
            set(roots(name)) - about and any(v.gave(c) for v in voices for c in self.claims)
            for name, voices in self.against.voices.mentioned(self.figure.sentence).items()
        )

    def _may_be(self, stranger: Cited) -> bool:
        """Whether words that are no name may mean a voice of the claims: "the city's police"."""
        own = set().union(*(roots(claim["origin"]) for claim in self.claims))
        return stranger.words.islower() and bool(own & set(roots(stranger.words)))

    def _later(self, claim: Claim) -> Claim | None:
        """The last of the totals that are later than a claim's and higher, and go unmentioned."""
        if claim["running_total"] != "yes":
            return None
        here = {v for number in numbers(self.figure.sentence) for v in number.readings}
        later = [
            other
            for other in self.against.on[claim["question_id"]]
            if other["scope"] == claim["scope"]
            and other["as_of_start"] >= claim["as_of_end"]
            and max(other["values"], default=0) > max(claim["values"], default=0)
            and other["opens"] != "down"
            and not other["values"] & here
        ]
        return max(later, key=lambda c: (c["as_of_start"], max(c["values"])), default=None)


# What may be amiss with a figure that the ledger has: the flag, what finds it, how it is said.
AMISS = (
    ("hedge", _Held.hedge, "{}"),
    ("scope", attrgetter("limit"), "{}"),
    ("voice", attrgetter("stranger"), "but does not have it from “{}”"),
    ("stale", _Held.stale, "and later {}"),
    ("contested", _Held.contested, "against {}"),
    ("one-voice", _Held.one_voice, "{}"),
)
FLAGS = ("not-found", *(flag for flag, _, _ in AMISS))


def _has(claim: Claim, *amiss: str) -> str:
    """The sentence on a figure that the ledger has, and what is amiss with it."""
    what = "" if claim["counted"] else f" on “{claim['short']}”"
    when = f" ({claim['when']})" if claim["when"] else ""
    return ", ".join([f"The ledger has {claim['said']}{what}{when}, {claim['who']}", *amiss]) + "."


def _opponent(claim: Claim) -> str:
    """A claim that another is held against: its figure, who gives it, where and for when."""
    return f"{claim['said']} ({', '.join(filter(None, [claim['who'], claim['when']]))})"


def _limit(claim: Claim) -> str:
    """What a claim is of, and no more."""
    if claim["scope"]:
        return f"which counts only [{claim['scope']}]"
    place = f" ({claim['place']})" if claim["place"] else ""
    if claim["counted"]:
        return f"which counts “{claim['counted']}”{place}"
    return "which is told of something else" if claim["place"] else ""


def _literal(figure: Figure, claim: Claim) -> int:
    """How many words of a claim's question, as they are, stand beside a figure."""
    asked, near = (
        set(re.findall(r"\w+", text.lower())) - STOP for text in (claim["question"], figure.near)
    )
    return len(asked & near)


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


def _same_day(figure: Figure, claim: Claim) -> bool:
    """Whether a claim's date begins or ends as one that is printed, as far as both say.

    An hour that is printed without a day is compared as an hour, and is none of a claim without.
    """
    hour = HOUR.search(figure.day)
    for end in {claim["low"], claim["high"]} - {""}:
        alone = figure.stated.note == TOLD_BEFORE and hour
        day = end[:10] + figure.day[10:] if alone else figure.day
        short = min(len(day), len(end), len("2022-01-05"))
        if day[:short] != end[:short] or (hour and not HOUR.search(end)):
            continue
        if "T" not in day or "T" not in end:
            return True
        one, two = dates.bounds(day), dates.bounds(end)
        if one and two and one[0] < two[1] and two[0] < one[1]:
            return True
    return False


def _holds(day: str, claim: Claim) -> bool:
    """Whether a day is one for which a claim holds, or on which it was published."""
    when = dates.span(day[:10])
    spans = (dates.span(claim[name]) for name in ("as_of", "published") if claim[name])
    return bool(when) and any(when[0] < s[1] and s[0] < when[1] for s in spans if s)


def _is_telling(figure: Figure) -> bool:
    """Whether a number is hardly another by chance."""
    return figure.value is not None and figure.value >= TELLING


def _is_given(figure: Figure, claim: Claim) -> bool:
    """Whether a claim's number, not a small one, is given to who said it."""
    return _is_telling(figure) and any(voice.gave(claim) for voice in figure.voices)


def _things(figure: Figure) -> set[str]:
    """What a figure counts, by its roots."""
    return set(roots(figure.counted)) - GENERAL


def _shared(figure: Figure, claim: Claim) -> float:
    """How many of a claim's words stand beside the figure."""
    theirs = claim["roots"]
    return len(theirs & set(figure.words)) / len(theirs) if theirs else 0.0


def _fitting(figure: Figure, claim: Claim) -> set[str]:
    """The hedges that say no more and no less than a claim does."""
    if figure.day:
        return {claim["qualifier"] if claim["qualifier"] in OPEN_ENDS else "exact"}
    if claim["qualifier"] != "between":
        return {claim["qualifier"]}
    inside = {"exact"} if claim["kind"] == "duration" else set()  # one of a list of ages
    ends = (AT_END[end] for end in AT_END if claim[end] and figure.value == Decimal(claim[end]))
    return inside.union(*ends)


def _voice(claim: Claim) -> str:
    """Whose one voice or party a claim is."""
    if claim["named"]:
        return claim["party"]
    return claim["origin_id"] if claim["origin_kind"] == POOLED else claim["source_id"]
