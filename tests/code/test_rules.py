"""The rules from claims to verdicts, row by row as the design has them, on pairs of claims.

Rows are numbered as there. What differs from one case to the next is written out; the rest is as
`made.claim` has it: the River Post, in its own voice, as of 8 March.
"""

from collections.abc import Iterable
from itertools import count

import made
import pytest

from claimbook.compare.verdicts import CAVEATS, CONDITIONS, FAMILIES, RULES, VERDICTS

# Who says it: of these the board and the police are of one party, the State.
BOARD = {"source_id": "board", "origin_id": "water-board"}
POLICE = {"origin_id": "police"}
UNION = {"origin_id": "union"}
WITNESS = {"origin_id": "witness"}  # unnamed
POOLED = {"origin_id": "sources"}
QUOTED = {"origin_id": "water-board"}  # the board again, in the River Post
ON_BLOG = {"source_id": "blog"}
EARLIER, LATER = {"as_of": "2019-03-06"}, {"as_of": "2019-03-09"}
PART = {"scope": "Lower Town"}
MAYBE, HEARSAY = {"stated": "possibly"}, {"stated": "reportedly"}
MONEY = {"question_id": "cost", "topic": "losses", "question": "What did it cost?",
         "short": "Cost", "kind": "money", "unit": "crowns", "running_total": "no"}  # fmt: skip
SHARE = MONEY | {"question_id": "share", "kind": "share", "unit": "percent"}
QUESTIONS = (*made.QUESTIONS, MONEY, SHARE)

Cells = dict[str, str]
Pair = tuple[made.Row, made.Row]
Side = tuple  # a figure, hedged figure or answer, then who says it, when, of what
NUMBER = count(1)


def pair(question: str, one: Side, other: Side) -> Pair:
    """Two claims; the question is one of their own, so that no other pair meets them."""
    number = next(NUMBER)
    claims = []
    for at, (figure, *cells) in zip("ab", (one, other), strict=True):
        name, all_cells = f"{at}{number}", {k: v for each in cells for k, v in each.items()}
        hedge = isinstance(figure, tuple)
        row = made.hedged(name, *figure) if hedge else made.claim(name, question, figure)
        claims.append(row | all_cells | {"question_id": f"{question}-{number}"})
    return claims[0], claims[1]


def case(row: str, question: str, one: Side, other: Side, verdict: str, words: str = ""):
    return pytest.param(pair(question, one, other), verdict, words, id=row)


def day(figure: str, words: str, **cells: str) -> tuple[str, Cells]:
    return figure, {"wording": words, **cells}


FIFTH = day("2019-03-05", "on 5 March 2019")
SIXTH = day("2019-03-06", "on 6 March 2019")
MORNING = day("2019-03-05TMO", "on the morning of 5 March 2019")
AFTERNOON = day("2019-03-05TAF", "on the afternoon of 5 March 2019")
EVENING = day("2019-03-05TEV", "on the evening of 5 March 2019")
NIGHT = day("2019-03-05TNI", "in the night of 5 March 2019")
AT_TWO, AT_THREE = (day(f"2019-03-05T{hour}", f"5 March 2019, {hour}:00") for hour in ("14", "15"))
BEFORE_MIDNIGHT = day("2019-03-05T23", "5 March 2019, 23:00")
AFTER_MIDNIGHT = day("2019-03-06T00", "6 March 2019, 00:00")

