"""The ledger for other people's tools: tidy CSVs, W3C Web Annotations, and charts as files.

Nothing more of a document leaves with an export than its claims' wordings.
"""

import json
import math
import re
from datetime import timedelta

import numpy as np
import pandas as pd

from claimbook.compare.comparison import Comparison
from claimbook.compare.lineup import records
from claimbook.compare.verdicts import VERDICTS
from claimbook.evidence.anchors import anchors
from claimbook.wording import EPOCH

TIDY = "claims-tidy.csv"
QUESTIONS = "questions-tidy.csv"
ANNOTATIONS = "annotations.jsonld"
CONTEXT = "http://www.w3.org/ns/anno.jsonld"
NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
# What an annotation says of its claim; the wording is its selector.
SAID = (
    "question_id question scope qualifier low high counted answer stated unit as_of origin party "
    "via note"
).split()


# --- tidy CSVs -----------------------------------------------------------------------------------


def tidy(comparison: Comparison) -> pd.DataFrame:
    """The ledger as one table, a row per claim, with what its verdicts come to.

    Returns
    -------
    DataFrame
        All text, "" for empty, in ledger order. claim_id, topic, question_id, question, kind, unit,
        place, source_id, source, publisher, published, paragraph, wording; figure (as printed, for
        reading), qualifier, low, high, counted, answer, stated; convention, lower, upper (what the
        convention leaves open; ISO 8601 for dates, empty where open or unresolved), lower_open (yes
        where the lower bound itself is excluded); as_of, as_of_inferred, scope, origin_id, origin,
        party, via, note; question_status and question_parties; a column per verdict, ``n_apart`` to
        ``n_compatible``, with its number of pairs; partners ("agree: a, b; conflict: c"). A cell
        that a spreadsheet would take for a formula begins with an apostrophe.
    """
    lined, status = comparison.lined, comparison.status
    is_date = lined["kind"].eq("date")
    table = lined.assign(
        convention=comparison.convention or comparison.ledger.conventions["convention"].iloc[0],
        lower=_bound(lined["lower"], is_date),
        upper=_bound(lined["upper"], is_date),
        lower_open=np.where(lined["lower_open"], "yes", "no"),
        as_of_inferred=np.where(lined["inferred"], "yes", "no"),
        question_status=lined["question_id"].map(status["status"]),
        question_parties=lined["question_id"].map(status["parties"]),
    )
    columns = "claim_id topic question_id question kind unit place source_id source publisher"
    columns += " published paragraph wording figure qualifier low high counted answer stated"
    columns += " convention lower upper lower_open as_of as_of_inferred scope origin_id origin"
    columns += " party via note question_status question_parties"
    table = table[columns.split()].join(_partners(comparison.verdicts), on="claim_id")
    counts = [_counter(verdict) for verdict in VERDICTS]
    table[counts] = table[counts].fillna(0).astype("int64")
    return table.fillna({"partners": ""}).astype("str").map(safe_cell)


def by_question(comparison: Comparison) -> pd.DataFrame:
    """A row per question for analysts, in the order of weight.

    Returns
    -------
    DataFrame
        All text. question_id, topic, question, kind, unit, status, gap; lowest and highest (of what
        the claims that speak of the whole question leave open; empty where open, unresolved or no
        number); latest (the figure with the latest as-of date) and latest_as_of; claims, sources,
        voices, parties (their number); silent (source_ids).
    """
    status, lined = comparison.status, comparison.lined
    whole = lined[lined["scope"].eq("") & lined["kind"].ne("choice")]
    finite = whole.replace({"lower": {-math.inf: math.nan}, "upper": {math.inf: math.nan}})
    ends = finite.groupby("question_id").agg(lowest=("lower", "min"), highest=("upper", "max"))
    ends = ends.reindex(status.index)
    dated = lined[lined["as_of_end"].notna()].sort_values("as_of_end", kind="stable")
    latest = dated.groupby("question_id")[["figure", "as_of"]].last().reindex(status.index)
    questions = comparison.ledger.questions.set_index("question_id").reindex(status.index)
    is_date = questions["kind"].eq("date")
    table = pd.DataFrame(
        {
            "topic": status["topic"],
            "question": status["question"],
            "kind": questions["kind"],
            "unit": questions["unit"],
            "status": status["status"],
            "gap": [comparison.gaps[question].line for question in status.index],
            "lowest": _bound(ends["lowest"], is_date),
            "highest": _bound(ends["highest"], is_date),
            "latest": latest["figure"].fillna(""),
            "latest_as_of": latest["as_of"].fillna(""),
            **{name: status[name] for name in ("claims", "sources", "voices", "parties", "silent")},
        }
    )
    return table.rename_axis("question_id").reset_index().astype("str").map(safe_cell)


def _bound(values: pd.Series, is_date: pd.Series) -> list[str]:
    return [
        "" if not math.isfinite(value) else _moment(value) if dated else _plain(value)
        for value, dated in zip(values, is_date, strict=True)
    ]


def _plain(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)


def _moment(value: float) -> str:
    return (EPOCH + timedelta(seconds=value)).isoformat()


def _counter(verdict: str) -> str:
    return f"n_{verdict}".replace("-", "_")


