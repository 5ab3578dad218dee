"""The block: a question and its claims, one chart for everything that is asked.

A row for each claim: mark, voice › relay › document, as of, then on one axis the mark again with
the figure as printed and what it counts. Numbers stand on a linear axis from zero, dates on one of
days, answers in columns. Words without a number stand off the scale, claims with a limit of their
own below a dotted line.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from claimbook.charts.canvas import (
    GRID,
    INK,
    NIGHT,
    RULE,
    SOFT,
    YELLOW,
    Box,
    Canvas,
    Line,
    Mark,
    Run,
    Style,
    measure,
    wrap,
)
from claimbook.charts.palette import Look
from claimbook.compare.gaps import Claim, Gap, Pair
from claimbook.compare.lineup import short_when
from claimbook.compare.verdicts import FAMILIES
from claimbook.ledger import dates
from claimbook.ledger.dates import HOUR
from claimbook.wording import DAY, date_text, listed, number_text

WIDE, NARROW = 900, 358
NAME = Style(12.5)
WHEN = Style(12, colour=SOFT)
COUNTED = Style(12.5)
LIMIT = Style(12.5, colour=SOFT)
TICK = Style(12, colour=SOFT)
ITALIC = Style(12, "italic", SOFT)
LEADING, ROW = 16, 24
ANSWER = 124  # the column of answers
ELBOW = "#9a968d"
MOST_NIGHTS = 6  # days whose nights are shaded
MOST_SILENT = 6  # documents named that say nothing
MANY = 16  # claims from which equal ones share a row
MOST_NAMED = 3  # of those that share one
YEAR = 300  # days from which an axis names the year
APPROXIMATE = ("about", "nearly")
UP = ("at least", "more than", "from")
DOWN = ("up to", "fewer than", "until")


@dataclass(frozen=True)
class Layout:
    """Where the columns of a block stand, in pixels.

    Attributes
    ----------
    wide : float
    names : float
        Left edge of who says it.
    name_width : float
    when : float
        Right edge of the as-of date.
    plot : float
        Left end of the axis.
    axis : float
        Its length; what is right of it belongs to labels.
    stacked : bool
        Who says it stands above the mark, not beside it.
    """

    wide: float
    names: float
    name_width: float
    when: float
    plot: float
    axis: float
    stacked: bool = False


LAYOUTS = {
    WIDE: Layout(WIDE, 48, 268, 404, 420, 296),
    NARROW: Layout(NARROW, 36, 318, NARROW, 20, 190, stacked=True),
}
Href = Callable[[Claim], str]
Edges = list[tuple[float, float]]


def block(
    claims: list[Claim],
    gap: Gap,
    looks: Mapping[str, Look],
    width: int = WIDE,
    *,
    pairs: Sequence[Pair] = (),
    silent: Sequence[str] = (),
    href: Href = lambda claim: "",
) -> Canvas:
    """Draw the claims on one question.

    Parameters
    ----------
    claims : list of dict
        Its claims, as `lineup.records` has them; all of them are drawn, many of them together.
    gap : Gap
        How far apart they are.
    looks : dict
        Colour, shape and name by source_id.
    width : int
        `WIDE` or `NARROW`.
    pairs : sequence of (claim_a, claim_b, verdict)
        Which claims cannot both hold, which moved.
    silent : sequence of str
        The source_ids that speak of the topic but not of this.
    href : function
        Where a claim's figure leads.
    """
    rows = grouped(ordered(claims))
    sheet = Sheet(Canvas(width), LAYOUTS[width], rows, gap, looks, pairs, href)
    draw = {"choice": _answers, "date": _dates}.get(claims[0]["kind"], _numbers)
    edges = draw(sheet)
    _beside(sheet, edges)
    _silence(sheet, silent)
    sheet.canvas.high = round(sheet.canvas.high + 4)
    return sheet.canvas


@dataclass(frozen=True)
class Sheet:
    """A block while it is drawn: the canvas, where its columns stand, and what is drawn on it."""

    canvas: Canvas
    layout: Layout
    claims: list[Claim]
    gap: Gap
    looks: Mapping[str, Look]
    pairs: Sequence[Pair]
    href: Href

    def joined(self, *families: str) -> list[tuple[str, str]]:
        """The pairs whose verdict is of these families."""
        words = [word for family in families for word in FAMILIES[family]]
        return [(a, b) for a, b, verdict in self.pairs if verdict in words]


def ordered(claims: list[Claim]) -> list[Claim]:
    """Claims as a block has them: answers together; of figures those with a limit last; by date."""
    answers = list(dict.fromkeys(claim["answer"] for claim in claims))

    def place(claim: Claim) -> tuple:
        group = answers.index(claim["answer"]) if claim["answer"] else bool(claim["scope"])
        dates_ = (claim["as_of_start"], claim["as_of_end"])
        return (group, *(math.inf if math.isnan(date) else date for date in dates_))

    return sorted(claims, key=place)


def grouped(claims: list[Claim]) -> list[Claim]:
    """Many claims as fewer rows: those that say the same share the row of the first of them.

    Returns
    -------
    list of dict
        Claims; what shares a row with one stands under its "others".
    """
    if len(claims) <= MANY:
        return claims
    rows: dict[tuple, list[Claim]] = {}
    for claim in claims:
        key = tuple(claim[name] for name in ("figure", "scope", "stated"))
        rows.setdefault(key, []).append(claim)
    return [_together(own) if len(own) > 1 else own[0] for own in rows.values()]


def _together(own: list[Claim]) -> Claim:
    """The first of several claims for all of them, with what they have in common."""
    whens = list(dict.fromkeys(claim["when"] for claim in own if claim["when"]))
    words = {claim["counted"] for claim in own}
    return {
        **own[0],
        "others": own[1:],
        "when": whens[0] if len(whens) == 1 else f"{whens[0]} … {whens[-1]}" if whens else "",
        "counted": own[0]["counted"] if len(words) == 1 else "",
        "wording": own[0]["wording"],
    }


def together(claim: Claim) -> list[Claim]:
    """The claims that one row stands for."""
    return [claim, *claim.get("others", [])]


def alternative(
    claims: list[Claim], gap: Gap, silent: Sequence[str], looks: Mapping[str, Look]
) -> str:
    """What a block shows, in words: the finding first, then every claim."""
    told = []
    for claim in ordered(claims):
        words = claim["wording"] if claim["kind"] == "choice" else claim["counted"]
        parts = [claim["figure"], f"“{words}”" if words else ""]
        parts.append(f"[{claim['scope']}]" if claim["scope"] else "")
        when = f", {claim['when']}" if claim["when"] else ""
        told.append(f"{claim['who']}{when}: {' '.join(filter(None, parts))}")
    unit = f" In {claims[0]['unit']}." if claims[0]["unit"] else ""
    quiet = listed(looks[source].name for source in silent)
    nothing = f" Nothing of it in {quiet}." if silent else ""
    return f"{gap.tag}: {gap.line}.{unit} {'; '.join(told)}.{nothing}"


# --- a row ---------------------------------------------------------------------------------------

Place = Callable[[Claim, float, Look, str], float]


def _rows(sheet: Sheet, place: Place) -> Edges:
    """Draw each claim: its head here, its mark and label by `place`; return the rows' edges."""
    top, edges = sheet.canvas.high + 4, []
    whens = short_when([claim["when"] for claim in sheet.claims])
    dated = sheet.claims[0]["kind"] != "choice"
    for at, claim in enumerate(sheet.claims):
        if dated and at and claim["scope"] and not sheet.claims[at - 1]["scope"]:
            path = ((sheet.layout.names - 34, top), (sheet.layout.wide, top))
            sheet.canvas.add(Line(path, RULE, 1, "2 3"))
            top += 6
        look, link = sheet.looks[claim["source_id"]], sheet.href(claim)
        high = _head(sheet, claim, whens[at], look, top)
        if sheet.layout.stacked:
            high += place(claim, top + high - 4, look, link) - 4
        else:
            high = max(high, place(claim, top, look, link))
        edges.append((top, top + high - 4))
        top += high
    sheet.canvas.high = top
    return edges


