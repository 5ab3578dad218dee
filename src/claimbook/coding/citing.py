"""How English cites: the words by which a sentence gives what it says to somebody."""

import re

from claimbook.coding.english import WORDS
from claimbook.evidence.calendars import MONTHS

HEDGED = (
    r"(?:(?:about|around|roughly|some|nearly|almost|at\sleast|more\sthan|over|up\sto|only|just|the"
    r"|an?|between|fewer\sthan|less\sthan|as\smany\sas|well)\s)*"
)
NUMBER = (
    r"(?:[$€£₽]?[0-9]|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty"
    r"|thirty|forty|fifty|sixty|seventy|eighty|ninety|tens|dozens|hundreds|thousands|few|several)\b)"
)
_VERBS = WORDS["saying"]
_FORMS = [verb + end for verb in _VERBS for end in ("", "s", "d", "ed")] + WORDS["said"]
_FORMS += [verb[:-1] + end for verb in _VERBS if verb.endswith("y") for end in ("ies", "ied")]
_SAY = rf"(?:{'|'.join(_FORMS)})"
_ACCOUNT = rf"(?:{'|'.join(WORDS['accounts'])})"
ACCOUNT = re.compile(rf"{_ACCOUNT}\b")
_FIGURE = rf"\s(?:(?:an?|the|its)\s(?:\w+\s){{1,3}}of\s)?{HEDGED}{NUMBER}"
FIGURE = re.compile(_FIGURE, re.IGNORECASE)
_OF_LIVES = (
    rf"\s(?:the\s|\w+\s)?(?:{NUMBER}\S*\s)?(?:\w+\s)?lives\b"  # "the flood claimed 18 lives"
)
# A verb that gives what follows to its subject; some do so only where a figure follows.
VERB = re.compile(
    rf"\b{_SAY}\b(?!\sby\b|(?<!said)\sof\b|(?<=dates)\sfrom\b|{_OF_LIVES})"
    r"|\b(?:speaks?|spoke|(?:has\s|have\s|had\s)?spoken|talks?|talked|tells?|told|writes?|wrote"
    r"|warns?|warned|complains?|complained)\sof\b"
    r"|\b(?:has|have|had)\s(?:heard|seen|learned|been\stold)(?=[,.;]|\sthat\b)"
    r"|\b(?:puts?|has)\sit(?=[,.;])|\b(?:is|was|are|were)\s(?:right|correct)(?=[,.;])"
    r"|\bwould\shave\s(?:us|you|one)\sbelieve\b"
    r"|(?<=that\s)\w+\s(?:saw|sees)\b|\b(?:saw|sees)(?=\sin\b|[,.;])"
    r"|\b(?:goes|go|went)\son(?=[,.”]|\sto\ssay|\sthat\b)"
    r"|\b(?:found|(?<!United\s)states)(?=[,;.]|\sthat\b)"
    # "had most regions online by 6 January", "has President Ruda appealing"
    r"|\bha(?:s|d|ve)(?=\s(?:the|most|many|some|its|half|an?)(?:\s[\w’'-]+){1,5}"
    rf"\s(?:by|at|on|from|since|until|for)\s{HEDGED}{NUMBER}|\s(?:[A-Z][\w’'-]+\s){{1,3}}[a-z]+ing\b)"
    r"|\b(?:puts?|finds?|found|gives?|gave|names?|named|has|had|have|speaks?|spoke|talks?|talked"
    rf"|saw|sees|shows?|expects?|expected)(?=(?:\sof|\swith)?{_FIGURE}"
    r"|\s(?:it|them|(?:the|those|its|their|his|her)\s\w+(?:\s\w+){0,9})\s"
    r"(?:at|as|begin|start|end|in|on)\b)",
    re.IGNORECASE,
)
# What looks like such a verb may be a noun, and "has" may be anybody's.
NOUN = re.compile(
    r"\b(?:the|an?|its|their|his|her|this|that|latest|new|official|final|first|no|of|to|by"
    r"|was|were|been|be|is|are|press|news|will|shall)\s$"
)
PAST = re.compile(r"(?:\w+ed|spoke|said|told|wrote|saw|gave|found|had|put)\b", re.IGNORECASE)
HAS = re.compile(
    r"ha(?:s|d|ve)|names?|named|gives?|gave|sees|saw|shows?|expects?|expected", re.IGNORECASE
)
# Words before the name of somebody to whom a statement is given.
CITING = re.compile(
    r"\b(?:according\sto|if\s(?:one|you|we|I)\s(?:believe|follow|trust)s?|if\syou\sgo\sby"
    r"|as\sper|citing|quoting|told|(?:comes?|came|stems?|stemmed)\sfrom|says\sin"
    rf"|(?:in|by|on|to)\s(?:those|the\s(?:\w+\s)?{_ACCOUNT})\sof"
    rf"|{_ACCOUNT}\s(?:given\s|issued\s|published\s|released\s)?(?:from|by)"
    r"|(?:data|account|statement|report)\sof"
    r"|(?=\w+(?:\s(?!that)\w+){0,2}\sby\s)"
    rf"(?:{_SAY}|given|provided|named|numbered|issued|put|summari[sz]ed|retold)"
    r"(?:\s(?!that)\w+){0,2}\sby"
    rf"|(?:summed\sup|put\sat\s{HEDGED}\S+(?:\s[\w.,]+){{0,3}}?)\sby"
    r"|(?:is|was|are|were)\s(?:owed|due)\sto)\s"
    r"|^\W*By\s(?=[^,.;]{3,40}\s(?:it|they|the\s\w+)\s(?:is|was|are|were)\s(?:put|given)\b)",
    re.IGNORECASE,
)
# "…, said the Board", but not "Peskov, its spokesman, said on Monday"
INVERTED = re.compile(
    rf"(?<=[,”\"’])\s(?!t(?:ell|old)\b){_SAY}\s(?!(?:that|on|in|at|to|late|early)\b|{HEDGED}{NUMBER})"
)
OWNED = re.compile(rf"['’]s?\s(?:(?!and\b|or\b)[\w-]+\s){{0,2}}(?:{_ACCOUNT}|{NUMBER}[0-9,.]*)\b")
IN_ITS = re.compile(r"\s\(?(?:in|by|on|at)\s(?:the\s)?$")
# A name that a mark sets off: "Board: 18 dead", "18 dead – Board", "18 dead (source: Board)".
HEAD = re.compile(r"^\W*((?:[A-Z]|[a-z]+\s[A-Z])[^:.;!?,]{1,60}):\s")
TAIL = re.compile(r"(?:\s[–—-]+\s|,\s)((?!wh(?:o|ich|ose|ere|en|ile)\b)[^–—.;:,()]{2,60})[.”\"]*$")
BRACKET = re.compile(r"\((?:source:?\s|according\sto\s|via\s)?([^()]{2,60})\)", re.IGNORECASE)
# "9 crowns in the Post, 12 in the Gauge", "20% with the Board": where a figure stands.
WITHIN = re.compile(
    r"(?:\sin|(?<=[0-9%])\swith)\s((?:the\s)?[A-Z][\w’'&-]*(?:\s[A-Z][\w’'&-]*){0,3})"
    r"(?=(?:(?<=s)\s[a-z]+)?(?:[,.;]|\sand\s|$))"
)
# "…, the insider of 800": a name that stands right before its number.
LIST_EDGE = re.compile(r"[,;]\s(?:(?:and|but|while)\s)?|\s(?:and|but|while)\s")
BESIDE = re.compile(rf"\s?(?:of|for|has|had|at|with|says?|:)?\s*{HEDGED}[$€£]?\s*$")
# Where the words that belong to a name end.
EDGE = re.compile(
    r"[,;:–—()“”\"]|\s-\s|\b(?:that|but|[Ww]hile|[Ww]hereas|[Aa]lthough|though|because|when|where"
    r"|who|which|whose|after|before|[Aa]s|[Ii]f|and\s(?=the|an?\s))\s"
)
# Where another statement begins, which may be somebody else's.
STATEMENT = re.compile(
    r";|:\s(?![\"“‘])|[,–—]?\s(?:but|while|whereas|although|though|yet|however)\b"
    r"|,\s(?=(?:and\s)?the\s(?:\w+\s){1,4}(?:said|says|has|had|puts?|gives?|counts?)\b)"
)
_ADVERB = (
    r"(?:also|further|later|then|now|still|since|meanwhile|however|earlier|already|once|itself|only"
    r"|first|again|even|recently|initially)"
)
# A number may be the subject itself: "one of its members said", "the first counted 400".
IS_SUBJECT = re.compile(r"one\sof\s|(?:first|second)\s*$", re.IGNORECASE)
PRONOUN_END = re.compile(r"\b(it|they|he|she)\s*$")
# After a number a subject may begin: "On 5 January the Board had …".
AFTER_NUMBER = re.compile(rf"\W*(?:$|[A-Z]|(?:the|an?|its|his|her|their|it|they|{_ADVERB})\b)")
# What leads up to a subject, or follows it, and is no part of the name.
LEADING = re.compile(
    rf"\s*(?:{'|'.join(MONTHS)})?\s*(?:(?:{_ADVERB}|(?:citing|quoting)\b.*)\b\s*,?\s*)*"
)
TRAILING = re.compile(rf"(?:\s+{_ADVERB})+$")
APPOSED = re.compile(r"(?:the|an?|its|his|her|their)\s")
# Who that is: "its chairwoman, Olga Brandt". What is said of somebody in passing: "Niranjan Jha,
# the manager, denied", "An employee, who saw it, told".
NAMED = re.compile(r",\s((?:[A-Z][\w’'&-]*\s?){1,5})(?=[,.;:”\"]|$)")
ASIDE = re.compile(rf",\s((?:(?P<relative>who|which|whose|whom)\s|{APPOSED.pattern})[^,;]*),\s$")
# "The union has 2,400." tells a number; "the union has 2,400 members" may be told by anybody.
BARE = re.compile(rf"{_FIGURE}[0-9,.]*(?<![,.])(?=[,.;](?![0-9])|$)", re.IGNORECASE)
NO_SUBJECT = re.compile(r"(?:According|As\sper|Citing|Quoting)\b", re.IGNORECASE)
PREPOSITION = re.compile(r"(?:in|of|at|by|from|near|for|with|on)\s", re.IGNORECASE)
