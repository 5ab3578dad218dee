"""What a chart draws: all that is given, nothing on top of anything, every figure with its link."""

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import combinations
from pathlib import Path

import made
import matplotlib
import pytest
from PIL import ImageFont

from claimbook.charts import panels
from claimbook.charts.blocks import block
from claimbook.charts.canvas import WIDTHS, Box, Canvas, Line, Mark, Run, Style, Text, measure, wrap
from claimbook.charts.event import event
from claimbook.charts.files import provenance, sheet
from claimbook.charts.palette import EDGE, YELLOW, looks
from claimbook.charts.panels import claim_href, panel, variants
from claimbook.charts.rows import MANY, alternative, grouped, ordered
from claimbook.charts.sheet import LAYOUTS, NARROW, WIDE
from claimbook.compare.comparison import Comparison, compare
from claimbook.ledger.check import load
from claimbook.wording import in_quotes

ROOT = Path(__file__).parents[2]
LEDGERS = ("real", "river", "many", "long")
REPORTS = 54
LONG = "The Waters and Harbours Board of the Lower River Valley, Branch"  # its first 28 are a word
UNBROKEN = "Wasserstrassenverwaltungshauptamtsnebenstellenleiterwohnung"


def claim_id(claim: dict) -> str:
    return claim["claim_id"]


def many(folder: Path) -> Path:
    """Fifty-four reports on one day: six figures of the dead, twenty-seven speak of warnings."""
    reports = [
        made.SOURCES[0] | {"source_id": f"s{n}", "short": f"Report {n}", "publisher": f"Paper {n}"}
        for n in range(REPORTS)
    ]
    claims = [
        made.claim(f"dead-{n}", figure=str(10 + 5 * (n % 6)), source_id=f"s{n}")
        for n in range(REPORTS)
    ]
    for n in range(0, REPORTS, 2):
        answer = "no" if n % 4 else "yes"
        claims.append(made.claim(f"warned-{n}", "warned", answer, source_id=f"s{n}"))
        claims.append(
            made.claim(f"breach-{n}", "breach", f"2019-03-0{1 + n % 5}", source_id=f"s{n}")
        )
    claims.append(made.claim("boats-0", "boats", "7", source_id="s0"))
    claims.append(made.claim("boats-1", "boats", "9", source_id="s1"))
    return made.write(folder, claims, sources=reports)


def long(folder: Path) -> Path:
    """A publisher, a voice, a unit, a label, a limit of sixty letters; short names of 28."""
    sources = [
        source | {"short": name[:28], "publisher": name}
        for source, name in zip(made.SOURCES, (f"{LONG} 1", UNBROKEN, f"{LONG} 3"), strict=True)
    ]
    origins = [row | {"name": f"{LONG} {n}", "party": LONG} for n, row in enumerate(made.ORIGINS)]
    questions = [row | {"unit": row.get("unit", "") and LONG} for row in made.QUESTIONS]
    scopes = [{"scope": LONG}, {"scope": UNBROKEN}]
    board = {"source_id": "board", "origin_id": "water-board", "via": f"{LONG} A; {UNBROKEN}"}
    claims = [
        made.claim("a", figure="1234567", counted=UNBROKEN, wording=f"1234567 {UNBROKEN}"),
        made.claim("b", figure="18", counted=UNBROKEN, wording=f"18 {UNBROKEN}", **board),
        made.claim("c", figure="30", scope=f"{LONG}; {UNBROKEN}", **board),
        made.claim("d", figure="", qualifier="some", counted=UNBROKEN, wording=f"some {UNBROKEN}"),
        made.claim("e", figure="", qualifier="dozens", wording="dozens of them", scope=LONG),
        made.claim("f", "warned", "yes", wording=f"{UNBROKEN} {UNBROKEN}", scope=LONG, **board),
        made.claim("g", "breach", "2019-03-05", scope=UNBROKEN, wording=f"5 March {UNBROKEN}"),
        made.claim("h", "breach", "2019-03-06", wording=f"6 March {UNBROKEN}", **board),
    ]
    return made.write(
        folder, claims, sources=sources, origins=origins, questions=questions, scopes=scopes
    )


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Comparison]:
    """Return a function that gives the comparison of one of `LEDGERS`."""
    folder = tmp_path_factory.mktemp("charts")
    folders = {"real": ROOT / "data", "river": ROOT / "tests" / "ledgers" / "river"}
    folders |= {"many": many(folder / "many"), "long": long(folder / "long")}
    return lru_cache(lambda name: compare(load(folders[name])))


