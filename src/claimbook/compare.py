"""Claims lined up by question, the verdict on every pair of them, the status of every question.

The seven verdicts and their order are the project's own; they say what kind of disagreement two
figures have, never which of them is right. Pairs are lists of row numbers into the line-up, built
and judged with numpy a batch of questions at a time: a million claims make tens of millions of
pairs.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
import pandas as pd

from claimbook.intervals import (
    BOUNDS,
    bounds,
    date_text,
    disjoint,
    equal,
    figure_text,
    interval_text,
    parse_span,
    seconds,
    touching,
)
from claimbook.ledger import Ledger
from claimbook.words import STATUSES, VERDICTS

REPEAT, AGREE, COMPATIBLE, UPDATE, SCOPE, SELF_CONFLICT, CONFLICT = range(7)
CAVEATS = (
    "scopes differ",
    "one party",
    "touching at the bound",
    "unnamed origin",
    "as-of inferred",
    "vague word",
)
COLUMNS = ["question_id", "claim_a", "claim_b", "verdict", "caveats", "reason"]
UNNAMED = "unnamed"
# Beyond this many claims on one question only the first so many, in ledger order, are paired.
MAX_CLAIMS_PER_QUESTION = 200


# --- the line-up ---------------------------------------------------------------------------------


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
        One row per claim in ledger order: the columns of claims; topic, question, kind, unit,
        place, running_total, part_of; origin (its name), party; source (its title), publisher;
        the columns of `bounds`; as_of_start and as_of_end (seconds since 1970, NaN if not given).

    Raises
    ------
    ValueError
        For a convention that is not in the ledger, or a tolerance outside 0 to 100.
    """
    claims = ledger.claims
    questions = ledger.questions.set_index("question_id")
    origins = ledger.origins.set_index("origin_id")
    sources = ledger.sources.set_index("source_id")
    columns = ["topic", "question", "kind", "unit", "place", "running_total", "part_of"]
    lined = claims.assign(
        **{name: _look_up(claims["question_id"], questions[name]) for name in columns},
        origin=_look_up(claims["origin_id"], origins["name"]),
        party=_look_up(claims["origin_id"], origins["party"]),
        source=_look_up(claims["source_id"], sources["title"]),
        publisher=_look_up(claims["source_id"], sources["publisher"]),
    )
    codes, texts = pd.factorize(claims["as_of"])
    spans = [parse_span(text) for text in texts]
    start = np.array([seconds(span[0]) if span else np.nan for span in spans], float)
    end = np.array([seconds(span[1]) if span else np.nan for span in spans], float)
    return bounds(lined, ledger.conventions, convention, tolerance).assign(
        as_of_start=start[codes], as_of_end=end[codes]
    )


def _look_up(keys: pd.Series, values: pd.Series) -> pd.Series:
    return keys.map(values).fillna("").astype("str")


def pairs(line_up: pd.DataFrame) -> pd.DataFrame:
    """Every pair of claims within a question.

    Returns
    -------
    DataFrame
        All columns of the line-up twice, suffixed ``_a`` and ``_b``; a stands before b in the
        ledger. Of a question with more than `MAX_CLAIMS_PER_QUESTION` claims, only the first so
        many are paired, and ``attrs["truncated"]`` maps that question to its number of claims.
    """
    layout = _layout(line_up["question_id"], line_up["question_id"])
    a, b = _within(layout, 0, len(layout.names))
    sides = [
        line_up.iloc[rows].reset_index(drop=True).add_suffix(end)
        for rows, end in ((a, "_a"), (b, "_b"))
    ]
    table = pd.concat(sides, axis=1)
    table.attrs["truncated"] = layout.truncated
    return table


@dataclass(frozen=True)
class _Layout:
    """Where each question's claims stand; questions in the order in which claims first name them.

    Attributes
    ----------
    names : ndarray of str
        The questions, those without claims last.
    rows : ndarray of int
        Row numbers of the claims, question after question, each question cut at the cap.
    counts, starts : ndarray of int
        How many rows each question has, and where they begin; starts has one entry more.
    truncated : dict
        Number of claims of each question that was cut.
    """

    names: np.ndarray
    rows: np.ndarray
    counts: np.ndarray
    starts: np.ndarray
    truncated: dict[str, int]


