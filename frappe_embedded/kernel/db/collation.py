"""How text compares: without regard to case, accents and trailing spaces, as on MariaDB.

``FRAPPE`` is the collation of every text column. ``like`` folds both sides in the same way, except
that trailing spaces count there.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Any

COLLATION = "FRAPPE"

_REMEMBERED = 65_536
_SHORT = 200
_IGNORED_CLASSES = frozenset([1, 7, 8, *range(10, 37), *range(200, 241)])
_ORDER = "_-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789abcdefghijklmnopqrstuvwxyz"


def _rank_table() -> bytes:
    """Bytes to ranks: punctuation sorts before digits, digits before letters."""
    controls = [code for code in range(128) if chr(code) not in _ORDER]
    ranked = [code for code in controls if not chr(code).isupper()] + [ord(c) for c in _ORDER]
    table = list(range(256))
    for rank, code in enumerate(ranked):
        table[code] = rank
    for code in range(ord("A"), ord("Z") + 1):
        table[code] = table[code + 32]
    return bytes(table)


_RANKS = _rank_table()


def _fold_unicode(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    kept = (c for c in decomposed if unicodedata.combining(c) not in _IGNORED_CLASSES)
    return "".join(kept)


_fold_short = lru_cache(maxsize=_REMEMBERED)(_fold_unicode)


def fold(text: str) -> str:
    """``text`` without case and accents; vowel signs of scripts that need them stay."""
    if text.isascii():
        return text.lower()
    return _fold_short(text) if len(text) <= _SHORT else _fold_unicode(text)


def _key_unicode(text: str) -> bytes:
    return _fold_unicode(text).rstrip(" ").encode("utf-8", "replace").translate(_RANKS)


_key_short = lru_cache(maxsize=_REMEMBERED)(_key_unicode)


def sort_key(text: str) -> bytes:
    """Two texts are equal for the database exactly if their keys are."""
    # The key of an ASCII text is made in less time than it is looked up among many.
    if text.isascii():
        return text.rstrip(" ").encode().translate(_RANKS)
    return _key_short(text) if len(text) <= _SHORT else _key_unicode(text)


def collate(left: str, right: str) -> int:
    """The collation ``FRAPPE``: negative, zero or positive as ``left`` sorts."""
    if left == right:
        return 0
    if left.isascii() and right.isascii():
        # Spelled out: the database asks this for each step of each search.
        one = left.rstrip(" ").encode().translate(_RANKS)
        other = right.rstrip(" ").encode().translate(_RANKS)
    else:
        one, other = sort_key(left), sort_key(right)
    return (one > other) - (one < other)


def like(pattern: Any, value: Any, escape: str = "\\") -> bool | None:
    """SQL's ``value LIKE pattern``; ``NULL`` on either side gives ``NULL``."""
    if pattern is None or value is None:
        return None
    return _matcher(_text(pattern), escape)(fold(_text(value)))


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


@lru_cache(maxsize=512)
def _matcher(pattern: str, escape: str) -> Callable[[str], bool]:
    """The test of a folded text.

    What stands between ``%`` is looked for from left to right, each piece as early as possible:
    so no pattern takes more than the product of both lengths.
    """
    pieces = [_piece(piece) for piece in _pieces(pattern, escape)]
    if len(pieces) == 1:
        return pieces[0].fills
    first, *middle, last = pieces
    if first.length == last.length == 0 and len(middle) == 1 and type(middle[0]) is _Literal:
        needle = middle[0].text
        return lambda text: needle in text

    def matches(text: str) -> bool:
        end = len(text) - last.length
        position = first.length
        if position > end or not first.at(text, 0) or not last.at(text, end):
            return False
        for piece in middle:
            position = piece.find(text, position, end)
            if position < 0:
                return False
            position += piece.length
        return position <= end

    return matches


class _Literal:
    """A piece of a pattern without ``_``."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.length = len(text)

    def fills(self, text: str) -> bool:
        return text == self.text

    def at(self, text: str, position: int) -> bool:
        return text.startswith(self.text, position)

    def find(self, text: str, start: int, end: int) -> int:
        return text.find(self.text, start, end)


class _Wild(_Literal):
    """A piece in which ``None`` stands for any one character."""

    def __init__(self, characters: list[str | None]) -> None:
        self.length = len(characters)
        source = "".join("." if c is None else re.escape(c) for c in characters)
        self.expression = re.compile(source, re.DOTALL)

    def fills(self, text: str) -> bool:
        return self.expression.fullmatch(text) is not None

    def at(self, text: str, position: int) -> bool:
        return self.expression.match(text, position) is not None

    def find(self, text: str, start: int, end: int) -> int:
        match = self.expression.search(text, start, end)
        return match.start() if match else -1


def _piece(characters: list[str | None]) -> _Literal:
    if None in characters:
        return _Wild(characters)
    return _Literal("".join(c for c in characters if c is not None))


def _pieces(pattern: str, escape: str) -> list[list[str | None]]:
    """What stands before, between and after the ``%`` of a pattern, folded."""
    pieces: list[list[str | None]] = [[]]
    literal = ""
    following = iter(pattern)
    for character in following:
        if character == escape:
            literal += next(following, escape)
        elif character in "%_":
            pieces[-1].extend(fold(literal))
            literal = ""
            if character == "_":
                pieces[-1].append(None)
            else:
                pieces.append([])
        else:
            literal += character
    pieces[-1].extend(fold(literal))
    return pieces
