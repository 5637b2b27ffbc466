"""A search text in all possible readings: number, code, phone, name, words."""

import re
from dataclasses import dataclass
from functools import cached_property

from cfm_app.base import phonetics
from cfm_app.cases.search import text_normalization, tokens
from cfm_app.cases.search.fulltext import Group, Question, begins
from cfm_app.security import spoken_codes
from cfm_app.security.access_rule import status_codes
from cfm_app.security.persons import identity

LONGEST = 200
MOST_WORDS = 8
FEWEST_DIGITS_OF_PHONE = 6
# From this length on, the beginning of a word stands for it.
FEWEST_LETTERS_OF_BEGINNING = 4
_WHOLE_NUMBER = re.compile(r"(CFM|REF|PER)-\d{4}-\d{6,}", re.IGNORECASE)
_PHONE = re.compile(r"[+\d][\d\s().+/-]*")


@dataclass(frozen=True)
class SearchInput:
    """The text of a search.

    Each property is a list of questions to the index, the nearest first; empty where it cannot be one.
    """

    text: str

    @classmethod
    def of(cls, text: str) -> "SearchInput":
        return cls(" ".join(text.split())[:LONGEST])

    @property
    def is_whole_number(self) -> bool:
        return bool(_WHOLE_NUMBER.fullmatch(self.text))

    @cached_property
    def number_key(self) -> str:
        """A number or a part of it, with letters and digits only."""
        key = text_normalization.key(self.text)
        has_digits = any(char.isdigit() for char in key)
        return key if has_digits and len(key) >= tokens.FEWEST_DIGITS and self._is_short else ""

    @property
    def number(self) -> list[Question]:
        key = self.number_key
        return [((begins(tokens.token(tokens.NUMBER, key)),),)] if key else []

    @cached_property
    def code(self) -> str:
        code = spoken_codes.normalised(self.text)
        return code if status_codes.is_well_formed(code) and self._is_short else ""

    @cached_property
    def phone_key(self) -> str:
        """The normalised number if the text is one, or its digits."""
        if not _PHONE.fullmatch(self.text):
            return ""
        digits = sum(char.isdigit() for char in self.text)
        return (identity.phone_key(self.text) or "") if digits >= FEWEST_DIGITS_OF_PHONE else ""

    @property
    def phone(self) -> list[Question]:
        """A whole number, its beginning without the country, or its end."""
        if not self.phone_key:
            return []
        digits = "".join(filter(str.isdigit, self.phone_key))
        typed = "".join(filter(str.isdigit, self.text))
        spellings = [
            *(tokens.token(tokens.PHONE, each) for each in dict.fromkeys((digits, typed))),
            tokens.token(tokens.PHONE_END, typed[::-1]),
        ]
        return [(tuple(begins(each) for each in spellings),)]

    @cached_property
    def names(self) -> list[phonetics.Sound]:
        has_letters = any(char.isalpha() for char in self.text)
        found = phonetics.sounds(self.text) if has_letters else []
        return [each for each in found if len(each.heard) > 1][:MOST_WORDS]

    @property
    def person(self) -> list[Question]:
        return self._sounding(tokens.NAME, tokens.NAME_CONSONANTS)

    @property
    def place(self) -> list[Question]:
        return self._sounding(tokens.PLACE, tokens.PLACE_CONSONANTS)

    @cached_property
    def words(self) -> list[str]:
        return list(dict.fromkeys(text_normalization.words(self.text)))[:MOST_WORDS]

    @property
    def said(self) -> list[Question]:
        """As they are, then as beginnings of words."""
        stems: list[Group] = [
            (tokens.token(tokens.WORD, text_normalization.stem(word)),) for word in self.words
        ]
        return _nearest_first(stems, [_word_or_longer(word) for word in self.words])

    @property
    def _is_short(self) -> bool:
        return len(self.text) <= text_normalization.LONGEST

    def _sounding(self, heard: str, consonants: str) -> list[Question]:
        """Each word as it sounds, or together with a neighbour as one; then as beginnings."""
        whole: list[Group] = []
        longer: list[Group] = []
        for at, name in enumerate(self.names):
            pairs = phonetics.joined(self.names[max(at - 1, 0) : at + 2])
            ways = (tokens.sounding(each, heard, consonants) for each in (name, *pairs))
            words = tuple(dict.fromkeys(ways))
            is_long = len(name.heard) >= FEWEST_LETTERS_OF_BEGINNING
            more = (begins(tokens.token(heard, name.heard)),) if is_long else ()
            whole.append(words)
            longer.append(words + more)
        return _nearest_first(whole, longer)


def _nearest_first(whole: list[Group], longer: list[Group]) -> list[Question]:
    """A search for whole words, and one in which each may be the beginning of another."""
    return [question for question in dict.fromkeys((tuple(whole), tuple(longer))) if question]


def _word_or_longer(word: str) -> Group:
    """Under which lies what has the word in any form, or another word that begins like it."""
    stem = text_normalization.stem(word)
    forms = tokens.token(tokens.WORD, stem)
    if len(word) >= tokens.LETTERS_OF_BEGINNING:
        begins_alike = tokens.beginning(word)
        # Each form of the word lies under the beginning of its stem, too.
        is_long = len(stem) >= tokens.LETTERS_OF_BEGINNING
        is_under = is_long and tokens.beginning(stem) == begins_alike
        return (begins_alike,) if is_under else (forms, begins_alike)
    is_long = len(word) >= FEWEST_LETTERS_OF_BEGINNING
    return (forms, begins(tokens.token(tokens.WORD, word))) if is_long else (forms,)
