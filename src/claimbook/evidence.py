"""Claims against the documents they were taken from.

Three questions, each answered without ever matching fuzzily: does the wording stand where the
claim says it does (:func:`anchors`), is the figure coded the one the wording prints
(:func:`cross_check`, which needs no document), and is every number of the documents accounted for
(:func:`census`)? :func:`problems` turns the three into messages for ``claimbook check``.

Documents are never part of a ledger. They are recognised by the sha256 of their bytes, whatever
their file is called.
"""

import os
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from hashlib import sha256
from heapq import nlargest
from pathlib import Path

import pandas as pd

from claimbook.ledger import Ledger, Problem
from claimbook.numbers import Number, numbers

ENVIRONMENT_VARIABLE = "CLAIMBOOK_DOCUMENTS"
LEAST_LIKENESS = 0.6  # below this difflib ratio a passage is no help to somebody looking for it

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d)(?::(\d\d))?)?)?)?")
# Written out: the names in the calendar module follow the reader's locale, the documents do not.
_MONTHS = {
    name: month
    for month, names in enumerate(
        [
            "January/Jan",
            "February/Feb",
            "March/Mar",
            "April/Apr",
            "May",
            "June/Jun",
            "July/Jul",
            "August/Aug",
            "September/Sept/Sep",
            "October/Oct",
            "November/Nov",
            "December/Dec",
        ],
        start=1,
    )
    for name in names.split("/")
}
_WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
# Capitals matter: "may" and "march" are verbs.
_MONTH = re.compile(rf"\b({'|'.join(_MONTHS)})\b")
_WEEKDAY = re.compile(rf"\b({'|'.join(_WEEKDAYS)})s?\b")
_NOTHING = re.compile(r"\b(?:no|none|nobody|without)\b", re.IGNORECASE)
_RELATIVE = re.compile(
    r"(?:\s|-)(?:consecutive\s|more\s)?(?:minute|hour|day|night|week|month|year)s?\b", re.IGNORECASE
)

Moment = tuple[int, ...]


# Documents


def documents_folder(argument: str | Path | None, data_folder: str | Path) -> Path | None:
    """Say which folder to look for documents in.

    Parameters
    ----------
    argument : str, Path or None
        What ``--documents`` was given; it wins over ``$CLAIMBOOK_DOCUMENTS``, which wins over the
        ledger's own ``documents`` folder.
    data_folder : str or Path
        The ledger's folder.

    Returns
    -------
    Path or None
        None where nothing was named and the ledger has no ``documents`` folder.

    Raises
    ------
    FileNotFoundError
        A folder was named and is not there.
    """
    for how, named in (
        ("--documents", argument),
        (ENVIRONMENT_VARIABLE, os.environ.get(ENVIRONMENT_VARIABLE)),
    ):
        if named:
            if not Path(named).is_dir():
                raise FileNotFoundError(f"{how}: there is no folder {named}; name one that exists")
            return Path(named)
    own = Path(data_folder) / "documents"
    return own if own.is_dir() else None


def find_documents(sources: pd.DataFrame, folder: str | Path | None) -> dict[str, str]:
    """Recognise the sources' documents among the files of a folder.

    Parameters
    ----------
    sources : DataFrame
        With the columns ``source_id`` and ``sha256``.
    folder : str, Path or None
        Its files are compared by the sha256 of their bytes; their names do not matter.

    Returns
    -------
    dict
        Text by ``source_id``, in the order of ``sources``; only those at hand.
    """
    if folder is None:
        return {}
    files = [path.read_bytes() for path in sorted(Path(folder).iterdir()) if path.is_file()]
    texts = {sha256(content).hexdigest(): content for content in files}
    return {
        source_id: texts[digest.lower()].decode("utf-8-sig", errors="replace")
        for source_id, digest in zip(sources["source_id"], sources["sha256"], strict=True)
        if digest.lower() in texts
    }


def missing(ledger: Ledger, documents: dict[str, str]) -> list[str]:
    """List the sources whose document is not at hand: nothing of theirs was checked."""
    return [source_id for source_id in ledger.sources["source_id"] if source_id not in documents]


def paragraphs(text: str) -> list[str]:
    """Split a document into its non-empty lines; the n-th is paragraph n, counted from 1."""
    return [line for line in re.split(r"\r\n|\r|\n", text) if line.strip()]


# Anchors


