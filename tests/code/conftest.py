"""Counts of what became of bad input, printed at the end: same, clear error, silent misreading."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from claimbook import ledger

OUTCOMES = ("same", "clear error", "silent misreading")
COUNTS = pytest.StashKey[dict[str, Counter]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[COUNTS] = {}


@pytest.fixture
def tally(pytestconfig: pytest.Config) -> Callable[..., None]:
    """Return a function that counts the outcome of a case under the name of its corpus."""
    counts = pytestconfig.stash[COUNTS]

    def count(corpus: str, outcome: str, cases: int = 1) -> None:
        assert outcome in OUTCOMES
        counts.setdefault(corpus, Counter())[outcome] += cases

    return count


def pytest_terminal_summary(terminalreporter, config: pytest.Config) -> None:
    if counts := config.stash[COUNTS]:
        terminalreporter.section("what became of bad input")
        lines = [("corpus or fault", "cases", *OUTCOMES)]
        lines += [(name, c.total(), *(c[o] for o in OUTCOMES)) for name, c in counts.items()]
        for name, *numbers in lines:
            terminalreporter.write_line(f"{name:48}" + "".join(f"{n:>19}" for n in numbers))


@pytest.fixture
def outcome_of() -> Callable[[Path, str], str]:
    """Return a function that reads a ledger and says what became of it, given its digest before."""

    def read(folder: Path, digest: str) -> str:
        book, problems = ledger.read(folder)
        if book is not None:
            return "same" if book.digest == digest else "silent misreading"
        for problem in problems[: ledger.MAX_PROBLEMS]:
            assert str(problem).isprintable() and len(str(problem)) < 2000, repr(str(problem))
            assert problem.file and problem.message, problem
        return "clear error"

    return read
