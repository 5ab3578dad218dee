"""The block: a question and its claims, one chart for everything that is asked.

A row for each claim: mark, voice › relay › document, as of, then on one axis the mark again with
the figure as printed and what it counts. Numbers stand on a linear axis from zero, dates on one of
days, answers in columns. Words without a number stand off the scale, claims with a limit of their
own below a dotted line.
"""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from claimbook.charts.canvas import LEADING, Box, Canvas, Line, Mark, Run, Style, widest, wrap
from claimbook.charts.palette import EDGE, ELBOW, GRID, INK, SOFT, YELLOW, Look, hours_of, looks_of
from claimbook.charts.rows import grouped, kin, ordered, silence, together, voice
from claimbook.charts.scales import Scale, from_zero, of_days, stretch
from claimbook.compare.comparison import Comparison
from claimbook.compare.gaps import CLASH, Claim
from claimbook.compare.lineup import short_when
from claimbook.compare.verdicts import FAMILIES
from claimbook.wording import DAY, date_text, in_quotes, number_text

WORDS, LIMIT = Style(12.5), Style(12.5, colour=SOFT)
SMALL, ITALIC = Style(12, colour=SOFT), Style(12, "italic", SOFT)
ANSWER = 124  # the column of answers
MOST_NAMED = 3  # of the claims that share a row
YEAR = 300  # days from which an axis names the year
APPROXIMATE = ("about", "nearly")
UP = ("at least", "more than", "from")
DOWN = ("up to", "fewer than", "until")


class Layout(NamedTuple):
    """Where the columns of a block stand, in pixels."""

    names: float  # left edge of who says it
    name_width: float
    when: float  # right edge of the as-of date
    plot: float  # left end of the axis
    axis: float  # right end of the axis; what is right of it belongs to labels
    days: float  # the same of an axis of days, whose labels are sentences
    stacked: bool  # who says it stands above the mark, not beside it


WIDE, NARROW = 900, 358
LAYOUTS = {
    WIDE: Layout(48, 268, 404, 420, 716, 620, False),
    NARROW: Layout(40, 314, NARROW, 20, 210, 160, True),
}
Href = Callable[[Claim], str]
Place = Callable[[Claim, float, str], float]  # draws a claim's mark and label, returns its height
Rows = list[tuple[Claim, float, float]]  # what is drawn between a top and a bottom


class Sheet(NamedTuple):
    """A block while it is drawn."""

    canvas: Canvas
    layout: Layout
    comparison: Comparison
    question: str
    claims: list[Claim]
    href: Href

    def look(self, claim: Claim) -> Look:
        """How a claim's document is drawn."""
        return looks_of(self.comparison)[claim["source_id"]]

    def pairs(self, verdicts: Sequence[str]) -> list[tuple[str, str]]:
        """The pairs of claims with one of these verdicts."""
        every = self.comparison.pairs.get(self.question, [])
        return [(a, b) for a, b, verdict in every if verdict in verdicts]


def block(
    comparison: Comparison, question: str, width: int = WIDE, href: Href = lambda claim: ""
) -> Canvas:
    """Draw the claims on one question, which must have some; `href` is where a claim leads.

    All of them are drawn, those of a question with many together; the width is one of `LAYOUTS`.
    """
    rows = grouped(ordered(comparison.claims[question]))
    sheet = Sheet(Canvas(width), LAYOUTS[width], comparison, question, rows, href)
    drawn = {"choice": _answers, "date": _dates}.get(rows[0]["kind"], _numbers)(sheet)
    _bars(sheet, drawn)
    _brackets(sheet, drawn)
    _silence(sheet)
    sheet.canvas.high = round(sheet.canvas.high + 4)
    return sheet.canvas


# --- rows ----------------------------------------------------------------------------------------


def _rows(sheet: Sheet, place: Place) -> Rows:
    """Draw each claim: its head here, its mark and label by `place`."""
    canvas, layout, rows = sheet.canvas, sheet.layout, []
    top = 4.0
    whens = short_when([claim["when"] for claim in sheet.claims])
    limits = False
    for claim, when in zip(sheet.claims, whens, strict=True):
        if claim["kind"] != "choice" and rows and claim["scope"] and not limits:
            canvas.add(Line(((layout.names - 34, top), (canvas.wide, top)), dash="2 3"))
            top += 6
        limits = bool(claim["scope"])
        high = _head(sheet, claim, when, top)
        colour = sheet.look(claim).colour
        if layout.stacked:
            high += place(claim, top + high - 4, colour) - 4
        else:
            high = max(high, place(claim, top, colour))
        rows.append((claim, top, top + high - 4))
        top += high
    canvas.high = top
    return rows


