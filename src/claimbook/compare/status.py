"""What the claims on each question amount to."""

import numpy as np
import pandas as pd

from claimbook.compare.verdicts import FAMILIES, differs, sides
from claimbook.wording import counted

# Every status, the first that holds first, with the tag a reader sees on the question.
TAGS = {
    "contested": "cannot both hold",
    "told by one document only": "one document",
    "unsettled": "may not both hold",
    "moving": "moved",
    "told differently": "told differently",
    "told alike": "told alike",
    "one party": "one party",
    "no contradiction": "no contradiction",
    "parts or apart": "not the same",
    "no claims": "no claims",
}


def status(
    lined: pd.DataFrame, verdicts: pd.DataFrame, questions: pd.DataFrame, sources: pd.DataFrame
) -> pd.DataFrame:
    """What the claims on each question amount to.

    One row per question in ledger order: question_id, topic, question, short, status (the first of
    `TAGS` that holds), told (the same with what a reader must know: how many voices, or that
    every conflict rests on an unnamed one), claims, sources, voices and parties (named ones;
    numbers), silent (the source_ids without a claim on it, joined by "; "), compared (bool: two
    documents answer it, or one that contradicts itself or quotes who contradict each other).
    """
    table = questions[["question_id", "topic", "question", "short"]].reset_index(drop=True)
    table["short"] = table["short"].where(table["short"].ne(""), table["question"])
    ids = table["question_id"]
    groups = lined.groupby("question_id")
    voice = lined["origin_id"].where(lined["named"], lined["origin_id"] + " " + lined["source_id"])
    numbers = {
        "claims": groups.size(),
        "sources": groups["source_id"].nunique(),
        "voices": voice.groupby(lined["question_id"]).nunique(),
        "parties": lined["party"].where(lined["named"]).groupby(lined["question_id"]).nunique(),
    }
    table = table.assign(**{n: ids.map(of).fillna(0).astype(int) for n, of in numbers.items()})
    all_named = ids.map(groups["named"].all()).eq(True)

    def has(*words: str) -> pd.Series:
        return ids.isin(verdicts.loc[verdicts["verdict"].isin(words), "question_id"])

    holds = [
        has(*FAMILIES["cannot both hold"]),
        table["claims"].gt(0) & table["sources"].le(1),
        has("unsettled"),
        has(*FAMILIES["moved"]),
        has("framing"),
        has("agree"),
        table["parties"].eq(1) & all_named,
        has("compatible", "repeat"),
        table["claims"].gt(0),
    ]
    *words, otherwise = TAGS
    words = pd.Series(np.select(holds, words, otherwise), dtype="str")
    apart = verdicts[verdicts["verdict"].isin(FAMILIES["cannot both hold"])]
    nameless = apart["caveats"].str.contains("an unnamed voice", regex=False)
    shaky = ids.map(nameless.groupby(apart["question_id"]).all()).eq(True)
    voices = [
        f": {counted(v, 'voice')}, {counted(p, 'named party', 'named parties')}"
        for v, p in zip(table["voices"], table["parties"], strict=True)
    ]
    beside = np.select(
        [words.eq("contested") & shaky, words.eq("told alike")],
        [", each time by an unnamed voice", pd.Series(voices, dtype="object")],
        "",
    )
    speaking = groups["source_id"].agg(set).to_dict()
    silent = [
        "; ".join(name for name in sources["source_id"] if name not in speaking.get(asked, ()))
        for asked in ids
    ]
    return table.assign(
        status=words,
        told=words + beside,
        silent=pd.Series(silent, dtype="str"),
        compared=table["sources"].gt(1) | words.eq("contested"),
    )


def near_misses(lined: pd.DataFrame, verdicts: pd.DataFrame) -> pd.DataFrame:
    """The `verdicts` of pairs that their scopes alone set apart, for a reader to judge the scopes.

    They are `apart` or `part`, and their answers differ or their intervals are disjoint.
    """
    pairs = verdicts[verdicts["verdict"].isin(["apart", "part"])]
    claims, index = sides(lined), pd.Index(lined["claim_id"])
    one, two = (
        {name: cells[index.get_indexer(pairs[side])] for name, cells in claims.items()}
        for side in ("claim_a", "claim_b")
    )
    return pairs[differs(one, two)].reset_index(drop=True)
