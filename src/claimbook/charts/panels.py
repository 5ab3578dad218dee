"""A question as readers see it: its words, how far apart its claims are, and the block of them.

What hangs on the reading of hedges (gap, tag, yellow) stands once for each way it is told, with a
class for every convention that tells it so; the style sheet shows those of the one that is chosen.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from markupsafe import Markup

from claimbook.charts import blocks
from claimbook.charts.canvas import Mark, outline
from claimbook.charts.palette import Look, looks
from claimbook.compare.comparison import Comparison
from claimbook.compare.gaps import Gap
from claimbook.show import Shown, render

# Where the pages of the documents lie, seen from a notebook; those of a report lie beside its page.
PAGES = "CLAIMBOOK_PAGES"
REPORT = "../reports/"


class Variant(NamedTuple):
    """Something that hangs on the reading, and the conventions that read it so."""

    value: Any
    classes: str


@dataclass(frozen=True)
class Panel:
    """A question with what a template shows of it."""

    question_id: str
    question: str
    short: str
    note: str
    gaps: list[Variant]
    wide: str
    narrow: str
    text: str

    @property
    def gap(self) -> Gap:
        """Under the first convention."""
        return self.gaps[0].value


def variants(values: Mapping[str, Any]) -> list[Variant]:
    """Values by convention, equal ones together: each with the classes of its conventions."""
    once: list[tuple[Any, list[str]]] = []
    for convention, value in values.items():
        same = next((names for known, names in once if known == value), None)
        if same is None:
            once.append((value, [convention]))
        else:
            same.append(convention)
    if len(once) == 1:
        return [Variant(once[0][0], "")]
    first = next(iter(values))
    return [
        Variant(
            value, " ".join(["as", *(f"r-{name}" for name in names), *["first"] * (first in names)])
        )
        for value, names in once
    ]


def source_href(source_id: str) -> str:
    """The page of a document."""
    return f"{os.environ.get(PAGES, REPORT)}source-{source_id}.html"


def claim_href(claim: Mapping[str, Any]) -> str:
    """Where a claim's sentence is shown: on the page of its document."""
    return f"{source_href(claim['source_id'])}#claim-{claim['claim_id']}"


def panel(
    readings: Mapping[str, Comparison],
    question: str,
    href: Callable[[Mapping[str, Any]], str] = claim_href,
) -> Panel:
    """One question under every convention of `readings`, the first of which is drawn."""
    first = next(iter(readings.values()))
    claims, row = first.claims.get(question, []), first.status.loc[question]
    gaps = variants({name: reading.gaps[question] for name, reading in readings.items()})
    seen = looks(first.ledger.sources, first.ledger.origins)
    silent = first.silent(question)
    alt = _alternative(claims, gaps[0].value, silent, seen)
    drawn = {
        width: blocks.block(
            claims,
            gaps[0].value,
            seen,
            width,
            pairs=first.pairs.get(question, []),
            silent=silent,
            href=href,
        ).svg(f"b-{question}-{width}", row["question"], alt, css)
        for width, css in ((blocks.WIDE, "at-wide"), (blocks.NARROW, "at-narrow"))
        if claims
    }
    questions = first.ledger.questions
    note = questions.loc[questions["question_id"].eq(question), "note"].iloc[0]
    return Panel(
        question, row["question"], row["short"], note, gaps,
        drawn.get(blocks.WIDE, ""), drawn.get(blocks.NARROW, ""),
        f"{row['question']} {alt}",
    )  # fmt: skip


def _alternative(
    claims: list[dict[str, Any]], gap: Gap, silent: Sequence[str], seen: Mapping[str, Look]
) -> str:
    if not claims:
        return "No document answers it."
    return blocks.alternative(claims, gap, silent, seen)


def panels(readings: Mapping[str, Comparison], questions: Sequence[str]) -> Shown:
    """The blocks of some questions, one below the other."""
    made = [panel(readings, question) for question in questions]
    data = render("blocks.html", panels=made)
    return Shown(str(data), "\n".join(each.text for each in made))


def symbol(look: Look, hollow: bool = False) -> Markup:
    """A document's mark as a small picture beside text that names it."""
    mark = Mark(0, 0, look.shape, look.colour, hollow, 5.5)
    return render("symbol.svg", mark=mark, points=outline(mark))
