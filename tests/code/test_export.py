"""Exports that other tools read: a tidy CSV no spreadsheet executes, and W3C Web Annotations."""

import json
import re
from dataclasses import replace
from pathlib import Path

import jsonschema
import pandas as pd
import pytest

from claimbook import evidence
from claimbook.export import annotations, safe_cell, tidy, write
from claimbook.ledger import load

FOLDER = Path(__file__).parents[1] / "ledgers" / "river"
RIVER = load(FOLDER)
DOCUMENTS = evidence.find_documents(RIVER.sources, FOLDER / "documents")

# The Web Annotation Data Model (W3C Recommendation of 23 February 2017), as far as it is used
# here: section 3.1 Annotation, 3.2.4 TextualBody, 4 Specific Resource, 4.2.4 Text Quote Selector,
# 4.2.5 Text Position Selector, 5 Collections. JSON-LD drops a key that the context does not
# define, so no other key is allowed; prefix and suffix are defined, but would quote too much.
IRI = {"type": "string", "pattern": r"^[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+$"}
QUOTE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["type", "exact"],
    "properties": {"type": {"const": "TextQuoteSelector"}, "exact": {"type": "string"}},
}
POSITION = {
    "type": "object",
    "additionalProperties": False,
    "required": ["type", "start", "end"],
    "properties": {
        "type": {"const": "TextPositionSelector"},
        "start": {"type": "integer", "minimum": 0},
        "end": {"type": "integer", "minimum": 1},
    },
}
SELECTORS = {"type": "array", "minItems": 2, "items": {"oneOf": [QUOTE, POSITION]}}
BODY = {
    "type": "object",
    "additionalProperties": False,
    "required": ["type", "value"],
    "properties": {
        "type": {"const": "TextualBody"},
        "value": {"type": "string", "minLength": 1},
        "format": {"type": "string", "pattern": "^[a-z]+/[a-z.+-]+$"},
        "purpose": {"enum": ["describing", "tagging", "classifying", "commenting"]},
    },
}
ANNOTATION = {
    "type": "object",
    "additionalProperties": False,
    "required": ["id", "type", "target"],
    "properties": {
        "id": IRI,
        "type": {"const": "Annotation"},
        "motivation": {"enum": ["describing", "classifying", "commenting", "tagging"]},
        "body": {"type": "array", "minItems": 1, "items": BODY},
        "target": {
            "type": "object",
            "additionalProperties": False,
            "required": ["source", "selector"],
            "properties": {
                "type": {"const": "SpecificResource"},
                "source": IRI,
                "selector": {"oneOf": [QUOTE, SELECTORS]},
            },
        },
    },
}
COLLECTION = {
    "type": "object",
    "additionalProperties": False,
    "required": ["@context", "id", "type", "total", "first"],
    "properties": {
        "@context": {"const": "http://www.w3.org/ns/anno.jsonld"},
        "id": IRI,
        "type": {"const": "AnnotationCollection"},
        "label": {"type": "string"},
        "total": {"type": "integer", "minimum": 0},
        "first": {
            "type": "object",
            "additionalProperties": False,
            "required": ["id", "type", "partOf", "items"],
            "properties": {
                "id": IRI,
                "type": {"const": "AnnotationPage"},
                "partOf": IRI,
                "startIndex": {"type": "integer", "minimum": 0},
                "items": {"type": "array", "items": ANNOTATION},
            },
        },
    },
}


def items(**how):
    return annotations(RIVER, **how)["first"]["items"]


@pytest.mark.parametrize("documents", [None, DOCUMENTS])
def test_the_collection_keeps_to_the_web_annotation_model(documents):
    collection = annotations(RIVER, documents)
    jsonschema.validate(collection, COLLECTION, cls=jsonschema.Draft202012Validator)
    assert collection["total"] == len(collection["first"]["items"]) == len(RIVER.claims) > 0
    assert collection["first"]["partOf"] == collection["id"]


def test_the_schema_refuses_a_longer_quotation_and_an_unknown_key():
    for selector in ({"prefix": "x"}, {"suffix": "x"}, {"words": 3}):
        collection = annotations(RIVER)
        collection["first"]["items"][0]["target"]["selector"] |= selector
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(collection, COLLECTION, cls=jsonschema.Draft202012Validator)


def test_an_annotation_quotes_the_wording_of_its_claim_and_no_more_of_the_document():
    for item, wording in zip(items(documents=DOCUMENTS), RIVER.claims["wording"], strict=True):
        quotes = [part["exact"] for part in item["target"]["selector"] if "exact" in part]
        assert quotes == [wording]
        assert len(re.findall(r"\w+", wording)) <= 8


