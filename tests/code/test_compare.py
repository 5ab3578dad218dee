"""Every verdict and caveat, their order, parts against wholes, status, and a brute-force oracle."""

import itertools
import math
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimbook import compare
from claimbook.compare import COLUMNS, line_up, pairs, status, verdict_chunks, verdicts
from claimbook.ledger import Ledger

CONVENTIONS = pd.read_csv(
    Path(__file__).parents[2] / "data" / "conventions.csv", dtype=str, keep_default_na=False
)
CLAIM = ["claim_id", "source_id", "question_id", "scope", "paragraph", "wording", "qualifier"]
CLAIM += ["low", "high", "answer", "as_of", "origin_id", "via", "note"]
QUESTION = ["question_id", "topic", "question", "kind", "unit", "place", "running_total"]
QUESTION += ["part_of", "answers", "note"]
ORIGINS = [
    ("embassy", "Embassy", "ruritania", "embassy"),
    ("ministry", "Interior Ministry", "ruritania", "ministry"),
    ("post", "River Post", "post", "paper"),
    ("league", "Relief League", "league", "charity"),
    ("witness", "an eyewitness", "unnamed", "person"),
    ("insider", "an insider", "unnamed", "person"),
]
SOURCES = [
    ("letter", "A letter", "Embassy", "letter", "", "embassy"),
    ("news", "The news", "River Post", "article", "", "post"),
    ("report", "A report", "Relief League", "report", "", "league"),
]


def frame(rows, columns):
    table = pd.DataFrame(rows, columns=columns, dtype="str")
    return table.fillna("").assign(line=range(2, len(table) + 2))


def question(name="dead", **more):
    row = {"question_id": name, "topic": "casualties", "question": "How many died?"}
    row |= {"kind": "count", "unit": "people", "running_total": "no"}
    return {column: (row | more).get(column, "") for column in QUESTION}


def claim(figure="18", origin="embassy", source="letter", **more):
    """A claim; "18" is exact, ("up to", "", "20") any hedge."""
    qualifier, low, high = ("exact", figure, figure) if isinstance(figure, str) else figure
    row = {"question_id": "dead", "qualifier": qualifier, "low": low, "high": high}
    row |= {"origin_id": origin, "source_id": source, "paragraph": "3"}
    return {column: (row | more).get(column, "") for column in CLAIM}


def choice(answer, **more):
    return claim(("", "", ""), answer=answer, **more)


def ledger(*claims, questions=None):
    rows = [{**row, "claim_id": f"c{number}"} for number, row in enumerate(claims, start=1)]
    return Ledger(
        folder=Path(),
        claims=frame(rows, CLAIM),
        sources=frame(
            SOURCES, ["source_id", "title", "publisher", "kind", "published", "origin_id"]
        ),
        origins=frame(ORIGINS, ["origin_id", "name", "party", "kind"]),
        questions=frame(questions or [question()], QUESTION),
        conventions=CONVENTIONS,
        not_claims=frame([], ["source_id", "paragraph", "wording", "reason"]),
    )


def judged(*claims, questions=None, **how):
    """verdict, caveats and reason of the only pair."""
    table = verdicts(ledger(*claims, questions=questions), **how)
    assert list(table) == COLUMNS and len(table) == 1
    return table.loc[0, ["verdict", "caveats", "reason"]].tolist()


def verdict(*claims, **how):
    return judged(*claims, **how)[0]


RUNNING = [question(running_total="yes")]
CHOICE = [question(kind="choice", unit="", answers="yes|no")]
DATE = [question(kind="date", unit="")]
POST = {"origin": "post", "source": "news"}
LEAGUE = {"origin": "league", "source": "report"}


# --- the seven verdicts, with a reason each ------------------------------------------------------


def test_repeat_is_one_party_saying_it_again():
    assert judged(claim("18"), claim("18", "ministry", "news")) == [
        "repeat",
        "one party",
        "Embassy: 18; Interior Ministry via River Post: 18. "
        "Both come from one party (ruritania), so not a second witness.",
    ]


