"""The pages made of the ledger alone: the board of all questions, and a page for each source.

Pure functions from frames to HTML. Everything from the ledger or a document passes through
`tables.escaped`; nothing here needs a script: a row opens with ``<details>``, the filter is a radio
button and a rule of the style sheet. Whole paragraphs of a document stand only in pages made with
the documents at hand, between two comments, so that a file made to be mailed can leave them out.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from itertools import groupby
from typing import Any, NamedTuple
from urllib.parse import quote

import pandas as pd

from claimbook import compare, evidence, findings, intervals, views
from claimbook.ledger import Ledger
from claimbook.tables import escaped
from claimbook.views import counted
from claimbook.words import STATUSES, css_class, mark

INDEX = "index.html"
VERDICTS_FILE = "verdicts.csv"
COLOURS = 6  # sources beyond the sixth start over, as in the charts
MOST_FINDINGS = 6  # of each kind, before the rest is folded
MOST_VERDICTS = 60  # of one question, worst first; verdicts.csv has all of them
MOST_COLUMNS = 7  # sources side by side on a wide screen
SEVERITY = ("conflict", "self-conflict", "update", "scope", "compatible", "agree", "repeat")
EVIDENCE = ("<!--evidence-->", "<!--/evidence-->")


# --- names ---------------------------------------------------------------------------------------


def source_file(source_id: str) -> str:
    """Name the page of a source; an id that is no plain word cannot leave the folder."""
    plain = re.sub(r"[^a-z0-9-]+", "-", source_id.lower()).strip("-")[:60]
    if plain != source_id or not plain:  # two ids must not meet in one file
        plain = f"{plain}-{sha256(source_id.encode()).hexdigest()[:8]}".strip("-")
    return f"source-{plain}.html"


def _anchor(kind: str, name: str) -> str:
    return f"{kind}-{escaped(name)}"


def _href(kind: str, name: str, file: str = "") -> str:
    return f"{file}#{quote(f'{kind}-{name}')}"


def _link(href: str, text: Any) -> str:
    return f'<a href="{href}">{escaped(text)}</a>'


def _id_link(kind: str, name: str) -> str:
    """Return the link to a place itself, to be copied and mailed."""
    return f'<a class="id" href="{_href(kind, name)}">{escaped(name)}</a>'


# --- facts ---------------------------------------------------------------------------------------


def facts(ledger: Ledger, documents: dict[str, str] | None = None) -> pd.DataFrame:
    """Every claim with the words its card shows, and where the documents are at hand its anchor.

    Parameters
    ----------
    ledger : Ledger
    documents : dict, optional
        Text by ``source_id``.

    Returns
    -------
    DataFrame
        The line-up in ledger order, with figure, who, when, reading (how a hedge is read; empty
        for a figure as printed), anchor, start, end and passage (its paragraph; empty without the
        document).
    """
    lined = compare.line_up(ledger)
    documents = documents or {}
    anchored = evidence.anchors(ledger.claims, documents)
    split = {source: evidence.paragraphs(text) for source, text in documents.items()}
    hedged = ~lined["qualifier"].isin(["", "exact", "between"])
    return lined.assign(
        figure=views.printed(lined),
        who=views.chain(lined),
        when=views.as_of(lined),
        reading=intervals.describe(lined).where(hedged, ""),
        anchor=anchored["anchor"],
        start=anchored["start"],
        end=anchored["end"],
        passage=[
            _passage(split.get(source, []), number)
            for source, number in zip(lined["source_id"], lined["paragraph"], strict=True)
        ],
    )


def _passage(lines: Sequence[str], number: str) -> str:
    at = int(number) - 1
    return lines[at] if 0 <= at < len(lines) else ""


def marked(passage: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return a paragraph as HTML with stretches of it marked; those that overlap become one."""
    parts, at = [], 0
    for start, end in _merged(spans):
        parts += [escaped(passage[at:start]), "<mark>", escaped(passage[start:end]), "</mark>"]
        at = end
    return "".join([*parts, escaped(passage[at:])])


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


