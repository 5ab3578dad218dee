"""Whether a decade, a quarter or half of a year is coded as the stretch of time that it is.

`column` and `text` are where a message stands, and how it says what is coded.
"""

import re

from claimbook.evidence.calendars import MONTH
from claimbook.evidence.coded import Coded
from claimbook.evidence.hedges import BETWEEN
from claimbook.evidence.numbers import numbers
from claimbook.ledger.rows import OfRow

DECADE = re.compile(r"\b([0-9]{3}0)['’]?s\b")
NOT_ALL = re.compile(
    r"\b(?:early|earlier|late|later|mid|end|start|beginning|turn)\b", re.IGNORECASE
)
# "Q3 2021", "the first half of 2021"
PART_OF_YEAR = re.compile(
    r"\b(?:([QH])([1-4])|(?i:(first|second|third|fourth)\s(quarter|half)))"
    r"(?=(?:\s?(?:to|and|or|[-–])\s?\w+)?[\s,]+(?:of\s)?[0-9]{4}\b)"
)
FISCAL = re.compile("fiscal|financial|inferred", re.IGNORECASE)


def decade_problems(claim: Coded, column: str, text: str) -> OfRow:
    """Yield a problem where a decade is not coded from its first year to its last."""
    decades = [int(year) for year in DECADE.findall(claim.wording)]
    others = len(re.findall(r"[0-9]{4}", claim.wording)) - len(decades)
    if not decades or others or claim.qualifier not in ("exact", BETWEEN):
        return
    first, last = min(decades), max(decades) + 9
    lasts = {last, last + 90} if not max(decades) % 100 else {last}  # "the 1800s"
    years = {claim.low[:4], claim.high[:4]}
    if NOT_ALL.search(claim.wording) or any(years == {f"{first}", f"{end}"} for end in lasts):
        return
    column = "qualifier" if claim.qualifier == "exact" else column
    named = " and ".join(f"{decade}s" for decade in decades)
    yield column, f"the wording names the {named}, between {first} and {last}, but {text}"


def part_of_year_problems(claim: Coded, coded_months: set[int], column: str, text: str) -> OfRow:
    """Yield a problem where the months coded are not of the quarter or half of a year named."""
    if claim.qualifier not in ("exact", BETWEEN) or FISCAL.search(claim.wording + claim.note):
        return
    named = [*PART_OF_YEAR.finditer(claim.wording)]
    months: set[int] = set()
    for match in named:
        length = 3 if (match[1] or match[4]).lower().startswith("q") else 6
        which = int(match[2] or numbers(match[3])[0].value)
        months.update(range(length * (which - 1) + 1, length * which + 1))
    if named and not coded_months <= months and not MONTH.search(claim.wording):
        parts = " and ".join(match[0] for match in named)
        yield (
            column,
            f"the wording names {parts}, months {min(months)} to {max(months)}, but {text}",
        )