def _head(sheet: Sheet, claim: Claim, when: str, top: float) -> float:
    """Draw the mark, who says it and as of when; return the height it takes."""
    canvas, layout, look = sheet.canvas, sheet.layout, sheet.look(claim)
    hollow = claim["qualifier"] in APPROXIMATE
    canvas.add(Mark(layout.names - 14, top + 8, look.shape, look.colour, hollow, 5.5))
    runs = _who(sheet, claim)
    if layout.stacked and when:
        runs.append(Run(f"  {when}", SMALL))
    lines = wrap(runs, layout.name_width)
    high = canvas.place(layout.names, top + 12, lines)
    if not layout.stacked and when:
        # a long one takes the room that is left of it
        room = max(layout.when - layout.names - widest(lines) - 12, 84)
        parts = wrap([Run(when, SMALL)], room)
        for at, (part,) in enumerate(parts):
            canvas.write(layout.when, top + 12 + at * LEADING, part.text.rstrip(), SMALL, 1)
        high = max(high, len(parts) * LEADING)
    return high + 8


def _who(sheet: Sheet, claim: Claim) -> list[Run]:
    """Voice › relay › document ¶; of several claims in one row where the first are printed."""
    own = together(claim)
    runs = [] if len(own) > 1 else [Run(voice(claim), WORDS)]
    for at, each in enumerate(own[:MOST_NAMED]):
        style = Style(12.5, "bold", sheet.look(each).colour)
        runs += [Run(", ", WORDS)] * (at > 0)
        runs.append(Run(each["printed_in"], style, sheet.href(each)))
    rest = len(own) - MOST_NAMED
    return [*runs, Run(f" and\u00a0{rest}\u00a0more", WORDS)] if rest > 0 else runs


def _label(sheet: Sheet, claim: Claim) -> list[Run]:
    """The figure with its hedge, what it counts in the document's words, and its limit."""
    style = Style(14, "bold", sheet.look(claim).colour)
    return [Run(f"{claim['figure']} ", style, sheet.href(claim)), *_rest(claim, claim["counted"])]


def _rest(claim: Claim, words: str) -> list[Run]:
    """What follows a figure: words of the document, its limit, how it is stated."""
    runs = [Run(f"{in_quotes(words)} ", WORDS)] if words else []
    if claim["scope"]:
        runs.append(Run(f"[{claim['scope']}] ", LIMIT))
    if claim["stated"]:
        runs.append(Run(claim["stated"], ITALIC))
    return runs


def _put(sheet: Sheet, x: float, y: float, runs: list[Run]) -> float:
    """Write a label right of its mark, or below it where there is no room; return its height."""
    canvas, left = sheet.canvas, sheet.layout.plot
    room = canvas.wide - x - 4
    if room >= max(min(runs[0].wide, 120), 90):
        return canvas.flow(x, y + 13, runs, room) + 8
    return 24 + canvas.flow(left, y + 33, runs, canvas.wide - left - 4)


def _word(sheet: Sheet, claim: Claim, y: float) -> float:
    """Write a word instead of a number, in a dashed frame, off the scale; return its height.

    Of a plural without a number the words it stands in are the word.
    """
    canvas, layout = sheet.canvas, sheet.layout
    colour = sheet.look(claim).colour
    plural = claim["qualifier"] == "some"
    word = claim["wording"] if plural else claim["figure"]
    x = layout.plot if layout.stacked else layout.axis + 14
    room = canvas.wide - x - 4
    style = Style(13, "bold italic", colour)
    lines = wrap([Run(in_quotes(word), style, sheet.href(claim))], room - 14)
    wide, high = widest(lines) + 12, 17 * len(lines)
    canvas.add(Box(x, y - 2, wide, high + 3, stroke=colour, dash="3 2", radius=6))
    canvas.place(x + 6, y + 12, lines, 17)
    rest = _rest(claim, "" if plural else claim["counted"])
    if not rest:
        return high + 8
    if len(lines) == 1 and room - wide > 110:
        return max(high, canvas.flow(x + wide + 6, y + 12, rest, room - wide - 6)) + 8
    return high + 12 + canvas.flow(x, y + high + 15, rest, room)


# --- numbers -------------------------------------------------------------------------------------