def test_positions_point_at_the_wording_in_the_document_and_are_left_out_without_it():
    for item, source in zip(items(documents=DOCUMENTS), RIVER.claims["source_id"], strict=True):
        quote, position = item["target"]["selector"]
        text = DOCUMENTS[source][position["start"] : position["end"]]
        assert text == quote["exact"]
    assert all(set(item["target"]["selector"]) == {"type", "exact"} for item in items())


def test_a_document_is_named_by_its_sha256_and_a_claim_by_document_and_id():
    first = items()[0]
    digest = RIVER.sources["sha256"].iloc[0]
    assert first["target"]["source"] == f"urn:sha256:{digest}"
    assert first["id"] == f"urn:sha256:{digest}#wb-breach"
    assert len({item["id"] for item in items()}) == len(RIVER.claims)
    unhashed = replace(RIVER, sources=RIVER.sources.assign(sha256=""))
    source = annotations(unhashed)["first"]["items"][0]["target"]["source"]
    assert source == "urn:claimbook:source:water-board"


def test_an_edit_renames_the_collection_and_keeps_the_names_of_the_annotations():
    edited = replace(RIVER, claims=RIVER.claims.assign(note="checked"))
    one, two = annotations(RIVER), annotations(edited)
    assert one["id"] != two["id"]
    assert [item["id"] for item in one["first"]["items"]] == [
        item["id"] for item in two["first"]["items"]
    ]


def test_the_body_holds_what_was_coded_as_json_and_the_question_as_a_tag():
    said, topic, asked = items()[1]["body"]
    assert json.loads(said["value"]) == {
        "question_id": "deaths",
        "question": "How many people did the flood kill?",
        "qualifier": "exact",
        "low": "18",
        "high": "18",
        "unit": "people",
        "as_of": "2019-03-09",
        "origin": "Orvel Water Board",
        "party": "Government of Orvel",
        "paragraph": 4,
        "source_id": "water-board",
    }
    assert [topic["value"], asked["value"]] == ["casualties", "deaths"]


# --- the tidy CSV --------------------------------------------------------------------------------


def test_a_row_has_its_figure_its_interval_its_verdicts_and_its_partners():
    row = tidy(RIVER).set_index("claim_id").loc["wb-deaths"]
    assert row[["figure", "lower", "upper", "lower_open"]].tolist() == ["18", "18", "18", "no"]
    assert row["question_status"] == "contested"
    assert row["partners"] == "update: rp-deaths, mg-deaths; conflict: rl-deaths"
    assert row[["n_update", "n_conflict", "n_agree"]].tolist() == ["2", "1", "0"]


def test_open_ends_are_empty_and_dates_are_iso():
    rows = tidy(RIVER).set_index("claim_id")
    assert rows.loc["wb-injured", ["lower", "upper", "lower_open"]].tolist() == ["40", "", "yes"]
    assert rows.loc["wb-damage", "lower"] == "3500000"
    assert rows.loc["wb-fields", ["lower", "upper"]].tolist() == ["18", "20"]
    assert rows.loc["wb-breach", ["lower", "upper"]].tolist() == [
        "2019-03-05T00:00:00",
        "2019-03-05T23:59:59",
    ]
    assert rows.loc["wb-sirens", ["figure", "lower", "upper"]].tolist() == ["yes", "", ""]


def test_the_convention_decides_the_interval_and_stands_beside_it():
    columns = ["convention", "lower", "upper"]
    rows = [
        tidy(RIVER, name).set_index("claim_id").loc["rp-soldiers", columns].tolist()
        for name in ("", "acled", "ccc")
    ]
    assert rows == [["as-worded", "24", ""], ["acled", "12", "12"], ["ccc", "", ""]]
    with pytest.raises(ValueError, match="no convention called “gold”"):
        tidy(RIVER, "gold")


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd", "'+cmd"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("-5", "-5"),
        ("+5.25", "+5.25"),
        ("-", "'-"),
        ("a=1", "a=1"),
        ("2019-03-05", "2019-03-05"),
        ("", ""),
    ],
)
def test_a_cell_that_a_spreadsheet_would_run_begins_with_an_apostrophe(text, safe):
    assert safe_cell(text) == safe


def test_the_files_are_read_back_as_they_were_written(tmp_path):
    evil = replace(RIVER, claims=RIVER.claims.assign(note='=HYPERLINK("x"), "ß"'))
    table, collection = write(evil, tmp_path / "out", documents=DOCUMENTS)
    read = pd.read_csv(table, dtype="str", keep_default_na=False)
    assert read.equals(tidy(evil))
    assert read["note"].eq('\'=HYPERLINK("x"), "ß"').all()
    assert json.loads(collection.read_text("utf-8")) == annotations(evil, DOCUMENTS)
    assert b"\r" not in table.read_bytes()
