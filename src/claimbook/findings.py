"""Sentences of result, computed from the frames so that none goes stale after an edit.

Every function returns a list of plain sentences for `tables.say`. None of them says who is right.
"""

import pandas as pd

from claimbook import views
from claimbook.compare import UNNAMED
from claimbook.views import counted, listed

STATUS_WORDS = {
    "contested": "contested",
    "moving": "moving with time",
    "corroborated": "backed by two or more independent parties",
    "scopes differ": "answered for different scopes only",
    "one party": "carried by one party alone",
    "single claim": "answered by a single claim",
    "no claims": "not answered",
}


def summary(line_up: pd.DataFrame, status: pd.DataFrame, subject: str) -> list[str]:
    """What there is: claims, questions, sources, and how many questions have which status."""
    if line_up.empty:
        return [f"This ledger has no claims on {subject}."]
    shared = line_up.groupby("question_id")["source_id"].nunique().gt(1).sum()
    counts = status["status"].value_counts()
    parts = [
        f"{counts[name]} {'is' if counts[name] == 1 else 'are'} {words}"
        for name, words in STATUS_WORDS.items()
        if name in counts
    ]
    claims = counted(len(line_up), "claim")
    questions = counted(line_up["question_id"].nunique(), "question")
    sources = counted(line_up["source_id"].nunique(), "source")
    return [
        f"On {subject} there are {claims} on {questions} from {sources}; more than one source "
        f"answers {counted(shared, 'question')}.",
        f"Of the questions, {listed(parts)}.",
    ]


def moves(line_up: pd.DataFrame, verdicts: pd.DataFrame) -> list[str]:
    """Running totals that rose: of each the update that rose most, with dates and origins."""
    updates = verdicts[verdicts["verdict"] == "update"]
    sentences = []
    for question, pairs in updates.groupby("question_id", sort=False):
        rows = line_up[line_up["question_id"].eq(question)].set_index("claim_id")
        own = pairs["claim_a"].isin(rows.index) & pairs["claim_b"].isin(rows.index)
        if not own.any():  # all are parts above their whole
            continue
        one, two = (rows.loc[pairs.loc[own, side]] for side in ("claim_a", "claim_b"))
        # of two claims that are wholly apart the lower one's upper bound is known
        rise = [
            max(x_low - y_high, y_low - x_high)
            for x_low, x_high, y_low, y_high in zip(
                one["lower"], one["upper"], two["lower"], two["upper"], strict=True
            )
        ]
        at = rise.index(max(rise))
        first, last = one.iloc[[at]], two.iloc[[at]]
        if first["lower"].iloc[0] > last["upper"].iloc[0]:
            first, last = last, first
        sentences.append(
            f"{first['question'].iloc[0].rstrip('?')}: {_dated(first)}, then {_dated(last)}; "
            f"the reading is that a running total rose."
        )
    return sentences


def _dated(row: pd.DataFrame) -> str:
    figure, when = views.printed(row).iloc[0], views.as_of(row).iloc[0]
    return f"{figure} as of {when or 'no stated date'} ({row['origin'].iloc[0]})"


def disagreements(status: pd.DataFrame, verdicts: pd.DataFrame) -> list[str]:
    """Each contested question with the figures that stand against each other."""
    apart = verdicts[verdicts["verdict"].isin(["conflict", "self-conflict"])]
    names = status.set_index("question_id")["question"]
    sentences = []
    for question, pairs in apart.groupby("question_id", sort=False):
        more = len(pairs) - 1
        also = f" ({counted(more, 'more such pair')})" if more else ""
        sentences.append(f"{names.get(question, question)} {pairs['reason'].iloc[0]}{also}")
    return sentences


def repeats(line_up: pd.DataFrame, verdicts: pd.DataFrame) -> list[str]:
    """Figures that several documents carry but one party stands behind.

    Only pairs that print the same number count: "at least 8" beside "18" repeats nothing.
    """
    pairs = verdicts[verdicts["verdict"] == "repeat"]
    rows = line_up.set_index("claim_id")[["source_id", "party", "low", "high"]]
    one, two = (rows.reindex(pairs[side]).reset_index() for side in ("claim_a", "claim_b"))
    number = [side["low"].where(side["low"].ne(""), side["high"]) for side in (one, two)]
    same = one["source_id"].ne(two["source_id"]) & number[0].eq(number[1]) & number[0].ne("")
    sentences = []
    pairs = pairs.assign(party=one["party"].to_numpy())[same.to_numpy()]
    for (_, party), group in pairs.groupby(["question_id", "party"], sort=False):
        ids = pd.unique(pd.concat([group["claim_a"], group["claim_b"]]))
        theirs = line_up[line_up["claim_id"].isin(ids)]
        figures = listed(dict.fromkeys(views.printed(theirs)), "or")
        documents = listed(dict.fromkeys(theirs["source_id"]))
        sentences.append(
            f"{theirs['question'].iloc[0]} {figures}: {documents} have it, "
            f"but one party is behind it: {party}."
        )
    return sentences


def witnesses(line_up: pd.DataFrame) -> list[str]:
    """How many claims have a named origin, and how many have none."""
    if line_up.empty:
        return []
    unnamed = line_up["party"].isin([UNNAMED, ""]).sum()
    parties = line_up.loc[~line_up["party"].isin([UNNAMED, ""]), "party"].value_counts()
    if len(line_up) == 1 and parties.empty:
        return ["The only claim comes from an origin that is not named."]
    if parties.empty:
        return [f"All {counted(len(line_up), 'claim')} come from origins that are not named."]
    return [
        f"{counted(len(parties), 'party', 'parties')} can be told apart behind the claims; the "
        f"most claims come from {parties.index[0]} ({parties.iloc[0]} of {len(line_up)}). "
        f"{counted(unnamed, 'claim').capitalize()} {'has' if unnamed == 1 else 'have'} an unnamed "
        f"origin and {'counts' if unnamed == 1 else 'count'} as no independent witness."
    ]


def silence(status: pd.DataFrame, sources: pd.DataFrame) -> list[str]:
    """Which source says least, and which says most, of what is asked."""
    if status["claims"].sum() == 0:
        return []
    table = views.silences(status, sources).sum(axis=1).sort_values(kind="stable")
    asked = int((status["claims"] > 0).sum())
    most, least = table.index[-1], table.index[0]
    return [
        f"Of {counted(asked, 'question')} that some source answers, {most} is silent on "
        f"{table.iloc[-1]}, {least} on {table.iloc[0]}."
    ]


def stated_days(days: pd.DataFrame) -> list[str]:
    """What each stated number of days comes to by the document's own dates, see `elapsed`."""
    if days.empty:
        return ["No source both states how many days passed and dates the beginning and the end."]
    return [
        f"{row.source_id} states {row.stated} days; by its own dates it is "
        + (f"{row.least}" if row.least == row.most else f"{row.least} to {row.most}")
        + (" days, which fits." if row.fits else " days, which does not fit.")
        for row in days.itertuples()
    ]
