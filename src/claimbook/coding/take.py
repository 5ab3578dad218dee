"""A worksheet taken into the ledger: only what is marked, all of it or nothing, and only once."""

import re
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import pandas as pd

from claimbook.coding import document as documents
from claimbook.coding import sheet
from claimbook.coding.suggest import NOT_A_CLAIM
from claimbook.errors import ClaimbookError
from claimbook.evidence import digests
from claimbook.evidence.documents import AtHand
from claimbook.evidence.problems import problems
from claimbook.ledger import check
from claimbook.ledger.csvfile import COLUMNS, DESCRIPTION
from claimbook.ledger.folder import find
from claimbook.ledger.hints import nearest, quoted
from claimbook.ledger.model import Ledger, LedgerError, Problem
from claimbook.wording import counted, listed

FOLDER = "to-code"
CLAIM, LATER = "claim", "later"
TAKES = ("", CLAIM, NOT_A_CLAIM, LATER)
# A voice that origins.csv does not have yet: "Mayor of Lower Town (Lower Town, mayor)".
NEW_VOICE = re.compile(r"([^()]+?)\s*\(([^(),]+)(?:,\s*([^()]+))?\)")
OF_FIGURE = ("qualifier", "low", "high", "counted")
LETTERS = "abcdefghijklmnopqrstuvwxyz"

Row = dict[str, str]


def finish(source_id: str, data: str | Path | None = None) -> list[str]:
    """Take the marked rows of a worksheet into the ledger, and leave the others in it.

    Taken are rows marked ``claim`` and ``not a claim`` (whose note is the reason). A cell of
    ``origin_id`` may be an id or a name of ``origins.csv``, or a new voice with its party and kind:
    ``Mayor of Lower Town (Lower Town, mayor)``. What is in the ledger already is not taken again,
    so that nothing is lost or doubled if this is interrupted and run once more.

    Parameters
    ----------
    source_id : str
    data : str or Path, optional
        Folder of the ledger.

    Returns
    -------
    list of str
        What was taken and what is left, a line each.

    Raises
    ------
    ClaimbookError
        A row is wrong, or there is no worksheet; nothing has changed then.
    """
    ledger = check.load(find(data))
    if source_id not in set(ledger.sources["source_id"]):
        hint = nearest(source_id, ledger.sources["source_id"])
        raise ClaimbookError(f"no source {quoted(source_id)}{hint}; claimbook add FILE adds one")
    path = ledger.folder / FOLDER / f"{source_id}.csv"
    if not path.exists():
        raise ClaimbookError(f"there is no worksheet {FOLDER}/{path.name}; claimbook add makes one")
    rows = sheet.worksheet(path)
    taken = Taken(ledger, source_id, f"{FOLDER}/{path.name}")
    for line, row in rows:
        taken.take(line, row)
    files = taken.files()
    left = [row for _, row in rows if row["take"].lower() not in (CLAIM, NOT_A_CLAIM)]
    if len(left) < len(rows):
        sheet.write(files | {path: sheet.worksheet_text(left)})
    later = sum(row["take"].lower() == LATER for row in left)
    told = f"{counted(len(left), 'row')} left" + (f", {later} of them for later" if later else "")
    return [*taken.told(), f"{FOLDER}/{path.name}: {told}."]


def voice(origins: pd.DataFrame, cell: str) -> tuple[str, Row | None]:
    """The id of the voice that a cell names, and its row where ``origins.csv`` lacks it."""
    if cell in set(origins["origin_id"]):
        return cell, None
    new = NEW_VOICE.fullmatch(cell)
    name = new[1] if new else cell
    if (known := origins["origin_id"][origins["name"].str.lower().eq(name.lower())]).size:
        return known.iloc[0], None
    if not new:
        return cell, None
    stem = re.sub("[^a-z0-9]+", "-", name.lower()).strip("-")[:40] or "voice"
    taken = set(origins["origin_id"])
    ids = (stem, *(f"{stem}-{n}" for n in range(2, 1000)))
    origin_id = next(id_ for id_ in ids if id_ not in taken)
    kind = new[3] or ("unnamed" if new[2] == "unnamed" else "voice")
    return origin_id, {"origin_id": origin_id, "name": name, "party": new[2].strip(), "kind": kind}


