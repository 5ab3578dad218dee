"""What the pages made of the ledger alone show: start, documents, figures, the data.

The templates have the HTML. Whole paragraphs of a document stand only in pages made with the
documents at hand, in elements of the class ``evidence``, so that a file made to be mailed can leave
them out.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from markupsafe import Markup

from claimbook.charts.palette import looks
from claimbook.charts.panels import panel, symbol, variants
from claimbook.compare.comparison import Comparison
from claimbook.compare.lineup import interval, short_when
from claimbook.compare.status import near_misses
from claimbook.compare.verdicts import CONDITIONS, FAMILY, RULES
from claimbook.evidence.anchors import anchors
from claimbook.evidence.documents import paragraphs
from claimbook.ledger import dates
from claimbook.show import render
from claimbook.summaries import findings, views
from claimbook.summaries.whose import whose
from claimbook.wording import counted, date_text

MOST_BLOCKS = 8  # on the start page
MOST_NEAR = 12
# Tags in the order of a reader's interest: what it is called, what it means, how many lines it has.
GROUPS = (
    ("cannot both hold", "", 14),
    ("may not both hold", "it rose, or they disagree", 6),
    ("moved", "one party changed what it says", 4),
    ("no contradiction", "far apart, yet both can hold", 3),
    ("one party", "stands behind all of them", 3),
    ("told differently", "both can hold", 3),
    ("not the same", "other people, places or days", 3),
    ("told alike", "by more than one voice", 3),
)
LEAD = ("cannot both hold", "may not both hold", "moved", "told differently")

Row = dict[str, Any]


class Pages:
    """The insides of the pages of one ledger.

    `readings` is the ledger under each of its conventions, the default first; `files` the page of
    each topic; `texts` the documents at hand, by source_id.
    """

    def __init__(
        self,
        readings: Mapping[str, Comparison],
        title: str,
        files: Mapping[str, str],
        texts: Mapping[str, str],
    ) -> None:
        self.readings, self.title, self.files, self.texts = readings, title, files, texts
        self.first = next(iter(readings.values()))
        self.looks = looks(self.first)
        self.claims = {c["claim_id"]: c for rows in self.first.claims.values() for c in rows}
        self.asked = [self._question(row) for row in self.first.status.to_dict("records")]
        self.sources = self._sources()

    def _question(self, row: Row) -> Row:
        """How a question stands: its claims, figures by document, gaps, and where it is shown."""
        question, file = row["question_id"], self.files.get(row["topic"], "")
        block = f"#{'question' if row['compared'] else 'asked'}-{question}"
        claimed = self.first.claims.get(question, [])
        cells: dict[str, list[str]] = {source: [] for source in self.looks}
        for claim in claimed:
            cells[claim["source_id"]].append(claim["figure"] + claim["limit"])
        return row | {
            "claimed": claimed,
            "cells": cells,
            "gap": self.first.gaps[question],
            "silent": self.first.silent(question),
            "gaps": variants({name: each.gaps[question] for name, each in self.readings.items()}),
            "href": f"{file}{block}" if file and row["claims"] else file or "figures.html",
        }

    def _sources(self) -> list[Row]:
        """Each document: what it is and where it stops."""
        sources = self.first.ledger.sources
        number = self.first.lined["source_id"].value_counts()
        table = sources.assign(
            look=sources["source_id"].map(self.looks),
            href="source-" + sources["source_id"] + ".html",
            published=sources["published"].map(_published),
            retrieved=sources["retrieved"].map(_published),
            claims=sources["source_id"].map(number).fillna(0).astype("int64"),
        )
        return table.assign(stops=short_when(table["published"].tolist())).to_dict("records")

    def _render(self, template: str, **values: Any) -> Markup:
        common = {
            "looks": self.looks,
            "symbol": symbol,
            "claim_href": _claim_href,
            "uncoded": self.first.ledger.uncoded,
        }
        return render(template, cite=views.citation, **common, **values)

    def _by_topic(self, questions: Iterable[Row]) -> list[tuple[str, list[Row]]]:
        topics: dict[str, list[Row]] = {}
        for question in questions:
            topics.setdefault(question["topic"], []).append(question)
        return list(topics.items())

    # --- start -----------------------------------------------------------------------------------

    def start(self) -> Markup:
        """The start page: what differs, who counts whose, the first blocks, what stands alone."""
        first = self.first
        compared = [question for question in self.asked if question["compared"]]
        lead = [q["question_id"] for q in compared if q["gap"].tag in LEAD][:MOST_BLOCKS]
        topic = next(iter(first.ledger.topics), "")
        return self._render(
            "start.html",
            title=self.title,
            conventions=list(self.readings),
            documents=self.sources,
            groups=_groups(compared),
            here={question: f"#question-{question}" for question in lead},
            whose=whose(first, topic) if topic else None,
            topic=topic,
            blocks=[panel(self.readings, question, _claim_href) for question in lead],
            one_party=[
                question
                for question in compared
                if question["status"] == "one party"
                and question["claimed"][0]["kind"] not in ("choice", "date")
            ],
            itself=self._itself(),
            alike=[q for q in self.asked if q["status"] == "told alike" and q["parties"] > 1],
            sentences=findings.three(first) if topic else [],
            contents=findings.contents(first),
            questions=first.status["question"],
            near=near_misses(first.lined, first.verdicts).head(MOST_NEAR).to_dict("records"),
            silences=views.silences(first),
            board=self._by_topic(self.asked),
            files=self.files,
        )

    def _itself(self) -> list[tuple[str, Row, Row]]:
        """What one voice or named party says twice in one document, and cannot both hold."""
        return [
            (question["short"], one, two)
            for question in self.asked
            for a, b, verdict in self.first.pairs.get(question["question_id"], [])
            for one, two in [(self.claims[a], self.claims[b])]
            if verdict == "self-conflict"
            or (
                verdict == "conflict"
                and one["named"]
                and (one["source_id"], one["party"]) == (two["source_id"], two["party"])
            )
        ]

    # --- documents -------------------------------------------------------------------------------

    def documents(self) -> Markup:
        """What each document is: its date, language, address, and what it leaves out."""
        silences = views.silences(self.first)
        return self._render("documents.html", documents=self.sources, silences=silences)

    def of_documents(self) -> dict[str, tuple[str, Markup]]:
        """The page of each document: title and inside by file name."""
        ledger, lined = self.first.ledger, self.first.lined
        placed = anchors(ledger.claims, dict(self.texts)).query("anchor == 'found'")
        spans = {row.claim_id: (row.start, row.end) for row in placed.itertuples()}
        hedged = ~lined["qualifier"].isin(["", "exact", "between"])
        answered = [question for question in self.asked if question["claims"]]
        common = {
            "readings": dict(
                zip(lined["claim_id"], interval(lined).where(hedged, ""), strict=True)
            ),
            "others": self._others(),
            "hrefs": {question["question_id"]: question["href"] for question in self.asked},
        }
        pages = {}
        for document in self.sources:
            source_id = document["source_id"]
            own = [claim for claim in self.claims.values() if claim["source_id"] == source_id]
            excluded = ledger.not_claims[ledger.not_claims["source_id"].eq(source_id)]
            silent = [
                (topic, len(rows), [q for q in rows if source_id in q["silent"]])
                for topic, rows in self._by_topic(answered)
            ]
            inside = self._render(
                "source.html",
                document=document,
                paragraphs=_paragraphs(own, paragraphs(self.texts.get(source_id, "")), spans),
                silent=[each for each in silent if each[2]],
                excluded=excluded.to_dict("records"),
                **common,
            )
            pages[document["href"]] = (document["look"].name, inside)
        return pages

    def _others(self) -> dict[str, list[tuple[str, str, str]]]:
        """For each claim the claims it is held against: verdict, place and address."""
        order = {verdict: at for at, verdict in enumerate(FAMILY)}
        found: dict[str, list[tuple[str, str, str]]] = {}
        for rows in self.first.pairs.values():
            for a, b, verdict in sorted(rows, key=lambda pair: order[pair[2]]):
                for one, other in ((a, self.claims[b]), (b, self.claims[a])):
                    text = f"{other['printed_in']}: {other['figure']}"
                    found.setdefault(one, []).append((verdict, text, _claim_href(other)))
        return found

    # --- figures and data ------------------------------------------------------------------------

    def figures(self) -> Markup:
        """Every figure, where it is printed, with its citation to copy."""
        told = self._by_topic(question for question in self.asked if question["claimed"])
        return self._render("figures.html", topics=told)

    def data(self, licenses: Sequence[Mapping[str, str]]) -> Markup:
        """How it is made: the rules, the conventions, the licence, the digest, the verdicts."""
        ledger = self.first.ledger
        nouns = {"claim": ledger.claims, "question": ledger.questions, "source": ledger.sources}
        return self._render(
            "data.html",
            digest=ledger.digest,
            rules=RULES,
            conditions=CONDITIONS,
            conventions=ledger.conventions.drop(columns="line").to_dict("records"),
            licenses=licenses,
            counts=[counted(len(rows), noun) for noun, rows in nouns.items()],
        )


def _groups(
    questions: Iterable[Row],
) -> list[tuple[str, str, str, list[tuple[Row, Any]], list[tuple[Row, Any]]]]:
    """The questions by tag, under every reading: tag, gloss, classes, the first lines, the others.

    A list that is empty under a reading has the classes of the others.
    """
    lines = [(question, gap) for question in questions for gap in question["gaps"]]
    groups = []
    for tag, gloss, most in GROUPS:
        own = [line for line in lines if line[1].value.tag == tag]
        if tag == "no contradiction":  # of which most are not worth a line
            own = [line for line in own if line[1].value.ratio]
        if own:
            classes = [gap.classes for _, gap in own]
            some = "" if "" in classes else " ".join(dict.fromkeys(" ".join(classes).split()))
            groups.append((tag, gloss, some, own[:most], own[most:]))
    return groups


def _claim_href(claim: Mapping[str, Any]) -> str:
    return f"source-{claim['source_id']}.html#claim-{claim['claim_id']}"


def _published(text: str) -> str:
    span = dates.span(text)
    return date_text(*span) if span else text


def _paragraphs(
    claims: Iterable[Row], text: Sequence[str], spans: Mapping[str, tuple[int, int]]
) -> list[tuple[int, list[tuple[str, bool]], list[Row]]]:
    """The paragraphs with claims: number, the text in stretches (marked or not), the claims."""

    def number(claim: Row) -> int:
        return int(claim["paragraph"])

    printed, found = dict(enumerate(text, 1)), []
    for at, group in groupby(sorted(claims, key=number), key=number):
        own = list(group)
        marks = [spans[claim["claim_id"]] for claim in own if claim["claim_id"] in spans]
        found.append((at, _marked(printed.get(at, ""), marks), own))
    return found


def _marked(passage: str, spans: Iterable[tuple[int, int]]) -> list[tuple[str, bool]]:
    """A passage in stretches, those within a span marked; spans that overlap become one."""
    within = [any(start <= at < end for start, end in spans) for at in range(len(passage))]
    return [
        ("".join(letter for letter, _ in stretch), is_marked)
        for is_marked, stretch in groupby(
            zip(passage, within, strict=True), key=lambda pair: pair[1]
        )
    ]


def changes(summary: str, sections: Sequence[Any] = ()) -> Markup:
    """What changed since the report before; see `summaries.changes`."""
    return render("changes.html", summary=summary, sections=sections)


def page(
    title: str,
    body: str,
    site: str,
    links: Sequence[tuple[str, str]] = (),
    file: str = "",
    conventions: Sequence[str] = (),
) -> str:
    """The complete file, with a link to each of `links` (file, name), in a report called `site`.

    Where anything in the body hangs on them there is a choice of conventions.
    """
    return render(
        "page.html",
        title=title,
        site=site,
        links=links,
        current=file,
        conventions=conventions if 'class="as ' in body else (),
        main=Markup(body),
    )
