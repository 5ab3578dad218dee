"""Two states of one ledger: what was edited, and what that did to the verdicts.

Rows are compared by their key, so that a row that only moved is no edit.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from claimbook.compare.comparison import Comparison
from claimbook.compare.scopes import names
from claimbook.ledger.files import COLUMNS, RESOURCES
from claimbook.ledger.model import Ledger
from claimbook.wording import counted, listed, visible

SHEETS = [resource["name"] for resource in RESOURCES]
KEYS = {resource["name"]: resource["schema"]["primaryKey"] for resource in RESOURCES}
# The columns a verdict or its caveats are made from: an edit of another one never is the cause.
DECIDING = {
    "claims": "source_id question_id scope counted qualifier low high answer stated as_of "
    "origin_id".split(),
    "questions": ["kind", "running_total", "answers_are"],
    "scopes": ["within"],
    "sources": ["published"],
    "origins": ["name", "kind", "party"],
    "conventions": ["rule", "low", "high"],
    "not_claims": [],
}
# What a row is called where it is not as its file.
NOUNS = {"conventions": "convention rule", "not_claims": "excluded number"}
EDITS = ("edited", "added", "removed")
VERDICTS = ("Verdicts changed", "Caveats changed", "New verdicts", "Verdicts that are gone")

Section = tuple[str, list[tuple[str, list[str]]]]


@dataclass(frozen=True, eq=False)
class Changes:
    """What an edit did.

    Attributes
    ----------
    rows : DataFrame
        One row per cell: sheet, key, column, before, after, change (edited, added, removed). Of a
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


def changes(old: Comparison, new: Comparison) -> Changes:
    """Compare two ledgers row by row, and the verdicts and statuses they lead to."""
    before, after = old.ledger, new.ledger
    rows = _rows(before, after)
    statuses = new.status[["question"]].assign(
        before=old.status["status"], after=new.status["status"]
    )
    moved = statuses.dropna()[lambda both: both["before"].ne(both["after"])]
    return Changes(
        rows=rows,
        verdicts=_verdicts(old.verdicts, new.verdicts, _causes(rows, before, after)),
        statuses=moved.rename_axis("question_id").reset_index(),
        reordered=rows.empty and before.digest != after.digest,
    )


def _rows(before: Ledger, after: Ledger) -> pd.DataFrame:
    both = pd.concat({"after": _cells(after), "before": _cells(before)}, axis=1)
    added, removed = both["before"].isna(), both["after"].isna()
    both["change"] = np.select([added, removed], ["added", "removed"], "edited")
    rows = both.fillna("")[lambda cell: cell["before"].ne(cell["after"])].reset_index()
    order = [*SHEETS, *EDITS]
    rows = rows.sort_values(["sheet", "change"], key=lambda names: names.map(order.index))
    return rows.reset_index(drop=True)


def _cells(ledger: Ledger) -> pd.Series:
    """Every cell, by its sheet, the key of its row and its column."""
    sheets = {}
    for sheet in SHEETS:
        rows = getattr(ledger, sheet)[COLUMNS[sheet]]
        keys = map(", ".join, rows[np.atleast_1d(KEYS[sheet])].to_numpy())
        sheets[sheet] = rows.set_axis([*keys]).stack()
    return pd.concat(sheets, names=["sheet", "key", "column"])


def _verdicts(old: pd.DataFrame, new: pd.DataFrame, causes: dict[str, list[str]]) -> pd.DataFrame:
    both = pd.concat({"after": _by_pair(new), "before": _by_pair(old)}, axis=1)
    pair = both["after"].fillna(both["before"])[["question_id", "claim_a", "claim_b"]]
    both = both.fillna("").swaplevel(axis=1)
    verdict, caveats = both["verdict"], both["caveats"]
    kinds = {
        "New verdicts": verdict["before"].eq(""),
        "Verdicts that are gone": verdict["after"].eq(""),
        "Verdicts changed": verdict["before"].ne(verdict["after"]),
        "Caveats changed": caveats["before"].ne(caveats["after"]),
    }
    change = np.select([*kinds.values()], [*kinds], "")
    more = [both[name].add_prefix(f"{name}_") for name in ("caveats", "reason")]
    table = pd.concat([pair, verdict, *more], axis=1).assign(change=change)[change != ""]
    table = table.sort_values("change", key=lambda kind: kind.map(VERDICTS.index), kind="stable")
    because = [[*causes.get(one, []), *causes.get(other, [])] for _, one, other in table.index]
    table["because"] = ["; ".join(dict.fromkeys(w)) or "the order of the rows" for w in because]
    return table.reset_index(drop=True).astype("str")


