"""The ledger with a reader's methods: what ``cb.load()`` gives.

``ledger.search("word")`` finds a question, ``ledger.question("id")`` (or ``ledger["id"]``, with tab
completion) reads it, ``ledger.line_up("topic")`` lines up a topic, and ``ledger.explore()`` puts
controls to all of it.
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from claimbook.charts import panels
from claimbook.coding.english import roots
from claimbook.compare import conventions
from claimbook.compare.comparison import Comparison, compare
from claimbook.explore.question import Question, every_figure, known
from claimbook.ledger import check
from claimbook.ledger.dates import known_by, span
from claimbook.ledger.model import Ledger
from claimbook.show import Shown, render, say, stacked, table
from claimbook.summaries import findings, views
from claimbook.summaries.travels import travels
from claimbook.summaries.whose import whose
from claimbook.wording import counted, listed, number_text

if TYPE_CHECKING:
    from ipywidgets import Output, VBox


@dataclass(frozen=True, eq=False, repr=False)
class Book(Ledger):
    """A checked ledger, to be read; see the module.

    A topic, a convention or a question it does not have is a ValueError that names the nearest.
    """

    def compare(
        self, convention: str = "", tolerance: float | None = None, topic: str = ""
    ) -> Comparison:
        """Compare its claims (of a topic) under one convention; what was compared once is kept."""
        convention = convention or self.ledger_conventions[0]
        known("convention", convention, self.ledger_conventions)
        key = (convention, tolerance)
        if key not in self._compared:
            self._compared[key] = compare(self, convention, tolerance)
        if not topic:
            return self._compared[key]
        known("topic", topic, self.topics)
        return self._compared[key].only(topics=[topic])

    @cached_property
    def _compared(self) -> dict[tuple[str, float | None], Comparison]:
        return {}

    @property
    def ledger_conventions(self) -> list[str]:
        """The names of its conventions, the default first."""
        return conventions.names(self)

    def _readings(self, topic: str = "") -> dict[str, Comparison]:
        """Its claims (of a topic) compared under each of its conventions."""
        return {name: self.compare(name, topic=topic) for name in self.ledger_conventions}

    # --- tables ----------------------------------------------------------------------------------

    def line_up(
        self, topic: str = "", convention: str = "", tolerance: float | None = None
    ) -> pd.DataFrame:
        """The claims (of a topic) beside their question, origin, source and interval.

        All columns of `claimbook.compare.lineup.line_up`, to filter, group and sort.
        """
        return self.compare(convention, tolerance, topic).lined

    def verdicts(
        self, topic: str = "", convention: str = "", tolerance: float | None = None
    ) -> pd.DataFrame:
        """The verdict on every pair of claims: claim_a, claim_b, verdict, caveats, reason."""
        return self.compare(convention, tolerance, topic).verdicts

    def status(self, topic: str = "", convention: str = "") -> pd.DataFrame:
        """How each question stands: status, claims, sources, voices, parties, silent."""
        return self.compare(convention, topic=topic).status

    def proof(self, text: str) -> pd.DataFrame:
        """Hold every figure of a draft against the ledger: line, number, flags, claims, message."""
        from claimbook.coding import proof

        return proof.proof(text, self.compare())

    def search(self, words: str) -> pd.DataFrame:
        """The questions that have most of these words, the best first.

        Words and numbers are looked for, with words that mean much the same, in ids, topics,
        questions, notes and wordings.

        Returns
        -------
        DataFrame
            question_id, topic, question, status, claims (their number), found (the words).
        """

        def terms(text: str) -> set[str]:
            return {*roots(text), *re.findall("[0-9]+", text)}

        asked = {word: terms(word) for word in re.findall(r"\w+", words.lower())}
        printed = (self.claims["wording"] + " " + self.claims["counted"]).groupby(
            self.claims["question_id"]
        )
        columns = ["question_id", "topic", "question", "short", "note"]
        text = self.questions[columns].agg(" ".join, axis=1)
        text += " " + self.questions["question_id"].map(printed.agg(" ".join)).fillna("")
        found = [[word for word in asked if asked[word] & line] for line in text.map(terms)]
        rows = self.status().reset_index(drop=True)
        rows = rows[["question_id", "topic", "question", "status", "claims"]]
        rows = rows.assign(
            found=[", ".join(each) for each in found], best=[len(each) for each in found]
        )
        rows = rows[rows["best"] > 0].sort_values("best", ascending=False, kind="stable")
        return rows.drop(columns="best").reset_index(drop=True)

    # --- what a page shows -----------------------------------------------------------------------

    def blocks(self, which: str | Sequence[str], several: bool = True) -> Shown:
        """The blocks of a topic's questions, or of those with these ids, in the order of weight.

        Of a topic these are the questions in which claims meet, see `status`, or else the others.
        """
        if isinstance(which, str):
            asked = self.status(which)
            which = asked.index[asked["compared"].eq(several) & asked["claims"].gt(0)].tolist()
        self._ask(which)
        return panels.panels(self._readings(), list(which))

    def _ask(self, questions: Iterable[str]) -> None:
        for question in questions:
            known("question", question, self.questions["question_id"])

    def heading(self, topic: str) -> Shown:
        """The heading of a page on one topic: its name and what is asked of it."""
        told = self.status(topic)["sources"]
        several, alone = int(told.gt(1).sum()), int(told.eq(1).sum())
        sentence = f"{counted(several, 'question').capitalize()} answered by two or more documents"
        sentence += f", {counted(alone, 'question')} by one." if alone else "."
        title = topic[:1].upper() + topic[1:]
        data = render("heading.html", title=title, sentence=sentence)
        return Shown(str(data), f"{title}\n{sentence}")

    def sentences(self, topic: str = "", convention: str = "") -> Shown:
        """At most three computed sentences on a topic, or on everything."""
        sentences = findings.three(self.compare(convention, topic=topic))
        data = render("sentences.html", sentences=sentences)
        return Shown(str(data), "\n".join(sentences))

    def figures(self, topic: str = "") -> Shown:
        """Every figure (of a topic) where it is printed, each with its citation to copy."""
        caption = f"Every figure on {topic or 'all topics'}, where it is printed"
        return every_figure(self.compare(topic=topic), caption)

    def reasons(self, topic: str = "") -> Shown:
        """The verdicts (on a topic) with their reasons, under every convention, to unfold."""
        found = views.reasons_by_question(self._readings(topic))
        questions = [
            (asked, [variant for pair in pairs for variant in panels.variants(pair)], rest)
            for asked, pairs, rest in found
        ]
        caption, total = "Verdicts with their reasons", sum(len(p) + rest for _, p, rest in found)
        data = render("reasons.html", caption=caption, total=total, questions=questions)
        told = [next(iter(pair.values()))["reason"] for _, pairs, _ in found for pair in pairs]
        return Shown(str(data), "\n".join([caption, *told]))

    def event(self, questions: Sequence[str]) -> Shown:
        """When each document has something begin, happen and end, on one axis of hours."""
        self._ask(questions)
        return panels.event(self.compare(), questions)

    def same_numbers(self) -> Shown:
        """The numbers that two or more documents print, with what their words lack or have."""
        comparison = self.compare()
        found, sources = travels(comparison), self.sources
        spans = dict(zip(sources["source_id"], map(span, sources["published"]), strict=True))
        columns = sorted(spans, key=lambda name: spans[name] or (math.inf, math.inf))
        lines = []
        for each in found:
            claims = [card.claim for card in each.cards]
            told = [f"{claim['figure']} “{claim['counted']}” {claim['who']}" for claim in claims]
            lines.append(f"{number_text(each.number)}, {each.short}: {'; '.join(told)}")
        return panels.part(
            comparison, "travels.html", lines, travels=found, columns=columns,
            number_text=number_text,
        )  # fmt: skip

    def whose(self, topic: str) -> Shown:
        """Who counts whose: the counts of a topic by who speaks."""
        comparison = self.compare(topic=topic)
        found = whose(comparison, topic)
        lines = []
        for _, name, cells in found.rows:
            claims = [claim for cell in cells or [] for claim, _ in cell]
            told = "; ".join(f"{claim['figure']} ({claim['who']})" for claim in claims)
            lines.append(f"{name}: {told or 'no document gives a figure'}")
        return panels.part(comparison, "whose.html", lines, whose=found)

    # --- another book, a question, controls ------------------------------------------------------

    def as_known(self, day: str) -> "Book":
        """The ledger of a day ("2022-01-06"): only the documents that were published by then."""
        sources = self.sources[known_by(day, self.sources["published"])].reset_index(drop=True)
        claims = self.claims[self.claims["source_id"].isin(sources["source_id"])]
        return replace(self, sources=sources, claims=claims.reset_index(drop=True))

    def question(
        self,
        question_id: str,
        sources: Iterable[str] = (),
        convention: str = "",
        tolerance: float | None = None,
    ) -> Question:
        """Return one question: plot(), claims, verdicts, status; of all sources, or of these."""
        self._ask([question_id])
        heard = [sources] if isinstance(sources, str) else list(sources)
        for source in heard:
            known("source", source, self.sources["source_id"])
        whole = self.compare(convention, tolerance)
        return Question(whole.only(questions=[question_id], sources=heard or None))

    def busiest_question(self, topic: str = "") -> str:
        """Return the id of the question (of a topic) with the most claims, figures first."""
        asked = self.questions[self.questions["topic"].eq(topic)] if topic else self.questions
        if asked.empty:
            raise ValueError("this ledger has no question; add one to questions.csv")
        claims = asked["question_id"].map(self.claims["question_id"].value_counts()).fillna(0)
        figures = claims.where(asked["kind"].ne("choice"), 0)
        return asked.loc[(figures if figures.any() else claims).idxmax(), "question_id"]

    def explore(self, question_id: str = "") -> "VBox | Shown":
        """Return controls for JupyterLab: topic, question, sources, convention, tolerance.

        The block, the claims and the verdicts follow. In a report a sentence stands in their place.
        """
        from claimbook.explore import widgets

        question_id = question_id or self.busiest_question()
        self._ask([question_id])
        return widgets.obstacle() or widgets.panel(self, question_id)

    def browse(self, topic: str = "") -> "Output | Shown":
        """Return the claims (of a topic) as a table for JupyterLab: search, sort, filter."""
        from claimbook.explore import widgets

        return widgets.obstacle() or widgets.browser(self.compare(topic=topic))

    def __getitem__(self, question_id: str) -> Question:
        if question_id in self.topics and question_id not in {*self.questions["question_id"]}:
            raise ValueError(
                f"“{question_id}” is a topic; ledger.line_up(“{question_id}”) lines it up, and its "
                f"questions are {listed(self.status(question_id).index)}"
            )
        return self.question(question_id)

    def _ipython_key_completions_(self) -> list[str]:
        return self.questions["question_id"].tolist()

    def _repr_html_(self) -> str:
        return self._overview().data

    def __repr__(self) -> str:
        return self._overview().text

    def _overview(self) -> Shown:
        """What the ledger holds and how to ask it, for the last line of a cell."""
        by_topic = self.status().groupby("topic", sort=False)
        shown = pd.DataFrame(
            {
                "Questions": by_topic.size(),
                "Claims": by_topic["claims"].sum(),
                "For example": [self.busiest_question(topic) for topic in self.topics],
            }
        ).rename_axis("Topic")
        has = [(self.claims, "claim"), (self.questions, "question"), (self.sources, "source")]
        caption = f"A ledger of {listed(counted(len(rows), noun) for rows, noun in has)}"
        ask = (
            'Ask it: ledger.search("word"), ledger.line_up("topic"), ledger.question("id").plot(), '
            "ledger.explore()."
        )
        return stacked([table(shown, caption, index=True), say(ask)])


def load(
    folder: str | Path | None = None,
    topics: Iterable[str] | None = None,
    *,
    data: str | Path | None = None,
) -> Book:
    """Return the checked ledger (of some topics), to be read; a LedgerError has all its problems.

    Its folder may be given under either name; by default it is the one named in ``CLAIMBOOK_DATA``,
    else the nearest ``data`` folder with a ``claims.csv``.
    """
    ledger = check.load(folder if folder is not None else data, topics)
    return Book(**{field.name: getattr(ledger, field.name) for field in fields(Ledger)})
