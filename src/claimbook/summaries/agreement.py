"""Two readers of the same documents: what both coded, where they differ, what is left to settle.

The claims of two codings are matched by where they stand and what they answer, never by their ids.
Percent agreement is stated for each column; Krippendorff's alpha (the ``krippendorff`` package,
the extra ``[agreement]``) where it is defined. Both speak of the claims that both readers found;
how many only one of them found stands beside them.
"""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from claimbook.evidence.anchors import anchors
from claimbook.ledger import dates
from claimbook.ledger.model import Ledger
from claimbook.summaries.alpha import alpha
from claimbook.summaries.other_coding import read_claims
from claimbook.wording import counted, listed

DATE = re.compile(r"[0-9]{4}-[0-9]{2}")
PLACE = ["source_id", "paragraph"]
SIDES = ("first", "second")
# What is compared, on which claims, with which level of measurement.
MEASURES = (
    ("question", "figure", "nominal"),
    ("numbers", "figure", ""),
    ("low", "figure", "ratio"),
    ("high", "figure", "ratio"),
    ("low, dates", "figure", "interval"),
    ("high, dates", "figure", "interval"),
    ("part of day", "figure", "nominal"),
    ("qualifier", "figure", "nominal"),
    ("counted", "figure", "nominal"),
    ("answer", "choice", "nominal"),
    ("scope", "", "nominal"),
    ("stated", "", "nominal"),
    ("origin", "", "nominal"),
    ("as of", "", "nominal"),
)
COLUMNS = {"question_id": "question", "origin_id": "origin", "as_of": "as of"}
TOLD = [name for name, _, level in MEASURES if level in ("nominal", "")]
SETTLED = [name for name in TOLD if name != "part of day"]  # that one is among the numbers


@dataclass(frozen=True, eq=False)
class Agreement:
    """What two codings have in common.

    Attributes
    ----------
    units : DataFrame
        What is coded, by either or both: the index is unit, source_id, paragraph and kind (figure
        or choice); the columns are `SIDES`, each with what it wrote (NaN where it has no claim).
    found : DataFrame
        By kind (figure, choice) how many claims the first, the second and both have.
    measures : DataFrame
        measure, kind (empty: both), level of measurement, compared, same, percent (NaN where
        nothing was compared), alpha (NaN where there is none), remark (why there is none, or of how
        many claims it is).
    to_settle : DataFrame
        One row per difference, in the order of the documents: source_id, paragraph, what, then of
        either coding what it says, its wording and claim_id, empty where it has no claim.
    """

    units: pd.DataFrame
    found: pd.DataFrame
    measures: pd.DataFrame
    to_settle: pd.DataFrame


def agreement(
    first: pd.DataFrame, second: pd.DataFrame, documents: dict[str, str] | None = None
) -> Agreement:
    """Compare two codings of the same documents.

    Two claims can be one where they stand in the same paragraph of the same document and both are
    figures or both choices. Figures must share words of their wordings, and the question or the
    numbers; choices must share the question, as one sentence may answer several. Of all that could
    be paired, the likest are paired first, each claim once: same question, then same numbers or
    answer, then more of the wording shared, then the order of the two codings. Wordings that are
    found in their document (`documents`: text by source_id) share what stands in the same place,
    others what words they have in common.
    """
    found_in = documents or {}
    sides = {"first": _values(first, found_in), "second": _values(second, found_in)}
    units = {"first": range(len(first)), "second": _units(*sides.values())}
    index = ["unit", *PLACE, "kind"]
    units = pd.concat(
        {side: rows.assign(unit=units[side]).set_index(index) for side, rows in sides.items()},
        axis=1,
    )
    units["first", "counted"] = _same_people(*(units[side, "counted"].fillna("") for side in SIDES))
    has = _pair(units, "claim_id").notna()
    found = has.assign(both=has.all(axis=1)).groupby("kind").sum()
    both = units[has.all(axis=1)]
    return Agreement(
        units=units,
        found=found.reindex(["figure", "choice"], fill_value=0),
        measures=_measures(both),
        to_settle=_to_settle(units, both),
    )


def second_reader(ledger: Ledger, name: str) -> tuple[Agreement, list[str]]:
    """The ledger against a second coding in its folder (``second-coding/claims.csv``), and remarks.

    Without such a file the result is empty, and a remark says so; see `read_claims` for the rest.
    """
    if not (ledger.folder / name).is_file():
        nothing = ledger.claims.iloc[:0]
        remark = f"This ledger has no second coding ({name}); nothing is compared."
        return agreement(nothing, nothing), [remark]
    second, remarks = read_claims(ledger.folder / name, ledger)
    return agreement(ledger.claims, second), remarks