ROWS = [
    # 1
    case("1 scopes apart", "dead", ("18", PART), ("30", BOARD, {"scope": "Upper Town"}), "apart",
         "they do not speak of the same thing"),
    case("1 a narrower and a further limit", "dead", ("18", {"scope": "the mill"}),
         ("30", BOARD, {"scope": "Lower Town; children"}), "apart"),
    # 2: the part exceeds the whole
    case("2 whole counted before, one voice", "dead", ("10", QUOTED), ("12", BOARD, PART, LATER),
         "update", "the whole of State was counted before and rose"),
    case("2 whole counted before, one party", "dead", ("10", POLICE), ("12", BOARD, PART, LATER),
         "update"),
    case("2 whole counted before, rivals", "dead", ("10", UNION), ("12", BOARD, PART, LATER),
         "unsettled", "the whole rose, or they disagree"),
    case("2 counted on one day, rivals", "dead", ("10", UNION), ("12", BOARD, PART),
         "conflict", "a part is larger than its whole"),
    case("2 part counted before, rivals", "dead", ("10", UNION, LATER), ("12", BOARD, PART),
         "conflict"),
    case("2 part counted before, one voice in one document", "dead", ("10", LATER),
         ("12", PART), "revised"),
    case("2 counted on one day, one voice in one document", "dead", ("10",), ("12", PART),
         "self-conflict"),
    case("2 no running total, rivals", "boats", ("10", UNION), ("12", BOARD, PART, LATER),
         "conflict"),
    case("2 no running total, one voice in one document", "boats", ("10",), ("12", PART, LATER),
         "self-conflict"),
    case("2 no running total, one voice, later", "boats", ("10", QUOTED),
         ("12", BOARD, PART, LATER), "revised"),
    case("2 no running total, one voice on one day", "boats", ("10", QUOTED), ("12", BOARD, PART),
         "unsettled", "corrected it, or was quoted wrongly"),
    case("2 no running total, one party", "boats", ("10", POLICE), ("12", BOARD, PART),
         "conflict", "one party contradicts itself"),
    case("2 money", "cost", ("10", UNION), ("12", BOARD, PART), "conflict"),
    case("2 a lower bound exceeds", "boats", (("up to", "", "10"), UNION),
         (("at least", "12"), BOARD, PART), "conflict"),
    case("2 the bounds leave it open", "boats", ("10", UNION),
         (("up to", "", "12"), BOARD, PART), "part"),
    case("2 the part is the whole", "boats", ("10", UNION), ("10", BOARD, PART), "part"),
    case("2 only counts and money", "share", ("10", UNION), ("12", BOARD, PART), "part"),
    case("2 a possible part", "boats", ("10", UNION), ("12", BOARD, PART, MAYBE), "part"),
    case("2 a possible whole", "boats", ("10", UNION, MAYBE), ("12", BOARD, PART), "part"),
    # 3: a general no against an instance
    case("3 no, and yes for a part", "warned", ("no", BOARD), ("yes", UNION, PART), "conflict"),
    case("3 one voice in one document", "warned", ("no",), ("yes", PART), "self-conflict"),
    case("3 one voice on one day", "warned", ("no", QUOTED), ("yes", BOARD, PART), "unsettled"),
    case("3 one party", "warned", ("no", POLICE), ("yes", BOARD, PART), "conflict",
         "one party contradicts itself"),
    case("3 yes, and no for a part", "warned", ("yes", BOARD), ("no", UNION, PART), "part"),
    case("3 an instance only possible", "warned", ("no", BOARD), ("yes", UNION, PART, MAYBE),
         "part"),
    case("3 no event", "first", ("alarm", BOARD), ("water", UNION, PART), "part"),
    # 4
    case("4 a part that fits", "dead", ("18", BOARD), ("7", UNION, PART), "part",
         "the one speaks of a part of the other"),
    case("4 a part of a part", "dead", ("18", BOARD, PART), ("7", UNION, {"scope": "the mill"}),
         "part"),
    case("4 dates", "breach", (*FIFTH, BOARD), (*SIXTH, UNION, PART), "part"),
    # 5
    case("5 one voice", "dead", ("8", QUOTED), ("18", BOARD, LATER), "update",
         "the running total of State rose"),
    case("5 one party", "dead", ("8", POLICE), ("18", BOARD, LATER), "update"),
    case("5 an unnamed voice in one document", "dead", ("8", WITNESS), ("18", WITNESS, LATER),
         "update"),
    case("5 the printed number above", "dead", (("about", "18", "18"), POLICE),
         (("about", "19", "19"), BOARD, LATER), "update"),
    case("5 “up to” prints no count", "dead", ("18", POLICE),
         (("up to", "", "30"), BOARD, LATER), "repeat"),
    case("5 two numbers are not one printed", "dead", (("between", "10", "20"), POLICE),
         (("between", "15", "25"), BOARD, LATER), "repeat"),
    case("5 a vague word prints no number", "dead", ("18", POLICE), (("dozens",), BOARD, LATER),
         "update"),  # 24 or more: the interval is wholly above
    case("5 no running total", "boats", ("8", POLICE), ("18", BOARD, LATER), "conflict"),
    case("5 later and lower", "dead", ("18", QUOTED), ("8", BOARD, LATER), "revised"),
    case("5 a possibility", "dead", ("8", POLICE), ("18", BOARD, LATER, MAYBE), "framing"),
    # 6
    case("6 rivals", "dead", ("8", UNION), ("18", BOARD, LATER), "unsettled",
         "it rose, or they disagree"),
    case("6 an unnamed voice in two documents", "dead", ("8", WITNESS),
         ("18", WITNESS, ON_BLOG, LATER), "unsettled"),
    case("6 “sources” are nobody’s one voice", "dead", ("8", POOLED), ("18", POOLED, LATER),
         "unsettled"),
    case("6 later and higher, but both can hold", "dead", (("about", "18", "18"), UNION),
         (("about", "19", "19"), BOARD, LATER), "compatible"),
    case("6 later and lower", "dead", ("18", UNION), ("8", BOARD, LATER), "conflict"),
    case("6 a possibility", "dead", ("8", UNION), ("18", BOARD, LATER, MAYBE), "framing"),
    case("6 not wholly after", "dead", ("8", UNION),
         ("18", BOARD, {"as_of": "2019-03-07/2019-03-09"}), "conflict"),
    # 7
    case("7 several", "cause", ("rain", BOARD), ("neglect", UNION), "framing",
         "can hold side by side"),
    case("7 several, one voice in one document", "cause", ("rain",), ("neglect",), "framing"),
    case("7 an exclusive answer only possible", "first", ("alarm", BOARD), ("water", UNION, MAYBE),
         "framing", "only entertained as possible"),
    case("7 a figure only possible", "boats", ("8", BOARD, MAYBE), ("18", UNION), "framing"),
    # 8
    case("8 one voice in two documents", "dead", ("8", QUOTED), ("18", BOARD), "unsettled",
         "it rose, was corrected or was quoted wrongly, all within State"),
    case("8 one voice in one document", "dead", ("8",), ("18",), "unsettled"),
    case("8 one party", "dead", ("8", POLICE), ("18", BOARD), "unsettled"),
    case("8 days that overlap", "dead", ("8", POLICE),
         ("18", BOARD, {"as_of": "2019-03-07/2019-03-09"}), "unsettled"),
    # 9
    case("9 one voice in one document", "boats", ("8",), ("18",), "self-conflict",
         "River Post says both in one document"),
    case("9 one voice in one document, of two days", "boats", ("8",), ("18", LATER),
         "self-conflict"),
    case("9 a running total in one document, of two days", "dead", ("18",), ("8", LATER),
         "revised"),
    case("9 an unnamed voice in one document", "boats", ("8", WITNESS), ("18", WITNESS),
         "self-conflict"),
    case("9 one voice, later", "boats", ("8", QUOTED), ("18", BOARD, LATER), "revised",
         "State revised it"),
    case("9 one voice, earlier", "boats", ("8", QUOTED, LATER), ("18", BOARD), "revised"),
    case("9 one voice on one day", "boats", ("8", QUOTED), ("18", BOARD), "unsettled",
         "corrected it, or was quoted wrongly"),
    case("9 one party", "boats", ("8", POLICE), ("18", BOARD), "conflict",
         "one party contradicts itself (State)"),
    case("9 one party, of a running total of two days", "dead", ("18", POLICE),
         ("8", BOARD, LATER), "conflict", "one party contradicts itself"),
    case("9 rivals", "boats", ("8", UNION), ("18", BOARD), "conflict", "both cannot hold"),
    case("9 rivals, of a running total on one day", "dead", ("8", UNION), ("18", BOARD),
         "conflict"),
    case("9 an unnamed voice in two documents", "boats", ("8", WITNESS),
         ("18", WITNESS, ON_BLOG), "conflict"),
    case("9 “sources” in one document", "boats", ("8", POOLED), ("18", POOLED), "conflict"),
    case("9 exclusive answers", "first", ("alarm", BOARD), ("water", UNION), "conflict"),
    case("9 yes and no of one event", "warned", ("no", BOARD), ("yes", UNION), "conflict"),
    case("9 two days", "breach", (*FIFTH, BOARD), (*SIXTH, UNION), "conflict"),
    case("9 hours that meet at midnight", "breach", (*BEFORE_MIDNIGHT, BOARD),
         (*AFTER_MIDNIGHT, UNION), "conflict"),
    case("9 an evening and the next day", "breach", (*EVENING, BOARD), (*SIXTH, UNION),
         "conflict"),
    case("9 a morning and an evening", "breach", (*MORNING, BOARD), (*EVENING, UNION),
         "conflict"),
    # 10
    case("10 one voice again", "dead", ("18", QUOTED), ("18", BOARD), "repeat",
         "State says it again, and is no second witness"),
    case("10 one party", "dead", ("18", POLICE), ("18", BOARD), "repeat"),
    case("10 an unnamed voice in one document", "boats", ("18", WITNESS), ("18", WITNESS),
         "repeat"),
    case("10 another hedge", "dead", ("18", QUOTED), (("at least", "18"), BOARD), "repeat",
         "State says it in other words"),
    case("10 another label", "dead", ("18", QUOTED, {"counted": "people", "wording": "18 people"}),
         ("18", BOARD), "repeat", "in other words"),
    case("10 by hearsay", "dead", ("18", QUOTED, HEARSAY), ("18", BOARD), "repeat",
         "in other words"),
    case("10 as a possibility", "dead", ("18", QUOTED, MAYBE), ("18", BOARD), "repeat",
         "in other words"),
    # 11
    case("11 a number", "dead", ("18", UNION), ("18", BOARD), "agree", "they say the same"),
    case("11 an answer", "first", ("alarm", UNION), ("alarm", BOARD), "agree"),
    case("11 a vague word with itself", "boats", (("dozens",), UNION), (("dozens",), BOARD),
         "agree"),
    case("11 a word without a floor", "boats", (("many",), UNION), (("many",), BOARD), "agree"),
    case("11 an unnamed voice in two documents", "boats", ("18", WITNESS),
         ("18", WITNESS, ON_BLOG), "agree"),
    # 12
    case("12 the same, once only possible", "boats", ("18", UNION, MAYBE), ("18", BOARD),
         "compatible", "both can hold"),
    case("12 intervals that overlap", "boats", (("at least", "10"), UNION), ("18", BOARD),
         "compatible"),
    case("12 a hedge leaves the number open", "boats", (("about", "18", "18"), UNION),
         ("18", BOARD), "compatible"),
    case("12 bounds that touch", "boats", (("more than", "18"), UNION), ("18", BOARD),
         "compatible"),
    case("12 a vague word and another of the same floor", "boats", (("few dozen",), UNION),
         (("dozens",), BOARD), "compatible"),
    case("12 a word without a floor", "boats", (("many",), UNION), ("18", BOARD), "compatible",
         "a vague word is left open"),
    case("12 hours that meet", "breach", (*AT_TWO, UNION), (*AT_THREE, BOARD), "compatible"),
    case("12 parts of the day that meet", "breach", (*MORNING, UNION), (*AFTERNOON, BOARD),
         "compatible"),
    case("12 a night and the day after", "breach", (*NIGHT, UNION), (*SIXTH, BOARD),
         "compatible"),
]  # fmt: skip


