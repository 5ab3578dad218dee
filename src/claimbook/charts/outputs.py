"""What a cell shows that is no block: an event by the hour, reasons, numbers, who counts whose."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from claimbook.charts import event as dated
from claimbook.charts.palette import looks_of
from claimbook.charts.panels import at_both_widths, claim_href, symbol, variants
from claimbook.compare.comparison import Comparison
from claimbook.ledger import dates
from claimbook.show import Shown, render
from claimbook.wording import number_text

MARKS = {"symbol": symbol, "claim_href": claim_href}  # what templates call


def event(comparison: Comparison, questions: Sequence[str]) -> Shown:
    """When each document has something begin, happen and end; see `charts.event`."""
    alt = dated.alternative(comparison, questions)
    title = " · ".join(comparison.status["short"][name] for name in questions)
    drawn = at_both_widths(
        lambda width: dated.event(comparison, questions, width, claim_href),
        f"e-{questions[0]}", title, alt,
    )  # fmt: skip
    return Shown(str(render("event.html", drawn=drawn)), alt)


def reasons(
    by_question: Sequence[tuple[str, list[dict[str, dict[str, str]]], int]], caption: str
) -> Shown:
    """Verdicts with their reasons, folded; see `views.reasons_by_question`."""
    questions = [
        (asked, [variant for pair in pairs for variant in variants(pair)], rest)
        for asked, pairs, rest in by_question
    ]
    total = sum(len(pairs) + rest for _, pairs, rest in by_question)
    data = render("reasons.html", caption=caption, total=total, questions=questions)
    told = [next(iter(pair.values()))["reason"] for _, pairs, _ in by_question for pair in pairs]
    return Shown(str(data), "\n".join([caption, *told]))


def same_numbers(comparison: Comparison, found: Sequence[Any]) -> Shown:
    """The numbers that several documents print, a document a column; see `summaries.travels`."""
    seen = looks_of(comparison)
    spans = dict(zip(seen, map(dates.span, comparison.ledger.sources["published"]), strict=True))
    columns = sorted(seen, key=lambda name: spans[name] or (math.inf, math.inf))
    values = {"travels": found, "columns": columns, "looks": seen, "number_text": number_text}
    data = render("output.html", part="travels.html", **values, **MARKS)
    lines = []
    for each in found:
        claims = [card.claim for card in each.cards]
        told = [f"{claim['figure']} “{claim['counted']}” {claim['who']}" for claim in claims]
        lines.append(f"{number_text(each.number)}, {each.short}: {'; '.join(told)}")
    return Shown(str(data), "\n".join(lines))


def who_counts(comparison: Comparison, matrix: Any) -> Shown:
    """Who counts whose, as a table; see `summaries.whose`."""
    data = render(
        "output.html", part="whose.html", whose=matrix, looks=looks_of(comparison), **MARKS
    )
    lines = []
    for _, name, cells in matrix.rows:
        told = [f"{claim['figure']} ({claim['who']})" for cell in cells or [] for claim, _ in cell]
        lines.append(f"{name}: {'; '.join(told) or 'no document gives a figure'}")
    return Shown(str(data), "\n".join(lines))


def every_figure(
    comparison: Comparison, caption: str, cite: Callable[[Mapping[str, Any]], str]
) -> Shown:
    """Every figure where it is printed, question by question, each with its citation to copy."""
    asked = [
        {
            "question_id": name,
            "question": question,
            "claimed": comparison.claims[name],
            "gap": comparison.gaps[name],
        }
        for name, question in comparison.status["question"].items()
        if name in comparison.claims
    ]
    values = {"caption": caption, "asked": asked, "looks": looks_of(comparison), "cite": cite}
    data = render("output.html", part="every.html", **values, **MARKS)
    lines = [caption]
    for each in asked:
        lines.append(f"{each['question']} {each['gap'].line} ({each['gap'].tag})")
        lines += map(cite, each["claimed"])
    return Shown(str(data), "\n".join(lines))
