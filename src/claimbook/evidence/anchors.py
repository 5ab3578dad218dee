"""Where each wording stands in its document, character by character, never fuzzily."""

import re
from functools import lru_cache

import pandas as pd

from claimbook.evidence.documents import paragraphs
from claimbook.evidence.numbers import numbers
from claimbook.ledger.words import WITHIN


def anchors(claims: pd.DataFrame, documents: dict[str, str]) -> pd.DataFrame:
    """Look for each wording, character by character, in the document it was taken from.

    A wording counts only where it stands alone: "18" is not found in "1,800", "18th" or "2018",
    and "20" is not found in "20 thousand".

    Returns
    -------
    DataFrame
        One row per row of ``claims`` (or ``not_claims``), with the same index: ``claim_id`` (where
        there is one), ``source_id``, ``paragraph``, ``wording`` and

        - ``anchor``: ``found`` (once in its paragraph), ``ambiguous`` (more than once), ``moved``
          (only in other paragraphs), ``orphaned`` (nowhere) or ``unchecked`` (no document);
        - ``start``, ``end``: character offsets in the paragraph where found, else -1;
        - ``elsewhere``: the other paragraphs it stands in, "3; 17".
    """
    split = {source_id: paragraphs(text) for source_id, text in documents.items()}
    places = zip(claims["wording"], claims["paragraph"], claims["source_id"], strict=True)
    found = [_anchor(wording, str(n), split.get(source)) for wording, n, source in places]
    columns = [name for name in ("claim_id", "source_id", "paragraph", "wording") if name in claims]
    types = {"anchor": "str", "start": "int64", "end": "int64", "elsewhere": "str"}
    result = pd.DataFrame(found, columns=[*types], index=claims.index).astype(types)
    return pd.concat([claims[columns], result], axis=1)


def _anchor(wording: str, own: str, lines: list[str] | None) -> tuple[str, int, int, str]:
    if lines is None:
        return "unchecked", -1, -1, ""
    places = {str(n): _places(wording, line) for n, line in enumerate(lines, 1)}
    here = places.pop(own, [])
    elsewhere = "; ".join(number for number, spans in places.items() if spans)
    if len(here) == 1:
        return "found", *here[0], elsewhere
    state = "ambiguous" if here else "moved" if elsewhere else "orphaned"
    return state, -1, -1, elsewhere


def _places(wording: str, paragraph: str) -> list[tuple[int, int]]:
    """Find where a wording stands alone in a paragraph, overlapping occurrences included."""
    if not wording or wording not in paragraph:
        return []
    starts = (at.start() for at in re.finditer(f"(?={re.escape(wording)})", paragraph))
    spans = [(start, start + len(wording)) for start in starts]
    return [span for span in spans if not _within(paragraph) & {*span}]


@lru_cache(maxsize=4096)
def _within(paragraph: str) -> frozenset[int]:
    """Where a paragraph cannot be cut: within words and numbers."""
    words = {match.start() for match in WITHIN.finditer(paragraph)}
    return frozenset(words.union(*(range(n.start + 1, n.end) for n in numbers(paragraph))))
