"""The block: a question and its claims, one chart for everything that is asked.

A row for each claim: mark, voice › relay › document, as of, then on one axis the mark again with
the figure as printed and what it counts. Numbers stand on a linear axis with zero, dates on one of
days, answers in columns. Words without a number stand off the scale, claims with a limit of their
own below a dotted line.
"""

import math

from claimbook.charts.canvas import Canvas, Line, Mark, Run, Style
from claimbook.charts.palette import ELBOW, GRID, INK
from claimbook.charts.rows import Row
from claimbook.charts.scales import YEAR, from_zero, of_days, stretch
from claimbook.charts.sheet import SMALL, WIDE, Href, Sheet, rest
from claimbook.compare.comparison import Comparison
from claimbook.compare.gaps import numbers
from claimbook.compare.lineup import short_when
from claimbook.compare.reading import hours
from claimbook.compare.verdicts import FAMILIES
from claimbook.wording import DAY, date_text, number_text

ANSWER, MOST_ANSWER = 124, 200  # the column of answers, wider for a long word
Point = tuple[float, float]
NEW_YEAR = "1 Jan "
CLOCK_DAYS = 2  # days up to which an axis names the hours


def block(
    comparison: Comparison, question: str, width: int = WIDE, href: Href = lambda claim: ""
) -> Canvas:
    """Draw the claims on one question, which must have some; `href` is where a claim leads.

    All of them are drawn, those of a question with many together; the width is one of `LAYOUTS`.
    """
    kind = comparison.claims[question][0]["kind"]
    sheet = {"choice": Answers, "date": Dates}.get(kind, Numbers)
    return sheet(comparison, question, width, href).drawn()


class Numbers(Sheet):
    """Figures on a linear axis with zero."""

    def __init__(self, *args: object) -> None:
        super().__init__(*args)
        self.scale = from_zero(self.claims, self.layout.plot, self.layout.axis)
        self.begins: dict[str, float] = {}  # where the first mark of a claim stands
        self.centres: dict[str, Point] = {}  # and its last

    def mark(self, claim: Row, y: float) -> float | None:
        """A mark at each end, a line between, an arrow where the hedge leaves it open."""
        xs = [self.scale.at(value) for value in numbers(claim)]
        if not xs:
            return None
        canvas, look, opens = self.canvas, self.looks[claim["source_id"]], claim["opens"]
        y += 8
        self.begins |= {each["claim_id"]: xs[0] for each in claim["claims"]}
        self.centres |= {each["claim_id"]: (xs[-1], y) for each in claim["claims"]}
        if not self.layout.stacked:
            canvas.add(Line(((self.scale.at(0), y), (xs[0], y)), GRID))  # leads the eye to it
        if len(xs) > 1:
            canvas.add(Line(((xs[0], y), (xs[-1], y)), look.colour, 2))
        for x in xs:
            canvas.add(Mark(x, y, look.shape, look.colour, opens == "around"))
        if opens == "down":
            end = max(xs[0] - 25, self.scale.left - 14)  # where the dates stand
            canvas.add(Line(((xs[0] - 7, y), (end, y)), look.colour, 2, arrow=True))
        if opens == "up":
            canvas.add(Line(((xs[-1] + 7, y), (xs[-1] + 25, y)), look.colour, 2, arrow=True))
        return xs[-1] + (31 if opens == "up" else 12)

    def axis(self) -> None:
        """Draw what joins the marks, the ratio, and the ticks."""
        self._elbows()
        gap = self.comparison.gaps[self.question]
        if gap.ratio and all(claim in self.centres for claim in gap.claims):
            small, large = sorted(gap.claims, key=self.centres.get)
            self._dimension(self.centres[small][0], self.begins[large], gap.ratio)
        self._ticks()

    def _elbows(self) -> None:
        """Join figures of which one is a later total of the other, or corrects it."""
        moved = self.comparison.judged(self.question, FAMILIES["moved"])
        for pair in moved:
            if not all(claim in self.centres for claim in pair):
                continue
            first, last = sorted(pair, key=lambda claim: self.centres[claim][1])
            own = {claim for each in moved if last in each for claim in each}
            others = [at for claim, at in self.centres.items() if claim not in own]
            start, end = self.centres[first], self.centres[last]
            if abs(end[0] - start[0]) > 16:
                path = _elbow(start, end, others)
                self.canvas.shapes.insert(0, Line(path, ELBOW, 1.2, arrow=True))

    def _dimension(self, left: float, right: float, text: str) -> None:
        """The ratio as a dimension line under the rows: |← about 18 × →|."""
        canvas, y, label = self.canvas, self.canvas.high + 8, Run(text, Style(12.5, "bold"))
        for x in (left, right):
            canvas.add(Line(((x, y - 6), (x, y + 6)), INK, 1.2))
        if right - left > label.wide + 44:
            middle, half = (left + right) / 2, label.wide / 2 + 6
            canvas.add(Line(((middle - half, y), (left, y)), INK, 1.2, arrow=True))
            canvas.add(Line(((middle + half, y), (right, y)), INK, 1.2, arrow=True))
            canvas.write(middle, y + 4.5, label, 0.5)
        else:
            canvas.add(Line(((left, y), (right, y)), INK, 1.2))
            canvas.write(right + 8, y + 4.5, label)
        canvas.high = y + 12

    def _ticks(self) -> None:
        """The axis with as many ticks as there is room for, its guides behind the rows."""
        canvas, scale, y = self.canvas, self.scale, self.canvas.high + 4
        last = Run(number_text(scale.end), SMALL)
        length, room = scale.end - scale.start, scale.at(scale.start + scale.step) - scale.left
        step = scale.step if last.wide + 8 < room else length
        ticks = [float(f"{scale.start + n * step:.9g}") for n in range(round(length / step))]
        for value in (*ticks, scale.end):
            x, is_zero = scale.at(value), scale.start < value == 0
            canvas.shapes.insert(0, Line(((x, 4), (x, y)), INK if is_zero else GRID))
        for value in ticks:
            canvas.write(scale.at(value), y + 15, Run(number_text(value), SMALL), 0.5)
        canvas.add(Line(((scale.left, y), (scale.right, y))))
        x = scale.right - last.wide / 2
        runs = [Run(f"{last.text} {self.claims[0]['unit']}".strip(), SMALL)]
        canvas.high = y + 6 + canvas.flow(x, y + 15, runs, canvas.wide - x - 2, 14)


