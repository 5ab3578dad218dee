"""What a chart draws: all that is given, nothing on top of anything, every figure with its link."""

import re
from functools import cache
from itertools import combinations
from operator import itemgetter
from pathlib import Path

import made
import matplotlib
import pytest
from PIL import ImageFont

from claimbook.charts import panels
from claimbook.charts.blocks import block
from claimbook.charts.canvas import (
    WIDTHS,
    Box,
    Canvas,
    Line,
    Mark,
    Run,
    Style,
    Text,
    measure,
    wrap,
)  # fmt: skip
from claimbook.charts.event import event
from claimbook.charts.files import provenance, sheet
from claimbook.charts.palette import EDGE, ELBOW, HUES, YELLOW, looks
from claimbook.charts.panels import claim_href, panel
from claimbook.charts.rows import MANY, alternative, grouped, ordered
from claimbook.charts.sheet import LAYOUTS, NARROW, WIDE
from claimbook.compare.comparison import Comparison, compare
from claimbook.compare.lineup import short_when
from claimbook.ledger.check import load
from claimbook.wording import in_quotes

ROOT = Path(__file__).parents[2]
# Those that are drawn whole: of one, 54 reports of a day; of another, names of sixty letters.
LEDGERS = ("real", "many", "long")


@cache
def compared(name: str) -> Comparison:
    return compare(load(ROOT / "data" if name == "real" else made.LEDGERS / name))


@cache
def charts(name: str, width: int) -> dict[str, Canvas]:
    """Every question of a ledger drawn, and linked by `claim_href`."""
    comparison = compared(name)
    return {key: block(comparison, key, width, claim_href) for key in comparison.claims}


def shapes(canvas: Canvas, kind: type, **wanted: object) -> list:
    """The shapes of one kind, with these attributes."""
    own = [shape for shape in canvas.shapes if isinstance(shape, kind)]
    return [shape for shape in own if all(getattr(shape, k) == v for k, v in wanted.items())]


def texts(canvas: Canvas) -> list[Text]:
    return shapes(canvas, Text)


def on_scale(canvas: Canvas) -> list[Mark]:
    """The marks on the axis; those beside a name are smaller."""
    return shapes(canvas, Mark, size=6)


def read(canvas: Canvas, href: str = "") -> str:
    """What is written, or leads somewhere; where a line breaks a space may be gone."""
    runs = [text.run for text in texts(canvas) if text.run.href == href or not href]
    return re.sub(r"\s+", "", "".join(run.text for run in runs))


def overlaps(canvas: Canvas) -> list[str]:
    """What no reader should see: text on text, text on a mark, anything off the sheet."""
    boxes = []  # left, top, right, bottom, name
    for text in texts(canvas):
        style, right = text.run.style, text.x + measure(text.run.text.rstrip(), text.run.style)
        top, bottom = text.y - 0.76 * style.size, text.y + 0.24 * style.size
        boxes.append((text.x, top, right, bottom, text.run.text))
    found = [
        f"off the sheet: {name}"
        for left, top, right, bottom, name in boxes
        if min(left, top) < -0.5 or right > canvas.wide + 0.5 or bottom > canvas.high + 0.5
    ]
    for mark in shapes(canvas, Mark):
        x, y, size = mark.x, mark.y, mark.size
        boxes.append((x - size, y - size, x + size, y + size, ""))
    for one, two in combinations(boxes, 2):
        across = min(one[2], two[2]) - max(one[0], two[0])
        down = min(one[3], two[3]) - max(one[1], two[1])
        if one[4] and across > 1 and down > 1:  # letters that meet by a pixel can be told apart
            found.append(f"{one[4]} on {two[4] or 'a mark'}")
    return found


def test_the_check_sees_text_on_text_on_a_mark_and_off_the_sheet() -> None:
    canvas = Canvas(100, 60)
    canvas.write(10, 20, Run("harbour"))
    assert overlaps(canvas) == []
    canvas.write(80, 50, Run("dyke"))
    canvas.add(Text(40, 24, Run("river")), Mark(20, 16, "square", "#000000"))
    assert overlaps(canvas) == ["off the sheet: dyke", "harbour on river", "harbour on a mark"]