def test_agree_is_two_parties_with_one_figure():
    assert judged(claim("18"), claim("18", **POST)) == [
        "agree",
        "",
        "Embassy: 18; River Post: 18. Both say the same.",
    ]


def test_compatible_is_two_hedges_that_overlap():
    assert judged(claim(("about", "1000", "1000")), claim("950", **POST)) == [
        "compatible",
        "",
        "Embassy: about 1,000 (read as 900 to 1,100); River Post: 950. "
        "The ranges overlap, so both can hold.",
    ]


def test_update_is_a_running_total_that_rose():
    later = claim("18", as_of="2022-01-08")
    earlier = claim("8", "ministry", "news", as_of="2022-01-05")
    assert judged(later, earlier, questions=RUNNING) == [
        "update",
        "one party",
        "Embassy, 8 Jan 2022: 18; Interior Ministry via River Post, 5 Jan 2022: 8. "
        "A running total may rise.",
    ]


def test_scope_is_another_thing_counted():
    assert judged(claim("18", scope="police"), claim("8", **POST)) == [
        "scope",
        "scopes differ",
        "Embassy: 18; River Post: 8. "
        "They do not count the same thing: police against the question as put.",
    ]


def test_self_conflict_is_one_document_against_itself():
    assert judged(claim("18", **POST), claim("8", "witness", "news", paragraph="9")) == [
        "self-conflict",
        "unnamed origin",
        "River Post, paragraph 3: 18; an eyewitness via River Post, paragraph 9: 8. "
        "One document carries both, from two origins; both cannot hold.",
    ]


def test_self_conflict_of_one_unnamed_voice_is_the_document_contradicting_itself():
    reason = judged(claim("18", "witness", "news"), claim("8", "witness", "news"))[2]
    assert reason.endswith("One document contradicts itself.")


def test_self_conflict_says_when_it_is_one_party_too():
    reason = judged(claim("18"), claim("8", "ministry"))[2]
    assert reason.endswith("One document contradicts itself, and so does one party (ruritania).")


def test_conflict_is_what_is_left():
    assert judged(claim("18"), claim("8", **POST)) == [
        "conflict",
        "",
        "Embassy: 18; River Post: 8. Both cannot hold.",
    ]


def test_conflict_says_when_one_party_contradicts_itself():
    assert judged(claim("18"), claim("8", "ministry", "news"))[::2] == [
        "conflict",
        "Embassy: 18; Interior Ministry via River Post: 8. "
        "One party contradicts itself (ruritania).",
    ]


# --- the order of the rules ----------------------------------------------------------------------


def test_repeat_comes_before_agree_and_compatible():
    assert verdict(claim("18"), claim(("at least", "10", ""), "ministry", "news")) == "repeat"


def test_update_comes_before_scope_and_self_conflict():
    later = claim("18", as_of="2022-01-08", scope="police")
    assert verdict(later, claim("8", as_of="2022-01-05"), questions=RUNNING) == "update"


def test_scope_comes_before_self_conflict():
    assert verdict(claim("18", scope="police"), claim("8")) == "scope"


def test_scopes_that_differ_do_not_keep_equal_figures_from_agreeing():
    assert judged(claim("18", scope="police"), claim("18", **POST))[:2] == [
        "agree",
        "scopes differ",
    ]


@pytest.mark.parametrize(
    ("later", "earlier", "running"),
    [
        (("8", "2022-01-08"), ("18", "2022-01-05"), "yes"),  # it fell
        (("18", "2022-01-08"), ("8", "2022-01-08"), "yes"),  # the same day
        (("18", "2022-01-05/2022-01-08"), ("8", "2022-01-05"), "yes"),  # not wholly after
        (("18", "2022-01-08"), ("8", ""), "yes"),  # no date
        (("18", "2022-01-08"), ("8", "2022-01-05"), "no"),  # no running total
    ],
)
def test_what_is_no_update(later, earlier, running):
    questions = [question(running_total=running)]
    one, two = claim(later[0], as_of=later[1]), claim(earlier[0], as_of=earlier[1], **POST)
    assert verdict(one, two, questions=questions) == "conflict"
    assert verdict(two, one, questions=questions) == "conflict"


