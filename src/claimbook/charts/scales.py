"""Where figures and moments stand: linear scales, and days with their nights."""

import math
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from claimbook.charts.canvas import Box, Canvas, Line, Mark
from claimbook.charts.palette import NIGHT
from claimbook.compare.gaps import Claim, numbers
from claimbook.ledger.dates import HOUR, Hours, bounds
from claimbook.wording import DAY

# Where a scale of numbers may end, and into how many parts it is divided.
ENDS = {1: 2, 1.5: 3, 2: 2, 3: 3, 4: 2, 6: 3, 8: 2, 10: 2}
YEAR = 366  # days
MOST_NIGHTS = 6  # days whose nights are shaded
EPOCH = 1970 * 12  # months
STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000)  # months from one tick to the next
CLOCK = re.compile("T[0-9]")
FEW_HOURS = 6 * HOUR  # what happened within them stands on an axis of hours
HOURS_APART, LABEL = (0.25, 0.5, 1, 2, 6, 12), 45  # from one label to the next; pixels of one


class Scale(NamedTuple):
    """A linear scale: its first and last value, and the pixels of both."""

    start: float
    end: float
    left: float
    right: float
    step: float = DAY  # from one tick to the next

    def at(self, value: float) -> float:
        """The place of a value; what is beyond an end stands at it."""
        part = (min(max(value, self.start), self.end) - self.start) / (self.end - self.start)
        return self.left + (self.right - self.left) * part

    @property
    def days(self) -> int:
        """How many it has, if it is one of days."""
        return round((self.end - self.start) / DAY)

    def midnights(self, most: int) -> list[float]:
        """The beginnings of its days; of more than `most` some, of many of months or years."""
        if self.end - self.start < DAY:
            return [self.start // DAY * DAY]
        ends = np.array([self.start, self.end]).astype("datetime64[s]").astype("datetime64[M]")
        first, last = (int(end) + EPOCH for end in ends.astype(int))
        step = next((step for step in STEPS if (last - first) / step <= most), STEPS[-1])
        months = np.arange(first - first % -step, last + 1, step) - EPOCH
        months = months.astype("datetime64[M]")
        starts = [float(each) for each in months.astype("datetime64[s]").astype(int)]
        within = [each for each in starts if self.start <= each < self.end]
        if self.days > 8 * most and len(within) > (self.days < YEAR):
            return within
        step = max(1, math.ceil(self.days / most))
        return [self.start + day * DAY for day in range(0, self.days, step)]

    def clock(self) -> Iterator[tuple[float, str]]:
        """Its hours that are named, each with its place."""
        hours = (self.end - self.start) / HOUR
        room = (self.right - self.left) / hours
        step = next((step for step in HOURS_APART if step * room > LABEL), HOURS_APART[-1])
        for part in range(int(hours / step) + 1):
            moment = self.start + part * step * HOUR
            yield self.at(moment), f"{moment % DAY // HOUR:02.0f}:{moment % HOUR // 60:02.0f}"

    def nights(self, top: float, bottom: float, hours: Hours) -> Iterator[Box]:
        """Its nights as bands, where they are wide enough to be seen."""
        if self.days > MOST_NIGHTS:
            return
        first = int(self.start // DAY)
        for day in range(first - 1, first + max(self.days, 1)):
            night = (day * DAY + hour * HOUR for hour in hours["TNI"])
            left, right = map(self.at, night)
            if right > left:
                yield Box(left, top, right - left, bottom - top, NIGHT)


def from_zero(claims: Sequence[Claim], left: float, right: float) -> Scale:
    """A scale from zero to a round number above all figures, in parts that are whole numbers.

    Where no figure comes to 1 the parts are decimals.
    Where figures are negative it goes on below zero, to the part that holds the lowest.
    """
    values = [value for claim in claims for value in numbers(claim)] or [0.0]
    largest, lowest = max(map(abs, values)), min(values)
    power = 10.0 ** math.floor(math.log10(largest or 1))
    ends = ((float(f"{end * power:.9g}"), parts) for end, parts in ENDS.items())
    whole = largest >= 1 or not largest
    top, parts = next((e, n) for e, n in ends if e > largest and not (whole and e % n))
    step = top / parts
    start, end = step * min(lowest // step, 0), top
    if start:  # as far up as is needed
        end = step * max(max(values) // step + 1, 0)
    return Scale(start, end, left, right, step)


def of_days(claims: Sequence[Claim], left: float, right: float) -> Scale:
    """A scale of whole days around every known end of some dates, with room for an open one.

    Of whole hours where all is within a few of them.
    """
    spans = [ends_of(claim) for claim in claims]
    known = [end for span in spans for end in span if math.isfinite(end)] or [0.0]
    extent = max(known) - min(known)
    unit = HOUR if extent <= FEW_HOURS else DAY
    room = max(0.15 * extent, unit / 2)
    known += [end - room for start, end in spans if start == -math.inf and end < math.inf]
    known += [start + room for start, end in spans if end == math.inf and start > -math.inf]
    first, last = math.floor(min(known) / unit), math.ceil(max(known) / unit)
    return Scale(first * unit, max(last, first + 1) * unit, left, right)


def ends_of(claim: Claim) -> tuple[float, float]:
    """Where a date begins and ends; a clock time is the moment printed, not the hour it opens."""
    ends = zip((claim["low"], claim["high"]), (claim["lower"], claim["upper"]), strict=True)
    start, end = (bounds(text)[0] if CLOCK.match(text[10:]) else end for text, end in ends)
    return start, end


def stretch(canvas: Canvas, scale: Scale, claim: Claim, y: float, colour: str) -> list[float]:
    """Draw when something is said to be: between two ticks, dotted to an open end; return both.

    A moment that is only about is a hollow mark.
    """
    ends = ends_of(claim)
    xs = [scale.at(end) for end in ends]
    dash = "2 3" if any(map(math.isinf, ends)) else ""
    if claim["opens"] == "around" and ends[0] == ends[1]:
        canvas.add(Mark(xs[0], y + 8, "circle", colour, hollow=True, size=4.5))
        return xs
    canvas.add(Line(((xs[0], y + 8), (xs[1], y + 8)), colour, 2, dash))
    for x, end in zip(xs, ends, strict=True):
        if math.isfinite(end):
            canvas.add(Line(((x, y + 3), (x, y + 13)), colour, 2))
    return xs
