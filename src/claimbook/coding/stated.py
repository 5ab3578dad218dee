"""The figures that a paragraph states, as far as its words say: one for each number or date.

What a person would type first when coding a sentence. Nothing is decided here: a number that is
likely no claim is named with the reason, and the coder has the last word.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from claimbook.coding.citing import VERB
from claimbook.coding.days import NO_DAY, Calendar, Dated
from claimbook.coding.english import WORDS, sentences
from claimbook.evidence.calendars import MONTHS, WEEKDAYS
from claimbook.evidence.hedges import BETWEEN, EITHER, Hedge, added, hedges
from claimbook.evidence.numbers import Number, numbers
from claimbook.evidence.numerals import SIGNS
from claimbook.evidence.units import CURRENCY, NAMES
from claimbook.ledger.context import TAKES

NEAR = 60  # characters within which words belong to a number
MOST_COUNTED = 5  # words
SPAN = r"(?:second|minute|hour|day|night|week|fortnight|month|year|decade)s?"
# What a number measures, by the words before or after it; the first that fits, else a count.
MEASURES = {
    measure: (re.compile(before, re.IGNORECASE), re.compile(after, re.IGNORECASE))
    for measure, before, after in (
        ("money", rf"(?:[{SIGNS}]|\b(?:US\$|USD|EUR|GBP|Rs\.?)\s?)$",
         r"\s?(?:(?:U\.?S\.?|Canadian|Australian|Hong\sKong|local)\s)?"
         rf"(?:{CURRENCY.pattern})"),
        ("share", "(?!)", r"\s?(?:%|per\s?cent\b|percentage\spoints?\b)"),
        ("age", r"\b(?:aged|ages?|(?:old|young)est(?:\s(?:is|was))?"
         r"|(?:children|girls?|boys?|teenagers|conscripts)\sof)\s"
         r"(?:(?:between|as|from)\s)?$", r"[\s-]years?[\s-]olds?\b|\syears\sof\sage\b"),
        ("duration", "(?!)",
         rf"[\s-](?:consecutive\s|more\s|further\s|full\s|long\s|or\sso\s)?{SPAN}\b"),
    )
}  # fmt: skip
LIST = re.compile(r",\s|,?\s(?:and|or|to)\s|\s?[-–]\s?")
OF_WHOLE = re.compile(r"\s(?:of|the|its|their)\b|\sa\s")
_LABELS = (
    "articles?|sections?|chapters?|paragraphs?|resolutions?|pages?|no\\.|figures?|tables?|law"
    "|channel|unit|highway|route"
)
_PLACES = "|".join(map(str.capitalize, WORDS["numbered"]))
_DAY = rf"(?:the\s)?(?:[0-9]|(?:{'|'.join([*MONTHS, *WEEKDAYS])})\b)"
_MODAL = (
    r"should|must|can|could|may|might|would|has\sto|needs|considers?|thinks?|wonders?|asks|believes"
    r"|knows|wants|looks|sees|expects"
)
# Why a number is likely no claim, as not_claims.csv would say it; the number stands in brackets.
REASONS = {
    reason: re.compile(pattern, re.IGNORECASE)
    for reason, pattern in (
        ("number of the point", r"^\W*(?:<[0-9]+>[.)]|<[0-9]+>/[0-9]+|[0-9]+/<[0-9]+>)\s"),
        ("address", r"(?:https?://\S*|www\.\S*|\S+@\S*)<"),
        ("page furniture", r"(?:©|\(c\)|copyright)\s*<[0-9]{4}>"),
        ("part of a name", r"[a-z]-<[0-9]+>|(?-i:\b[A-Z]{1,2})<[0-9]+>"
         rf"|\b(?-i:{_PLACES})\s<[0-9]+>"),
        ("number of an article or the like",
         rf"\b(?:{_LABELS})\s(?:[0-9]+(?:,\s|\sand\s|\sof\s))*<[0-9.]+>"),
        ("figure of speech", r"<zero>\s(?:tolerance|hour|in\son)|\bat\s<(?:first|once)>"
         r"|<(?:first|second)>-(?:hand|rate|class)|<one>\sversion\b|\b(?:are|were)\s<few>(?=[,.;])"
         r"|<24>\shours\sa\sday\b"),
        ("pronoun", rf"<one>\s(?:{_MODAL})\b|\b(?:another|each|any|this|that|the|which|every|no)"
         r"\s<one>(?!\s(?:of|thousand|hundred|million|\w+s)\b)|\b(?:every|each)\s<one>\sof\b"
         rf"|<one>\sof\s(?:\w+\s){{1,4}}(?:{VERB.pattern})"),
        ("a time told from another", rf"<[^>]*>[\s-]{SPAN}\s(?:later|ago|earlier|on\b(?!\s{_DAY}))"
         rf"|\b(?:again|will|may|might|shall|next|back)\b[^.;]*\sin\s<[^>]*>[\s-]{SPAN}\b"),
    )
}  # fmt: skip
ORDINAL, TELEPHONE = "ordinal: which, not how many", "telephone number"
DATE_LINE, STAMP = "date line of the document", "time stamp of the paragraph"
# What stands beside a date in such a line; other words in lower case tell what happened then.
BESIDE_OWN = set(
    "published updated posted last first on at by from in the of and local time".split()
)
STAMPED = re.compile(r"\W*\s[A-Z“\"‘]")
DATELINE = re.compile(r"[|–—]\s|\s[–—|-]\s|,\s[A-Z]")
PLACED = re.compile(r"\W*[A-Z][\w’'. -]{1,40},\s$")  # "Halmar, 9 October 2023. The strike …"
STOP = re.compile(r"\.(?=\s|$)|\s[–—-]\s")
CLOSING = re.compile(r"[,|–—(-]\s?$")
PHONE = re.compile(
    r"(?:\+[0-9]|\(0|\b(?i:tel|phone|call|fax|mobile|whatsapp|hotline)\b[.:]?\s(?:us\s)?(?:at\s|on\s)?"
    r"[0-9+(])[0-9 ()/.-]{5,}[0-9]|\b[0-9]{2,4}[-/ ][0-9]{2,4}(?:[- ][0-9]{2,4}){1,3}"
    r"(?![0-9]|[,.][0-9])"
)
GROUPED = re.compile("[0-9]{1,3}(?: [0-9]{3})+")
# What is counted ends at the first plural, or before one of these.
MEASURED = {name for family in ("length", "area", "volume", "mass") for name in NAMES[family]}
MEASURED |= {"times", "degrees", "points"}  # so much of something, and not so many
PLURAL = re.compile(r"(?:\w+[^s\W]s|people|\w*men|children|personnel|passersby)$", re.IGNORECASE)
NO_NOUN = set(WORDS["no_noun"])
COUNTED = {"dead", "wounded", "injured", "missing", "police", "staff", "men", "women", "homeless"}
HURT = re.compile(r"(?:injured|killed)\s(?:[\w-]*(?:[^s\W]s|men)|people|children)\b")
TOKEN = re.compile(r"\s?[“\"'‘(]?([^\W_](?:[\w’'-]*\w)?-?)")
AUXILIARY = re.compile(r"\s(?:was|were|is|are|has|have|had)\b")
OF = re.compile(
    r"(?:\sof(?:\s(?:the|its|their|our|these|those|them))?(?!\w))?(?:\s[\w’']+['’]s(?!\w))?"
    r"(?:\s(?:other|more|further|additional)(?!\w))?"
)
OPENS = re.compile(r"\b(?:between|from)\s[$€£]?$", re.IGNORECASE)
SAID = re.compile(r"\b(?:said|says?|told|tells|asked|reported|reports|spoke|speaks)\s$")
# What makes all that a sentence says less sure.
UNSURE = {
    stated: re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for stated, words in (
        ("reportedly",
         r"reportedly|allegedly|apparently|purportedly|supposedly|rumou?red|unconfirmed|preliminary"
         r"|(?:is|are|was|were)\ssaid\sto|it\s(?:is|was)\ssaid|reported(?=\s\w+s\b)"),
        ("possibly",
         r"possibly|(?:one|another)\sversion|(?:possible|one)\sscenario|conceivably|could\shave|might\shave|may\shave|hypothes[ei]s"),
    )
}  # fmt: skip

# A plural without a number, told to have been killed, hurt, broken into …
_HARM = "killed|shot|wounded|injured|hurt|arrested|detained|looted|burned|destroyed|damaged|flooded"
_NOUNS = (
    r"(?:[\w’'-]+\s){0,3}(?:\w+[^s\W]s|people|men|women|children|passersby|population|personnel)\b"
)
UNNUMBERED = re.compile(
    rf"\b[Nn]o\s(?P<none>{_NOUNS})(?=[^.;]{{0,40}}\b(?:{_HARM}|died)\b)"
    r"|\b(?:victims|casualties|injuries|deaths|arrests),?\s(?:both\s)?among\s(?:the\s)?"
    rf"(?P<among>{_NOUNS}(?:\sand\s\w+)?)"
    rf"|\bas\swell\sas\s(?:among\s)?(?:the\s)?(?P<too>{_NOUNS})(?=\.|$)"
    rf"|\b(?:killing|wounding|injuring|arresting|detaining)\s(?P<object>(?!and\s){_NOUNS})"
    r"|(?P<subject>\b[\w’'-]*\w+[^s\W]s(?:\s\w+ing\s\w+\s\w+)?)"
    rf"(?=\s(?:had\sbeen|have\sbeen|were|are)\s(?:{_HARM})\b)"
)


class Stated(NamedTuple):
    """A figure as a paragraph states it; most fields are as in ``claims.csv``."""

    start: int  # where it stands, with its hedge and with what it counts
    end: int
    number: tuple[tuple[int, int], ...]  # where it is printed; each end of a range, each of a list
    measure: str  # count, money, share, duration, age, factor, date, vague or ordinal
    qualifier: str
    low: str
    high: str
    counted: str = ""
    stated: str = ""
    note: str = ""
    reason: str = ""  # why it is likely no claim
    sentence: tuple[int, int] = (0, 0)


def figures(text: str, calendar: Calendar, takes: Mapping[str, str] = TAKES) -> list[Stated]:
    """Every number and date of a paragraph, in reading order; `takes` see `context.takes`.

    Paragraphs are to be read in order: the calendar remembers the day named last.
    """
    found = [_dated(text, date) for date in calendar.read(text)]
    found += [
        Stated(start, end, ((start, end),), "", "", "", "", reason=TELEPHONE)
        for start, end in _phones(text)
        if not any(date.start < end and start < date.end for date in found)
    ]
    read = [n for n in numbers(text) if not any(f.start <= n.start < f.end for f in found)]
    beside = hedges(text, added(takes))
    while read:
        size = _size(text, read, beside)
        found.append(_stated(text, read[:size], beside, takes))
        read = read[size:]
    return _placed(text, sorted(found, key=lambda figure: figure.number[0]))


def unnumbered(text: str) -> list[Stated]:
    """Plurals without a number of which something countable is told, and "no" with a noun."""
    found = []
    for match in UNNUMBERED.finditer(text):
        what = match[match.lastgroup].strip(" ,“”")
        clause = re.split(r"[.,;:]\s", text[max(match.start() - NEAR, 0) : match.start()])[-1]
        if numbers(clause) or numbers(match[0]):
            continue
        none = match.lastgroup == "none"
        qualifier, value = ("exact", "0") if none else ("some", "")
        found.append(
            Stated(
                *(*match.span(), (match.span(),), "count", qualifier, value, value),
                counted=what if len(what.split()) <= MOST_COUNTED else "",
                note="" if none else "Plural without a number.",
            )
        )
    return _placed(text, found)


def _placed(text: str, found: list[Stated]) -> list[Stated]:
    """The figures with their sentences, and how sure these are of them."""
    spans, placed = sentences(text), []
    for figure in found:
        inside = (span for span in spans if span[0] <= figure.start < span[1])
        sentence = next(inside, spans[-1])
        words = text[slice(*sentence)]
        sure = next((name for name, pattern in UNSURE.items() if pattern.search(words)), "")
        placed.append(figure._replace(sentence=sentence, stated=sure if figure.qualifier else ""))
    return placed


def _phones(text: str) -> Iterator[tuple[int, int]]:
    """Telephone numbers: at least seven digits, and no thousands in groups of three."""
    for match in PHONE.finditer(text):
        if len(re.sub("[^0-9]", "", match[0])) >= 7 and not GROUPED.fullmatch(match[0].strip()):
            yield match.start() + re.search("[+(0-9]", match[0]).start(), match.end()


def _dated(text: str, date: Dated) -> Stated:
    """A date as it is stated; one of a dateline, or of a short line's end, is the document's."""
    line, printed = text.strip(" •*#-–—|"), text[date.start : date.end]
    others = re.findall(r"[^\W\d_]+", line.replace(printed, ""))
    alone = (
        len(line) - len(printed) < 40
        and not line.endswith((".", "!", "?", "”"))
        and all(word[0].isupper() or word in BESIDE_OWN for word in others)
        and not (others and date.note in NO_DAY)  # "Curfew: 22:00 to 07:00"
    )
    stamp = date.note in NO_DAY and line.startswith(printed) and STAMPED.match(text, date.end)
    opens = line.startswith(printed) and DATELINE.match(text, date.end)
    closes = line.endswith(printed) and CLOSING.search(text[: date.start])
    longest = 70 if alone or opens else 120 if closes else 0
    placed = not date.note and PLACED.match(text[: date.start]) and STOP.match(text, date.end)
    own = not date.inferred and (placed or len(line) < longest)
    return Stated(
        *(date.start, date.end, date.printed, "date", date.qualifier, date.low, date.high),
        note=date.note,
        reason=STAMP if stamp else DATE_LINE if own else "",
    )


def _size(text: str, read: list[Number], beside: Iterable[Hedge]) -> int:
    """How many of some numbers are one figure with the first: a range, or a list of ages."""
    size = 1
    for one, other in zip(read, read[1:], strict=False):
        if not LIST.fullmatch(text, one.end, other.start) or other.value is None:
            break
        size += 1
    if _measure(text, read[0], read[size - 1])[0] == "age":
        return size
    joined = any(h.qualifier == BETWEEN and h.at == read[0].start for h in beside)
    values = [number.value for number in read[:2] if number.value is not None]
    return 2 if joined and len(values) == 2 and values[0] < values[1] else 1


def _stated(
    text: str, group: list[Number], beside: Iterable[Hedge], takes: Mapping[str, str]
) -> Stated:
    """A number, a range or a list of ages as it is stated."""
    first, last = group[0], group[-1]
    values = sorted(number.value for number in group if number.value is not None)
    low, high = (_text(values[0]), _text(values[-1])) if values else ("", "")
    sure = [h for h in beside if h.at == first.start and _is_sure(text, h)]
    start, qualifier = first.start, "exact" if low == high else BETWEEN
    if first.kind == "vague":
        qualifier = " ".join(first.text.lower().split())
    elif low != high:
        opening = OPENS.search(text, max(start - NEAR, 0), start)
        start = opening.start() if opening else start
    elif sure:
        start, qualifier = _begin(text, sure[0]), sure[0].qualifier
    measure, end = _measure(text, first, last)
    counted = ""
    if measure in ("count", "vague"):
        end, counted = _counted(text, last)
    return Stated(
        *(start, end, tuple(number[:2] for number in group), measure, qualifier),
        *(low * (takes.get(qualifier) != "high"), high * (takes.get(qualifier) != "low"), counted),
        note="A list of ages, of which the lowest and the highest are coded." * (len(group) > 2),
        reason=_reason(text, first) or ORDINAL * (first.kind == "ordinal"),
    )


def _begin(text: str, hedge: Hedge) -> int:
    """Where a number begins with its hedge, unless that follows it."""
    before = text.lower().rfind(hedge.words.lower(), 0, hedge.at)
    return before if before >= 0 else hedge.at


def _is_sure(text: str, hedge: Hedge) -> bool:
    """Whether a hedge is one of its number; "said about 60" is more likely than not."""
    if hedge.qualifier in (BETWEEN, EITHER, "from", "until"):  # those of ranges and dates
        return False
    before = text[max(hedge.at - NEAR, 0) : hedge.at]
    return hedge.sure or bool(SAID.search(before.rpartition(hedge.words)[0]))


def _measure(text: str, first: Number, last: Number) -> tuple[str, int]:
    """What a number measures, by the words beside it, and where they end."""
    for measure, (before, after) in MEASURES.items():
        unit = after.match(text, last.end)
        fits = unit or before.search(text, max(first.start - NEAR, 0), first.start)
        if fits and (first.kind != "vague" or measure == "duration"):
            return measure, unit.end() if unit else last.end
    if first.kind == "factor" and first.value < 1 and OF_WHOLE.match(text, last.end):
        return "share", last.end
    return first.kind if first.kind in ("vague", "ordinal", "factor") else "count", last.end


def _text(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _counted(text: str, number: Number) -> tuple[int, str]:
    """The words for what is counted, if any, and where they end."""
    at = OF.match(text, number.end).end()
    of = TOKEN.match(text, at) if at > number.end else None
    words, named = _noun(text, of.end() if of and numbers(of[1]) else at)  # "four of its seven"
    named = named or number.value == 1
    if not words or not (named or AUXILIARY.match(text, words[-1].end())):
        return number.end, ""  # "40 slid into the river"
    measured = words[-1][1].lower() in MEASURED
    return words[-1].end(), "" if measured else text[words[0].start(1) : words[-1].end()]


def _noun(text: str, at: int) -> tuple[list[re.Match[str]], bool]:
    """The words up to the first plural, and what "and" adds; whether they surely name things."""
    words: list[re.Match[str]] = []
    done, whole = False, 0  # whether a plural was the last word; how many words it ends
    while len(words) < MOST_COUNTED and (match := TOKEN.match(text, at)):
        word = match[1].lower()
        joins = word == "and" and (done or (words and words[-1][1].endswith("-")))
        ends = done or word == "and" or word in NO_NOUN or (words and word.endswith("ly"))
        # "four injured strikers", but not "four killed a man"
        ends = ends and (done or words or not HURT.match(text, match.start(1)))
        if word[0].isdigit() or (ends and not joins):
            break
        words.append(match)
        done, at = not joins and bool(PLURAL.match(word)), match.end()
        whole = len(words) if done else whole
    words = words[: whole or None]  # not "people and produced"
    while words and words[-1][1].lower() in ("and", "of"):
        words.pop()
    return words, bool(whole) or any(word[1].lower() in COUNTED for word in words)


def _reason(text: str, number: Number) -> str:
    """Why a number is likely no claim; empty where it may be one."""
    before, after = text[max(number.start - NEAR, 0) : number.start], text[number.end :][:NEAR]
    marked = f"{before}<{number.text}>{after}"
    return next((reason for reason, pattern in REASONS.items() if pattern.search(marked)), "")
