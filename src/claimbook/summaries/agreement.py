"""Two codings of the same documents: what both have, how far they agree, what is left to settle.

A claim of one coding is a claim of the other where both answer the same question from the same
paragraph, whatever their ids and wordings: what they then say is compared column by column, as the
share that is the same and as Krippendorff's alpha (the ``krippendorff`` package, the extra
``[agreement]``). Both speak of the claims that both readers found; how many only one of them found
stands beside them. A figure under another question is a claim that each of them has alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from claimbook.ledger import check, dates
from claimbook.ledger.columns import schema
from claimbook.ledger.csvfile import read_sheet
from claimbook.ledger.files import COLUMNS, FIELDS
from claimbook.ledger.model import Ledger, LedgerError, Problem
from claimbook.wording import counted, listed

KEY = ["source_id", "paragraph", "question_id", "kind"]
SIDES = ("first", "second")
# What is compared, and of which claims: figures and dates, choices or all.
MEASURES = (
    ("numbers", "figure"),
    ("part of day", "figure"),
    ("qualifier", "figure"),
    ("counted", "figure"),
    ("answer", "choice"),
    ("scope", "all"),
    ("stated", "all"),
    ("origin", "all"),
    ("as of", "all"),
)
SETTLED = [name for name, _ in MEASURES if name != "part of day"]  # that one is among the numbers
NO_ALPHA = (
    "No alpha can be given where both readers use one value only, where there are too many "
    "values, or without the package krippendorff (pip install 'claimbook[agreement]')."
)
MAX_CELLS = 20_000_000  # numbers held at a time, 8 bytes each


@dataclass(frozen=True, eq=False)
class Agreement:
    """What two codings have in common.

    Attributes
    ----------
    units : DataFrame
        What is coded, by either or both: the index is `KEY` and a number; the columns are `SIDES`,
        each with what it wrote (NaN where it has no claim).
    measures : DataFrame
        measure, kind (figure, choice, all), compared, same, percent (NaN where nothing was
        compared), alpha (NaN where there is none).
    to_settle : DataFrame
        One row per difference, in the order of the documents: what, the unit, and what the first
        and the second say, in which wording of which claim; empty where it has none.
    """

    units: pd.DataFrame
    measures: pd.DataFrame
    to_settle: pd.DataFrame


def agreement(first: pd.DataFrame, second: pd.DataFrame) -> Agreement:
    """Compare two codings of the same documents.

    Where a paragraph answers one question several times, one claim are first the same figures or
    answers in the same wording, then the same wordings, then the same figures or answers, and then
    what is left, in the order of its figures.
    """
    units = _units(_values(first), _values(second))
    both = units[units["claim_id"].notna().all(axis=1)]
    return Agreement(units, _measures(both), _to_settle(units, both))


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


# --- the other coding ----------------------------------------------------------------------------


def read_claims(path: str | Path, ledger: Ledger) -> tuple[pd.DataFrame, list[str]]:
    """Another coding of a ledger's documents, and what it names that the ledger does not have.

    Strict about the form of the CSV, its columns and what the data package says of them; lenient
    about questions, answers, origins and qualifiers that this ledger does not have, because
    another reader, or an older list of questions, may have them.

    Raises
    ------
    LedgerError
        If it cannot be read, with all problems.
    """
    path = Path(path)
    if not path.is_file():
        message = "there is no such file; name the claims.csv of the other coding"
        raise LedgerError([Problem(str(path), 0, "", message)])
    sheet = read_sheet(path, "claims")
    claims = check.frame(sheet, COLUMNS["claims"])
    of_cells = schema(FIELDS["claims"])
    found = [Problem(path.name, *place) for place in [*sheet.problems, *of_cells(claims)]]
    if errors := sorted(problem for problem in found if not problem.warning):
        raise LedgerError(check.shortened(errors))
    return claims, list(_strange(claims, ledger))


def _strange(claims: pd.DataFrame, ledger: Ledger) -> Iterator[str]:
    """What a coding says that the ledger does not have."""
    questions = ledger.questions.assign(answer=ledger.questions["answers"].str.split("|"))
    asked = claims["question_id"].isin(questions["question_id"])
    answers = _answers(claims).where(asked & claims["answer"].ne(""), "")
    cells = {
        "document": (claims["source_id"], ledger.sources["source_id"]),
        "question": (claims["question_id"], questions["question_id"]),
        "origin": (claims["origin_id"], ledger.origins["origin_id"]),
        "qualifier": (claims["qualifier"], ledger.conventions["qualifier"]),
        "answer": (answers, _answers(questions.explode("answer"))),
    }
    for name, (said, known) in cells.items():
        strange = said[said.ne("") & ~said.isin(known)]
        if len(strange):
            yield (
                f"In {counted(len(strange), 'claim')} of the second coding the {name} is none "
                f"that this ledger has ({', '.join(strange.unique())}): it counts as another."
            )


def _answers(rows: pd.DataFrame) -> pd.Series:
    return rows["question_id"] + ": " + rows["answer"]


# --- matching ------------------------------------------------------------------------------------


def _values(claims: pd.DataFrame) -> pd.DataFrame:
    """What a coder wrote for each measure, where the same is the same; NaN: nothing of the kind."""
    low, high, qualifier = (claims[name] for name in ("low", "high", "qualifier"))
    # in as little as possible: "about 2500", "2 to 3", "several", "yes"
    figures = low.where(low.eq(high) | high.eq(""), low + " to " + high).where(low.ne(""), high)
    said = qualifier.replace("exact", "") + " " + figures + claims["answer"]
    return claims.rename(columns={"origin_id": "origin", "as_of": "as of"}).assign(
        kind=np.where(claims["answer"].ne(""), "choice", "figure"),
        numbers=low + "/" + high,
        scope=claims["scope"].map(lambda names: "; ".join(sorted(names.split("; ")))),
        said=claims["question_id"] + ": " + said.str.strip(),
        # of dates alone, and empty where one names no part
        **{"part of day": low.str.extract(rf"^\d{{4}}-[\d-]*({'|'.join(dates.PARTS)}|)")[0]},
    )


def _units(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """What the two codings wrote, column by column: a row for each claim that either has."""
    claims = pd.concat(
        [rows.assign(side=side) for side, rows in zip(SIDES, (first, second), strict=True)],
        ignore_index=True,
    )
    claims["value"] = claims["numbers"] + claims["answer"]
    left, number = claims.sort_values("value", kind="stable"), pd.Series(0, index=claims.index)
    for same in (["value", "wording"], ["wording"], ["value"], []):
        nth = left.groupby(["side", *KEY, *same]).cumcount()
        pairs = left.groupby([*KEY, *same, nth])["side"]
        number[left.index] = pairs.ngroup() + number.max() + 1
        left = left[pairs.transform("size").eq(1)]
    claims["number"] = number
    sides = {side: claims[claims["side"].eq(side)].set_index([*KEY, "number"]) for side in SIDES}
    units = pd.concat(sides, axis=1).swaplevel(axis=1)
    units["counted", "first"] = _same_people(*(units["counted", side].fillna("") for side in SIDES))
    return units


def _same_people(one: pd.Series, two: pd.Series) -> pd.Series:
    """The first coder's words, or the second's where one run of words lies within the other."""
    runs = zip(*((" " + side.str.casefold() + " ") for side in (one, two)), strict=True)
    within = np.array([a in b or b in a for a, b in runs], bool)
    return one.mask(within & one.ne("") & two.ne(""), two)


# --- measuring -----------------------------------------------------------------------------------


def _measures(both: pd.DataFrame) -> pd.DataFrame:
    kinds = both.index.get_level_values("kind")
    rows = []
    for name, kind in MEASURES:
        pair = both[name][(kinds == kind) | (kind == "all")].dropna()
        same = int(pair["first"].eq(pair["second"]).sum())
        percent = 100 * same / len(pair) if len(pair) else np.nan
        rows.append((name, kind, len(pair), same, percent, alpha(pair["first"], pair["second"])))
    columns = ["measure", "kind", "compared", "same", "percent", "alpha"]
    return pd.DataFrame(rows, columns=columns)


def alpha(first: pd.Series, second: pd.Series) -> float:
    """Krippendorff's alpha of two coders, NaN where there is none (see `NO_ALPHA`).

    `first` and `second` are the texts they gave to the same units; each text, the empty one too,
    is a value of its own.
    """
    codes, values = pd.factorize(pd.concat([first, second]))
    # the package lays out every unit against every pair of values
    if len(values) < 2 or len(first) * len(values) ** 2 > MAX_CELLS:
        return np.nan
    try:
        import krippendorff
    except ImportError:
        return np.nan
    data = codes.reshape(2, -1).astype(float)
    return float(krippendorff.alpha(reliability_data=data, level_of_measurement="nominal"))


def _to_settle(units: pd.DataFrame, both: pd.DataFrame) -> pd.DataFrame:
    """The differences within pairs and the claims that one coding alone has, place by place."""
    told = {name: both[name][both[name, "first"].ne(both[name, "second"])] for name in SETTLED}
    alone = units["said"].drop(index=both.index)
    told |= {f"only the {side}": alone[alone[side].notna()] for side in SIDES}
    # "in" parts what was coded from the quotation, which else would seem longer than it is
    where = " in “" + units["wording"] + "” (" + units["claim_id"] + ")"
    texts = {what: rows.replace("", "empty") + where.loc[rows.index] for what, rows in told.items()}
    table = pd.concat(texts, names=["what"]).reset_index()
    source = units.index.unique("source_id").get_indexer(table["source_id"])
    order = np.lexsort([pd.to_numeric(table["paragraph"]), source])
    return table.iloc[order].fillna("").reset_index(drop=True)


# --- telling -------------------------------------------------------------------------------------


def summary(result: Agreement) -> list[str]:
    """How many claims both readers found, how far they agree on each column, and what is left."""
    if result.units.empty:
        return ["There are no claims to compare."]
    has = result.units["claim_id"].notna()
    sentences = []
    for kind, of in (("figure", "of figures and dates"), ("choice", "of a choice")):
        here = has[has.index.get_level_values("kind") == kind]
        both, first, second = int(here.all(axis=1).sum()), *here.sum()
        if first and second:
            sentences.append(
                f"Both readers have {counted(both, 'claim')} {of}: "
                f"{both / first:.0%} of the first reader’s {first} and "
                f"{both / second:.0%} of the second reader’s {second}."
            )
    told = [
        f"{row.measure} {row.same} of {row.compared} ({row.percent:.0f} %"
        + ("" if np.isnan(row.alpha) else f", alpha {row.alpha:.2f}")
        + ")"
        for row in result.measures.itertuples()
        if row.compared
    ]
    if told:
        sentences.append(f"Of the claims that both have, these are the same: {listed(told)}.")
    if (result.measures["compared"].gt(0) & result.measures["alpha"].isna()).any():
        sentences.append(NO_ALPHA)
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
    for (source, paragraph), here in result.to_settle.groupby(KEY[:2], sort=False):
        lines += ["", f"{source} ¶{paragraph}"]
        for row in here.itertuples():
            lines.append(f"  {row.what}: {' against '.join(filter(None, [row.first, row.second]))}")
    return "\n".join(lines)


def reader(result: Agreement) -> pd.DataFrame:
    """What was compared as a reader's table: What, Of, Compared, Same, Percent, Alpha."""
    rows = result.measures[result.measures["compared"] > 0].reset_index(drop=True)
    rows = rows.round({"percent": 1, "alpha": 3}).rename(columns={"measure": "what", "kind": "of"})
    return rows.rename(columns=str.capitalize)


def settle_table(result: Agreement) -> pd.DataFrame:
    """The list to settle as a reader's table: Place, What, First coding, Second coding."""
    rows = result.to_settle.replace("", "—")
    table = rows.assign(place=rows["source_id"] + " ¶" + rows["paragraph"])
    columns = {"place": "Place", "what": "What", "first": "First coding", "second": "Second coding"}
    return table[[*columns]].rename(columns=columns)
