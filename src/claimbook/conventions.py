"""How much hangs on the reading: verdicts under every convention, and at every tolerance.

A convention is rows of ``conventions.csv``; one that is added there is compared here without a
change to any code. Nothing says which convention is right: the functions show which verdicts are
the same under all of them, and which flip.
"""

import math
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from claimbook import compare, intervals
from claimbook.intervals import Interval
from claimbook.ledger import Ledger
from claimbook.views import as_of, chain, counted, listed, printed
from claimbook.words import VERDICTS

KEY = ["question_id", "claim_a", "claim_b"]
APART = ("conflict", "self-conflict")
NO_ROW = "no contradiction"


def names(ledger: Ledger) -> list[str]:
    """The conventions of a ledger in the order of ``conventions.csv``; the first is the default."""
    return list(dict.fromkeys(ledger.conventions["convention"]))


def every(ledger: Ledger, conventions: Iterable[str] | None = None) -> pd.DataFrame:
    """Every verdict under each convention, side by side.

    Parameters
    ----------
    ledger : Ledger
    conventions : iterable of str, optional
        Which ones; by default all of ``conventions.csv``.

    Returns
    -------
    DataFrame
        question_id, claim_a, claim_b and a column per convention with the verdict. A part that is
        larger than its whole under some conventions only has a row all the same, with ``""`` under
        the others: they see no contradiction there.

    Raises
    ------
    ValueError
        For a convention that is not in the ledger.
    """
    chosen = names(ledger) if conventions is None else list(dict.fromkeys(conventions))
    return _side_by_side({name: compare.verdicts(ledger, name) for name in chosen})


def _side_by_side(tables: dict) -> pd.DataFrame:
    """Join verdicts by pair, questions in order of appearance, "" where a table has no row."""
    keys = [table[KEY] for table in tables.values()] or [pd.DataFrame(columns=KEY, dtype="str")]
    joined = pd.concat(keys, ignore_index=True).drop_duplicates(ignore_index=True)
    for name, table in tables.items():
        column = table[[*KEY, "verdict"]].rename(columns={"verdict": name})
        joined = joined.merge(column, how="left", on=KEY)
    joined[list(tables)] = joined[list(tables)].fillna("").astype("str")
    order = np.argsort(pd.factorize(joined["question_id"])[0], kind="stable")
    return joined.iloc[order].reset_index(drop=True)


def flips(ledger: Ledger, conventions: Iterable[str] | None = None) -> pd.DataFrame:
    """Only the pairs of `every` whose verdict is not the same under all conventions."""
    return flipping(every(ledger, conventions))