def _who(sheet: Sheet, claim: Claim) -> list[Run]:
    """Voice › relay › document ¶; of several claims in one row where the first are printed."""
    own = together(claim)
    if len(own) == 1:
        chain, _, place = claim["who"].rpartition(" › ")
        style = Style(12.5, "bold", sheet.looks[claim["source_id"]].colour)
        return [*([Run(f"{chain} › ", NAME)] * bool(chain)), Run(place, style, sheet.href(claim))]
    runs = []
    for at, each in enumerate(own[:MOST_NAMED]):
        style = Style(12.5, "bold", sheet.looks[each["source_id"]].colour)
        comma = "" if at + 1 == min(len(own), MOST_NAMED) else ", "
        runs += [Run(each["printed_in"], style, sheet.href(each)), Run(comma or " ", NAME)]
    rest = len(own) - MOST_NAMED
    return [*runs, Run(f"and {rest} more", NAME)] if rest > 0 else runs


def _head(sheet: Sheet, claim: Claim, when: str, look: Look, top: float) -> float:
    """Draw the mark, who says it and as of when; return the height it takes."""
    canvas, layout = sheet.canvas, sheet.layout
    hollow = claim["qualifier"] in APPROXIMATE
    canvas.add(Mark(layout.names - 14, top + 8, look.shape, look.colour, hollow, 5.5))
    runs = _who(sheet, claim)
    if layout.stacked and when:
        runs.append(Run(f"  {when}", WHEN))
    lines = wrap(runs, layout.name_width)
    canvas.place(layout.names, top + 12, lines, LEADING)
    high = len(lines)
    if not layout.stacked and when:
        # a long one takes the room that is left of it
        widest = max(sum(run.wide for run in line) for line in lines)
        parts = wrap([Run(when, WHEN)], max(layout.when - layout.names - widest - 12, 84))
        for at, part in enumerate(parts):
            text = "".join(run.text for run in part).rstrip()
            canvas.write(layout.when, top + 12 + at * LEADING, text, WHEN, "end")
        high = max(high, len(parts))
    return high * LEADING + (ROW - LEADING)


