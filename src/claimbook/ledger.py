"""The ledger: six CSV files in a folder, read strictly, checked as a whole."""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from claimbook import reads, rules
from claimbook.advice import visible
from claimbook.sheets import COLUMNS, Flag, read_description, read_sheet

if TYPE_CHECKING:
    from ipywidgets import Output, VBox

    from claimbook.explore import Listing, Question
    from claimbook.tables import Shown

MAX_PROBLEMS = 200


@dataclass(frozen=True, order=True)
class Problem:
    """Something to correct in the ledger.

    Attributes
    ----------
    file : str
        ``claims.csv``; empty in the last line, which counts the problems not listed.
    line : int
        Physical line, the header being 1; 0 for the file as a whole.
    column : str
        Empty for the row as a whole.
    message : str
        What is wrong and what to write instead.
    """

    file: str
    line: int
    column: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return ": ".join(part for part in (place, self.column, self.message) if part)


class LedgerError(Exception):
    """A ledger that cannot be used.

    Attributes
    ----------
    problems : list of Problem
        Everything found, at most `MAX_PROBLEMS` and a line that counts the rest.
    """

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


@dataclass(frozen=True, eq=False, repr=False)
class Ledger:
    """Claims and all that is needed to compare them.

    ``ledger.search("word")`` finds a question, ``ledger.question("id")`` (or ``ledger["id"]``, with
    tab completion) reads it, ``ledger.line_up("topic")`` lines up a topic, and ``ledger.explore()``
    puts controls to all of it.

    Attributes
    ----------
    folder : Path
        Where it was read from.
    claims, sources, origins, questions, conventions, not_claims : DataFrame
        One row per row of the CSV, in its order, with the columns of `datapackage.json`: all text,
        empty cells being ``""``. Last comes ``line`` (int), the physical line in the CSV, which is
        for messages only.
    """

    folder: Path
    claims: pd.DataFrame
    sources: pd.DataFrame
    origins: pd.DataFrame
    questions: pd.DataFrame
    conventions: pd.DataFrame
    not_claims: pd.DataFrame

    def select(self, topics: Iterable[str]) -> "Ledger":
        """Return the ledger of some topics only.

        Parameters
        ----------
        topics : iterable of str
            Topics that no question has are passed over: the frames may come back empty.

        Returns
        -------
        Ledger
            Their questions and claims, the origins that these or the sources name, all sources and
            conventions; `not_claims` is empty.
        """
        questions = _rows(self.questions, self.questions["topic"].isin(list(topics)))
        claims = _rows(self.claims, self.claims["question_id"].isin(questions["question_id"]))
        named = pd.concat([claims["origin_id"], self.sources["origin_id"]])
        origins = _rows(self.origins, self.origins["origin_id"].isin(named))
        return Ledger(
            folder=self.folder,
            claims=claims,
            sources=self.sources,
            origins=origins,
            questions=questions,
            conventions=self.conventions,
            not_claims=self.not_claims.iloc[:0],
        )

    @property
    def topics(self) -> list[str]:
        """The topics of its questions, in their order."""
        return list(dict.fromkeys(self.questions["topic"]))

    def search(self, words: str) -> "Listing":
        """Return the questions in which every word occurs, with their status.

        Parameters
        ----------
        words : str
            Looked for in ids, topics, questions, their notes and the wordings of their claims.

        Returns
        -------
        Listing
            A DataFrame with question_id, topic, question, status, claims (their number).
        """
        from claimbook import explore

        return explore.search(self, words)

    def line_up(
        self, topic: str = "", convention: str = "", tolerance: float | None = None
    ) -> "Listing":
        """Return the claims of a topic beside their question, origin, source and interval.

        Parameters
        ----------
        topic : str
            Empty for all topics.
        convention : str
            How hedges are read; empty for the first of ``conventions.csv``.
        tolerance : float, optional
            Percent, 0 to 100, instead of the convention's own, for "about" and its like.

        Returns
        -------
        Listing
            A DataFrame with all columns of `claimbook.compare.line_up`, to filter and sort; it
            shows itself as a reader's table.

        Raises
        ------
        ValueError
            For a topic or a convention that the ledger does not have.
        """
        from claimbook import explore

        return explore.line_up(self, topic, convention, tolerance)

    def question(
        self,
        question_id: str,
        sources: Iterable[str] = (),
        convention: str = "",
        tolerance: float | None = None,
    ) -> "Question":
        """Return one question, to be plotted and read: plot(), claims, verdicts, status.

        Parameters
        ----------
        question_id : str
        sources : iterable of str
            The source_ids to hear; empty for all.
        convention, tolerance
            As for `line_up`.

        Raises
        ------
        ValueError
            For an id that the ledger does not have; the message names the nearest one.
        """
        from claimbook.explore import Question

        return Question(self, question_id, tuple(sources), convention, tolerance)

    def telling_question(self, topic: str = "") -> str:
        """Return the id of a topic's (the first one's) question with the most claims to draw."""
        from claimbook import explore

        return explore.telling_question(self, topic)

    def explore(self, question_id: str = "") -> "VBox | Shown":
        """Return controls for JupyterLab: topic, question, sources, convention, tolerance.

        The chart, the claims and the verdicts follow. In a report a sentence stands in their place.
        """
        from claimbook import controls

        return controls.explorer(self, question_id)

    def browse(self, topic: str = "") -> "Output | Shown":
        """Return the claims (of a topic) as a table for JupyterLab: search, sort, filter.

        In a report a sentence stands in its place.
        """
        from claimbook import controls

        return controls.browser(self, topic)

    def __getitem__(self, question_id: str) -> "Question":
        return self.question(question_id)

    def _ipython_key_completions_(self) -> list[str]:
        return self.questions["question_id"].tolist()

    def _repr_html_(self) -> str:
        from claimbook import explore

        return explore.overview(self).data

    def __repr__(self) -> str:
        from claimbook import explore

        return explore.overview(self).text

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of every cell and its place; neither lines nor folder count."""
        total = hashlib.sha256()
        for name, columns in COLUMNS.items():
            frame = getattr(self, name)
            for column in columns:
                # no cell holds the control characters that separate cells and columns here
                cells = "\x1f".join(
                    [name, column, str(len(frame)), *frame[column].to_numpy(object)]
                )
                total.update(f"{cells}\x1e".encode())
        return total.hexdigest()


def _rows(frame: pd.DataFrame, mask: pd.Series) -> pd.DataFrame:
    return frame[mask].reset_index(drop=True)


def find(folder: str | Path | None = None) -> Path:
    """Return the folder of the ledger.

    Parameters
    ----------
    folder : str or Path, optional
        By default the environment variable ``CLAIMBOOK_DATA``, and if that is not set the nearest
        ``data`` folder with a ``claims.csv``, looking from the working directory upward.

    Raises
    ------
    LedgerError
        If there is none.
    """
    chosen = folder if folder is not None else os.environ.get("CLAIMBOOK_DATA") or None
    if chosen is not None:
        return _folder(Path(chosen))
    here = Path.cwd()
    for parent in (here, *here.parents):
        if (parent / "data" / "claims.csv").is_file():
            return parent / "data"
    raise LedgerError(
        [
            Problem(
                "data/claims.csv",
                0,
                "",
                "there is no such file here or in any folder above; name the folder of the ledger "
                "with --data DIR or CLAIMBOOK_DATA",
            )
        ]
    )


def _folder(folder: Path) -> Path:
    try:
        is_folder = folder.is_dir()
    except (OSError, ValueError):  # a NUL in the name, a loop of links
        is_folder = False
    if not is_folder:
        name = visible(str(folder))
        message = "there is no such folder; name the one that holds claims.csv"
        raise LedgerError([Problem(name, 0, "", message)])
    return folder


def read(folder: Path) -> tuple[Ledger | None, list[Problem]]:
    """Read and check the ledger in `folder`.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    ledger : Ledger or None
        None if there is any problem.
    problems : list of Problem
        Everything found in all files, sorted by file and line; beyond `MAX_PROBLEMS` a last one
        says how many more there are. Bad data raises nothing.
    """
    try:
        folder = _folder(Path(folder))
    except LedgerError as error:
        return None, error.problems
    schemas, flags = read_description(folder)
    sheets = {}
    for name in COLUMNS:
        sheets[name], unreadable = read_sheet(folder, name)
        flags += unreadable
    rules.check(sheets, schemas)
    there = [sheet for sheet in sheets.values() if sheet is not None]
    flags += [flag for sheet in there for flag in sheet.flags]
    if flags:
        return None, _problems(flags)
    frames = {sheet.name: sheet.frame() for sheet in there}
    return Ledger(folder=folder, **frames), []


def _problems(flags: list[Flag]) -> list[Problem]:
    """Return the first problems by file, line and column, and a last line that counts the rest."""
    places = [
        (flag.file, int(line), flag.column, n, i)
        for n, flag in enumerate(flags)
        for i, line in enumerate(flag.lines[:MAX_PROBLEMS])
    ]
    problems = [
        Problem(file, line, column, flags[n].say(i))
        for file, line, column, n, i in sorted(places)[:MAX_PROBLEMS]
    ]
    more = sum(len(flag.lines) for flag in flags) - len(problems)
    if more:
        plural = "s" if more > 1 else ""
        problems.append(Problem("", 0, "", f"… and {more} more problem{plural}"))
    return problems


def load(folder: str | Path | None = None, topics: Iterable[str] | None = None) -> Ledger:
    """Return the checked ledger.

    Parameters
    ----------
    folder : str or Path, optional
        See `find`.
    topics : iterable of str, optional
        Only these; see `Ledger.select`.

    Raises
    ------
    LedgerError
        With all problems, if there is any.
    """
    topics = None if topics is None else list(topics)
    with reads.slice_of(topics):
        ledger, problems = read(find(folder))
    if ledger is None:
        raise LedgerError(problems)
    return ledger if topics is None else ledger.select(topics)
