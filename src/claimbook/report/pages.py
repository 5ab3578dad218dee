"""What the pages made of the ledger alone show: start, documents, figures, the data.

Each function gives the inside of one page; the templates have the HTML. Whole paragraphs of a
document stand only in pages made with the documents at hand, in elements of the class ``evidence``,
so that a file made to be mailed can leave them out.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Any, NamedTuple

from markupsafe import Markup

from claimbook.charts.palette import Look, looks
from claimbook.charts.panels import Panel, Variant, panel, symbol, variants
from claimbook.compare.comparison import Comparison
from claimbook.compare.lineup import interval, short_when
from claimbook.compare.verdicts import CONDITIONS, FAMILIES, FAMILY, RULES
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


class Group(NamedTuple):
    """Questions of one tag; a list that is empty under a reading has the classes of the others."""

    tag: str
    gloss: str
    classes: str
    lines: list["Line"]
    rest: int


class Line(NamedTuple):
    """A question in a list: its short name, its gap under some conventions, where it leads."""

    short: str
    gap: Variant
    href: str


class Site(NamedTuple):
    """What all pages share.

    Attributes
    ----------
    title : str
        The ledger's own.
    topics : dict of str
        The page of each topic.
    documents : dict of str
        Text of the documents at hand, by source_id.
    """

    title: str
    topics: Mapping[str, str]
    documents: Mapping[str, str]


# --- start ---------------------------------------------------------------------------------------


def start(readings: Mapping[str, Comparison], site: Site) -> Markup:
    """The start page: what differs, who counts whose, the first blocks, what stands alone."""
    first = next(iter(readings.values()))
    seen = looks(first.ledger.sources, first.ledger.origins)
    blocks = _lead(readings, first)
    on_page = {each.question_id for each in blocks}
    topics = first.ledger.topics
    return render(
        "start.html",
        site=site,
        conventions=list(readings),
        documents=_documents(first, seen),
        groups=_groups(readings, site, on_page),
        whose=whose(first, topics[0]) if topics else None,
        topic=topics[0] if topics else "",
        blocks=blocks,
        one_party=_one_party(first, site),
        itself=_itself(first),
        alike=_alike(first, site, on_page),
        sentences=findings.three(first) if topics else [],
        contents=findings.contents(first),
        near=views.near_misses(first).head(MOST_NEAR).to_dict("records"),
        silences=views.silences(first),
        board=_board(readings, site),
        looks=seen,
        symbol=symbol,
        claim_href=_claim_href,
    )


def _claim_href(claim: Mapping[str, Any]) -> str:
    return f"source-{claim['source_id']}.html#claim-{claim['claim_id']}"


def _documents(comparison: Comparison, seen: Mapping[str, Look]) -> list[dict[str, Any]]:
    """Each document: what it is and where it stops."""
    claims = comparison.lined["source_id"].value_counts()
    stops = [_published(text) for text in comparison.ledger.sources["published"]]
    return [
        {
            "look": seen[row.source_id],
            "href": f"source-{row.source_id}.html",
            "published": published,
            "stops": short,
            "kind": row.kind,
            "publisher": row.publisher,
            "title": row.title,
            "url": row.url,
            "language": row.language,
            "retrieved": _published(row.retrieved),
            "note": row.note,
            "claims": int(claims.get(row.source_id, 0)),
        }
        for row, published, short in zip(
            comparison.ledger.sources.itertuples(), stops, short_when(stops), strict=True
        )
    ]


def _published(text: str) -> str:
    span = dates.span(text)
    return date_text(*span) if span else text


def _href(comparison: Comparison, site: Site, question: str, on_page: Iterable[str] = ()) -> str:
    """Where a question is shown: on the start page, else its block or its rows on its topic's."""
    row = comparison.status.loc[question]
    if question in on_page:
        return f"#question-{question}"
    file = site.topics.get(row["topic"], "")
    if not file or not row["claims"]:
        return file or "figures.html"
    return f"{file}#{'question' if row['sources'] > 1 else 'asked'}-{question}"


def _groups(readings: Mapping[str, Comparison], site: Site, on_page: set[str]) -> list[Group]:
    """The questions that two documents tell, by tag, under every reading."""
    first = next(iter(readings.values()))
    told = first.status.index[first.status["sources"].gt(1)]
    groups = []
    for tag, gloss, most in GROUPS:
        lines = []
        for question in told:
            gaps = {name: reading.gaps[question] for name, reading in readings.items()}
            for variant in variants(gaps):
                if variant.value.tag == tag:
                    href = _href(first, site, question, on_page)
                    lines.append(Line(first.status.loc[question, "short"], variant, href))
        if lines:
            classes = [line.gap.classes for line in lines]
            some = "" if "" in classes else " ".join(dict.fromkeys(" ".join(classes).split()))
            groups.append(Group(tag, gloss, some, lines[:most], max(len(lines) - most, 0)))
    return groups