def _partners(verdicts: pd.DataFrame) -> pd.DataFrame:
    """How often each claim meets which verdict, and with whom; index claim_id."""
    sides = [
        verdicts[[mine, other, "verdict"]].set_axis(["claim_id", "partner", "verdict"], axis=1)
        for mine, other in (("claim_a", "claim_b"), ("claim_b", "claim_a"))
    ]
    both = pd.concat(sides, ignore_index=True)
    both["verdict"] = pd.Categorical(both["verdict"], list(VERDICTS))  # in this order
    met = both.groupby(["claim_id", "verdict"], observed=True)["partner"]
    counts = met.size().unstack(fill_value=0).reindex(columns=list(VERDICTS), fill_value=0)
    told = met.agg(", ".join).reset_index()
    told["partners"] = told["verdict"].astype("str") + ": " + told["partner"]
    partners = told.groupby("claim_id")["partners"].agg("; ".join)
    return counts.set_axis(map(_counter, VERDICTS), axis=1).join(partners)


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe before = + - @ and the like.

    A plain number keeps its sign; anything else that could run is text from then on.
    """
    risky = text.startswith(FORMULA) and not NUMBER.fullmatch(text)
    return f"'{text}" if risky else text


# --- W3C Web Annotations -------------------------------------------------------------------------


def annotations(comparison: Comparison, documents: dict[str, str] | None = None) -> dict:
    """The claims as W3C Web Annotations: where each stands, and what it was coded as.

    Parameters
    ----------
    comparison : Comparison
    documents : dict, optional
        Text by source_id. A wording found in its document gets a TextPositionSelector besides, in
        characters from the beginning of the text; without it a wording that stands in several
        paragraphs is told apart by the paragraph in the body alone.

    Returns
    -------
    dict
        An AnnotationCollection with one AnnotationPage, ready for ``json.dump``. The quote has
        neither prefix nor suffix: no more of a document may be passed on than the wording.

    Notes
    -----
    Web Annotation Data Model, https://www.w3.org/TR/annotation-model/. A document is named by the
    sha256 of its bytes, a claim by its document and its claim_id, the collection by the sha256 of
    the ledger: so an edit makes another collection and keeps the annotations' names.
    """
    ledger = comparison.ledger
    hashes = ledger.sources.set_index("source_id")["sha256"]
    positions = _positions(ledger.claims, documents or {})
    items = [
        _annotation(row, _document(row["source_id"], hashes), position)
        for row, position in zip(records(comparison.lined), positions, strict=True)
    ]
    name = f"urn:sha256:{ledger.digest}"
    page = {"id": f"{name}#page-1", "type": "AnnotationPage", "partOf": name, "startIndex": 0}
    return {
        "@context": CONTEXT,
        "id": name,
        "type": "AnnotationCollection",
        "label": "Claims by document, coded by hand",
        "total": len(items),
        "first": page | {"items": items},
    }


def _document(source_id: str, hashes: pd.Series) -> str:
    digest = hashes[source_id].lower()
    return f"urn:sha256:{digest}" if digest else f"urn:claimbook:source:{source_id}"


def _annotation(row: dict, document: str, position: tuple[int, int] | None) -> dict:
    said = {name: row[name] for name in SAID if row[name]}
    said |= {"paragraph": int(row["paragraph"]), "source_id": row["source_id"]}
    selectors: list[dict] = [{"type": "TextQuoteSelector", "exact": row["wording"]}]
    if position is not None:
        start, end = position
        selectors.append({"type": "TextPositionSelector", "start": start, "end": end})
    return {
        "id": f"{document}#{row['claim_id']}",
        "type": "Annotation",
        "motivation": "describing",
        "body": [
            {
                "type": "TextualBody",
                "purpose": "describing",
                "format": "application/json",
                "value": json.dumps(said, ensure_ascii=False),
            },
            {"type": "TextualBody", "purpose": "tagging", "value": row["topic"]},
            {"type": "TextualBody", "purpose": "tagging", "value": row["question_id"]},
        ],
        "target": {
            "type": "SpecificResource",
            "source": document,
            "selector": selectors if len(selectors) > 1 else selectors[0],
        },
    }


def _positions(claims: pd.DataFrame, documents: dict[str, str]) -> list[tuple[int, int] | None]:
    """Where each wording stands in the whole text; None where it was not found just once."""
    starts = {
        source_id: [match.start() for match in re.finditer(r"[^\r\n]+", text) if match[0].strip()]
        for source_id, text in documents.items()
    }
    found = []
    for row in anchors(claims, documents).itertuples(index=False):
        if row.anchor != "found":
            found.append(None)
            continue
        offset = starts[row.source_id][int(row.paragraph) - 1]
        found.append((int(offset + row.start), int(offset + row.end)))
    return found


# --- files ---------------------------------------------------------------------------------------


def files(comparison: Comparison, documents: dict[str, str] | None = None) -> dict[str, bytes]:
    """The exports by file name."""
    collection = json.dumps(annotations(comparison, documents), ensure_ascii=False, indent=1)
    return {
        TIDY: _csv(tidy(comparison)),
        QUESTIONS: _csv(by_question(comparison)),
        ANNOTATIONS: f"{collection}\n".encode(),
    }


def _csv(table: pd.DataFrame) -> bytes:
    return table.to_csv(index=False, lineterminator="\n").encode()


def charts(comparison: Comparison, title: str) -> dict[str, bytes]:
    """Every question that has claims as SVG, PNG and the CSV of the rows drawn, by file name."""
    from claimbook.charts import files as drawn

    made: dict[str, bytes] = {}
    for question in comparison.claims:
        made |= drawn.files(comparison, question, title)
    return made