@pytest.mark.parametrize("swap", [False, True])
def test_an_update_does_not_depend_on_which_claim_comes_first(swap):
    both = [claim("18", as_of="2022-01-08"), claim("8", as_of="2022-01-05", **POST)]
    assert verdict(*(both[::-1] if swap else both), questions=RUNNING) == "update"


# --- bounds, words, tolerance, conventions -------------------------------------------------------


def test_bounds_that_only_touch_are_compatible():
    assert judged(claim("1000"), claim(("more than", "1000", ""), **POST)) == [
        "compatible",
        "touching at the bound",
        "Embassy: 1,000; River Post: more than 1,000. "
        "They only touch at the bound, so both can hold.",
    ]


def test_one_below_a_strict_bound_is_a_conflict():
    assert verdict(claim("999"), claim(("more than", "1000", ""), **POST)) == "conflict"


def test_a_vague_word_is_a_caveat_and_its_reading_is_in_the_reason():
    assert judged(claim(("dozens", "", "")), claim("23", **POST)) == [
        "conflict",
        "vague word",
        "Embassy: dozens (read as 24 or more); River Post: 23. Both cannot hold.",
    ]
    assert verdict(claim(("dozens", "", "")), claim("24", **POST)) == "compatible"


def test_an_unresolved_word_compares_with_nothing():
    vague = claim(("dozens", "", ""))
    assert judged(vague, claim("2", **POST), convention="ccc") == [
        "compatible",
        "vague word",
        "Embassy: dozens (left unresolved); River Post: 2. "
        "A vague word left unresolved compares with nothing.",
    ]
    both = claim(("dozens", "", ""), **POST)
    assert verdict(vague, both, convention="ccc") == "compatible"
    assert verdict(vague, claim("2", "ministry", "news"), convention="ccc") == "repeat"


def test_a_convention_may_flip_a_verdict():
    hedged, exact = claim(("more than", "1000", "")), claim("1200", **POST)
    assert verdict(hedged, exact) == "compatible"
    assert judged(hedged, exact, convention="acled")[::2] == [
        "conflict",
        "Embassy: more than 1,000 (read as 1,000); River Post: 1,200. Both cannot hold.",
    ]


def test_a_qualifier_the_convention_does_not_list_falls_back():
    hedged = claim(("up to", "", "400"))
    assert verdict(hedged, claim("300", **POST), convention="acled") == "compatible"
    assert verdict(hedged, claim("300", **POST), convention="mpeds") == "conflict"


@pytest.mark.parametrize(
    ("tolerance", "expected"), [(None, "compatible"), (9, "conflict"), (10, "compatible")]
)
def test_tolerance_decides_how_far_about_reaches(tolerance, expected):
    hedged = claim(("about", "100", "100"))
    assert verdict(hedged, claim("110", **POST), tolerance=tolerance) == expected


def test_an_unknown_convention_is_refused():
    with pytest.raises(ValueError, match="no convention called “x”"):
        verdicts(ledger(claim()), "x")


# --- dates and choices ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        ("2022-01-05", "2022-01-06", "conflict"),
        ("2022-01-05", "2022-01-05", "agree"),
        ("2022-01-05", "2022-01-05T14", "compatible"),
        ("2022-01-05T14", "2022-01-05T15", "conflict"),
        ("2022-01", "2022-01-05", "compatible"),
        (("until", "", "2022-01-05"), ("from", "2022-01-06", ""), "conflict"),
        (("until", "", "2022-01-06"), ("from", "2022-01-06", ""), "compatible"),
        (("about", "2022-01-05", "2022-01-05"), "2022-01-06", "compatible"),
        (("about", "2022-01-05", "2022-01-05"), "2022-01-07", "conflict"),
    ],
)
def test_dates_are_compared_as_the_stretches_they_are(one, two, expected):
    assert verdict(claim(one), claim(two, **POST), questions=DATE) == expected


