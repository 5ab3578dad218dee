"""Sentences of result, computed so that none goes stale after an edit. None says who is right."""

from claimbook.compare.comparison import Comparison
from claimbook.compare.status import TAGS
from claimbook.wording import counted, listed


def three(comparison: Comparison, questions: list[str] | None = None) -> list[str]:
    """At most three sentences: what cannot both hold, what moved or is one party's, who is silent.

    They are about the questions with these ids, by default about all.
    """
    asked = comparison.status if questions is None else comparison.status.loc[questions]
    found = [_apart(comparison, asked), _one_side(comparison, asked), _alone(asked)]
    return [sentence for sentence in found if sentence] or ["No document answers any of it."]


def _apart(comparison: Comparison, asked) -> str:
    clash = [name for name in asked.index if comparison.gaps[name].clash]
    told = int(asked["sources"].gt(1).sum())
    if not clash:
        if not told:
            return ""
        return (
            f"{counted(told, 'question').capitalize()} {'is' if told == 1 else 'are'} answered by "
            "two or more documents, and none of their claims exclude each other."
        )
    first = comparison.gaps[clash[0]]
    tags = asked.loc[clash[1:], "status"].map(TAGS).value_counts()
    more = [f"those to {counted(number, 'more question')} {tag}" for tag, number in tags.items()]
    also = f" {listed(more).replace('those', 'The answers', 1)}." if more else ""
    where = f" ({first.places})" if first.places else ""
    return f"{asked.loc[clash[0], 'question']} {first.line}{where}: {first.tag}.{also}"


def _one_side(comparison: Comparison, asked) -> str:
    moved = [comparison.gaps[name].line for name in asked.index[asked["status"].eq("moving")]]
    names = asked.loc[asked["status"].eq("moving"), "short"].tolist()
    one = asked[asked["status"].eq("one party") & asked["sources"].gt(1)]
    parts = []
    if moved:
        steps = listed(f"{name} {step}" for name, step in zip(names[:3], moved[:3], strict=True))
        parts.append(f"One party changed what it says: {steps}.")
    if len(one):
        figures = listed(
            f"{row.short} ({comparison.gaps[row.Index].line})" for row in one[:3].itertuples()
        )
        rest = len(one) - 3
        more = f", and {rest} more" if rest > 0 else ""
        parts.append(
            f"Several documents, but one party, stand behind {counted(len(one), 'answer')}: "
            f"{figures}{more}."
        )
    return " ".join(parts)


def _alone(asked) -> str:
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