def anchors(claims: pd.DataFrame, documents: dict[str, str]) -> pd.DataFrame:
    """Look for each wording, character by character, in the document it was taken from.

    A wording counts only where it stands alone: "18" is not found in "1,800", "18th" or "2018",
    and "20" is not found in "20 thousand".

    Parameters
    ----------
    claims : DataFrame
        ``claims`` or ``not_claims`` of a ledger: ``source_id``, ``paragraph`` and ``wording``.
    documents : dict
        Text by ``source_id``.

    Returns
    -------
    DataFrame
        One row per row of ``claims``, with the same index: ``claim_id`` (where there is one),
        ``source_id``, ``paragraph``, ``wording`` and

        - ``anchor``: ``found`` (once in its paragraph), ``ambiguous`` (more than once), ``moved``
          (only in other paragraphs), ``orphaned`` (nowhere) or ``unchecked`` (no document);
        - ``start``, ``end``: character offsets in the paragraph where found, else -1;
        - ``elsewhere``: the other paragraphs it stands in, "3; 17".
    """
    split = {source_id: paragraphs(text) for source_id, text in documents.items()}
    found = [
        _anchor(row.wording, str(row.paragraph), split.get(row.source_id))
        for row in claims.itertuples(index=False)
    ]
    columns = [name for name in ("claim_id", "source_id", "paragraph", "wording") if name in claims]
    result = pd.DataFrame(
        found, columns=["anchor", "start", "end", "elsewhere"], index=claims.index
    ).astype({"anchor": "str", "start": "int64", "end": "int64", "elsewhere": "str"})
    return pd.concat([claims[columns], result], axis=1)


def _anchor(wording: str, own: str, lines: list[str] | None) -> tuple[str, int, int, str]:
    if lines is None:
        return "unchecked", -1, -1, ""
    places = {str(n): _places(wording, line) for n, line in enumerate(lines, 1)}
    here = places.pop(own, [])
    elsewhere = "; ".join(number for number, spans in places.items() if spans)
    if len(here) == 1:
        return "found", *here[0], elsewhere
    state = "ambiguous" if here else "moved" if elsewhere else "orphaned"
    return state, -1, -1, elsewhere


def _places(wording: str, paragraph: str) -> list[tuple[int, int]]:
    """Find where a wording stands alone in a paragraph, overlapping occurrences included."""
    spans = []
    start = paragraph.find(wording) if wording else -1
    while start >= 0:
        end = start + len(wording)
        if not _cuts(paragraph, start) and not _cuts(paragraph, end):
            spans.append((start, end))
        start = paragraph.find(wording, start + 1)
    return spans


def _cuts(paragraph: str, offset: int) -> bool:
    """Say whether an offset lies within a word or a number."""
    within_word = re.fullmatch(r"\w\w", paragraph[max(offset - 1, 0) : offset + 1])
    return bool(within_word) or any(
        number.start < offset < number.end for number in numbers(paragraph)
    )


# Figures


def cross_check(claims: pd.DataFrame) -> list[Problem]:
    """Compare the numbers readable in each wording with the figures coded; needs no document.

    Counts, money, prices, shares and durations: every number in the wording must be ``low`` or
    ``high`` (between them, for ``between``), and each of the two that is given must be readable. A
    vague word must stand in the wording and no figure beside it. "Half" may be coded 0.5 or 50;
    "no" reads as 0 where 0 is coded. Dates: every number must be the year, day or clock time of
    ``low``, ``high`` or ``as_of``, months and weekdays those of ``low`` or ``high``; a wording with
    none of these needs a note that says how the date was inferred. "First" states no date unless
    "of" follows. Choice claims state no figure and are not compared.

    Parameters
    ----------
    claims : DataFrame
        Claims of a valid ledger, with the ``kind`` of their question and their ``line``.

    Returns
    -------
    list of Problem
    """
    checks = {"choice": _no_problem, "date": _date_problems}
    return [
        Problem("claims.csv", int(claim.line), column, message)
        for claim in claims.itertuples(index=False)
        for column, message in checks.get(claim.kind, _figure_problems)(claim)
    ]


def _no_problem(claim) -> Iterator[tuple[str, str]]:
    return iter(())


