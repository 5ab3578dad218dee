"""One event, dated: when each document has it begin, happen and end, on one axis of hours.

A row for each question a document dates; nights are shaded as the convention has them, a document
that gives no time is hatched.
"""

import math
from collections.abc import Mapping
from typing import NamedTuple

from claimbook.charts.blocks import LEADING, MOST_NIGHTS, NARROW, Href
from claimbook.charts.canvas import (
    GRID,
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
)
from claimbook.charts.palette import Look
from claimbook.compare.gaps import Claim
from claimbook.ledger import dates
from claimbook.ledger.dates import HOUR
from claimbook.wording import DAY, date_text

WHAT = Style(12.5, "bold")
TICK, DAYS = Style(12, colour=SOFT), Style(12, "bold", SOFT)
NOTHING = Style(12, "italic", SOFT)
WORDS = Style(12.5)


class Axis(NamedTuple):
    """Where moments stand: the first and last one shown, and the pixels of both."""

    start: float
    end: float
    left: float
    right: float

    def at(self, moment: float) -> float:
        """The place of a moment; what is beyond an end stands at it."""
        part = (min(max(moment, self.start), self.end) - self.start) / (self.end - self.start)
        return self.left + part * (self.right - self.left)


def event(
    asked: Mapping[str, list[Claim]],
    names: Mapping[str, str],
    looks: Mapping[str, Look],
    width: int,
    clash: set[str],
    href: Href,
    hours: dates.Hours = dates.HOURS,
) -> Canvas:
    """Draw what the documents say of when.

    Parameters
    ----------
    asked : dict
        The claims on each question, which must be dates.
    names : dict
        What each question is called.
    looks : dict
        Colour, shape and name of every document, by source_id.
    width : int
    clash : set of str
        The claims that cannot both hold with another.
    href : function
        Where a claim leads.
    hours : dict
        First and last hour of the parts of the day.
    """
    canvas = Canvas(width)
    narrow = width <= NARROW
    claims = [claim for rows in asked.values() for claim in rows]
    start, end = _days(claims)
    left = 24 if narrow else 150 + max(measure(name, WHAT) for name in names.values()) + 14
    axis = Axis(start, end, left, width - 30)
    top = _heads(canvas, axis)
    y = top + 6
    for source, look in looks.items():
        canvas.add(Line(((0, y), (width, y)), RULE))
        y += 8
        canvas.add(Mark(12, y + 9, look.shape, look.colour))
        canvas.write(26, y + 13, look.name, Style(13, "bold", look.colour))
        y += 24 if narrow else 0
        for question, rows in asked.items():
            own = [claim for claim in rows if claim["source_id"] == source]
            x = left if narrow else 150
            canvas.write(x, y + 13, names[question], WHAT)
            y += 20 if narrow else 0
            y = _row(canvas, axis, own, look, y, clash, href)
    canvas.add(Line(((0, y + 2), (width, y + 2)), RULE))
    _guides(canvas, axis, hours, top, y + 2)
    canvas.high = y + 8
    return canvas


def _row(
    canvas: Canvas, axis: Axis, own: list[Claim], look: Look, y: float, clash: set[str], href: Href
) -> float:
    """Draw one document's times of one question; return where the next row begins."""
    if not own:
        canvas.add(Box(axis.left, y, axis.right - axis.left, 16, hatch=True))
        wide = measure("gives no time", NOTHING) + 12
        canvas.add(Box(axis.left + 14, y, wide, 16, "#ffffff"))
        canvas.write(axis.left + 20, y + 12, "gives no time", NOTHING)
        return y + 24
    for claim in own:
        if math.isnan(claim["lower"]):
            return (
                y
                + 8
                + LEADING
                * canvas.flow(
                    axis.left, y + 12, _runs(claim, look, href), axis.right - axis.left, LEADING
                )
            )
        ends = claim["lower"], claim["upper"]
        xs = [axis.at(end) for end in ends]
        dash = "2 3" if any(map(math.isinf, ends)) else ""
        if claim["claim_id"] in clash:
            canvas.add(Box(axis.left - 9, y, 7, 16, YELLOW, "#8f7a1f"))
        canvas.add(Line(((xs[0], y + 8), (xs[1], y + 8)), look.colour, 2, dash))
        for x, end in zip(xs, ends, strict=True):
            if math.isfinite(end):
                canvas.add(Line(((x, y + 3), (x, y + 13)), look.colour, 2))
        y = _label(canvas, axis, xs, y, _runs(claim, look, href))
    return y


