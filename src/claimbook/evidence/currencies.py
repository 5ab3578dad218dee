"""The currencies that a text names, and whether a claim is in the one its question asks for."""

import re

from claimbook.evidence.numerals import one_of
from claimbook.wording import listed

SIGNS = {"$": "dollars", "€": "euros", "£": "pounds", "₽": "roubles", "₸": "tenge", "₹": "rupees"}
# Without cents, which may be of several.
NAMES = """
afghani baht birr cedi crown dinar dirham dollar dong dram euro forint franc hryvnia kroner krona
krone kronor kyat lari lei lev leva lira manat mark naira peso pound rand rial ringgit riyal rouble
ruble rupee rupiah shekel shilling som taka tenge tugrik won yen yuan zloty
"""
NAMED = {name + end: name for name in NAMES.split() for end in ("", "s")}
NAMED |= {"usd": "dollar", "eur": "euro", "gbp": "pound", "ruble": "rouble", "rubles": "rouble"}
VERBS = {"won", "mark"}  # they may mean something else: "won 5 million"
CURRENCY = re.compile(rf"[{''.join(SIGNS)}]|\b{one_of(NAMED)}\b", re.IGNORECASE)


def currencies(text: str) -> dict[str, str]:
    """The currencies that a text names, by word or sign: as they are compared, and in words."""
    words = (SIGNS.get(found, found) for found in CURRENCY.findall(text))
    return {NAMED[word.lower()]: word for word in words}


def another_currency(wording: str, unit: str) -> str:
    """The currencies of a wording, where its question asks for another; else nothing."""
    ours, asked = currencies(wording), currencies(unit)
    differ = ours.keys() - VERBS and asked and not ours.keys() & asked.keys()
    return listed(ours.values()) if differ else ""
