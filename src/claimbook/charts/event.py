"""One event, dated: when each document has it begin, happen and end, on one axis of hours.

A row for each question a document dates; nights are shaded as the convention has them, a document
that gives no time is hatched.
"""

import math
from collections.abc import Sequence

from claimbook.charts.canvas import Box, Canvas, Line, Mark, Run, Style
from claimbook.charts.palette import EDGE, GRID, SOFT, YELLOW, looks
from claimbook.charts.rows import said, voice
from claimbook.charts.scales import MOST_NIGHTS, Scale, of_days, stretch
from claimbook.charts.sheet import ITALIC, LIMIT, SMALL, Href, rest
from claimbook.compare.comparison import Comparison
from claimbook.compare.gaps import Claim
from claimbook.compare.reading import hours
from claimbook.wording import DAY, date_text

NAME, ASKED, DAYS = Style(13, "bold"), Style(12.5, "bold"), Style(12, "bold", SOFT)
NOTHING = Run("gives no time", ITALIC)


def event(comparison: Comparison, questions: Sequence[str], width: int, href: Href) -> Canvas:
    """Draw what the documents say of when; the questions must be of dates."""
    canvas, seen = Canvas(width), looks(comparison)
    asked = [Run(comparison.status["short"][name], ASKED) for name in questions]
    asked_at = max(150, *(Run(look.name, NAME).wide + 40 for look in seen.values()))
    left = asked_at + max(name.wide for name in asked) + 14
    stacked = left > width / 2  # what is asked stands above the axis, not beside it
    if stacked:
        asked_at = left = 24
    told = {name: comparison.claims.get(name, []) for name in questions}
    claims = [claim for own in told.values() for claim in own]
    clash = {claim for name in questions for pair in comparison.clashes(name) for claim in pair}
    bars: dict[str, list[float]] = {name: [] for name in questions}
    scale = of_days(claims, left, width - 30)
    top = _heads(canvas, scale)
    y = top + 6
    speak = {claim["source_id"] for claim in claims}
    for source in sorted(seen, key=lambda source: source not in speak):
        look = seen[source]
        canvas.add(Line(((0, y), (width, y))), Mark(12, y + 17, look.shape, look.colour))
        canvas.write(26, y + 21, Run(look.name, NAME._replace(colour=look.colour)))
        y += 32 if stacked else 8
        for question, name in zip(questions, asked, strict=True):
            canvas.write(asked_at, y + 13, name)
            y += 20 if stacked else 0
            own = [claim for claim in told[question] if claim["source_id"] == source]
            for claim in own:
                if claim["claim_id"] in clash:
                    bars[question].append(y)
                y += _time(canvas, scale, claim, look.colour, y, href)
            if not own:
                canvas.add(Box(left, y, scale.right - left, 16, hatch=True))
                canvas.add(Box(left + 14, y, NOTHING.wide + 12, 16, "#ffffff"))
                canvas.write(left + 20, y + 12, NOTHING)
                y += 24
    canvas.add(Line(((0, y + 2), (width, y + 2))))
    for ys in filter(None, bars.values()):
        canvas.add(Line(((left - 5.5, ys[0]), (left - 5.5, ys[-1])), EDGE))
        canvas.add(*(Box(left - 9, bar, 7, 16, YELLOW, EDGE) for bar in ys))
    guides = [scale.at(moment) for moment in (*scale.midnights(6), scale.end)]
    canvas.shapes[:0] = [
        *scale.nights(top, y + 2, hours(comparison.ledger.conventions)),
        *(Line(((x, top), (x, y + 2)), GRID) for x in guides),
    ]
    canvas.high = y + 8
    return canvas


def _time(canvas: Canvas, scale: Scale, claim: Claim, colour: str, y: float, href: Href) -> float:
    """Draw a time with its label, beside it or below it; return the height it takes."""
    when, link = Style(12.5, "bold", colour), href(claim)
    place = claim["printed_in"].removeprefix(claim["document"]).strip()
    runs = [
        Run(f"{claim['figure']} ", when, link),
        *rest(claim, claim["wording"]),
        Run(voice(claim), LIMIT),
        Run(place, when, link),
    ]
    if math.isnan(claim["lower"]):
        return canvas.flow(scale.left, y + 12, runs, scale.right - scale.left) + 8
    start, end = stretch(canvas, scale, claim, y, colour)
    wide, edge = sum(run.wide for run in runs), canvas.wide - 4
    if end + 8 + wide <= edge:
        return canvas.flow(end + 8, y + 12, runs, edge - end - 8) + 8
    x = max(min(start, edge - wide), scale.left)
    return canvas.flow(x, y + 28, runs, edge - x) + 24


def _heads(canvas: Canvas, scale: Scale) -> float:
    """The days above the rows, and where there are few of them their hours; return the height."""
    few = scale.days <= MOST_NIGHTS
    days = [(moment, date_text(moment, moment + DAY)) for moment in scale.midnights(6)]
    # in the middle of what is shown of a day
    places = [((scale.at(m) + scale.at(m + DAY)) / 2 if few else scale.at(m), t) for m, t in days]
    canvas.spread(13, places, DAYS, few / 2)
    if not few:
        return 20
    canvas.spread(30, scale.clock(), SMALL, 0.5)
    return 38


def alternative(comparison: Comparison, questions: Sequence[str]) -> str:
    """What the picture shows, in words: every time, document by document."""
    told = []
    for source, look in looks(comparison).items():
        for question in questions:
            own = [
                f"{said(claim, claim['wording'])} ({claim['who']})"
                for claim in comparison.claims.get(question, [])
                if claim["source_id"] == source
            ]
            name = comparison.status["short"][question]
            told.append(f"{look.name}, {name}: {'; '.join(own) or 'gives no time'}")
    return f"{'. '.join(told)}."
