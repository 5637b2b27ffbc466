"""What somebody typed, read as everything that it may be: a number, a code, a phone, a name, words."""

import re
from dataclasses import dataclass
from functools import cached_property

from cfm_app.privacy import identity, sounds, status_codes
from cfm_app.search import texts, tokens
from cfm_app.search.fulltext import all_of, begins, one_of

LONGEST = 200
MOST_WORDS = 8
FEWEST_DIGITS_OF_PHONE = 6
# From this length on, the beginning of a word stands for it.
FEWEST_LETTERS_OF_BEGINNING = 4
_WHOLE_NUMBER = re.compile(r"(CFM|REF|PER)-\d{4}-\d{6,}", re.IGNORECASE)
_PHONE = re.compile(r"[+\d][\d\s().+/-]*")


@dataclass(frozen=True)
class Asked:
    """The text of a search. Each property is a search of words, or empty where it cannot be one."""

    text: str

    @classmethod
    def of(cls, text: str) -> "Asked":
        return cls(" ".join(text.split())[:LONGEST])

    @property
    def is_whole_number(self) -> bool:
        return bool(_WHOLE_NUMBER.fullmatch(self.text))

    @cached_property
    def number_key(self) -> str:
        """A number or a part of it, with letters and digits only."""
        key = texts.key(self.text)
        has_digits = any(char.isdigit() for char in key)
        return key if has_digits and len(key) >= tokens.FEWEST_DIGITS and self._is_short else ""

    @property
    def number(self) -> str:
        return (
            all_of(begins(tokens.token(tokens.NUMBER, self.number_key))) if self.number_key else ""
        )

    @cached_property
    def code(self) -> str:
        code = status_codes.cleaned(self.text)
        return code if status_codes.is_well_formed(code) and self._is_short else ""

    @cached_property
    def phone_key(self) -> str:
        """The normalised number if the text is one, or its digits."""
        if not _PHONE.fullmatch(self.text):
            return ""
        digits = sum(char.isdigit() for char in self.text)
        return (identity.phone_key(self.text) or "") if digits >= FEWEST_DIGITS_OF_PHONE else ""

    @property
    def phone(self) -> str:
        """A whole number, its beginning without the country, or its end."""
        if not self.phone_key:
            return ""
        digits = "".join(filter(str.isdigit, self.phone_key))
        typed = "".join(filter(str.isdigit, self.text))
        spellings = [
            *(begins(tokens.token(tokens.PHONE, each)) for each in (digits, typed)),
            begins(tokens.token(tokens.PHONE_END, typed[::-1])),
        ]
        return all_of(one_of(*spellings))

    @cached_property
    def names(self) -> list[sounds.Sound]:
        has_letters = any(char.isalpha() for char in self.text)
        found = sounds.sounds(self.text) if has_letters else []
        return [each for each in found if len(each.heard) > 1][:MOST_WORDS]

    @property
    def person(self) -> str:
        return self._sounding(tokens.NAME, tokens.NAME_CONSONANTS)

    @property
    def place(self) -> str:
        return self._sounding(tokens.PLACE, tokens.PLACE_CONSONANTS)

    @cached_property
    def words(self) -> list[str]:
        return list(dict.fromkeys(texts.words(self.text)))[:MOST_WORDS]

    @property
    def said(self) -> str:
        parts = []
        for word in self.words:
            ways = [tokens.token(tokens.WORD, texts.stem(word))]
            if len(word) >= FEWEST_LETTERS_OF_BEGINNING:
                ways.append(begins(tokens.token(tokens.WORD, word)))
            parts.append(one_of(*ways))
        return all_of(*parts) if parts else ""

    @property
    def _is_short(self) -> bool:
        return len(self.text) <= texts.LONGEST

    def _sounding(self, heard: str, consonants: str) -> str:
        """Each word as it sounds, or together with a neighbour as one."""
        parts = []
        for at, name in enumerate(self.names):
            pairs = sounds.joined(self.names[max(at - 1, 0) : at + 2])
            ways = [way for each in (name, *pairs) for way in _ways(each, heard, consonants)]
            parts.append(one_of(*ways))
        return all_of(*parts) if parts else ""


def _ways(sound: sounds.Sound, heard: str, consonants: str) -> list[str]:
    ways = [tokens.token(heard, sound.heard)]
    if len(sound.heard) >= FEWEST_LETTERS_OF_BEGINNING:
        ways = [begins(ways[0])]
    return ways + ([tokens.token(consonants, sound.consonants)] if sound.consonants else [])