def _label(claim: Claim, colour: str, href: str) -> list[Run]:
    """The figure with its hedge, what it counts in the document's words, and its limit."""
    figure = Run(claim["figure"] + " ", Style(14, "bold", colour), href)
    return [figure, *_counted(claim, claim["counted"])]


def _counted(claim: Claim, words: str) -> list[Run]:
    runs = [Run(f"“{words}” ", COUNTED)] if words else []
    if claim["scope"]:
        runs.append(Run(f"[{claim['scope']}] ", LIMIT))
    if claim["stated"]:
        runs.append(Run(claim["stated"], ITALIC))
    return runs


def _word(sheet: Sheet, claim: Claim, y: float, look: Look) -> float:
    """Write a word instead of a number, in a dashed frame, off the scale; return its height.

    Of a plural without a number the plural itself is the word.
    """
    layout = sheet.layout
    plural = claim["qualifier"] == "some" and claim["counted"]
    word = claim["counted"] if plural else claim["figure"]
    x = layout.plot + (0 if layout.stacked else layout.axis + 14)
    width = layout.wide - x - 4
    style = Style(13, "bold italic", look.colour)
    lines = wrap([Run(f"“{word}”", style)], width - 14)
    wide = max(sum(run.wide for run in line) for line in lines) + 12
    high = 17 * len(lines)
    frame = Box(x, y - 2, wide, high + 3, stroke=look.colour, dash="3 2", radius=6)
    sheet.canvas.add(frame)
    sheet.canvas.place(x + 6, y + 12, lines, 17)
    rest = _counted(claim, "" if plural else claim["counted"])
    if not rest:
        return high + 8
    if len(lines) == 1 and width - wide > 110:
        more = sheet.canvas.flow(x + wide + 6, y + 12, rest, width - wide - 6, LEADING)
        return max(high, more * LEADING) + 8
    return high + 4 + sheet.canvas.flow(x, y + high + 15, rest, width, LEADING) * LEADING + 8


