"""The units that a text names, and whether a claim is in the one that its question asks for."""

import re
from functools import lru_cache

from claimbook.evidence.numerals import SIGNS, one_of
from claimbook.wording import listed

# Units by what they measure, each with its other names. A cent may be one of several currencies, a
# pound a weight.
FAMILIES = {
    "currency": "afghani, baht, birr, cedi, cent/¢, crown/kroner/krona/krone/kronor, dinar, "
    "dirham, dollar/USD/$, Australian dollar/AUD/A$, Canadian dollar/CAD/C$, "
    "Hong Kong dollar/HKD/HK$, dong, dram, euro/EUR/€, forint, franc/CHF, hryvnia, kopeck/kopek, "
    "kyat, lari, lei/lev/leva, lira, manat, mark, naira, paisa/paise, pence/penny/pennies, peso, "
    "pound/GBP/£, rand, rial/riyal, ringgit, rouble/ruble/RUB/₽, rupee/INR/Rs/₹, rupiah, shekel, "
    "shilling, som, taka, tenge/KZT/₸, tugrik, won, yen/yuan/JPY/CNY/¥, zloty",
    "time": "second/sec, minute/min, hour/hr, day, week, fortnight, month, year/yr, decade, century"
    "/centuries",
    "length": "millimetre/millimeter/mm, centimetre/centimeter/cm, metre/meter, "
    "kilometre/kilometer/km, inch/inches, foot/feet/ft, yard, mile",
    "area": "acre, hectare, square metre/square meter/sq metre/sq m/sqm/m², "
    "square kilometre/square kilometer/sq km/km², square foot/square feet/sq foot/sq feet/sq ft, "
    "square yard/sq yd, square mile/sq mile/sq mi",
    "volume": "litre/liter, gallon, barrel, cubic metre/cubic meter/m³, cubic foot/cubic feet",
    "mass": "gram/gramme, kilogram/kilo/kg, tonne/ton/metric ton, pound/lb, ounce/oz",
    "temperature": "Celsius/°C/centigrade, Fahrenheit/°F, Kelvin",
}
# They may say something else: "won 5 million", "the 5-second rule", "min. 90", "not a cent".
OTHERWISE = {"won", "mark", "second", "sec", "min", "cent", "penny"}


def _names(family: str) -> dict[str, str]:
    """Every name of a family in small letters, its plural too, by the unit it stands for."""
    groups = (group.split("/") for group in family.split(", "))
    return {(name + s).lower(): group[0] for group in groups for name in group for s in ("", "s")}


NAMES = {family: _names(text) for family, text in FAMILIES.items()}
# Not "that day", "per hour": no unit of a figure.
_OF_NO_FIGURE = "".join(
    rf"(?<!\b{word}\s)" for word in "that this the same next last per each every".split()
)
PATTERNS = {
    family: re.compile(
        rf"(?<![^\W\d_]){_OF_NO_FIGURE}{one_of(names)}(?![^\W\d_])|[{SIGNS}]", re.IGNORECASE
    )
    for family, names in NAMES.items()
}
CURRENCY = PATTERNS["currency"]


def units(text: str, family: str) -> dict[str, str]:
    """The units of a family that a text names, each as it is printed, a sign in words."""
    names = NAMES[family]
    found = (match[0] for match in PATTERNS[family].finditer(text))
    named = ((names[word.lower()], word) for word in found if word.lower() in names)
    return {unit: f"{unit}s" if word in SIGNS else word for unit, word in named}


def another_unit(wording: str, unit: str) -> str:
    """The units of a wording, where its question asks for another of the same family."""
    for family, asked in families(unit):
        ours = units(wording, family)
        if {word.lower() for word in ours.values()} - OTHERWISE and not ours.keys() & asked:
            return listed(ours.values())
    return ""


@lru_cache(maxsize=1000)
def families(unit: str) -> list[tuple[str, set[str]]]:
    """The families of a question's unit, with the units of each; of most, as of people, none."""
    found = ((family, {*units(unit, family)}) for family in FAMILIES)
    return [(family, asked) for family, asked in found if asked]
