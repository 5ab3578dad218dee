"""How much of a document `claimbook add` suggests: a ledger without it, then its worksheet.

    python tests/leave_one_out.py [DATA [DOCUMENTS]]

What is to be reached: of counts and money 95 % have a row with their paragraph, qualifier, low and
high (`figures`), of dates 80 %; of those on whose question another claim is, 80 % have it among the
five `nearest`; at most 1.5 rows a number; 5 seconds for the longest document. Documents are found
as everywhere else: named, $CLAIMBOOK_DOCUMENTS, or the ledger's own folder.
"""

import sys
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import pandas as pd

from claimbook.coding import suggest
from claimbook.evidence.documents import find_documents, paragraphs
from claimbook.evidence.numbers import numbers
from claimbook.ledger import check
from claimbook.ledger.folder import documents_folder
from claimbook.ledger.model import Ledger

DATA = Path(__file__).parents[1] / "data"
FIGURE = ["paragraph", "qualifier", "low", "high"]


def measured(ledger: Ledger, source_id: str, text: str) -> dict[str, list]:
    """Of each mark what was met and what was not; of rows and seconds the number itself."""
    own = ledger.claims["source_id"].eq(source_id)
    rest = replace(ledger, claims=ledger.claims[~own].reset_index(drop=True))
    published = ledger.sources.set_index("source_id").loc[source_id, "published"]
    start = perf_counter()
    rows = pd.DataFrame(suggest.rows(text, rest, source_id, published))
    found: dict[str, list] = defaultdict(list, seconds=[perf_counter() - start], rows=[len(rows)])
    found["numbers"] = [sum(len(numbers(paragraph)) for paragraph in paragraphs(text))]
    known = set(rest.claims["question_id"])
    kinds = ledger.claims["question_id"].map(ledger.questions.set_index("question_id")["kind"])
    for claim in ledger.claims.assign(kind=kinds)[own & kinds.ne("choice")].itertuples():
        fits = rows[(rows[FIGURE] == [getattr(claim, name) for name in FIGURE]).all(axis=1)]
        if mark := {"count": "figures", "money": "figures", "date": "dates"}.get(claim.kind):
            found[mark].append(len(fits) > 0)
            found["missed"] += [claim.claim_id] * (not len(fits))
        if claim.question_id in known:
            near = any(claim.question_id in ids.split("; ") for ids in fits["nearest"])
            found["nearest"].append(near)
            found["far"] += [claim.claim_id] * (not near)
    return found


def main(data: str | Path = DATA, documents: str | None = None) -> None:
    """Print what was measured of each document at hand and of all, and what was missed."""
    ledger = check.load(data)
    texts = find_documents(ledger.sources, documents_folder(documents, data), ledger.claims)
    found = {source_id: measured(ledger, source_id, text) for source_id, text in texts.items()}
    if not found:
        sys.exit("no documents at hand; name their folder, or set CLAIMBOOK_DOCUMENTS")
    table = pd.DataFrame(found).T.map(lambda each: each if isinstance(each, list) else [])
    table.loc["all"] = table.sum()
    shown = table[["figures", "dates", "nearest"]].map(lambda met: f"{sum(met)}/{len(met)}")
    shown["rows"] = table["rows"].map(sum) / table["numbers"].map(sum)
    shown["seconds"] = table["seconds"].map(max)
    print(shown.to_string(float_format="{:.2f}".format))
    for why in ("missed", "far"):
        print(f"{why}: {', '.join(table.loc['all', why])}")


if __name__ == "__main__":
    main(*sys.argv[1:])
