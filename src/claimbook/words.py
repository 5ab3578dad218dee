"""The words for how claims stand to each other, and the marks they have on a page."""

import re
from html import escape

VERDICTS = ("repeat", "agree", "compatible", "update", "scope", "self-conflict", "conflict")
STATUSES = (
    "contested",
    "moving",
    "corroborated",
    "scopes differ",
    "one party",
    "single claim",
    "no claims",
)


def mark(word: str) -> str:
    """Return a status or verdict as its word; the style sheet puts its mark and tint to it."""
    return f'<span class="mark {css_class(word)}">{escape(word)}</span>'


def mark_words(body: str) -> str:
    """Give the statuses and verdicts that fill a table's cell their mark."""
    words = "|".join(map(re.escape, dict.fromkeys([*STATUSES, *VERDICTS])))
    return re.sub(
        rf"(<td[^>]*>)({words})</td>", lambda found: f"{found[1]}{mark(found[2])}</td>", body
    )


def css_class(word: str) -> str:
    """Return a word as the name of a class in the style sheet."""
    return re.sub(r"[^a-z0-9-]+", "-", word.lower())
