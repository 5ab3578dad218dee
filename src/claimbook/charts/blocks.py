"""The block: a question and its claims, one chart for everything that is asked.

A row for each claim: mark, voice › relay › document, as of, then on one axis the mark again with
the figure as printed and what it counts. Numbers stand on a linear axis from zero, dates on one of
days, answers in columns. Words without a number stand off the scale, claims with a limit of their
own below a dotted line.
"""

import math

from claimbook.charts.canvas import Canvas, Line, Mark, Run, Style
from claimbook.charts.palette import ELBOW, GRID, INK
from claimbook.charts.rows import Row
from claimbook.charts.scales import from_zero, of_days, printed, stretch
from claimbook.charts.sheet import SMALL, WIDE, Href, Sheet, rest
from claimbook.compare.comparison import Comparison
from claimbook.compare.reading import hours
from claimbook.compare.verdicts import FAMILIES
from claimbook.wording import DAY, date_text, number_text

ANSWER = 124  # the column of answers
YEAR = 300  # days from which an axis names the year


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
    """Figures on a linear axis from zero."""

    def __init__(self, *args: object) -> None:
        super().__init__(*args)
        self.scale = from_zero(self.claims, self.layout.plot, self.layout.axis)
        self.centres: dict[str, tuple[float, float, float]] = {}  # its first end, its last, y

    def mark(self, claim: Row, y: float) -> float | None:
        """A mark at each end, a line between, an arrow where the hedge leaves it open."""
        xs = [self.scale.at(value) for value in printed(claim)]
        if not xs:
            return None
        canvas, look, opens = self.canvas, self.looks[claim["source_id"]], claim["opens"]
        y += 8
        self.centres |= {each["claim_id"]: (xs[0], xs[-1], y) for each in claim["claims"]}
        if not self.layout.stacked:
            canvas.add(Line(((self.layout.plot, y), (xs[0], y)), GRID))  # leads the eye to it
        if len(xs) > 1:
            canvas.add(Line(((xs[0], y), (xs[-1], y)), look.colour, 2))
        for x in xs:
            canvas.add(Mark(x, y, look.shape, look.colour, opens == "around"))
        if opens == "down":
            canvas.add(Line(((xs[0] - 7, y), (xs[0] - 25, y)), look.colour, 2, arrow=True))
        if opens == "up":
            canvas.add(Line(((xs[-1] + 7, y), (xs[-1] + 25, y)), look.colour, 2, arrow=True))
        return xs[-1] + (31 if opens == "up" else 12)

    def axis(self) -> None:
        """Draw what joins the marks, the ratio, and the ticks."""
        self._elbows()
        gap = self.comparison.gaps[self.question]
        if gap.ratio and all(claim in self.centres for claim in gap.claims):
            (_, left, _), (right, _, _) = sorted(self.centres[claim] for claim in gap.claims)
            self._dimension(left, right, gap.ratio)
        self._ticks()

    def _elbows(self) -> None:
        """Join figures of which one is a later total of the other: down, then across."""
        for pair in self.pairs(FAMILIES["moved"]):
            ends = sorted(
                (self.centres[c][1:] for c in pair if c in self.centres), key=lambda c: c[1]
            )
            if len(ends) == 2 and abs(ends[1][0] - ends[0][0]) > 16:
                (x1, y1), (x2, y2) = ends
                path = (x1, y1 + 8), (x1, y2), (x2 - math.copysign(9, x2 - x1), y2)
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
            canvas.write(middle, y + 4.5, text, label.style, 0.5)
        else:
            canvas.add(Line(((left, y), (right, y)), INK, 1.2))
            canvas.write(right + 8, y + 4.5, text, label.style)
        canvas.high = y + 12

    def _ticks(self) -> None:
        """The axis with as many ticks as there is room for, its guides behind the rows."""
        canvas, scale, y = self.canvas, self.scale, self.canvas.high + 4
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
        days = [(scale.at(day), date_text(day, day + DAY)) for day in scale.midnights(5)]
        canvas.shapes[:0] = [
            *scale.nights(2, y, hours(self.comparison.ledger.conventions)),
            *(Line(((x, 2), (x, y + 4)), GRID) for x, _ in days),
        ]
        canvas.add(Line(((scale.left, y), (scale.right, y))))
        years = scale.days > YEAR
        named = [(x + 2, text if years else text.rsplit(" ", 1)[0]) for x, text in days]
        canvas.spread(y + 16, named, SMALL)
        canvas.high = y + 20


class Answers(Sheet):
    """Answers in a column of their own, with the words of the document beside them."""

    def place(self, claim: Row, y: float) -> float:
        """Write the answer and its words, one after the other where there is little room."""
        canvas, layout = self.canvas, self.layout
        style = Style(13, "bold", self.colour(claim))
        answer = Run(f"{claim['answer']}  ", style, self.href(claim))
        words = rest(claim, claim["wording"])
        if layout.stacked:
            return canvas.flow(layout.names, y + 12, [answer, *words], canvas.wide - 44) + 8
        x = layout.plot + ANSWER
        high = canvas.flow(layout.plot, y + 12, [answer], ANSWER - 12)
        return max(high, canvas.flow(x, y + 12, words, canvas.wide - x - 4)) + 8