def test_a_reason_writes_dates_as_a_reader_does():
    reason = judged(
        claim(("about", "2022-01-05", "2022-01-05")),
        claim(("until", "", "2022-01-03"), **POST),
        questions=DATE,
    )[2]
    assert reason == (
        "Embassy: about 5 Jan 2022 (read as 4–6 Jan 2022); River Post: by 3 Jan 2022. "
        "Both cannot hold."
    )


def test_choices_compare_their_answers():
    assert judged(choice("yes"), choice("yes", **POST), questions=CHOICE) == [
        "agree",
        "",
        "Embassy: yes; River Post: yes. Both say the same.",
    ]
    assert verdict(choice("yes"), choice("no", **POST), questions=CHOICE) == "conflict"
    assert verdict(choice("yes"), choice("no"), questions=CHOICE) == "self-conflict"
    assert verdict(choice("yes"), choice("no", scope="x"), questions=CHOICE) == "scope"
    assert verdict(choice("yes"), choice("yes"), questions=CHOICE) == "repeat"


# --- parties and caveats -------------------------------------------------------------------------


def test_two_unnamed_origins_are_never_one_party():
    assert judged(claim("18", "witness", "news"), claim("18", "witness", "report")) == [
        "agree",
        "unnamed origin",
        "an eyewitness via River Post: 18; an eyewitness via Relief League: 18. "
        "Both say the same, but an unnamed origin is no second witness.",
    ]


@pytest.mark.parametrize(
    "more",
    [{"as_of": "2022-01-07/2022-01-10"}, {"as_of": "2022-01-07", "note": "x; as-of inferred."}],
)
def test_an_inferred_date_is_a_caveat(more):
    assert judged(claim("18", **more), claim("18", **POST))[1] == "as-of inferred"
    assert judged(claim("18"), claim("18", **POST, **more))[1] == "as-of inferred"


def test_caveats_stand_in_one_order():
    one = claim(("at least", "24", ""), scope="police", as_of="2022-01-07/2022-01-10")
    two = claim(("up to", "", "24"), "witness", "news")
    assert judged(one, two)[1] == (
        "scopes differ; touching at the bound; unnamed origin; as-of inferred"
    )
    three = claim(("dozens", "", ""), "ministry", "news")
    assert judged(one, three)[1] == "scopes differ; one party; as-of inferred; vague word"


def test_relays_are_named_from_origin_to_document():
    relayed = claim("18", "ministry", "news", via="Radio; Gazette")
    reason = judged(relayed, claim("8", **LEAGUE))[2]
    assert reason.startswith("Interior Ministry via Gazette via Radio via River Post: 18; ")


# --- parts against wholes ------------------------------------------------------------------------

PARTS = [question(), question("police-dead", part_of="dead")]
PART = {"question_id": "police-dead"}


def test_a_part_above_its_whole_is_a_conflict_listed_under_the_part():
    table = verdicts(ledger(claim("18"), claim("20", **PART, **POST), questions=PARTS))
    assert table.values.tolist() == [
        [
            "police-dead",
            "c2",
            "c1",
            "conflict",
            "",
            "River Post: 20; Embassy: 18. A part cannot be larger than its whole.",
        ]
    ]


@pytest.mark.parametrize("part", ["17", "18", ("up to", "", "20"), ("more than", "18", "")])
def test_a_part_not_wholly_above_its_whole_makes_no_row(part):
    assert verdicts(ledger(claim("18"), claim(part, **PART), questions=PARTS)).empty


