"""Groups that are told apart by their bytes, so that the collation is asked of groups, not of rows.

The collation runs in Python: asked of every row it would cost more than all the rest of a report.
Two groups that are equal for it (``a`` and ``A``) are one: then the statement has to run as it is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ..db.collation import sort_key
from .conditions import Clause, joined
from .expressions import Call, Expression, Literal, Name, Selected
from .ordering import DEFAULT_ORDER, group_expressions, order_expressions
from .scope import Scope
from .source import TEXT, QueryColumn

_COUNTING = frozenset(["count", "sum", "avg"])
_FIRST_OR_LAST = frozenset(["min", "max"])


@dataclass(frozen=True)
class Groups:
    """What to group by, the order of groups that nothing else orders, and where a row tells its group."""

    clause: Clause
    order: Clause
    places: list[int]

    def are_distinct(self, rows: Iterable[Sequence[Any]]) -> bool:
        """Whether no two of the groups are equal under the collation."""
        seen = set()
        for row in rows:
            key = tuple(_key(row[place]) for place in self.places)
            if key in seen:
                return False
            seen.add(key)
        return True


def _key(value: Any) -> Any:
    return sort_key(value) if isinstance(value, str) else value


def groups_by_bytes(
    scope: Scope, fields: list[Selected], group_by: str, order_by: str | None
) -> Groups | None:
    """How to group by the bytes of some columns; ``None`` where that could give another answer.

    It could where something is grouped that is no column of the list, and where something comes
    out, or is sorted by, that depends on which of a group's rows is met first.
    """
    selected = {field.alias: field.expression for field in fields}
    grouped = _columns(scope, selected, group_expressions(group_by))
    if not grouped or len(selected) != len(fields) or order_by == DEFAULT_ORDER:
        return None
    columns = list(grouped.values())
    if not all(_is_settled(scope, each, columns) for each in selected.values()):
        return None
    sorted_by = order_expressions(order_by or "")
    for expression, _direction in sorted_by:
        if isinstance(expression, Name) and not expression.table:
            expression = selected.get(expression.name, expression)
        if not isinstance(expression, Literal) and not _is_settled(scope, expression, columns):
            return None
    return Groups(
        joined([Clause(f"{column.sql} COLLATE BINARY", []) for column in columns], ", "),
        _last_order(columns, [direction for _expression, direction in sorted_by]),
        [at for at, field in enumerate(fields) if field.alias in grouped],
    )


def _last_order(columns: list[QueryColumn], directions: list[str]) -> Clause:
    """The order in which SQLite leaves groups that are otherwise sorted equal.

    It groups in the directions of as many columns to sort by.
    """
    if len(directions) != len(columns):
        directions = ["asc"] * len(columns)
    pairs = zip(columns, directions, strict=True)
    return joined([Clause(f"{column.sql} {each.upper()}", []) for column, each in pairs], ", ")


def _columns(
    scope: Scope, selected: dict[str, Expression], expressions: list[Expression]
) -> dict[str, QueryColumn] | None:
    """The columns that are grouped by, under the names by which they are selected."""
    plain = {
        alias: scope.column(each.name, each.table)
        for alias, each in selected.items()
        if isinstance(each, Name) and scope.may_read(each)
    }
    found: dict[str, QueryColumn] = {}
    for expression in expressions:
        if not isinstance(expression, Name):
            return None
        if not expression.table and expression.name in scope.aliases:
            alias = expression.name if expression.name in plain else None
        else:
            column = scope.column(expression.name, expression.table)
            alias = next((alias for alias, each in plain.items() if each == column), None)
        if alias is None:
            return None
        found[alias] = plain[alias]
    return found


def _is_settled(scope: Scope, expression: Expression, grouped: list[QueryColumn]) -> bool:
    """Whether a group has but one value of it, whichever of its rows is met first."""
    if isinstance(expression, Name):
        return scope.may_read(expression) and scope.column(*_path(expression)) in grouped
    if not isinstance(expression, Call):
        return False
    if expression.function in _FIRST_OR_LAST:
        return all(
            isinstance(each, Name) and scope.column(*_path(each)).kind != TEXT
            for each in expression.arguments
        )
    return expression.function in _COUNTING


def _path(name: Name) -> tuple[str, str | None]:
    return name.name, name.table