class Book(NamedTuple):
    """What the pages of one ledger share.

    Attributes
    ----------
    ledger : Ledger
    documents : dict
        Text by ``source_id``, of the documents at hand.
    rows : DataFrame
        As `facts` gives it.
    claims : dict
        The same rows as named tuples, by claim_id.
    status : DataFrame
        As `compare.status` gives it.
    pairs : DataFrame
        As `compare.verdicts` gives it.
    verdicts : dict
        The same by question_id, worst first; a part held against its whole stands under both.
    stands : dict
        For each claim the verdicts it takes part in: (verdict, the other's id), worst first.
    tint : dict
        The class of each source, for its colour.
    """

    ledger: Ledger
    documents: dict[str, str]
    rows: pd.DataFrame
    claims: dict[str, Any]
    status: pd.DataFrame
    pairs: pd.DataFrame
    verdicts: dict[str, list]
    stands: dict[str, list[tuple[str, str]]]
    tint: dict[str, str]


def prepare(
    ledger: Ledger, verdicts: pd.DataFrame, documents: dict[str, str] | None = None
) -> Book:
    """Prepare what the pages are made of, once for all of them.

    Parameters
    ----------
    ledger : Ledger
    verdicts : DataFrame
        As `compare.verdicts` gives it.
    documents : dict, optional
        Text by ``source_id``: each claim then shows its paragraph with the wording marked.
    """
    rows = facts(ledger, documents)
    claims = {row.claim_id: row for row in rows.itertuples(index=False)}
    rank = {name: at for at, name in enumerate(SEVERITY)}
    by_question: dict[str, list] = {}
    stands: dict[str, list[tuple[str, str]]] = {}
    for row in sorted(verdicts.itertuples(index=False), key=lambda row: rank[row.verdict]):
        for question in dict.fromkeys([row.question_id, claims[row.claim_b].question_id]):
            by_question.setdefault(question, []).append(row)
        stands.setdefault(row.claim_a, []).append((row.verdict, row.claim_b))
        stands.setdefault(row.claim_b, []).append((row.verdict, row.claim_a))
    names = ledger.sources["source_id"]
    return Book(
        ledger=ledger,
        documents=documents or {},
        rows=rows,
        claims=claims,
        status=compare.status(ledger, verdicts),
        pairs=verdicts,
        verdicts=by_question,
        stands=stands,
        tint={source: f"src{at % COLOURS + 1}" for at, source in enumerate(names)},
    )


# --- the index -----------------------------------------------------------------------------------


def index(book: Book, site: str, links: Iterable[tuple[str, str]] = ()) -> str:
    """Return the inside of ``index.html``: what stands out, and the board of all questions.

    Parameters
    ----------
    book : Book
    site : str
        The ledger's title.
    links : iterable of (file, title)
        The other pages of the report.
    """
    rows, status = book.rows, book.status
    asked = dict(iter(rows.groupby("question_id", sort=False)))
    opening = [
        *findings.summary(rows, status, "all topics"),
        *findings.witnesses(rows),
        *findings.silence(status, book.ledger.sources),
    ]
    sections = [
        ("contested", "What is contested", _found(book, asked, _contested)),
        ("moved", "What moved", _found(book, asked, _moved)),
        (
            "one-party",
            "Carried by several, said by one party",
            _found(book, asked, _repeated),
        ),
        ("board", "Where each question stands", _board(book)),
        ("sources", "The documents", _papers(book)),
        ("pages", "The pages", _pages(links)),
        ("data", "The data", _data(book)),
    ]
    return f'<h1>{escaped(site)}</h1>\n<div class="lead">{_paragraphs(opening)}</div>\n' + "".join(
        f'<h2 id="{name}">{escaped(heading)}</h2>\n{part}\n'
        for name, heading, part in sections
        if part
    )


def _paragraphs(sentences: Iterable[str]) -> str:
    return "".join(f"<p>{escaped(sentence)}</p>\n" for sentence in sentences)


Sentences = Callable[[Book, pd.DataFrame, pd.DataFrame], list[str]]


def _contested(book: Book, rows: pd.DataFrame, verdicts: pd.DataFrame) -> list[str]:
    return findings.disagreements(book.status, verdicts)


def _moved(book: Book, rows: pd.DataFrame, verdicts: pd.DataFrame) -> list[str]:
    return findings.moves(rows, verdicts)


