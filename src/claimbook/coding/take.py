"""A worksheet taken into the ledger: only what is marked, all of it or nothing, and only once."""

import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from string import ascii_lowercase as letters

import pandas as pd

from claimbook.coding import document as documents
from claimbook.coding import sheet
from claimbook.coding.days import INFERRED
from claimbook.coding.english import roots
from claimbook.coding.sheet import FOLDER, Row
from claimbook.coding.suggest import NOT_A_CLAIM
from claimbook.errors import ClaimbookError
from claimbook.evidence import digests
from claimbook.evidence.documents import File
from claimbook.evidence.problems import problems
from claimbook.ledger import check
from claimbook.ledger.files import COLUMNS, DESCRIPTION
from claimbook.ledger.hints import nearest, quoted
from claimbook.ledger.model import Ledger, LedgerError, Problem
from claimbook.wording import counted, listed, slug

CLAIM, LATER = "claim", "later"
TAKES = ("", CLAIM, NOT_A_CLAIM, LATER)
# A voice that origins.csv does not have yet: "Mayor of Lower Town (Lower Town, mayor)".
NEW_VOICE = re.compile(r"([^()]+?)\s*\(([^(),]+?)(?:,\s*([^()]+))?\)")
NO_VOICE = (
    "is no voice of origins.csv; write an id or a name from it, or a new one with its party and "
    "kind: Name (party, kind)"
)
LINE = re.compile(r"\bline ([0-9]+)")  # of the ledger's file, in a message
# What makes two rows one, whatever else they say.
SAID = {
    "claims": [name for name in COLUMNS["claims"] if name not in ("claim_id", "note")],
    "not_claims": ["source_id", "paragraph", "wording"],
}

Taken = dict[str, list[tuple[int, Row]]]  # by file: rows for it, with their lines in the worksheet


