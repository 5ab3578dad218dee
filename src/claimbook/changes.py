"""Two states of one ledger → what was edited, and what that did to the verdicts.

`compare` returns data; `text` and `page` render it. Rows are compared by their key with csv-diff,
so that a row that only moved is no edit.
"""

import io
import re
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import csv_diff
import pandas as pd

from claimbook import compare as comparison
from claimbook import ledger as ledgers
from claimbook.ledger import Ledger
from claimbook.sheets import COLUMNS
from claimbook.tables import say, table, visible
from claimbook.views import counted, listed

KEYS = {
    "claims": ["claim_id"],
    "questions": ["question_id"],
    "origins": ["origin_id"],
    "sources": ["source_id"],
    "conventions": ["convention", "qualifier"],
    "not_claims": ["source_id", "paragraph", "wording"],
}
NOUNS = {
    "claims": "claim",
    "questions": "question",
    "origins": "origin",
    "sources": "source",
    "conventions": "convention rule",
    "not_claims": "number that is no claim",
}
MANY = {"not_claims": "numbers that are no claims"}
KINDS = ("edited", "added", "removed")
# The columns a verdict or its caveats are made from: an edit of another one never is the cause.
DECIDING = {
    "claims": "source_id question_id scope qualifier low high answer as_of origin_id note".split(),
    "questions": ["kind", "running_total", "part_of"],
    "origins": ["party"],
    "conventions": ["rule", "low", "high"],
}
NO_REPORT = "There was no report before this one, so there is nothing to compare it with."


