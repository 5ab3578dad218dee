"""Sentences of result, computed so that none goes stale after an edit. None says who is right."""

from claimbook.compare.comparison import Comparison
from claimbook.compare.gaps import Claim
from claimbook.compare.status import TAGS
from claimbook.wording import counted, listed

MOST = 3  # questions named of those that moved, or that one party answers


def three(comparison: Comparison) -> list[str]:
    """Up to three sentences: what cannot both hold, what moved or is of one party, who is alone."""
    found = [_apart(comparison), _one_side(comparison), _alone(comparison)]
    return [sentence for sentence in found if sentence] or ["No document answers any of it."]


def _apart(comparison: Comparison) -> str:
    asked = comparison.status
    clash = [name for name in asked.index if comparison.gaps[name].clash]
    several = int(asked["sources"].gt(1).sum())
    if not clash:
        if not several:
            return ""
        number = f"{counted(several, 'question').capitalize()} {'is' if several == 1 else 'are'}"
        told = "answered by two or more documents, and none of their claims exclude each other."
        return f"{number} {told}"
    first = comparison.gaps[clash[0]]
    by_id = {claim["claim_id"]: claim for claim in comparison.claims[clash[0]]}
    sides = [by_id[name] for name in first.claims]
    told = " and ".join(f"{claim['who']} has {claim['said']}{_unit(claim)}" for claim in sides)
    apart = f"{first.ratio} apart, " if first.ratio else ""
    tags = asked.loc[clash[1:], "status"].map(TAGS).value_counts()
    more = [f"those to {counted(number, 'more question')} {tag}" for tag, number in tags.items()]
    also = f" {listed(more).replace('those', 'The answers', 1)}." if more else ""
    return f"{asked.loc[clash[0], 'question']} {told}: {apart}{first.tag}.{also}"


def _unit(claim: Claim) -> str:
    """What a number counts where the document's words do not say it."""
    plain = claim["kind"] in ("count", "money") and not claim["counted"]
    return f" {claim['unit']}" if plain else ""


def _one_side(comparison: Comparison) -> str:
    asked = comparison.status
    asked = asked.assign(line=[comparison.gaps[name].line for name in asked.index])
    moved = asked[asked["status"].eq("moving")]
    one = asked[asked["status"].eq("one party") & asked["sources"].gt(1)]
    parts = []
    if len(moved):
        steps = listed(f"{row.short} {row.line}" for row in moved[:MOST].itertuples())
        parts.append(f"One party changed what it says: {steps}.")
    if len(one):
        figures = listed(f"{row.short} ({row.line})" for row in one[:MOST].itertuples())
        rest = len(one) - MOST
        more = f", and {rest} more" if rest > 0 else ""
        parts.append(
            f"Several documents, but one party, stand behind {counted(len(one), 'answer')}: "
            f"{figures}{more}."
        )
    return " ".join(parts)


def _alone(comparison: Comparison) -> str:
    asked = comparison.status
    single = int(asked["sources"].eq(1).sum())
    none = asked.loc[asked["status"].eq("no claims"), "question"].tolist()
    parts = []
    if none:
        parts.append(f"No document answers: {' '.join(none)}")
    if single:
        parts.append(
            f"{counted(single, 'question').capitalize()} of {len(asked)} "
            f"{'is' if single == 1 else 'are'} told by one document only."
        )
    return " ".join(parts)


def contents(comparison: Comparison) -> str:
    """What there is: claims, questions, documents."""
    lined = comparison.lined
    several = int(comparison.status["sources"].gt(1).sum())
    return (
        f"{counted(len(lined), 'claim').capitalize()} of "
        f"{counted(lined['source_id'].nunique(), 'document')}, hedges as printed; "
        f"{counted(several, 'question')} answered by two or more of them."
    )