class Dates(Sheet):
    """Dates on an axis of days with their nights."""

    def __init__(self, *args: object) -> None:
        super().__init__(*args)
        self.scale = of_days(self.claims, self.layout.plot, self.layout.days)

    def mark(self, claim: Row, y: float) -> float | None:
        """The stretch in which it is said to be."""
        if math.isnan(claim["lower"]):
            return None
        return stretch(self.canvas, self.scale, claim, y, self.colour(claim))[1] + 8

    def axis(self) -> None:
        """Draw the days, and their nights behind the rows."""
        canvas, scale, y = self.canvas, self.scale, self.canvas.high + 4
        widest = Run("30 Sep 2000" if scale.days > YEAR else "30 Sep", SMALL).wide + 8
        midnights = scale.midnights(max(1, int((scale.right - scale.left) / widest)))
        named = [date_text(day, day + DAY) for day in midnights]
        if all(name.startswith(NEW_YEAR) for name in named):
            named = [name.removeprefix(NEW_YEAR) for name in named]
        named = named if scale.days > YEAR else short_when(named)
        days = [(scale.at(day), name) for day, name in zip(midnights, named, strict=True)]
        canvas.shapes[:0] = [
            *scale.nights(2, y, hours(self.comparison.ledger.conventions)),
            *(Line(((x, 2), (x, y + 4)), GRID) for x, _ in days),
        ]
        canvas.add(Line(((scale.left, y), (scale.right, y))))
        if scale.days <= CLOCK_DAYS:
            canvas.spread(y + 16, scale.clock(), SMALL, 0.5)
            y += 16
        canvas.spread(y + 16, [(x + 2, text) for x, text in days], SMALL)
        canvas.high = y + 20


class Answers(Sheet):
    """Answers in a column of their own, with the words of the document beside them."""

    def place(self, claim: Row, y: float) -> float:
        """Write the answer and its words, one after the other where there is little room."""
        canvas, layout = self.canvas, self.layout
        style = Style(13, "bold", self.colour(claim))
        answer = Run(claim["answer"] + "  " * layout.stacked, style, self.href(claim))
        words = rest(claim, claim["words"])
        if layout.stacked:
            return canvas.flow(layout.names, y + 12, [answer, *words], canvas.wide - 44) + 8
        each = [Run(word, style) for own in self.claims for word in own["answer"].split()]
        column = max(ANSWER, min(max(word.wide for word in each) + 13, MOST_ANSWER))
        x = layout.plot + column
        high = canvas.flow(layout.plot, y + 12, [answer], column - 12)
        return max(high, canvas.flow(x, y + 12, words, canvas.wide - x - 4)) + 8


def _elbow(start: Point, end: Point, others: list[Point]) -> tuple[Point, ...]:
    """From a mark down, beside those of others, then across to a later one; labels stand right."""
    (x1, y1), (x2, y2) = start, end
    if x2 < x1:
        return (x1 - 9, y1), (x2, y1), (x2, y2 - 9)
    if any(abs(x - x1) < 9 and y1 < y < y2 for x, y in others):
        return (x1 - 8, y1), (x1 - 14, y1), (x1 - 14, y2), (x2 - 9, y2)
    return (x1, y1 + 8), (x1, y2), (x2 - 9, y2)