class ChangesError(Exception):
    """One of the two ledgers cannot be had; the message says which and why."""


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
        reason_before, reason_after, because (the edits it comes from, in words). Verdicts that
        changed come first, then caveats, then pairs that are new, then those that are gone.
    statuses : DataFrame
        One row per question whose status differs: question_id, question, before, after.
    reordered : bool
        Rows stand in another order, and nothing else changed.
    """

    rows: pd.DataFrame
    verdicts: pd.DataFrame
    statuses: pd.DataFrame
    reordered: bool


# --- the two ledgers -----------------------------------------------------------------------------


def load(name: str | Path, data: Path) -> Ledger:
    """Read a ledger from a folder, or from a git revision of the folder `data`.

    Raises
    ------
    ChangesError
        `name` is neither, or the ledger there is not valid.
    """
    if Path(name).is_dir():
        return _valid(Path(name), str(name))
    with tempfile.TemporaryDirectory() as scratch:
        _extract(str(name), data, Path(scratch))
        return _valid(Path(scratch), f"{data.name}/ at {name}")


def _valid(folder: Path, name: str) -> Ledger:
    book, problems = ledgers.read(folder)
    if book is None:
        lines = "\n".join(map(str, problems))
        raise ChangesError(f"The ledger in {name} cannot be compared; it is not valid:\n{lines}")
    return book


def _extract(revision: str, data: Path, folder: Path) -> None:
    neither = ChangesError(
        f"{visible(revision)} is neither a folder nor a git revision that has {data.name}/. "
        "Name a folder with a ledger, or a revision such as HEAD~1."
    )
    if revision.startswith("-"):
        raise neither
    try:
        # inside a folder, git archives just that folder, with names that begin there
        archived = subprocess.run(
            ["git", "archive", "--format=tar", revision],
            cwd=data,
            capture_output=True,
            check=True,
        )
        with tarfile.open(fileobj=io.BytesIO(archived.stdout)) as archive:
            archive.extractall(folder, filter="data")
    except (OSError, subprocess.CalledProcessError, tarfile.TarError):
        raise neither from None


# --- what changed --------------------------------------------------------------------------------


def compare(before: Ledger, after: Ledger) -> Changes:
    """Compare two ledgers row by row, and the verdicts and statuses they lead to."""
    rows = [row for name in KEYS for row in _rows(name, before, after)]
    names = ["sheet", "key", "change", "column", "before", "after"]
    edits = pd.DataFrame(rows, columns=names, dtype="str")
    reordered = edits.empty and before.digest != after.digest
    before, after = _touched(before, after, edits)
    judged = [comparison.verdicts(book) for book in (before, after)]
    statuses = [
        comparison.status(book, verdicts)[["question_id", "question", "status"]]
        for book, verdicts in zip((before, after), judged, strict=True)
    ]
    moved = statuses[1].merge(statuses[0], on="question_id", suffixes=("", "_before"))
    moved = moved[moved["status"] != moved["status_before"]]
    return Changes(
        rows=edits,
        verdicts=_verdicts(*judged, edits, before, after),
        statuses=pd.DataFrame(
            {
                "question_id": moved["question_id"],
                "question": moved["question"],
                "before": moved["status_before"],
                "after": moved["status"],
            }
        ).reset_index(drop=True),
        reordered=reordered,
    )


def _touched(before: Ledger, after: Ledger, edits: pd.DataFrame) -> tuple[Ledger, Ledger]:
    """Leave out of both ledgers the questions whose verdicts no edit can have changed.

    An edit reaches the questions of its claims, those of the claims from an edited origin, and
    whatever these are parts or wholes of. An edited convention, and another order of the claims,
    reach them all.
    """
    ids = [book.claims["claim_id"] for book in (before, after)]
    kept = [one[one.isin(other)].to_numpy(object) for one, other in (ids, ids[::-1])]
    if edits["sheet"].eq("conventions").any() or (kept[0] != kept[1]).any():
        return before, after
    keys = {name: set(group["key"]) for name, group in edits.groupby("sheet")}
    whole_of: dict[str, set[str]] = {}
    reached = set(keys.get("questions", ()))
    for book in (before, after):
        claims = book.claims
        edited = claims["claim_id"].isin(keys.get("claims", ()))
        edited |= claims["origin_id"].isin(keys.get("origins", ()))
        reached |= set(claims.loc[edited, "question_id"])
        questions = book.questions[book.questions["part_of"].ne("")]
        for part, whole in zip(questions["question_id"], questions["part_of"], strict=True):
            whole_of.setdefault(part, set()).add(whole)
            whole_of.setdefault(whole, set()).add(part)
    ahead = list(reached)
    while ahead:
        near = whole_of.get(ahead.pop(), set()) - reached
        reached |= near
        ahead += near
    small = [
        replace(
            book,
            claims=_only(book.claims, reached),
            questions=_only(book.questions, reached),
        )
        for book in (before, after)
    ]
    return small[0], small[1]


def _only(frame: pd.DataFrame, questions: set[str]) -> pd.DataFrame:
    return frame[frame["question_id"].isin(questions)].reset_index(drop=True)


def _rows(name: str, before: Ledger, after: Ledger) -> list[tuple[str, ...]]:
    frames = [getattr(book, name)[COLUMNS[name]] for book in (before, after)]
    in_both = pd.concat(frames).duplicated(keep=False).to_numpy()  # no ledger has a row twice
    cut = len(frames[0])
    old = _keyed(frames[0][~in_both[:cut]], name)
    new = _keyed(frames[1][~in_both[cut:]], name)
    if old and new:
        found = csv_diff.compare(old, new)
        edited = {change["key"]: change["changes"] for change in found["changed"]}
    else:  # csv-diff cannot do with a sheet that has no rows
        edited = {}
    rows = [
        (name, key, "edited", column, *edited[key][column])
        for key in new
        if key in edited
        for column in COLUMNS[name]
        if column in edited[key]
    ]
    for change, these, others in (("added", new, old), ("removed", old, new)):
        for key in (key for key in these if key not in others):
            for column, text in these[key].items():
                if text:
                    rows.append(
                        (name, key, change, column, *(("", text) if these is new else (text, "")))
                    )
    return rows


def _keyed(frame: pd.DataFrame, name: str) -> dict[str, dict[str, str]]:
    """The rows by their key; a key that occurs again is numbered."""
    keyed: dict[str, dict[str, str]] = {}
    seen: dict[str, int] = {}
    for row in frame[COLUMNS[name]].to_dict("records"):
        key = ", ".join(row[column] for column in KEYS[name])
        seen[key] = seen.get(key, 0) + 1
        keyed[key if seen[key] == 1 else f"{key} ({seen[key]})"] = row
    return keyed


def _verdicts(
    old: pd.DataFrame, new: pd.DataFrame, edits: pd.DataFrame, before: Ledger, after: Ledger
) -> pd.DataFrame:
    keys = ["question_id", "first", "second"]
    both = _sorted_pairs(new).merge(
        _sorted_pairs(old), on=keys, how="outer", suffixes=("_after", "_before"), sort=False
    )
    texts = both.columns[both.columns.str.contains("verdict|caveats|reason|claim")]
    both[texts] = both[texts].fillna("")
    differs = (both["verdict_before"] != both["verdict_after"]) | (
        both["caveats_before"] != both["caveats_after"]
    )
    both = both[differs]
    is_new, is_gone = both["verdict_before"].eq(""), both["verdict_after"].eq("")
    same = both["verdict_before"] == both["verdict_after"]
    # place: as in the new ledger; what is gone, as in the old one
    order = (is_gone * 3 + is_new * 2 + same * 1).to_numpy()
    both = both.assign(order=order).sort_values(
        ["order", "place_after", "place_before"], kind="stable"
    )
    gone = both["verdict_after"].eq("")
    pairs = {
        side: both[f"{side}_after"].where(~gone, both[f"{side}_before"])
        for side in ("claim_a", "claim_b")
    }
    causes = _Causes(edits, before, after)
    return pd.DataFrame(
        {
            "question_id": both["question_id"],
            **pairs,
            "before": both["verdict_before"],
            "after": both["verdict_after"],
            "caveats_before": both["caveats_before"],
            "caveats_after": both["caveats_after"],
            "reason_before": both["reason_before"],
            "reason_after": both["reason_after"],
            "because": [causes.of(*pair) for pair in zip(*pairs.values(), strict=True)],
        },
        dtype="str",
    ).reset_index(drop=True)


def _sorted_pairs(verdicts: pd.DataFrame) -> pd.DataFrame:
    """Verdicts with a key that does not depend on which claim stands first in the ledger."""
    a, b = verdicts["claim_a"], verdicts["claim_b"]
    return verdicts.assign(
        first=a.where(a <= b, b), second=b.where(a <= b, a), place=range(len(verdicts))
    )


class _Causes:
    """The edits behind a pair's verdict: those of its two claims and of what they refer to."""

    def __init__(self, edits: pd.DataFrame, before: Ledger, after: Ledger) -> None:
        self.words: dict[tuple[str, str], list[str]] = {}
        for (sheet, key, change), cells in edits.groupby(["sheet", "key", "change"], sort=False):
            said = [f"{key} {change}"]
            if change == "edited":
                cells = cells[cells["column"].isin(DECIDING.get(sheet, []))]
                fields = [_edit(*cell) for cell in zip(*_columns(cells), strict=True)]
                said = [f"{key}: {', '.join(fields)}"] if fields else []
            self.words[sheet, key] = said
        self.claims = [_keyed(book.claims, "claims") for book in (before, after)]
        self.defaults = [book.conventions["convention"].iloc[0] for book in (before, after)]

    def of(self, *pair: str) -> str:
        rows = [claims[claim] for claims in self.claims for claim in pair if claim in claims]
        told = [("claims", claim) for claim in pair]
        told += [("origins", row["origin_id"]) for row in rows]
        told += [("questions", row["question_id"]) for row in rows]
        told += [
            ("conventions", f"{name}, {row['qualifier']}") for name in self.defaults for row in rows
        ]
        words = [word for place in dict.fromkeys(told) for word in self.words.get(place, [])]
        return "; ".join(words) or "the order of the rows"