def test_a_whole_counted_before_its_part_is_an_update():
    running = [question(running_total="yes"), PARTS[1]]
    whole, part = claim("8", as_of="2022-01-05"), claim("9", as_of="2022-01-08", **PART)
    assert verdict(whole, part, questions=running) == "update"
    assert verdict(whole, part, questions=PARTS) == "conflict"
    same_day = claim("9", as_of="2022-01-05", **PART)
    assert verdict(whole, same_day, questions=running) == "conflict"


def test_a_whole_with_a_scope_of_its_own_is_a_scope():
    part, whole = claim("20", **PART), claim("18", scope="one city", **POST)
    assert judged(part, whole, questions=PARTS) == [
        "scope",
        "scopes differ",
        "Embassy: 20; River Post: 18. The part is the larger, but they do not count the same "
        "thing: the question as put against one city.",
    ]
    scoped = claim("20", scope="at night", **PART)
    assert verdict(scoped, claim("18", **POST), questions=PARTS) == "conflict"


def test_a_part_is_held_against_the_whole_of_its_whole():
    questions = [*PARTS, question("officers-dead", part_of="police-dead")]
    table = verdicts(
        ledger(claim("18"), claim("20", question_id="officers-dead"), questions=questions)
    )
    assert table[["question_id", "claim_a", "claim_b"]].values.tolist() == [
        ["officers-dead", "c2", "c1"]
    ]


def test_rows_of_a_question_stand_together():
    claims = [claim("20", **PART), claim("18"), claim("20", **PART), claim("18", **POST)]
    table = verdicts(ledger(*claims, questions=PARTS))
    assert table["question_id"].tolist() == ["police-dead"] * 5 + ["dead"]
    assert table["verdict"].tolist() == ["repeat"] + ["conflict"] * 4 + ["agree"]


# --- frames --------------------------------------------------------------------------------------


def test_line_up_has_a_row_per_claim_in_order_with_its_context():
    claims = [claim("8", "ministry", "news", as_of="2022-01-05"), claim(question_id="other")]
    table = line_up(ledger(*claims, questions=[question(), question("other", topic="x")]))
    assert list(table)[: len(CLAIM)] == CLAIM
    columns = ["claim_id", "topic", "origin", "party", "source", "publisher", "lower", "upper"]
    assert table[columns].values.tolist() == [
        ["c1", "casualties", "Interior Ministry", "ruritania", "The news", "River Post", 8, 8],
        ["c2", "x", "Embassy", "ruritania", "A letter", "Embassy", 18, 18],
    ]
    assert table.loc[0, "as_of_end"] - table.loc[0, "as_of_start"] == 86_399
    assert math.isnan(table.loc[1, "as_of_start"])


def test_pairs_are_within_questions_and_in_ledger_order():
    claims = [claim(question_id=name) for name in ["b", "a", "b", "a", "b", "c"]]
    lined = line_up(ledger(*claims, questions=[question(name) for name in "abc"]))
    table = pairs(lined)
    assert table[["claim_id_a", "claim_id_b"]].values.tolist() == [
        ["c1", "c3"],
        ["c1", "c5"],
        ["c3", "c5"],
        ["c2", "c4"],
    ]
    assert table["question_id_a"].eq(table["question_id_b"]).all()
    assert len(list(table)) == 2 * len(list(lined))


@pytest.mark.parametrize("claims", [[], [claim()]])
def test_nothing_to_pair_gives_an_empty_table(claims):
    table = verdicts(ledger(*claims))
    assert table.empty and list(table) == COLUMNS
    assert pairs(line_up(ledger(*claims))).empty


