"""What a ledger is: frames of text, and the problems that keep a folder from being one."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from claimbook.errors import ClaimbookError
from claimbook.ledger.files import COLUMNS


@dataclass(frozen=True, order=True)
class Problem:
    """Something to correct in the ledger."""

    file: str  # "claims.csv"; empty in the last line, which counts the problems not listed
    line: int  # physical, the header being 1; 0 for the file as a whole
    column: str  # empty for the row as a whole
    message: str  # what is wrong and what to write instead
    warning: bool = False  # it can be right, so the ledger can be used

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        kind = "warning" if self.warning else ""
        return ": ".join(part for part in (kind, place, self.column, self.message) if part)


class LedgerError(ClaimbookError):
    """A ledger that cannot be used; `problems` lists everything found."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


@dataclass(frozen=True, eq=False)
class Ledger:
    """Claims and all that is needed to compare them.

    Attributes
    ----------
    folder : Path
        Where it was read from.
    claims, sources, origins, questions, scopes, conventions, not_claims : DataFrame
        One row per row of the CSV, in its order, with the columns of `datapackage.json`: all text,
        empty cells being ``""``. Last comes ``line`` (int), the physical line in the CSV, which is
        for messages only.
    uncoded : frozenset of str
        The sources of which no row says anything yet: they are not silent.
    """

    folder: Path
    claims: pd.DataFrame
    sources: pd.DataFrame
    origins: pd.DataFrame
    questions: pd.DataFrame
    scopes: pd.DataFrame
    conventions: pd.DataFrame
    not_claims: pd.DataFrame
    uncoded: frozenset[str] = frozenset()

    @property
    def topics(self) -> list[str]:
        """The topics of its questions, in their order."""
        return list(dict.fromkeys(self.questions["topic"]))

    def select(
        self,
        topics: Iterable[str] | None = None,
        questions: Iterable[str] | None = None,
        sources: Iterable[str] | None = None,
    ) -> "Ledger":
        """Return the ledger of some topics, questions and sources only; of all where none is given.

        It keeps their claims, the origins that these or the sources name, and all scopes and
        conventions; `not_claims` is empty. What the ledger does not have is passed over.
        """
        asked = _among(_among(self.questions, "topic", topics), "question_id", questions)
        heard = _among(self.sources, "source_id", sources)
        claims = _among(self.claims, "question_id", asked["question_id"])
        claims = _among(claims, "source_id", heard["source_id"])
        named = pd.concat([claims["origin_id"], heard["origin_id"]])
        return replace(
            self,
            claims=claims,
            sources=heard,
            origins=_among(self.origins, "origin_id", named),
            questions=asked,
            not_claims=self.not_claims.iloc[:0],
        )

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


def _among(frame: pd.DataFrame, column: str, names: Iterable[str] | None) -> pd.DataFrame:
    """The rows with one of these names in a column; all of them if it is None."""
    if names is None:
        return frame
    return frame[frame[column].isin(list(names))].reset_index(drop=True)
