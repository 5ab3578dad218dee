"""From wording to interval: what a figure and its hedge leave open, under a named convention.

The rules stand in ``conventions.csv``; this module only applies them. A date is an interval too:
the seconds from the first to the last of the day, hour or month that is printed.
"""

import calendar
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

import numpy as np
import pandas as pd

EPOCH = datetime(1970, 1, 1)
SECOND = timedelta(seconds=1)
DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})(?:T([0-9]{2})(?::([0-9]{2}))?)?)?)?")
NUMBER = r"-?[0-9][0-9,]*(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?"
READABLE = re.compile(
    rf"(?P<before>up to |more than |less than )?(?P<low>{NUMBER})"
    rf"(?: to (?P<less>less than )?(?P<high>{NUMBER})|(?P<after> or more| or less))?"
)
Columns = pd.DataFrame | Mapping[str, np.ndarray]
BOUNDS = ("lower", "upper", "lower_open", "upper_open")
MONTHS = ["", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


# --- dates ---------------------------------------------------------------------------------------


def parse_date(text: str) -> tuple[datetime, datetime] | None:
    """First and last second of an ISO date at the precision it is printed with.

    Parameters
    ----------
    text : str
        ``2022``, ``2022-01``, ``2022-01-05``, ``2022-01-05T14`` or ``2022-01-05T14:30``.

    Returns
    -------
    tuple of datetime, or None
        None for anything else, a day that does not exist included.
    """
    match = DATE.fullmatch(text)
    if match is None:
        return None
    given = [int(part) for part in match.groups() if part is not None]
    try:
        return _unit(datetime(*([*given, 1, 1])[: max(3, len(given))]), len(given))
    except ValueError:
        return None


def parse_span(text: str) -> tuple[datetime, datetime] | None:
    """First and last second of an ISO date, or of ``start/end`` of two such.

    Returns
    -------
    tuple of datetime, or None
        None where a part is no ISO date; an end before its start is handed back as it is.
    """
    start, slash, end = text.partition("/")
    first, last = parse_date(start), parse_date(end if slash else start)
    return None if first is None or last is None else (first[0], last[1])


def seconds(moment: datetime) -> float:
    """Seconds from the start of 1970 to a moment; no time zones, as in the ledger."""
    return (moment - EPOCH).total_seconds()


def _unit(moment: datetime, parts: int) -> tuple[datetime, datetime]:
    """First and last second of the year (1 part), month (2) … minute (5) around a moment."""
    month = moment.month if parts > 1 else 1
    finer = (moment.day, moment.hour, moment.minute)[: parts - 2] if parts > 2 else (1,)
    first = datetime(moment.year, month, *finer)
    last_month = moment.month if parts > 1 else 12
    day = moment.day if parts > 2 else calendar.monthrange(moment.year, last_month)[1]
    hour = moment.hour if parts > 3 else 23
    minute = moment.minute if parts > 4 else 59
    return first, datetime(moment.year, last_month, day, hour, minute, 59)


@lru_cache(maxsize=100_000)
def _date_bounds(text: str) -> tuple[float, float, float, float]:
    """First and last second of a printed date, then of the same with one unit more either side."""
    span = parse_date(text)
    if span is None:
        return (math.nan,) * 4
    parts = 1 + sum(text.count(mark) for mark in "-T:")
    try:
        before, after = _unit(span[0] - SECOND, parts)[0], _unit(span[1] + SECOND, parts)[1]
    except OverflowError:  # the years 1 and 9999 have no neighbour
        before, after = span
    return seconds(span[0]), seconds(span[1]), seconds(before), seconds(after)


# --- bounds --------------------------------------------------------------------------------------


def rules(
    conventions: pd.DataFrame, convention: str = "", tolerance: float | None = None
) -> pd.DataFrame:
    """The rule of each qualifier under one convention.

    Parameters
    ----------
    conventions : DataFrame
        The rows of ``conventions.csv``, all text; the first one names the default convention.
    convention : str
        Which one; empty for the default. Qualifiers it does not list keep the default's rule.
    tolerance : float, optional
        Percent, 0 to 100: replaces the parameters of every ``percent`` rule (-10 becomes
        -tolerance, 10 becomes tolerance, 0 stays 0).

    Returns
    -------
    DataFrame
        Index qualifier; columns rule (text), low and high (float, NaN where open).

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
    if tolerance is not None and not 0 <= tolerance <= 100:
        raise ValueError(f"a tolerance is a percentage from 0 to 100, not {tolerance}")
    default, chosen = names[0] if names else "", convention or (names[0] if names else "")
    ours = conventions[conventions["convention"].isin([default, chosen])]
    ours = ours.assign(_first=ours["convention"].ne(chosen)).sort_values("_first", kind="stable")
    table = ours.drop_duplicates("qualifier").set_index("qualifier")[["rule", "low", "high"]]
    table = table.assign(low=pd.to_numeric(table["low"]), high=pd.to_numeric(table["high"]))
    if tolerance is not None:
        percent = table["rule"].eq("percent")
        for end in ("low", "high"):
            table.loc[percent, end] = np.sign(table.loc[percent, end]) * tolerance
    return table


def bounds(
    claims: pd.DataFrame,
    conventions: pd.DataFrame,
    convention: str = "",
    tolerance: float | None = None,
) -> pd.DataFrame:
    """The interval each claim leaves open.

    Parameters
    ----------
    claims : DataFrame
        Claims with their question's ``kind``; qualifier, low and high as printed (text).
    conventions, convention, tolerance
        See `rules`.

    Returns
    -------
    DataFrame
        A copy of claims with ``lower`` and ``upper`` (float64: the question's unit, for dates
        seconds since 1970; ±inf where open; both NaN where unresolved and for choices),
        ``lower_open`` and ``upper_open`` (bool) and ``rule`` (the rule that was applied).

    Notes
    -----
    - A rule whose figure is missing, or whose qualifier no convention lists, is unresolved.
    - ``above`` on a date: after the last second of the printed unit.
    - ``point`` on a date leaves it as printed, and ``fixed`` on a date is unresolved: a table of
      numbers says nothing about days.
    """
    table = rules(conventions, convention, tolerance)
    is_date = claims["kind"].eq("date").to_numpy(bool)
    position = table.index.get_indexer(claims["qualifier"])
    rule = np.append(table["rule"].to_numpy(object), "unresolved")[position]
    rule[is_date & (rule == "fixed")] = "unresolved"
    rule[is_date & (rule == "point")] = "printed"
    rule[claims["kind"].eq("choice").to_numpy(bool)] = ""
    low_rule = np.append(table["low"].to_numpy(float), np.nan)[position]
    high_rule = np.append(table["high"].to_numpy(float), np.nan)[position]
    low = _printed(claims["low"], is_date)
    high = _printed(claims["high"], is_date)
    # one figure printed stands for both ends where a rule needs a single one
    one_low = np.where(np.isnan(low), high, low)
    one_high = np.where(np.isnan(high), low, high)
    # below zero there is no floor: "up to -5" is open downwards
    floor = np.where(is_date | (high[1] < 0), -np.inf, 0.0)

    lower, upper = np.full(len(claims), np.nan), np.full(len(claims), np.nan)

    def put(name: str, new_lower: np.ndarray, new_upper: np.ndarray) -> None:
        at = rule == name
        lower[at], upper[at] = new_lower[at], new_upper[at]

    put(
        "printed",
        np.where(np.isnan(low[0]), floor, low[0]),
        np.where(np.isnan(high[1]), np.inf, high[1]),
    )
    put("above", low[1], np.full(len(claims), np.inf))
    # n * (100 + p) / 100 rounds once: 1000 and 10 % make 1100, not 1100.0000000000002
    ends = one_low[0] * (100 + low_rule) / 100, one_high[1] * (100 + high_rule) / 100
    put(
        "percent",
        np.where(is_date, np.where(low_rule == 0, one_low[0], one_low[2]), np.fmin(*ends)),
        np.where(is_date, np.where(high_rule == 0, one_high[1], one_high[3]), np.fmax(*ends)),
    )
    put(
        "fixed",
        np.where(np.isnan(low_rule), 0.0, low_rule),
        np.where(np.isnan(high_rule), np.inf, high_rule),
    )
    put("point", one_low[0], one_low[0])
    unresolved = np.isnan(lower) | np.isnan(upper)
    lower[unresolved], upper[unresolved] = np.nan, np.nan
    rule[unresolved & (rule != "")] = "unresolved"
    return claims.assign(
        lower=lower,
        upper=upper,
        lower_open=rule == "above",
        upper_open=np.zeros(len(claims), bool),
        rule=pd.Series(rule, index=claims.index, dtype="str"),
    )


def _printed(texts: pd.Series, is_date: np.ndarray) -> np.ndarray:
    """What is printed, as four rows: first, last, first less one unit, last plus one unit."""
    values = np.full((4, len(texts)), np.nan)
    values[:, ~is_date] = pd.to_numeric(texts[~is_date], errors="coerce").to_numpy(float)
    if is_date.any():
        codes, dates = pd.factorize(texts[is_date])
        values[:, is_date] = np.array([_date_bounds(date) for date in dates]).T[:, codes]
    return values


# --- relations -----------------------------------------------------------------------------------


def disjoint(a: Columns, b: Columns) -> np.ndarray:
    """Whether the intervals of a and b, row by row, are strictly apart.

    Intervals that only touch are not disjoint, whatever is open: nothing is called a conflict
    that only a strict bound keeps apart. An unresolved interval is disjoint from nothing.

    Parameters
    ----------
    a, b : DataFrame or mapping of arrays
        Equally long, with ``lower`` and ``upper``.

    Returns
    -------
    ndarray of bool
    """
    return (_column(a, "lower") > _column(b, "upper")) | (_column(b, "lower") > _column(a, "upper"))


def touching(a: Columns, b: Columns) -> np.ndarray:
    """Whether the intervals of a and b, row by row, meet where one ends and the other begins.

    "1,000" touches "more than 1,000" and "at least 1,000". A point inside an interval does not
    touch it, and two equal points agree.
    """
    meet = _column(a, "upper") == _column(b, "lower")
    meet = meet | (_column(b, "upper") == _column(a, "lower"))
    return meet & ~equal(a, b)


def equal(a: Columns, b: Columns) -> np.ndarray:
    """Whether the intervals of a and b, row by row, are the same, strict bounds included."""
    same = [_column(a, name) == _column(b, name) for name in BOUNDS]
    return np.logical_and.reduce(same)


def _column(frame: Columns, name: str) -> np.ndarray:
    return np.asarray(frame[name])


# --- wording -------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Interval:
    """What one figure leaves open.

    Attributes
    ----------
    lower, upper : float
        Bounds, ±inf where open; both NaN where unresolved.
    lower_open, upper_open : bool
        Whether the bound itself is excluded ("more than").

    Notes
    -----
    ``str()`` and `parse` are each other's inverse. An interval is neither true nor false, nor
    more or less than anything; only ``==`` between two intervals is answered.

    Raises
    ------
    ValueError
        Where nothing lies between the bounds.
    """

    lower: float
    upper: float
    lower_open: bool = False
    upper_open: bool = False

    def __post_init__(self) -> None:
        lower, upper = float(self.lower) + 0.0, float(self.upper) + 0.0  # -0.0 becomes 0.0
        if math.isnan(lower) != math.isnan(upper):
            raise ValueError("an unresolved interval has neither bound")
        hollow = lower == upper and (self.lower_open or self.upper_open or math.isinf(lower))
        if lower > upper or hollow:
            raise ValueError(f"nothing lies between {lower} and {upper}")
        object.__setattr__(self, "lower", lower)
        object.__setattr__(self, "upper", upper)
        object.__setattr__(self, "lower_open", bool(self.lower_open) and math.isfinite(lower))
        object.__setattr__(self, "upper_open", bool(self.upper_open) and math.isfinite(upper))

    def __str__(self) -> str:
        low, high = number_text(self.lower), number_text(self.upper)
        if math.isnan(self.lower):
            return "unresolved"
        if self.lower == self.upper:
            return low
        if math.isinf(self.upper):
            if math.isinf(self.lower):
                return "any"
            return f"more than {low}" if self.lower_open else f"{low} or more"
        if math.isinf(self.lower):
            return f"less than {high}" if self.upper_open else f"{high} or less"
        if self.lower == 0 and not self.lower_open and not self.upper_open:
            return f"up to {high}"
        more = "more than " if self.lower_open else ""
        less = "less than " if self.upper_open else ""
        return f"{more}{low} to {less}{high}"

    @classmethod
    def parse(cls, text: str) -> "Interval":
        """The interval a text stands for, as ``str()`` writes it.

        Raises
        ------
        ValueError
            For any other text.
        """
        interval = cls._read(text)
        if interval is None or str(interval) != text:
            raise ValueError(
                f"“{text}” is no interval; write it like “18”, “1,000 to 2,000”, “24 or more”, "
                "“more than 1,000” or “up to 400”"
            )
        return interval

    @classmethod
    def _read(cls, text: str) -> "Interval | None":
        if text in ("any", "unresolved"):
            end = math.inf if text == "any" else math.nan
            return cls(-end, end)
        match = READABLE.fullmatch(text)
        if match is None:
            return None
        low = float(match["low"].replace(",", ""))
        if match["high"] is not None:
            high = float(match["high"].replace(",", ""))
            return cls(low, high, match["before"] == "more than ", match["less"] is not None)
        ends = {
            "up to ": (0.0, low),
            "more than ": (low, math.inf, True),
            "less than ": (-math.inf, low, False, True),
            " or more": (low, math.inf),
            " or less": (-math.inf, low),
        }
        return cls(*ends.get(match["before"] or match["after"], (low, low)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Interval):
            raise TypeError(f"an Interval is only equal to an Interval, not to {other!r}")
        return str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))

    def __bool__(self) -> bool:
        raise TypeError("an Interval is neither true nor false; use disjoint()")


def number_text(value: float) -> str:
    """A number as a reader expects it: 20000.0 as "20,000", 2.5 as "2.5"; empty if not finite."""
    if not math.isfinite(value):
        return ""
    return f"{int(value):,}" if value == int(value) else f"{value:,}"


def date_text(first: float, last: float) -> str:
    """A stretch of time as a reader expects it.

    Parameters
    ----------
    first, last : float
        Its first and last second since 1970; ±inf where open.

    Returns
    -------
    str
        "5 Jan 2022", "Jan 2022", "2022", "6 Jan 2022, 01:00", "5–6 Jan 2022", "by 6 Jan 2022",
        "from 5 Jan 2022"; empty for NaN.
    """
    if math.isnan(first) or math.isnan(last):
        return ""
    if math.isinf(first) and math.isinf(last):
        return "any time"
    if math.isinf(first):
        end = EPOCH + timedelta(seconds=last)
        return f"by {_moment(end, end.time() != LAST_SECOND)}"
    start = EPOCH + timedelta(seconds=first)
    if math.isinf(last):
        return f"from {_moment(start, start.time() != FIRST_SECOND)}"
    end = EPOCH + timedelta(seconds=last)
    if start.time() != FIRST_SECOND or end.time() != LAST_SECOND:
        if start.date() != end.date():
            return f"{_moment(start, True)} – {_moment(end, True)}"
        until = "" if last - first < 60 else f"–{end:%H:%M}"
        return _moment(start, True) + until
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return str(start.year) if start.year == end.year else f"{start.year}–{end.year}"
    if start.day == 1 and end.day == calendar.monthrange(end.year, end.month)[1]:
        months = f"{MONTHS[end.month]} {end.year}"
        if (start.year, start.month) == (end.year, end.month):
            return months
        year = "" if start.year == end.year else f" {start.year}"
        return f"{MONTHS[start.month]}{year}–{months}"
    day = _moment(end, False)
    if start.date() == end.date():
        return day
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{day}"
    year = "" if start.year == end.year else f" {start.year}"
    return f"{start.day} {MONTHS[start.month]}{year} – {day}"


FIRST_SECOND = datetime(1970, 1, 1, 0, 0, 0).time()
LAST_SECOND = datetime(1970, 1, 1, 23, 59, 59).time()


def _moment(moment: datetime, clock: bool) -> str:
    day = f"{moment.day} {MONTHS[moment.month]} {moment.year}"
    return f"{day}, {moment:%H:%M}" if clock else day


@lru_cache(maxsize=100_000)
def interval_text(lower: float, upper: float, lower_open: bool, is_date: bool) -> str:
    """An interval in words, without its unit; "unresolved" where it has no bounds."""
    if not is_date or math.isnan(lower):
        return str(Interval(lower, upper, lower_open))
    if lower_open:
        end = EPOCH + timedelta(seconds=lower)
        return f"after {_moment(end, end.time() != LAST_SECOND)}"
    return date_text(lower, upper)


def describe(line_up: pd.DataFrame) -> pd.Series:
    """What each claim leaves open, readable, with its unit.

    Parameters
    ----------
    line_up : DataFrame
        Claims with kind, unit, answer and the columns of `bounds`.

    Returns
    -------
    Series of str
        "24 or more people", "5–6 Jan 2022"; the answer of a choice; "unresolved".
    """
    text = figure_text(line_up)
    plain = line_up["kind"].isin(["date", "choice"]) | line_up["lower"].isna()
    return text.where(plain | line_up["unit"].eq(""), text + " " + line_up["unit"])


def figure_text(line_up: pd.DataFrame) -> pd.Series:
    """As `describe`, without the unit."""
    rows = zip(
        line_up["lower"].to_numpy(float),
        line_up["upper"].to_numpy(float),
        line_up["lower_open"].to_numpy(bool),
        line_up["kind"].eq("date").to_numpy(bool),
        strict=True,
    )
    texts = pd.Series([interval_text(*row) for row in rows], index=line_up.index, dtype="str")
    return texts.where(line_up["kind"].ne("choice"), line_up["answer"])