def _put(sheet: Sheet, x: float, y: float, runs: list[Run]) -> float:
    """Write a label right of its mark, or below it where there is no room; return its height."""
    layout = sheet.layout
    width = layout.wide - x - 4
    first = measure(runs[0].text.rstrip(), runs[0].style)
    if width >= max(min(first, 120), 90):
        return sheet.canvas.flow(x, y + 1, runs, width, LEADING) * LEADING + 8
    width = layout.wide - layout.plot - 4
    return 20 + sheet.canvas.flow(layout.plot, y + 21, runs, width, LEADING) * LEADING + 4


# --- numbers -------------------------------------------------------------------------------------


def _numbers(sheet: Sheet) -> Edges:
    canvas, layout = sheet.canvas, sheet.layout
    top = _nice_top(max((value for claim in sheet.claims for value in _values(claim)), default=0.0))
    behind = len(canvas.shapes)
    centres: dict[str, tuple[float, float]] = {}

    def at(value: float) -> float:
        return layout.plot + layout.axis * value / top

    def place(claim: Claim, y: float, look: Look, link: str) -> float:
        values = _values(claim)
        if not values:
            return _word(sheet, claim, y, look)
        x = _figure(canvas, claim, [at(value) for value in values], y + 8, look)
        for each in together(claim):
            centres[each["claim_id"]] = (at(values[-1]), y + 8)
        return _put(sheet, x, y + 12, _label(claim, look.colour, link))

    edges = _rows(sheet, place)
    _elbows(sheet, centres)
    if sheet.gap.ratio and all(claim in centres for claim in sheet.gap.pair):
        _dimension(canvas, [centres[claim][0] for claim in sheet.gap.pair], sheet.gap.ratio)
    _number_axis(sheet, top, behind)
    return edges


def _values(claim: Claim) -> list[float]:
    """The figures a mark stands at: those printed, never a midpoint."""
    return sorted({float(text) for text in (claim["low"], claim["high"]) if text})


def _nice_top(value: float) -> float:
    """The end of an axis from zero that holds `value`: 1, 1.5, 2, 3, 4, 5, 8 with zeros."""
    if value <= 0:
        return 1.0
    power = 10 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 1.5, 2, 3, 4, 5, 8, 10) if step * power >= value)


def _figure(canvas: Canvas, claim: Claim, xs: list[float], y: float, look: Look) -> float:
    """Draw one figure; return where its label begins."""
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
    for pair in sheet.joined("moved"):
        if not all(claim in centres for claim in pair):
            continue
        (x1, y1), (x2, y2) = sorted((centres[claim] for claim in pair), key=lambda c: c[1])
        if abs(x2 - x1) > 16:
            side = 9 if x2 > x1 else -9
            path = ((x1, y1 + 8), (x1, y2), (x2 - side, y2))
            sheet.canvas.shapes.insert(0, Line(path, ELBOW, 1.2, arrow=True))


def _dimension(canvas: Canvas, ends: Sequence[float], text: str) -> None:
    """The ratio as a dimension line under the rows: |← about 18 × →|."""
    left, right = sorted(ends)
    y = canvas.high + 8
    style = Style(12.5, "bold")
    wide = measure(text, style)
    for x in (left, right):
        canvas.add(Line(((x, y - 6), (x, y + 6)), INK, 1.2))
    if right - left > wide + 44:
        middle = (left + right) / 2
        for x, edge in ((left, middle - wide / 2 - 6), (right, middle + wide / 2 + 6)):
            canvas.add(Line(((edge, y), (x, y)), INK, 1.2, arrow=True))
        canvas.write(middle, y + 4.5, text, style, "middle")
    else:
        canvas.add(Line(((left, y), (right, y)), INK, 1.2))
        canvas.write(right + 8, y + 4.5, text, style)
    canvas.high = y + 12


