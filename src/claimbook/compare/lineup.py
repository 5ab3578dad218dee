"""Claims lined up: each beside its question, origin, source and interval, and how it reads."""

import math
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from claimbook.compare.reading import hours, opens, read
from claimbook.evidence import hedges
from claimbook.ledger import dates
from claimbook.ledger.model import Ledger
from claimbook.wording import (
    DAY,
    MONTHS,
    chain,
    date_text,
    hour_text,
    in_quotes,
    interval_text,
    relays,
)

UNNAMED = "unnamed"
POOLED = "pooled"
PLURAL = "some"  # "resulting in victims"
JOINED = " › "
ASKED = "topic question short kind unit place running_total answers_are".split()
PRINTED = ["source", "document", "publisher", "published"]
YEAR = re.compile(rf"(?<=(?:{'|'.join(MONTHS[1:])})) [0-9]{{4}}")
WORDS_BEFORE = {"until": "by", "from": "since", "between": ""}


def line_up(ledger: Ledger, convention: str = "", tolerance: float | None = None) -> pd.DataFrame:
    """Every claim beside its question, origin, source and interval.

    Parameters
    ----------
    ledger : Ledger
    convention : str
        How hedges are read; empty for the first one in ``conventions.csv``.
    tolerance : float, optional
        Percent, instead of the convention's own, for "about" and its like.

    Returns
    -------
    DataFrame
        One row per claim in ledger order: the columns of claims;

        - of its question: topic, question, short, kind, unit, place, running_total, answers_are;
        - of its origin: origin (its name), party, origin_kind, named (bool: the party is one);
        - of its source: source (its title), document (its short name), publisher, own_voice (bool:
          the origin is the document's own);
        - opens: which way the hedge leaves the figure open, see `reading.opens`;
        - lower, upper, lower_open, upper_open, rule: see `reading.read`;
        - as_of_start, as_of_end (seconds since 1970, the end the first moment after it, NaN if not
          given) and inferred (bool: the as-of date is the document's own);
        - as text: figure (as printed, with its hedge), words (see `words_text`), limit
          (" [Almaty]"), said (these three: ``18 “law enforcement officers”``), who (the chain from
          voice to document), printed_in ("Meduza 6 Jan ¶14") and when (the as-of date).

    Raises
    ------
    ValueError
        For a convention that is not in the ledger, or a tolerance outside 0 to 100.
    """
    origins = ledger.origins.rename(columns={"name": "origin", "kind": "origin_kind"})
    sources = ledger.sources.rename(
        columns={"title": "source", "short": "document", "origin_id": "own"}
    )
    # "rows of the table" count a row each
    row = sources["locator"].str.extract(r"^(\w+?)s?\b", expand=False)
    sources = sources.assign(mark=(row + " ").fillna("¶"))
    lined = (
        ledger.claims.merge(ledger.questions[["question_id", *ASKED]], "left", "question_id")
        .merge(origins[["origin_id", "origin", "party", "origin_kind"]], "left", "origin_id")
        .merge(sources[["source_id", *PRINTED, "own", "mark"]], "left", "source_id")
    ).fillna("")
    lined = lined.assign(
        short=lined["short"].where(lined["short"].ne(""), lined["question"]),
        document=lined["document"].where(lined["document"].ne(""), lined["source_id"]),
        own_voice=lined["own"].eq(lined["origin_id"]),
        named=~lined["party"].isin([UNNAMED, ""]),
        as_of=lined["as_of"].where(lined["as_of"].ne(""), lined["published"]),
    )
    lined["inferred"] = lined["as_of"].ne("") & lined["as_of"].eq(lined["published"])
    lined = lined.assign(**_as_of(lined["as_of"], hours(ledger.conventions, convention)))
    lined["opens"] = opens(lined, ledger.conventions)
    lined = lined.join(read(lined, ledger.conventions, convention, tolerance))
    lined = lined.assign(
        printed_in=lined["document"] + " " + lined["mark"] + lined["paragraph"],
        figure=texts(figure_text, lined, "qualifier", "low", "high", "answer", "kind", "wording"),
        when=texts(when_text, lined, "as_of"),
        limit=(" [" + lined["scope"] + "]").where(lined["scope"].ne(""), ""),
        speaker=lined["origin"].mask(lined["own_voice"] & lined["named"], ""),
    )
    lined["who"] = texts(voice_text, lined, "speaker", "via", "printed_in")
    lined["words"] = texts(words_text, lined, "kind", "qualifier", "wording", "counted")
    quoted = (" " + lined["words"].map(in_quotes)).where(lined["words"].ne(""), "")
    lined["said"] = lined["figure"] + quoted + lined["limit"]
    return lined.drop(columns=["own", "mark", "speaker"])


