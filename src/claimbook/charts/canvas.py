"""A sheet in pixels, y downwards, on which text is measured before it is placed.

What is drawn is a list of shapes; `svg` writes it with text as text, so that it can be found,
copied and linked; `files.drawn` draws the same with matplotlib, for a file that leaves the page.
"""

import json
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from markupsafe import Markup

from claimbook.charts.palette import INK, RULE, SHAPES
from claimbook.show import render
from claimbook.wording import visible

# Advance widths of DejaVu Sans (Verdana's are nearly the same), in thousandths of an em.
WIDTHS = {
    face: {character: int(width) for width, characters in runs.items() for character in characters}
    for face, runs in json.loads(
        Path(__file__).with_name("widths.json").read_text(encoding="utf-8")
    ).items()
}
LEADING = 16


class Style(NamedTuple):
    """How a run of text is set: its size in pixels, its face ("regular", "bold", …), its colour."""

    size: float = 12.5
    face: str = "regular"
    colour: str = INK


class Run(NamedTuple):
    """Text in one style; `href` makes it a link."""

    text: str
    style: Style = Style()
    href: str = ""

    @property
    def wide(self) -> float:
        """Its width in pixels."""
        return measure(self.text, self.style)


class Text(NamedTuple):
    """A run at its place; `x` is its left edge, `y` its base line."""

    x: float
    y: float
    run: Run


class Line(NamedTuple):
    """A line through points; `dash` as in SVG, `arrow` at its end."""

    points: tuple[tuple[float, float], ...]
    colour: str = RULE
    width: float = 1
    dash: str = ""
    arrow: bool = False


class Box(NamedTuple):
    """A rectangle; `hatch` for silence."""

    x: float
    y: float
    wide: float
    high: float
    fill: str = "none"
    stroke: str = "none"
    dash: str = ""
    radius: float = 0
    hatch: bool = False


class Mark(NamedTuple):
    """A document's shape; hollow for a figure that is only about."""

    x: float
    y: float
    shape: str
    colour: str
    hollow: bool = False
    size: float = 6

    @property
    def points(self) -> list[tuple[float, float]]:
        """Its corners; a circle has none."""
        return [(self.x + x * self.size, self.y + y * self.size) for x, y in SHAPES[self.shape]]

    @property
    def outline(self) -> str:
        """Its corners as SVG writes them."""
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in self.points)


Shape = Text | Line | Box | Mark


@lru_cache(maxsize=100_000)
def measure(text: str, style: Style) -> float:
    """The width of a text in pixels; letters the font lacks are taken for wide ones."""
    widths = WIDTHS[style.face]
    return sum(widths.get(letter) or _guess(letter) for letter in text) * style.size / 1000


def _guess(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 1000 if unicodedata.east_asian_width(letter) in "WF" else 720


@dataclass
class Canvas:
    """Shapes in their order, on a sheet so many pixels wide; its height follows what is drawn."""

    wide: float
    high: float = 0
    shapes: list[Shape] = field(default_factory=list)

    def add(self, *shapes: Shape) -> None:
        """Draw shapes on top of those that are there."""
        self.shapes += shapes

    def write(self, x: float, y: float, run: Run, anchor: float = 0) -> None:
        """Write a run on one line from `x`, around it (anchor 0.5) or up to it (1)."""
        run = run._replace(text=visible(run.text))
        self.add(Text(x - anchor * run.wide, y, run))

    def spread(
        self, y: float, texts: Iterable[tuple[float, str]], style: Style, anchor: float = 0
    ) -> None:
        """Write texts at their places on one line, leaving out those for which there is no room."""
        edge = -math.inf
        for x, text in texts:
            run = Run(text, style)
            left = x - anchor * run.wide
            if left > edge and left + run.wide < self.wide:
                self.write(left, y, run)
                edge = left + run.wide + 5

    def flow(
        self, x: float, y: float, runs: Iterable[Run], width: float, leading: float = LEADING
    ) -> float:
        """Write runs one after the other from the base line `y`, wrapped; return their height."""
        return self.place(x, y, wrap(runs, width), leading)

    def place(self, x: float, y: float, lines: list[list[Run]], leading: float = LEADING) -> float:
        """Write lines that are wrapped already; return their height."""
        for number, line in enumerate(lines):
            at = x
            for run in line:
                if run.text.strip():
                    self.add(Text(at, y + number * leading, run))
                at += run.wide
        return len(lines) * leading

    def svg(self, name: str, title: str, description: str, css: str = "") -> Markup:
        """The sheet as inline SVG; `name` makes its ids, title and description its alternative."""
        return render(
            "canvas.svg", canvas=self, name=name, title=title, description=description, css=css
        )


# --- lines of text -------------------------------------------------------------------------------


def wrap(runs: Iterable[Run], width: float) -> list[list[Run]]:
    """Break runs into lines no wider than `width`, at spaces, or within a word that is too long."""
    lines: list[list[Run]] = [[]]
    room = width
    for word in (word for run in runs for word in _words(run, width)):
        # a space may stand over the edge, and a sum of widths is not exact
        if lines[-1] and measure(word.text.rstrip(), word.style) > room + 0.01:
            lines.append([])
            room = width
        lines[-1].append(word)
        room -= word.wide
    return [
        [
            Run("".join(run.text for run in own), *how)
            for how, own in groupby(line, lambda run: (run.style, run.href))
        ]
        for line in filter(None, lines)
    ]


def widest(lines: list[list[Run]]) -> float:
    """The width of the longest line."""
    return max(sum(run.wide for run in line) for line in lines)


def _words(run: Run, width: float) -> Iterator[Run]:
    """The words of a run, each with its space; one wider than a line is cut, best at a hyphen."""
    for word in re.findall("[^ ]* |[^ ]+", visible(run.text)):
        while measure(word.rstrip(), run.style) > width:
            cut = 1
            while cut < len(word) - 1 and measure(word[: cut + 1], run.style) <= width:
                cut += 1
            cut = word.rfind("-", 0, cut) + 1 or cut
            yield run._replace(text=word[:cut])
            word = word[cut:]
        yield run._replace(text=word)