def _number_axis(sheet: Sheet, top: float, behind: int) -> None:
    """The axis under the rows, its guides behind them."""
    canvas, layout = sheet.canvas, sheet.layout
    y = canvas.high + 4
    ticks = [0, top / 2, top] if top == int(top) and top / 2 == int(top / 2) else [0, top]
    for value in ticks:
        x = layout.plot + layout.axis * value / top
        canvas.shapes.insert(behind, Line(((x, 4), (x, y)), GRID))
    canvas.add(Line(((layout.plot, y), (layout.plot + layout.axis, y)), RULE))
    for value in ticks[:-1]:
        x = layout.plot + layout.axis * value / top
        canvas.write(x, y + 15, number_text(value), TICK, "middle")
    last = number_text(top)
    x = layout.plot + layout.axis - measure(last, TICK) / 2
    runs = [Run(f"{last} {sheet.claims[0]['unit']}".strip(), TICK)]
    canvas.high = y + 6 + 14 * canvas.flow(x, y + 15, runs, layout.wide - x - 2, 14)


# --- dates ---------------------------------------------------------------------------------------


def _dates(sheet: Sheet) -> Edges:
    canvas, layout = sheet.canvas, sheet.layout
    start, end = _stretch(sheet.claims)
    behind = len(canvas.shapes)

    def at(moment: float) -> float:
        return layout.plot + layout.axis * (moment - start) / (end - start)

    def place(claim: Claim, y: float, look: Look, link: str) -> float:
        if math.isnan(claim["lower"]):
            return _word(sheet, claim, y, look)
        ends = claim["lower"], claim["upper"]
        xs = [at(min(max(moment, start), end)) for moment in ends]
        dash = "2 3" if any(map(math.isinf, ends)) else ""
        canvas.add(Line(((xs[0], y + 8), (xs[1], y + 8)), look.colour, 2, dash))
        for x, moment in zip(xs, ends, strict=True):
            if math.isfinite(moment):
                canvas.add(Line(((x, y + 3), (x, y + 13)), look.colour, 2))
        runs = _label(claim, look.colour, link)
        return _put(sheet, xs[1] + 8, y + 12, [runs[0], Run(f"“{claim['wording']}” "), *runs[1:]])

    edges = _rows(sheet, place)
    _date_axis(sheet, start, end, at, behind)
    return edges


def _stretch(claims: list[Claim]) -> tuple[float, float]:
    """The days an axis shows: those of every known end, and half a day for an open one."""
    ends = [claim[name] for claim in claims for name in ("lower", "upper")]
    known = [end for end in ends if math.isfinite(end)]
    if not known:
        return 0.0, float(DAY)
    start, end = min(known), max(known)
    spare = max(0.15 * (end - start), DAY / 2)
    first = math.floor((start - spare * (-math.inf in ends)) / DAY)
    last = math.ceil((end + spare * (math.inf in ends)) / DAY)
    return first * DAY, max(last, first + 1) * DAY


def _date_axis(
    sheet: Sheet, start: float, end: float, at: Callable[[float], float], behind: int
) -> None:
    """The axis of days under the rows; nights are shaded where they are wide enough."""
    canvas, layout = sheet.canvas, sheet.layout
    y, days = canvas.high + 4, round((end - start) / DAY)
    step = max(1, math.ceil(days / 5))
    under: list[Line | Box] = []
    if days <= MOST_NIGHTS:
        for day in range(-1, days):
            night = (start + day * DAY + hour * HOUR for hour in dates.HOURS["TNI"])
            left, right = (at(min(max(moment, start), end)) for moment in night)
            if right > left:
                under.append(Box(left, 2, right - left, y - 2, NIGHT))
    edge = -math.inf
    for day in range(0, days, step):
        x = at(start + day * DAY)
        under.append(Line(((x, 2), (x, y + 4)), GRID))
        if x >= edge:
            text = _day(start + day * DAY, days > YEAR)
            edge = canvas.write(x + 2, y + 16, text, TICK).bounds[2] + 6
    canvas.shapes[behind:behind] = under
    canvas.add(Line(((layout.plot, y), (layout.plot + layout.axis, y)), RULE))
    canvas.high = y + 20


