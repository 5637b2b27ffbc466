"""Phrases as the office writes them, one a line, and where they stand in a text.

A word with a star stands for all words that begin like it; dots between two words (``touche ... femmes``)
for up to four others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cfm_app.security.sensitivity import folding

STAR, GAP = "*", "..."
WIDEST = 4


@dataclass(frozen=True)
class Phrase:
    """One line: its words, which of them are beginnings, and before which others may stand."""

    text: str
    words: tuple[str, ...]
    beginnings: frozenset[int]
    gaps: frozenset[int]

    @classmethod
    def of(cls, line: str) -> Phrase | None:
        """The phrase of a line; None for a line without words."""
        words: list[str] = []
        beginnings, gaps = set(), set()
        for part in line.replace("…", GAP).replace(GAP, f" {GAP} ").split():
            if part == GAP:
                gaps.add(len(words))
                continue
            words += folding.words(part)
            if part.endswith(STAR) and words:
                beginnings.add(len(words) - 1)
        if not words:
            return None
        return cls(line.strip(), tuple(words), frozenset(beginnings), frozenset(gaps - {0}))

    def ends_at(self, said: list[str], start: int) -> int:
        """The place after the phrase where it begins at a place; 0 where it does not."""
        if not self._fits(0, said[start]):
            return 0
        place = start + 1
        for number in range(1, len(self.words)):
            reach = place + (WIDEST if number in self.gaps else 0)
            found = (
                at for at in range(place, min(reach + 1, len(said))) if self._fits(number, said[at])
            )
            at = next(found, -1)
            if at < 0:
                return 0
            place = at + 1
        return place

    def _fits(self, number: int, word: str) -> bool:
        own = self.words[number]
        return word.startswith(own) if number in self.beginnings else word == own


@dataclass
class Phrases:
    """Many phrases, each found by its first word or by what that begins with."""

    _by_word: dict[str, list[tuple[Phrase, str]]] = field(default_factory=dict)
    _by_beginning: dict[str, list[tuple[Phrase, str]]] = field(default_factory=dict)
    _lengths: set[int] = field(default_factory=set)

    def add(self, lines: Iterable[str], meaning: str) -> None:
        """Have some lines point to a meaning."""
        for line in lines:
            phrase = Phrase.of(line)
            if phrase and 0 in phrase.beginnings:
                self._by_beginning.setdefault(phrase.words[0], []).append((phrase, meaning))
                self._lengths.add(len(phrase.words[0]))
            elif phrase:
                self._by_word.setdefault(phrase.words[0], []).append((phrase, meaning))

    def found_in(self, said: list[str]) -> dict[str, str]:
        """The phrases that a text has, each with its meaning."""
        return {
            phrase.text: meaning
            for start, phrase, meaning in self._places(said)
            if phrase.ends_at(said, start)
        }

    def taken_out_of(self, said: list[str]) -> list[str]:
        """A text without the phrases."""
        gone: set[int] = set()
        for start, phrase, _meaning in self._places(said):
            gone.update(range(start, phrase.ends_at(said, start)))
        return [word for place, word in enumerate(said) if place not in gone] if gone else said

    def _places(self, said: list[str]) -> Iterator[tuple[int, Phrase, str]]:
        """Where a phrase may begin: a text says many words, most of them again and again."""
        begun = {word: found for word in set(said) if (found := self._begun_by(word))}
        for start, word in enumerate(said) if begun else ():
            for phrase, meaning in begun.get(word, ()):
                yield start, phrase, meaning

    def _begun_by(self, word: str) -> list[tuple[Phrase, str]]:
        found = list(self._by_word.get(word, ()))
        for length in self._lengths:
            if length <= len(word):
                found += self._by_beginning.get(word[:length], ())
        return found
