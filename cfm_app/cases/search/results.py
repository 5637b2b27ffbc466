"""The results of a search: groups of lines, each with what matched."""

from dataclasses import dataclass, field
from typing import Any

from cfm_app.base import phonetics
from cfm_app.cases.search import text_normalization

BEFORE, AFTER = 50, 110

Piece = tuple[str, bool]
"""A part of a text, and whether it is what was searched for."""

Match = tuple[str, list[Piece]]
"""Of which field a matching text is, and the text."""


@dataclass(frozen=True)
class ResultLine:
    """A case, or a document without a visible case, with what matched."""

    doctype: str
    name: str
    case: Any | None
    label: str
    """Of which field or document the matching text is."""
    pieces: list[Piece] = field(default_factory=list)


@dataclass(frozen=True)
class ResultGroup:
    """The lines of one kind; `asked` says in words what was searched for, and where."""

    key: str
    title: str
    asked: str
    lines: list[ResultLine] = field(default_factory=list)
    has_more: bool = False


def by_words(wanted: list[str], text: str | None) -> list[Piece]:
    """The text around the first matching word; empty unless all words match."""
    given = text or ""
    placed = [
        (start, end, word)
        for start, end, word in text_normalization.placed(given)
        if any(text_normalization.is_meant(each, word) for each in wanted)
    ]
    return _around(given, [(start, end) for start, end, _word in placed])


def found_words(wanted: list[str], text: str | None) -> set[str]:
    """Which of the words stand in a text."""
    words = text_normalization.words(text)
    return {
        each for each in wanted if any(text_normalization.is_meant(each, word) for word in words)
    }


def sounds_like(wanted: list[phonetics.Sound], *names: str | None) -> bool:
    """Whether each of the words is one of a name, or two of them together are."""
    known = [sound for name in names for sound in _sounds(name)]
    pairs = phonetics.joined(wanted)
    answered = [any(each.is_like(other) for other in known) for each in wanted]
    for at, pair in enumerate(pairs):
        if any(pair.is_like(other) for other in known):
            answered[at] = answered[at + 1] = True
    return bool(wanted) and all(answered)


def _sounds(name: str | None) -> list[phonetics.Sound]:
    each = phonetics.sounds(name)
    return [*each, *phonetics.joined(each)]


def whole(text: str | None) -> list[Piece]:
    """A short text that was found as it is."""
    return [(text, True)] if text else []


def _around(text: str, places: list[tuple[int, int]]) -> list[Piece]:
    if not places:
        return []
    start = _edge(text, max(places[0][0] - BEFORE, 0))
    end = min(places[0][1] + AFTER, len(text))
    pieces: list[Piece] = [("…" if start else "", False)]
    at = start
    for left, right in places:
        if right <= end:
            pieces += [(text[at:left], False), (text[left:right], True)]
            at = right
    pieces.append((text[at:end] + ("…" if end < len(text) else ""), False))
    return [(" ".join(part.split("\n")), is_hit) for part, is_hit in pieces if part]


def _edge(text: str, at: int) -> int:
    """The beginning of the word at a place."""
    return text.find(" ", at) + 1 if at and " " in text[at : at + 20] else at
