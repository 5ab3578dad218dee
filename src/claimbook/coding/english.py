"""English as far as coding needs it: sentences, and words that mean much the same."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from claimbook.evidence.calendars import MONTHS

_LISTS = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
WORDS = {name: words.split() for name, words in _LISTS.items() if name != "alike"}
STOP = set(WORDS["stop"])
# Every word of a group stands for the first.
ALIKE: dict[str, str] = {}
for _group in _LISTS["alike"]:
    for _word in _group.split():
        ALIKE.setdefault(_word, _group.split()[0])
END = re.compile(
    r"[.!?]+[\"”’')\]]*(?=\s+[\"“‘'(\[•]?[A-Z0-9])"
    r"|(?<=[a-z0-9])[.!?]+[\"”’']*(?=[A-Z][a-z]+\b|[“‘][A-Z])"  # a space was lost: "it.Then"
)
# The head of an entry of a chronology, which belongs to what follows.
DATE_ALONE = re.compile(
    rf"\W*(?:\w+day,?\s)?[0-9]{{1,2}}\s(?:{'|'.join(MONTHS)})(?:\s[0-9]{{4}})?\W"
)
# "1. Around 2,500. So many soldiers came."
ONLY_NUMBER = re.compile(
    r"\W*[0-9]{1,2}|\W*(?:[0-9]{1,2}[.)]\s)?(?:(?:about|around|roughly|some|over)\s)?[$€£]?[0-9][0-9,.]*",
    re.IGNORECASE,
)
LONGEST = 2000  # characters of a sentence
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def sentences(text: str) -> list[tuple[int, int]]:
    """Where the sentences of a paragraph begin and end; what never ends is cut all the same."""
    spans, start = [], 0
    for match in END.finditer(text):
        head = text[start : match.start()]
        last = head.rsplit(None, 1)[-1] if head.split() else ""
        if match[0].startswith(".") and (
            last.lstrip("(“\"'") in WORDS["abbreviations"]
            or re.fullmatch(r"[A-Z]", last)
            or ONLY_NUMBER.fullmatch(head)  # the number of a point, not "he counted 18."
            or DATE_ALONE.fullmatch(head + ".")
        ):
            continue
        spans.append((start, match.end()))
        start = match.end()
    spans.append((start, len(text)))
    found = []
    for start, end in spans:
        for at in range(start, end, LONGEST):
            piece = text[at : min(at + LONGEST, end)]
            if piece.strip():
                lead = len(piece) - len(piece.lstrip())
                found.append((at + lead, at + len(piece.rstrip())))
    return found or [(0, len(text))]


@lru_cache(maxsize=50_000)
def root(word: str) -> str:
    """What a word is compared by: its group in `ALIKE`, else without the endings of English."""
    word = word.lower()
    if word in ALIKE:
        return ALIKE[word]
    for ending in WORDS["endings"]:
        if word.endswith(ending) and len(word) - len(ending) >= (3 if len(ending) < 3 else 4):
            word = word.removesuffix(ending)
            break
    return word.rstrip("e")[:7]


def roots(text: str) -> list[str]:
    """The roots of the words of a text that say something."""
    found: list[str] = []
    for word in WORD.findall(text.replace("’", "'").replace("'s", "")):
        if word.lower() in ALIKE:
            found.append(root(word))
            continue
        for part in word.split("-"):
            if len(part) > 1 and part.lower() not in STOP:
                found.append(root(part))
    return found
