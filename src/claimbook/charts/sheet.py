"""What the blocks of all kinds share: rows, who says what as of when, and what joins rows."""

from collections.abc import Callable
from itertools import groupby
from typing import NamedTuple

from claimbook.charts.canvas import LEADING, Box, Canvas, Line, Mark, Run, Style, widest, wrap
from claimbook.charts.palette import EDGE, INK, SOFT, YELLOW, looks
from claimbook.charts.rows import Row, after, grouped, ordered, silence, voice
from claimbook.compare.comparison import Comparison
from claimbook.compare.gaps import Claim
from claimbook.compare.lineup import PLURAL, short_when
from claimbook.wording import in_quotes

WORDS, LIMIT = Style(12.5), Style(12.5, colour=SOFT)
NUMBER = Style(12, "bold")
SMALL, ITALIC = Style(12, colour=SOFT), Style(12, "italic", SOFT)
MOST_NAMED = 3  # of the claims that share a row


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


class Sheet:
    """The claims on one question as they are drawn; each kind of question has an axis of its own.

    `href` is where a claim leads.
    """

    def __init__(self, comparison: Comparison, question: str, width: int, href: Href) -> None:
        self.comparison, self.question, self.href = comparison, question, href
        self.canvas, self.layout, self.looks = Canvas(width), LAYOUTS[width], looks(comparison)
        self.claims = grouped(ordered(comparison.claims[question]))
        self.rows: list[tuple[Row, float, float]] = []  # those drawn, with their top and bottom

    def mark(self, claim: Row, y: float) -> float | None:
        """Draw a claim on the axis; return where its label begins, None if it is off the scale."""
        raise NotImplementedError

    def axis(self) -> None:
        """Draw what stands under the rows."""

    def place(self, claim: Row, y: float) -> float:
        """Draw a claim's mark and label; return the height they take."""
        x = self.mark(claim, y)
        if x is None:
            return self.word(claim, y)
        style = Style(14, "bold", self.colour(claim))
        runs = [Run(f"{claim['figure']} ", style, self.href(claim))]
        if claim["kind"] == "date":
            runs.append(Run(f"{in_quotes(claim['wording'])} ", WORDS))
        return self.label(x, y, [*runs, *rest(claim, claim["words"])])

    def drawn(self) -> Canvas:
        """Draw all of it."""
        top = 4.0
        whens = short_when([claim["when"] for claim in self.claims])
        for before, claim, when in zip([None, *self.claims], self.claims, whens, strict=False):
            if before and claim["scope"] and not before["scope"] and claim["kind"] != "choice":
                ends = (self.layout.names - 34, top), (self.canvas.wide, top)
                self.canvas.add(Line(ends, dash="2 3"))
                top += 6
            high = self._head(claim, when, top)
            if self.layout.stacked:
                high += self.place(claim, top + high - 4) - 4
            else:
                high = max(high, self.place(claim, top))
            self.rows.append((claim, top, top + high - 4))
            top += high
        self.canvas.high = top
        self.axis()
        self._bars()
        self._brackets()
        self._silence()
        self.canvas.high = round(self.canvas.high + 4)
        return self.canvas

    def colour(self, claim: Claim) -> str:
        """That of a claim's document."""
        return self.looks[claim["source_id"]].colour

    # --- what stands in a row --------------------------------------------------------------------

    def _head(self, claim: Row, when: str, top: float) -> float:
        """Draw the mark, who says it and as of when; return the height it takes."""
        canvas, layout, look = self.canvas, self.layout, self.looks[claim["source_id"]]
        hollow = claim["opens"] == "around"
        canvas.add(Mark(layout.names - 14, top + 8, look.shape, look.colour, hollow, 5.5))
        runs = self._who(claim["claims"])
        if layout.stacked:
            runs.append(Run(f"  {when}" if when else "", SMALL))
        lines = wrap(runs, layout.name_width)
        high = canvas.place(layout.names, top + 12, lines)
        if not layout.stacked:
            # a long date takes the room that is left of it
            room = max(layout.when - layout.names - widest(lines) - 12, 84)
            parts = wrap([Run(when, SMALL)], room)
            for at, (part,) in enumerate(parts):
                own = part._replace(text=part.text.rstrip())
                canvas.write(layout.when, top + 12 + at * LEADING, own, 1)
            high = max(high, len(parts) * LEADING)
        return high + 8

    def _who(self, claims: list[Claim]) -> list[Run]:
        """Voice › relay › document ¶; of several claims in one row where the first are printed."""
        runs = [Run(voice(claims[0]), WORDS)] if len(claims) == 1 else []
        for at, claim in enumerate(claims[:MOST_NAMED]):
            style = Style(12.5, "bold", self.colour(claim))
            runs += [Run(", ", WORDS)] * (at > 0)
            runs.append(Run(claim["printed_in"], style, self.href(claim)))
        rest = len(claims) - MOST_NAMED
        return [*runs, Run(f" and\u00a0{rest}\u00a0more", WORDS)] if rest > 0 else runs

    def label(self, x: float, y: float, runs: list[Run]) -> float:
        """Write a label right of its mark, or below it if there is no room; return its height."""
        canvas, left = self.canvas, self.layout.plot
        room = canvas.wide - x - 4
        if room >= max(min(runs[0].wide, 120), 90):
            return canvas.flow(x, y + 13, runs, room) + 8
        return 24 + canvas.flow(left, y + 33, runs, canvas.wide - left - 4)

    def word(self, claim: Claim, y: float) -> float:
        """Write a word instead of a number, in a dashed frame, off the scale; return its height."""
        canvas, layout, colour = self.canvas, self.layout, self.colour(claim)
        x = layout.plot if layout.stacked else layout.axis + 14
        room = canvas.wide - x - 4
        style = Style(13, "bold italic", colour)
        word = claim["figure"] if claim["qualifier"] == PLURAL else in_quotes(claim["figure"])
        lines = wrap([Run(word, style, self.href(claim))], room - 14)
        wide, high = widest(lines) + 12, 17 * len(lines)
        canvas.add(Box(x, y - 2, wide, high + 3, stroke=colour, dash="3 2", radius=6))
        canvas.place(x + 6, y + 12, lines, 17)
        after = rest(claim, claim["words"])
        if not after:
            return high + 8
        if len(lines) == 1 and room - wide > 110:
            return max(high, canvas.flow(x + wide + 6, y + 12, after, room - wide - 6)) + 8
        return high + 12 + canvas.flow(x, y + high + 15, after, room)

    # --- what joins rows -------------------------------------------------------------------------

    def _bars(self) -> None:
        """A yellow bar left of claims that cannot, or may not, both hold; neighbours share one."""
        clashes: dict[str, set[str]] = {}  # a claim and those it clashes with
        for pair in self.comparison.clashes(self.question):
            for claim in pair:
                clashes.setdefault(claim, set()).update(pair)
        joined: set[str] = set()  # of the rows beside the bar that ends here
        bars: list[tuple[float, float]] = []
        for claim, top, bottom in self.rows:
            own = set().union(*(clashes.get(each["claim_id"], ()) for each in claim["claims"]))
            if own & joined:
                bars[-1] = (bars[-1][0], bottom)
                own |= joined
            elif own:
                bars.append((top, bottom))
            joined = own
        x = self.layout.names - 31
        self.canvas.add(*(Box(x, t, 6, b - t - 2, YELLOW, EDGE) for t, b in bars))

    def _brackets(self) -> None:
        """A bracket left of neighbours of one party or voice, named below; of several by number."""
        canvas = self.canvas
        runs = groupby(self.rows, lambda row: row[0]["kin"])
        runs = [(name, list(rows)) for (name, _), rows in runs]
        brackets = [(name, rows) for name, rows in runs if name and len(rows) > 1]
        names = list(dict.fromkeys(name for name, _ in brackets))
        for name, rows in brackets:
            top, bottom = rows[0][1] + 1, rows[-1][2] - 3
            canvas.add(Line(((7, top), (3, top), (3, bottom), (7, bottom)), INK, 1.4))
            if len(names) > 1:
                number = Run(str(names.index(name) + 1), NUMBER)
                canvas.add(Box(0, (top + bottom) / 2 - 8, number.wide + 1, 16, "#ffffff"))
                canvas.write(0, (top + bottom) / 2 + 4, number)
        if names:
            if len(names) > 1:
                names = [f"{at}\u00a0{name}" for at, name in enumerate(names, 1)]
            legend = [Run("[\u00a0one party or voice: " + "; ".join(names), SMALL)]
            canvas.high += canvas.flow(3, canvas.high + 14, legend, canvas.wide - 8) + 2

    def _silence(self) -> None:
        """A hatched strip for the documents that give no answer."""
        canvas, words = self.canvas, silence(self.comparison, self.question)
        if words:
            lines = wrap([Run(words, ITALIC)], canvas.wide - 72)
            top, high = canvas.high + 4, LEADING * len(lines) + 6
            canvas.add(Box(0, top, canvas.wide, high, hatch=True))
            canvas.add(Box(28, top, widest(lines) + 16, high, "#ffffff"))
            canvas.place(36, top + 15, lines)
            canvas.high = top + high + 2


def rest(claim: Claim, words: str) -> list[Run]:
    """What follows a figure: words of the document, its limit, how it is stated."""
    styled = zip(after(claim, words), (WORDS, LIMIT, ITALIC), strict=True)
    return [Run(f"{text} ", style) for text, style in styled if text]