@pytest.fixture(scope="module")
def charts(compared) -> Callable[[str, int], dict[str, Canvas]]:
    """Return a function that draws every question of one of `LEDGERS`, linked by `claim_href`."""

    @lru_cache
    def of(name: str, width: int) -> dict[str, Canvas]:
        comparison = compared(name)
        return {key: block(comparison, key, width, claim_href) for key in comparison.claims}

    return of


def shapes(canvas: Canvas, kind: type, **wanted: object) -> list:
    """The shapes of one kind, with these attributes."""
    own = [shape for shape in canvas.shapes if isinstance(shape, kind)]
    return [shape for shape in own if all(getattr(shape, k) == v for k, v in wanted.items())]


def texts(canvas: Canvas) -> list[Text]:
    return shapes(canvas, Text)


def on_scale(canvas: Canvas) -> list[Mark]:
    """The marks on the axis; those beside a name are smaller."""
    return shapes(canvas, Mark, size=6)


def read(canvas: Canvas) -> str:
    """All that is written, as it would be read; where a line breaks a space may be gone."""
    return re.sub(r"\s+", "", "".join(text.run.text for text in texts(canvas)))


def linked(canvas: Canvas, href: str) -> str:
    """What leads somewhere, as it would be read."""
    return "".join(text.run.text for text in texts(canvas) if text.run.href == href)


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


@pytest.mark.parametrize(
    ("x", "y", "more", "found"),
    [
        (10, 20, (), []),
        (10, 20, [Text(40, 24, Run("river"))], ["harbour on river"]),
        (10, 20, [Mark(20, 16, "square", "#000000")], ["harbour on a mark"]),
        *((x, y, (), ["off the sheet: harbour"]) for x, y in [(-5, 20), (80, 20), (9, 5), (9, 39)]),
    ],
)
def test_the_check_sees_text_on_text_on_a_mark_and_off_the_sheet(x, y, more, found) -> None:
    canvas = Canvas(100, 40)
    canvas.write(x, y, "harbour", Style())
    canvas.add(*more)
    assert overlaps(canvas) == found


@pytest.mark.parametrize("width", LAYOUTS)
@pytest.mark.parametrize("name", LEDGERS)
def test_no_text_lies_on_another_or_on_a_mark_or_off_the_sheet(
    compared, charts, name, width
) -> None:
    drawn = dict(charts(name, width))
    assert drawn
    dated = [key for key, claims in compared(name).claims.items() if claims[0]["kind"] == "date"]
    for at in range(0, len(dated), 2):
        drawn[f"event {at}"] = event(compared(name), dated[at : at + 2], width, claim_id)
    found = {key: problems for key, canvas in drawn.items() if (problems := overlaps(canvas))}
    assert found == {}


@pytest.mark.parametrize("name", ["real", "long"])
def test_no_text_of_a_file_lies_on_another(compared, name) -> None:
    comparison = compared(name)
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
    sentence = "Interior Ministry › Harbour Post ¶13: “1,234 rescuers”"
    assert measure(sentence, Style(12.5, face)) == pytest.approx(
        font.getlength(sentence) * 12.5 / 1000, rel=0.02
    )


def test_a_letter_the_font_lacks_is_taken_for_a_wide_one_and_an_accent_for_none() -> None:
    assert measure("河", Style(10)) == 10
    assert measure("a\u0951", Style(10)) == measure("a", Style(10))


@pytest.mark.parametrize("width", [40, 90, 300])
def test_wrapped_lines_fit_and_lose_nothing(width) -> None:
    runs = [Run("roughly 45 ", Style(14, "bold"), "#a"), Run(f"“{UNBROKEN}” of the harbour")]
    lines = wrap(runs, width)
    assert "".join(run.text for line in lines for run in line) == "".join(r.text for r in runs)
    for line in lines:
        last = line[-1]._replace(text=line[-1].text.rstrip())
        assert sum(run.wide for run in [*line[:-1], last]) <= width + 0.01
    assert {run.href for line in lines for run in line} == {"#a", ""}


# --- rows ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", LAYOUTS)
@pytest.mark.parametrize("name", ["real", "river", "long"])
def test_rows_drawn_are_rows_given_each_with_its_whole_label_and_its_link(
    compared, charts, name, width
) -> None:
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
            shown = linked(canvas, claim_href(claim))
            assert re.sub(r"\s+", "", figure) in re.sub(r"\s+", "", shown), claim["claim_id"]
        assert {text.run.href for text in texts(canvas)} - {""} == set(map(claim_href, claims))


