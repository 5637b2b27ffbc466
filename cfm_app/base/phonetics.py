"""Phonetic forms of names: one form for French, English and Arabic spellings."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from anyascii import anyascii
from rapidfuzz import fuzz

from cfm_app.base import phonetic_rules

KEPT = 20_000
# From this length on, equal consonants alone make two names alike.
SURE_CONSONANTS = 3
FEWEST_LETTERS = 3
ALIKE = 65
_RULES = tuple((re.compile(pattern), heard) for pattern, heard in phonetic_rules.HEARD)
_ARABIC_ARTICLE = re.compile(r"(?<!\w)ال(?=\w{2})")
# At the beginning, where it carries a vowel that is heard.
_ARABIC_ALEF = re.compile(r"(?<!\w)ع?[اأإآ](?=\w)")
_MARKS = re.compile(r"['’`´ʼ]")
_BREAKS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Sound:
    """The sound of a name, and its consonants."""

    heard: str
    consonants: str

    @property
    def has_vowels(self) -> bool:
        """False for a name written in Arabic letters."""
        return any(vowel in self.heard for vowel in phonetic_rules.VOWELS)

    def is_like(self, other: "Sound") -> bool:
        """Whether the other sound is this name, a longer form of it, or another spelling."""
        begins = len(self.heard) >= FEWEST_LETTERS and other.heard.startswith(self.heard)
        if begins or self.heard == other.heard:
            return True
        if not self.consonants or self.consonants != other.consonants:
            return False
        if len(self.consonants) >= SURE_CONSONANTS:
            return True
        if not (self.has_vowels and other.has_vowels):
            return len(self.consonants) >= SURE_CONSONANTS - 1
        return fuzz.ratio(self.heard, other.heard) >= ALIKE

    def __add__(self, other: "Sound") -> "Sound":
        """Both names as one word."""
        joined = self.consonants + other.consonants
        return Sound(_without_repeats(self.heard + other.heard), _without_repeats(joined))


def plain(text: str | None) -> str:
    """Lower-case Latin letters without accents; Arabic letters become their usual counterparts."""
    given = _ARABIC_ALEF.sub("a", _ARABIC_ARTICLE.sub("", text or ""))
    return anyascii(given.casefold()).lower()


def words(text: str | None) -> list[str]:
    """The words of a name: split at hyphens, not at apostrophes, without articles."""
    # A cedilla marks a soft c; without it the c would count as hard.
    heard = (text or "").casefold().replace("ç", "s")
    parts = [part for part in _BREAKS.split(_MARKS.sub("", plain(heard))) if part]
    return [part for part in parts if part not in phonetic_rules.ARTICLES] or parts


def sounds(text: str | None) -> list[Sound]:
    """The sounds of a name's words; compounds such as Abdel Kerim count as one word."""
    found: list[Sound] = []
    half = ""
    for word in words(text):
        if word in phonetic_rules.FIRST_HALVES and not half:
            half = word
            continue
        found.append(of_word(half + word))
        half = ""
    return [*found, of_word(half)] if half else found


def joined(found: list[Sound]) -> list[Sound]:
    """Each pair of neighbours as one word, for names that some people write as two."""
    return [one + other for one, other in pairwise(found)]


@lru_cache(maxsize=KEPT)
def of_word(word: str) -> Sound:
    """The sound of one plain word."""
    heard = phonetic_rules.VARIANTS.get(word, word)
    for pattern, sound in _RULES:
        heard = pattern.sub(sound, heard)
    heard = heard.casefold()
    return Sound(heard, consonants(heard))


def consonants(heard: str) -> str:
    """A sound without vowels, with letters that are easily confused mapped to one."""
    kept = heard.removeprefix("h").removesuffix("h").translate(phonetic_rules.EXCHANGED)
    return _without_repeats(
        "".join(letter for letter in kept if letter not in phonetic_rules.VOWELS)
    )


def _without_repeats(text: str) -> str:
    return re.sub(r"(.)\1+", r"\1", text)
