"""A draft held against a ledger before it is printed: each of its figures, and what is amiss.

Nothing is said about the world. A flag says that draft and ledger differ, or that the draft says
less about a figure than the ledger does.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from claimbook.coding.against import HOUR, OF_CALENDAR, Against, Claim, same_day
from claimbook.coding.amiss import Held, Judged, has
from claimbook.coding.days import DAY_INFERRED, NO_DAY
from claimbook.coding.draft import Figure, Passage, Reader, mentions, passages
from claimbook.coding.english import roots
from claimbook.coding.meant import (
    CLOSE,
    NEAR,
    TELLING,
    claims_meant,
    happens,
    is_given,
    question_meant,
)
from claimbook.compare.comparison import Comparison, compare
from claimbook.evidence.calendars import MONTHS
from claimbook.ledger import dates
from claimbook.ledger.model import Ledger
from claimbook.wording import counted, listed

COLUMNS = ["line", "number", "flags", "claims", "message"]


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
        A row for each figure: ``line`` (int) and ``number`` as printed in the draft, ``flags`` (of
        `amiss.FLAGS`, joined by ``|``; empty is in order), ``claims`` (the claim_ids it was held
        against, joined by ``; ``), ``message``. Without flags and claims it was not compared.
    """
    against = Against(known if isinstance(known, Comparison) else compare(known))
    reader = Reader(against.today, against.voices, against.takes)
    rows = [row for passage in passages(text) for row in _rows(against, passage, reader)]
    return pd.DataFrame(rows, columns=COLUMNS).astype(dict.fromkeys(COLUMNS, "str") | {"line": int})


def as_text(table: pd.DataFrame) -> str:
    """The table to be read: a line for each figure with a flag, then what became of the others."""
    flagged = table[table["flags"].ne("")]
    lines = [
        f"{row.line}: {row.number}: {row.flags.replace('|', ', ')}: {row.message}"
        for row in flagged.itertuples()
    ]
    untold = table[table["flags"].eq("") & table["claims"].eq("")]
    of_all = f"{counted(len(table), 'figure')}, {len(table) - len(flagged) - len(untold)} in order"
    if len(untold):
        where = listed(f"{row.number} (line {row.line})" for row in untold.itertuples())
        of_all += f", {len(untold)} not compared: {where}"
    return "\n".join([*lines, f"{of_all}."])


def _rows(against: Against, passage: Passage, reader: Reader) -> list[dict[str, Any]]:
    """The rows of a paragraph."""
    told: dict[tuple[int, int], list[Claim]] = {}
    whole: dict[int, list[Claim]] = {}  # the claims of a range or list, by where it begins
    printed = mentions(passage)
    rows = {date.span(): (date[0], *judged) for date, judged in _printed(against, passage.text)}
    foreign = list(rows)
    # dates last: in a sentence with another figure a date may be that for which it holds
    for figure in sorted(reader.read(passage), key=lambda figure: bool(figure.day)):
        if any(start <= figure.span[0] < end for start, end in foreign):
            continue
        others = told.setdefault(figure.stated.sentence, [])
        same_list = whole.setdefault(figure.stated.start, [])
        claims, flags, message = _judged(against, figure, others, same_list, printed)
        same_list.extend(claims)
        if not figure.day and "not-found" not in flags:
            others.extend(claims)
        rows[figure.span] = figure.text, claims, flags, message
    return [
        {
            "line": passage.line(span[0]),
            "number": text,
            "flags": "|".join(flags),
            "claims": "; ".join(claim["claim_id"] for claim in claims),
            "message": message,
        }
        for span, (text, claims, flags, message) in sorted(rows.items())
    ]


def _printed(against: Against, text: str) -> Iterator[tuple[re.Match[str], Judged]]:
    """The dates of another calendar, in months of which the ledger tells, and the judgement."""
    for date in OF_CALENDAR.finditer(text):
        if not (known := against.calendars.get(date[2])):
            continue
        same = [claim for printed, claim in known.items() if printed.startswith(date[0])]
        here = set(roots(text))
        asked = against.words
        other = [c for c in known.values() if any(here & w for w in asked[c["question_id"]])]
        if same:
            yield date, (same, [], has(same[0]))
        elif other:
            words = has(other[0], f"in that calendar {listed(known)}")
            yield date, (other, ["not-found"], words)