def test_a_question_too_large_is_cut_and_says_so(monkeypatch):
    monkeypatch.setattr(compare, "MAX_CLAIMS_PER_QUESTION", 3)
    others = [claim(question_id="other"), claim("8", question_id="other")]
    book = ledger(*[claim(str(number)) for number in range(5)], *others)
    table = verdicts(book)
    assert table[["claim_a", "claim_b"]].values.tolist() == [
        ["c1", "c2"],
        ["c1", "c3"],
        ["c2", "c3"],
        ["c6", "c7"],
    ]
    assert table.attrs["truncated"] == {"dead": 5}
    assert pairs(line_up(book)).attrs["truncated"] == {"dead": 5}


def test_a_question_at_the_cap_is_whole(monkeypatch):
    monkeypatch.setattr(compare, "MAX_CLAIMS_PER_QUESTION", 3)
    table = verdicts(ledger(*[claim(str(number)) for number in range(3)]))
    assert len(table) == 3 and table.attrs["truncated"] == {}


# --- status --------------------------------------------------------------------------------------


def stood(*claims, questions=None):
    book = ledger(*claims, questions=questions)
    return status(book, verdicts(book)).iloc[0]


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ([claim("18"), claim("8", **POST), claim("8", **LEAGUE)], "contested"),
        ([claim("18"), claim("8")], "contested"),
        ([claim("18"), claim("18", **POST), claim("8", as_of="2022-01-05")], "contested"),
        ([claim("18"), claim(("at least", "9", ""), **POST)], "corroborated"),
        ([claim("18"), claim("18", **POST), claim("8", scope="x", **LEAGUE)], "corroborated"),
        # the same figure for another scope backs nobody up
        ([claim("18"), claim("18", scope="x", **POST)], "scopes differ"),
        ([claim("18"), claim("8", scope="police", **POST)], "scopes differ"),
        ([claim("18"), claim("8", scope="police")], "one party"),
        ([claim("18"), claim("18", "ministry", "news")], "one party"),
        ([claim("18"), claim("18", "witness", "news")], "one party"),
        ([claim("18", "witness", "news"), claim("18", "insider", "news")], "one party"),
        ([claim("18")], "single claim"),
        ([], "no claims"),
    ],
)
def test_status_is_the_first_that_holds(claims, expected):
    assert stood(*claims)["status"] == expected


def test_status_is_moving_when_a_total_only_rose():
    claims = [claim("18", as_of="2022-01-08"), claim("8", as_of="2022-01-05", **POST)]
    assert stood(*claims, questions=RUNNING)["status"] == "moving"
    claims.append(claim("8", as_of="2022-01-05", **LEAGUE))
    assert stood(*claims, questions=RUNNING)["status"] == "moving"


def test_a_part_above_its_whole_makes_the_part_contested():
    book = ledger(claim("18"), claim("20", **PART), questions=PARTS)
    assert status(book, verdicts(book))["status"].tolist() == ["single claim", "contested"]


def test_status_counts_claims_named_parties_sources_and_names_the_silent():
    row = stood(claim("18"), claim("18", "ministry", "news"), claim("18", "witness", "news"))
    assert row[["claims", "parties", "sources", "silent"]].tolist() == [3, 1, 2, "report"]
    assert stood()[["claims", "parties", "sources", "silent"]].tolist() == [
        0,
        0,
        0,
        "letter; news; report",
    ]


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        (["8", "16"], 2),
        (["8"], 1),
        (["8", ("more than", "24", "")], 3),  # the open top is not known
        (["8", ("up to", "", "24")], 3),  # nor is the bottom of "up to"
        ([("between", "10", "20"), "40"], 4),
        (["0", "8"], math.nan),  # nothing divides by nought
        ([("up to", "", "24")], 1),
    ],
)
def test_spread_is_highest_known_bound_by_lowest(figures, expected):
    spread = stood(*[claim(figure) for figure in figures])["spread"]
    assert spread == pytest.approx(expected, nan_ok=True)


def test_dates_and_choices_have_no_spread():
    assert math.isnan(stood(claim("2022-01-05"), questions=DATE)["spread"])
    assert math.isnan(stood(choice("yes"), questions=CHOICE)["spread"])