def test_a_link_leads_to_the_claim_on_the_page_of_its_document(compared, monkeypatch) -> None:
    claim = compared("many").claims["boats"][0]
    assert claim_href(claim) == "../reports/source-s0.html#claim-boats-0"
    monkeypatch.setenv("CLAIMBOOK_PAGES", "")
    assert claim_href(claim) == "source-s0.html#claim-boats-0"


def test_equal_figures_of_many_claims_share_a_row_that_counts_them(compared) -> None:
    comparison = compared("many")
    rows = grouped(ordered(comparison.claims["dead"]))
    assert [row["figure"] for row in rows] == ["10", "15", "20", "25", "30", "35"]
    assert sum(len(row["claims"]) for row in rows) == REPORTS
    for width in LAYOUTS:
        canvas = block(comparison, "dead", width)
        assert read(canvas).count("and6more") == len(rows)
        assert len(on_scale(canvas)) == len(rows)


@pytest.mark.parametrize(("number", "rows"), [(MANY, MANY), (MANY + 1, 1)])
def test_as_many_claims_as_fit_have_a_row_each(tmp_path, number, rows) -> None:
    claims = [made.claim(f"c{n}", figure="18") for n in range(number)]
    assert len(grouped(made.compared(tmp_path, *claims).claims["dead"])) == rows


def test_silence_is_hatched_and_named_and_of_many_documents_counted(compared) -> None:
    few, count = block(compared("river"), "bread"), block(compared("many"), "boats")
    assert "WaterBoard,MorningGaugeandMayor'slettersaynothingofit" in read(few)
    assert f"{REPORTS - 2}documentssaynothingofit" in read(count)
    assert "Report2" not in read(count)
    for canvas in (few, count):
        assert [box.wide for box in shapes(canvas, Box, hatch=True)] == [WIDE]
    assert "52 documents say nothing of it" in alternative(compared("many"), "boats")


def test_a_word_without_a_number_stands_off_the_scale(tmp_path) -> None:
    comparison = made.compared(
        tmp_path,
        made.claim("a", figure="20"),
        made.claim("b", figure="", qualifier="dozens", wording="dozens of them"),
    )
    for width, layout in LAYOUTS.items():
        canvas = block(comparison, "dead", width)
        (frame,) = shapes(canvas, Box, dash="3 2")
        (word,) = [text for text in texts(canvas) if text.run.text == "“dozens”"]
        assert frame.x < word.x and word.x + word.run.wide < frame.x + frame.wide
        assert layout.stacked or frame.x > layout.axis
        assert len(on_scale(canvas)) == 1  # of the number


def test_a_figure_stands_where_the_scale_has_it_and_hedges_are_drawn(tmp_path) -> None:
    comparison = made.compared(
        tmp_path,
        made.claim("a", "boats", "10"),
        made.claim("b", "boats", "40", qualifier="about", wording="about 40"),
        made.claim("c", "boats", "20", qualifier="at least", high="", wording="at least 20"),
        made.claim("d", "boats", "30", qualifier="up to", low="", wording="up to 30"),
        made.claim("e", "boats", "10", qualifier="between", high="30", wording="from 10 to 30"),
    )
    canvas = block(comparison, "boats")
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
    [("1", "0 1 2"), ("8", "0 5 10"), ("18", "0 10 20"), ("20", "0 10 20 30")]
    + [("800", "0 500 1,000"), ("1000", "0 500 1,000 1,500"), ("4500000", "0 2,000,000 4,000,000")],
)
def test_a_scale_is_linear_from_zero_in_round_whole_numbers(tmp_path, low, ends) -> None:
    canvas = block(made.compared(tmp_path, made.claim("a", "boats", low)), "boats")
    below = [text for text in texts(canvas) if text.run.style.size == 12 and text.x > 400]
    assert " ".join(text.run.text for text in below).startswith(ends)


def test_a_figure_that_moved_is_joined_with_the_later_one(tmp_path) -> None:
    early = {"origin_id": "water-board", "as_of": "2019-03-08"}
    later = {"source_id": "board", "origin_id": "police", "as_of": "2019-03-09"}
    comparison = made.compared(
        tmp_path, made.claim("a", figure="8", **early), made.claim("b", figure="18", **later)
    )
    assert comparison.gaps["dead"].tag == "moved"
    canvas = block(comparison, "dead")
    first, last = on_scale(canvas)
    (elbow,) = [line.points for line in shapes(canvas, Line, arrow=True)]
    assert elbow[0][0] == elbow[1][0] == first.x  # straight down, then across
    assert elbow[1][1] == elbow[2][1] == last.y
    assert "[onepartyorvoice:State" in read(canvas)


