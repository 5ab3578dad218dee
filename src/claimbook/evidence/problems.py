"""Evidence as messages: what in a ledger is not what its wordings and documents say."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

import pandas as pd

from claimbook.evidence.anchors import anchors
from claimbook.evidence.census import census
from claimbook.evidence.digests import digest_problems
from claimbook.evidence.documents import File, paragraphs, texts
from claimbook.evidence.figures import CONVERTED, cross_check
from claimbook.evidence.units import another_unit, families
from claimbook.evidence.years import year_problems
from claimbook.ledger.alike import skeleton
from claimbook.ledger.check import Reading
from claimbook.ledger.model import Problem
from claimbook.ledger.rows import plain
from claimbook.ledger.words import WITHIN

PLACE = ("source_id", "paragraph", "wording")
FIGURE = ("question_id", "wording", "qualifier", "low", "high", "answer", "as_of")
NO_FIGURE = ("hours", "fixed", "unresolved")  # rules of qualifiers that stand beside no figure
LEAST_LIKENESS = 0.6  # below this difflib ratio a passage is no help to somebody looking for it
NAMED_FILES = 3
WORD_UNSEEN = re.compile(r"[\w\xad\u200b-\u200f\u2060\ufeff]+")  # with what nobody sees within it


def problems(reading: Reading, at_hand: list[File], strict: bool = False) -> list[Problem]:
    """Hold a ledger against its wordings and documents, as far as its rows could be read.

    Numbers that nothing accounts for are errors where `strict`, else a list of things to do.
    """
    ledger, documents = reading.ledger, texts(at_hand)
    figures = _figures(reading)
    found = cross_check(figures, _beside_figures(ledger.conventions))
    found += _unit_problems(figures)
    wrong = {(p.file, p.line, p.column) for p in [*found, *reading.problems]}
    found += [p for p in year_problems(figures) if (p.file, p.line, p.column) not in wrong]
    unread = reading.unread
    if not unread:  # else the row of a document may be among those that could not be read
        found += _document_problems(ledger.sources, at_hand)
    claims, not_claims = (reading.sound(name, *PLACE) for name in ("claims", "not_claims"))
    found += digest_problems(ledger.folder, claims, documents)
    if documents:
        found += _anchor_problems("claims.csv", claims, documents)
        found += _anchor_problems("not_claims.csv", not_claims, documents)
        found += _counted_problems(claims, documents)
        if not unread & {"claims.csv", "not_claims.csv"}:
            found += _census_problems(ledger.sources, claims, not_claims, documents, strict)
    return found


def _figures(reading: Reading) -> pd.DataFrame:
    """The claims whose figures are sound, with what their questions and sources say of them."""
    claims = reading.sound("claims", *FIGURE)
    questions, sources = reading.sound("questions", "kind"), reading.sound("sources", "published")
    questions = questions.drop_duplicates("question_id").set_index("question_id")
    sources = sources.drop_duplicates("source_id").set_index("source_id")
    asked = questions[["kind", "unit"]].reindex(claims["question_id"])
    told = sources[["published"]].assign(language=foreign(sources))
    told = told.reindex(claims["source_id"], fill_value="")
    return claims.assign(
        **asked.set_index(claims.index),
        **told.set_index(claims.index),
        source_line=claims["source_id"].map(sources["line"]),
    ).dropna(subset="kind")


def foreign(sources: pd.DataFrame) -> pd.Series:
    """The language of each source that is not in English; empty for those that are."""
    return sources["language"].mask(sources["language"].str.match("(?i:en)(?:-|$)"), "")


def _unit_problems(claims: pd.DataFrame) -> Iterator[Problem]:
    measured = claims[claims["unit"].isin([u for u in claims["unit"].unique() if families(u)])]
    for line, wording, unit, note in plain(measured, "line", "wording", "unit", "note"):
        other = another_unit(wording, unit)
        if other and CONVERTED not in note.lower():
            message = (
                f'"{wording}" is in {other} but the question asks for {unit}; give it a question '
                f"of its own, or code it in {unit} and say so in note (with the word {CONVERTED})"
            )
            yield Problem("claims.csv", line, "wording", message)


def _beside_figures(conventions: pd.DataFrame) -> pd.Series:
    """The hedges that stand beside a figure: how the first convention reads them says so."""
    first = conventions["convention"] == conventions["convention"].iloc[:1].squeeze()
    return conventions["qualifier"][first & ~conventions["rule"].isin(NO_FIGURE)]


# --- documents -----------------------------------------------------------------------------------


def _document_problems(sources: pd.DataFrame, files: list[File]) -> Iterator[Problem]:
    of_source = {file.source_id: file for file in files if file.source_id}
    strangers = [file for file in files if not file.source_id]
    for source in sources.itertuples(index=False):
        message, warning = _document(source, of_source.get(source.source_id), strangers)
        if message:
            yield Problem("sources.csv", int(source.line), "sha256", message, warning)
    for file in strangers:
        message = (
            f"no row has the document {file.name}, whose SHA-256 is {file.sha256}; add one: "
            f"claimbook add {file.name}"
        )
        if (name := Path(file.name).stem) in texts(files):
            message = (
                f"{file.name} is not the text of {name} that its row has; delete it if it is an "
                "earlier edition"
            )
        yield Problem("sources.csv", 0, "sha256", message, warning=True)


def _document(source: tuple, file: File | None, strangers: list[File]) -> tuple[str, bool]:
    """Say what is wrong with a source's document, and whether that is a mere warning."""
    name, registered = source.source_id, bool(source.sha256)
    if file and file.wrong:
        return f"{file.name} {file.wrong}", not registered
    if file and file.state == "rewritten":
        is_ = "is the same text with other line ends, byte-order mark or final line end"
        return f"{file.name} {is_}; write its SHA-256, {file.sha256}", True
    if file and file.state == "changed":
        is_ = "has changed: it is no longer" if registered else "seems to be"
        todo = f"read the claims in it again, then write its SHA-256, {file.sha256}"
        return f"{file.name} {is_} the document of {name}; {todo}", not registered
    if not file and registered and strangers:
        return (
            f"no document at hand has the SHA-256 {_short(source.sha256)}, and no row has that of "
            f"{_named(strangers)}; if that is {name}, write its SHA-256"
        ), False
    return "", False


