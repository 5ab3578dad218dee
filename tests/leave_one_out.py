"""How much of a document `claimbook add` suggests: a ledger without it, then its worksheet.

    python tests/leave_one_out.py [DATA [DOCUMENTS]]

The marks are printed beside what was measured. Documents are found as everywhere else: named,
$CLAIMBOOK_DOCUMENTS, or the ledger's own folder.
"""

import sys
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import pandas as pd

from claimbook.coding import suggest
from claimbook.evidence.documents import documents_folder, find_documents, paragraphs
from claimbook.evidence.numbers import numbers
from claimbook.ledger import check
from claimbook.ledger.model import Ledger

DATA = Path(__file__).parents[1] / "data"
FIGURE = ["paragraph", "qualifier", "low", "high"]
MARKS = {
    "figures": "counts and money with a row of their paragraph, qualifier, low and high: ≥ 95 %",
    "dates": "dates likewise: ≥ 80 %",
    "rows": "rows for each number: ≤ 1.5",
    "nearest": "their question among the five, where another claim is on it: ≥ 80 %",
    "seconds": "< 5 for the longest document",
}


def measured(ledger: Ledger, source_id: str, text: str) -> dict[str, list]:
    """Of each mark what was met and what was not; of rows and seconds the number itself."""
    own = ledger.claims["source_id"].eq(source_id)
    kinds = ledger.questions.set_index("question_id")["kind"]
    rest = replace(ledger, claims=ledger.claims[~own].reset_index(drop=True))
    published = ledger.sources.set_index("source_id").loc[source_id, "published"]
    start = perf_counter()
    rows = pd.DataFrame(suggest.rows(text, rest, source_id, published))
    found: dict[str, list] = defaultdict(list, seconds=[perf_counter() - start])
    found["rows"] = [len(rows)]
    found["numbers"] = [sum(len(numbers(paragraph)) for paragraph in paragraphs(text))]
    known = set(rest.claims["question_id"])
    claims = ledger.claims[own].assign(kind=ledger.claims["question_id"].map(kinds))
    for claim in claims[claims["kind"].ne("choice")].itertuples():
        fits = rows[(rows[FIGURE] == [getattr(claim, name) for name in FIGURE]).all(axis=1)]
        if mark := {"count": "figures", "money": "figures", "date": "dates"}.get(claim.kind):
            found[mark].append(len(fits) > 0)
            found["missed"] += [claim.claim_id] * (not len(fits))
        if claim.question_id in known:
            near = any(claim.question_id in ids.split("; ") for ids in fits["nearest"])
            found["nearest"].append(near)
            found["far"] += [claim.claim_id] * (not near)
    return found


def line(name: str, found: dict[str, list]) -> str:
    """What was measured of a document, or of all."""

    def share(mark: str) -> str:
        met = found[mark]
        return f"{sum(met)}/{len(met)} = {sum(met) / len(met):.0%}" if met else "none"

    shares = [f"{mark} {share(mark)}" for mark in ("figures", "dates", "nearest")]
    rows, read = sum(found["rows"]), sum(found["numbers"])
    return (
        f"{name}: {'; '.join(shares)}; rows {rows}/{read} = {rows / read:.2f}; "
        f"seconds {max(found['seconds']):.2f}"
    )


def main(data: str | Path = DATA, documents: str | None = None) -> None:
    """Print a line for each document at hand, and one for all."""
    ledger = check.load(data)
    every: dict[str, list] = defaultdict(list)
    texts = find_documents(ledger.sources, documents_folder(documents, data), ledger.claims)
    if not texts:
        sys.exit("no documents at hand; name their folder, or set CLAIMBOOK_DOCUMENTS")
    for source_id, text in texts.items():
        found = measured(ledger, source_id, text)
        print(line(source_id, found))
        for why in ("missed", "far"):
            print(f"  {why}: {', '.join(map(str, found[why]))}")
        for mark, met in found.items():
            every[mark] += met
    print(line("all", every))
    print(*(f"  {mark}: {text}" for mark, text in MARKS.items()), sep="\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
