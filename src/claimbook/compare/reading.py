"""From wording to interval: what a figure and its hedge leave open, under a named convention.

The rules stand in ``conventions.csv``; this module only applies them. A date is an interval too:
the seconds from the beginning of the day, hour or month that is printed to its end.
"""

import numpy as np
import pandas as pd

from claimbook.ledger import dates
from claimbook.ledger.context import takes


def rules(
    conventions: pd.DataFrame, convention: str = "", tolerance: float | None = None
) -> pd.DataFrame:
    """The rule, low and high (NaN where open) of each qualifier under one convention.

    The default is the first of `conventions`; qualifiers that another does not list keep its rule.
    A `tolerance` in percent replaces the parameters of every ``percent`` rule (-10 becomes
    -tolerance, 10 becomes tolerance, 0 stays 0).

    Raises
    ------
    ValueError
        For a convention the table does not have, or a tolerance outside 0 to 100.
    """
    names = list(dict.fromkeys(conventions["convention"]))
    if convention and convention not in names:
        raise ValueError(
            f"no convention called “{convention}” in conventions.csv; "
            f"choose one of: {', '.join(names)}"
        )
    if isinstance(tolerance, str):
        raise ValueError(f"a tolerance is a number of percent, such as 10, not “{tolerance}”")
    if tolerance is not None and not 0 <= tolerance <= 100:
        raise ValueError(f"a tolerance is a percentage from 0 to 100, not {tolerance}")
    table = _chosen(conventions, convention)
    table = table[table["rule"].ne("hours")]
    if tolerance is not None:
        percent = table["rule"].eq("percent")
        for end in ("low", "high"):
            table.loc[percent, end] = np.sign(table.loc[percent, end]) * tolerance
    return table


def _chosen(conventions: pd.DataFrame, convention: str) -> pd.DataFrame:
    """The rows of one convention by qualifier; what it does not list is as in the first."""
    names = conventions["convention"]
    ours = pd.concat([conventions[names.eq(convention)], conventions[names.isin(names[:1])]])
    table = ours.drop_duplicates("qualifier").set_index("qualifier")[["rule", "low", "high"]]
    return table.assign(low=pd.to_numeric(table["low"]), high=pd.to_numeric(table["high"]))


def hours(conventions: pd.DataFrame, convention: str = "") -> dict[str, tuple[float, float]]:
    """First and last hour of each part of the day under one convention."""
    table = _chosen(conventions, convention)
    rows = table[table["rule"].eq("hours")]
    return dates.HOURS | {part: (low, high) for part, _, low, high in rows.itertuples()}


def read(
    claims: pd.DataFrame,
    conventions: pd.DataFrame,
    convention: str = "",
    tolerance: float | None = None,
) -> pd.DataFrame:
    """The interval each claim leaves open: claims with their question's ``kind``, see `rules`.

    Returns
    -------
    DataFrame
        Same index; ``lower`` and ``upper`` (the question's unit, for dates seconds since 1970, the
        upper one the first moment after it; ±inf where open; both NaN where unresolved and for
        choices), ``lower_open`` and ``upper_open`` (the bound itself is excluded) and ``rule`` (the
        one that was applied).

    Notes
    -----
    - A rule whose figure is missing, or whose qualifier no convention lists, is unresolved.
    - ``above`` on a date: after the printed unit; ``below``: before it.
    - ``point`` on a date leaves it as printed, and ``fixed`` on a date is unresolved: a table of
      numbers says nothing about days.
    """
    table = rules(conventions, convention, tolerance)
    is_date = claims["kind"].eq("date").to_numpy(bool)
    ruled = table.reindex(claims["qualifier"])
    rule = ruled["rule"].fillna("unresolved").to_numpy(object, copy=True)
    low_rule, high_rule = ruled["low"].to_numpy(float), ruled["high"].to_numpy(float)
    rule[is_date & (rule == "fixed")] = "unresolved"
    rule[is_date & (rule == "point")] = "printed"
    rule[claims["kind"].eq("choice").to_numpy(bool)] = ""
    parts = hours(conventions, convention)
    low, high = (_printed(claims[end], is_date, parts) for end in ("low", "high"))
    # one figure printed stands for both ends where a rule needs a single one
    one_low, one_high = np.where(np.isnan(low), high, low), np.where(np.isnan(high), low, high)
    # below zero there is no floor: "up to -5" is open downwards
    floor = np.where(is_date | (high[1] < 0), -np.inf, 0.0)
    # n * (100 + p) / 100 rounds once: 1000 and 10 % make 1100, not 1100.0000000000002
    ends = one_low[0] * (100 + low_rule) / 100, one_high[1] * (100 + high_rule) / 100
    around = (
        np.where(is_date, np.where(low_rule == 0, one_low[0], one_low[2]), np.fmin(*ends)),
        np.where(is_date, np.where(high_rule == 0, one_high[1], one_high[3]), np.fmax(*ends)),
    )
    by_rule = {
        "printed": (
            np.where(np.isnan(low[0]), floor, low[0]),
            np.where(np.isnan(high[1]), np.inf, high[1]),
        ),
        "above": (low[1], np.full(len(claims), np.inf)),
        "below": (floor, high[0]),
        "percent": around,
        "fixed": (np.nan_to_num(low_rule, nan=0.0), np.nan_to_num(high_rule, nan=np.inf)),
        "point": (one_low[0], one_low[0]),
    }
    holds = [rule == name for name in by_rule]
    lower, upper = (np.select(holds, ends, np.nan) for ends in zip(*by_rule.values(), strict=True))
    unresolved = np.isnan(lower) | np.isnan(upper)
    rule[unresolved & (rule != "")] = "unresolved"
    return pd.DataFrame(
        {
            "lower": np.where(unresolved, np.nan, lower),
            "upper": np.where(unresolved, np.nan, upper),
            "lower_open": rule == "above",
            "upper_open": rule == "below",
            "rule": pd.Series(rule, index=claims.index, dtype="str"),
        },
        index=claims.index,
    )


def opens(claims: pd.DataFrame, conventions: pd.DataFrame) -> pd.Series:
    """Which way each claim's hedge leaves its figure open: up, down, around; empty if it does not.

    It is what the words say, so that no convention changes it.
    """
    low, high = claims["low"].ne(""), claims["high"].ne("")
    takes_one = claims["qualifier"].map(takes(conventions)).eq("same")
    around = takes_one & claims["qualifier"].ne("exact")
    ways = np.select([low & ~high, high & ~low, around], ["up", "down", "around"], "")
    return pd.Series(ways, index=claims.index, dtype="str")


def _printed(texts: pd.Series, is_date: np.ndarray, parts: dates.Hours) -> np.ndarray:
    """What is printed, as four rows: start, end, start less one unit, end plus one unit."""
    values = np.full((4, len(texts)), np.nan)
    values[:, ~is_date] = pd.to_numeric(texts[~is_date], errors="coerce").to_numpy(float)
    if is_date.any():
        codes, names = pd.factorize(texts[is_date])
        found = [dates.bounds(name, parts) or (np.nan,) * 4 for name in names]
        values[:, is_date] = np.array(found).reshape(-1, 4).T[:, codes]
    return values
