"""What the pages made of the ledger alone show: start, documents, figures, the data.

The templates have the HTML. Whole paragraphs of a document stand only in pages made with the
documents at hand, in elements of the class ``evidence``, so that a file made to be mailed can leave
them out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from markupsafe import Markup

from claimbook.charts.palette import Look, looks
from claimbook.charts.panels import Panel, Variant, panel, symbol, variants
from claimbook.compare.comparison import Comparison
from claimbook.compare.lineup import interval, short_when
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
    ("moved", "one party’s total changed", 4),
    ("one party", "stands behind all of them", 3),
    ("told differently", "both can hold", 3),
    ("not the same", "other people, places or days", 3),
    ("told alike", "by unlike voices", 3),
)
LEAD = ("cannot both hold", "may not both hold", "moved", "told differently")

Claim = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Pages:
    """The insides of the pages of one ledger.

    Attributes
    ----------
    readings : dict of Comparison
        The ledger under each of its conventions, the default first.
    title : str
        The ledger's own.
    topics : dict of str
        The page of each topic.
    texts : dict of str
        Text of the documents at hand, by source_id.
    """

    readings: Mapping[str, Comparison]
    title: str
    topics: Mapping[str, str]
    texts: Mapping[str, str]

    @cached_property
    def first(self) -> Comparison:
        """The ledger as it is read where nothing else is chosen."""
        return next(iter(self.readings.values()))

    @cached_property
    def looks(self) -> Mapping[str, Look]:
        """Colour, shape and name of each document."""
        return looks(self.first.ledger.sources, self.first.ledger.origins)

    @cached_property
    def by_id(self) -> dict[str, Claim]:
        """Every claim."""
        return {claim["claim_id"]: claim for rows in self.first.claims.values() for claim in rows}

    def _gaps(self, question: str) -> list[Variant]:
        return variants({name: each.gaps[question] for name, each in self.readings.items()})

    def _href(self, question: str, on_page: Iterable[str] = ()) -> str:
        """Where a question is shown: on the start page, else its block or rows on its topic's."""
        row = self.first.status.loc[question]
        if question in on_page:
            return f"#question-{question}"
        file = self.topics.get(row["topic"], "")
        if not file or not row["claims"]:
            return file or "figures.html"
        return f"{file}#{'question' if row['sources'] > 1 else 'asked'}-{question}"

    @cached_property
    def _documents(self) -> list[dict[str, Any]]:
        """Each document: what it is and where it stops."""
        sources = self.first.ledger.sources
        claims = self.first.lined["source_id"].value_counts()
        stops = [_published(text) for text in sources["published"]]
        return [
            row
            | {
                "look": self.looks[row["source_id"]],
                "href": f"source-{row['source_id']}.html",
                "published": published,
                "stops": short,
                "retrieved": _published(row["retrieved"]),
                "claims": int(claims.get(row["source_id"], 0)),
            }
            for row, published, short in zip(
                sources.to_dict("records"), stops, short_when(stops), strict=True
            )
        ]

    # --- start -----------------------------------------------------------------------------------

    def start(self) -> Markup:
        """The start page: what differs, who counts whose, the first blocks, what stands alone."""
        first = self.first
        blocks = self._lead()
        on_page = {each.question_id for each in blocks}
        topic = next(iter(first.ledger.topics), "")
        return render(
            "start.html",
            title=self.title,
            conventions=list(self.readings),
            documents=self._documents,
            groups=self._groups(on_page),
            whose=whose(first, topic) if topic else None,
            topic=topic,
            blocks=blocks,
            one_party=self._one_party(),
            itself=self._itself(),
            alike=self._alike(on_page),
            sentences=findings.three(first) if topic else [],
            contents=findings.contents(first),
            near=views.near_misses(first).head(MOST_NEAR).to_dict("records"),
            silences=views.silences(first),
            board=self._board(),
            looks=self.looks,
            symbol=symbol,
            claim_href=_claim_href,
        )

    def _groups(self, on_page: set[str]) -> list[tuple[str, str, str, list[dict[str, Any]], int]]:
        """The questions that two documents tell, by tag, under every reading.

        A list that is empty under a reading has the classes of the others.
        """
        status = self.first.status
        told = [
            {"short": row.short, "gap": gap, "href": self._href(row.Index, on_page)}
            for row in status[status["sources"].gt(1)].itertuples()
            for gap in self._gaps(row.Index)
        ]
        groups = []
        for tag, gloss, most in GROUPS:
            lines = [line for line in told if line["gap"].value.tag == tag]
            if lines:
                classes = [line["gap"].classes for line in lines]
                some = "" if "" in classes else " ".join(dict.fromkeys(" ".join(classes).split()))
                groups.append((tag, gloss, some, lines[:most], max(len(lines) - most, 0)))
        return groups

    def _lead(self) -> list[Panel]:
        """The blocks of the first questions that two documents tell and that differ."""
        asked = self.first.status.index[self.first.status["sources"].gt(1)]
        chosen = [question for question in asked if self.first.gaps[question].tag in LEAD]
        return [panel(self.readings, question, _claim_href) for question in chosen[:MOST_BLOCKS]]

    def _one_party(self) -> list[tuple[str, str, list[Claim]]]:
        """Figures that two documents print and one party stands behind: the 2,500."""
        asked = self.first.status
        asked = asked[asked["status"].eq("one party") & asked["sources"].gt(1)]
        told = ((row.short, self.first.claims[row.Index]) for row in asked.itertuples())
        return [
            (short, claims[0]["party"], claims)
            for short, claims in told
            if claims[0]["kind"] not in ("choice", "date")
        ]

    def _itself(self) -> list[tuple[str, Claim, Claim]]:
        """What one voice or party says twice in one document, and cannot both hold."""
        return [
            (row.short, self.by_id[a], self.by_id[b])
            for row in self.first.status.itertuples()
            for a, b, verdict in self.first.pairs.get(row.Index, [])
            if verdict == "self-conflict"
            or (verdict == "conflict" and self._one_side(self.by_id[a], self.by_id[b]))
        ]

    @staticmethod
    def _one_side(one: Claim, two: Claim) -> bool:
        """Whether one named party says both in one document."""
        same = one["source_id"] == two["source_id"] and one["party"] == two["party"]
        return same and one["named"] and two["named"]

    def _alike(self, on_page: set[str]) -> list[tuple[str, str, str, list[Claim]]]:
        """What unlike voices tell alike: by name, gap and link, with the claims by document."""
        asked = self.first.status
        asked = asked[asked["status"].eq("told alike") & asked["parties"].gt(1)]
        found = []
        for row in asked.itertuples():
            of_document = {c["source_id"]: c for c in reversed(self.first.claims[row.Index])}
            text, href = self.first.gaps[row.Index].text, self._href(row.Index, on_page)
            found.append((row.short, text, href, list(of_document.values())))
        return found

    def _board(self) -> list[tuple[str, str, list[dict[str, Any]]]]:
        """Every question, topic by topic, with each document's figures; one document's apart."""
        topics = []
        for topic, asked in self.first.status.groupby("topic", sort=False):
            rows = []
            for row in asked.itertuples():
                # a figure once, in its order
                cells: dict[str, dict[str, None]] = {source: {} for source in self.looks}
                for claim in self.first.claims.get(row.Index, []):
                    limit = f" [{claim['scope']}]" if claim["scope"] else ""
                    cells[claim["source_id"]][claim["figure"] + limit] = None
                rows.append(
                    {
                        "question": row.question,
                        "href": self._href(row.Index),
                        "gaps": self._gaps(row.Index),
                        "cells": cells,
                        "alone": row.sources < 2,
                    }
                )
            topics.append((topic, self.topics.get(topic, ""), rows))
        return topics

    # --- documents -------------------------------------------------------------------------------

    def documents(self) -> Markup:
        """What each document is: its date, language, address, and what it leaves out."""
        silences = views.silences(self.first)
        return render("documents.html", documents=self._documents, silences=silences, symbol=symbol)

    def sources(self) -> dict[str, tuple[str, Markup]]:
        """The page of each document: title and inside by file name."""
        ledger, lined = self.first.ledger, self.first.lined
        placed = anchors(ledger.claims, dict(self.texts)).set_index("claim_id")
        hedged = ~lined["qualifier"].isin(["", "exact", "between"])
        readings = dict(zip(lined["claim_id"], interval(lined).where(hedged, ""), strict=True))
        others = self._others()
        pages = {}
        for document in self._documents:
            source_id = document["source_id"]
            own = [claim for claim in self.by_id.values() if claim["source_id"] == source_id]
            text = paragraphs(self.texts.get(source_id, ""))
            excluded = ledger.not_claims[ledger.not_claims["source_id"].eq(source_id)]
            inside = render(
                "source.html",
                document=document,
                paragraphs=_paragraphs(own, text, placed),
                readings=readings,
                others=others,
                silent=self._silent(source_id),
                excluded=excluded.to_dict("records"),
                cite=views.citation,
                symbol=symbol,
                href=self._href,
            )
            pages[document["href"]] = (document["look"].name, inside)
        return pages

    def _others(self) -> dict[str, list[tuple[str, str, str, str]]]:
        """For each claim the claims it is held against: verdict, family, place and address."""
        order = {verdict: at for at, verdict in enumerate(FAMILY)}
        found: dict[str, list[tuple[str, str, str, str]]] = {}
        for rows in self.first.pairs.values():
            for a, b, verdict in sorted(rows, key=lambda pair: order[pair[2]]):
                for one, other in ((a, self.by_id[b]), (b, self.by_id[a])):
                    text = f"{other['printed_in']}: {other['figure']}"
                    told = (verdict, FAMILY[verdict], text, _claim_href(other))
                    found.setdefault(one, []).append(told)
        return found

    def _silent(self, source_id: str) -> list[tuple[str, int, list[tuple[str, str]]]]:
        """The questions that others answer and this document does not, by topic."""
        asked = self.first.status[self.first.status["claims"] > 0]
        found = []
        for topic, rows in asked.groupby("topic", sort=False):
            silent = [
                (row.question, self._href(row.Index))
                for row in rows.itertuples()
                if source_id in row.silent.split("; ")
            ]
            if silent:
                found.append((topic, len(rows), silent))
        return found

    # --- figures and data ------------------------------------------------------------------------

    def figures(self) -> Markup:
        """Every figure, where it is printed, with its citation to copy."""
        told = self.first.status[self.first.status.index.isin(self.first.claims)]
        topics = [
            (
                topic,
                [
                    (row.question, self.first.claims[row.Index], self.first.gaps[row.Index])
                    for row in rows.itertuples()
                ],
            )
            for topic, rows in told.groupby("topic", sort=False)
        ]
        return render(
            "figures.html",
            topics=topics,
            looks=self.looks,
            symbol=symbol,
            cite=views.citation,
            claim_href=_claim_href,
        )

    def data(self, licenses: Sequence[Mapping[str, str]], files: Sequence[str]) -> Markup:
        """How it is made: the rules, the conventions, the licence, the digest, the files."""
        ledger = self.first.ledger
        nouns = {"claim": ledger.claims, "question": ledger.questions, "source": ledger.sources}
        return render(
            "data.html",
            digest=ledger.digest,
            rules=RULES,
            conditions=CONDITIONS,
            conventions=ledger.conventions.drop(columns="line").to_dict("records"),
            licenses=licenses,
            files=files,
            counts=[counted(len(rows), noun) for noun, rows in nouns.items()],
        )