def _as_of(cells: pd.Series, parts: dates.Hours) -> dict[str, np.ndarray]:
    codes, names = pd.factorize(cells)
    spans = np.array([dates.span(name, parts) or (math.nan,) * 2 for name in names]).reshape(-1, 2)
    return {"as_of_start": spans[codes, 0], "as_of_end": spans[codes, 1]}


# --- how a claim reads ---------------------------------------------------------------------------


def texts(function: Callable[..., str], lined: pd.DataFrame, *columns: str) -> pd.Series:
    """The text that `function` makes of the cells of each row; of equal cells it is made once."""
    once = lru_cache(maxsize=None)(function)
    rows = zip(*(lined[column] for column in columns), strict=True)
    return pd.Series([once(*row) for row in rows], index=lined.index, dtype="str")


def figure_text(qualifier: str, low: str, high: str, answer: str, kind: str, wording: str) -> str:
    """A claim's figure with its hedge as printed, in normalised numbers.

    "18", "roughly 45", "10,000 to 20,000", "by 6 Jan 2022, 01:00"; the answer of a choice; of a
    plural without a number the words it stands in.
    """
    if kind == "choice":
        return answer
    if qualifier == PLURAL:
        return in_quotes(wording)
    first, last = printed(low, kind, wording), printed(high, kind, wording)
    if qualifier == "exact" or (qualifier == "between" and first == last):
        return first
    if qualifier == "between":
        return f"{first} to {last}"
    hedge = WORDS_BEFORE.get(qualifier) or hedges.printed(wording, qualifier)
    if hedge in hedges.FOLLOWING:  # "100,000 or so", "400+"
        return f"{first or last}{' ' * hedge[0].isalpha()}{hedge}"
    return f"{hedge} {first or last}".strip()


def words_text(kind: str, qualifier: str, wording: str, counted: str) -> str:
    """The document's words that follow a figure: whom it counts; of an answer its wording.

    A plural without a number is such words itself.
    """
    if kind == "choice":
        return wording
    return "" if qualifier == PLURAL else counted


def printed(figure: str, kind: str, wording: str = "") -> str:
    """One figure of ``low`` or ``high`` as a reader expects it; of a date the part of the day too.

    "5 Jan 2022", "6 Jan 2022, 1 am" where no minute is printed, "late on 5 Jan 2022" where the
    wording says late, "night of 5 to 6 Jan 2022".
    """
    if not figure or kind != "date":
        return interval_text(float(figure), float(figure)) if figure else ""
    if figure[10:] not in dates.PARTS:
        if len(figure) == len("2022-01-05T14"):
            return f"{printed(figure[:10], kind)}, {hour_text(int(figure[11:]))}"
        return date_text(*dates.bounds(figure)[:2])
    start, end = dates.bounds(figure[:10])[:2]
    if figure.endswith("TNI"):
        return f"night of {date_text(start, end + DAY).replace('–', ' to ', 1)}"
    words = dates.PARTS[figure[10:]]
    word = next((word for word in words if word in wording.lower()), words[0])
    return f"{word} {'on' if word in ('early', 'late') else 'of'} {date_text(start, end)}"


def when_text(as_of: str) -> str:
    """An as-of date or stretch of days as a reader expects it."""
    return date_text(*dates.span(as_of)) if "/" in as_of else printed(as_of, "date")


def voice_text(speaker: str, via: str, printed_in: str) -> str:
    """Who says it, through whom and where: "Health Ministry › Khabar-24 › Meduza 6 Jan ¶14".

    A document that speaks in its own, named voice is named once.
    """
    return chain(speaker, *reversed(relays(via)), printed_in, joined=JOINED)


def interval(lined: pd.DataFrame) -> pd.Series:
    """What each claim leaves open, readable, without its unit; the answer of a choice."""
    dated = lined.assign(date=lined["kind"].eq("date"))
    columns = ["lower", "upper", "lower_open", "upper_open", "date"]
    return texts(interval_text, dated, *columns).where(lined["kind"].ne("choice"), lined["answer"])


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as dicts; many times faster than pandas' own for columns of text."""
    columns = [frame[name].to_numpy(object) for name in frame.columns]
    names = list(frame.columns)
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def short_when(whens: list[str]) -> list[str]:
    """As-of dates without their year, where all of them are of one."""
    years = [set(YEAR.findall(text)) for text in whens if text]
    if len(set.union(set(), *years)) != 1 or not all(years):
        return whens
    return [YEAR.sub("", text) for text in whens]
