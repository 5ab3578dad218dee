"""Another reader's coding of a ledger's documents: a ``claims.csv`` alone."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from claimbook.ledger import check, csvfile, rules
from claimbook.ledger.model import Ledger, LedgerError, Problem
from claimbook.wording import counted

# What a coding may say that the ledger does not have, and what comes of it.
STRANGE = {
    "source_id": "name{s} a document that this ledger does not have ({}): "
    "none of them can be matched.",
    "question_id": "name{s} a question that this ledger does not have ({}): "
    "these are matched by their figures and wordings alone.",
    "origin_id": "name{s} an origin that this ledger does not have ({}): "
    "they count as another origin.",
    "qualifier": "name{s} a qualifier that this ledger does not have ({}): "
    "they count as another qualifier.",
    "answer": "give{s} an answer that this ledger does not list ({}): it counts as another answer.",
}


def read_claims(path: str | Path, ledger: Ledger) -> tuple[pd.DataFrame, list[str]]:
    """Another coding of a ledger's documents, and what it names that the ledger does not have.

    Strict about the form of the CSV, its columns and what the data package says of them; lenient
    about questions, answers, origins and qualifiers that this ledger does not have, because
    another reader, or an older list of questions, may have them.

    Raises
    ------
    LedgerError
        If it cannot be read, with all problems.
    """
    path = Path(path)
    if not path.is_file():
        message = "there is no such file; name the claims.csv of the other coding"
        raise LedgerError([Problem(str(path), 0, "", message)])
    sheet = csvfile.read_sheet(path, "claims")
    claims = check.frame(sheet, csvfile.COLUMNS["claims"])
    of_cells = rules.schema(csvfile.FIELDS["claims"])
    found = [Problem(path.name, *place) for place in [*sheet.problems, *of_cells(claims)]]
    if errors := sorted(problem for problem in found if not problem.warning):
        raise LedgerError(check.shortened(errors))
    return claims, list(_strange(claims, ledger))


def _strange(claims: pd.DataFrame, ledger: Ledger) -> Iterator[str]:
    """What a coding says that the ledger does not have."""
    asked = ledger.questions[ledger.questions["answers"].ne("")]
    choices = zip(asked["question_id"], asked["answers"], strict=True)
    known = {
        "source_id": ledger.sources["source_id"],
        "question_id": ledger.questions["question_id"],
        "origin_id": ledger.origins["origin_id"],
        "qualifier": ledger.conventions["qualifier"],
        "answer": [f"{name}: {answer}" for name, all_ in choices for answer in all_.split("|")],
    }
    listed_here = claims["answer"].ne("") & claims["question_id"].isin(asked["question_id"])
    answers = (claims["question_id"] + ": " + claims["answer"]).where(listed_here, "")
    for column, said in claims.assign(answer=answers)[[*STRANGE]].items():
        strange = said[said.ne("") & ~said.isin(known[column])]
        if number := len(strange):
            told = STRANGE[column].format(", ".join(strange.unique()), s="s" * (number == 1))
            yield f"{counted(number, 'claim')} of the second coding {told}"
