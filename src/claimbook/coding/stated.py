"""The figures that a paragraph states, as far as its words say: one for each number or date.

What a person would type first when coding a sentence. Nothing is decided here: a number that is
likely no claim is named with the reason, and the coder has the last word.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from claimbook.coding.days import Calendar, Dated
from claimbook.coding.english import sentences
from claimbook.evidence.hedges import BETWEEN, EITHER, Hedge, hedges
from claimbook.evidence.numbers import Number, numbers

NEAR = 60  # characters within which words belong to a number
CURRENCY = re.compile(
    r"\s?(?:(?:U\.?S\.?|Canadian|Australian|Hong\sKong|local)\s)?(?:dollars?|euros?|pounds?|cents?"
    r"|roubles?|rubles?|rupees?|yen|yuan|won|francs?|marks?|crowns?|tenges?|hryvnias?|lira|pesos?"
    r"|rand|naira|shillings?|dirhams?|riyals?|shekels?|zlotys?|USD|EUR|GBP)\b",
    re.IGNORECASE,
)
SIGN = re.compile(r"(?:[$€£¥₽₸₹]|\b(?:US\$|USD|EUR|GBP|Rs\.?)\s?)$")
SPAN = r"(?:second|minute|hour|day|night|week|fortnight|month|year|decade)s?"
DURATION = re.compile(rf"[\s-](?:consecutive\s|more\s|further\s|full\s|long\s|or\sso\s)?{SPAN}\b")
AGE_AFTER = re.compile(r"[\s-]years?[\s-]olds?\b|\syears\sof\sage\b")
AGE_BEFORE = re.compile(
    r"\b(?:aged|ages|age|(?:children|girls?|boys?|teenagers|conscripts)\sof)\s"
    r"(?:[\w-]+(?:,\s|,?\sand\s|\sto\s|[-–]))*(?:between\s)?$",
    re.IGNORECASE,
)
_N = r"[0-9]+|[a-z]+(?:-[a-z]+)?"
LIST_OF_AGES = re.compile(
    rf"(?:(?:{_N}),\s)*(?:{_N})(?:,?\s(?:and|to|or)\s|[-–])(?:{_N})[\s-]years?"
    r"(?:[\s-]olds?\b|\sof\sage\b)"
)
SHARE = re.compile(r"\s?(?:%|per\s?cent\b|percentage\spoints?\b)")
OF_WHOLE = re.compile(r"\s(?:of|the|its|their)\b|\sa\s")
# A number beside one of these is likely no claim; the reason is what not_claims.csv would say.
_LABELS = (
    r"articles?|sections?|chapters?|paragraphs?|resolutions?|pages?|no\.|figures?|tables?|law|channel"
    r"|unit|highway|route"
)
_MODAL = (
    r"should|must|can|could|may|might|would|has\sto|needs|considers?|thinks?|wonders?|asks|believes"
    r"|knows|wants|looks|sees"
)
REASONS = [
    # reason, what stands before the number, the number itself, what stands after it
    ("number of the point", r"^\W*$", r"[0-9]+", r"[.)]\s"),
    ("address", r"(?:https?://\S*|www\.\S*|\S+@\S*)$", r".*", r""),
    ("page furniture", r"(?:©|\(c\)|copyright)\s*$", r"[0-9]{4}", r""),
    ("part of a name", r"[a-z]-$", r"[0-9]+", r""),
    ("number of an article or the like", rf"\b(?:{_LABELS})\s(?:[0-9]+(?:,\s|\sand\s))*$",
     r"[0-9.]+", r""),
    ("figure of speech", r"", r"zero", r"\s(?:tolerance|hour|in on)"),
    ("figure of speech", r"\bat\s$", r"first|once", r"\s(?:sight|glance|hand)?"),
    ("figure of speech", r"", r"first|second", r"-(?:hand|rate|class)"),
    ("pronoun", r"\b(?:another|each|any|this|that|the|which|every|no)\s$", r"one",
     r"(?!\s(?:of|thousand|hundred|million|\w+s)\b)"),
    ("pronoun", r"", r"one", rf"\s(?:{_MODAL})\b"),
    ("a time told from another", r"", r".*", rf"[\s-]{SPAN}\s(?:later|ago|earlier|on\b)"),
]  # fmt: skip
_REASONS = [
    (reason, *(re.compile(pattern, re.IGNORECASE) for pattern in patterns))
    for reason, *patterns in REASONS
]
ORDINAL, TELEPHONE = "ordinal: which, not how many", "telephone number"
DATE_LINE = "date line of the document"
DATELINE = re.compile(r"[.:|–—]\s|\s[–—|-]\s|,\s[A-Z]")
CLOSING = re.compile(r"[,|–—(-]\s?$")
PHONE = re.compile(
    r"(?:\+[0-9]|\(0|\b(?i:tel|phone|call|fax|mobile|whatsapp|hotline)\b[.:]?\s(?:us\s)?(?:at\s|on\s)?"
    r"[0-9+(])[0-9 ()/.-]{5,}[0-9]|\b[0-9]{2,4}[-/ ][0-9]{2,4}(?:[- ][0-9]{2,4}){1,3}(?![0-9,.])"
)
# What is counted ends at the first plural, or before one of these.
PLURAL = re.compile(r"(?:\w+[^s\W]s|people|men|women|children|personnel|passersby)$", re.IGNORECASE)
NO_NOUN = set(
    "a an the is are was were be been being has have had do does did will would may might can "
    "could in on at by to from for with as than that which who whom whose where when while if "
    "because after before until since during over under about around not no or nor but so also now "
    "then there here still already later ago per each reportedly seized killed injured died took "
    "fled".split()
)
COUNTED = {"dead", "wounded", "injured", "missing", "police", "staff", "men", "women"}
TOKEN = re.compile(r"\s?[^\W_](?:[\w’'-]*\w)?-?")
OPENING = re.compile(r"\s?[“\"'‘(]?")
OF = re.compile(
    r"(?:\sof(?:\s(?:the|its|their|our|these|those|them))?(?!\w))?(?:\s[\w’']+['’]s(?!\w))?"
    r"(?:\s(?:other|more|further|additional)(?!\w))?"
)
OPENS = re.compile(r"\b(?:between|from)\s[$€£]?$", re.IGNORECASE)
SAID = re.compile(r"\b(?:said|says?|told|tells|asked|reported|reports|spoke|speaks)\s$")
REPORTEDLY = re.compile(
    r"\b(?:reportedly|allegedly|apparently|purportedly|supposedly|rumou?red|unconfirmed|preliminary|"
    r"(?:is|are|was|were)\ssaid\sto|it\s(?:is|was)\ssaid|reported\s(?=\w+s\b))",
    re.IGNORECASE,
)
POSSIBLY = re.compile(
    r"\b(?:possibly|conceivably|could\shave|might\shave|may\shave|hypothes[ei]s)\b", re.IGNORECASE
)

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
    """A figure as a paragraph states it.

    Attributes
    ----------
    start, end : int
        Where it stands, with its hedge and with what it counts.
    number : tuple of (start, end)
        Where the number or date itself is printed; each end of a range.
    measure : str
        count, money, share, duration, age, factor, date, vague or ordinal.
    qualifier, low, high, counted, stated, note
        As in ``claims.csv``.
    hedges : tuple of str
        All qualifiers that the words beside the number may stand for.
    reason : str
        Why it is likely no claim.
    sentence : tuple of (start, end)
    """

    start: int
    end: int
    number: tuple[tuple[int, int], ...]
    measure: str
    qualifier: str
    low: str
    high: str
    counted: str = ""
    stated: str = ""
    note: str = ""
    reason: str = ""
    sentence: tuple[int, int] = (0, 0)
    hedges: tuple[str, ...] = ()


def figures(text: str, calendar: Calendar, own: tuple[str, ...] = ()) -> list[Stated]:
    """Every number and date of a paragraph, in reading order.

    Parameters
    ----------
    text : str
    calendar : Calendar
        Which remembers the day named last; paragraphs are to be read in order.
    own : tuple of str
        Qualifiers that a ledger added.
    """
    spans = sentences(text)
    dates = calendar.read(text)
    phones = [
        span
        for span in _phones(text)
        if not any(d.start < span[1] and span[0] < d.end for d in dates)
    ]
    taken = [(date.start, date.end) for date in dates] + phones
    found = [_dated(text, date, spans) for date in dates]
    found += [_phone(span, spans) for span in phones]
    read = [n for n in numbers(text) if not any(a <= n.start < b for a, b in taken)]
    beside = hedges(text, own)
    skip = -1
    for at, number in enumerate(read):
        if at <= skip:
            continue
        others = _range(text, read, at, beside)
        skip = at + len(others)
        found.append(_stated(text, [number, *others], beside, spans))
    return sorted(found, key=lambda figure: figure.number[0])


def unnumbered(text: str) -> list[Stated]:
    """Plurals without a number of which something countable is told, and "no" with a noun."""
    found, spans = [], sentences(text)
    for match in UNNUMBERED.finditer(text):
        what = match[match.lastgroup].strip(" ,“”")
        clause = re.split(r"[,;.]\s", text[max(match.start() - NEAR, 0) : match.start()])[-1]
        if numbers(clause) or numbers(match[0]):
            continue
        none = match.lastgroup == "none"
        sentence = _sentence(spans, match.start())
        found.append(
            Stated(
                *match.span(),
                number=(match.span(),),
                measure="count",
                qualifier="exact" if none else "some",
                low="0" if none else "",
                high="0" if none else "",
                counted=what if len(what.split()) <= 5 else "",
                stated=_certainty(text[slice(*sentence)]),
                note="" if none else "Plural without a number.",
                sentence=sentence,
            )
        )
    return found


def _sentence(spans: list[tuple[int, int]], at: int) -> tuple[int, int]:
    return next((span for span in spans if span[0] <= at < span[1]), spans[-1])


def _phones(text: str) -> list[tuple[int, int]]:
    """Telephone numbers: at least seven digits, and no thousands in groups of three."""
    found = []
    for match in PHONE.finditer(text):
        digits = re.sub("[^0-9]", "", match[0])
        grouped = re.fullmatch(r"[0-9]{1,3}(?: [0-9]{3})+", match[0].strip())
        if len(digits) >= 7 and not grouped:
            lead = re.search(r"[+(0-9]", match[0]).start()
            found.append((match.start() + lead, match.end()))
    return found


def _phone(span: tuple[int, int], spans: list[tuple[int, int]]) -> Stated:
    sentence = _sentence(spans, span[0])
    return Stated(*span, (span,), "", "", "", "", reason=TELEPHONE, sentence=sentence)


def _dated(text: str, date: Dated, spans: list[tuple[int, int]]) -> Stated:
    sentence = _sentence(spans, date.start)
    line = text.strip(" •*#-–—|")
    opens = line.startswith(text[date.start : date.end]) and DATELINE.match(text, date.end)
    alone = len(line) - (date.end - date.start) < 40 and not line.endswith((".", "!", "?", "”"))
    closes = text.rstrip(" *#|").endswith(text[date.start : date.end]) and CLOSING.search(
        text, max(date.start - 2, 0), date.start
    )
    line_of_date = ((opens or alone) and len(line) < 70) or (closes and len(line) < 120)
    reason = DATE_LINE if line_of_date and not date.inferred else ""
    return Stated(
        *(date.start, date.end, date.printed, "date", date.qualifier, date.low, date.high),
        stated=_certainty(text[slice(*sentence)]),
        note=date.note,
        reason=reason,
        sentence=sentence,
    )


def _range(text: str, read: list[Number], at: int, beside: list[Hedge]) -> list[Number]:
    """The numbers that are one figure with this one: the other end of a range, further ages."""
    number = read[at]
    if AGE_BEFORE.search(text, max(number.start - NEAR, 0), number.start):
        others = []
        end = number.end
        for other in read[at + 1 :]:
            if not re.fullmatch(r",\s|,?\sand\s|\sto\s|\s?[-–]\s?", text[end : other.start]):
                break
            others.append(other)
            end = other.end
        return others
    ages = LIST_OF_AGES.match(text, number.start) if number.kind == "cardinal" else None
    if ages:
        return [other for other in read[at + 1 :] if other.end <= ages.end()]
    ranges = [hedge for hedge in beside if hedge.at == number.start and hedge.qualifier == BETWEEN]
    other = read[at + 1] if ranges and at + 1 < len(read) else number
    both = number.value is not None and other.value is not None
    return [other] if both and number.value < other.value else []


def _stated(
    text: str, group: list[Number], beside: list[Hedge], spans: list[tuple[int, int]]
) -> Stated:
    first, last = group[0], group[-1]
    sentence = _sentence(spans, first.start)
    measure = _measure(text, first, last)
    start = first.start
    qualifier, low, high = _coded(group)
    sure = [hedge for hedge in beside if hedge.at == first.start and _is_sure(text, hedge, first)]
    if sure and qualifier == "exact":
        qualifier = sure[0].qualifier
        found = text.lower().rfind(sure[0].words.lower(), sentence[0], first.start)
        start = found if found >= 0 else start
    if opening := OPENS.search(text, max(first.start - NEAR, sentence[0]), first.start):
        start = opening.start() if qualifier == BETWEEN else start
    low = "" if qualifier in ("up to", "fewer than") else low
    high = "" if qualifier in ("at least", "more than") else high
    end, counted = last.end, ""
    if measure in ("count", "vague"):
        end, counted = _counted(text, last)
    else:
        for unit in (CURRENCY, SHARE, AGE_AFTER, DURATION):
            if match := unit.match(text, last.end):
                end = match.end()
                break
    printed = tuple((number.start, number.end) for number in (first, *group[-1:])[: len(group)])
    note = "A list of ages, of which the lowest and the highest are coded." * (len(group) > 2)
    return Stated(
        *(start, end, printed, measure, qualifier, low, high),
        counted=counted,
        stated=_certainty(text[slice(*sentence)]),
        note=note,
        reason=_reason(text, first, measure),
        sentence=sentence,
        hedges=tuple(dict.fromkeys(hedge.qualifier for hedge in sure)),
    )


def _is_sure(text: str, hedge: Hedge, number: Number) -> bool:
    """Whether a hedge is one of this number; "said about 60" is more likely than not."""
    if hedge.qualifier in (BETWEEN, EITHER, "from", "until"):  # those of ranges and dates
        return False
    at = text.rfind(hedge.words, max(number.start - NEAR, 0), number.start)
    return hedge.sure or bool(SAID.search(text, max(at - NEAR, 0), max(at, 0)))


def _measure(text: str, first: Number, last: Number) -> str:
    """What a number measures, by the words beside it."""
    if first.kind == "vague":
        return "vague" if not DURATION.match(text, last.end) else "duration"
    if SIGN.search(text, max(first.start - 5, 0), first.start) or CURRENCY.match(text, last.end):
        return "money"
    if SHARE.match(text, last.end):
        return "share"
    if AGE_AFTER.match(text, last.end) or AGE_BEFORE.search(
        text, max(first.start - NEAR, 0), first.start
    ):
        return "age"
    if DURATION.match(text, last.end):
        return "duration"
    if first.kind == "ordinal":
        return "ordinal"
    if first.kind == "factor":
        of = OF_WHOLE.match(text, last.end)
        return "share" if first.value < 1 and of else "factor"
    return "count"


def _coded(group: list[Number]) -> tuple[str, str, str]:
    """Qualifier, low and high without a hedge."""
    if group[0].kind == "vague":
        return " ".join(group[0].text.lower().split()), "", ""
    values = [number.value for number in group if number.value is not None]
    if not values:
        return "exact", "", ""
    low, high = min(values), max(values)
    return ("exact" if low == high else BETWEEN), _text(low), _text(high)


def _text(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _counted(text: str, number: Number) -> tuple[int, str]:
    """The words for what is counted: from the number to the first plural, and what "and" adds."""
    at = OF.match(text, number.end).end()
    words: list[tuple[int, int]] = []
    done = False
    for match in _tokens(text, at):
        word, last = match[0].strip().lower(), text[slice(*words[-1])] if words else ""
        if (done or word in NO_NOUN or (words and word.endswith("ly"))) and word != "and":
            break
        if word == "and" and not (done or last.endswith("-")):
            break
        words.append((match.end() - len(word), match.end()))
        done = word != "and" and bool(PLURAL.match(word))
        if len(words) == 5:
            break
    while words and text[slice(*words[-1])].lower() in ("and", "of"):
        words.pop()
    named = done or number.value == 1 or any(text[a:b].lower() in COUNTED for a, b in words)
    if not words or not named:  # "40 slid into the river"
        return number.end, ""
    return words[-1][1], text[words[0][0] : words[-1][1]]


def _tokens(text: str, at: int) -> Iterator[re.Match[str]]:
    """The words that follow, up to the next mark."""
    at = OPENING.match(text, at).end() if text[at : at + 1] in " “\"'‘(" else at
    while match := TOKEN.match(text, at):
        if numbers(match[0].strip()) and match[0].strip()[0].isdigit():
            return
        yield match
        at = match.end()


def _certainty(sentence: str) -> str:
    if REPORTEDLY.search(sentence):
        return "reportedly"
    return "possibly" if POSSIBLY.search(sentence) else ""


def _reason(text: str, number: Number, measure: str) -> str:
    """Why a number is likely no claim; empty where it may be one."""
    before = max(number.start - NEAR, 0)
    for reason, ahead, itself, behind in _REASONS:
        if (
            itself.fullmatch(number.text)
            and ahead.search(text, before, number.start)
            and behind.match(text, number.end)
        ):
            return reason
    if measure == "ordinal":
        return ORDINAL
    return ""
