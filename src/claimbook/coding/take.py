"""A worksheet taken into the ledger: only what is marked, all of it or nothing, and only once."""

import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from claimbook.coding import document as documents
from claimbook.coding import sheet
from claimbook.coding.english import roots
from claimbook.coding.sheet import FOLDER, Row
from claimbook.coding.suggest import NOT_A_CLAIM
from claimbook.errors import ClaimbookError
from claimbook.evidence import digests
from claimbook.evidence.documents import AtHand
from claimbook.evidence.problems import problems
from claimbook.ledger import check
from claimbook.ledger.csvfile import COLUMNS, DESCRIPTION
from claimbook.ledger.hints import nearest, quoted
from claimbook.ledger.model import Ledger, LedgerError, Problem
from claimbook.wording import counted, listed

CLAIM, LATER = "claim", "later"
TAKES = ("", CLAIM, NOT_A_CLAIM, LATER)
# A voice that origins.csv does not have yet: "Mayor of Lower Town (Lower Town, mayor)".
NEW_VOICE = re.compile(r"([^()]+?)\s*\(([^(),]+?)(?:,\s*([^()]+))?\)")
NO_VOICE = (
    "is no voice of origins.csv; write an id or a name from it, or a new one with its party and "
    "kind: Name (party, kind)"
)
LINE = re.compile(r"\bline ([0-9]+)")  # of the ledger's file, in a message
OF_FIGURE = ("qualifier", "low", "high", "counted")
LETTERS = "abcdefghijklmnopqrstuvwxyz"
# What makes two rows one, whatever else they say.
SAID = {
    "claims": [name for name in COLUMNS["claims"] if name not in ("claim_id", "note")],
    "not_claims": ["source_id", "paragraph", "wording"],
}

Taken = dict[str, list[tuple[int, Row]]]  # by file: rows for it, with their lines in the worksheet


def finish(source_id: str, data: str | Path | None = None) -> list[str]:
    """Take the marked rows of a worksheet into the ledger, and leave the others in it.

    Taken are rows marked ``claim`` and ``not a claim`` (whose note is the reason). A cell of
    ``origin_id`` may be an id or a name of ``origins.csv``, or a new voice with its party and kind:
    ``Mayor of Lower Town (Lower Town, mayor)``, once in the sheet; a new scope is written as it is
    to be called, unless it is so like an old one that it may be a slip. What is in the ledger
    already is not taken again, so that nothing is lost or doubled if this is interrupted and run
    once more.

    Returns
    -------
    list of str
        What was taken and what is left, a line each.

    Raises
    ------
    ClaimbookError
        A row is wrong, or there is no worksheet; nothing has changed then.
    """
    ledger = documents.ledger_to_fill(data)
    if source_id not in set(ledger.sources["source_id"]):
        hint = nearest(source_id, ledger.sources["source_id"])
        raise ClaimbookError(f"no source {quoted(source_id)}{hint}; claimbook add FILE adds one")
    path = ledger.folder / FOLDER / f"{source_id}.csv"
    if not path.exists():
        raise ClaimbookError(f"there is no worksheet {FOLDER}/{path.name}; claimbook add makes one")
    rows = [(line, row | {"take": row["take"].lower()}) for line, row in sheet.worksheet(path)]
    taken = _taken(ledger, source_id, rows)
    files = _checked(ledger, source_id, f"{FOLDER}/{path.name}", rows, taken)
    left = [row for _, row in rows if row["take"] in ("", LATER)]
    if len(left) < len(rows):
        sheet.write(files | {path: sheet.worksheet_text(left)})
    later = sum(row["take"] == LATER for row in left)
    told = f"{counted(len(left), 'row')} left" + (f", {later} of them for later" if later else "")
    return [*_told(taken), *_doubts(ledger, taken), f"{FOLDER}/{path.name}: {told}."]