def _claim_href(claim: Mapping[str, Any]) -> str:
    return f"source-{claim['source_id']}.html#claim-{claim['claim_id']}"


def _published(text: str) -> str:
    span = dates.span(text)
    return date_text(*span) if span else text


def _paragraphs(
    claims: list[Claim], text: Sequence[str], placed: Any
) -> list[tuple[int, list[tuple[str, bool]], list[Claim]]]:
    """The paragraphs with claims: number, the text in stretches (marked or not), the claims."""
    by_place = sorted(claims, key=lambda claim: int(claim["paragraph"]))
    found = []
    for number, group in groupby(by_place, key=lambda claim: int(claim["paragraph"])):
        own = list(group)
        anchored = [placed.loc[claim["claim_id"]] for claim in own]
        spans = [(a["start"], a["end"]) for a in anchored if a["anchor"] == "found"]
        passage = text[number - 1] if number <= len(text) else ""
        found.append((number, marked(passage, spans), own))
    return found


def marked(passage: str, spans: Iterable[tuple[int, int]]) -> list[tuple[str, bool]]:
    """A passage in stretches, those within a span marked; spans that overlap become one."""
    stretches, at = [], 0
    for start, end in sorted(spans):
        if end > at:
            start = max(start, at)
            stretches += [(passage[at:start], False), (passage[start:end], True)]
            at = end
    stretches.append((passage[at:], False))
    return [stretch for stretch in stretches if stretch[0]]


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
    """The complete file: head, navigation and style around the inside of a page.

    The navigation links files by name, this one marked; `site` is the title of the whole report.
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