def _numbers(sheet: Sheet) -> Rows:
    canvas, layout = sheet.canvas, sheet.layout
    values = [value for claim in sheet.claims for value in _values(claim)]
    scale = from_zero(values, layout.plot, layout.axis)
    centres: dict[str, tuple[float, float]] = {}

    def place(claim: Claim, y: float, colour: str) -> float:
        xs = [scale.at(value) for value in _values(claim)]
        if not xs:
            return _word(sheet, claim, y)
        centres.update({each["claim_id"]: (xs[-1], y + 8) for each in together(claim)})
        return _put(sheet, _figure(sheet, claim, xs, y + 8), y, _label(sheet, claim))

    rows = _rows(sheet, place)
    _elbows(sheet, centres)
    gap = sheet.comparison.gaps[sheet.question]
    if gap.ratio and all(claim in centres for claim in gap.pair):
        _dimension(canvas, *sorted(centres[claim][0] for claim in gap.pair), gap.ratio)
    _ticks(sheet, scale)
    return rows


def _ticks(sheet: Sheet, scale: Scale) -> None:
    """The axis under the rows with as many ticks as there is room for, its guides behind them."""
    canvas, y = sheet.canvas, sheet.canvas.high + 4
    last = Run(number_text(scale.end), SMALL)
    room = scale.at(scale.step) - scale.left
    ticks = range(0, int(scale.end), int(scale.step if last.wide + 8 < room else scale.end))
    for value in (*ticks, scale.end):
        x = scale.at(value)
        canvas.shapes.insert(0, Line(((x, 4), (x, y)), GRID))
    for value in ticks:
        canvas.write(scale.at(value), y + 15, number_text(value), SMALL, 0.5)
    canvas.add(Line(((scale.left, y), (scale.right, y))))
    x = scale.right - last.wide / 2
    runs = [Run(f"{last.text} {sheet.claims[0]['unit']}".strip(), SMALL)]
    canvas.high = y + 6 + canvas.flow(x, y + 15, runs, canvas.wide - x - 2, 14)


def _values(claim: Claim) -> list[float]:
    """The figures a mark stands at: those printed, never a midpoint."""
    return sorted({float(text) for text in (claim["low"], claim["high"]) if text})


def _figure(sheet: Sheet, claim: Claim, xs: list[float], y: float) -> float:
    """Draw one figure; return where its label begins."""
    canvas, look = sheet.canvas, sheet.look(claim)
    if not sheet.layout.stacked:
        canvas.add(Line(((sheet.layout.plot, y), (xs[0], y)), GRID))  # leads the eye to it
    if len(xs) > 1:
        canvas.add(Line(((xs[0], y), (xs[-1], y)), look.colour, 2))
    for x in xs:
        canvas.add(Mark(x, y, look.shape, look.colour, claim["qualifier"] in APPROXIMATE))
    if claim["qualifier"] in DOWN:
        canvas.add(Line(((xs[0] - 7, y), (xs[0] - 25, y)), look.colour, 2, arrow=True))
    if claim["qualifier"] not in UP:
        return xs[-1] + 12
    canvas.add(Line(((xs[-1] + 7, y), (xs[-1] + 25, y)), look.colour, 2, arrow=True))
    return xs[-1] + 31


def _elbows(sheet: Sheet, centres: Mapping[str, tuple[float, float]]) -> None:
    """Join figures of which one is a later total of the other: down, then across."""
    for pair in sheet.pairs(FAMILIES["moved"]):
        if not all(claim in centres for claim in pair):
            continue
        (x1, y1), (x2, y2) = sorted((centres[claim] for claim in pair), key=lambda c: c[1])
        if abs(x2 - x1) > 16:
            side = 9 if x2 > x1 else -9
            path = ((x1, y1 + 8), (x1, y2), (x2 - side, y2))
            sheet.canvas.shapes.insert(0, Line(path, ELBOW, 1.2, arrow=True))


def _dimension(canvas: Canvas, left: float, right: float, text: str) -> None:
    """The ratio as a dimension line under the rows: |← about 18 × →|."""
    y, label = canvas.high + 8, Run(text, Style(12.5, "bold"))
    for x in (left, right):
        canvas.add(Line(((x, y - 6), (x, y + 6)), INK, 1.2))
    if right - left > label.wide + 44:
        middle, half = (left + right) / 2, label.wide / 2 + 6
        canvas.add(Line(((middle - half, y), (left, y)), INK, 1.2, arrow=True))
        canvas.add(Line(((middle + half, y), (right, y)), INK, 1.2, arrow=True))
        canvas.write(middle, y + 4.5, text, label.style, 0.5)
    else:
        canvas.add(Line(((left, y), (right, y)), INK, 1.2))
        canvas.write(right + 8, y + 4.5, text, label.style)
    canvas.high = y + 12


