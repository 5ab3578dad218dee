"""A question as readers see it: its words, how far apart its claims are, and the block of them.

What hangs on the reading of hedges (gap, tag, yellow) stands once for each way it is told, with a
class for every convention that tells it so; the style sheet shows those of the one that is chosen.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from markupsafe import Markup

from claimbook.charts import event as dated
from claimbook.charts.blocks import block
from claimbook.charts.canvas import Canvas, Mark
from claimbook.charts.palette import Look, looks
from claimbook.charts.rows import alternative
from claimbook.charts.sheet import NARROW, WIDE, Href
from claimbook.compare.comparison import Comparison
from claimbook.show import Shown, render

# Where the pages of the documents lie, seen from a notebook; those of a report lie beside its page.
PAGES = "CLAIMBOOK_PAGES"
REPORT = "../reports/"


class Variant(NamedTuple):
    """Something that hangs on the reading, and the classes of the conventions that read it so."""

    value: Any
    classes: str


class Panel(NamedTuple):
    """A question with what a template shows of it."""

    question_id: str
    question: str
    note: str
    gaps: list[Variant]
    drawn: list[Markup]
    text: str


def variants(values: Mapping[str, Any]) -> list[Variant]:
    """Values by convention, equal ones together: each with the classes of its conventions."""
    found: list[Variant] = []
    for value in values.values():
        if all(value != each.value for each in found):
            classes = [f"r-{name}" for name, other in values.items() if other == value]
            found.append(Variant(value, " ".join(["as", *classes, *["first"] * (not found)])))
    return found if len(found) > 1 else [Variant(found[0].value, "")]


def claim_href(claim: Mapping[str, Any]) -> str:
    """Where a claim's sentence is shown: on the page of its document."""
    pages = os.environ.get(PAGES, REPORT)
    return f"{pages}source-{claim['source_id']}.html#claim-{claim['claim_id']}"


def at_both_widths(
    draw: Callable[[int], Canvas], name: str, title: str, description: str
) -> list[Markup]:
    """A picture drawn twice, for a screen and for a phone; a media query chooses."""
    return [
        draw(width).svg(f"{name}-{width}", title, description, css)
        for width, css in ((WIDE, "at-wide"), (NARROW, "at-narrow"))
    ]


def panel(readings: Mapping[str, Comparison], question: str, href: Href = claim_href) -> Panel:
    """One question under every convention of `readings`, the first of which is drawn."""
    first = next(iter(readings.values()))
    asked, alt = first.status["question"][question], alternative(first, question)
    drawn = []
    if question in first.claims:
        drawn = at_both_widths(
            lambda width: block(first, question, width, href), f"b-{question}", asked, alt
        )
    note = first.ledger.questions.set_index("question_id")["note"][question]
    gaps = variants({name: reading.gaps[question] for name, reading in readings.items()})
    return Panel(question, asked, note, gaps, drawn, f"{asked} {alt}")


def panels(readings: Mapping[str, Comparison], questions: Sequence[str]) -> Shown:
    """The blocks of some questions, one below the other."""
    made = [panel(readings, question) for question in questions]
    return Shown(str(render("blocks.html", panels=made)), "\n".join(each.text for each in made))


def event(comparison: Comparison, questions: Sequence[str]) -> Shown:
    """When each document has something begin, happen and end; see `charts.event`."""
    alt = dated.alternative(comparison, questions)
    title = " · ".join(comparison.status["short"][name] for name in questions)
    drawn = at_both_widths(
        lambda width: dated.event(comparison, questions, width, claim_href),
        f"e-{questions[0]}", title, alt,
    )  # fmt: skip
    return Shown(str(render("event.html", drawn=drawn)), alt)


def part(comparison: Comparison, template: str, lines: Sequence[str], **values: Any) -> Shown:
    """A part of a page as a notebook shows it, with `lines` for where there is text alone."""
    values |= {"looks": looks(comparison), "symbol": symbol, "claim_href": claim_href}
    return Shown(str(render("output.html", part=template, **values)), "\n".join(lines))


def symbol(look: Look, hollow: bool = False) -> Markup:
    """A document's mark as a small picture beside text that names it."""
    return render("symbol.svg", mark=Mark(0, 0, look.shape, look.colour, hollow, 5.5))