def _values(claims: pd.DataFrame, documents: dict[str, str]) -> pd.DataFrame:
    """What a coder wrote for each measure, where the same is the same; NaN: nothing of the kind."""
    claims = claims.join(anchors(claims, documents)[["start", "end"]]).reset_index(drop=True)
    low, high, qualifier = (claims[name] for name in ("low", "high", "qualifier"))
    found = claims.rename(columns=COLUMNS).assign(
        kind=np.where(claims["answer"].ne(""), "choice", "figure"),
        numbers=low + "/" + high,
        scope=claims["scope"].map(lambda names: "; ".join(sorted(names.split("; ")))),
    )
    for end, figure in (("low", low), ("high", high)):
        dated = figure.str.match(DATE)
        found[f"{end}, dates"] = figure.where(dated)
        found[end] = figure.mask(dated | figure.eq(""))
    part = low.str.extract(f"({'|'.join(dates.PARTS)})$", expand=False).fillna("")
    # in as little as possible: "about 2500", "2 to 3", "several", "yes"
    figures = low.where(low.eq(high) | high.eq(""), low + " to " + high).where(low.ne(""), high)
    said = qualifier.replace("exact", "") + " " + figures + claims["answer"]
    return found.assign(
        **{"part of day": part.where(found["low, dates"].notna())},
        said=claims["question_id"] + ": " + said.str.strip(),
    )


def _units(first: pd.DataFrame, second: pd.DataFrame) -> list[int]:
    """A unit for each row of the second coding: the row of the first that it is, or a new one."""
    first, second = (rows.reset_index(names="row") for rows in (first, second))
    pairs = first.merge(second, on=[*PLACE, "kind"], suffixes=("", "_other"))
    question, numbers, answer = (
        pairs[name].eq(pairs[f"{name}_other"]) for name in ("question", "numbers", "answer")
    )
    pairs = pairs.assign(same_question=question, same_value=numbers & answer, shared=_shared(pairs))
    choice = pairs["kind"].eq("choice")
    possible = (choice & question) | (~choice & pairs["shared"].gt(0) & (question | numbers))
    likest = ["same_question", "same_value", "shared"]
    ranked = pairs[possible].sort_values(
        [*likest, "row", "row_other"], ascending=[False, False, False, True, True]
    )
    taken: dict[int, int] = {}
    for row, other in zip(ranked["row"], ranked["row_other"], strict=True):
        if other not in taken and row not in taken.values():
            taken[other] = row
    return [taken.get(row, len(first) + row) for row in second["row"]]


def _shared(pairs: pd.DataFrame) -> pd.Series:
    """Share of the longer wording that the two of a pair have in common, 0 to 1."""
    start = pairs[["start", "start_other"]].max(axis=1)
    end = pairs[["end", "end_other"]].min(axis=1)
    one, other = (pairs[f"end{which}"] - pairs[f"start{which}"] for which in ("", "_other"))
    placed = pairs["start"].ge(0) & pairs["start_other"].ge(0)
    wordings = zip(pairs["wording"], pairs["wording_other"], strict=True)
    words = pd.Series([_shared_words(*both) for both in wordings], pairs.index, dtype="float64")
    return ((end - start).clip(lower=0) / np.maximum(one, other)).where(placed, words)


def _shared_words(one: str, two: str) -> float:
    a, b = (re.findall(r"\w+", text.casefold()) for text in (one, two))
    return sum(min(a.count(word), b.count(word)) for word in {*a}) / max(len(a), len(b), 1)


def _same_people(one: pd.Series, two: pd.Series) -> pd.Series:
    """The first coder's words, or the second's where one run of words lies within the other."""
    runs = zip(*((" " + side.str.casefold() + " ") for side in (one, two)), strict=True)
    within = np.array([a in b or b in a for a, b in runs], bool)
    return one.mask(within & one.ne("") & two.ne(""), two)


def _pair(units: pd.DataFrame, name: str) -> pd.DataFrame:
    """What either coding wrote in one column: first, second."""
    return units.xs(name, axis=1, level=1)


# --- measuring -----------------------------------------------------------------------------------


def _measures(both: pd.DataFrame) -> pd.DataFrame:
    kinds = both.index.get_level_values("kind")
    rows = []
    for name, kind, level in MEASURES:
        pair = _pair(both, name)[kinds.str.fullmatch(kind or ".*")]
        # one coder may have left a figure out, but not the day of which a part is named
        pair = pair.dropna(how="any" if level == "nominal" else "all").fillna("")
        same = int(pair["first"].eq(pair["second"]).sum())
        percent = 100 * same / len(pair) if len(pair) else np.nan
        beyond_chance = alpha(pair["first"], pair["second"], level)
        rows.append((name, kind, level, len(pair), same, percent, *beyond_chance))
    columns = ["measure", "kind", "level", "compared", "same", "percent", "alpha", "remark"]
    return pd.DataFrame(rows, columns=columns)