# What a reader must know of a pair besides.
SLIP = CAVEATS["digits"]
UP_TO_50 = ("up to", "", "50")
CAVEATED = [
    ("one party", pair("boats", ("18", POLICE), ("18", BOARD)), ["one party"]),
    ("unnamed", pair("boats", ("18", WITNESS), ("18", BOARD)), ["an unnamed voice"]),
    ("pooled", pair("boats", ("18", POOLED), ("18",)), ["an unnamed voice"]),
    ("hearsay", pair("boats", ("18", UNION, HEARSAY), ("18", BOARD)), ["hearsay"]),
    ("a running total as of the document", pair("dead", ("18", UNION), ("18", BOARD)),
     ["as-of inferred"]),
    ("a running total of a named day", pair("dead", ("18", UNION, EARLIER), ("18", BOARD)), []),
    ("what happened once, as of the document", pair("boats", ("18", UNION), ("18", BOARD)), []),
    ("a revision that hangs on the document’s date",
     pair("boats", ("8", QUOTED), ("18", BOARD, LATER)), ["one party", "as-of inferred"]),
    ("vague", pair("boats", (("dozens",), UNION), ("18", BOARD)), ["vague word"]),
    ("digits", pair("boats", ("4327", UNION), ("4237", BOARD)), [SLIP]),
    ("digits of a ceiling", pair("boats", (("up to", "", "4327"), UNION), ("4237", BOARD)),
     [SLIP]),
    ("the same number", pair("boats", ("42", UNION), ("42", BOARD)), []),
    ("two ceilings", pair("boats", (UP_TO_50, UNION), (("up to", "", "60"), BOARD)), []),
    ("a ceiling and a word", pair("boats", (UP_TO_50, UNION), (("dozens",), BOARD)),
     ["vague word"]),
    ("one of two numbers", pair("boats", ("21", UNION), (("between", "12", "30"), BOARD)), []),
    ("single figures", pair("boats", ("1.5", UNION), ("5.1", BOARD)), []),
]  # fmt: skip
NAMED = [
    ("numbers",
     pair("dead", (("about", "50", "50"), {"counted": "people", "via": "Radio Olm"}, UNION),
          ("18", {"scope": "Lower Town; children"}, BOARD, LATER)),
     "Boatmen’s union › Radio Olm › Post ¶1 (8 Mar 2019) has about 50 “people” "
     "(read as 45 to 55), Board ¶2 (9 Mar 2019) has 18 [Lower Town; children]: "
     "the one speaks of a part of the other, and both can hold; as-of inferred."),
    ("answers",
     pair("warned", ("no", {"wording": "nobody was warned"}, BOARD),
          ("yes", {"wording": "sirens sounded"}, UNION, HEARSAY)),
     "Board ¶1 (8 Mar 2019) has no “nobody was warned”, Boatmen’s union › Post ¶2 (8 Mar 2019) "
     "has yes “sirens sounded”: both cannot hold; hearsay."),
]  # fmt: skip