# --- against an oracle ---------------------------------------------------------------------------

FIGURES = [(("exact", str(n), str(n)), (n, n)) for n in (0, 5, 9, 10, 11, 20)]
FIGURES += [
    (("about", "10", "10"), (9, 11)),
    (("nearly", "20", "20"), (18, 20)),
    (("more than", "10", ""), (10, math.inf)),
    (("up to", "", "9"), (0, 9)),
    (("dozens", "", ""), (24, math.inf)),
]
DAYS = [("", None), ("2022-01-05", (5, 5)), ("2022-01-06", (6, 6))]
DAYS += [("2022-01-05/2022-01-07", (5, 7))]
VOICES = ["embassy", "ministry", "post", "witness", "insider"]
PARTY = {origin: party for origin, _, party, _ in ORIGINS}

claims_of_any_kind = st.tuples(
    st.sampled_from(FIGURES),
    st.sampled_from(DAYS),
    st.sampled_from(VOICES),
    st.sampled_from(["letter", "news"]),
    st.sampled_from(["", "police"]),
    st.sampled_from(["dead", "police-dead"]),
)


def expected_verdict(one, two, running):
    (_, (low, high)), (_, days), origin, source, scope, _ = one
    (_, (low2, high2)), (_, days2), origin2, source2, scope2, _ = two
    strict = {qualifier == "more than" for (qualifier, *_), _ in (one[0], two[0])}
    if low <= high2 and low2 <= high:
        if PARTY[origin] == PARTY[origin2] != "unnamed":
            return "repeat"
        return "agree" if (low, high) == (low2, high2) and len(strict) == 1 else "compatible"
    if running and days and days2:
        rose = days[0] > days2[1] and low > high2
        if rose or (days2[0] > days[1] and low2 > high):
            return "update"
    if scope != scope2:
        return "scope"
    return "self-conflict" if source == source2 else "conflict"


def expected_part(part, whole, running):
    (_, (low, _)), (_, days), _, _, scope, _ = part
    (_, (_, high)), (_, days2), _, _, scope2, _ = whole
    if low <= high:
        return None
    if running and days and days2 and days2[1] < days[0]:
        return "update"
    return "scope" if scope2 and scope != scope2 else "conflict"


@settings(deadline=None, max_examples=60)
@given(st.lists(claims_of_any_kind, max_size=7), st.booleans(), st.integers(1, 9))
def test_verdicts_are_what_the_rules_say_pair_by_pair(drawn, running, chunk):
    rows = [
        claim(figure, origin, source, as_of=day, scope=scope, question_id=name)
        for (figure, _), (day, _), origin, source, scope, name in drawn
    ]
    total = "yes" if running else "no"
    questions = [question(running_total=total), {**PARTS[1], "running_total": total}]
    book = ledger(*rows, questions=questions)
    expected = {}
    for (i, one), (j, two) in itertools.permutations(enumerate(drawn, start=1), 2):
        if one[5] == two[5] and i < j:
            expected[f"c{i}", f"c{j}"] = expected_verdict(one, two, running)
        if one[5] == "police-dead" and two[5] == "dead" and expected_part(one, two, running):
            expected[f"c{i}", f"c{j}"] = expected_part(one, two, running)
    table = verdicts(book)
    found = {(a, b): word for a, b, word in table[["claim_a", "claim_b", "verdict"]].to_numpy()}
    assert found == expected and len(table) == len(expected)
    chunked = pd.concat(verdict_chunks(book, pairs_per_chunk=chunk), ignore_index=True)
    pd.testing.assert_frame_equal(chunked, table)


def test_line_numbers_change_nothing():
    book = ledger(claim("18"), claim("8", **POST))
    moved = ledger(claim("18"), claim("8", **POST))
    moved.claims["line"] += 40
    pd.testing.assert_frame_equal(verdicts(book), verdicts(moved))