def _figure_problems(claim) -> Iterator[tuple[str, str]]:
    """Yield column and message for a claim of a figure that is no date."""
    given = {column: getattr(claim, column) for column in ("low", "high") if getattr(claim, column)}
    if not given:
        yield from _vague_problems(claim)
        return
    readable = [number for number in numbers(claim.wording) if number.kind != "vague"]
    strays = [
        number
        for number in readable
        if not any(_same(number, figure) for figure in given.values())
        and not (claim.qualifier == "between" and _within(number, given))
    ]
    unread = {
        column: figure
        for column, figure in given.items()
        if not any(_same(number, figure) for number in readable)
        and not (Decimal(figure) == 0 and _NOTHING.search(claim.wording))
    }
    if unread.get("low") == unread.get("high"):
        unread.pop("high", None)  # one slip in a single figure is one problem
    for column, figure in unread.items():
        if strays:
            yield column, f"the wording reads {_listed(strays)} but {column} is {figure}"
        else:
            yield (
                column,
                f"{column} is {figure} but the wording has no such number; quote the fragment "
                "that prints it, or leave low and high empty under a vague word",
            )
    if strays and not unread:
        yield (
            "wording",
            f"the wording also reads {_listed(strays)}, which is neither low nor high; "
            "quote a fragment that holds this claim's figure only",
        )


def _vague_problems(claim) -> Iterator[tuple[str, str]]:
    """Yield column and message for a claim without a figure."""
    # Compared number by number, so that "thousands" is not what "tens of thousands" says.
    said = [number for number in numbers(claim.wording) if _words(number.text) == claim.qualifier]
    if not said and not (claim.qualifier == "some" or _says(claim.wording, claim.qualifier)):
        yield (
            "qualifier",
            f'the wording does not say "{claim.qualifier}"; quote the fragment that does, or set '
            "the qualifier of this one",
        )
    beside = [
        number
        for number in numbers(claim.wording)
        if number not in said and (number.kind != "vague" or claim.qualifier == "some")
    ]
    if beside:
        yield (
            "wording",
            f"the wording reads {_listed(beside)} but low and high are empty; code what it says, "
            "or quote a fragment without it",
        )


def _words(text: str) -> str:
    return " ".join(text.lower().split())


def _says(wording: str, qualifier: str) -> bool:
    """Say whether a wording holds a vague expression that is no number, "a crowd of"."""
    expression = re.escape(_words(qualifier))
    return not numbers(qualifier) and bool(
        re.search(rf"(?<!\w){expression}(?!\w)", _words(wording))
    )


def _same(number: Number, figure: str) -> bool:
    """Say whether a number is the figure coded; a part of a whole may be coded in percent."""
    if number.value is None:
        return False
    coded = Decimal(figure)
    if number.value == coded:
        return True
    if number.kind != "factor" or number.value >= 1:
        return False
    places = -coded.as_tuple().exponent
    share = number.value if 0 < coded < 1 else number.value * 100
    return round(share, places) == coded


def _within(number: Number, given: dict[str, str]) -> bool:
    if number.value is None or len(given) < 2:
        return False
    return Decimal(given["low"]) < number.value < Decimal(given["high"])


def _listed(found: list[Number]) -> str:
    return " and ".join(number.text for number in found)


def _date_problems(claim) -> Iterator[tuple[str, str]]:
    """Yield column and message for a claim of a date or a clock time."""
    ends = [_moment(text) for text in (claim.low, claim.high) if text]
    known = ends + [_moment(text) for text in claim.as_of.split("/") if text]
    where = "low" if claim.low else "high"
    coded = f"{where} is {getattr(claim, where) or 'empty'}"
    if claim.low and claim.high and claim.low != claim.high:
        coded = f"low to high is {claim.low} to {claim.high}"
    inferred = "inferred" in claim.note.lower()
    dated = [
        number
        for number in numbers(claim.wording)
        if number.kind != "vague" and not _dateless(number, claim.wording, inferred)
    ]
    strays = [number for number in dated if not any(_fits(number, moment) for moment in known)]
    for number in strays:
        hint = "; a clock time is written 2022-01-31T14:30" if number.kind == "time" else ""
        yield where, f"the wording reads {number.text} but {coded}{hint}"
    of_ends = [number for number in dated if any(_fits(number, moment) for moment in ends)]
    if ends and dated and not strays and not of_ends:
        yield where, f"the wording reads {_listed(dated)}, which is as_of, but {coded}"

    months = _MONTH.findall(claim.wording)
    coded_months = {moment[1] for moment in ends or known if len(moment) > 1}
    for name in months:
        if _MONTHS[name] not in coded_months:
            yield where, f"the wording names {name} but {coded}"
    weekdays = _WEEKDAY.findall(claim.wording)
    coded_weekdays = {date(*moment[:3]).weekday() for moment in ends or known if len(moment) > 2}
    for name in weekdays:
        if _WEEKDAYS.index(name) not in coded_weekdays:
            yield where, f"the wording names {name} but {coded}, {_weekday_of(ends)}"
    if not (dated or months or weekdays or inferred):
        yield (
            "note",
            "the wording names no number, month or weekday; quote the fragment that does, or say "
            'in note how the date was inferred (with the word "inferred")',
        )