def cases(rows: Iterable[tuple]) -> list:
    return [pytest.param(*row, id=name) for name, *row in rows]


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Cells]:
    """Verdict, caveats and reason of every pair above, by its first claim."""
    kinds = {row["question_id"]: row for row in QUESTIONS}
    pairs = [row.values[0] for row in ROWS] + [row[1] for row in (*CAVEATED, *NAMED)]
    questions = {}
    for one, _ in pairs:
        kind, number = one["question_id"].split("-")
        own = {"question_id": one["question_id"], "question": f"{kinds[kind]['question']} {number}"}
        questions[one["question_id"]] = kinds[kind] | own
    claims = [row | {"paragraph": str(n)} for both in pairs for n, row in enumerate(both, start=1)]
    folder = tmp_path_factory.mktemp("rules")
    found = made.compared(folder, *claims, questions=questions.values()).verdicts
    assert len(found) == len(pairs)
    return {row["claim_a"]: row for row in found.to_dict("records")}


@pytest.mark.parametrize(("claims", "verdict", "words"), ROWS)
def test_the_first_row_that_holds_gives_the_verdict(
    table: dict[str, Cells], claims: Pair, verdict: str, words: str
) -> None:
    found = table[claims[0]["claim_id"]]
    assert (found["verdict"], words in found["reason"]) == (verdict, True), found["reason"]


