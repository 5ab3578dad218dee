"""What leaves for other tools: every claim once, readable by machines, and nothing overwritten."""

import csv
import io
import json
from pathlib import Path

import made
import pandas as pd
import pytest
from click.testing import CliRunner

from claimbook import export
from claimbook.cli import cli
from claimbook.compare.comparison import Comparison, compare
from claimbook.compare.verdicts import VERDICTS
from claimbook.evidence.documents import find_documents
from claimbook.ledger.check import load


@pytest.fixture(scope="module")
def river() -> Comparison:
    return compare(load(made.RIVER))


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline=""), strict=True))


def test_every_claim_is_a_row_in_ledger_order_with_what_was_coded(river: Comparison) -> None:
    rows = rows_of(export.files(river)[export.TIDY])
    claims = river.ledger.claims
    coded = ["claim_id", "question_id", "source_id", "paragraph", "wording", "qualifier"]
    coded += ["low", "high", "counted", "answer", "stated", "as_of", "scope", "origin_id", "via"]
    assert [[row[name] for name in coded] for row in rows] == claims[coded].to_numpy().tolist()


def test_the_verdicts_of_a_claim_add_up_to_its_pairs(river: Comparison) -> None:
    rows = rows_of(export.files(river)[export.TIDY])
    pairs = pd.concat([river.verdicts["claim_a"], river.verdicts["claim_b"]]).value_counts()
    counters = [name for name in rows[0] if name.startswith("n_")]
    assert counters == [f"n_{verdict}".replace("-", "_") for verdict in VERDICTS]
    for row in rows:
        counts = sum(int(row[name]) for name in counters)
        partners = [p for told in row["partners"].split("; ") for p in told.split(": ")[-1].split()]
        assert counts == len(partners) == pairs.get(row["claim_id"], 0)


def test_bounds_are_numbers_and_iso_dates_and_empty_where_open(tmp_path: Path) -> None:
    said = ("dead", "more than 18"), ("breach", "2019-03-05"), ("warned", "no")
    claims = [made.said(asked, asked, text) for asked, text in said]
    frost = made.hedged("d", "up to", high="-5", question_id="boats")
    colder = made.hedged("e", "fewer than", high="-9", question_id="boats")
    table = export.tidy(made.compared(tmp_path, *claims, frost, colder))
    bounds = table[["lower", "upper", "lower_open"]].to_numpy().tolist()
    assert bounds == [
        ["18", "", "yes"],
        ["2019-03-05T00:00:00", "2019-03-06T00:00:00", "no"],
        ["", "", "no"],
        ["", "-5", "no"],
        ["", "-9", "no"],
    ]


def test_another_convention_is_named_in_each_row_and_moves_the_bounds(tmp_path: Path) -> None:
    ledger = made.compared(tmp_path, made.said("a", "dead", "about 100")).ledger
    rows = [export.tidy(compare(ledger, name)).loc[0] for name in ("", "acled")]
    assert [row["convention"] for row in rows] == ["as-worded", "acled"]
    assert rows[0]["lower"] != rows[1]["lower"]


def test_every_question_is_a_row_in_the_order_of_weight(river: Comparison) -> None:
    rows = rows_of(export.files(river)[export.QUESTIONS])
    assert [row["question_id"] for row in rows] == river.ledger.questions["question_id"].tolist()
    assert [row["status"] for row in rows] == river.status["status"].tolist()
    assert sum(int(row["claims"]) for row in rows) == len(river.ledger.claims)


def test_lowest_highest_and_latest_are_of_those_that_speak_of_the_whole(tmp_path: Path) -> None:
    comparison = made.compared(
        tmp_path,
        made.claim("a", figure="18"),
        made.claim("b", figure="30", source_id="board", as_of="2019-03-07/2019-03-09"),
        made.claim("c", figure="7", source_id="blog", scope="children"),
    )
    table = export.by_question(comparison).set_index("question_id")
    ends = ["lowest", "highest", "latest_as_of"]
    assert table.loc["dead", ends].tolist() == ["18", "30", "2019-03-07/2019-03-09"]
    assert "30" in table.loc["dead", "latest"] and table.loc["boats", ends].tolist() == [""] * 3


