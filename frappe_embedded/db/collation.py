"""How text compares: without regard to case, accents and trailing spaces, as on MariaDB.

``FRAPPE`` is the collation of every text column. ``like`` folds both sides in the same way, except
that trailing spaces count there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Any

__all__ = ["COLLATION", "collate", "fold", "like", "sort_key"]

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


def _key(text: str) -> bytes:
    if text.isascii():
        return text.rstrip(" ").encode().translate(_RANKS)
    return _fold_unicode(text).rstrip(" ").encode("utf-8", "replace").translate(_RANKS)


_key_short = lru_cache(maxsize=_REMEMBERED)(_key)


def sort_key(text: str) -> bytes:
    """Two texts are equal for the database exactly if their keys are."""
    return _key_short(text) if len(text) <= _SHORT else _key(text)


def collate(left: str, right: str) -> int:
    """The collation ``FRAPPE``: negative, zero or positive as ``left`` sorts."""
    if left == right:
        return 0
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
    """The test of a folded text. Patterns whose ``%`` are only outside need no expression."""
    parts = _parts(pattern, escape)
    literals = [part for part, wild in parts if not wild]
    wild = [part for part, wild in parts if wild]
    if "_" not in wild and len(literals) <= 1:
        needle = literals[0] if literals else ""
        before = bool(wild) and bool(parts[0][1])
        after = bool(wild) and bool(parts[-1][1])
        return _simple(needle, before, after)
    wildcards = {"%": ".*", "_": "."}
    source = "".join(wildcards[part] if is_wild else re.escape(part) for part, is_wild in parts)
    expression = re.compile(source, re.DOTALL)
    return lambda text: expression.fullmatch(text) is not None


def _simple(needle: str, before: bool, after: bool) -> Callable[[str], bool]:
    if before and after:
        return lambda text: needle in text
    if before:
        return lambda text: text.endswith(needle)
    if after:
        return lambda text: text.startswith(needle)
    return lambda text: text == needle


def _parts(pattern: str, escape: str) -> list[tuple[str, bool]]:
    """Folded literals and single wildcards in their order; runs of ``%`` are one."""
    parts: list[tuple[str, bool]] = []
    literal = ""
    characters = iter(pattern)
    for character in characters:
        if character == escape:
            literal += next(characters, escape)
        elif character in "%_":
            if literal:
                parts.append((fold(literal), False))
                literal = ""
            if character == "_" or parts[-1:] != [("%", True)]:
                parts.append((character, True))
        else:
            literal += character
    if literal:
        parts.append((fold(literal), False))
    return parts
