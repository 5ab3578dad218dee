"""The ledger for other people's tools: tidy CSVs, W3C Web Annotations, and charts as files.

Nothing more of a document leaves with an export than its claims' wordings.
"""

import json
import math
import re
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd

from claimbook.charts import files as drawn
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
COLUMNS = (
    "claim_id topic question_id question kind unit place source_id source publisher published "
    "paragraph wording figure qualifier low high counted answer stated convention lower upper "
    "lower_open as_of as_of_inferred scope origin_id origin party via note question_status "
    "question_parties"
).split()
OF_QUESTIONS = (
    "question_id topic question kind unit status gap lowest highest latest latest_as_of claims "
    "sources voices parties silent"
).split()
# What an annotation says of its claim; the wording is its selector.
SAID = (
    "question_id question scope qualifier low high counted answer stated unit as_of origin party "
    "via note"
).split()


# --- tidy CSVs -----------------------------------------------------------------------------------


def tidy(comparison: Comparison) -> pd.DataFrame:
    """The ledger as one table of text: a row per claim in ledger order, with what its verdicts say.

    `COLUMNS`, then a column per verdict (``n_apart`` to ``n_compatible``) with its number of pairs,
    and partners ("agree: a, b; conflict: c"). ``lower`` and ``upper`` are what the convention
    leaves open: ISO 8601 for dates, empty where open or unresolved.
    """
    lined, status = comparison.lined, comparison.status
    is_date = lined["kind"].eq("date")
    table = lined.assign(
        convention=comparison.convention,
        lower=_bound(lined["lower"], is_date),
        upper=_bound(lined["upper"], is_date),
        lower_open=np.where(lined["lower_open"], "yes", "no"),
        as_of_inferred=np.where(lined["inferred"], "yes", "no"),
        question_status=lined["question_id"].map(status["status"]),
        question_parties=lined["question_id"].map(status["parties"]),
    )
    table = table[COLUMNS].join(_partners(comparison.verdicts), on="claim_id")
    counts = table.columns[len(COLUMNS) : -1]
    table[counts] = table[counts].fillna(0).astype("int64")
    return table.fillna({"partners": ""}).astype("str").map(safe_cell)


def by_question(comparison: Comparison) -> pd.DataFrame:
    """A row per question, all text, in the order of weight.

    ``lowest`` and ``highest`` are of the claims that speak of the whole question; ``latest`` is the
    figure with the latest as-of date.
    """
    status, lined = comparison.status, comparison.lined
    whole = lined[lined["scope"].eq("") & lined["kind"].ne("choice")]
    finite = whole.replace({"lower": {-math.inf: math.nan}, "upper": {math.inf: math.nan}})
    ends = finite.groupby("question_id").agg(lowest=("lower", "min"), highest=("upper", "max"))
    dated = lined[lined["as_of_end"].notna()].sort_values("as_of_end", kind="stable")
    latest = dated.groupby("question_id").agg(
        latest=("figure", "last"), latest_as_of=("as_of", "last")
    )
    questions = comparison.ledger.questions.set_index("question_id")[["kind", "unit"]]
    table = status.join(questions).join(ends).join(latest)
    is_date = table["kind"].eq("date")
    table = table.assign(
        gap=[comparison.gaps[question].line for question in table["question_id"]],
        lowest=_bound(table["lowest"], is_date),
        highest=_bound(table["highest"], is_date),
    )
    table = table[OF_QUESTIONS].fillna({"latest": "", "latest_as_of": ""})
    return table.reset_index(drop=True).astype("str").map(safe_cell)


def _bound(values: pd.Series, is_date: pd.Series) -> list[str]:
    return [
        ""
        if not math.isfinite(value)
        else (EPOCH + timedelta(seconds=value)).isoformat()
        if dated
        else str(int(value) if value == int(value) else value)
        for value, dated in zip(values, is_date, strict=True)
    ]


