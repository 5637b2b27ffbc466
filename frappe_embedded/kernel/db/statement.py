"""From the SQL that apps write (``%s``, ``%(name)s``) to SQLite's, with every value bound."""

import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from ..core.names import split_names
from ..core.table_cache import EVERY_TABLE
from .converters import PLAIN, adapt
from .fulltext import with_matches

_TOKEN = re.compile(
    r"""(?P<text>'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`)"""
    r"""|(?P<comment>--[^\n]*|/\*.*?\*/)"""
    r"""|(?P<placeholder>%s|%\((?P<name>\w+)\)s)"""
    r"""|(?P<percent>%%)"""
    r"""|(?P<end>;)""",
    re.DOTALL,
)
_FIRST_WORD = re.compile(r"\s*(?:(?:--[^\n]*\n|/\*.*?\*/|\()\s*)*(\w+)", re.DOTALL)
_READING = frozenset(["select", "explain", "pragma", "values", "describe", "show"])
_CHANGING = re.compile(r"\b(insert|update|delete|replace)\b", re.IGNORECASE)
_WRITTEN = re.compile(
    r"""\s*(?:insert(?:\s+or\s+\w+)?\s+into|replace\s+into|update(?:\s+or\s+\w+)?|delete\s+from)\s+"""
    r"""(?:`([^`]+)`|"([^"]+)"|(\w+))""",
    re.IGNORECASE,
)
_TRANSACTION = frozenset(["begin", "start", "commit", "rollback", "savepoint", "release", "end"])
_CONSTRUCTS = split_names(
    "ON DUPLICATE KEY, INTERVAL, TIMESTAMPDIFF, TIMESTAMPADD, DATE_ADD, DATE_SUB, "
    "STRAIGHT_JOIN, SHOW, DESCRIBE, INFORMATION_SCHEMA, FORCE INDEX, USE INDEX, SEPARATOR, "
    "LOCK IN SHARE MODE, FOR UPDATE, SOUNDS LIKE, MATCH, UPDATE IGNORE, INSERT IGNORE, "
    "RLIKE, DIV"
)

Part = tuple[str, bool]
"""Literal SQL and False, or the name of a placeholder (empty: the next value) and True."""


@lru_cache(maxsize=1024)
def _split(query: str, has_values: bool) -> tuple[Part, ...]:
    parts: list[Part] = []
    literal = ""
    position = 0
    for match in _TOKEN.finditer(query):
        literal += query[position : match.start()]
        position = match.end()
        if match["placeholder"] and has_values:
            parts += [(literal, False), (match["name"] or "", True)]
            literal = ""
        elif match["end"] and query[position:].strip():
            raise sqlite3.ProgrammingError("Only one SQL statement can be run at a time")
        elif has_values:
            literal += match[0].replace("%%", "%")
        else:
            literal += match[0]
    parts.append((literal + query[position:], False))
    return tuple(parts)


def bind(query: str, values: Any) -> tuple[str, list[Any]]:
    """SQLite's form of ``query`` and the values to bind, in order.

    A list becomes ``(?, ?, …)`` for ``IN``; an empty one matches nothing. ``%%`` stands for a
    percent sign when there are values.
    """
    query = with_matches(query)
    if values is None or (isinstance(values, (tuple, list, dict)) and not values):
        return _split(query, False)[0][0], []
    if isinstance(values, (tuple, list)):
        statement = _unchanging(query, len(values))
        if statement is not None:
            # Most values are plain: those are neither looked at twice nor handed on.
            others = [value for value in values if type(value) not in PLAIN]
            if not others:
                return statement, list(values)
            if not any(isinstance(value, _SEVERAL) for value in others):
                return statement, [adapt(value) for value in values]
    named = values if isinstance(values, Mapping) else None
    following = iter(() if named is not None else _positional(values))
    pieces: list[str] = []
    bound: list[Any] = []
    for part, is_placeholder in _split(query, True):
        if is_placeholder:
            pieces.append(_bind_value(_pick(part, named, following), bound))
        else:
            pieces.append(part)
    if next(following, _NOTHING) is not _NOTHING:
        raise sqlite3.ProgrammingError("More values than placeholders in the SQL statement")
    return "".join(pieces), bound


@lru_cache(maxsize=2048)
def _unchanging(query: str, values: int) -> str | None:
    """SQLite's form of a query whose placeholders are all ``%s`` and each take one value."""
    parts = _split(query, True)
    names = [part for part, is_placeholder in parts if is_placeholder]
    if any(names) or len(names) != values:
        return None
    return "".join("?" if is_placeholder else part for part, is_placeholder in parts)


_SEVERAL = (list, tuple, set, frozenset)
_NOTHING = object()


def _positional(values: Any) -> Sequence[Any]:
    return values if isinstance(values, (tuple, list)) else (values,)


def _pick(name: str, named: Mapping[str, Any] | None, following: Iterator[Any]) -> Any:
    if name:
        if named is None or name not in named:
            raise sqlite3.ProgrammingError(f"No value is given for %({name})s")
        return named[name]
    value = next(following, _NOTHING)
    if value is _NOTHING:
        raise sqlite3.ProgrammingError("Fewer values than placeholders in the SQL statement")
    return value


def _bind_value(value: Any, bound: list[Any]) -> str:
    if isinstance(value, _SEVERAL):
        bound.extend(adapt(item) for item in value)
        return f"({', '.join('?' * len(value)) or 'NULL'})"
    bound.append(adapt(value))
    return "?"


@lru_cache(maxsize=2048)
def is_read(query: str) -> bool:
    """Whether a statement only reads. Statements that control transactions are refused."""
    match = _FIRST_WORD.match(query)
    word = match[1].lower() if match else ""
    if word in _TRANSACTION:
        raise sqlite3.ProgrammingError(
            f"Use the methods of frappe.db (commit, rollback, savepoint) instead of SQL {word!r}"
        )
    if word == "with":
        return not _CHANGING.search(query)
    return word in _READING


@lru_cache(maxsize=2048)
def table_of(statement: str) -> str:
    """The table that a writing statement writes to; ``EVERY_TABLE`` where it cannot be told."""
    match = _WRITTEN.match(statement)
    return (match[1] or match[2] or match[3]).lower() if match else EVERY_TABLE


def unsupported_construct(query: str) -> str | None:
    """The first construct of MariaDB in ``query`` that SQLite does not know."""
    bare = _TOKEN.sub(lambda match: " " if match["text"] or match["comment"] else match[0], query)
    for construct in _CONSTRUCTS:
        if re.search(r"\b" + construct.replace(" ", r"\s+") + r"\b", bare, re.IGNORECASE):
            return construct
    return None
