"""What a value of a log most probably means: by the words for it in three languages, and by spelling."""

import re
from functools import cache
from typing import Any

from cfm_app.exchange.headers import fold
from cfm_app.exchange.value_words import OPTIONS, SETS, UNSAID, UNSAID_OPTIONS

# Words that two spellings of the same thing differ in.
SMALL = frozenset(
    "a an and au aux by d de des du en et for in l la le les of on or ou par pour s the to un une".split()
)
# Words before names of places.
BEFORE_PLACES = re.compile(
    r"^(?:zone de sante|zs|district sanitaire|ds|aire de sante|health zone|health district|province|region"
    r"|departement|department|district|ville|commune|sous prefecture|localite)\b(?: (?:de|du|des|d|of))?\s*"
)
PLURAL, SHORTEST_PLURAL = re.compile(r"(?<=\w{3})[sx]$"), 4
AGES = {"0-12": (0, 12), "13-17": (13, 17), "18-59": (18, 59), "60+": (60, 130)}
OLDEST = 130
# Words beside an age; with any other word a number means something else.
WITH_AGES = frozenset(
    (
        "an ans annee annees year years yr yrs old age ages agee agees aged plus moins entre between et and"
        " de a to from under over above below less more than dela au ou or adulte adultes adult adults"
        " enfant enfants child children adolescent adolescents teenager jeune jeunes youth young personne"
        " personnes people person elderly older femme femmes homme hommes women men senior seniors + < >"
        " سنة سنوات عاما من الى فوق اكثر اقل"
    ).split()
)
OPEN_ABOVE = re.compile(r"\+|>|plus|et au dela|above|over|older|and more|فوق|اكثر")
OPEN_BELOW = re.compile(r"<|moins|under|below|less|اقل")


def core(text: object) -> str:
    """A value as it is compared: words without plural, articles, signs, and what is in brackets."""
    said = re.sub(r"\([^)]*\)", " ", fold(text)) if str(text).strip()[:1] != "(" else fold(text)
    words = re.findall(r"[^\W_]+", said)
    kept = [PLURAL.sub("", word) if len(word) >= SHORTEST_PLURAL else word for word in words]
    return " ".join(word for word in kept if word not in SMALL) or " ".join(kept)


def is_unsaid(raw: object) -> bool:
    """Whether a value says no more than that nothing is known."""
    return fold(raw).strip(" .") in UNSAID


@cache
def set_of(doctype: str, text: str) -> int | None:
    """The set of words that a text belongs to; the text is a `core`."""
    for number, words in enumerate(_sets(doctype)):
        if text in words:
            return number
    return None


@cache
def _sets(doctype: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(core(word) for word in words) for words in SETS.get(doctype, ()))


def place(raw: object) -> str:
    """The name in a value that tells of a place, folded: "Zone de santé de Bol" is "bol"."""
    words = " ".join(re.findall(r"[^\W_]+", fold(raw)))
    return BEFORE_PLACES.sub("", words) or words


def option(name: str, raw: Any, choices: list[str]) -> str | None:
    """The option of one of the app's own lists that a value names, or None."""
    said = core(raw)
    words = _words_for(name)
    found = words.get(fold(raw)) or words.get(said)
    if not found and name == "age_group":
        found = age(raw)
    if not found and is_unsaid(raw):
        found = next((each for each in UNSAID_OPTIONS if each in choices), None)
    return found if found in choices else None


@cache
def _words_for(name: str) -> dict[str, str]:
    found = {}
    for meant, words in OPTIONS.get(name, {}).items():
        for word in words:
            found[fold(word)] = found[core(word)] = meant
    return found


def age(raw: Any) -> str | None:
    """The age group in which an age or a range of ages lies as a whole, or None."""
    text = fold(raw)
    numbers = [int(each) for each in re.findall(r"\d+", text)]
    is_age = 1 <= len(numbers) <= 2 and max(numbers) <= OLDEST
    if not is_age or not WITH_AGES.issuperset(re.findall(r"[^\W\d_]+", text)):
        return None
    low, high = numbers[0], numbers[-1]
    if len(numbers) == 1 and OPEN_ABOVE.search(text):
        high = OLDEST
    elif len(numbers) == 1 and OPEN_BELOW.search(text):
        low, high = 0, high - 1
    groups = (
        name for name, (youngest, oldest) in AGES.items() if youngest <= low <= high <= oldest
    )
    return next(groups, None)