def _partners(verdicts: pd.DataFrame) -> pd.DataFrame:
    """How often each claim meets which verdict, and with whom; index claim_id."""
    sides = [
        verdicts[[mine, other, "verdict"]].set_axis(["claim_id", "partner", "verdict"], axis=1)
        for mine, other in (("claim_a", "claim_b"), ("claim_b", "claim_a"))
    ]
    both = pd.concat(sides, ignore_index=True)
    both["verdict"] = pd.Categorical(both["verdict"], list(VERDICTS))  # in this order
    counts = pd.crosstab(both["claim_id"], both["verdict"], dropna=False)
    names = [f"n_{verdict}".replace("-", "_") for verdict in counts.columns]
    met = both.groupby(["claim_id", "verdict"], observed=True)["partner"].agg(", ".join)
    told = met.index.get_level_values("verdict").astype("str") + ": " + met
    return counts.set_axis(names, axis=1).assign(
        partners=told.groupby(level="claim_id").agg("; ".join)
    )


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe before = + - @ and the like.

    A plain number keeps its sign; anything else that could run is text from then on.
    """
    risky = text.startswith(FORMULA) and not NUMBER.fullmatch(text)
    return f"'{text}" if risky else text


# --- W3C Web Annotations -------------------------------------------------------------------------


def annotations(comparison: Comparison, documents: dict[str, str]) -> dict[str, Any]:
    """The claims as a W3C AnnotationCollection: where each stands, and what it was coded as.

    A wording found in its document (texts by source_id) gets its position besides. The quote has
    neither prefix nor suffix: no more of a document may be passed on than the wording. A document
    is named by the sha256 of its bytes, a claim by its document and its claim_id, the collection by
    the ledger's digest: so an edit makes another collection and keeps the annotations' names.
    See https://www.w3.org/TR/annotation-model/.
    """
    ledger = comparison.ledger
    hashes = ledger.sources.set_index("source_id")["sha256"].str.lower()
    placed = anchors(ledger.claims, documents)
    starts = {
        source_id: [match.start() for match in re.finditer(r"[^\r\n]+", text) if match[0].strip()]
        for source_id, text in documents.items()
    }
    items = [
        _annotation(row, hashes[row["source_id"]], _position(place, starts))
        for row, place in zip(records(comparison.lined), placed.itertuples(), strict=True)
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


def _annotation(row: dict[str, Any], digest: str, position: list[dict]) -> dict[str, Any]:
    document = f"urn:sha256:{digest}" if digest else f"urn:claimbook:source:{row['source_id']}"
    said = {name: row[name] for name in SAID if row[name]}
    said |= {"paragraph": int(row["paragraph"]), "source_id": row["source_id"]}
    quote = {"type": "TextQuoteSelector", "exact": row["wording"]}
    tags = [
        {"type": "TextualBody", "purpose": "tagging", "value": row[name]}
        for name in ("topic", "question_id")
    ]
    coded = {
        "type": "TextualBody",
        "purpose": "describing",
        "format": "application/json",
        "value": json.dumps(said, ensure_ascii=False),
    }
    return {
        "id": f"{document}#{row['claim_id']}",
        "type": "Annotation",
        "motivation": "describing",
        "body": [coded, *tags],
        "target": {
            "type": "SpecificResource",
            "source": document,
            "selector": [quote, *position] if position else quote,
        },
    }


def _position(place: Any, starts: dict[str, list[int]]) -> list[dict[str, Any]]:
    """Where a wording stands in the whole text, if it was found just once."""
    if place.anchor != "found":
        return []
    offset = starts[place.source_id][int(place.paragraph) - 1]
    start, end = int(offset + place.start), int(offset + place.end)
    return [{"type": "TextPositionSelector", "start": start, "end": end}]


# --- files ---------------------------------------------------------------------------------------


def files(comparison: Comparison, documents: dict[str, str] | None = None) -> dict[str, bytes]:
    """The exports by file name."""
    tables = {TIDY: tidy(comparison), QUESTIONS: by_question(comparison)}
    made = {
        name: table.to_csv(index=False, lineterminator="\n").encode()
        for name, table in tables.items()
    }
    collection = json.dumps(annotations(comparison, documents or {}), ensure_ascii=False, indent=1)
    return made | {ANNOTATIONS: f"{collection}\n".encode()}


def charts(comparison: Comparison, title: str) -> dict[str, bytes]:
    """Every question that has claims as SVG, PNG and the CSV of the rows drawn, by file name."""
    made: dict[str, bytes] = {}
    for question in comparison.claims:
        made |= drawn.files(comparison, question, title)
    return made