def voice(origins: pd.DataFrame, cell: str) -> tuple[str, Row | None]:
    """The id of the voice that a cell names, and its row where ``origins.csv`` lacks it."""
    new = NEW_VOICE.fullmatch(cell)
    name = new[1] if new else cell
    known = origins["origin_id"].eq(cell) | origins["name"].str.lower().eq(name.lower())
    if known.any() or not new:
        return next(iter(origins["origin_id"][known]), cell), None
    stem = re.sub("[^a-z0-9]+", "-", name.lower()).strip("-")[:40] or "voice"
    ids = (stem, *(f"{stem}-{n}" for n in range(2, len(origins) + 3)))
    origin_id = next(id_ for id_ in ids if id_ not in set(origins["origin_id"]))
    kind = new[3] or ("unnamed" if new[2] == "unnamed" else "voice")
    return origin_id, {"origin_id": origin_id, "name": name, "party": new[2], "kind": kind}


def _taken(ledger: Ledger, source_id: str, rows: list[tuple[int, Row]]) -> Taken:
    """The marked rows as rows of the ledger, without those that it has."""
    taken: Taken = {"origins": [], "scopes": [], "not_claims": [], "claims": []}
    origins, scopes = ledger.origins, set(ledger.scopes["scope"])
    for line, row in rows:
        if row["take"] != CLAIM:
            continue
        if (new := voice(origins, row["origin_id"])[1]) is not None:
            origins = pd.concat([origins, pd.DataFrame([new])], ignore_index=True)
            taken["origins"].append((line, new))
        for scope in filter(None, row["scope"].split("; ")):
            if scope not in scopes and not nearest(scope, scopes):
                scopes.add(scope)
                taken["scopes"].append((line, {"scope": scope}))
    kinds = dict(zip(ledger.questions["question_id"], ledger.questions["kind"], strict=True))
    ids, stem = set(ledger.claims["claim_id"]), _stem(ledger.claims, source_id)
    known = {
        name: {tuple(row) for row in getattr(ledger, name)[columns].itertuples(index=False)}
        for name, columns in SAID.items()
    }
    for line, row in rows:
        row = row | {"source_id": source_id}
        if row["take"] == CLAIM:
            # a figure suggested for what turns out to ask for an answer is dropped, and the reverse
            if kinds.get(row["question_id"]) != "choice":
                row |= {"answer": ""} if row["qualifier"] else {}
            elif row["answer"]:
                row |= dict.fromkeys(OF_FIGURE, "")
            row["origin_id"], _ = voice(origins, row["origin_id"])
        name = {CLAIM: "claims", NOT_A_CLAIM: "not_claims"}.get(row["take"])
        if name and tuple(row[column] for column in SAID[name]) not in known[name]:
            if name == "claims":
                number = row["paragraph"].zfill(2)
                row["claim_id"] = row["claim_id"] or _free_id(f"{stem}-{number}", ids)
                ids.add(row["claim_id"])
            taken[name].append((line, row | {"reason": row["note"]}))
    return taken


def _stem(claims: pd.DataFrame, source_id: str) -> str:
    """What the ids of a source's claims begin with."""
    own = claims["claim_id"][claims["source_id"].eq(source_id)]
    return next(iter(own.str.extract("^(.+)-[0-9]+[a-z]+$")[0].dropna()), source_id)


def _free_id(stem: str, used: set[str]) -> str:
    """The next id of a paragraph: bulletin-03a, … bulletin-03z, bulletin-03aa."""
    ids = (stem + first + last for first in ("", *LETTERS) for last in LETTERS)
    return next(id_ for id_ in ids if id_ not in used)


