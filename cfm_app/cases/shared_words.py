"""The words that a referral proposes to share: what was told, without what says who told it.

Names that are recorded, numbers, addresses and ages are left out. Other words may identify somebody all the same:
the sender reads what is proposed.
"""

import re
from collections.abc import Iterable

from cfm_app.base import phonetics
from cfm_app.base.phonetics import Sound
from cfm_app.security.access_rule import random_naming

LEFT_OUT = "[…]"
NUMBERS = re.compile(r"(?<![\w-])\+?\d[\d\s().-]{6,}\d(?![\w-])")
ADDRESSES = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
AGES = re.compile(
    r"\b\d{1,3}\s*(?:ans|an|années|mois|years?(?:\s+old)?|yrs?|months?|سنة|سنوات|عاما|عامًا|أشهر|شهرا)\b",
    re.IGNORECASE,
)
WORD = re.compile(r"\w+(?:['’-]\w+)*")
_REPEATED = re.compile(rf"{re.escape(LEFT_OUT)}(?:[\s,.'’-]*{re.escape(LEFT_OUT)})+")
# From this length on, equal consonants make two words alike.
SURE_CONSONANTS = 3


def without_person(text: str, names: Iterable[str | None]) -> str:
    """A text without recorded numbers, addresses and ages, and without words that sound like one of the names."""
    for pattern in (ADDRESSES, random_naming.NUMBER, NUMBERS, AGES):
        text = pattern.sub(LEFT_OUT, text)
    sounds = [sound for name in names for sound in phonetics.sounds(name) if len(sound.heard) > 1]
    if sounds:
        text = WORD.sub(lambda found: LEFT_OUT if _is_named(found[0], sounds) else found[0], text)
    return _REPEATED.sub(LEFT_OUT, text)


def _is_named(word: str, names: list[Sound]) -> bool:
    return any(_is_same(sound, name) for sound in phonetics.sounds(word) for name in names)


def _is_same(sound: Sound, name: Sound) -> bool:
    if sound.heard == name.heard:
        return True
    sure = len(name.consonants) >= SURE_CONSONANTS
    return sure and sound.consonants == name.consonants