def flipping(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of a table of `every` in which the verdict is not everywhere the same."""
    verdicts = table.drop(columns=KEY)
    return table[verdicts.nunique(axis=1) > 1].reset_index(drop=True)


def by_tolerance(
    ledger: Ledger, percents: Iterable[float] = range(26), convention: str = ""
) -> pd.DataFrame:
    """Every verdict at each tolerance of "about" and its like.

    Parameters
    ----------
    ledger : Ledger
    percents : iterable of float
        Tolerances, 0 to 100; looked at in ascending order.
    convention : str
        Whose other rules hold; empty for the default.

    Returns
    -------
    DataFrame
        question_id, claim_a, claim_b; a column per tolerance (its number) with the verdict, ``""``
        where a part and its whole do not contradict each other; flips_at (float): the smallest
        tolerance at which the verdict is no longer that at the smallest one, NaN if there is none.

    Raises
    ------
    ValueError
        For a tolerance outside 0 to 100, or a convention that is not in the ledger.
    """
    asked = sorted(set(percents))
    table = _side_by_side({p: compare.verdicts(ledger, convention, p) for p in asked})
    verdicts = table[asked].to_numpy(object)
    other = verdicts != verdicts[:, :1]
    flips_at = np.full(len(table), np.nan)
    if asked:
        some = other.any(axis=1)
        flips_at[some] = np.array(asked, float)[other.argmax(axis=1)[some]]
    return table.assign(flips_at=flips_at)


def flips_by_tolerance(table: pd.DataFrame) -> pd.Series:
    """How many verdicts differ, at each tolerance, from those at the smallest one.

    Parameters
    ----------
    table : DataFrame
        As `by_tolerance` gives it.

    Returns
    -------
    Series of int
        Index percent.
    """
    verdicts = table.drop(columns=[*KEY, "flips_at"])
    changed = [int(verdicts[name].ne(verdicts.iloc[:, 0]).sum()) for name in verdicts]
    return pd.Series(changed, index=pd.Index(verdicts.columns, name="percent"), dtype="int64")


def changes(table: pd.DataFrame) -> pd.DataFrame:
    """What the verdicts of the first convention become under each other one.

    Parameters
    ----------
    table : DataFrame
        As `every` or `flips` gives it.

    Returns
    -------
    DataFrame
        convention, before, after, pairs (int): only what changes; the conventions in their order,
        the most frequent change first.
    """
    conventions = list(table.columns.drop(KEY))
    found = [
        table.loc[table[name] != table[conventions[0]], [conventions[0], name]]
        .set_axis(["before", "after"], axis=1)
        .assign(convention=name)
        for name in conventions[1:]
    ]
    columns = ["convention", "before", "after"]
    rows = pd.concat(found) if found else pd.DataFrame(columns=columns, dtype="str")
    counts = rows.value_counts(columns).rename("pairs").reset_index()
    rank = {name: at for at, name in enumerate([*conventions, *VERDICTS, ""])}
    order = [counts[name].map(rank) for name in columns]
    by = pd.DataFrame({"a": order[0], "b": -counts["pairs"], "c": order[1], "d": order[2]})
    sorted_ = counts.loc[by.sort_values(list("abcd"), kind="stable").index].reset_index(drop=True)
    return sorted_.astype({"convention": "str", "before": "str", "after": "str", "pairs": "int64"})


def statuses(ledger: Ledger, conventions: Sequence[str] | None = None) -> pd.DataFrame:
    """The status of every question: question_id, question, and a column per convention."""
    chosen = names(ledger) if conventions is None else list(dict.fromkeys(conventions))
    table = ledger.questions[["question_id", "question"]].reset_index(drop=True)
    for name in chosen:
        status = compare.status(ledger, compare.verdicts(ledger, name), name)
        table[name] = status["status"].to_numpy()
    return table


def moved_statuses(ledger: Ledger) -> pd.DataFrame:
    """The rows of `statuses`, for showing, whose status is not the same under all conventions."""
    table = statuses(ledger)
    own = table.drop(columns=["question_id", "question"])
    moved = table[own.nunique(axis=1) > 1].drop(columns="question_id")
    return moved.rename(columns={"question": "Question"}).reset_index(drop=True)


def named_changes(changes: pd.DataFrame) -> pd.DataFrame:
    """A table of `changes` for showing: Convention, Before, After, Pairs."""
    return changes.replace({"before": {"": NO_ROW}, "after": {"": NO_ROW}}).rename(
        columns=str.capitalize
    )


def readings(ledger: Ledger) -> pd.DataFrame:
    """How each convention reads the hedges and vague words that the claims use.

    Returns
    -------
    DataFrame
        Word, Claims (how many have it), and a column per convention: "as printed", "10 % either
        way", "24 or more", "not read". A qualifier a convention does not list is read as the
        default reads it.
    """
    used = ledger.claims.loc[ledger.claims["qualifier"].ne(""), "qualifier"].value_counts()
    order = [q for q in dict.fromkeys(ledger.conventions["qualifier"]) if q in used.index]
    table = pd.DataFrame({"Word": order, "Claims": [int(used[word]) for word in order]})
    for name in names(ledger):
        rules = intervals.rules(ledger.conventions, name)
        table[name] = [_reading(*rules.loc[word]) for word in order]
    return table


def _reading(rule: str, low: float, high: float) -> str:
    """One rule of ``conventions.csv`` in words."""
    if rule == "fixed":
        first = 0.0 if math.isnan(low) else low
        return str(Interval(first, math.inf if math.isnan(high) else high))
    if rule == "percent":
        ends = [f"{abs(end):g} % {side}" for end, side in ((low, "below"), (high, "above")) if end]
        return f"{low * -1:g} % either way" if low == -high and low else listed(ends)
    plain = {"printed": "as printed", "above": "above the figure", "point": "the figure itself"}
    return plain.get(rule, "not read")


def reader(table: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """A table of `every` or `flips` with the claims in words, for showing.

    Returns
    -------
    DataFrame
        Question, First and Second (figure, who says it, as of when, where; for a whole its own
        question too), and the conventions; "no contradiction" where a part and its whole have no
        row.
    """
    lined = compare.line_up(ledger)
    said = claim_texts(lined)
    asked = lined.set_index("claim_id")[["question_id", "question"]].reindex(table["claim_b"])
    whole = asked["question_id"].to_numpy() != table["question_id"].to_numpy()
    of_whole = np.where(whole, "Whole: " + asked["question"].astype("object") + " ", "")
    questions = ledger.questions.set_index("question_id")["question"]
    verdicts = table.drop(columns=KEY)
    claims = pd.DataFrame(
        {
            "Question": table["question_id"].map(questions),
            "First": table["claim_a"].map(said),
            "Second": of_whole + table["claim_b"].map(said).astype("object"),
        }
    )
    return claims.join(verdicts.where(verdicts.ne(""), NO_ROW))


def listing(table: pd.DataFrame) -> pd.DataFrame:
    """A table of `every` for showing in a line per pair, by ids: Question, First, Second, …"""
    named = table.set_axis(["Question", "First", "Second", *table.columns.drop(KEY)], axis=1)
    return named.replace("", NO_ROW)


def claim_texts(line_up: pd.DataFrame) -> pd.Series:
    """Each claim in one line, by claim_id: "more than 40 (Water Board, 9 Mar 2019; river ¶5)"."""
    when = as_of(line_up)
    about = chain(line_up) + (", " + when).where(when.ne(""), "")
    place = line_up["source_id"] + " ¶" + line_up["paragraph"]
    text = printed(line_up) + " (" + about + "; " + place + ")"
    return text.set_axis(line_up["claim_id"].to_numpy())


def told(table: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """Why each flip flips: the verdicts it gets, under which conventions, and on what reading.

    Parameters
    ----------
    table : DataFrame
        As `flips` gives it.
    ledger : Ledger

    Returns
    -------
    DataFrame
        Question, Verdict, Under (the conventions), Reason; one row per pair and reason, as two
        conventions may give one verdict and still read the words differently.
    """
    conventions = list(table.columns.drop(KEY))
    questions = ledger.questions.set_index("question_id")["question"]
    why = {
        name: compare.verdicts(ledger, name).set_index(KEY)["reason"].to_dict()
        for name in conventions
    }
    rows: dict[tuple[int, str, str], list[str]] = {}
    for at, row in enumerate(table.to_dict("records")):
        pair = tuple(row[name] for name in KEY)
        for name in conventions:
            reason = why[name].get(pair, "The part fits into its whole.")
            rows.setdefault((at, row[name] or NO_ROW, reason), []).append(name)
    asked = table["question_id"].map(questions).tolist()
    return pd.DataFrame(
        [(asked[at], kind, listed(under), why_) for (at, kind, why_), under in rows.items()],
        columns=["Question", "Verdict", "Under", "Reason"],
        dtype="str",
    )


def summary(table: pd.DataFrame, tolerances: pd.DataFrame | None = None) -> list[str]:
    """How many verdicts flip, under which convention and from what tolerance, and how many never.

    Parameters
    ----------
    table : DataFrame
        As `every` gives it.
    tolerances : DataFrame, optional
        As `by_tolerance` gives it.
    """
    if table.empty:
        return ["No question has two claims to compare, so no verdict can flip."]
    conventions = list(table.columns.drop(KEY))
    changing = flipping(table)
    same = len(table) - len(changing)
    sentences = [
        f"Of {counted(len(table), 'verdict')}, {same:,} {'is' if same == 1 else 'are'} the same "
        f"under {listed(conventions)}; {counted(len(changing), 'verdict')} "
        f"{'flips' if len(changing) == 1 else 'flip'}."
    ]
    moved = changes(changing)
    for name in conventions[1:]:
        sentences.append(_against_default(name, conventions[0], moved[moved["convention"] == name]))
    sentences.append(_conflicts(table, conventions))
    return sentences + ([] if tolerances is None else [_tolerance(tolerances)])


def _against_default(name: str, default: str, moved: pd.DataFrame) -> str:
    if moved.empty:
        return f"{name} gives the same verdicts as {default}."
    kinds = listed(
        f"{row.pairs} from {row.before or NO_ROW} to {row.after or NO_ROW}"
        for row in moved.itertuples()
    )
    return f"Against {default}, {name} changes {counted(moved['pairs'].sum(), 'verdict')}: {kinds}."


def _conflicts(table: pd.DataFrame, conventions: list[str]) -> str:
    """Which conflicts do not hang on any convention."""
    apart = table[conventions].isin(APART)
    some, always = int(apart.any(axis=1).sum()), int(apart.all(axis=1).sum())
    if not some:
        return "Under no convention is any pair a conflict."
    if some == always:
        return f"All {counted(some, 'conflict')} stand under every convention."
    return (
        f"{always:,} of {counted(some, 'conflict')} stand under every convention; "
        f"the other {some - always:,} hang on it."
    )


def _tolerance(table: pd.DataFrame) -> str:
    asked = list(table.columns.drop([*KEY, "flips_at"]))
    span = f"from {asked[0]:g} to {asked[-1]:g} %"
    at = table["flips_at"].dropna()
    if at.empty:
        return f"Reading “about” as any tolerance {span} flips no verdict."
    first = at.min()
    return (
        f"Reading “about” as any tolerance {span} flips {counted(len(at), 'verdict')}, "
        f"the first at {first:g} %; {counted(len(table) - len(at), 'verdict')} never "
        f"{'flips' if len(table) - len(at) == 1 else 'flip'}."
    )


def steady(table: pd.DataFrame) -> pd.DataFrame:
    """By verdict of the first convention, how many pairs it has and how many of them never flip.

    Parameters
    ----------
    table : DataFrame
        As `every` gives it.

    Returns
    -------
    DataFrame
        Verdict, Pairs, Never flip (int), in the order of the verdicts.
    """
    conventions = list(table.columns.drop(KEY))
    if not conventions:
        return pd.DataFrame(columns=["Verdict", "Pairs", "Never flip"])
    default = table[conventions[0]]
    same = default[table[conventions].nunique(axis=1) == 1]
    order = [name for name in (*VERDICTS, "") if default.eq(name).any()]
    return pd.DataFrame(
        {
            "Verdict": [name or NO_ROW for name in order],
            "Pairs": [int(default.eq(name).sum()) for name in order],
            "Never flip": [int(same.eq(name).sum()) for name in order],
        }
    )


def resting_on_about(table: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """The rows of a table whose verdict a tolerance could change: "about" or its like is in them.

    Parameters
    ----------
    table : DataFrame
        As `by_tolerance` gives it (or `every`).
    """
    lined = compare.line_up(ledger)
    ids = lined.loc[lined["rule"].eq("percent"), "claim_id"]
    kept = table["claim_a"].isin(ids) | table["claim_b"].isin(ids)
    return table[kept].reset_index(drop=True)


def rests_on(resting: pd.DataFrame, table: pd.DataFrame) -> str:
    """How many of all pairs a tolerance could change at all, as a sentence."""
    if resting.empty:
        return "No pair has a figure that is “about” or the like."
    flip = int(resting["flips_at"].notna().sum())
    return (
        f"In {len(resting):,} of {counted(len(table), 'pair')} a figure is “about” or the like; "
        f"the verdict of {flip or 'none'} of them flips."
    )


def tolerance_reader(table: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """A table of `by_tolerance` in words: Question, First, Second, Verdict ("a, from 5 % b")."""
    asked = list(table.columns.drop([*KEY, "flips_at"]))
    told = []
    for row in table[asked].to_numpy(object):
        steps = [
            (percent, verdict or NO_ROW)
            for percent, verdict, before in zip(asked, row, [None, *row[:-1]], strict=True)
            if verdict != before
        ]
        first = steps[0][1] if steps else ""
        later = [f"from {percent:g} % {verdict}" for percent, verdict in steps[1:]]
        told.append(", ".join([first, *later]) if later else f"{first} throughout")
    claims = reader(table[KEY], ledger)
    return claims.assign(Verdict=pd.Series(told, index=claims.index, dtype="str"))