def _lead(readings: Mapping[str, Comparison], first: Comparison) -> list[Panel]:
    """The blocks of the first questions that two documents tell and that differ."""
    asked = first.status[first.status["sources"].gt(1)]
    tags = [first.gaps[question].tag for question in asked.index]
    chosen = [question for question, tag in zip(asked.index, tags, strict=True) if tag in LEAD]
    return [panel(readings, question) for question in chosen[:MOST_BLOCKS]]


def _one_party(first: Comparison, site: Site) -> list[tuple[str, str, list[dict[str, Any]]]]:
    """Figures that two documents print and one party stands behind: the 2,500."""
    asked = first.status
    chosen = asked.index[asked["status"].eq("one party") & asked["sources"].gt(1)]
    found = []
    for question in chosen:
        claims = first.claims[question]
        if claims[0]["kind"] not in ("choice", "date"):
            found.append((asked.loc[question, "short"], claims[0]["party"], claims))
    return found


def _itself(first: Comparison) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    """What one voice says twice in one document, and cannot both hold."""
    claims = {claim["claim_id"]: claim for rows in first.claims.values() for claim in rows}
    return [
        (first.status.loc[question, "short"], claims[a], claims[b])
        for question in first.status.index
        for a, b, verdict in first.pairs.get(question, [])
        if verdict == "self-conflict"
    ]


def _alike(
    first: Comparison, site: Site, on_page: set[str]
) -> list[tuple[str, str, str, list[dict[str, Any]]]]:
    """What unlike voices tell alike: by name, gap and link, with the claims by document."""
    asked = first.status[first.status["status"].eq("told alike") & first.status["parties"].gt(1)]
    return [
        (
            row.short,
            first.gaps[row.Index].text,
            _href(first, site, row.Index, on_page),
            list({claim["source_id"]: claim for claim in first.claims[row.Index][::-1]}.values()),
        )
        for row in asked.itertuples()
    ]


def _board(
    readings: Mapping[str, Comparison], site: Site
) -> list[tuple[str, str, list[dict[str, Any]]]]:
    """Every question, topic by topic, with each document's figures; what one tells alone apart."""
    first = next(iter(readings.values()))
    sources = first.ledger.sources["source_id"].tolist()
    topics = []
    for topic, asked in first.status.groupby("topic", sort=False):
        rows = []
        for question in asked.index:
            cells: dict[str, list[str]] = {source: [] for source in sources}
            for claim in first.claims.get(question, []):
                limit = f" [{claim['scope']}]" if claim["scope"] else ""
                cells[claim["source_id"]].append(claim["figure"] + limit)
            gaps = {name: reading.gaps[question] for name, reading in readings.items()}
            rows.append(
                {
                    "question": asked.loc[question, "question"],
                    "href": _href(first, site, question),
                    "gaps": variants(gaps),
                    "cells": {source: list(dict.fromkeys(cells[source])) for source in sources},
                    "alone": asked.loc[question, "sources"] < 2,
                }
            )
        topics.append((topic, site.topics.get(topic, ""), rows))
    return topics


# --- documents -----------------------------------------------------------------------------------


def documents(comparison: Comparison) -> Markup:
    """What each document is: its date, language, address, and what it leaves out."""
    seen = looks(comparison.ledger.sources, comparison.ledger.origins)
    return render(
        "documents.html",
        documents=_documents(comparison, seen),
        silences=views.silences(comparison),
        symbol=symbol,
    )


def sources(comparison: Comparison, site: Site) -> dict[str, tuple[str, Markup]]:
    """The page of each document: title and inside by file name."""
    seen = looks(comparison.ledger.sources, comparison.ledger.origins)
    ledger = comparison.ledger
    placed = anchors(ledger.claims, dict(site.documents)).set_index("claim_id")
    reading = interval(comparison.lined)
    hedged = ~comparison.lined["qualifier"].isin(["", "exact", "between"])
    readings = dict(zip(comparison.lined["claim_id"], reading.where(hedged, ""), strict=True))
    own: dict[str, list[dict[str, Any]]] = {name: [] for name in seen}
    for rows in comparison.claims.values():
        for claim in rows:
            own[claim["source_id"]].append(claim)
    others = _others(comparison)
    pages = {}
    for document, row in zip(
        _documents(comparison, seen), ledger.sources.itertuples(), strict=True
    ):
        text = paragraphs(site.documents.get(row.source_id, ""))
        excluded = ledger.not_claims[ledger.not_claims["source_id"].eq(row.source_id)]
        inside = render(
            "source.html",
            document=document,
            paragraphs=_paragraphs(own[row.source_id], text, placed),
            readings=readings,
            others=others,
            silent=_silent(comparison, site, row.source_id),
            excluded=excluded.to_dict("records"),
            cite=views.citation,
            symbol=symbol,
            href=partial(_href, comparison, site),
        )
        pages[f"source-{row.source_id}.html"] = (document["look"].name, inside)
    return pages


