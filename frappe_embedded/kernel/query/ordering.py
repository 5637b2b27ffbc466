"""``order_by`` and ``group_by``."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from ..core.exceptions import DataError, ValidationError
from ..core.messages import throw
from ..i18n.translator import _
from ..meta.meta import Meta
from .conditions import Clause, joined
from .expressions import Expression, Literal, Name, Parser, calls_unknown_function
from .scope import Scope, quoted_alias

DEFAULT_ORDER = "KEEP_DEFAULT_ORDERING"
"""The ``order_by`` that asks for the order which the DocType sets."""
_ILLEGAL = re.compile(r"[^\w\s,`'\".()*-]")


def _parser(text: str) -> Parser:
    words = text.lower().replace("(", " ").split()
    if "select" in words and ("from" in words or not _ILLEGAL.search(text)):
        throw(_("Cannot use sub-query in order by"), ValidationError)
    if _ILLEGAL.search(text):
        throw(_("Illegal SQL Query"), ValidationError)
    for part in text.split(","):
        if calls_unknown_function(part):
            throw(_("Cannot use {0} in order/group by").format(part.strip()), ValidationError)
    return Parser(text)


def _expression(scope: Scope, expression: Expression) -> Clause:
    """What to sort by: an alias comes before a column of that name."""
    if isinstance(expression, Name) and not expression.table and expression.name in scope.aliases:
        return Clause(quoted_alias(expression.name), [])
    if isinstance(expression, Name) and expression.table:
        scope.tables.check_joined(expression.table)
    if isinstance(expression, Literal):
        if not isinstance(expression.value, int):
            throw(_("Field not permitted in query: {0}").format(expression.value), DataError)
        return Clause(str(expression.value), [])
    return scope.expression(expression)


def order_clause(scope: Scope, text: str, default_direction: str = "asc") -> Clause:
    """``a asc, b desc``; without a direction ``default_direction`` holds."""
    parts: list[Clause] = []
    for expression, direction in order_expressions(text, default_direction):
        clause = _expression(scope, expression)
        parts.append(Clause(f"{clause.sql} {direction.upper()}", clause.values))
    return joined(parts, ", ")


@lru_cache(maxsize=1024)
def order_expressions(
    text: str, default_direction: str = "asc"
) -> tuple[tuple[Expression, str], ...]:
    """What ``a asc, b desc`` sorts by, each with its direction."""
    return tuple(_sorted_by(text, default_direction))


def _sorted_by(text: str, default_direction: str) -> Iterator[tuple[Expression, str]]:
    parser = _parser(text)
    is_first = True
    while not parser.done:
        if not is_first and not parser.take_if(","):
            parser.refuse()
        is_first = False
        expression = parser.expression()
        direction = default_direction
        for word in ("asc", "desc"):
            if parser.take_if(word):
                direction = word
        yield expression, direction


def group_clause(scope: Scope, text: str) -> Clause:
    """``a, b``."""
    return joined([_grouped(scope, each) for each in group_expressions(text)], ", ")


def _grouped(scope: Scope, expression: Expression) -> Clause:
    """What to group by: a column comes before an alias of that name, as the database has it.

    An alias is said by what it stands for: by its name it could mean a column of another table.
    """
    if isinstance(expression, Name) and not expression.table and expression.name in scope.aliases:
        if scope.tables.main.has(expression.name):
            return scope.expression(expression)
        return scope.aliases[expression.name]
    return _expression(scope, expression)


def group_expressions(text: str) -> list[Expression]:
    """What ``a, b`` groups by."""
    parser = _parser(text)
    parts: list[Expression] = []
    while not parser.done:
        if parts and not parser.take_if(","):
            parser.refuse()
        parts.append(parser.expression())
    return parts


def default_order(meta: Meta | None, column: Callable[[str], str]) -> str:
    """The order that a DocType sets; the latest changed first if it sets none."""
    if meta is None:
        return ""
    sort_field = str(meta.sort_field or "")
    if not sort_field:
        return f"{column('modified')} DESC"
    if "," not in sort_field:
        sort_field = f"{sort_field} {meta.sort_order or 'desc'}"
    parts = [part.split() for part in sort_field.split(",") if part.strip()]
    return ", ".join(
        f"{column(name.strip('`'))} {'ASC' if rest[:1] and rest[0].lower() == 'asc' else 'DESC'}"
        for name, *rest in parts
    )