def _day(moment: float, year: bool) -> str:
    text = date_text(moment, moment + DAY)
    return text if year else text.rsplit(" ", 1)[0]


# --- answers -------------------------------------------------------------------------------------


def _answers(sheet: Sheet) -> Edges:
    canvas, layout = sheet.canvas, sheet.layout

    def place(claim: Claim, y: float, look: Look, link: str) -> float:
        answer = Run(f"{claim['answer']}  ", Style(13, "bold", look.colour), link)
        words = _counted(claim, claim["wording"])
        if layout.stacked:
            x = layout.names
            runs = [answer, *words]
            return canvas.flow(x, y + 12, runs, layout.wide - x - 4, LEADING) * LEADING + 8
        x = layout.plot + ANSWER
        lines = max(
            canvas.flow(layout.plot, y + 12, [answer], ANSWER - 12, LEADING),
            canvas.flow(x, y + 12, words, layout.wide - x - 4, LEADING),
        )
        return lines * LEADING + 8

    return _rows(sheet, place)


# --- what joins rows -----------------------------------------------------------------------------


def _beside(sheet: Sheet, edges: Edges) -> None:
    """Left of the rows: a yellow bar where claims cannot both hold, a bracket for one party."""
    canvas, layout = sheet.canvas, sheet.layout
    apart = sheet.joined("cannot both hold", "may not both hold")
    clash = {claim for pair in apart for claim in pair}
    for claim, (top, bottom) in zip(sheet.claims, edges, strict=True):
        if any(each["claim_id"] in clash for each in together(claim)):
            canvas.add(Box(layout.names - 32, top, 7, bottom - top - 2, YELLOW, "#8f7a1f"))
    named = []
    rows = zip(sheet.claims, edges, strict=True)
    for kin, group in groupby(rows, key=lambda row: _kin(row[0])):
        own = [edge for _, edge in group]
        if kin and len(own) > 1:
            top, bottom = own[0][0] + 1, own[-1][1] - 3
            canvas.add(Line(((7, top), (3, top), (3, bottom), (7, bottom)), INK, 1.4))
            named.append(kin)
    if named:
        runs = [Run("[ one party or voice: " + "; ".join(dict.fromkeys(named)), WHEN)]
        lines = canvas.flow(3, canvas.high + 14, runs, layout.wide - 8, LEADING)
        canvas.high += LEADING * lines + 2


def _kin(claim: Claim) -> str:
    """The party or voice behind a row; empty where several share it."""
    behind = {each["party"] if each["named"] else each["origin"] for each in together(claim)}
    return behind.pop() if len(behind) == 1 else ""


def _silence(sheet: Sheet, silent: Sequence[str]) -> None:
    """A hatched strip for the documents that say nothing of it."""
    if not silent:
        return
    canvas, layout = sheet.canvas, sheet.layout
    words = f"{len(silent)} documents say nothing of it"
    if len(silent) <= MOST_SILENT:
        say = "says" if len(silent) == 1 else "say"
        words = f"{listed(sheet.looks[source].name for source in silent)} {say} nothing of it"
    lines = wrap([Run(words, ITALIC)], layout.wide - 72)
    top, high = canvas.high + 4, LEADING * len(lines) + 6
    widest = max(sum(run.wide for run in line) for line in lines)
    canvas.add(
        Box(0, top, layout.wide, high, hatch=True), Box(28, top, widest + 16, high, "#ffffff")
    )
    canvas.place(36, top + 15, lines, LEADING)
    canvas.high = top + high + 2