def _by_pair(verdicts: pd.DataFrame) -> pd.DataFrame:
    """Verdicts by question and claims, whichever of them stands first in the ledger."""
    pairs = np.sort(verdicts[["claim_a", "claim_b"]].to_numpy(object), axis=1)
    return verdicts.set_index([verdicts["question_id"], pairs[:, 0], pairs[:, 1]])


def _causes(rows: pd.DataFrame, before: Ledger, after: Ledger) -> dict[str, list[str]]:
    """By claim the edits behind its verdicts: its own, and those of what it refers to."""
    words: dict[tuple[str, str], str] = {}
    for (sheet, key, change), cells in rows.groupby(["sheet", "key", "change"], sort=False):
        deciding = cells[cells["column"].isin(DECIDING[sheet])]
        edits = deciding[["column", "before", "after"]].to_numpy()
        fields = [f"{column} {_quoted(old)} → {_quoted(new)}" for column, old, new in edits]
        if change != "edited":
            words[sheet, key] = f"{key} {change}"
        elif fields:
            words[sheet, key] = f"{key}: {', '.join(fields)}"
    causes: dict[str, list[str]] = {}
    for ledger in (before, after):
        default = ledger.conventions["convention"].iloc[0]
        for row in ledger.claims.to_dict("records"):
            refers_to = [
                (name, row[KEYS[name]]) for name in ("claims", "sources", "origins", "questions")
            ]
            refers_to += [("scopes", scope) for scope in names(row["scope"])]
            refers_to += [("conventions", f"{default}, {row['qualifier']}")]
            told = causes.setdefault(row["claim_id"], [])
            told += [words[place] for place in refers_to if place in words]
    return causes


def _quoted(text: str) -> str:
    return f"“{text}”" if text else "nothing"


# --- in words ------------------------------------------------------------------------------------


def _noun(sheet: str) -> str:
    return NOUNS.get(sheet, sheet.removesuffix("s"))


def summary(found: Changes) -> str:
    """One line: "2 claims edited, 1 added; 3 verdicts changed, 1 question now contested"."""
    if found.reordered:
        return "Only the order of the rows changed"
    if found.rows.empty:
        return "The ledger is the same"
    rows = found.rows.drop_duplicates(["sheet", "key"])
    edits, named = [], ""
    for (name, change), number in rows.groupby(["sheet", "change"], sort=False).size().items():
        noun = counted(number, _noun(name))
        edits.append(f"{f'{number:,}' if name == named else noun} {change}")
        named = name
    by_change = found.verdicts["change"].value_counts()
    changed, caveats, new, gone = (by_change.get(change, 0) for change in VERDICTS)
    effects = [f"{counted(changed, 'verdict')} changed"]
    effects += [f"{number:,} {word}" for number, word in ((new, "new"), (gone, "gone")) if number]
    effects += [f"the caveats of {counted(caveats, 'pair')} changed"] if caveats else []
    now = found.statuses["after"].value_counts(sort=False)
    effects += [f"{counted(number, 'question')} now {status}" for status, number in now.items()]
    return f"{', '.join(edits)}; {', '.join(effects)}"


def sections(found: Changes) -> list[Section]:
    """Everything: titles, and under each lines of a head and its details."""
    told: list[Section] = []
    cells = found.rows[["change", "column", "before", "after"]].to_numpy()
    rows = found.rows.assign(said=[_cell(*cell) for cell in cells])
    for (sheet, change), here in rows.groupby(["sheet", "change"], sort=False):
        lines = [(key, [*row["said"]]) for key, row in here.groupby("key", sort=False)]
        told.append((f"{_noun(sheet).capitalize()}s {change}", lines))
    for change, pairs in found.verdicts.groupby("change", sort=False):
        told.append((change, [_pair(row) for row in pairs.to_dict("records")]))
    if len(found.statuses):
        moved = found.statuses[["question", "before", "after"]].to_numpy()
        told.append(("Questions", [(asked, [f"{old} → {new}"]) for asked, old, new in moved]))
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