@pytest.mark.parametrize("width", LAYOUTS)
@pytest.mark.parametrize("name", LEDGERS)
def test_no_text_lies_on_another_or_on_a_mark_or_off_the_sheet(name, width) -> None:
    drawn = dict(charts(name, width))
    assert drawn
    dated = [key for key, claims in compared(name).claims.items() if claims[0]["kind"] == "date"]
    for at in range(0, len(dated), 2):
        drawn[f"event {at}"] = event(compared(name), dated[at : at + 2], width, claim_href)
    found = {key: problems for key, canvas in drawn.items() if (problems := overlaps(canvas))}
    assert found == {}


def test_no_text_of_a_file_lies_on_another() -> None:
    comparison = compared("long")
    for question in comparison.claims:
        said = provenance(comparison, question, "The flood")
        assert overlaps(sheet(comparison, question, said)) == [], question


@pytest.mark.parametrize("face", WIDTHS)
def test_a_letter_is_as_wide_as_the_font_has_it(face) -> None:
    fonts = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    style = {"regular": "", "italic": "-Oblique", "bold italic": "-BoldOblique", "bold": "-Bold"}
    font = ImageFont.truetype(fonts / f"DejaVuSans{style[face]}.ttf", 1000)
    for letter in "AaWil1890 .,;:-–—“”‘’'¶›×→…&%[]éüßñŁžЖдщЯΩα":
        assert measure(letter, Style(1000, face)) == pytest.approx(font.getlength(letter), abs=2)
    assert measure("河", Style(10, face)) == 10  # it lacks that
    assert measure("a\u0951", Style(10, face)) == measure("a", Style(10, face))


@pytest.mark.parametrize("width", LAYOUTS)
@pytest.mark.parametrize("name", ["real", "long"])
def test_rows_drawn_are_rows_given_each_with_its_whole_label_and_its_link(name, width) -> None:
    few = {key: claims for key, claims in compared(name).claims.items() if len(claims) <= MANY}
    assert few
    for question, claims in few.items():
        canvas = charts(name, width)[question]
        written = read(canvas)
        for claim in claims:
            plural = claim["qualifier"] == "some" and claim["counted"]  # is the word itself
            figure = claim["counted"] if plural else claim["answer"] or claim["figure"]
            words = claim["wording" if claim["kind"] in ("choice", "date") else "counted"]
            words = in_quotes(words)[1:-1]
            for part in (claim["who"], figure, words, claim["scope"], claim["stated"]):
                assert re.sub(r"\s+", "", part) in written, (question, part)
            assert re.sub(r"\s+", "", figure) in read(canvas, claim_href(claim)), question
        assert {text.run.href for text in texts(canvas)} - {""} == set(map(claim_href, claims))


def test_equal_figures_of_many_claims_share_a_row_that_counts_them() -> None:
    rows = grouped(ordered(compared("many").claims["dead"]))
    assert [row["figure"] for row in rows] == ["10", "15", "20", "25", "30", "35"]
    for width in LAYOUTS:
        canvas = charts("many", width)["dead"]
        assert read(canvas).count("and6more") == len(on_scale(canvas)) == len(rows)


def test_a_row_of_many_has_their_first_and_last_day_and_no_voice_that_not_all_have(tmp_path):
    voices = [("union", "police")[n % 2] for n in range(MANY + 1)]
    claims = [
        made.claim(chr(97 + n), origin_id=voice, as_of=f"2019-03-0{1 + n % 8}")
        for n, voice in enumerate(voices)
    ]
    (row,) = grouped(ordered(made.compared(tmp_path, *claims).claims["dead"]))
    assert (row["when"], row["kin"]) == ("1 Mar 2019 … 8 Mar 2019", ("", ""))


def test_days_stand_without_their_year_only_where_all_are_of_one() -> None:
    assert short_when(["8 Mar 2019", "", "9 Mar 2019"]) == ["8 Mar", "", "9 Mar"]
    assert short_when(["8 Mar 2019", "9 Mar 2020"]) == ["8 Mar 2019", "9 Mar 2020"]


def test_silence_is_hatched_and_named_and_of_many_documents_counted() -> None:
    few, count = block(compared("river"), "bread"), charts("many", WIDE)["boats"]
    assert "WaterBoard,MorningGaugeandMayor'slettergivenofigure" in read(few)
    assert "52documentsgivenofigure" in read(count)
    for canvas in (few, count):
        assert [box.wide for box in shapes(canvas, Box, hatch=True)] == [WIDE]
    assert "52 documents give no figure" in alternative(compared("many"), "boats")


