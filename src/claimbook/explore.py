"""One question at a time: its claims, its chart, its verdicts, under any convention.

This is what ``ledger.question("…")`` gives in a cell and what the controls of `claimbook.controls`
choose. A `Question` with its choices is the whole state; everything shown follows from it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from claimbook import compare, tables, views
from claimbook.advice import nearest
from claimbook.ledger import Ledger
from claimbook.tables import Shown
from claimbook.views import counted, listed

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_ROWS = 500  # a million rows would stop the browser; they are there all the same


class Listing(pd.DataFrame):
    """Claims, verdicts or questions: a DataFrame that shows itself as a reader's table.

    Filter and sort it as any DataFrame. `readable` is what it shows.
    """

    @property
    def _constructor(self) -> type["Listing"]:
        return Listing

    @property
    def holds(self) -> str:
        """What a row is: "claim", "verdict", "question" or "row"."""
        columns = {*self.columns}
        if {"wording", "party", "as_of_start"} <= columns:
            return "claim"
        if {"verdict", "reason", "caveats"} <= columns:
            return "verdict"
        return "question" if {"question_id", "question", "status"} <= columns else "row"

    @property
    def readable(self) -> pd.DataFrame:
        """The same rows with the columns, words and order a reader needs.

        Returns
        -------
        DataFrame
            Claims as `views.by_question` (or, on one question, `views.claims`) has them; verdicts
            as Verdict, Reason, Caveats; questions with capitals; other rows as they are.
        """
        if self.holds == "claim":
            several = self["question_id"].nunique() > 1
            return pd.DataFrame((views.by_question if several else views.claims)(self))
        if self.holds == "verdict":
            shown = pd.DataFrame(self)[["verdict", "reason", "caveats"]]
            return shown.rename(columns=str.capitalize)
        if self.holds == "question":
            return (
                pd.DataFrame(self)
                .rename(columns={"question_id": "id"})
                .rename(columns=str.capitalize)
            )
        return pd.DataFrame(self)

    def shown(self) -> Shown:
        """Return `readable` as an escaped table whose caption counts the rows."""
        number = counted(len(self), self.holds)
        more = f"; the first {MOST_ROWS} are shown" if len(self) > MOST_ROWS else ""
        return tables.table(self.iloc[:MOST_ROWS].readable, number.capitalize() + more)

    def _repr_html_(self) -> str:
        return self.shown().data

    def __repr__(self) -> str:
        return self.shown().text


@dataclass(frozen=True, eq=False, repr=False)
class Question:
    """A question of a ledger, read with some sources, under one convention.

    Attributes
    ----------
    ledger : Ledger
    question_id : str
    sources : tuple of str
        The source_ids that are heard; empty for all.
    convention : str
        How hedges are read; empty for the first of ``conventions.csv``.
    tolerance : float or None
        Percent, instead of the convention's own, for "about" and its like.

    Raises
    ------
    ValueError
        For an id or a convention that the ledger does not have; the message names the nearest one.

    Examples
    --------
    >>> injured = ledger.question("people-injured")     # doctest: +SKIP
    >>> injured.plot()                                  # doctest: +SKIP
    >>> injured.verdicts                                # doctest: +SKIP
    """

    ledger: Ledger
    question_id: str
    sources: tuple[str, ...] = ()
    convention: str = ""
    tolerance: float | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "sources", tuple(self.sources))
        known("question", self.question_id, self.ledger.questions["question_id"])
        for source in self.sources:
            known("source", source, self.ledger.sources["source_id"])
        if self.convention:
            known("convention", self.convention, self.ledger.conventions["convention"])

    @cached_property
    def text(self) -> str:
        """The question as it is put."""
        questions = self.ledger.questions
        return questions.loc[questions["question_id"] == self.question_id, "question"].iloc[0]

    @property
    def answers(self) -> list[str]:
        """The answers of a choice question, in their order; none for any other."""
        questions = self.ledger.questions
        own = questions.loc[questions["question_id"] == self.question_id, "answers"].iloc[0]
        return [answer.strip() for answer in own.split("|") if answer.strip()]

    @cached_property
    def claims(self) -> Listing:
        """The claims that answer it, with all columns of `compare.line_up`."""
        lined = compare.line_up(self._kin, self.convention, self.tolerance)
        return Listing(lined[lined["question_id"] == self.question_id].reset_index(drop=True))

    @cached_property
    def verdicts(self) -> Listing:
        """The verdict on each pair of its claims, and where a part is larger than its whole.

        Columns question_id, claim_a, claim_b, verdict, caveats, reason.
        """
        judged = compare.verdicts(self._kin, self.convention, self.tolerance)
        ours = self.claims["claim_id"]
        mine = judged["claim_a"].isin(ours) | judged["claim_b"].isin(ours)
        return Listing(judged[mine].reset_index(drop=True))

    @property
    def status(self) -> str:
        """What the claims amount to: one of `words.STATUSES`, such as "contested"."""
        return self._standing["status"]

    @property
    def summary(self) -> list[str]:
        """How the question stands, as sentences for `tables.say`."""
        row = self._standing
        claims, sources = counted(row["claims"], "claim"), counted(row["sources"], "source")
        named = counted(row["parties"], "named party", "named parties")
        parties = named if row["parties"] else "no party named"
        silent = [source for source in row["silent"].split("; ") if source]
        first = f"{self.status.capitalize()}: {claims} from {sources}, {parties}."
        return [first, f"Silent: {listed(silent)}."] if silent else [first]

    def chart(self, over_time: bool = False) -> tuple["Figure", str]:
        """Draw the claims and say in words what the chart shows.

        Parameters
        ----------
        over_time : bool
            Figures against the dates for which they hold, instead of one below the other.

        Returns
        -------
        figure : matplotlib.figure.Figure
            Figures are drawn by `plots.ranges`, dates by `plots.timeline`, answers by
            `plots_answers.answers`.
        alt : str
        """
        from claimbook import plots, plots_answers

        rows = pd.DataFrame(self.claims)
        everyone = list(self.ledger.sources["source_id"])  # not the chosen: colours must not move
        title = self.summary[0].rstrip(".")
        kind = rows["kind"].iloc[0] if len(rows) else ""
        if kind == "choice":
            return plots_answers.answers(rows, everyone, title, self.answers)
        if kind == "date":
            return plots.timeline(rows, everyone, title)
        return (plots.over_time if over_time else plots.ranges)(rows, everyone, title)

    def plot(self, over_time: bool = False) -> None:
        """Show the chart with its text alternative; see `chart`."""
        from claimbook.display import show

        show(*self.chart(over_time))

    def shown(self) -> Shown:
        """Return the question with its claims and verdicts, escaped."""
        parts = [
            tables.say(self.text, *self.summary),
            self.claims.shown(),
            self.verdicts.shown(),
        ]
        return Shown("\n".join(part.data for part in parts), "\n".join(map(repr, parts)))

    def _repr_html_(self) -> str:
        return self.shown().data

    def __repr__(self) -> str:
        return self.shown().text

    @cached_property
    def _kin(self) -> Ledger:
        """The ledger of this question, its whole and its parts, and the chosen sources only."""
        questions, claims, sources = self.ledger.questions, self.ledger.claims, self.ledger.sources
        if self.sources:
            claims = claims[claims["source_id"].isin(self.sources)]
            sources = sources[sources["source_id"].isin(self.sources)]
        own = questions["question_id"] == self.question_id
        near = own | questions["question_id"].isin(questions.loc[own, "part_of"])
        near |= questions["part_of"] == self.question_id
        questions = questions[near]
        claims = claims[claims["question_id"].isin(questions["question_id"])]
        return replace(self.ledger, questions=questions, claims=claims, sources=sources)

    @cached_property
    def _standing(self) -> pd.Series:
        questions = self._kin.questions
        alone = replace(
            self._kin, questions=questions[questions["question_id"] == self.question_id]
        )
        table = compare.status(alone, self.verdicts, self.convention, self.tolerance)
        return table.iloc[0]


def known(what: str, name: str, names: Iterable[str]) -> None:
    """Raise ValueError, and name the nearest, unless `name` is one of `names`."""
    names = list(dict.fromkeys(names))
    if name in names:
        return
    hint = nearest(str(name), names)
    if not hint:
        few = ", ".join(names) if len(names) <= 12 else ""
        hint = f"; there are {few}" if few else '; ledger.search("…") finds it by its words'
    raise ValueError(f"no {what} “{name}”{hint}")


def line_up(
    ledger: Ledger, topic: str = "", convention: str = "", tolerance: float | None = None
) -> Listing:
    """`compare.line_up` of one topic (empty: of all), as a `Listing`."""
    if topic:
        known("topic", topic, ledger.topics)
    if convention:
        known("convention", convention, ledger.conventions["convention"])
    return Listing(
        compare.line_up(ledger.select([topic]) if topic else ledger, convention, tolerance)
    )


def search(ledger: Ledger, words: str) -> Listing:
    """Return the questions in which every word occurs: in the id, the text, the note or a wording.

    Returns
    -------
    Listing
        question_id, topic, question, status, claims (their number), in ledger order.
    """
    wordings = ledger.claims.groupby("question_id")["wording"].agg(" ".join)
    questions = ledger.questions
    text = questions[["question_id", "topic", "question", "note"]].agg(" ".join, axis=1)
    text = text + " " + questions["question_id"].map(wordings).fillna("")
    parts = re.findall(r"\w+", words.lower())
    found = pd.Series([all(part in line for part in parts) for line in text.str.lower()])
    table = compare.status(ledger, compare.verdicts(ledger))
    columns = ["question_id", "topic", "question", "status", "claims"]
    return Listing(table.loc[found.to_numpy(bool), columns].reset_index(drop=True))


def telling_question(ledger: Ledger, topic: str = "") -> str:
    """Return the id of a topic's question with the most claims, figures and dates before answers.

    Parameters
    ----------
    ledger : Ledger
    topic : str
        Empty for the first one.

    Raises
    ------
    ValueError
        For a topic that the ledger does not have, or a ledger without questions.
    """
    if ledger.questions.empty:
        raise ValueError("this ledger has no question; add one to questions.csv")
    topic = topic or ledger.topics[0]
    known("topic", topic, ledger.topics)
    questions = ledger.questions[ledger.questions["topic"] == topic]
    claims = questions["question_id"].map(ledger.claims["question_id"].value_counts()).fillna(0)
    order = pd.DataFrame({"drawn": questions["kind"].ne("choice") & claims.gt(0), "claims": claims})
    best = order.sort_values(["drawn", "claims"], ascending=False, kind="stable").index[0]
    return questions.loc[best, "question_id"]


def overview(ledger: Ledger) -> Shown:
    """Show what a ledger holds and how to ask it, for the last line of a cell."""
    asked = ledger.questions
    claims = asked["question_id"].map(ledger.claims["question_id"].value_counts()).fillna(0)
    table = asked.assign(claims=claims.astype(int)).groupby("topic", sort=False)
    by_topic = pd.DataFrame(
        {"Questions": table.size(), "Claims": table["claims"].sum()},
    ).rename_axis("Topic")
    by_topic["For example"] = [telling_question(ledger, topic) for topic in by_topic.index]
    has = [(ledger.claims, "claim"), (asked, "question"), (ledger.sources, "source")]
    caption = f"A ledger of {listed(counted(len(frame), noun) for frame, noun in has)}"
    parts = [
        tables.table(by_topic, caption, index=True),
        tables.say(
            'Ask it: ledger.search("word"), ledger.line_up("topic"), ledger.question("id").plot(), '
            "ledger.explore()."
        ),
    ]
    return Shown("\n".join(part.data for part in parts), "\n".join(map(repr, parts)))