def _to_settle(units: pd.DataFrame, both: pd.DataFrame) -> pd.DataFrame:
    """The differences within pairs and the claims that one coding alone has, place by place."""
    pairs = {name: _pair(both, name) for name in SETTLED}
    told = {name: pair[pair["first"].ne(pair["second"])] for name, pair in pairs.items()}
    alone = _pair(units.drop(index=both.index), "said")
    told |= {f"only the {side}": alone[alone[side].notna()] for side in SIDES}
    table = pd.concat(told, names=["what"]).reset_index()
    for name in ("wording", "claim_id"):
        table = table.join(_pair(units, name).add_suffix(f"_{name}"), on=units.index.names)
    source = units.index.unique("source_id").get_indexer(table["source_id"])
    order = np.lexsort([pd.to_numeric(table["paragraph"]), source])
    return table.iloc[order].fillna("").reset_index(drop=True)


# --- telling -------------------------------------------------------------------------------------


def summary(result: Agreement) -> list[str]:
    """How many claims both readers found, how far they agree on each column, and what is left."""
    if result.units.empty:
        return ["There are no claims to compare."]
    what = {"figure": "of figures and dates", "choice": "of a choice"}
    sentences = [
        f"Both readers have {counted(row.both, 'claim')} {what[row.Index]}: "
        f"{row.both / row.first:.0%} of the first reader’s {row.first} and "
        f"{row.both / row.second:.0%} of the second reader’s {row.second}."
        for row in result.found.itertuples()
        if row.first and row.second
    ]
    told = [
        f"{row.measure} {row.same} of {row.compared} ({row.percent:.0f} %"
        + ("" if np.isnan(row.alpha) else f", alpha {row.alpha:.2f}")
        + ")"
        for row in result.measures.itertuples()
        if row.compared and row.measure in TOLD
    ]
    if told:
        sentences.append(f"Of the claims that both have, these are the same: {listed(told)}.")
    first, second = (int(result.to_settle["what"].eq(f"only the {side}").sum()) for side in SIDES)
    within = len(result.to_settle) - first - second
    sentences.append(
        f"To settle: {counted(within, 'difference')} within claims that both have, "
        f"{counted(first, 'claim')} that only the first coding has, and {second or 'none'} that "
        "only the second has."
    )
    return sentences


def as_text(result: Agreement) -> str:
    """The result for a terminal: sentences, measures, and the list to settle place by place."""
    table = reader(result)
    lines = summary(result)
    lines += ["", table.to_string(index=False, na_rep="")] if len(table) else []
    rows = result.to_settle.assign(
        said=[" against ".join(filter(None, sides)) for sides in _sides(result, "{} “{}” ({})")]
    )
    for (source, paragraph), here in rows.groupby(PLACE, sort=False):
        lines += ["", f"{source} ¶{paragraph}"]
        lines += [f"  {row.what}: {row.said}" for row in here.itertuples()]
    return "\n".join(lines)


def reader(result: Agreement) -> pd.DataFrame:
    """What was compared as a reader's table: What, Of, Compared, Same, Percent, Alpha, Remark."""
    rows = result.measures[result.measures["compared"] > 0].reset_index(drop=True)
    return pd.DataFrame(
        {
            "What": rows["measure"],
            "Of": rows["kind"].replace("", "all"),
            "Compared": rows["compared"],
            "Same": rows["same"],
            "Percent": rows["percent"].round(1),
            "Alpha": rows["alpha"].round(3),
            "Level, remark": (rows["level"] + ", " + rows["remark"]).str.removeprefix(", "),
        }
    )


def settle_table(result: Agreement) -> pd.DataFrame:
    """The list to settle as a reader's table: Place, What, First coding, Second coding."""
    rows = result.to_settle
    # "in" parts what was coded from the quotation, which else would seem longer than it is
    sides = [[text or "—" for text in both] for both in _sides(result, "{} in “{}”")]
    table = pd.DataFrame(sides, columns=["First coding", "Second coding"])
    table.insert(0, "Place", rows["source_id"] + " ¶" + rows["paragraph"])
    table.insert(1, "What", rows["what"])
    return table


def _sides(result: Agreement, form: str) -> list[list[str]]:
    """Of each difference what the first and the second coding have: what it says, wording, id."""
    columns = [[side, f"{side}_wording", f"{side}_claim_id"] for side in SIDES]
    cells = [result.to_settle[names].to_numpy() for names in columns]
    return [
        [form.format(said or "empty", *rest) if rest[-1] else "" for said, *rest in both]
        for both in zip(*cells, strict=True)
    ]