# --- dates ---------------------------------------------------------------------------------------


def _dates(sheet: Sheet) -> Rows:
    canvas, layout = sheet.canvas, sheet.layout
    scale = of_days(sheet.claims, layout.plot, layout.days)

    def place(claim: Claim, y: float, colour: str) -> float:
        if math.isnan(claim["lower"]):
            return _word(sheet, claim, y)
        end = stretch(canvas, scale, claim, y, colour)[1]
        figure, *rest = _label(sheet, claim)
        words = Run(f"{in_quotes(claim['wording'])} ", WORDS)
        return _put(sheet, end + 8, y, [figure, words, *rest])

    rows = _rows(sheet, place)
    y = canvas.high + 4
    days = [(scale.at(moment), date_text(moment, moment + DAY)) for moment in scale.midnights(5)]
    canvas.shapes[:0] = [
        *scale.nights(2, y, hours_of(sheet.comparison)),
        *(Line(((x, 2), (x, y + 4)), GRID) for x, _ in days),
    ]
    canvas.add(Line(((scale.left, y), (scale.right, y))))
    years = scale.days > YEAR
    named = [(x + 2, text if years else text.rsplit(" ", 1)[0]) for x, text in days]
    canvas.spread(y + 16, named, SMALL)
    canvas.high = y + 20
    return rows


# --- answers -------------------------------------------------------------------------------------


def _answers(sheet: Sheet) -> Rows:
    canvas, layout = sheet.canvas, sheet.layout

    def place(claim: Claim, y: float, colour: str) -> float:
        answer = Run(f"{claim['answer']}  ", Style(13, "bold", colour), sheet.href(claim))
        words = _rest(claim, claim["wording"])
        if layout.stacked:
            x = layout.names
            return canvas.flow(x, y + 12, [answer, *words], canvas.wide - x - 4) + 8
        x = layout.plot + ANSWER
        high = canvas.flow(layout.plot, y + 12, [answer], ANSWER - 12)
        return max(high, canvas.flow(x, y + 12, words, canvas.wide - x - 4)) + 8

    return _rows(sheet, place)


# --- what joins rows -----------------------------------------------------------------------------


def _bars(sheet: Sheet, rows: Rows) -> None:
    """A yellow bar left of claims that cannot, or may not, both hold; neighbours share one."""
    circles: dict[str, set[str]] = {}  # a claim and those it clashes with
    for pair in sheet.pairs(CLASH):
        for claim in pair:
            circles.setdefault(claim, set()).update(pair)
    joined: set[str] = set()  # of the rows beside the bar that ends here
    bars: list[tuple[float, float]] = []
    for claim, top, bottom in rows:
        own = set().union(*(circles.get(each["claim_id"], ()) for each in together(claim)))
        if own & joined:
            bars[-1] = (bars[-1][0], bottom)
        elif own:
            bars.append((top, bottom))
        joined = (joined | own) if own & joined else own
    x = sheet.layout.names - 31
    sheet.canvas.add(*(Box(x, t, 6, b - t - 2, YELLOW, EDGE) for t, b in bars))


def _brackets(sheet: Sheet, rows: Rows) -> None:
    """A bracket left of the rows of a party or voice behind several, whose name stands below."""
    canvas, named = sheet.canvas, []
    number = Counter(kin(claim) for claim, *_ in rows)
    for behind, group in groupby(rows, key=lambda row: kin(row[0])):
        own = list(group)
        if behind and number[behind] > 1:
            top, bottom = own[0][1] + 1, own[-1][2] - 3
            canvas.add(Line(((7, top), (3, top), (3, bottom), (7, bottom)), INK, 1.4))
            named.append(behind)
    if named:
        runs = [Run("[ one party or voice: " + "; ".join(dict.fromkeys(named)), SMALL)]
        canvas.high += canvas.flow(3, canvas.high + 14, runs, canvas.wide - 8) + 2


def _silence(sheet: Sheet) -> None:
    """A hatched strip for the documents that say nothing of it."""
    canvas = sheet.canvas
    words = silence(sheet.comparison, sheet.question)
    if not words:
        return
    lines = wrap([Run(words, ITALIC)], canvas.wide - 72)
    top, high = canvas.high + 4, LEADING * len(lines) + 6
    canvas.add(Box(0, top, canvas.wide, high, hatch=True))
    canvas.add(Box(28, top, widest(lines) + 16, high, "#ffffff"))
    canvas.place(36, top + 15, lines)
    canvas.high = top + high + 2