def _columns(cells: pd.DataFrame) -> list[pd.Series]:
    return [cells[name] for name in ("column", "before", "after")]


def _edit(column: str, before: str, after: str) -> str:
    return f"{column} {_quoted(before)} → {_quoted(after)}"


def _quoted(text: str) -> str:
    return f"“{text}”" if text else "nothing"


# --- in words ------------------------------------------------------------------------------------


def summary(changes: Changes) -> str:
    """One line: "2 claims edited, 1 added; 3 verdicts changed, 1 question now contested"."""
    if changes.reordered:
        return "Only the order of the rows changed"
    if changes.rows.empty:
        return "The ledger is the same"
    counts = changes.rows.drop_duplicates(["sheet", "key"]).value_counts(["sheet", "change"])
    edits = []
    for name, noun in NOUNS.items():
        kinds = [kind for kind in KINDS if (name, kind) in counts.index]
        numbers = [int(counts[name, kind]) for kind in kinds]
        edits += [
            f"{number:,} {kind}" if at else f"{counted(number, noun, MANY.get(name, ''))} {kind}"
            for at, (number, kind) in enumerate(zip(numbers, kinds, strict=True))
        ]
    return f"{', '.join(edits)}; {', '.join(_effects(changes))}"


def _effects(changes: Changes) -> list[str]:
    changed, caveats, new, gone = _kinds(changes.verdicts)
    effects = [f"{counted(len(changed), 'verdict')} changed"]
    effects += [
        f"{len(rows):,} {word}" for rows, word in ((new, "new"), (gone, "gone")) if len(rows)
    ]
    if len(caveats):
        effects.append(f"the caveats of {counted(len(caveats), 'pair')} changed")
    now = changes.statuses["after"].value_counts(sort=False)
    return effects + [
        f"{counted(number, 'question')} now {status}" for status, number in now.items()
    ]