def finish(source_id: str, data: str | Path | None = None) -> list[str]:
    """Take the marked rows of a worksheet into the ledger, leave the others in it, and tell so.

    Taken are rows marked ``claim`` and ``not a claim`` (whose note is the reason). A cell of
    ``origin_id`` may be an id or a name of ``origins.csv``, or a new voice with its party and kind:
    ``Mayor of Lower Town (Lower Town, mayor)``, once in the sheet; a new scope is written as it is
    to be called, unless it is so like an old one that it may be a slip. What is in the ledger
    already is not taken again, so that nothing is lost or doubled if this is interrupted and run
    once more.

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
    name = f"{FOLDER}/{path.name}"
    if not path.exists():
        raise ClaimbookError(f"there is no worksheet {name}; claimbook add makes one")
    rows = sheet.worksheet(path)
    for row in rows.values():
        row |= {"take": row["take"].lower(), "source_id": source_id}
    taken = _taken(ledger, rows)
    files = _checked(ledger, source_id, name, rows, taken)
    left = [row for row in rows.values() if row["take"] in ("", LATER)]
    if len(left) < len(rows):
        sheet.write(files | {path: sheet.worksheet_text(left)})
    later = sum(row["take"] == LATER for row in left)
    told = f"{counted(len(left), 'row')} left" + (f", {later} of them for later" if later else "")
    return [*_told(taken), *_doubts(ledger, taken), f"{name}: {told}."]


def voice(origins: pd.DataFrame, cell: str) -> tuple[str, Row | None]:
    """The id of the voice that a cell names, and its row where ``origins.csv`` lacks it."""
    new = NEW_VOICE.fullmatch(cell)
    name = new[1] if new else cell
    known = origins["origin_id"].eq(cell) | origins["name"].str.lower().eq(name.lower())
    if known.any() or not new:
        return next(iter(origins["origin_id"][known]), cell), None
    stem = slug(name) or "voice"
    ids = (stem, *(f"{stem}-{n}" for n in range(2, len(origins) + 3)))
    origin_id = next(id_ for id_ in ids if id_ not in set(origins["origin_id"]))
    kind = new[3] or ("unnamed" if new[2] == "unnamed" else "voice")
    return origin_id, {"origin_id": origin_id, "name": name, "party": new[2], "kind": kind}


def _taken(ledger: Ledger, rows: dict[int, Row]) -> Taken:
    """The marked rows as rows of the ledger, without those that it has."""
    taken: Taken = {"origins": [], "scopes": [], "not_claims": [], "claims": []}
    origins, scopes = ledger.origins, set(ledger.scopes["scope"])
    claims = [(line, row) for line, row in rows.items() if row["take"] == CLAIM]
    for line, row in claims:  # all of them first: a voice may be completed in a later row
        if (new := voice(origins, row["origin_id"])[1]) is not None:
            origins = pd.concat([origins, pd.DataFrame([new])], ignore_index=True)
            taken["origins"].append((line, new))
        for scope in filter(None, row["scope"].split("; ")):
            if scope not in scopes and not nearest(scope, scopes):
                scopes.add(scope)
                taken["scopes"].append((line, {"scope": scope}))
    kinds, ids = ledger.questions.set_index("question_id")["kind"], set(ledger.claims["claim_id"])
    known = {
        name: {tuple(row) for row in getattr(ledger, name)[columns].itertuples(index=False)}
        for name, columns in SAID.items()
    }
    for line, row in claims:
        # a figure suggested for what turns out to ask for an answer is dropped, and the reverse
        if row["answer"] and kinds.get(row["question_id"]) == "choice":
            row |= dict.fromkeys(("qualifier", "low", "high", "counted"), "")
        elif row["qualifier"]:
            row["answer"] = ""
        row["origin_id"], _ = voice(origins, row["origin_id"])
        if tuple(row[column] for column in SAID["claims"]) not in known["claims"]:
            stem = f"{row['source_id']}-{row['paragraph'].zfill(2)}"
            free = (stem + a + b for a in ("", *letters) for b in letters)
            row["claim_id"] = row["claim_id"] or next(id_ for id_ in free if id_ not in ids)
            ids.add(row["claim_id"])
            taken["claims"].append((line, row))
    for line, row in rows.items():
        said = tuple(row[column] for column in SAID["not_claims"])
        if row["take"] == NOT_A_CLAIM and said not in known["not_claims"]:
            taken["not_claims"].append((line, row | {"reason": _reason(row["note"])}))
    return taken


def _reason(note: str) -> str:
    """The reason why a row is no claim: what the coder wrote, without what `add` had inferred."""
    for inferred in INFERRED:
        note = note.replace(inferred, "")
    return " ".join(note.split())


def _checked(
    ledger: Ledger, source_id: str, sheet_: str, rows: dict[int, Row], taken: Taken
) -> dict[Path, bytes]:
    """The files of the ledger with the rows taken, in the order to be written.

    What is wrong is a LedgerError that names the lines of the worksheet.
    """
    files, lines = {}, {}  # by file and line of the ledger: the line of the worksheet
    for name, new in taken.items():
        path = ledger.folder / f"{name}.csv"
        first = sheet.edited(path).count(b"\n") + 1
        lines |= {(path.name, first + n): line for n, (line, _) in enumerate(new)}
        if new:
            files[path] = sheet.edited(path, [row for _, row in new])
    texts = {id_: text for id_, text in documents.texts(ledger).items() if id_ == source_id}
    with tempfile.TemporaryDirectory() as trial:
        for own in [*(f"{name}.csv" for name in COLUMNS), DESCRIPTION]:
            if (ledger.folder / own).is_file():
                shutil.copy(ledger.folder / own, trial)
        for path, content in files.items():
            (Path(trial) / path.name).write_bytes(content)
        reading = check.read(Path(trial))
        at_hand = [File(id_, "", text, source_id=id_) for id_, text in texts.items()]
        found = [*reading.problems, *problems(reading, at_hand)]
    wrong = {
        Problem(sheet_, line, "take", f"{quoted(row['take'])} is none of {listed(TAKES[1:], 'or')}")
        for line, row in rows.items()
        if row["take"] not in TAKES
    }
    for problem in found:
        line = lines.get((problem.file, problem.line))
        if line and not problem.warning:
            column = {"reason": "note"}.get(problem.column, problem.column)
            message = _renumbered(problem, lines)
            if column == "origin_id" and problem.file == "claims.csv":
                message = f"{quoted(rows[line][column])} {NO_VOICE}"
            wrong.add(Problem(sheet_, line, column, message))
    if wrong:
        raise LedgerError(check.shortened(sorted(wrong)))
    kept = digests.kept(ledger.folder)
    if files and texts and not kept.problems:  # else it is to be mended first
        others = [row for row in kept.cells if row[0] != source_id]
        own = digests.digests(reading.ledger.claims.query("source_id == @source_id"), texts)
        every = pd.concat([pd.DataFrame(others, columns=digests.COLUMNS), own])
        text = every.to_csv(index=False, lineterminator="\n")
        files[ledger.folder / digests.FILE] = text.encode()
    return files


def _renumbered(problem: Problem, lines: dict[tuple[str, int], int]) -> str:
    """A message that names another row by its line in the worksheet, or else with its file."""

    def named(at: re.Match[str]) -> str:
        line = lines.get((problem.file, int(at[1])))
        return f"line {line}" if line else f"{problem.file}:{at[1]}"

    return LINE.sub(named, problem.message)


def _told(taken: Taken) -> Iterator[str]:
    """What was taken, a line each."""
    claims = sorted((row for _, row in taken["claims"]), key=lambda row: int(row["paragraph"]))
    ids = [row["claim_id"] for row in claims]
    span = f" ({' to '.join(dict.fromkeys([ids[0], ids[-1]]))})" if ids else ""
    yield f"claims.csv: {counted(len(ids), 'claim')} added{span}."
    if excluded := len(taken["not_claims"]):
        yield f"not_claims.csv: {counted(excluded, 'number')} excluded."
    if voices := [f"{row['name']} ({row['origin_id']})" for _, row in taken["origins"]]:
        yield f"origins.csv: {listed(voices)} added."
    if scopes := [row["scope"] for _, row in taken["scopes"]]:
        yield f"scopes.csv: {listed(scopes)} added."


def _doubts(ledger: Ledger, taken: Taken) -> Iterator[str]:
    """The claims that count what another question asks for: people, asked how many coaches."""
    units = ledger.questions.set_index("question_id")["unit"]
    words = {id_: set(roots(unit)) for id_, unit in units.items()}
    for _, row in taken["claims"]:
        counts, asked = set(roots(row["counted"])), words[row["question_id"]]
        if asked and not counts & asked and any(counts & other for other in words.values()):
            unit = units[row["question_id"]]
            yield f"{row['claim_id']}: counts {row['counted']} under a question in {unit}."