def test_a_text_that_a_spreadsheet_would_run_leaves_as_text(tmp_path: Path) -> None:
    claim = made.claim("a", wording="@board counts 18 people")
    questions = [made.QUESTIONS[0] | {"question": "@who died?"}]
    files = export.files(made.compared(tmp_path, claim, questions=questions))
    assert rows_of(files[export.TIDY])[0]["wording"] == "'@board counts 18 people"
    assert rows_of(files[export.QUESTIONS])[0]["question"] == "'@who died?"
    texts = ["=1", "+1-1", "-a", "\tx", "-5", "+2.5", "a=b"]
    assert [*map(export.safe_cell, texts)] == ["'=1", "'+1-1", "'-a", "'\tx", "-5", "+2.5", "a=b"]


def test_annotations_have_the_shape_of_the_web_annotation_model(river: Comparison) -> None:
    collection = json.loads(export.files(river)[export.ANNOTATIONS])
    page = collection["first"]
    assert collection["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert (collection["type"], page["type"]) == ("AnnotationCollection", "AnnotationPage")
    assert page["partOf"] == collection["id"] and page["startIndex"] == 0
    assert collection["total"] == len(page["items"]) == len(river.ledger.claims)
    ids = [item["id"] for item in page["items"]]
    assert len({*ids, collection["id"], page["id"]}) == len(ids) + 2
    for item in page["items"]:
        assert item["id"].startswith("urn:") and item["type"] == "Annotation"
        assert item["motivation"] == "describing"
        assert {body["type"] for body in item["body"]} == {"TextualBody"}
        assert item["target"]["type"] == "SpecificResource"
        assert item["target"]["source"].startswith("urn:sha256:")
        # Without the documents a quote is all there is, and the coding is in the body.
        assert item["target"]["selector"]["type"] == "TextQuoteSelector"
        said = json.loads(item["body"][0]["value"])
        assert {"question_id", "question", "source_id", "paragraph", "origin"} <= said.keys()
        assert item["body"][2]["value"] == said["question_id"]


def test_an_annotation_finds_its_wording_by_words_and_by_position(river: Comparison) -> None:
    texts = find_documents(river.ledger.sources, made.RIVER / "documents")
    items = export.annotations(river, texts)["first"]["items"]
    placed = 0
    for row, item in zip(river.ledger.claims.itertuples(), items, strict=True):
        selectors = item["target"]["selector"]
        quote, *position = selectors if isinstance(selectors, list) else [selectors]
        assert quote == {"type": "TextQuoteSelector", "exact": row.wording}
        for selector in position:
            placed += 1
            assert selector["type"] == "TextPositionSelector"
            passage = texts[row.source_id][selector["start"] : selector["end"]]
            assert passage.split() == row.wording.split()
    assert placed > len(items) / 2


def test_a_position_counts_line_ends_and_is_of_words_that_stand_once(tmp_path: Path) -> None:
    rows = [made.claim(name, figure=name[1:], paragraph="2") for name in ("a18", "b20")]
    texts = {"post": "Post\r\r20 people, 18 people, 20 people\r"}
    items = export.annotations(made.compared(tmp_path, *rows), texts)["first"]["items"]
    (_, position), alone = (item["target"]["selector"] for item in items)
    assert texts["post"][position["start"] : position["end"]] == "18 people"
    assert alone["type"] == "TextQuoteSelector"


def test_the_files_are_named_and_the_same_bytes_each_time(tmp_path: Path) -> None:
    names = [export.TIDY, export.QUESTIONS, export.ANNOTATIONS]
    for out in (tmp_path / "one", tmp_path / "one", tmp_path / "two"):  # its own are replaced
        done = CliRunner().invoke(cli, ["export", "--out", str(out), "--data", str(made.RIVER)])
        assert (done.exit_code, done.output.split()) == (0, [str(out / name) for name in names])
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