def _kinds(verdicts: pd.DataFrame) -> tuple[pd.DataFrame, ...]:
    """Verdicts that changed, pairs whose caveats alone did, pairs that are new, and gone ones."""
    new, gone = verdicts["before"].eq(""), verdicts["after"].eq("")
    same = verdicts["before"].eq(verdicts["after"])
    masks = (~new & ~gone & ~same, same, new, gone)
    return tuple(verdicts[mask] for mask in masks)


def text(changes: Changes) -> str:
    """Everything as plain text: the summary first, then the edits, then what they did."""
    lines = [summary(changes) + "."]
    for (sheet, change), cells in changes.rows.groupby(["sheet", "change"], sort=False):
        lines += ["", f"{_title(sheet)} {change}"]
        for key, row in cells.groupby("key", sort=False):
            lines.append(f"  {key}")
            for column, old, new in zip(*_columns(row), strict=True):
                edited = f"{_quoted(old)} → {_quoted(new)}" if change == "edited" else old or new
                lines.append(f"    {column}: {edited}")
    titles = ("Verdicts changed", "Caveats changed", "New verdicts", "Verdicts that are gone")
    for title, rows in zip(titles, _kinds(changes.verdicts), strict=True):
        lines += ["", title] if len(rows) else []
        for row in rows.itertuples():
            lines.append(f"  {row.question_id}: {row.claim_a}, {row.claim_b}: {_turn(row)}")
            lines += [
                f"    {when}: {reason}"
                for when, reason in (("before", row.reason_before), ("now", row.reason_after))
                if reason
            ]
            lines.append(f"    because of: {row.because}")
    if len(changes.statuses):
        lines += ["", "Questions"]
        lines += [f"  {row.question} {row.before} → {row.after}" for row in _each(changes.statuses)]
    return visible("\n".join(lines))


def _each(frame: pd.DataFrame) -> list:
    return list(frame.itertuples(index=False))


def _title(sheet: str) -> str:
    return MANY.get(sheet, NOUNS[sheet] + "s").capitalize()


def _turn(row: object) -> str:
    """The verdict before and after, with its caveats where these differ."""
    old, new = row.before, row.after
    if row.caveats_before != row.caveats_after:
        old += f" ({row.caveats_before or 'no caveat'})" if old else ""
        new += f" ({row.caveats_after or 'no caveat'})" if new else ""
    return " → ".join([old or "new", new or "gone"])


def body(changes: Changes | str) -> str:
    """The inside of the page ``changes.html``; a sentence where nothing can be compared."""
    from claimbook.report import scrolling

    head = "<h1>What changed</h1>\n"
    if isinstance(changes, str):
        return head + say(changes).data
    parts = [head + say(summary(changes) + ".").data]

    def add(name: str, title: str, frame: pd.DataFrame) -> None:
        if len(frame):
            heading = f'<h2 id="{name}">{title}</h2>'
            parts.append(f"{heading}\n{scrolling(table(frame, title).data)}")

    for (sheet, change), cells in changes.rows.groupby(["sheet", "change"], sort=False):
        shown = cells.rename(columns=str.capitalize)
        shown = shown[["Key", "Column", "Before", "After"]]
        unused = {"added": ["Before"], "removed": ["After"]}.get(change, [])
        add(f"{sheet}-{change}", f"{_title(sheet)} {change}", shown.drop(columns=unused))
    names = ("verdicts", "caveats", "new-verdicts", "gone-verdicts")
    titles = ("Verdicts changed", "Caveats changed", "New verdicts", "Verdicts that are gone")
    for name, title, rows in zip(names, titles, _kinds(changes.verdicts), strict=True):
        add(name, title, _readable(rows))
    add("questions", "Questions", changes.statuses.iloc[:, 1:].rename(columns=str.capitalize))
    return "\n".join(parts)


def _readable(verdicts: pd.DataFrame) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "Question": verdicts["question_id"],
            "Claims": [
                listed(pair) for pair in zip(verdicts.claim_a, verdicts.claim_b, strict=True)
            ],
            "Verdict": [_turn(row) for row in verdicts.itertuples()],
            "Reason before": verdicts["reason_before"],
            "Reason now": verdicts["reason_after"],
            "Because of": verdicts["because"],
        }
    )
    empty = [name for name in ("Reason before", "Reason now") if frame[name].eq("").all()]
    return frame.drop(columns=empty)


def page(changes: Changes, site: str) -> str:
    """A page of its own, to be mailed: without the links to the pages of a report."""
    from claimbook import report

    whole = report.page("What changed", body(changes), [], site=site)
    return re.sub(r"<header>.*?</header>\n", "", whole, count=1, flags=re.S)
