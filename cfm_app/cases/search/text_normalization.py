"""Words for the search: without accents, endings and stop words."""

import re
from functools import lru_cache

import snowballstemmer

from cfm_app.base import phonetics

KEPT = 50_000
FEWEST_LETTERS = 2
LONGEST = 40
# Shorter words keep their endings: pas, prix, fée.
SHORT = 3
# They stand in nearly every text; French, English and what is left of elisions.
SMALL_WORDS = frozenset(
    "au aux ce ces cet cette de des du elle elles en est et eux il ils je la le les leur leurs lui ma"
    " me mes mon ne nos notre nous on ou par pour qu que qui sa se ses si son sur ta te tes ton tu un"
    " une vos votre vous and are for in is it of on that the this to was with".split()
)
_WORD = re.compile(r"\w+")
_MARKS = re.compile(r"['’`´ʼ]")
_FRENCH = snowballstemmer.stemmer("french")


def words(text: str | None) -> list[str]:
    """The words of a text by which it is found, as they are compared."""
    return [word for _start, _end, word in placed(text)]


def placed(text: str | None) -> list[tuple[int, int, str]]:
    """The same with the places of each in the text."""
    given = _MARKS.sub(" ", text or "")
    found = ((match.start(), match.end(), plain(match[0])) for match in _WORD.finditer(given))
    return [each for each in found if len(each[2]) >= FEWEST_LETTERS and each[2] not in SMALL_WORDS]


@lru_cache(maxsize=KEPT)
def plain(word: str) -> str:
    """One word in small Latin letters and digits."""
    return "".join(filter(str.isalnum, phonetics.plain(word[: 4 * LONGEST])))[:LONGEST]


@lru_cache(maxsize=KEPT)
def stem(word: str) -> str:
    """A plain word without its ending: distribution, distribué, distribuées.

    Plural and feminine go first: without accents the stemmer takes them for part of the word.
    """
    one = word[:-1] if len(word) > SHORT and word[-1] in "sx" else word
    bare = one.rstrip("e")
    return str(_FRENCH.stemWord(bare if len(bare) >= SHORT else one))


def is_meant(wanted: str, word: str) -> bool:
    """Whether a word equals the wanted one in another form, or begins with it."""
    return word.startswith(wanted) or stem(word) == stem(wanted)


def key(text: str | None) -> str:
    """Letters and digits of a number or name, for comparison."""
    return "".join(filter(str.isalnum, phonetics.plain(text)))[:LONGEST]
