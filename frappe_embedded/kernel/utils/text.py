"""Small helpers for text and sequences."""

import re
import secrets
import string
from collections.abc import Generator, Iterable, Sequence
from itertools import islice
from typing import Any, TypeVar

from ..core.messages import bold
from ..i18n.translator import _
from .html import escape_html, is_html, is_json, sanitize_html, strip_html, strip_html_tags
from .json_text import as_json, parse_json

__all__ = [
    "as_json",
    "bold",
    "comma_and",
    "comma_or",
    "comma_sep",
    "create_batch",
    "cstr",
    "escape_html",
    "get_abbr",
    "has_common",
    "is_html",
    "is_json",
    "parse_json",
    "random_string",
    "sanitize_html",
    "strip",
    "strip_html",
    "strip_html_tags",
    "unique",
]

T = TypeVar("T")
_ALPHABET = string.ascii_letters + string.digits


def cstr(s: Any, encoding: str = "utf-8") -> str:
    """Text out of anything; empty for ``None``, decoded for bytes."""
    if s is None:
        return ""
    return s.decode(encoding) if isinstance(s, bytes) else str(s)


def strip(val: str, chars: str | None = None) -> str:
    """Without surrounding white space and zero-width signs."""
    return (val or "").replace("\ufeff", "").replace("\u200b", "").strip(chars)


def random_string(length: int) -> str:
    """Letters and digits that cannot be foreseen."""
    return "".join(secrets.choice(_ALPHABET) for _index in range(length))


def comma_or(some_list: Any, add_quotes: bool = True) -> Any:
    """``'a', 'b' or 'c'``."""
    return comma_sep(some_list, _("{0} or {1}"), add_quotes)


def comma_and(some_list: Any, add_quotes: bool = True) -> Any:
    """``'a', 'b' and 'c'``."""
    return comma_sep(some_list, _("{0} and {1}"), add_quotes)


def comma_sep(some_list: Any, pattern: str, add_quotes: bool = True) -> Any:
    """Items joined by commas, the last one by ``pattern``; what is no sequence stays as it is."""
    if not isinstance(some_list, (list, tuple, set, frozenset)):
        return some_list
    items = [str(item) for item in some_list]
    if len(items) < 2:
        return "".join(items)
    if add_quotes:
        items = [f"'{item}'" for item in items]
    # Templates of managers may give a pattern: unlike ``format``, this obeys no width.
    parts = {"{0}": ", ".join(items[:-1]), "{1}": items[-1]}
    return re.sub(r"\{[01]\}", lambda place: parts[place[0]], pattern)


def unique(seq: Sequence[T]) -> list[T]:
    """Each item once, in the order of its first appearance."""
    return list(dict.fromkeys(seq))


def has_common(l1: Iterable[Any], l2: Iterable[Any]) -> bool:
    return not set(l1).isdisjoint(l2)


def create_batch(iterable: Iterable[T], size: int) -> Generator[list[T], None, None]:
    """Lists of at most ``size`` items."""
    iterator = iter(iterable)
    while batch := list(islice(iterator, size)):
        yield batch


def get_abbr(string: str, max_len: int = 2) -> str:
    """The first letters of the first words; ``?`` for text without any."""
    letters = [word[0] for word in string.split(" ") if word]
    return "".join(letters[:max_len]) or "?"
