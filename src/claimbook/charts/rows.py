"""What a block says, before it is drawn: its claims in rows, who is behind them, who is silent."""

import math

from claimbook.charts.palette import looks_of
from claimbook.compare.comparison import Comparison
from claimbook.compare.gaps import Claim
from claimbook.wording import in_quotes, listed

MOST_SILENT = 6  # documents named that say nothing
MANY = 16  # claims from which equal ones share a row


def ordered(claims: list[Claim]) -> list[Claim]:
    """Claims as a block has them: answers together; of figures those with a limit last; by date."""
    answers = list(dict.fromkeys(claim["answer"] for claim in claims))

    def place(claim: Claim) -> tuple:
        group = answers.index(claim["answer"]) if claim["answer"] else bool(claim["scope"])
        ends = (claim["as_of_start"], claim["as_of_end"])
        return (group, *(math.inf if math.isnan(end) else end for end in ends))

    return sorted(claims, key=place)


def grouped(claims: list[Claim]) -> list[Claim]:
    """Many claims as fewer rows: those that say the same share the row of the first of them.

    What shares a row with a claim stands under its "others".
    """
    if len(claims) <= MANY:
        return claims
    rows: dict[tuple, list[Claim]] = {}
    for claim in claims:
        key = tuple(claim[name] for name in ("figure", "scope", "stated"))
        rows.setdefault(key, []).append(claim)
    return [_together(own) for own in rows.values()]


def _together(own: list[Claim]) -> Claim:
    """The first of several claims for all of them, with what they have in common."""
    whens = list(dict.fromkeys(claim["when"] for claim in own if claim["when"]))
    when = whens[0] if len(whens) == 1 else f"{whens[0]} … {whens[-1]}" if whens else ""
    words = {claim["counted"] for claim in own}
    counted = words.pop() if len(words) == 1 else ""
    return {**own[0], "others": own[1:], "when": when, "counted": counted}


def together(claim: Claim) -> list[Claim]:
    """The claims that one row stands for."""
    return [claim, *claim.get("others", [])]


def kin(claim: Claim) -> str:
    """The party or voice behind a row; empty where several share it."""
    behind = {each["party"] if each["named"] else each["origin"] for each in together(claim)}
    return behind.pop() if len(behind) == 1 else ""


def voice(claim: Claim) -> str:
    """Who says it and through whom, as it stands before the document."""
    return claim["who"].removesuffix(claim["printed_in"])


def alternative(comparison: Comparison, question: str) -> str:
    """What a block shows, in words: the finding first, then every claim."""
    claims, gap = comparison.claims.get(question), comparison.gaps[question]
    if not claims:
        return "No document answers it."
    told = []
    for claim in ordered(claims):
        words = claim["wording"] if claim["kind"] == "choice" else claim["counted"]
        parts = [claim["figure"], in_quotes(words) if words else ""]
        parts.append(f"[{claim['scope']}]" if claim["scope"] else "")
        when = f", {claim['when']}" if claim["when"] else ""
        told.append(f"{claim['who']}{when}: {' '.join(filter(None, parts))}")
    unit = f" In {claims[0]['unit']}." if claims[0]["unit"] else ""
    silent = silence(comparison, question)
    return f"{gap.tag}: {gap.line}.{unit} {'; '.join(told)}.{f' {silent}.' if silent else ''}"


def silence(comparison: Comparison, question: str) -> str:
    """Which documents speak of a question's topic but not of it, many of them as a number."""
    silent = comparison.silent(question)
    if not silent:
        return ""
    names = listed(looks_of(comparison)[source].name for source in silent)
    if len(silent) > MOST_SILENT:
        names = f"{len(silent)} documents"
    return f"{names} {'says' if len(silent) == 1 else 'say'} nothing of it"