def _repeated(book: Book, rows: pd.DataFrame, verdicts: pd.DataFrame) -> list[str]:
    return findings.repeats(rows, verdicts)


def _found(book: Book, rows: dict[str, pd.DataFrame], sentences: Sentences) -> str:
    """List the computed sentences of one kind, each leading to its question on the board."""
    apart = book.pairs[book.pairs["verdict"].isin(KINDS[sentences])]
    items = []
    for question, own in apart.groupby("question_id", sort=False):
        for sentence in sentences(book, rows[question], own):
            name = rows[question]["question"].iloc[0].rstrip("?")
            text = sentence.removeprefix(name)
            if text == sentence:
                name, text = sentence, ""
            items.append(f"<li>{_link(_href('question', question), name)}{escaped(text)}</li>\n")
    if not items:
        return ""
    shown = f'<ul class="found">\n{"".join(items[:MOST_FINDINGS])}</ul>\n'
    rest = items[MOST_FINDINGS:]
    if rest:
        shown += (
            f'<details class="fold rest"><summary>{len(rest)} more</summary>\n'
            f'<ul class="found">\n{"".join(rest)}</ul></details>\n'
        )
    return shown


# Which verdicts each kind of sentence is about.
KINDS = {
    _contested: ["conflict", "self-conflict"],
    _moved: ["update"],
    _repeated: ["repeat"],
}


def _board(book: Book) -> str:
    sources = list(book.tint)
    heads = "".join(
        f'<span class="{tint}">{_link(source_file(source), source)}</span>'.replace(
            "<a ", '<a class="name" '
        )
        for source, tint in book.tint.items()
    )
    topics = list(dict.fromkeys(book.status["topic"]))
    jumps = " · ".join(_link(_href("topic", topic), topic) for topic in topics)
    groups: dict[str, list] = {}
    for claim in book.claims.values():
        groups.setdefault(claim.question_id, []).append(claim)
    questions = book.ledger.questions.merge(
        book.status.drop(columns=["topic", "question"]), on="question_id"
    )
    parts = []
    for topic in topics:
        own = questions[questions["topic"] == topic]
        rows = "".join(_row(book, row, groups.get(row.question_id, [])) for row in own.itertuples())
        parts.append(
            f'<section class="topic"><h3 id="{_anchor("topic", topic)}">{escaped(topic)}</h3>\n'
            f"{rows}</section>\n"
        )
    many = " many" if len(sources) > MOST_COLUMNS else ""
    return (
        f'<div class="board{many}" style="--sources:{len(sources)}">\n'
        "<p>A row opens on who says it, where, and how the claims stand to each other. "
        "Where a cell says silent, that document says nothing on the question.</p>\n"
        f'{_filter(book.status)}<p class="jump">{jumps}</p>\n'
        f'<div class="heads"><span>Question</span><span>Status</span>{heads}</div>\n'
        f"{''.join(parts)}</div>"
    )


def _filter(status: pd.DataFrame) -> str:
    """Radio buttons that show the questions of one status; the style sheet does the hiding."""
    counts = status["status"].value_counts()
    several = int((status["sources"] > 1).sum())
    choices = [("all", "all", len(status)), ("several", "in several documents", several)]
    choices += [(css_class(name), mark(name), counts[name]) for name in STATUSES if name in counts]
    labels = "".join(
        f'<label><input type="radio" name="show" class="only-{name}" autocomplete="off"'
        f"{' checked' if name == 'all' else ''}>{word} {number}</label>\n"
        for name, word, number in choices
    )
    legend = "<legend>Show the questions that are</legend>"
    return f'<fieldset class="filter">{legend}\n{labels}</fieldset>\n'


def _row(book: Book, question: Any, claims: list) -> str:
    """One question: its line on the board, and what opens under it."""
    by_source: dict[str, list] = {}
    for claim in claims:
        by_source.setdefault(claim.source_id, []).append(claim)
    cells = "".join(
        _cell(source, tint, by_source.get(source, [])) for source, tint in book.tint.items()
    )
    classes = f"row {css_class(question.status)}" + (" several" if len(by_source) > 1 else "")
    counted_as = " · ".join(filter(None, [question.unit, question.place]))
    parties = counted(question.parties, "named party", "named parties")
    return (
        f'<details class="{classes}"><summary><h4>{escaped(question.question)}'
        f"<small>{escaped(counted_as)}</small></h4>"
        f'<span class="state">{mark(question.status)}<small>{parties}</small></span>'
        f"{cells}</summary>\n{_panel(book, question, claims)}</details>\n"
    )


