"""A line-up of made-up claims, for tests of what is said about one."""

import pandas as pd

DAY = 86400.0  # seconds
ROW = {
    "claim_id": "a", "question_id": "dead", "source_id": "post", "scope": "", "paragraph": "3",
    "wording": "some words", "qualifier": "exact", "low": "18", "high": "18", "answer": "",
    "as_of": "2019-03-05", "origin_id": "board", "via": "", "note": "", "topic": "flood",
    "question": "How many died?", "kind": "count", "unit": "people", "part_of": "",
    "origin": "Water Board", "party": "State", "publisher": "River Post",
    "lower": 18.0, "upper": 18.0, "as_of_start": 1551744000.0, "as_of_end": 1551830399.0,
}  # fmt: skip


def lined(*changes: dict) -> pd.DataFrame:
    """Return a claim for each change of `ROW`."""
    return pd.DataFrame([ROW | change for change in changes])
