"""What a block says, before it is drawn: its claims in rows, who is behind them, who is silent."""

import math
from typing import Any

from claimbook.charts.palette import looks
from claimbook.compare.comparison import Comparison
from claimbook.compare.gaps import Claim
from claimbook.compare.lineup import POOLED, words_text
from claimbook.wording import in_quotes, listed

MOST_SILENT = 6  # documents named that give no answer
MANY = 16  # claims from which equal ones share a row
NOBODY = ("", "")
Row = dict[str, Any]  # a claim, with all that share its row under "claims", and its "kin"


def ordered(claims: list[Claim]) -> list[Claim]:
    """Claims as a block has them: answers together; of figures those with a limit last; by date."""
    answers = list(dict.fromkeys(claim["answer"] for claim in claims))

    def place(claim: Claim) -> tuple:
        group = answers.index(claim["answer"]) if claim["answer"] else bool(claim["scope"])
        ends = (claim["as_of_start"], claim["as_of_end"])
        return (group, *(math.inf if math.isnan(end) else end for end in ends))

    return sorted(claims, key=place)


def grouped(claims: list[Claim]) -> list[Row]:
    """Claims in rows: one each, or of many all that say the same."""
    names = ("figure", "scope", "stated") if len(claims) > MANY else ("claim_id",)
    rows: dict[tuple, list[Claim]] = {}
    for claim in claims:
        rows.setdefault(tuple(claim[name] for name in names), []).append(claim)
    return [_row(own) for own in rows.values()]


def _row(own: list[Claim]) -> Row:
    """The first claim for all of them, with what they have in common."""
    whens = [claim["when"] for claim in own if claim["when"]]
    labels = {claim["counted"] for claim in own}
    counted = labels.pop() if len(labels) == 1 else ""
    behind = {_kin(claim) for claim in own}
    return {
        **own[0],
        "claims": own,
        "when": " … ".join(dict.fromkeys(whens[:1] + whens[-1:])),
        "words": words_text(own[0]["kind"], own[0]["qualifier"], own[0]["wording"], counted),
        "kin": behind.pop() if len(behind) == 1 else NOBODY,
    }


def _kin(claim: Claim) -> tuple[str, str]:
    """Whose claim it is: a party, or an unnamed voice of one document; pooled voices are nobody."""
    if claim["named"]:
        return claim["party"], ""
    return NOBODY if claim["origin_kind"] == POOLED else (claim["origin"], claim["source_id"])


def voice(claim: Claim) -> str:
    """Who says it and through whom, as it stands before the document."""
    return claim["who"].removesuffix(claim["printed_in"])


def after(claim: Claim, words: str) -> tuple[str, str, str]:
    """What follows a figure: words of the document, the limit unless they name it, how stated."""
    limit = f"[{claim['scope']}]" if claim["scope"].casefold() not in ("", words.casefold()) else ""
    return in_quotes(words) if words else "", limit, claim["stated"]


def said(claim: Claim, words: str) -> str:
    """A claim where it is not drawn: its figure and what follows it."""
    return " ".join(filter(None, [claim["figure"], *after(claim, words)]))


def alternative(comparison: Comparison, question: str) -> str:
    """What a block shows, in words: the finding first, then every claim."""
    claims, gap = comparison.claims.get(question), comparison.gaps[question]
    if not claims:
        return "No document answers it."
    told = [
        f"{', '.join(filter(None, [claim['who'], claim['when']]))}: {said(claim, claim['words'])}"
        for claim in ordered(claims)
    ]
    unit = f" In {claims[0]['unit']}." if claims[0]["unit"] else ""
    silent = silence(comparison, question)
    return f"{gap.tag}: {gap.line}.{unit} {'; '.join(told)}.{f' {silent}.' if silent else ''}"


def silence(comparison: Comparison, question: str) -> str:
    """Which documents give no answer to a question, many of them as a number.

    They may well tell of what it is about: of the taking of an airport without its hour.
    """
    silent = comparison.silent(question)
    if not silent:
        return ""
    names = listed(looks(comparison)[source].name for source in silent)
    if len(silent) > MOST_SILENT:
        names = f"{len(silent)} documents"
    kind = comparison.claims[question][0]["kind"]
    what = {"date": "time", "choice": "answer"}.get(kind, "figure")
    return f"{names} {'gives' if len(silent) == 1 else 'give'} no {what}"