def _others(comparison: Comparison) -> dict[str, list[tuple[str, str, str, str]]]:
    """For each claim the claims it is held against: verdict, family, place and address."""
    claims = {claim["claim_id"]: claim for rows in comparison.claims.values() for claim in rows}
    order = {verdict: at for at, verdict in enumerate(v for f in FAMILIES.values() for v in f)}
    found: dict[str, list[tuple[str, str, str, str]]] = {}
    for rows in comparison.pairs.values():
        for a, b, verdict in sorted(rows, key=lambda pair: order[pair[2]]):
            for one, other in ((a, claims[b]), (b, claims[a])):
                text = f"{other['printed_in']}: {other['figure']}"
                told = (verdict, FAMILY[verdict], text, _claim_href(other))
                found.setdefault(one, []).append(told)
    return found


def _paragraphs(
    claims: list[dict[str, Any]], text: Sequence[str], placed: Any
) -> list[tuple[int, list[tuple[str, bool]], list[dict[str, Any]]]]:
    """The paragraphs with claims: number, the text in stretches (marked or not), the claims."""
    by_place = sorted(claims, key=lambda claim: int(claim["paragraph"]))
    found = []
    for number, group in groupby(by_place, key=lambda claim: int(claim["paragraph"])):
        own = list(group)
        anchored = [placed.loc[claim["claim_id"]] for claim in own]
        spans = [(a["start"], a["end"]) for a in anchored if a["anchor"] == "found"]
        passage = text[number - 1] if number <= len(text) else ""
        found.append((number, marked(passage, spans) if passage else [], own))
    return found


def marked(passage: str, spans: Iterable[tuple[int, int]]) -> list[tuple[str, bool]]:
    """A passage in stretches, those within a span marked; spans that overlap become one."""
    stretches, at = [], 0
    for start, end in sorted(spans):
        if end <= at:
            continue
        start = max(start, at)
        stretches += [(passage[at:start], False), (passage[start:end], True)]
        at = end
    stretches.append((passage[at:], False))
    return [stretch for stretch in stretches if stretch[0]]


def _silent(
    comparison: Comparison, site: Site, source_id: str
) -> list[tuple[str, int, list[tuple[str, str]]]]:
    """The questions that others answer and this document does not, by topic."""
    asked = comparison.status[comparison.status["claims"] > 0]
    silent = asked[asked["silent"].map(lambda text: source_id in text.split("; ")).astype(bool)]
    return [
        (
            topic,
            int(asked["topic"].eq(topic).sum()),
            [(row.question, _href(comparison, site, row.Index)) for row in rows.itertuples()],
        )
        for topic, rows in silent.groupby("topic", sort=False)
    ]


# --- figures and data ----------------------------------------------------------------------------


def figures(comparison: Comparison) -> Markup:
    """Every figure, where it is printed, with its citation to copy."""
    asked = [
        (row.question, row.topic, comparison.claims[row.Index], comparison.gaps[row.Index])
        for row in comparison.status.itertuples()
        if row.Index in comparison.claims
    ]
    seen = looks(comparison.ledger.sources, comparison.ledger.origins)
    return render(
        "figures.html",
        topics=[(topic, list(rows)) for topic, rows in groupby(asked, key=lambda row: row[1])],
        looks=seen,
        symbol=symbol,
        cite=views.citation,
        claim_href=_claim_href,
    )


def data(comparison: Comparison, package: Mapping[str, Any], files: Sequence[str]) -> Markup:
    """How it is made: the rules, the conventions, the licence, the digest, the files."""
    return render(
        "data.html",
        digest=comparison.ledger.digest,
        rules=RULES,
        conditions=CONDITIONS,
        families=FAMILIES,
        conventions=comparison.ledger.conventions.drop(columns="line").to_dict("records"),
        licenses=package.get("licenses", []),
        files=files,
        counts=[
            counted(len(getattr(comparison.ledger, name)), noun)
            for name, noun in (
                ("claims", "claim"),
                ("questions", "question"),
                ("sources", "source"),
            )
        ],
    )


# --- pages ---------------------------------------------------------------------------------------


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

    Parameters
    ----------
    title : str
    body : str
        HTML with one ``<h1>``.
    site : str
        The title of the whole report.
    links : sequence of (file, name)
        The navigation; without it the page stands alone.
    file : str
        Of this page, to mark it there.
    conventions : sequence of str
        Readings of hedges to choose from, if anything in the body hangs on them.
    """
    choice = conventions if 'class="as ' in body else ()
    return render(
        "page.html",
        title=title,
        site=site,
        links=links,
        current=file,
        conventions=choice,
        main=Markup(body),
    )