def _runs(claim: Claim, look: Look, href: Href) -> list[Run]:
    when = Style(12.5, "bold", look.colour)
    place = claim["printed_in"].removeprefix(claim["document"]).strip()
    scope = [Run(f"[{claim['scope']}] ", Style(12.5, colour=SOFT))] if claim["scope"] else []
    words = Run(f"“{claim['wording']}” ", WORDS)
    return [Run(f"{claim['figure']} ", when), words, *scope, Run(place, when, href(claim))]


def _label(canvas: Canvas, axis: Axis, xs: list[float], y: float, runs: list[Run]) -> float:
    """Write a label right of its stretch, else below it as far right as it fits."""
    wide = sum(run.wide for run in runs)
    room = canvas.wide - 4 - (xs[1] + 8)
    if wide <= room:
        canvas.flow(xs[1] + 8, y + 12, runs, room, LEADING)
        return y + 24
    x = max(min(xs[0], canvas.wide - 4 - wide), axis.left)
    lines = canvas.flow(x, y + 28, runs, canvas.wide - 4 - x, LEADING)
    return y + 24 + LEADING * lines


def _days(claims: list[Claim]) -> tuple[float, float]:
    """Whole days around every known end."""
    known = [claim[end] for claim in claims for end in ("lower", "upper")]
    known = [end for end in known if math.isfinite(end)] or [0.0]
    first, last = math.floor(min(known) / DAY), math.ceil(max(known) / DAY)
    return first * DAY, max(last, first + 1) * DAY


def _heads(canvas: Canvas, axis: Axis) -> float:
    """The days above the rows, and where there are few of them their hours; return the height."""
    days = round((axis.end - axis.start) / DAY)
    step = max(1, math.ceil(days / 6))
    edge = -math.inf
    for day in range(0, days, step):
        moment = axis.start + day * DAY
        text = date_text(moment, moment + DAY)
        x = axis.at(moment + (DAY / 2 if days <= MOST_NIGHTS else 0))
        if x - measure(text, DAYS) / 2 > edge:
            anchor = "middle" if days <= MOST_NIGHTS else "start"
            edge = canvas.write(x, 13, text, DAYS, anchor).bounds[2] + 6
    if days > MOST_NIGHTS:
        return 20
    part = 6 if axis.right - axis.left > 90 * days * 2 else 12
    edge = -math.inf
    for hour in range(0, 24 * days + 1, part):
        text = f"{hour % 24:02d}:00"
        x = axis.at(axis.start + hour * HOUR)
        if x - measure(text, TICK) / 2 > edge and x + measure(text, TICK) / 2 < canvas.wide:
            edge = canvas.write(x, 30, text, TICK, "middle").bounds[2] + 4
    return 38


def _guides(canvas: Canvas, axis: Axis, hours: dates.Hours, top: float, bottom: float) -> None:
    """Shade the nights and rule the midnights, behind everything."""
    days = round((axis.end - axis.start) / DAY)
    under: list[Line | Box] = []
    if days <= MOST_NIGHTS:
        for day in range(-1, days):
            night = (axis.start + day * DAY + hour * HOUR for hour in hours["TNI"])
            left, right = (axis.at(moment) for moment in night)
            if right > left:
                under.append(Box(left, top, right - left, bottom - top, NIGHT))
    for day in range(0, days + 1, max(1, math.ceil(days / 6))):
        x = axis.at(axis.start + day * DAY)
        under.append(Line(((x, top), (x, bottom)), GRID))
    canvas.shapes[:0] = under


def alternative(
    asked: Mapping[str, list[Claim]], names: Mapping[str, str], looks: Mapping[str, Look]
) -> str:
    """What the picture shows, in words: every time, document by document."""
    told = []
    for source, look in looks.items():
        for question, rows in asked.items():
            own = [f"{c['figure']} (“{c['wording']}”)" for c in rows if c["source_id"] == source]
            told.append(f"{look.name}, {names[question]}: {'; '.join(own) or 'gives no time'}")
    return f"{'. '.join(told)}."