def _short(digest: str) -> str:
    return f"{digest[:8]}…"


def _named(files: list[File]) -> str:
    named = [f"{file.name} ({_short(file.sha256)})" for file in files[:NAMED_FILES]]
    return " or ".join(named) + " or others" * (len(files) > NAMED_FILES)


# --- anchors -------------------------------------------------------------------------------------


def _anchor_problems(file: str, rows: pd.DataFrame, documents: dict[str, str]) -> Iterator[Problem]:
    anchored = anchors(rows, documents).assign(line=rows["line"])
    for row in anchored.query("anchor not in ('found', 'unchecked')").itertuples(index=False):
        wording, name, text = row.wording, row.source_id, documents[row.source_id]
        state = "cut" if row.anchor == "orphaned" and wording and wording in text else row.anchor
        column = "paragraph" if state == "moved" else "wording"
        message = {
            "moved": f"is not in paragraph {row.paragraph} of {name} but in {row.elsewhere}; "
            "correct the paragraph, or quote the fragment in it",
            "ambiguous": f"stands more than once in paragraph {row.paragraph} of {name}; quote a "
            "word or two more of the one you mean",
            "cut": f"stands in {name} only as a piece of a longer word or number; quote that word "
            "or number whole",
            "orphaned": f"is nowhere in {name}; copy the fragment character by character",
        }[state]
        near = _look_alike(wording, text) if state == "orphaned" else ""
        yield Problem(file, int(row.line), column, f'"{wording}" {message}{near}')


