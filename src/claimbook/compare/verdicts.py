"""The verdict on every pair of claims on one question: what kind of disagreement it is.

The rules are one table, read from top to bottom. They say what kind of disagreement two claims
have, never which of them is right.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache

import numpy as np
import pandas as pd

from claimbook.compare import scopes
from claimbook.compare.lineup import POOLED, interval, line_up
from claimbook.ledger.model import Ledger
from claimbook.wording import DAY

COLUMNS = ["question_id", "claim_a", "claim_b", "verdict", "caveats", "reason"]
Sides = Mapping[str, np.ndarray]  # what judging needs to know of claims, by name
BATCH = 200_000  # pairs looked at together; a question is never divided

# The first row whose every condition holds gives the verdict and closes the reason. `CONDITIONS`
# says what each condition is; README prints the table from here.
RULES = [
    # verdict, conditions, closing words
    ("apart", "apart", "they do not speak of the same thing"),
    ("update", "refuted exceeds counted_before kin",
     "the part is the larger, but the whole of {kin} was counted before and rose"),
    ("unsettled", "refuted exceeds counted_before",
     "the part is the larger and was counted later: the whole rose, or they disagree"),
    ("part", "part fits", "the one speaks of a part of the other, and both can hold"),
    ("update", "same sure running rose kin", "the running total of {kin} rose"),
    ("unsettled", "same sure running rose differ", "it rose, or they disagree"),
    ("framing", "same differ both_possibly", "both are only entertained as possible"),
    ("framing", "same differ possibly", "one of them is only entertained as possible"),
    ("framing", "same differ several", "these are different, and can hold side by side"),
    ("unsettled", "same differ running kin overlapping",
     "it rose, was corrected or was quoted wrongly, all within {kin}"),
    ("self-conflict", "clash one_voice one_document held",
     "{kin} says both in one document, and both cannot hold"),
    ("revised", "clash one_voice later", "{kin} revised it"),
    ("unsettled", "clash one_voice", "{kin} corrected it, or was quoted wrongly"),
    ("conflict", "clash one_party", "both cannot hold: one party contradicts itself ({kin})"),
    ("conflict", "clash refuted exceeds", "both cannot hold: a part is larger than its whole"),
    ("conflict", "clash", "both cannot hold"),
    ("repeat", "same kin restated moved", "{kin} says it in other words, and is no second witness"),
    ("repeat", "same kin restated", "{kin} says it again, and is no second witness"),
    ("repeat", "same kin", "both can hold, but {kin} is no second witness"),
    ("agree", "same sure equal", "they say the same"),
    ("compatible", "same unresolved", "a vague word is left open, so both can hold"),
    ("compatible", "same", "both can hold"),
]  # fmt: skip
VERDICTS = tuple(dict.fromkeys(verdict for verdict, _, _ in RULES))
CONDITIONS = {
    "apart": "neither scope lies within the other",
    "part": "one scope lies within the other: a part and its whole",
    "same": "the scopes are the same",
    "sure": "neither is a possibility",
    "possibly": "one of them is a possibility",
    "both_possibly": "both are possibilities",
    "exceeds": "counts and money: the part's lower bound is above the whole's upper",
    "counted_before": "the whole is a running total counted wholly before the part",
    "refuted": "a part that exceeds its whole, or a yes for a part against a general no (event)",
    "fits": "no part exceeds its whole, and no yes for a part stands against a general no",
    "running": "a running total",
    "rose": "one is later (as-of wholly after) and higher (interval, or printed number, above)",
    "differ": "disjoint intervals, or different answers",
    "several": "the answers can hold side by side",
    "kin": "one voice or one named party",
    "one_voice": "a named origin wherever it is quoted, an unnamed one within one document",
    "one_party": "one named party",
    "one_document": "one document",
    "overlapping": "the as-of dates are not wholly apart",
    "later": "the as-of dates are wholly apart",
    "held": "of a running total, as-of dates that are not wholly apart",
    "clash": "the same scope and they differ, or refuted",
    "moved": "the hedge, or the words for what is counted, are others",
    "equal": "the same interval or answer; a vague word equals only itself",
    "restated": "the same interval, answer or printed number",
    "unresolved": "a vague word that the convention leaves open",
}
CAVEATS = {
    "one_party": "one party",
    "unnamed": "an unnamed voice",
    "hearsay": "hearsay",
    "inferred": "as-of inferred",
    "vague": "vague word",
    "digits": "the same digits in another order (a slip?)",
}
# What readers see first.
FAMILIES = {
    "cannot both hold": ("conflict", "self-conflict"),
    "may not both hold": ("unsettled",),
    "moved": ("update", "revised"),
    "fit": ("agree", "compatible", "repeat"),
    "not the same": ("part", "framing", "apart"),
}
FAMILY = {verdict: family for family, words in FAMILIES.items() for verdict in words}


def verdicts(ledger: Ledger, convention: str = "", tolerance: float | None = None) -> pd.DataFrame:
    """The verdict on every pair of claims on one question; parameters and errors as in `line_up`.

    A DataFrame of `COLUMNS`, caveats being joined by "; "; questions in the order in which claims
    first name them. The number of pairs grows with the square of one question's claims.
    """
    return judged(line_up(ledger, convention, tolerance), ledger.scopes)


def judged(lined: pd.DataFrame, scopes_: pd.DataFrame) -> pd.DataFrame:
    """`verdicts` of claims that are lined up already."""
    empty = pd.DataFrame(columns=COLUMNS, dtype=object)
    return pd.concat([empty, *batches(lined, scopes_)], ignore_index=True).astype("str")


def batches(lined: pd.DataFrame, scopes_: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """`judged`, some questions at a time, so that memory does not grow with the pairs."""
    claims = sides(lined)
    parts: list[tuple[np.ndarray, np.ndarray]] = []
    size = 0
    for rows in lined.groupby("question_id", sort=False).indices.values():
        first, second = _pairs(len(rows))
        parts.append((rows[first], rows[second]))
        size += len(first)
        if size > BATCH:
            yield _judge(claims, parts, scopes_)
            parts, size = [], 0
    if size:
        yield _judge(claims, parts, scopes_)


@lru_cache(maxsize=100)
def _pairs(claims: int) -> tuple[np.ndarray, np.ndarray]:
    """Every two of so many claims."""
    return np.triu_indices(claims, 1)


def sides(lined: pd.DataFrame) -> Sides:
    """What judging a pair needs to know of each claim; texts as numbers, which compare faster."""
    coded = "answer origin_id party source_id figure counted qualifier stated".split()
    taken = ["question_id", "claim_id", "scope", "named", "inferred"]
    taken += ["lower", "upper", "lower_open", "upper_open", "as_of_start", "as_of_end"]
    # the one number a claim prints
    figure = lined["low"].where(lined["low"].ne(""), lined["high"])
    figure = figure.mask(lined["high"].ne("") & lined["high"].ne(figure), "")
    return {name: pd.factorize(lined[name])[0] for name in coded} | {
        **{name: lined[name].to_numpy() for name in taken},
        "choice": lined["kind"].eq("choice").to_numpy(),
        "date": lined["kind"].eq("date").to_numpy(),
        "amount": lined["kind"].isin(["count", "money"]).to_numpy(),
        "event": lined["answers_are"].eq("event").to_numpy(),
        "several": lined["answers_are"].eq("several").to_numpy(),
        "running": lined["running_total"].eq("yes").to_numpy(),
        "yes": lined["answer"].eq("yes").to_numpy(),
        "no": lined["answer"].eq("no").to_numpy(),
        "possibly": lined["stated"].eq("possibly").to_numpy(),
        "reportedly": lined["stated"].eq("reportedly").to_numpy(),
        "pooled": lined["origin_kind"].eq(POOLED).to_numpy(),
        "vague": lined["rule"].isin(["fixed", "unresolved"]).to_numpy(),
        "number": pd.to_numeric(figure, errors="coerce").to_numpy(float),
        # no number that "up to" prints was counted
        "ceiling": lined["opens"].eq("down").to_numpy(),
        "digits": pd.factorize(figure.map(lambda text: "".join(sorted(text))))[0],
        "head": _heads(lined).to_numpy(object),
        "voice": np.where(lined["named"], lined["party"], lined["origin"]),
    }


def _judge(
    claims: Sides, parts: list[tuple[np.ndarray, np.ndarray]], scopes_: pd.DataFrame
) -> pd.DataFrame:
    """Verdict, caveats and reason of pairs, each given by the rows of its two claims."""
    a, b = (np.concatenate(rows) for rows in zip(*parts, strict=True))
    one, two = ({name: cells[rows] for name, cells in claims.items()} for rows in (a, b))
    pairs = conditions(one, two, scopes.relations(one["scope"], two["scope"], scopes_))
    holds = [pairs[needed.split()].all(axis=1) for _, needed, _ in RULES]
    row = np.select(holds, range(len(RULES)))
    closing = np.array([closing for *_, closing in RULES], object)[row]
    caveats = _caveats()[sum(pairs[name].to_numpy() << bit for bit, name in enumerate(CAVEATS))]
    named = np.array(["{" in text for text in closing], bool)
    closing[named] = [
        text.format(kin=kin) for text, kin in zip(closing[named], one["voice"][named], strict=True)
    ]
    told = zip(one["head"], two["head"], closing, caveats, strict=True)
    return pd.DataFrame(
        {
            "question_id": one["question_id"],
            "claim_a": one["claim_id"],
            "claim_b": two["claim_id"],
            "verdict": np.array([verdict for verdict, _, _ in RULES], object)[row],
            "caveats": caveats,
            "reason": [f"{x}, {y}: {z}{text and '; '}{text}." for x, y, z, text in told],
        },
        dtype=object,  # as strings of pandas millions of them take twice the time
    )


def conditions(one: Sides, two: Sides, relation: np.ndarray) -> pd.DataFrame:
    """What holds of each pair: `CONDITIONS` and `CAVEATS`, a column each."""

    def either(name: str) -> np.ndarray:
        return one[name] | two[name]

    def alike(name: str) -> np.ndarray:
        return one[name] == two[name]

    same, part = relation == scopes.SAME, (relation == scopes.PART) | (relation == scopes.WHOLE)
    inner = relation == scopes.PART  # the first is the part
    choice, named = one["choice"], one["named"] & two["named"]
    above = one["lower"] > two["upper"], two["lower"] > one["upper"]
    differ = differs(one, two)
    equal = alike("lower") & alike("upper") & alike("lower_open") & alike("upper_open")
    equal = np.where(either("vague"), alike("qualifier"), equal)
    equal = np.where(choice, alike("answer"), equal)
    after = one["as_of_start"] >= two["as_of_end"], two["as_of_start"] >= one["as_of_end"]
    counted = ~either("ceiling")
    higher = (
        above[0] | (counted & (one["number"] > two["number"])),
        above[1] | (counted & (two["number"] > one["number"])),
    )
    one_document = alike("source_id")
    one_party = alike("party") & named
    one_voice = alike("origin_id") & ~either("pooled") & (named | one_document)
    sure = ~either("possibly")
    exceeds = one["amount"] & np.where(inner, *above)
    denied = one["event"] & np.where(inner, one["yes"] & two["no"], two["yes"] & one["no"])
    refuted = part & sure & (exceeds | denied)
    clash = (same & differ) | refuted
    # that one voice says otherwise in another document hangs on the days as well
    dated = clash & sure & ~one["several"] & one_voice & ~one_document
    apart_in_time = after[0] | after[1]
    return pd.DataFrame(
        {
            "apart": relation == scopes.APART,
            "part": part,
            "same": same,
            "sure": sure,
            "possibly": ~sure,
            "both_possibly": one["possibly"] & two["possibly"],
            "exceeds": exceeds,
            "counted_before": one["running"] & np.where(inner, *after),
            "refuted": refuted,
            "fits": ~refuted,
            "running": one["running"],
            "rose": (after[0] & higher[0]) | (after[1] & higher[1]),
            "differ": differ,
            "several": one["several"],
            "kin": one_voice | one_party,
            "one_voice": one_voice,
            "one_party": one_party,
            "one_document": one_document,
            "overlapping": ~apart_in_time,
            "later": apart_in_time,
            "held": ~(one["running"] & apart_in_time),
            "clash": clash,
            "moved": ~(alike("figure") & alike("counted") & alike("stated")),
            "equal": equal,
            "restated": equal | alike("number"),
            "unresolved": ~choice & (np.isnan(one["lower"]) | np.isnan(two["lower"])),
            "unnamed": ~named,
            "hearsay": either("reportedly"),
            "inferred": either("inferred") & (one["running"] | dated),
            "vague": either("vague"),
            "digits": alike("digits") & (one["number"] != two["number"]) & ~one["date"]
            & (one["number"] >= 10) & (two["number"] >= 10),
        }
    )  # fmt: skip


def differs(one: Sides, two: Sides) -> np.ndarray:
    """Whether the answers are others or the intervals disjoint.

    A day ends where the next begins; hours and parts of the day that merely meet are one moment.
    One strict bound alone sets nothing apart, "more than 18" from 18; two do, from "fewer than 18".
    """
    found = one["answer"] != two["answer"]
    for low, high in ((one, two), (two, one)):
        lower, upper = low["lower"], high["upper"]
        with np.errstate(invalid="ignore"):  # an open end is at no hour
            midnight = one["date"] & (lower % DAY == 0)
        meet = (lower == upper) & (midnight | (low["lower_open"] & high["upper_open"]))
        found = found | (lower > upper) | meet
    return found


def _heads(lined: pd.DataFrame) -> pd.Series:
    """Each claim as a reason names it: ``Interior Ministry › Meduza 6 Jan ¶13 (5 Jan 2022) has 8``.

    Where a convention reads a hedge, how it reads it stands beside the figure.
    """
    when = (" (" + lined["when"] + ")").where(lined["when"].ne(""), "")
    read = lined["rule"].isin(["percent", "fixed", "point"]) & lined["qualifier"].ne("exact")
    reading = (" (read as " + interval(lined) + ")").where(read, "")
    return lined["who"] + when + " has " + lined["said"] + reading


def _caveats() -> np.ndarray:
    """The caveats of every combination, by the number whose bits say which hold."""
    combined = [
        "; ".join(text for bit, text in enumerate(CAVEATS.values()) if number >> bit & 1)
        for number in range(2 ** len(CAVEATS))
    ]
    return np.array(combined, object)