def _moment(text: str) -> Moment:
    """Read an ISO date as year, month, day, hour, minute, as many as are printed."""
    return tuple(int(part) for part in _DATE.match(text).groups() if part)


def _dateless(number: Number, wording: str, inferred: bool) -> bool:
    """Say whether a number in a date's wording states no date: "first used", "two days later"."""
    rest = wording[number.end :]
    if number.text.lower() == "first":
        return not re.match(r"\s(?:of\b|" + _MONTH.pattern + ")", rest)
    return inferred and number.kind != "time" and bool(_RELATIVE.match(rest))


def _fits(number: Number, moment: Moment) -> bool:
    """Say whether a number is a component of a moment."""
    if number.kind == "date":
        # 05.01. is January in one country and May in another: both readings fit.
        return sorted(number.parts) == sorted(moment[:3])
    if number.kind == "time":
        hour, minute = (*moment[3:5], 0, 0)[:2]
        cycle = 12 if "clock" in number.text else 24
        return (
            len(moment) > 3
            and hour % cycle == number.parts[0] % cycle
            and minute == number.parts[1]
        )
    return number.kind != "factor" and number.value in (moment[0], *moment[2:3])


def _weekday_of(ends: list[Moment]) -> str:
    days = [_WEEKDAYS[date(*moment[:3]).weekday()] for moment in ends if len(moment) > 2]
    return "a " + " and a ".join(dict.fromkeys(days)) if days else "which has no day"


# Census


def census(
    claims: pd.DataFrame, not_claims: pd.DataFrame, documents: dict[str, str]
) -> pd.DataFrame:
    """List every number in every document and say what accounts for it.

    Parameters
    ----------
    claims, not_claims : DataFrame
        Of a ledger. Only rows whose anchor is ``found`` account for anything.
    documents : dict
        Text by ``source_id``.

    Returns
    -------
    DataFrame
        One row per number, in the order of the documents: ``source_id``, ``paragraph`` (int),
        ``start``, ``end`` (offsets in the paragraph), ``text``, ``state`` (``claimed``: within the
        wording of a claim; ``excluded``: within that of a ``not_claims`` row; ``unaccounted``) and
        ``by`` (the claims, or the reasons, joined by "; ").
    """
    claimed = _spans(anchors(claims, documents), claims["claim_id"])
    excluded = _spans(anchors(not_claims, documents), not_claims["reason"])
    rows = []
    for source_id, text in documents.items():
        for n, paragraph in enumerate(paragraphs(text), 1):
            for number in numbers(paragraph):
                claim_ids = _covering(claimed.get((source_id, n), []), number)
                reasons = _covering(excluded.get((source_id, n), []), number)
                state = "claimed" if claim_ids else "excluded" if reasons else "unaccounted"
                by = "; ".join(claim_ids or reasons)
                rows.append((source_id, n, number.start, number.end, number.text, state, by))
    columns = ["source_id", "paragraph", "start", "end", "text", "state", "by"]
    types = dict.fromkeys(columns, "str") | dict.fromkeys(["paragraph", "start", "end"], "int64")
    return pd.DataFrame(rows, columns=columns).astype(types)


Spans = dict[tuple[str, int], list[tuple[int, int, str]]]


def _spans(anchored: pd.DataFrame, labels: pd.Series) -> Spans:
    """Group the spans of the wordings found by source and paragraph."""
    spans: Spans = {}
    for row in anchored.assign(label=labels).query("anchor == 'found'").itertuples(index=False):
        place = spans.setdefault((row.source_id, int(row.paragraph)), [])
        place.append((row.start, row.end, row.label))
    return spans


def _covering(spans: list[tuple[int, int, str]], number: Number) -> list[str]:
    covering = (label for start, end, label in spans if start <= number.start and number.end <= end)
    return list(dict.fromkeys(covering))


# Problems