@pytest.mark.parametrize(("claims", "expected"), cases(CAVEATED))
def test_a_verdict_carries_what_a_reader_must_know(
    table: dict[str, Cells], claims: Pair, expected: list[str]
) -> None:
    assert table[claims[0]["claim_id"]]["caveats"] == "; ".join(expected)


@pytest.mark.parametrize(("claims", "expected"), cases(NAMED))
def test_the_reason_names_both_sides_with_figure_hedge_date_and_voice(
    table: dict[str, Cells], claims: Pair, expected: str
) -> None:
    assert table[claims[0]["claim_id"]]["reason"] == expected


def test_every_reason_is_one_sentence_that_ends_with_its_caveats(table: dict[str, Cells]) -> None:
    for row in table.values():
        ending = f"; {row['caveats']}." if row["caveats"] else "."
        assert row["reason"].endswith(ending) and "{" not in row["reason"]


@pytest.mark.parametrize("closing", [closing for *_, closing in RULES])
def test_every_row_of_the_table_is_reached_by_one_of_these_pairs(
    table: dict[str, Cells], closing: str
) -> None:
    fixed = max(closing.split("{kin}"), key=len).strip()
    assert any(fixed in row["reason"] for row in table.values())


def test_the_table_names_only_conditions_that_are_explained() -> None:
    named = {name for _, conditions, _ in RULES for name in conditions.split()}
    assert named == {*CONDITIONS}
    assert {*VERDICTS} == {verdict for verdicts in FAMILIES.values() for verdict in verdicts}
