"""The real ledger: what the project promises of it, apart from what the loader checks."""

import frictionless
import pandas as pd

from claimbook import compare
from claimbook.ledger import Ledger


def test_frictionless_agrees_that_the_data_package_is_valid(book: Ledger) -> None:
    report = frictionless.validate(str(book.folder / "datapackage.json"))
    assert report.valid, report.flatten(["type", "title", "rowNumber", "fieldName", "message"])


def test_every_question_origin_and_source_is_used(book: Ledger) -> None:
    claims = book.claims
    assert set(book.questions["question_id"]) == set(claims["question_id"])
    assert set(book.sources["source_id"]) == set(claims["source_id"])
    assert set(book.origins["origin_id"]) == {*claims["origin_id"], *book.sources["origin_id"]}


def test_the_promised_size_is_reached(book: Ledger) -> None:
    kinds = book.claims["question_id"].map(book.questions.set_index("question_id")["kind"])
    sources = book.claims.groupby("question_id")["source_id"].nunique()
    assert len(book.claims) >= 150
    assert kinds.ne("choice").sum() >= 120
    assert sources.gt(1).sum() >= 35


def test_no_claim_stands_twice(book: Ledger) -> None:
    columns = ["source_id", "question_id", "paragraph", "wording"]
    assert not book.claims.duplicated(columns).any()


def test_an_inferred_date_of_a_document_is_said_in_every_claim_that_uses_it(book: Ledger) -> None:
    published = book.claims["source_id"].map(book.sources.set_index("source_id")["published"])
    uses = book.claims["as_of"].eq(published) & published.str.contains("/")
    silent = uses & ~book.claims["note"].str.contains("As-of inferred", regex=False)
    assert book.claims.loc[silent, "claim_id"].tolist() == []


def test_a_date_without_a_printed_year_says_that_it_is_inferred(book: Ledger) -> None:
    kinds = book.claims["question_id"].map(book.questions.set_index("question_id")["kind"])
    dates = book.claims[kinds.eq("date") & ~book.claims["wording"].str.contains("2022")]
    silent = ~dates["note"].str.contains("inferred", regex=False)
    # the year of the document's other dates is no inference worth a note of its own
    assert dates.loc[silent, "claim_id"].tolist() == []


def verdict_of(book: Ledger, one: str, two: str) -> str:
    verdicts = compare.verdicts(book)
    ids = verdicts[["claim_a", "claim_b"]].apply(frozenset, axis=1)
    return verdicts.loc[ids == frozenset({one, two}), "verdict"].item()


def claim(book: Ledger, source: str, wording: str) -> pd.Series:
    rows = book.claims[
        book.claims["source_id"].eq(source)
        & book.claims["wording"].str.contains(wording, regex=False)
    ]
    return rows.iloc[0]


def test_the_broken_off_sentence_is_kept_apart_from_the_hospitalised(book: Ledger) -> None:
    broken = claim(book, "embassy", "up to 400")
    whole = claim(book, "meduza-6jan", "400 people")
    assert broken["question_id"] != whole["question_id"]
    assert (broken["qualifier"], broken["low"], broken["high"]) == ("up to", "", "400")
    assert "breaks off" in broken["note"]


def test_the_same_figures_under_two_ministries_are_no_second_witness(book: Ledger) -> None:
    early, late = claim(book, "meduza-5jan", "317"), claim(book, "meduza-6jan", "317")
    assert early["origin_id"] != late["origin_id"]
    assert verdict_of(book, early["claim_id"], late["claim_id"]) == "repeat"


def test_one_party_gives_20000_terrorists_and_20000_bandits(book: Ledger) -> None:
    one, two = claim(book, "embassy", "20 thousand armed"), claim(book, "euractiv", "“bandits”")
    assert (
        one["question_id"] == two["question_id"] != claim(book, "euractiv", "10,000")["question_id"]
    )
    assert verdict_of(book, one["claim_id"], two["claim_id"]) == "repeat"


def test_45_and_800_at_the_airport_are_a_conflict(book: Ledger) -> None:
    one, two = claim(book, "meduza-5jan", "roughly 45"), claim(book, "euractiv", "800 rioters")
    assert verdict_of(book, one["claim_id"], two["claim_id"]) == "conflict"


def test_a_city_and_its_region_are_different_scopes(book: Ledger) -> None:
    one, two = book.claims[book.claims["question_id"] == "kyzylorda-stable"]["claim_id"]
    assert verdict_of(book, one, two) == "scope"


def test_deaths_of_officers_are_read_as_a_rising_total(book: Ledger) -> None:
    early, late = claim(book, "meduza-6jan", "eight police"), claim(book, "embassy", "18 law")
    assert verdict_of(book, early["claim_id"], late["claim_id"]) == "update"