def test_a_word_without_a_number_stands_off_the_scale(tmp_path) -> None:
    comparison = made.compared(tmp_path, *made.all_said("dead", "20 | dozens"))
    for width, layout in LAYOUTS.items():
        canvas = block(comparison, "dead", width)
        (frame,) = shapes(canvas, Box, dash="3 2")
        (word,) = [text for text in texts(canvas) if text.run.text == "“dozens”"]
        assert frame.x < word.x and word.x + word.run.wide < frame.x + frame.wide
        assert layout.stacked or frame.x > layout.axis
        assert len(on_scale(canvas)) == 1  # of the number


def test_a_figure_stands_where_the_scale_has_it_and_hedges_are_drawn(tmp_path) -> None:
    text = "10 | about 40 | at least 20 | up to 30 | between 10 and 30"
    canvas = block(made.compared(tmp_path, *made.all_said("boats", text)), "boats")
    marks = on_scale(canvas)
    ten = marks[0].x - LAYOUTS[WIDE].plot
    places = [(mark.x - LAYOUTS[WIDE].plot) / ten for mark in marks]
    assert places == pytest.approx([1, 4, 2, 3, 1, 3])  # both ends of the last, no midpoint
    assert [mark.hollow for mark in marks] == [False, True, False, False, False, False]
    arrows = [line.points for line in shapes(canvas, Line, arrow=True)]
    assert [end[0] > start[0] for start, end in arrows[:2]] == [True, False]
    assert marks[1].x < LAYOUTS[WIDE].axis  # the scale ends above the largest


def test_a_hedge_added_to_the_conventions_is_drawn_and_its_ratio_said_as_it_leaves_it_open(
    tmp_path,
) -> None:
    rules = {"exact": "printed", "a sliver under": "below", "a dash above": "above", "ish": "point"}
    comparison = made.compared(
        tmp_path,
        made.claim("a", "boats", "10"),
        made.hedged("b", "a sliver under", high="300", question_id="boats", origin_id="union"),
        made.hedged("c", "a dash above", "20", question_id="boats", origin_id="police"),
        made.hedged("d", "ish", "15", "15", question_id="boats", origin_id="water-board"),
        conventions=[
            {"convention": "own", "qualifier": hedge, "rule": rule, "reference": "own"}
            for hedge, rule in rules.items()
        ],
    )
    canvas = block(comparison, "boats")
    arrows = [line.points for line in shapes(canvas, Line, arrow=True)]
    assert [end[0] > start[0] for start, end in arrows[:2]] == [False, True]
    assert [mark.hollow for mark in on_scale(canvas)] == [False, False, False, True]
    assert comparison.gaps["boats"].ratio == "at least 2 ×"


@pytest.mark.parametrize(
    ("low", "ends"),
    [
        ("1", "0 1 2"),
        ("18", "0 10 20"),
        ("1000", "0 500 1,000 1,500"),
        ("-3", "-4 -2 0"),
        ("0.0004", "0 0.0002 0.0004 0.0006"),
    ],
)
def test_a_scale_is_linear_from_zero_in_round_whole_numbers(tmp_path, low, ends) -> None:
    claim = made.claim("a", "boats", low, wording=f"so {low} boats")
    canvas = block(made.compared(tmp_path, claim), "boats")
    below = [text for text in texts(canvas) if text.run.style.size == 12 and text.x > 400]
    assert " ".join(text.run.text for text in below).startswith(ends)


NEGATIVE = made.all_said("boats", "-3 | 4, board | -30, blog")


def test_negative_figures_stand_left_of_zero_and_the_widest_pair_is_named(tmp_path) -> None:
    claims = [claim | {"wording": f"so {claim['wording']}"} for claim in NEGATIVE]
    comparison = made.compared(tmp_path, *claims)
    canvas = block(comparison, "boats")
    low, high, lowest = (mark.x for mark in on_scale(canvas))
    assert lowest < low < high
    assert comparison.gaps["boats"].line == "-30 / 4"


def test_what_happened_within_a_few_hours_stands_on_an_axis_of_hours(tmp_path) -> None:
    claims = made.all_said("breach", "2019-03-05T06:14 | 2019-03-05T06:27, board")
    canvas = block(made.compared(tmp_path, *claims), "breach")
    below = [text.run.text for text in texts(canvas) if text.run.style.size == 12 and text.x > 400]
    assert " ".join(below).startswith("06:00 06:15 06:30 06:45 07:00 5 Mar")