def _cell(source: str, tint: str, claims: list) -> str:
    who = f"<i>{escaped(source)} </i>"
    if not claims:
        return f'<span class="cell silent">{who}silent</span>'
    figures = dict.fromkeys((claim.figure, claim.scope) for claim in claims)
    said = "".join(
        f"<b>{escaped(figure)}</b>" + (f"<small>{escaped(scope)}</small>" if scope else "")
        for figure, scope in figures
    )
    return f'<span class="cell {tint}">{who}{said}</span>'


def _panel(book: Book, question: Any, claims: list) -> str:
    cards = "".join(_card(book, claim, here=INDEX) for claim in claims)
    verdicts = book.verdicts.get(question.question_id, [])
    listed = ""
    if verdicts:
        listed = (
            '<p class="label">How the claims stand to each other</p>\n<ul class="verdicts">'
            + "".join(map(_verdict, verdicts[:MOST_VERDICTS]))
            + f"</ul>\n{_rest(len(verdicts))}"
        )
    return (
        f'<div class="panel" id="{_anchor("question", question.question_id)}">\n'
        f"<p>{_about(question)}</p>\n"
        f'<ul class="cards">{cards}</ul>\n{listed}</div>'
    )


def _about(question: Any) -> str:
    """What a question is, beside its wording: links, silence, spread and note."""
    parts = [_id_link("question", question.question_id)]
    if question.running_total == "yes":
        parts.append("A running total, which may rise.")
    if question.part_of:
        parts.append(f"A part of {_link(_href('question', question.part_of), question.part_of)}.")
    if question.spread > 1:
        parts.append(f"Highest figure ÷ lowest: {question.spread:,.3g}.")
    silent = question.silent.replace("; ", ", ")
    parts.append(f"Silent: {escaped(silent)}." if silent else "No document is silent.")
    parts.append(escaped(question.note))
    return " ".join(filter(None, parts))


def _verdict(verdict: Any) -> str:
    caveats = verdict.caveats.replace("; ", ", ")
    beside = f" <small>Caveats: {escaped(caveats)}.</small>" if caveats else ""
    return f"<li>{mark(verdict.verdict)}<span>{escaped(verdict.reason)}{beside}</span></li>\n"


def _rest(number: int) -> str:
    if number <= MOST_VERDICTS:
        return ""
    return f"<p>{number - MOST_VERDICTS:,} more are in {_link(VERDICTS_FILE, VERDICTS_FILE)}.</p>\n"


# --- a claim -------------------------------------------------------------------------------------


def _card(book: Book, claim: Any, here: str) -> str:
    """One claim with all that is known of it, on the index or on the page of its source."""
    on_index = here == INDEX
    facts = [
        ("Said by", escaped(claim.who) + _party(claim)),
        ("As of", escaped(claim.when)),
        ("Hedge", _hedge(claim)),
        ("Scope", escaped(claim.scope)),
        ("Where", _place(claim) if on_index else ""),
        ("Note", escaped(claim.note)),
        ("Verdicts", _stands(book, claim, here)),
    ]
    listed = "".join(f"<dt>{name}</dt><dd>{fact}</dd>" for name, fact in facts if fact)
    unit = "" if claim.kind in ("date", "choice") else f" {escaped(claim.unit)}"
    asked = "" if on_index else (
        f"<p>{_link(_href('question', claim.question_id, INDEX), claim.question)}</p>\n"
    )  # fmt: skip
    return (
        f'<li class="claim {book.tint[claim.source_id]}" id="{_anchor("claim", claim.claim_id)}">\n'
        f'<p class="figure">{_id_link("claim", claim.claim_id)}'
        f"<b>{escaped(claim.figure)}</b>{unit}</p>\n"
        f'{asked}<p class="worded">“{escaped(claim.wording)}”</p>\n<dl>{listed}</dl>'
        f"{_shown_passage(claim) if on_index else ''}</li>\n"
    )


