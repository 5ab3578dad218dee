"""Two states of one ledger: what was edited, and what that did to the verdicts.

Rows are compared by their key, so that a row that only moved is no edit.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pandas as pd

from claimbook.compare.comparison import compare as compared
from claimbook.ledger.csvfile import COLUMNS
from claimbook.ledger.model import Ledger
from claimbook.wording import counted, listed, visible

KEYS = {
    "claims": ["claim_id"],
    "questions": ["question_id"],
    "scopes": ["scope"],
    "origins": ["origin_id"],
    "sources": ["source_id"],
    "conventions": ["convention", "qualifier"],
    "not_claims": ["source_id", "paragraph", "wording"],
}
# What a row of each file is called, one and many.
NOUNS = {
    "claims": ("claim", "claims"),
    "questions": ("question", "questions"),
    "scopes": ("scope", "scopes"),
    "origins": ("origin", "origins"),
    "sources": ("source", "sources"),
    "conventions": ("convention rule", "convention rules"),
    "not_claims": ("number that is no claim", "numbers that are no claims"),
}
EDITS = ("edited", "added", "removed")
# The columns a verdict or its caveats are made from: an edit of another one never is the cause.
DECIDING = {
    "claims": "source_id question_id scope counted qualifier low high answer stated as_of "
    "origin_id".split(),
    "questions": ["kind", "running_total", "answers_are"],
    "scopes": ["within"],
    "sources": ["published"],
    "origins": ["name", "kind", "party"],
    "conventions": ["rule", "low", "high"],
}
EVERYWHERE = ("conventions", "scopes")  # an edit there may reach any question
VERDICTS = ("Verdicts changed", "Caveats changed", "New verdicts", "Verdicts that are gone")

Section = tuple[str, list[tuple[str, list[str]]]]


@dataclass(frozen=True, eq=False)
class Changes:
    """What an edit did.

    Attributes
    ----------
    rows : DataFrame
        One row per cell: sheet, key, change (edited, added, removed), column, before, after. Of a
        row that was added or removed, every cell that is not empty.
    verdicts : DataFrame
        One row per pair whose verdict or caveats differ: question_id, claim_a, claim_b, before,
        after (verdicts; "" where the pair did not exist), caveats_before, caveats_after,
        reason_before, reason_after, because (the edits it comes from, in words), change (one of
        `VERDICTS`, in whose order they stand).
    statuses : DataFrame
        One row per question whose status differs: question_id, question, before, after.
    reordered : bool
        Rows stand in another order, and nothing else changed.
    """

    rows: pd.DataFrame
    verdicts: pd.DataFrame
    statuses: pd.DataFrame
    reordered: bool


def changes(before: Ledger, after: Ledger) -> Changes:
    """Compare two ledgers row by row, and the verdicts and statuses they lead to."""
    rows = pd.DataFrame(
        [row for name in KEYS for row in _rows(name, before, after)],
        columns=["sheet", "key", "change", "column", "before", "after"],
        dtype="str",
    )
    reordered = rows.empty and before.digest != after.digest
    books = _touched(before, after, rows)
    judged = [compared(book) for book in books]
    statuses = [each.status[["question", "status"]] for each in judged]
    both = statuses[1].join(statuses[0]["status"].rename("before"), how="inner")
    moved = both[both["status"] != both["before"]].rename(columns={"status": "after"})
    return Changes(
        rows=rows,
        verdicts=_verdicts(*(each.verdicts for each in judged), _causes(rows, *books)),
        statuses=moved.rename_axis("question_id").reset_index(),
        reordered=reordered,
    )


def _rows(name: str, before: Ledger, after: Ledger) -> Iterator[tuple[str, ...]]:
    old, new = (_keyed(getattr(book, name), name) for book in (before, after))
    for key in (key for key in new if key in old and new[key] != old[key]):
        for column in COLUMNS[name]:
            if old[key][column] != new[key][column]:
                yield name, key, "edited", column, old[key][column], new[key][column]
    for key in (key for key in new if key not in old):
        yield from ((name, key, "added", column, "", text) for column, text in new[key].items())
    for key in (key for key in old if key not in new):
        yield from ((name, key, "removed", column, text, "") for column, text in old[key].items())


def _keyed(frame: pd.DataFrame, name: str) -> dict[str, dict[str, str]]:
    """The rows by their key; a key that occurs again is numbered."""
    keyed: dict[str, dict[str, str]] = {}
    seen: dict[str, int] = {}
    for row in frame[COLUMNS[name]].to_dict("records"):
        key = ", ".join(row[column] for column in KEYS[name])
        seen[key] = seen.get(key, 0) + 1
        keyed[key if seen[key] == 1 else f"{key} ({seen[key]})"] = row
    return keyed


def _touched(before: Ledger, after: Ledger, rows: pd.DataFrame) -> tuple[Ledger, Ledger]:
    """Both ledgers with the questions alone whose verdicts an edit can have changed."""
    ids = [book.claims["claim_id"] for book in (before, after)]
    kept = [one[one.isin(other)].to_numpy(object) for one, other in (ids, ids[::-1])]
    if rows["sheet"].isin(EVERYWHERE).any() or (kept[0] != kept[1]).any():
        return before, after
    keys = {name: set(group["key"]) for name, group in rows.groupby("sheet")}
    reached = set(keys.get("questions", ()))
    for book in (before, after):
        edited = book.claims["claim_id"].isin(keys.get("claims", ()))
        edited |= book.claims["origin_id"].isin(keys.get("origins", ()))
        edited |= book.claims["source_id"].isin(keys.get("sources", ()))
        reached |= set(book.claims.loc[edited, "question_id"])
    old, new = (
        replace(book, claims=_only(book.claims, reached), questions=_only(book.questions, reached))
        for book in (before, after)
    )
    return old, new


def _only(frame: pd.DataFrame, questions: set[str]) -> pd.DataFrame:
    return frame[frame["question_id"].isin(questions)].reset_index(drop=True)


def _verdicts(old: pd.DataFrame, new: pd.DataFrame, causes: pd.Series) -> pd.DataFrame:
    both = _by_pair(new).merge(
        _by_pair(old), on=["question_id", "pair"], how="outer", suffixes=("_after", "_before")
    )
    texts = both.columns.difference(["question_id", "pair", "at_after", "at_before"])
    both[texts] = both[texts].fillna("")
    both["before"], both["after"] = both["verdict_before"], both["verdict_after"]
    moved = both["before"] != both["after"]
    both = both[moved | (both["caveats_before"] != both["caveats_after"])]
    is_new, is_gone = both["before"].eq(""), both["after"].eq("")
    rank = (~moved[both.index] * 1).mask(is_new, 2).mask(is_gone, 3)
    both["change"] = rank.map(dict(enumerate(VERDICTS)))
    for side in ("claim_a", "claim_b"):
        both[side] = both[f"{side}_after"].mask(is_gone, both[f"{side}_before"])
    both["because"] = [
        "; ".join(dict.fromkeys(word for claim in pair for word in causes.get(claim, [])))
        or "the order of the rows"
        for pair in both["pair"]
    ]
    both = both.assign(rank=rank).sort_values(["rank", "at_after", "at_before"], kind="stable")
    columns = ["question_id", "claim_a", "claim_b", "before", "after", "caveats_before"]
    columns += ["caveats_after", "reason_before", "reason_after", "because", "change"]
    return both[columns].reset_index(drop=True)


def _by_pair(verdicts: pd.DataFrame) -> pd.DataFrame:
    """Verdicts with a key that does not depend on which claim stands first in the ledger."""
    pairs = zip(verdicts["claim_a"], verdicts["claim_b"], strict=True)
    return verdicts.assign(
        pair=pd.Series([tuple(sorted(pair)) for pair in pairs], dtype="object"),
        at=range(len(verdicts)),
    )


def _causes(rows: pd.DataFrame, before: Ledger, after: Ledger) -> dict[str, list[str]]:
    """By claim the edits behind its verdicts: its own, and those of what it refers to."""
    words: dict[tuple[str, str], list[str]] = {}
    for (sheet, key, change), cells in rows.groupby(["sheet", "key", "change"], sort=False):
        said = [f"{key} {change}"]
        if change == "edited":
            cells = cells[cells["column"].isin(DECIDING.get(sheet, []))]
            edits = zip(cells["column"], cells["before"], cells["after"], strict=True)
            fields = [f"{column} {_quoted(old)} → {_quoted(new)}" for column, old, new in edits]
            said = [f"{key}: {', '.join(fields)}"] if fields else []
        words[sheet, key] = said
    causes: dict[str, list[str]] = {}
    for book in (before, after):
        default = book.conventions["convention"].iloc[0]
        for row in book.claims.to_dict("records"):
            told = [("claims", row["claim_id"])]
            told += [(name, row[KEYS[name][0]]) for name in ("sources", "origins", "questions")]
            told += [("scopes", scope) for scope in row["scope"].split("; ")]
            told += [("conventions", f"{default}, {row['qualifier']}")]
            known = causes.setdefault(row["claim_id"], [])
            known += [word for place in told for word in words.get(place, []) if word not in known]
    return causes


def _quoted(text: str) -> str:
    return f"“{text}”" if text else "nothing"


# --- in words ------------------------------------------------------------------------------------


def summary(found: Changes) -> str:
    """One line: "2 claims edited, 1 added; 3 verdicts changed, 1 question now contested"."""
    if found.reordered:
        return "Only the order of the rows changed"
    if found.rows.empty:
        return "The ledger is the same"
    counts = found.rows.drop_duplicates(["sheet", "key"]).value_counts(["sheet", "change"])
    edits = []
    for name, nouns in NOUNS.items():
        kinds = [kind for kind in EDITS if (name, kind) in counts.index]
        numbers = [int(counts[name, kind]) for kind in kinds]
        edits += [
            f"{number:,} {kind}" if at else f"{counted(number, *nouns)} {kind}"
            for at, (number, kind) in enumerate(zip(numbers, kinds, strict=True))
        ]
    by_change = found.verdicts["change"].value_counts()
    changed, caveats, new, gone = (int(by_change.get(change, 0)) for change in VERDICTS)
    effects = [f"{counted(changed, 'verdict')} changed"]
    effects += [f"{number:,} {word}" for number, word in ((new, "new"), (gone, "gone")) if number]
    effects += [f"the caveats of {counted(caveats, 'pair')} changed"] if caveats else []
    now = found.statuses["after"].value_counts(sort=False)
    effects += [f"{counted(number, 'question')} now {status}" for status, number in now.items()]
    return f"{', '.join(edits)}; {', '.join(effects)}"


def sections(found: Changes) -> list[Section]:
    """Everything: titles, and under each lines of a head and its details."""
    told: list[Section] = []
    for (sheet, change), cells in found.rows.groupby(["sheet", "change"], sort=False):
        lines = [
            (
                key,
                [_cell(*cell) for cell in row[["change", "column", "before", "after"]].to_numpy()],
            )
            for key, row in cells[cells["before"].ne(cells["after"])].groupby("key", sort=False)
        ]
        told.append((f"{NOUNS[sheet][1].capitalize()} {change}", lines))
    for change, pairs in found.verdicts.groupby("change", sort=False):
        told.append((str(change), [_pair(row) for row in pairs.to_dict("records")]))
    if len(found.statuses):
        statuses = found.statuses.to_dict("records")
        lines = [(row["question"], [f"{row['before']} → {row['after']}"]) for row in statuses]
        told.append(("Questions", lines))
    return told


def text(found: Changes) -> str:
    """`summary` and `sections` as plain text."""
    lines = [summary(found) + "."]
    for title, heads in sections(found):
        lines += ["", title]
        for head, details in heads:
            lines += [f"  {head}", *(f"    {detail}" for detail in details)]
    return visible("\n".join(lines))


def _cell(change: str, column: str, before: str, after: str) -> str:
    edited = f"{_quoted(before)} → {_quoted(after)}" if change == "edited" else before or after
    return f"{column}: {edited}"


def _pair(row: dict[str, str]) -> tuple[str, list[str]]:
    """The verdict before and after, with its caveats where these differ."""
    old, new = row["before"], row["after"]
    if row["caveats_before"] != row["caveats_after"]:
        old += f" ({row['caveats_before'] or 'no caveat'})" if old else ""
        new += f" ({row['caveats_after'] or 'no caveat'})" if new else ""
    turn = " → ".join([old or "new", new or "gone"])
    reasons = (("before", row["reason_before"]), ("now", row["reason_after"]))
    details = [f"{when}: {reason}" for when, reason in reasons if reason]
    claims = listed([row["claim_a"], row["claim_b"]])
    return f"{row['question_id']}: {claims}: {turn}", [*details, f"because of: {row['because']}"]