def _judged(
    against: Against, figure: Figure, told: list[Claim], whole: list[Claim], printed: set[Decimal]
) -> Judged:
    """The claims a figure is held against, its flags and the message.

    `told` are the claims that its sentence tells already, `whole` those of its range or list.
    """
    scores, same = against.scores(figure), against.same(figure)
    meant = claims_meant(against, figure, same, scores)
    if held := _held_for(against, figure, told, meant):
        return held, [], has(held[0])
    question = question_meant(against, figure, scores)
    on_question = [claim for claim in same if claim["question_id"] == question]
    if meant := meant or [claim for claim in on_question if happens(figure, claim)]:
        return Held(against, figure, meant, printed).judged()
    if other := _elsewhere(against, figure, same, question):
        return other, ["scope"], has(other[0], _else(other[0]))
    # of a day that is not printed only the hour counts, and it may be one that the ledger has
    hour_alone = figure.stated.note in (DAY_INFERRED, *NO_DAY)
    if question and not (hour_alone and (same or not HOUR.search(figure.day))):
        return _not_found(against, question, against.on[question])
    instead = _instead(against, figure, told, whole, scores)
    if fits := [claim for claim in instead if figure.day and same_day(figure, claim)]:
        return fits, [], has(fits[0])
    if instead:
        return _not_found(against, instead[0]["question_id"], instead)
    # a date or "dozens" may place what is told; a number that the ledger has is not denied
    if figure.day or figure.value is None or figure.value in against.printing:
        return [], [], "Not compared: which claim is meant is not clear."
    words = "The ledger has no such figure, nor a question that clearly asks for it."
    return [], ["not-found"], words


def _held_for(
    against: Against, figure: Figure, told: list[Claim], meant: list[Claim]
) -> list[Claim]:
    """The claims of its sentence that hold for a day, which then is no claim of its own.

    An hour does so only in "by 2 p.m. 5,000 had come"; a day does not that the ledger has itself
    in the paragraph of those claims.
    """
    until = figure.stated.qualifier == "until"
    if not figure.day or (HOUR.search(figure.day) and not until):
        return []
    held = [claim for claim in told if _holds(figure.day, claim)]
    is_told = held and not until and any(claim in against.beside(held[0]) for claim in meant)
    return [] if is_told else held


def _elsewhere(against: Against, figure: Figure, same: list[Claim], question: str) -> list[Claim]:
    """The claims that give a number, not a small one, to who said it or tell it of its topic."""
    if figure.day or (figure.value is not None and figure.value < TELLING):
        return []
    topic = against.topics.get(question)
    return [c for c in same if is_given(figure, c) or (topic and topic == c["topic"])]


def _else(claim: Claim) -> str:
    """That a claim answers another question, which `has` names where it has nothing counted."""
    return f"which is of “{claim['short']}”" if claim["counted"] else "which counts something else"


def _not_found(against: Against, question: str, claims: list[Claim]) -> Judged:
    """A figure that none of the claims on a question has."""
    there = listed(dict.fromkeys(claim["said"] for claim in claims)) or "none"
    words = f"The ledger has no such figure; on “{against.asked[question]}” it has {there}."
    return claims, ["not-found"], words


def _instead(
    against: Against, figure: Figure, told: list[Claim], whole: list[Claim], scores: np.ndarray
) -> list[Claim]:
    """What the ledger has where a figure that speaks of nothing stands: in a list of ages or hours,
    or at the end of what the same sentence tells.
    """
    if whole and (not figure.day or HOUR.search(figure.day)):
        return whole
    if not told:
        return []
    last = told[-1]
    if figure.stated.measure == "age":
        return [claim for claim in against.beside(last) if claim["unit"].endswith("of age")]
    if not figure.day:
        near = scores[against.at[last["question_id"]]] >= max(NEAR, CLOSE * scores.max(initial=0))
        return against.on[last["question_id"]] if figure.is_bare and near else []
    if not HOUR.search(figure.day) or set(MONTHS) & set(figure.text.split()):
        return []
    return [
        claim
        for claim in against.beside(last)
        if claim["kind"] == "date" and HOUR.search(claim["low"] or claim["high"])
    ]


def _holds(day: str, claim: Claim) -> bool:
    """Whether a day is one for which a claim holds, or on which it was published."""
    when = dates.span(day[:10])
    spans = (dates.span(claim[name]) for name in ("as_of", "published") if claim[name])
    return bool(when) and any(when[0] < s[1] and s[0] < when[1] for s in spans if s)