def test_a_clock_time_stands_at_its_moment_and_one_that_is_about_is_a_hollow_mark(tmp_path) -> None:
    claims = made.all_said(
        "breach", "2019-03-05 | until 2019-03-05T06, board | about 2019-03-05T12, blog"
    )
    comparison = made.compared(tmp_path, *claims)
    for canvas in (block(comparison, "breach"), event(comparison, ["breach"], WIDE, str)):
        whole, dotted = (s.points for s in canvas.shapes if isinstance(s, Line) and s.width == 2
                         and s.points[0][1] == s.points[1][1])  # fmt: skip
        (about,) = shapes(canvas, Mark, hollow=True, size=4.5)
        day = whole[1][0] - whole[0][0]
        places = [(x - whole[0][0]) / day for x in (dotted[1][0], about.x)]
        assert places == pytest.approx([0.25, 0.5])


@pytest.mark.parametrize(
    ("one", "other", "ticks"),
    [
        ("2019-03-05", "2019-03-05", "00:00 06:00 12:00 18:00 00:00 5 Mar"),
        ("2019-03-05", "2019-03-11", "5 Mar 7 Mar 9 Mar 11 Mar"),
        ("2019-01-20", "2019-05-01", "1 Feb 1 Mar 1 Apr 1 May"),
        ("2018-03-05", "2021-06-05", "2020"),
        ("1066", "2019", "1500 2000"),
    ],
)
def test_an_axis_of_dates_names_hours_days_first_days_of_months_or_of_years(
    tmp_path, one, other, ticks
) -> None:
    comparison = made.compared(tmp_path, *made.all_said("breach", f"{one} | {other}, board"))
    canvas = block(comparison, "breach")
    low = max(line.points[0][1] for line in shapes(canvas, Line, width=1))
    below = [text.run.text for text in texts(canvas) if text.y > low and text.x > 400]
    assert " ".join(below) == ticks


def test_how_a_claim_is_stated_is_told_where_it_is_not_drawn_and_a_limit_not_twice(tmp_path):
    claims = made.all_said("breach", "2019-03-05, reportedly, witness | 2019-03-06, board")
    comparison = made.compared(tmp_path, *claims)
    assert "5 Mar 2019 reportedly" in alternative(comparison, "breach")
    told = panels.event(comparison, ["breach"]).text
    assert "reportedly (A witness › Post ¶" in told
    assert "reportedly" in read(event(comparison, ["breach"], WIDE, str))
    child = made.claim("c", "boats", "18", counted="children", scope="children")
    child |= {"wording": "18 children"}
    comparison = made.compared(tmp_path, child)
    for text in (alternative(comparison, "boats"), read(block(comparison, "boats"))):
        assert text.count("children") == 1


def test_a_word_wider_than_its_line_is_cut_at_a_hyphen() -> None:
    lines = wrap([Run("counter-terrorist operation")], Run("operation-").wide)
    assert [line[0].text.strip() for line in lines] == ["counter-", "terrorist", "operation"]


def test_each_bracket_of_neighbours_is_named_and_one_row_has_none(tmp_path) -> None:
    text = "30, board | 31, police | 32, union | 33, union | 34, witness | 35, police, later"
    canvas = block(made.compared(tmp_path, *made.all_said("boats", text)), "boats")
    brackets = [line for line in shapes(canvas, Line, width=1.4)]
    assert len(brackets) == 2
    assert "[onepartyorvoice:1State;2Union" in read(canvas).replace("\u00a0", "")


@pytest.mark.parametrize("who", ["pooled", "witness"])
def test_no_bracket_makes_one_voice_of_pooled_ones_or_of_one_unnamed_in_two_documents(
    tmp_path, who
) -> None:
    claims = made.all_said("boats", f"30, {who} | 31, {who}")
    claims[1] |= {"source_id": "blog" if who == "witness" else "post"}
    canvas = block(made.compared(tmp_path, *claims), "boats")
    assert [line for line in shapes(canvas, Line, width=1.4)] == []