def problems(ledger: Ledger, documents: dict[str, str]) -> list[Problem]:
    """Check a ledger's figures, anchors and census.

    Parameters
    ----------
    ledger : Ledger
    documents : dict
        Text by ``source_id``; sources without one are left out here and listed by
        :func:`missing`.

    Returns
    -------
    list of Problem
        Empty when every figure equals its wording, every wording stands once in its paragraph and
        every number is in a claim or in ``not_claims.csv``.
    """
    kinds = ledger.questions.set_index("question_id")["kind"]
    claims = ledger.claims.assign(kind=ledger.claims["question_id"].map(kinds))
    if not documents:
        return cross_check(claims)
    return [
        *cross_check(claims),
        *_anchor_problems("claims.csv", ledger.claims, documents),
        *_anchor_problems("not_claims.csv", ledger.not_claims, documents),
        *_census_problems(ledger, documents),
    ]


def _anchor_problems(file: str, rows: pd.DataFrame, documents: dict[str, str]) -> Iterator[Problem]:
    anchored = anchors(rows, documents).assign(line=rows["line"])
    for row in anchored.query("anchor not in ('found', 'unchecked')").itertuples(index=False):
        quoted = f'"{row.wording}"'
        if row.anchor == "moved":
            column = "paragraph"
            message = (
                f"{quoted} is not in paragraph {row.paragraph} of {row.source_id} but in "
                f"{row.elsewhere}; correct the paragraph, or quote the fragment in it"
            )
        elif row.anchor == "ambiguous":
            column = "wording"
            message = (
                f"{quoted} stands more than once in paragraph {row.paragraph} of {row.source_id}; "
                "quote a word or two more of the one you mean"
            )
        elif row.wording and row.wording in documents[row.source_id]:
            column = "wording"
            message = (
                f"{quoted} stands in {row.source_id} only as a piece of a longer word or number; "
                "quote that word or number whole"
            )
        else:
            column = "wording"
            message = (
                f"{quoted} is nowhere in {row.source_id}; copy the fragment character by "
                f"character{_look_alike(row.wording, documents[row.source_id])}"
            )
        yield Problem(file, int(row.line), column, message)


def _look_alike(wording: str, text: str) -> str:
    """Describe the passage most like a wording that is nowhere, of as many words at most."""
    words = re.findall(r"\w+", wording.lower())[:8]
    passages = []
    for n, paragraph in enumerate(paragraphs(text), 1):
        spans = [match.span() for match in re.finditer(r"\w+", paragraph)]
        for (start, _), (_, end) in zip(spans, spans[max(len(words) - 1, 0) :], strict=False):
            passages.append((n, paragraph[start:end]))
    # Sharing words is cheap to count; only the most promising are compared letter by letter.
    wanted = set(words)
    promising = nlargest(
        20, passages, key=lambda passage: len(wanted & set(re.findall(r"\w+", passage[1].lower())))
    )
    matcher = SequenceMatcher(b=wording, autojunk=False)
    best = (LEAST_LIKENESS, 0, "")
    for n, passage in promising:
        matcher.set_seq1(passage)
        best = max(best, (matcher.ratio(), n, passage), key=lambda scored: scored[0])
    _, n, passage = best
    return f'; nearest to it is "{passage}" in paragraph {n}' if passage else ""


def _census_problems(ledger: Ledger, documents: dict[str, str]) -> Iterator[Problem]:
    counted = census(ledger.claims, ledger.not_claims, documents)
    split = {source_id: paragraphs(text) for source_id, text in documents.items()}
    for source in ledger.sources.itertuples(index=False):
        if source.source_id in documents and not (counted["source_id"] == source.source_id).any():
            yield Problem(
                "sources.csv",
                int(source.line),
                "sha256",
                f"no number was found in the document of {source.source_id}, so the census of it "
                "shows nothing; check that the sha256 is that of the plain text",
            )
    for row in counted.query("state == 'unaccounted'").itertuples(index=False):
        context = _context(split[row.source_id][row.paragraph - 1], row.start, row.end)
        yield Problem(
            "not_claims.csv",
            0,
            "",
            f'{row.source_id}, paragraph {row.paragraph}: "{row.text}" (in "{context}") is neither '
            "claimed nor excluded; code it in claims.csv, or give the reason it is no claim here",
        )


def _context(paragraph: str, start: int, end: int) -> str:
    """Return a number with the two words before and after it."""
    before = re.search(r"(?:\w+\W+){0,2}$", paragraph[:start])[0]
    after = re.match(r"(?:\W+\w+){0,2}", paragraph[end:])[0]
    return f"{before}{paragraph[start:end]}{after}"
