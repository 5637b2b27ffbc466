"""Words of a text that are blacked out: their positions, and the remaining text.

A stored redaction has no words: only positions, and the digest of the remaining text. So the remaining
text can be recreated from the original, and from nothing else.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from hashlib import sha256

from cfm_app.base.doctype_access import PREFIXES

BLACK = "█████"
PHONE = re.compile(r"(?<![\w-])\+?\d[\d\s().-]{6,}\d(?![\w-])")
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
NUMBER = re.compile(rf"\b(?:{'|'.join(PREFIXES.values())})-\d{{4}}-\d{{6,}}\b")
# Accents and vowel signs that are written as marks of their own belong to their letter.
WORD = re.compile(r"(?:\w[\u0300-\u036f\u064b-\u065f\u0670]*)+")
# Between two blacked-out words that are one: "Moussa Abakar", "66 11 22 33", "a.b@c.org".
JOINING = re.compile(r"[^\w\n]{1,2}")

Span = tuple[int, int]
"""Where a piece of a text begins, and where it ends."""


@dataclass(frozen=True)
class Word:
    """A word of a text by its number, with the characters before it."""

    number: int
    before: str
    text: str
    start: int
    end: int


def words(text: str) -> list[Word]:
    """The words of a text, numbered in order."""
    found: list[Word] = []
    at = 0
    for number, match in enumerate(WORD.finditer(text)):
        found.append(Word(number, text[at : match.start()], match[0], *match.span()))
        at = match.end()
    return found


def ending(text: str) -> str:
    """The characters after the last word."""
    found = words(text)
    return text[found[-1].end :] if found else text


def within(text: str, start: int, end: int) -> list[int]:
    """The numbers of the words that a span of the text touches."""
    return [word.number for word in words(text) if word.start < end and word.end > start]


def spans(text: str, marked: Collection[int]) -> list[Span]:
    """The spans of some words; neighbours are one span."""
    found: list[Span] = []
    for word in words(text):
        if word.number not in marked:
            continue
        start = word.start
        # The sign before a number in the form of all countries.
        if word.before.endswith("+") and word.text[0].isdigit():
            start -= 1
        if found and JOINING.fullmatch(text[found[-1][1] : word.start]):
            start = found.pop()[0]
        found.append((start, word.end))
    return found


def marked_by(text: str, pieces: Iterable[Span]) -> list[int]:
    """The numbers of the words in some spans."""
    return sorted({number for start, end in pieces for number in within(text, start, end)})


def blacken(text: str, pieces: Iterable[Span]) -> str:
    """A text with some spans blacked out; their lengths are not shown."""
    parts, at = [], 0
    for start, end in sorted(pieces):
        parts += [text[at:start], BLACK]
        at = end
    return "".join([*parts, text[at:]])


def digest_of(text: str) -> str:
    """The digest of a text."""
    return sha256(text.encode()).hexdigest()