def test_claims_that_cannot_both_hold_stand_beside_one_bar_and_others_beside_none(tmp_path) -> None:
    board, blog = (
        {"source_id": "board", "origin_id": "water-board"},
        {"source_id": "blog", "origin_id": "witness"},
    )
    comparison = made.compared(
        tmp_path,
        made.claim("a", "boats", "30"),
        made.claim("b", "boats", "40", **board),
        made.claim("c", "boats", "5", scope="children", **blog),
    )
    for width in LAYOUTS:
        canvas = block(comparison, "boats", width)
        (bar,) = shapes(canvas, Box, fill=YELLOW)
        first, second, third = [mark.y for mark in on_scale(canvas)]
        assert bar.y < first and second < bar.y + bar.high + 8 < third + 8
        assert any("1.3 ×" in text.run.text for text in texts(canvas))


# --- words that stand for it ---------------------------------------------------------------------


def test_a_picture_has_a_name_and_a_description_that_says_the_finding_first(compared) -> None:
    comparison = compared("river")
    for question in comparison.claims:
        shown = panel({"as-worded": comparison}, question)
        gap = comparison.gaps[question]
        assert shown.text.startswith(f"{shown.question} {gap.tag}: {gap.line}.")
        for svg, width in zip(shown.drawn, (WIDE, NARROW), strict=True):
            name = f"b-{question}-{width}"
            assert f'aria-labelledby="{name}-title {name}-desc"' in svg
            assert re.search(f'<desc id="{name}-desc">{gap.tag}', svg)
            assert re.search(f'<title id="{name}-title">.+</title>', svg)


def test_a_description_tells_every_claim(compared) -> None:
    comparison = compared("river")
    for question, claims in comparison.claims.items():
        told = alternative(comparison, question)
        for claim in claims:
            assert claim["who"] in told and claim["figure"] in told


def test_a_question_nobody_answers_says_so(compared) -> None:
    shown = panel({"as-worded": compared("many")}, "cause")
    assert shown.drawn == []
    assert shown.text == "Why did it break? No document answers it."


def test_what_is_read_alike_stands_once_and_else_with_the_classes_of_its_readings() -> None:
    assert [tuple(v) for v in variants({"a": 1, "b": 1})] == [(1, "")]
    assert [tuple(v) for v in variants({"a": 1, "b": 2, "c": 1})] == [
        (1, "as r-a r-c first"),
        (2, "as r-b"),
    ]


def test_an_event_has_room_for_an_open_end_and_begins_with_who_gives_a_time(tmp_path) -> None:
    dated = {"source_id": "blog", "origin_id": "witness", "qualifier": "until", "low": ""}
    comparison = made.compared(
        tmp_path,
        made.claim("a", "breach", "2019-03-05", wording="by 5 March 2019", **dated),
    )
    canvas = event(comparison, ["breach"], WIDE, claim_id)
    open_end = [s.points for s in canvas.shapes if isinstance(s, Line) and s.dash]
    assert open_end[0][1][0] - open_end[0][0][0] > 50
    written = read(canvas)
    assert written.index("Blog") < written.index("Post") < written.index("Board")
    assert "Awitness›¶" in written


def test_an_event_shows_every_time_and_hatches_who_gives_none(tmp_path) -> None:
    comparison = made.compared(
        tmp_path,
        made.claim("a", "breach", "2019-03-05"),
        made.claim("b", "breach", "2019-03-06", source_id="board", origin_id="water-board"),
    )
    canvas = event(comparison, ["breach"], WIDE, claim_id)
    assert {text.run.href for text in texts(canvas)} == {"a", "b", ""}
    assert len(shapes(canvas, Box, hatch=True)) == 1
    assert read(canvas).count("givesnotime") == 1
    (bar,) = shapes(canvas, Line, colour=EDGE)
    assert len(shapes(canvas, Box, fill=YELLOW)) == 2
    assert bar.points[0][1] < bar.points[1][1]  # it joins the two that cannot both hold
    told = panels.event(comparison, ["breach"])
    assert "Blog, Dam breaks: gives no time" in told.text
    assert told.data.count("<svg") == 2


# --- looks ---------------------------------------------------------------------------------------


def test_documents_of_one_publisher_share_a_hue_and_none_a_look(compared) -> None:
    ledger = compared("real").ledger
    seen = looks(ledger.sources, ledger.origins)
    assert len({(look.colour, look.shape) for look in seen.values()}) == len(seen)
    assert len({look.colour for look in seen.values()}) == len(seen)


def test_a_mark_can_be_told_from_the_paper(compared) -> None:
    def bright(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    ledger = compared("many").ledger
    for look in looks(ledger.sources, ledger.origins).values():
        assert 1.05 / (bright(look.colour) + 0.05) >= 4.5