def _checked(
    ledger: Ledger, source_id: str, sheet_: str, rows: list[tuple[int, Row]], taken: Taken
) -> dict[Path, bytes]:
    """The files of the ledger with the rows taken, in the order to be written.

    Raises
    ------
    LedgerError
        A row is wrong; the problems name the lines of the worksheet.
    """
    wrong = [
        Problem(sheet_, line, "take", f"{quoted(row['take'])} is none of {listed(TAKES[1:], 'or')}")
        for line, row in rows
        if row["take"] not in TAKES
    ]
    voices = {*ledger.origins["origin_id"], *(row["origin_id"] for _, row in taken["origins"])}
    wrong += [
        Problem(sheet_, line, "origin_id", f"{quoted(row['origin_id'])} {NO_VOICE}")
        for line, row in taken["claims"]
        if row["origin_id"] not in voices
    ]
    places = {(problem.line, problem.column) for problem in wrong}
    files, lines = {}, {}
    for name, new in taken.items():
        path = ledger.folder / f"{name}.csv"
        old = path.read_bytes() if path.is_file() else b""
        first = sheet.edited(old, name).count(b"\n") + 1
        lines[path.name] = {first + n: line for n, (line, _) in enumerate(new)}
        if new:
            files[path] = sheet.edited(old, name, [row for _, row in new])
    texts = {id_: text for id_, text in documents.texts(ledger).items() if id_ == source_id}
    with tempfile.TemporaryDirectory() as trial:
        for own in [*(f"{name}.csv" for name in COLUMNS), DESCRIPTION]:
            if (ledger.folder / own).is_file():
                shutil.copy(ledger.folder / own, trial)
        for path, content in files.items():
            (Path(trial) / path.name).write_bytes(content)
        reading = check.read(Path(trial))
        found = [*reading.problems, *problems(reading, AtHand(texts))]
    for problem in found:
        to = lines.get(problem.file, {})
        line = to.get(problem.line)
        column = "note" if problem.column == "reason" else problem.column
        if line and not problem.warning and (line, column) not in places:
            wrong.append(Problem(sheet_, line, column, _renumbered(problem, to)))
    if wrong:
        raise LedgerError(check.shortened(sorted(dict.fromkeys(wrong))))
    if files and texts:
        others = documents.kept_digests(ledger.folder)
        own = digests.digests(reading.ledger.claims.query("source_id == @source_id"), texts)
        every = pd.concat([others[others["source_id"].ne(source_id)], own])
        text = every.to_csv(index=False, lineterminator="\n")
        files[ledger.folder / digests.FILE] = text.encode()
    return files


def _renumbered(problem: Problem, to: dict[int, int]) -> str:
    """A message that names another row by its line in the worksheet, or else with its file."""

    def named(at: re.Match[str]) -> str:
        line = int(at[1])
        return f"line {to[line]}" if line in to else f"{problem.file}:{line}"

    return LINE.sub(named, problem.message)


def _told(taken: Taken) -> list[str]:
    """What was taken, a line each."""
    ids = [
        row["claim_id"] for _, row in sorted(taken["claims"], key=lambda t: int(t[1]["paragraph"]))
    ]
    span = f" ({' to '.join(dict.fromkeys([ids[0], ids[-1]]))})" if ids else ""
    lines = [f"claims.csv: {counted(len(ids), 'claim')} added{span}."]
    if excluded := len(taken["not_claims"]):
        lines.append(f"not_claims.csv: {counted(excluded, 'number')} excluded.")
    if voices := [f"{row['name']} ({row['origin_id']})" for _, row in taken["origins"]]:
        lines.append(f"origins.csv: {listed(voices)} added.")
    if scopes := [row["scope"] for _, row in taken["scopes"]]:
        lines.append(f"scopes.csv: {listed(scopes)} added.")
    return lines


def _doubts(ledger: Ledger, taken: Taken) -> Iterator[str]:
    """The claims that count what another question asks for: people, asked how many coaches."""
    asked = ledger.questions.set_index("question_id")
    units = {id_: set(roots(unit)) for id_, unit in asked["unit"].items()}
    for _, row in taken["claims"]:
        counts, own = set(roots(row["counted"])), units[row["question_id"]]
        if own and not counts & own and any(counts & unit for unit in units.values()):
            unit = asked.loc[row["question_id"], "unit"]
            yield f"{row['claim_id']}: counts {row['counted']} under a question in {unit}."
