"""A ledger compared: its claims lined up, the verdicts on them, and how each question stands."""

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd

from claimbook.compare import lineup, status, verdicts
from claimbook.compare.conventions import names
from claimbook.compare.gaps import Gap, Pair, gap
from claimbook.ledger.model import Ledger


@dataclass(frozen=True, eq=False)
class Comparison:
    """A ledger read under one convention.

    Attributes
    ----------
    ledger : Ledger
    convention : str
        How hedges are read.
    lined : DataFrame
        See `lineup.line_up`.
    """

    ledger: Ledger
    convention: str
    lined: pd.DataFrame

    @cached_property
    def verdicts(self) -> pd.DataFrame:
        """The verdict on every pair of claims, see `verdicts.verdicts`."""
        return verdicts.judged(self.lined, self.ledger.scopes)

    @cached_property
    def status(self) -> pd.DataFrame:
        """How each question stands, see `status.status`; index question_id."""
        ledger = self.ledger
        coded = ledger.sources[~ledger.sources["source_id"].isin(ledger.uncoded)]
        table = status.status(self.lined, self.verdicts, ledger.questions, coded)
        return table.set_index("question_id", drop=False)

    @cached_property
    def claims(self) -> dict[str, list[dict[str, Any]]]:
        """The claims on each question that has some, as dicts."""
        found: dict[str, list[dict[str, Any]]] = {}
        for claim in lineup.records(self.lined):
            found.setdefault(claim["question_id"], []).append(claim)
        return found

    @cached_property
    def pairs(self) -> dict[str, list[Pair]]:
        """claim_a, claim_b and verdict of the pairs on each question that has some."""
        found: dict[str, list[Pair]] = {}
        columns = ["question_id", "claim_a", "claim_b", "verdict"]
        for question, *pair in zip(*(self.verdicts[name] for name in columns), strict=True):
            found.setdefault(question, []).append(tuple(pair))
        return found

    @cached_property
    def gaps(self) -> dict[str, Gap]:
        """How far apart the claims on each question are."""
        return {
            question: gap(self.claims.get(question, []), self.pairs.get(question, []), word)
            for question, word in self.status["status"].items()
        }

    def judged(self, question: str, verdicts: Container[str]) -> list[tuple[str, str]]:
        """The pairs of claims on a question with one of these verdicts."""
        return [(a, b) for a, b, verdict in self.pairs.get(question, []) if verdict in verdicts]

    def clashes(self, question: str) -> list[tuple[str, str]]:
        """The pairs of claims on a question that cannot, or else may not, both hold."""
        return self.judged(question, self.gaps[question].clash)

    def silent(self, question: str) -> list[str]:
        """The sources that have no claim on a question; none of which nothing is coded yet."""
        return list(filter(None, self.status.loc[question, "silent"].split("; ")))

    def only(self, **names: Iterable[str] | None) -> "Comparison":
        """The same for some topics, questions or sources, see `Ledger.select`."""
        part = self.ledger.select(**names)
        kept = self.lined["claim_id"].isin(part.claims["claim_id"])
        return replace(self, ledger=part, lined=self.lined[kept].reset_index(drop=True))


def compare(ledger: Ledger, convention: str = "", tolerance: float | None = None) -> Comparison:
    """Compare the claims of a ledger; parameters and errors as in `lineup.line_up`."""
    lined = lineup.line_up(ledger, convention, tolerance)
    return Comparison(ledger, convention or names(ledger)[0], lined)