def _party(claim: Any) -> str:
    if claim.party in (compare.UNNAMED, ""):
        return " (unnamed: counts as no independent witness)"
    return "" if claim.party == claim.origin else f" ({escaped(claim.party)})"


def _hedge(claim: Any) -> str:
    if not claim.reading:
        return ""
    return f"{escaped(claim.qualifier)}, read as {escaped(claim.reading)}"


def _place(claim: Any) -> str:
    href = _href("claim", claim.claim_id, source_file(claim.source_id))
    return _link(href, f"{claim.source_id}, paragraph {claim.paragraph}")


def _stands(book: Book, claim: Any, here: str) -> str:
    """The verdicts a claim takes part in, with the other claim of each."""
    others: dict[str, list[str]] = {}
    for verdict, other in book.stands.get(claim.claim_id, [])[:MOST_VERDICTS]:
        others.setdefault(verdict, []).append(_other(book.claims[other], here))
    if not others:
        return ""
    items = (f"<li>{mark(verdict)} {', '.join(links)}</li>" for verdict, links in others.items())
    return f'<ul class="stands">{"".join(items)}</ul>'


def _other(claim: Any, here: str) -> str:
    own = source_file(claim.source_id)
    file = "" if here in (INDEX, own) else own
    return _link(
        _href("claim", claim.claim_id, file),
        f"{claim.source_id} ¶{claim.paragraph}: {claim.figure}",
    )


def _shown_passage(claim: Any) -> str:
    """The paragraph of a claim, with its wording marked, between the two comments."""
    if claim.anchor == "unchecked":
        return ""
    if claim.anchor != "found":
        return f"<p>The wording is {escaped(claim.anchor)}: not once in its paragraph.</p>"
    return (
        f'{EVIDENCE[0]}<details class="fold"><summary>Paragraph {claim.paragraph}</summary>'
        f'<blockquote class="paper">{marked(claim.passage, [(claim.start, claim.end)])}'
        f"</blockquote></details>{EVIDENCE[1]}"
    )


# --- the lists below the board -------------------------------------------------------------------


def _papers(book: Book) -> str:
    claims = book.rows["source_id"].value_counts()
    items = "".join(
        f'<li class="{book.tint[row.source_id]}" id="{_anchor("source", row.source_id)}">'
        f"<p>{_link(source_file(row.source_id), row.source_id)}</p>"
        f"<p>{escaped(row.title)}</p>"
        f'<p class="small">{_kept(row.publisher, row.kind, _published(row.published))}. '
        f"{counted(int(claims.get(row.source_id, 0)), 'claim').capitalize()}.</p></li>\n"
        for row in book.ledger.sources.itertuples()
    )
    return f'<ul class="papers">\n{items}</ul>'


def _kept(*parts: str) -> str:
    return ", ".join(escaped(part) for part in parts if part)


def _published(text: str) -> str:
    span = intervals.parse_span(text)
    return intervals.date_text(*map(intervals.seconds, span)) if span else text


def _pages(links: Iterable[tuple[str, str]]) -> str:
    items = "".join(f"<li>{_link(escaped(quote(file)), title)}</li>\n" for file, title in links)
    return f"<ul>\n{items}</ul>" if items else ""


def _data(book: Book) -> str:
    quoted = (
        f"{EVIDENCE[0]}<p>These pages quote whole paragraphs of the documents, which are not ours "
        f"to pass on: keep them on this computer.</p>\n{EVIDENCE[1]}"
        if book.documents
        else ""
    )
    return (
        '<p class="digest">Built on the ledger with the digest (SHA-256) '
        f"{book.ledger.digest}.</p>\n"
        f"<p>Every verdict with its reason: {_link(VERDICTS_FILE, VERDICTS_FILE)}.</p>\n{quoted}"
    )


# --- a page per source ---------------------------------------------------------------------------


def sources(book: Book) -> dict[str, tuple[str, str]]:
    """Return title and inside of each source's page, by file name, in the ledger's order."""
    listed = list(book.ledger.sources.itertuples(index=False))
    files = [source_file(row.source_id) for row in listed]
    return {
        file: (row.source_id, _source(book, row)) for file, row in zip(files, listed, strict=True)
    }