def _look_alike(wording: str, text: str) -> str:
    """Describe the passage most like a wording that is nowhere, of as many words at most."""
    words = set(re.findall(r"\w+", wording.lower()))
    passages = {}
    for n, paragraph in enumerate(paragraphs(text), 1):
        spans = [match.span() for match in WORD_UNSEEN.finditer(paragraph)]
        for (start, _), (_, end) in zip(spans, spans[max(len(words) - 1, 0) :], strict=False):
            passages.setdefault(paragraph[start:end], n)
    # Sharing words is cheap to count; only the most promising are compared letter by letter.
    shared = Counter({p: len(words & {*re.findall(r"\w+", p.lower())}) for p in passages})
    promising = [passage for passage, _ in shared.most_common(20)]
    nearest = get_close_matches(wording, promising, n=1, cutoff=LEAST_LIKENESS)
    if not nearest:
        return ""
    where = f'; nearest to it is "{nearest[0]}" in paragraph {passages[nearest[0]]}'
    return where + (
        _unseen(wording, nearest[0]) if skeleton(wording) == skeleton(nearest[0]) else ""
    )


def _unseen(wording: str, passage: str) -> str:
    """Name the characters that keep apart what looks alike to a reader."""
    found = ""
    for whose, one, other in (("text", passage, wording), ("cell", wording, passage)):
        if names := [
            f"{unicodedata.name(c, 'unnamed').lower()} (U+{ord(c):04X})"
            for c in dict.fromkeys(one)
            if c not in other and not c.isascii()
        ]:
            found += f"; only the {whose} has: {', '.join(names)}"
    return found


def _counted_problems(claims: pd.DataFrame, documents: dict[str, str]) -> Iterator[Problem]:
    """Yield an error where what is counted are no words of the paragraph."""
    split = {source_id: paragraphs(text) for source_id, text in documents.items()}
    for claim in claims[claims["counted"] != ""].itertuples(index=False):
        lines = split.get(claim.source_id, [])
        paragraph = " ".join(lines[int(claim.paragraph) - 1 : int(claim.paragraph)])
        words = r"\s+".join(map(re.escape, claim.counted.split()))
        places = [match.span() for match in re.finditer(words, paragraph, re.IGNORECASE)]
        if paragraph and all(any(WITHIN.match(paragraph, at) for at in span) for span in places):
            yield Problem(
                "claims.csv",
                int(claim.line),
                "counted",
                f'"{claim.counted}" is not in paragraph {claim.paragraph} of {claim.source_id}; '
                "copy at most five words of it that say who or what is counted, or leave it empty",
            )


# --- census --------------------------------------------------------------------------------------


def _census_problems(
    sources: pd.DataFrame,
    claims: pd.DataFrame,
    not_claims: pd.DataFrame,
    documents: dict[str, str],
    strict: bool,
) -> Iterator[Problem]:
    counted = census(claims, not_claims, documents)
    split = {source_id: paragraphs(text) for source_id, text in documents.items()}
    without = {*documents} - {*counted["source_id"]}
    for source in sources[sources["source_id"].isin(without)].itertuples(index=False):
        yield Problem(
            "sources.csv",
            int(source.line),
            "sha256",
            f"no number was found in the document of {source.source_id}, so the census of it "
            "shows nothing; check that the sha256 is that of the plain text",
            warning=not strict,
        )
    for row in counted.query("state == 'unaccounted'").itertuples(index=False):
        context = _context(split[row.source_id][row.paragraph - 1], row.start, row.end)
        yield Problem(
            "not_claims.csv",
            0,
            "",
            f'{row.source_id}, paragraph {row.paragraph}: "{row.text}" (in "{context}") is neither '
            "claimed nor excluded; code it in claims.csv, or give the reason it is no claim here",
            warning=not strict,
        )


def _context(paragraph: str, start: int, end: int) -> str:
    """Return a number with the two words before and after it."""
    before = re.search(r"(?:\w+\W+){0,2}$", paragraph[:start])[0]
    after = re.match(r"(?:\W+\w+){0,2}", paragraph[end:])[0]
    return f"{before}{paragraph[start:end]}{after}"