def test_a_figure_that_moved_is_joined_with_the_later_one(tmp_path) -> None:
    claims = made.all_said("dead", "8, quoted | 18, board, police, later")
    comparison = made.compared(tmp_path, *claims)
    assert comparison.gaps["dead"].tag == "moved"
    canvas = block(comparison, "dead")
    first, last = on_scale(canvas)
    (elbow,) = [line.points for line in shapes(canvas, Line, arrow=True)]
    assert elbow[0][0] == elbow[1][0] == first.x  # straight down, then across
    assert elbow[1][1] == elbow[2][1] == last.y
    assert "[onepartyorvoice:State" in read(canvas)


def test_what_joins_moved_figures_passes_marks_and_labels(tmp_path) -> None:
    claims = made.all_said("dead", "8, board, earlier | 8, witness, blog | 18, board, later")
    canvas = block(made.compared(tmp_path / "up", *claims), "dead")
    (elbow,) = [line.points for line in shapes(canvas, Line, colour=ELBOW)]
    assert elbow[1][0] < on_scale(canvas)[1].x - 8  # left of the mark between
    claims = made.all_said("dead", "18, board, earlier | 8, board, later")
    canvas = block(made.compared(tmp_path / "down", *claims), "dead")
    (first, last), (elbow,) = on_scale(canvas), shapes(canvas, Line, colour=ELBOW)
    elbow = elbow.points
    assert elbow[0][1] == elbow[1][1] == first.y and elbow[1][0] == elbow[2][0] == last.x


def test_claims_that_cannot_both_hold_stand_beside_one_bar_and_others_beside_none(tmp_path) -> None:
    claims = made.all_said("boats", "30 | 40, board | 5, witness, blog, children")
    comparison = made.compared(tmp_path, *claims)
    for width in LAYOUTS:
        canvas = block(comparison, "boats", width)
        (bar,) = shapes(canvas, Box, fill=YELLOW)
        first, second, third = [mark.y for mark in on_scale(canvas)]
        assert bar.y < first and second < bar.y + bar.high + 8 < third + 8
        assert any("1.3 ×" in text.run.text for text in texts(canvas))


def test_a_picture_has_a_name_and_a_description_the_finding_first_and_every_claim() -> None:
    comparison = compared("river")
    for question, claims in comparison.claims.items():
        shown = panel({"as-worded": comparison}, question)
        gap = comparison.gaps[question]
        assert shown.text.startswith(f"{shown.question} {gap.tag}: {gap.line}.")
        assert not claims[0]["unit"] or f". In {claims[0]['unit']}. " in shown.text
        assert all(claim["who"] in shown.text and claim["figure"] in shown.text for claim in claims)
        for svg, width in zip(shown.drawn, (WIDE, NARROW), strict=True):
            name = f"b-{question}-{width}"
            assert f'aria-labelledby="{name}-title {name}-desc"' in svg
            assert re.search(f'<desc id="{name}-desc">{gap.tag}', svg)
            assert re.search(f'<title id="{name}-title">.+</title>', svg)


def test_an_event_shows_every_time_and_hatches_who_gives_none(tmp_path) -> None:
    claims = made.all_said("breach", "until 2019-03-05, witness, blog | 2019-03-06, board")
    comparison = made.compared(tmp_path, *claims)
    canvas = event(comparison, ["breach"], WIDE, itemgetter("claim_id"))
    assert {text.run.href for text in texts(canvas)} == {"a", "b", ""}
    (open_end,) = [s.points for s in canvas.shapes if isinstance(s, Line) and s.dash]
    assert open_end[1][0] - open_end[0][0] > 50
    written = read(canvas)
    assert written.index("Board") < written.index("Blog") < written.index("Post")
    assert written.count("givesnotime") == len(shapes(canvas, Box, hatch=True)) == 1
    (bar,) = shapes(canvas, Line, colour=EDGE)
    assert len(shapes(canvas, Box, fill=YELLOW)) == 2
    assert bar.points[0][1] < bar.points[1][1]  # it joins the two that cannot both hold
    told = panels.event(comparison, ["breach"])
    assert "Post, Dam breaks: gives no time" in told.text
    assert told.data.count("<svg") == 2


def test_no_two_documents_look_alike() -> None:
    seen = looks(compared("real")).values()
    assert len({look.colour for look in seen}) == len({look.shape for look in seen}) == len(seen)


def test_a_mark_can_be_told_from_the_paper() -> None:
    for colour in (shade for hue in HUES for shade in hue):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        bright = sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
        assert 1.05 / (bright + 0.05) >= 4.5
