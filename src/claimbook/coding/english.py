"""English as far as coding needs it: sentences, and words that mean much the same."""

import re
from functools import lru_cache

# A full stop after one of these ends no sentence.
ABBREVIATIONS = (
    "a.m p.m Mr Mrs Ms Dr Prof Gen Col Lt Sgt Capt St No Nos vs approx ca etc Inc Ltd Co U.S U.K "
    "U.N E.U H.E e.g i.e Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec"
).split()
END = re.compile(
    r"[.!?]+[\"”’')\]]*(?=\s+[\"“‘'(\[•]?[A-Z0-9])"
    r"|(?<=[a-z0-9])[.!?]+[\"”’']*(?=[A-Z][a-z]+\b|[“‘][A-Z])"  # a space was lost: "it.Then"
)
LONGEST = 2000  # characters of a sentence
STOP = set(
    "a about above after again all also an and any are around as at be because been before being "
    "both but by can could did do does for from had has have he her him his how i if in into is it "
    "its itself just many may more most much nor not of off on or other our out over said say says "
    "she should so some still such than that the their them then there these they this those to "
    "told too under until up upon very was we were what when where which while who whom whose why "
    "will with would yet you".split()
)
# Numbers and dates are compared as such, not as words.
STOP |= set(
    "zero one two three four five six seven eight nine ten eleven twelve dozen dozens hundred "
    "hundreds thousand thousands million millions january february march april june july august "
    "september october november december monday tuesday wednesday thursday friday saturday "
    "sunday".split()
)
# Words that stand for one another in reports of what happened; the first is the one compared.
ALIKE = (
    "kill killed killing killings killer dead death deaths die died dies dying fatality fatalities "
    "perished slain toll lethal beheaded victims casualties",
    "hurt injure injured injuries injury injuring wounded wounds wound casualties victims",
    "hospital hospitalised hospitalized hospitals",
    "icu icus intensive",
    "police policeman policemen officer officers cops",
    "soldier soldiers troops servicemen military army contingent contingents peacekeepers "
    "peacekeeping",
    "civilian civilians bystanders passersby passer-by passers-by",
    "child children kids minors boys girls",
    "loot looted looting looters ransacked plundered robbed",
    "burn burned burnt burning torched fire fires ablaze arson",
    "vehicle vehicles car cars",
    "shop shops store stores kiosks",
    "seize seized seizure seizing captured took taken takes take taking stormed occupied overrun "
    "overran retaken retake retaking regain regained recaptured",
    "protester protesters protestors protestor demonstrators demonstrator demonstration "
    "demonstrations protest protests rally rallies marchers",
    "attack attacks attacked attacker attackers rioters rioter riots militants bandits terrorists "
    "gunmen",
    "flee fled left evacuated evacuees evacuation displaced",
    "begin began begun beginning start started starts starting broke onset",
    "end ended ends ending lasted lasting",
    "arrest arrested arrests detained detainees",
    "return returned returns restored back reconnected",
    "cut switched shut shutdown disabled severed blackout outage outages",
    "damage damages damaged cost costs losses loss",
    "internet online broadband web",
    "restaurant restaurants eateries cafes",
    "business businesses firms companies enterprises",
    "building buildings hall headquarters",
    "number total totalling totaling",
    "age aged ages old years-old",
    "truck trucks lorries lorry",
    "rescue rescuers rescuer",
    "sent deployed deployment dispatched send arrived arrive arrival contingents",
    "house houses home homes",
    "flood floods flooded flooding water underwater",
    "crowd crowds gathered gathering converged stood assembled",
    "paid pay wage wages salary",
    "president leader",
    "price prices",
    "centre center central downtown",
    "explode exploded explodes explosion explosions blast blasts blew detonated",
    "night nights overnight",
)
_ALIKE: dict[str, str] = {}
for _group in ALIKE:
    for _word in _group.split():
        _ALIKE.setdefault(_word, _group.split()[0])
ENDINGS = "ations ation ings ing ments ment ied ies ers er ed es s".split()
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def sentences(text: str) -> list[tuple[int, int]]:
    """Where the sentences of a paragraph begin and end; what never ends is cut all the same."""
    spans, start = [], 0
    for match in END.finditer(text):
        head = text[start : match.start()]
        last = head.rsplit(None, 1)[-1] if head.split() else ""
        if match[0].startswith(".") and (
            last.lstrip("(“\"'") in ABBREVIATIONS
            or re.fullmatch(r"[A-Z]", last)
            or re.fullmatch(r"\W*[0-9]{1,2}", head)  # the number of a point, not "he counted 18."
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
    if word in _ALIKE:
        return _ALIKE[word]
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= (3 if len(ending) < 3 else 4):
            word = word.removesuffix(ending)
            break
    return word.rstrip("e")[:7]


def roots(text: str) -> list[str]:
    """The roots of the words of a text that say something."""
    found: list[str] = []
    for word in WORD.findall(text.replace("’", "'").replace("'s", "")):
        if word.lower() in _ALIKE:
            found.append(root(word))
            continue
        for part in word.split("-"):
            if len(part) > 1 and part.lower() not in STOP:
                found.append(root(part))
    return found