class Taken:
    """The rows that are taken, as rows of the ledger, and what is wrong with them.

    Parameters
    ----------
    ledger : Ledger
    source_id : str
    file : str
        The worksheet, as messages name it.
    """

    def __init__(self, ledger: Ledger, source_id: str, file: str) -> None:
        self.ledger, self.source_id, self.file = ledger, source_id, file
        self.rows: dict[str, list[Row]] = {"origins": [], "not_claims": [], "claims": []}
        self.lines: dict[str, list[int]] = {"origins": [], "not_claims": [], "claims": []}
        self.problems: list[Problem] = []
        self.origins = ledger.origins
        questions = ledger.questions
        self.kinds = dict(zip(questions["question_id"], questions["kind"], strict=True))
        own = ledger.claims[ledger.claims["source_id"].eq(source_id)]
        self.coded = own.drop(columns="line").to_dict("records")
        excluded = ledger.not_claims[ledger.not_claims["source_id"].eq(source_id)]
        self.excluded = set(zip(excluded["paragraph"], excluded["wording"], strict=True))
        self.ids = set(ledger.claims["claim_id"])
        named = (re.fullmatch(r"(.+)-[0-9]+[a-z]+", claim_id) for claim_id in own["claim_id"])
        self.stem = next((match[1] for match in named if match), source_id)

    def take(self, line: int, row: Row) -> None:
        """Take a row of the worksheet, as it is marked."""
        mark = row["take"].lower()
        if mark not in TAKES:
            message = f"{quoted(row['take'])} is none of {listed(TAKES[1:], 'or')}"
            self._wrong(line, "take", message)
        elif mark == CLAIM:
            self._claim(line, row)
        elif mark == NOT_A_CLAIM and (row["paragraph"], row["wording"]) not in self.excluded:
            if not row["note"]:
                self._wrong(line, "note", "is empty; say there why the number is no claim")
            self.excluded.add((row["paragraph"], row["wording"]))
            self._add("not_claims", line, row | {"reason": row["note"]})

    def _claim(self, line: int, row: Row) -> None:
        claim = {name: row[name] for name in COLUMNS["claims"]} | {"source_id": self.source_id}
        # a figure suggested for what turns out to ask for an answer is dropped, and the reverse
        asks_for_answer = self.kinds.get(claim["question_id"]) == "choice"
        if asks_for_answer and claim["answer"]:
            claim |= dict.fromkeys(OF_FIGURE, "")
        elif not asks_for_answer and claim["qualifier"]:
            claim["answer"] = ""
        claim["origin_id"], new = voice(self.origins, claim["origin_id"])
        if new:
            self.origins = pd.concat([self.origins, pd.DataFrame([new])], ignore_index=True)
            self._add("origins", line, new)
        elif claim["origin_id"] not in set(self.origins["origin_id"]):
            message = (
                f"{quoted(claim['origin_id'])} is no voice of origins.csv; write an id or a name "
                "from it, or a new one with its party and kind: Name (party, kind)"
            )
            self._wrong(line, "origin_id", message)
            return
        same = [other for other in self.coded if _place(other) == _place(claim)]
        if any(_content(other) == _content(claim) for other in same):
            return  # it was taken before
        if same:
            message = (
                f"a claim on {claim['question_id']} with this wording stands in claims.csv, "
                f"{same[0]['claim_id']}; change it there, or quote other words here"
            )
            self._wrong(line, "wording", message)
            return
        if not claim["claim_id"] or claim["claim_id"] in self.ids:
            claim["claim_id"] = self._free_id(claim["paragraph"])
        self.ids.add(claim["claim_id"])
        self.coded.append(claim)
        self._add("claims", line, claim)

    def _add(self, name: str, line: int, row: Row) -> None:
        self.rows[name].append(row | ({"source_id": self.source_id} if name != "origins" else {}))
        self.lines[name].append(line)

    def _wrong(self, line: int, column: str, message: str) -> None:
        self.problems.append(Problem(self.file, line, column, message))

    def _free_id(self, paragraph: str) -> str:
        """The next id of a paragraph: bulletin-03a, … bulletin-03z, bulletin-03aa."""
        stem = f"{self.stem}-{paragraph.zfill(2)}"
        ids = (stem + first + last for first in ("", *LETTERS) for last in LETTERS)
        return next(id_ for id_ in ids if id_ not in self.ids)

    def files(self) -> dict[Path, bytes]:
        """The files of the ledger with the rows taken, in the order to be written.

        Raises
        ------
        LedgerError
            A row is wrong; the problems name the lines of the worksheet.
        """
        folder = self.ledger.folder
        old = {name: _bytes(folder / f"{name}.csv") for name in self.rows}
        first = {
            name: sheet.appended(content, name, []).count(b"\n") + 1
            for name, content in old.items()
        }
        files = {
            folder / f"{name}.csv": sheet.appended(old[name], name, rows)
            for name, rows in self.rows.items()
            if rows
        }
        all_texts = documents.texts(self.ledger)
        texts = {id_: text for id_, text in all_texts.items() if id_ == self.source_id}
        with tempfile.TemporaryDirectory() as trial:
            for own in [*(f"{name}.csv" for name in COLUMNS), DESCRIPTION]:
                if (folder / own).is_file():
                    shutil.copy(folder / own, trial)
            for path, content in files.items():
                (Path(trial) / path.name).write_bytes(content)
            reading = check.read(Path(trial))
            found = [*reading.problems, *problems(reading, AtHand(texts))]
        self.problems += [
            moved
            for problem in found
            if not problem.warning and (moved := self._here(problem, first))
        ]
        if self.problems:
            raise LedgerError(check.shortened(sorted(dict.fromkeys(self.problems))))
        if files and texts:
            files[folder / digests.FILE] = _digests(folder, reading.ledger.claims, texts)
        return files

    def _here(self, problem: Problem, first: dict[str, int]) -> Problem | None:
        """A problem of a row that is taken, with the line of the worksheet that it stands in."""
        name = problem.file.removesuffix(".csv")
        at = problem.line - first.get(name, 0)
        if problem.line and name in self.lines and 0 <= at < len(self.lines[name]):
            return replace(problem, file=self.file, line=self.lines[name][at])
        return None

    def told(self) -> list[str]:
        """What was taken, a line each."""
        ids = [claim["claim_id"] for claim in self.rows["claims"]]
        span = f" ({ids[0]}{f' to {ids[-1]}' if len(ids) > 1 else ''})" if ids else ""
        lines = [f"claims.csv: {counted(len(ids), 'claim')} added{span}."]
        if self.rows["not_claims"]:
            excluded = counted(len(self.rows["not_claims"]), "number")
            lines.append(f"not_claims.csv: {excluded} excluded.")
        if self.rows["origins"]:
            names = listed(f"{row['name']} ({row['origin_id']})" for row in self.rows["origins"])
            lines.append(f"origins.csv: {names} added.")
        return lines


def _place(claim: Row) -> tuple[str, ...]:
    return tuple(claim[name] for name in ("question_id", "scope", "paragraph", "wording"))


def _content(claim: Row) -> tuple[str, ...]:
    names = [name for name in COLUMNS["claims"] if name not in ("claim_id", "note")]
    return tuple(claim[name] for name in names)


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def _digests(folder: Path, claims: pd.DataFrame, texts: dict[str, str]) -> bytes:
    """The digests of the paragraphs that claims stand in; those of other documents stay."""
    own = digests.digests(claims[claims["source_id"].isin(texts)], texts)
    if (folder / digests.FILE).is_file():
        before = pd.read_csv(folder / digests.FILE, dtype="str", keep_default_na=False)
        own = pd.concat([before[~before["source_id"].isin(texts)], own])
    return own.to_csv(index=False, lineterminator="\n").encode()