def _layout(question_ids: pd.Series, more_questions: pd.Series) -> _Layout:
    codes, names = pd.factorize(
        np.concatenate([question_ids.to_numpy(object), more_questions.to_numpy(object)])
    )
    codes = codes[: len(question_ids)]
    counts = np.bincount(codes, minlength=len(names))
    order = np.argsort(codes, kind="stable")
    place = np.arange(len(order)) - np.repeat(np.cumsum(counts) - counts, counts)
    kept = np.minimum(counts, MAX_CLAIMS_PER_QUESTION)
    return _Layout(
        names=names,
        rows=order[place < MAX_CLAIMS_PER_QUESTION],
        counts=kept,
        starts=np.concatenate([[0], np.cumsum(kept)]),
        truncated={str(names[i]): int(counts[i]) for i in np.flatnonzero(counts > kept)},
    )


def _within(layout: _Layout, first: int, last: int) -> tuple[np.ndarray, np.ndarray]:
    """Row numbers (a, b) of every pair within the questions first to last - 1."""
    places = np.arange(layout.starts[first], layout.starts[last])
    ends = np.repeat(layout.starts[first + 1 : last + 1], layout.counts[first:last])
    return _each_with(layout, places, places + 1, ends - places - 1)


def _against(
    layout: _Layout, first: int, last: int, other: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Row numbers (a, b) of each claim of the questions first to last - 1 with each of other's.

    ``other`` holds for every question the number of another one, -1 for none.
    """
    theirs, counts = other[first:last], layout.counts[first:last]
    sizes = np.where(theirs < 0, 0, layout.counts[theirs])
    places = np.arange(layout.starts[first], layout.starts[last])
    begins = np.repeat(layout.starts[theirs], counts)
    return _each_with(layout, places, begins, np.repeat(sizes, counts))


def _each_with(
    layout: _Layout, places: np.ndarray, begins: np.ndarray, sizes: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Each place with as many places as its size says, from its begin on; as row numbers."""
    offset = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return layout.rows[np.repeat(places, sizes)], layout.rows[np.repeat(begins, sizes) + offset]


# --- verdicts ------------------------------------------------------------------------------------


def verdicts(ledger: Ledger, convention: str = "", tolerance: float | None = None) -> pd.DataFrame:
    """The verdict on every pair of claims on one question, and on parts larger than their whole.

    Of the seven verdicts the first that holds: `repeat` (not disjoint, same party), `agree` (not
    disjoint, equal, different parties), `compatible` (not disjoint), `update` (disjoint, a running
    total whose later claim is the higher), `scope` (disjoint, scopes differ), `self-conflict`
    (disjoint, same source), `conflict` (disjoint). Choices are disjoint if the answers differ. An
    unresolved interval is disjoint from nothing and equal to nothing.

    A claim wholly above one on the question its own is a part of (or that one's whole, and so on)
    makes a row too, with the part as claim_a: `update` if the whole is a running total counted
    wholly before, `scope` if the whole's scope is named and another, else `conflict`.

    Parameters
    ----------
    ledger, convention, tolerance
        See `line_up`.

    Returns
    -------
    DataFrame
        question_id, claim_a, claim_b, verdict, caveats (joined by "; "), reason; questions in the
        order in which claims first name them. Questions too large to pair in full are named in
        ``attrs["truncated"]``, see `pairs`.

    Raises
    ------
    ValueError
        See `line_up`.
    """
    chunks = list(verdict_chunks(ledger, convention, tolerance))
    table = pd.concat(chunks, ignore_index=True)
    table.attrs["truncated"] = chunks[0].attrs["truncated"]
    return table


def verdict_chunks(
    ledger: Ledger,
    convention: str = "",
    tolerance: float | None = None,
    pairs_per_chunk: int = 200_000,
) -> Iterator[pd.DataFrame]:
    """`verdicts`, a batch of questions at a time, so that memory stays small.

    Parameters
    ----------
    ledger, convention, tolerance
        See `line_up`.
    pairs_per_chunk : int
        About how many pairs are looked at together; a question is never divided.

    Yields
    ------
    DataFrame
        The next rows of `verdicts`; at least one frame, empty where nothing can be paired.
    """
    lined = line_up(ledger, convention, tolerance)
    questions = ledger.questions
    layout = _layout(lined["question_id"], questions["question_id"])
    side = _sides(lined, ledger)
    wholes = _wholes(layout, questions)
    work = layout.counts * (layout.counts - 1) // 2
    for whole in wholes:
        work = work + np.where(whole < 0, 0, layout.counts * layout.counts[whole])
    batch = (np.cumsum(work) - work) // pairs_per_chunk
    cuts = np.concatenate([[0], np.flatnonzero(np.diff(batch)) + 1, [len(layout.names)]])
    for first, last in pairwise(cuts):
        a, b = _within(layout, first, last)
        part = np.zeros(len(a), bool)
        for whole in wholes:
            inner, outer = _against(layout, first, last, whole)
            above = side["lower"][inner] > side["upper"][outer]
            a, b = np.concatenate([a, inner[above]]), np.concatenate([b, outer[above]])
            part = np.concatenate([part, np.ones(above.sum(), bool)])
        if part.any():
            order = np.argsort(side["question"][a], kind="stable")
            a, b, part = a[order], b[order], part[order]
        table = _judge(side, a, b, part)
        table.attrs["truncated"] = layout.truncated
        yield table


def _wholes(layout: _Layout, questions: pd.DataFrame) -> list[np.ndarray]:
    """For each question number that of its whole, then of its whole's whole, until none is left."""
    names = pd.Index(layout.names)
    parent = np.full(len(names), -1)
    parent[names.get_indexer(questions["question_id"])] = names.get_indexer(questions["part_of"])
    wholes, current = [], parent
    while (current >= 0).any() and len(wholes) < len(names):
        wholes.append(current)
        current = np.where(current < 0, -1, parent[current])
    return wholes


def _sides(lined: pd.DataFrame, ledger: Ledger) -> dict[str, np.ndarray]:
    """What judging a pair needs to know of each claim: numbers, flags and ready-made text."""
    party = lined["party"].to_numpy(object)
    unnamed = (party == UNNAMED) | (party == "")
    short, long = _heads(lined, ledger)
    return {name: lined[name].to_numpy() for name in (*BOUNDS, "as_of_start", "as_of_end")} | {
        "question_id": lined["question_id"].to_numpy(object),
        "claim_id": lined["claim_id"].to_numpy(object),
        "question": pd.factorize(lined["question_id"])[0],
        "source": pd.factorize(lined["source_id"])[0],
        "origin": pd.factorize(lined["origin_id"])[0],
        "party": np.where(unnamed, -1, pd.factorize(party)[0]),
        "scope": pd.factorize(lined["scope"])[0],
        "answer": pd.factorize(lined["answer"])[0],
        "scope_text": lined["scope"].to_numpy(object),
        "party_text": party,
        "unnamed": unnamed,
        "choice": lined["kind"].eq("choice").to_numpy(bool),
        "running": lined["running_total"].eq("yes").to_numpy(bool),
        "inferred": (
            lined["as_of"].str.contains("/", regex=False)
            | lined["note"].str.contains("as-of inferred", regex=False)
        ).to_numpy(bool),
        "vague": lined["rule"].isin(["fixed", "unresolved"]).to_numpy(bool),
        "short": short,
        "long": long,
    }


def _judge(
    side: dict[str, np.ndarray], a: np.ndarray, b: np.ndarray, part: np.ndarray
) -> pd.DataFrame:
    """Verdict, caveats and reason of the pairs (a, b); ``part`` marks parts above their whole."""
    one, two = ({name: side[name][rows] for name in BOUNDS} for rows in (a, b))
    choice = side["choice"][a]
    same_answer = side["answer"][a] == side["answer"][b]
    apart = np.where(choice, ~same_answer, disjoint(one, two))
    same = np.where(choice, same_answer, equal(one, two))
    meet = touching(one, two)
    same_party = (side["party"][a] == side["party"][b]) & (side["party"][a] >= 0)
    same_source = side["source"][a] == side["source"][b]
    scopes = side["scope"][a] != side["scope"][b]
    unnamed = side["unnamed"][a] | side["unnamed"][b]
    start, end = side["as_of_start"], side["as_of_end"]
    rose = (start[a] > end[b]) & (one["lower"] > two["upper"])
    rose |= (start[b] > end[a]) & (two["lower"] > one["upper"])
    verdict = np.select(
        [
            part & side["running"][b] & (start[a] > end[b]),
            part & scopes & (side["scope_text"][b] != ""),
            part,
            ~apart & same_party,
            ~apart & same,
            ~apart,
            side["running"][a] & rose,
            scopes,
            same_source,
        ],
        [UPDATE, SCOPE, CONFLICT, REPEAT, AGREE, COMPATIBLE, UPDATE, SCOPE, SELF_CONFLICT],
        CONFLICT,
    )
    unresolved = np.isnan(one["lower"]) | np.isnan(two["lower"])
    flags = [scopes, same_party, meet, unnamed]
    flags += [side[name][a] | side[name][b] for name in ("inferred", "vague")]
    caveats = sum(flag.astype(np.int64) << bit for bit, flag in enumerate(flags))
    why = _because(side, a, b, part, verdict, same_party, unnamed, meet, unresolved)
    heads = np.where(same_source, side["long"][a], side["short"][a])
    others = np.where(same_source, side["long"][b], side["short"][b])
    reason = [f"{x}; {y}. {z}" for x, y, z in zip(heads, others, why, strict=True)]
    columns = [
        side["question_id"][a],
        side["claim_id"][a],
        side["claim_id"][b],
        np.array(VERDICTS, object)[verdict],
        CAVEAT_TEXTS[caveats],
        np.array(reason, object),
    ]
    return pd.DataFrame(dict(zip(COLUMNS, columns, strict=True)), dtype="str")


# every combination of caveats, by the number whose bits say which hold
CAVEAT_TEXTS = np.array(
    [
        "; ".join(caveat for bit, caveat in enumerate(CAVEATS) if number >> bit & 1)
        for number in range(2 ** len(CAVEATS))
    ],
    object,
)


# --- reasons -------------------------------------------------------------------------------------


def _because(
    side: dict[str, np.ndarray],
    a: np.ndarray,
    b: np.ndarray,
    part: np.ndarray,
    verdict: np.ndarray,
    same_party: np.ndarray,
    unnamed: np.ndarray,
    meet: np.ndarray,
    unresolved: np.ndarray,
) -> np.ndarray:
    """The closing sentence of each pair's reason."""
    choice = side["choice"][a]
    plain = {
        "The part is the larger, but its whole was counted before, and a running total may rise.": (
            part & (verdict == UPDATE)
        ),
        "A part cannot be larger than its whole.": part & (verdict == CONFLICT),
        "Both say the same, but an unnamed origin is no second witness.": (
            (verdict == AGREE) & unnamed
        ),
        "Both say the same.": verdict == AGREE,
        "A vague word left unresolved compares with nothing.": (
            (verdict == COMPATIBLE) & unresolved
        ),
        "They only touch at the bound, so both can hold.": (verdict == COMPATIBLE) & meet,
        "The ranges overlap, so both can hold.": verdict == COMPATIBLE,
        "A running total may rise.": verdict == UPDATE,
        # purposes and names can differ and both be meant: answers differ, they do not exclude
        "The answers differ.": (verdict == CONFLICT) & choice,
        # a report that quotes two voices has not contradicted itself
        "One document carries both answers, from two origins.": (
            (verdict == SELF_CONFLICT) & (side["origin"][a] != side["origin"][b]) & choice
        ),
        "One document carries both, from two origins; both cannot hold.": (
            (verdict == SELF_CONFLICT) & (side["origin"][a] != side["origin"][b])
        ),
        "One document contradicts itself.": verdict == SELF_CONFLICT,
    }
    texts = np.array([*plain, "Both cannot hold."], object)
    why = texts[np.select(list(plain.values()), range(len(plain)), len(plain))]

    def put(at: np.ndarray, before: str, text: np.ndarray, after: str) -> None:
        why[at] = [f"{before}{name}{after}" for name in text[at]]

    party = side["party_text"][a]
    own = same_party & ~part
    put(verdict == REPEAT, "Both come from one party (", party, "), so not a second witness.")
    put(own & (verdict == CONFLICT), "One party contradicts itself (", party, ").")
    put(
        own & (verdict == SELF_CONFLICT),
        "One document contradicts itself, and so does one party (",
        party,
        ").",
    )
    one, two = side["scope_text"][a], side["scope_text"][b]
    at = np.flatnonzero(verdict == SCOPE)
    ours = [text or "the question as put" for text in one[at]]
    theirs = [text or "the question as put" for text in two[at]]
    why[at] = [
        f"{'The part is the larger, but they' if inner else 'They'} do not "
        f"{'speak of' if chosen else 'count'} the same thing: {x} against {y}."
        for x, y, inner, chosen in zip(ours, theirs, part[at], choice[at], strict=True)
    ]
    return why


def _heads(lined: pd.DataFrame, ledger: Ledger) -> tuple[np.ndarray, np.ndarray]:
    """Each claim as a reason names it, without and with its paragraph.

    "Interior Ministry via Meduza, 5 Jan 2022: 8"; the paragraph tells two claims of one document
    apart.
    """
    voice = _look_up(lined["source_id"], ledger.sources.set_index("source_id")["origin_id"])
    own = voice.eq(lined["origin_id"]).to_numpy(bool)
    columns = [lined[name] for name in ("origin", "via", "publisher", "source_id")]
    names = [_chain(*row) for row in zip(*columns, own, strict=True)]
    span = zip(lined["as_of_start"], lined["as_of_end"], strict=True)
    cached_date = lru_cache(maxsize=100_000)(date_text)
    dates = [f", {text}" if (text := cached_date(*ends)) else "" for ends in span]
    figures = _said(lined)
    rows = list(zip(names, lined["paragraph"], dates, figures, strict=True))
    short = [f"{name}{date}: {figure}" for name, _, date, figure in rows]
    long = [f"{name}, paragraph {place}{date}: {figure}" for name, place, date, figure in rows]
    return np.array(short, object), np.array(long, object)


@lru_cache(maxsize=100_000)
def _chain(origin: str, via: str, publisher: str, source_id: str, own: bool) -> str:
    """Origin, relays and document, from where the figure comes to where it was read."""
    relays = [relay.strip() for relay in via.split(";") if relay.strip()]
    steps = [origin, *reversed(relays), "" if own else publisher or source_id]
    return " via ".join(dict.fromkeys(step for step in steps if step)) or publisher or source_id


def _said(lined: pd.DataFrame) -> list[str]:
    """Each claim's figure for a reason; where a convention reads a hedge, the hedge too."""
    plain = figure_text(lined)
    read = lined["rule"].isin(["percent", "fixed", "point", "unresolved"])
    read &= lined["qualifier"].ne("exact")
    columns = [lined[name] for name in ("qualifier", "low", "high", "kind", "lower")]
    return [
        _hedged(*row, text) if hedge else text
        for hedge, text, *row in zip(read, plain, *columns, strict=True)
    ]


@lru_cache(maxsize=100_000)
def _hedged(qualifier: str, low: str, high: str, kind: str, lower: float, text: str) -> str:
    low, high = (_printed_text(figure, kind) for figure in (low, high))
    ends = f" {low} and {high}" if low and high and low != high else f" {low or high}"
    read = "left unresolved" if lower != lower else f"read as {text}"
    return f"{qualifier}{ends.rstrip()} ({read})"


def _printed_text(figure: str, kind: str) -> str:
    if not figure:
        return ""
    if kind == "date":
        span = parse_span(figure)
        return date_text(*map(seconds, span)) if span else figure
    return interval_text(float(figure), float(figure), False, False)


# --- status --------------------------------------------------------------------------------------


def status(
    ledger: Ledger,
    verdicts: pd.DataFrame,
    convention: str = "",
    tolerance: float | None = None,
) -> pd.DataFrame:
    """What the claims on each question amount to.

    Parameters
    ----------
    ledger : Ledger
    verdicts : DataFrame
        As `verdicts` gives it.
    convention, tolerance
        Those the verdicts were made under; only the spread needs them.

    Returns
    -------
    DataFrame
        One row per question in ledger order: question_id, topic, question; status (the first of
        `STATUSES` that holds); claims, parties (named ones), sources (numbers); spread (highest
        known bound divided by the lowest, NaN for dates, choices and where the lowest is 0 or
        less); silent (the source_ids that say nothing on it, joined by "; ").
    """
    lined = line_up(ledger, convention, tolerance)
    questions = ledger.questions
    table = questions[["question_id", "topic", "question"]].reset_index(drop=True)
    ids = table["question_id"]
    named = lined[~lined["party"].isin([UNNAMED, ""])]
    claims = ids.map(lined.groupby("question_id").size()).fillna(0).astype(int)
    parties = ids.map(named.groupby("question_id")["party"].nunique()).fillna(0).astype(int)
    sources = ids.map(lined.groupby("question_id")["source_id"].nunique()).fillna(0).astype(int)
    party_of = lined.set_index("claim_id")["party"]
    party_a, party_b = verdicts["claim_a"].map(party_of), verdicts["claim_b"].map(party_of)
    both = ~party_a.isin([UNNAMED, ""]) & ~party_b.isin([UNNAMED, ""]) & party_a.ne(party_b)

    def has(names: list[str], only: pd.Series | bool = True) -> pd.Series:
        return ids.isin(verdicts.loc[verdicts["verdict"].isin(names) & only, "question_id"])

    # figures for different scopes may overlap by chance: no party backs the other
    scopes = verdicts["caveats"].str.contains(CAVEATS[0], regex=False)
    rules = [
        has(["conflict", "self-conflict"]),
        has(["update"]),
        has(["agree", "compatible"], both & ~scopes),
        (has(["scope"]) | has(["agree", "compatible"], both)) & (parties > 1),
        claims > 1,
        claims == 1,
    ]
    return table.assign(
        status=np.select(rules, STATUSES[:-1], STATUSES[-1]),
        claims=claims,
        parties=parties,
        sources=sources,
        spread=ids.map(_spread(lined)).astype(float),
        silent=_silent(ids, lined, ledger.sources["source_id"]),
    ).astype({"status": "str", "silent": "str"})


def _spread(lined: pd.DataFrame) -> pd.Series:
    """Highest known bound divided by the lowest, by question."""
    figures = lined[~lined["kind"].isin(["date", "choice"])]
    # the 0 that "up to 400" starts from is no figure anybody gave
    given = figures["lower"].ne(0) | figures["low"].ne("")
    known = pd.concat([figures.loc[given, "lower"], figures["upper"]])
    known = known[np.isfinite(known)]
    groups = known.groupby(lined["question_id"].reindex(known.index).to_numpy(object))
    lowest = groups.min()
    return groups.max() / lowest.where(lowest > 0)


def _silent(ids: pd.Series, lined: pd.DataFrame, source_ids: pd.Series) -> list[str]:
    """For each question the sources without a claim on it."""
    speaking = lined.groupby("question_id")["source_id"].agg(set)
    return [
        "; ".join(source for source in source_ids if source not in speaks)
        for speaks in (speaking.get(question, set()) for question in ids)
    ]