def _source(book: Book, source: Any) -> str:
    own = book.rows[book.rows["source_id"] == source.source_id]
    # in the order of the document; within a paragraph in the ledger's, if the text is not at hand
    number = own["paragraph"].astype(int)
    own = own.assign(number=number).sort_values(["number", "start"], kind="stable")
    beside = " · ".join(filter(None, [source.publisher, source.kind, _published(source.published)]))
    return (
        f'<h1 class="{book.tint[source.source_id]}"><span class="name">{escaped(source.source_id)}'
        f"</span></h1>\n"
        f'<p class="lead">{escaped(source.title)}</p>\n'
        f'<p class="small">{escaped(beside)}</p>\n<p>{escaped(source.note)}</p>\n'
        f"<p>{escaped(_sum(book, own))} "
        f"{_link(INDEX + '#board', 'All sources side by side')}.</p>\n"
        f'<h2 id="claims">Its claims, in the order of the document</h2>\n'
        f"{_by_paragraph(book, own, source.source_id)}\n{_silences(book, source.source_id)}"
        f"{_excluded(book, source.source_id)}"
    )


def _sum(book: Book, own: pd.DataFrame) -> str:
    """One sentence of result on a source."""
    apart = sum(
        any(verdict in ("conflict", "self-conflict") for verdict, _ in book.stands.get(claim, []))
        for claim in own["claim_id"]
    )
    return (
        f"{counted(len(own), 'claim').capitalize()} on "
        f"{counted(own['question_id'].nunique(), 'question')} in "
        f"{counted(own['paragraph'].nunique(), 'paragraph')}; "
        f"{counted(apart, 'claim')} in conflict with another."
    )


def _by_paragraph(book: Book, own: pd.DataFrame, source_id: str) -> str:
    parts = []
    for number, rows in groupby(own.itertuples(index=False), key=lambda row: row.number):
        claims = list(rows)
        spans = [(row.start, row.end) for row in claims if row.anchor == "found"]
        text = claims[0].passage
        quoted = f'<blockquote class="paper">{marked(text, spans)}</blockquote>'
        shown = f"{EVIDENCE[0]}{quoted}{EVIDENCE[1]}\n" if text else ""
        cards = "".join(_card(book, row, here=source_file(source_id)) for row in claims)
        parts.append(
            f'<h3 id="paragraph-{number}">Paragraph {number}</h3>\n{shown}'
            f'<ul class="cards">{cards}</ul>\n'
        )
    return "".join(parts)


def _silences(book: Book, source_id: str) -> str:
    """The questions that others answer and this source does not, by topic."""
    asked = book.status[book.status["claims"] > 0]
    silent = asked[[source_id in text.split("; ") for text in asked["silent"]]]
    if silent.empty:
        return ""
    parts = []
    for topic, rows in silent.groupby("topic", sort=False):
        items = "".join(
            f"<li>{_link(_href('question', row.question_id, INDEX), row.question)}</li>\n"
            for row in rows.itertuples()
        )
        total = (asked["topic"] == topic).sum()
        parts.append(
            f'<details class="fold"><summary>{escaped(topic)}: {len(rows)} of {total}</summary>\n'
            f"<ul>{items}</ul></details>\n"
        )
    return f'<h2 id="silent">What others answer and it does not</h2>\n{"".join(parts)}'


def _excluded(book: Book, source_id: str) -> str:
    """The numbers in a document that are no claims, with the reason."""
    rows = book.ledger.not_claims
    rows = rows[rows["source_id"] == source_id]
    if rows.empty:
        return ""
    items = "".join(
        f"<li>Paragraph {escaped(row.paragraph)}: “{escaped(row.wording)}”. "
        f"{escaped(row.reason)}</li>\n"
        for row in rows.itertuples()
    )
    return (
        '<h2 id="not-claims">Its numbers that are no claims</h2>\n'
        f'<details class="fold"><summary>{counted(len(rows), "number")} with the reason</summary>\n'
        f"<ul>{items}</ul></details>\n"
    )
