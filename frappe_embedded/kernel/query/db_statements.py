"""Statements of ``frappe.db.get_value`` and the like: no permissions, ``NULL`` as SQL has it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from ..db.types import quoted
from .conditions import Clause, Statement, joined
from .expressions import Name, Selected, Star, parse_field, split_fields
from .filters import direct_filters
from .operands import loose
from .ordering import order_clause
from .scope import Scope
from .source import QueryColumn, Source, worked_out_once

MODIFIED_FIRST = "modified desc"
_VALUES = frozenset((str, int, float, bool))


def where_clause(scope: Scope, filters: Any) -> Clause:
    """The conditions of all filters; without any, an empty clause."""
    given = direct_filters(filters)
    clauses = [f.in_database(scope.column_in_database(f.fieldname, f.doctype)) for f in given]
    return joined(clauses, " AND ")


def selected_fields(fields: Any) -> list[Selected]:
    """``fields`` of a call: one text, or a list of texts."""
    if isinstance(fields, str):
        return [parse_field(part) for part in split_fields(fields)]
    texts = [part for field in fields for part in split_fields(str(field))]
    return [parse_field(text) for text in texts] or [parse_field("name")]


def columns_clause(scope: Scope, fields: Any) -> Clause:
    """What is selected. The text of plain columns of one table is made once."""
    main = scope.tables.main
    selected = selected_fields(fields)
    if main.meta is None or not all(_is_plain(each, main) for each in selected):
        return _columns(scope, selected)
    key = ("columns", *(each.alias for each in selected))
    return worked_out_once(main.meta, key, lambda: _columns(scope, selected))


def _is_plain(field: Selected, main: Source) -> bool:
    """Whether a field is a column of the main table under its own name."""
    expression = field.expression
    return (
        isinstance(expression, Name)
        and expression.table is None
        and not field.given_alias
        and main.meta is not None
        and expression.name in main.meta.column_set
    )


def _columns(scope: Scope, selected: list[Selected]) -> Clause:
    clauses: list[Clause] = []
    for field in selected:
        expression = field.expression
        if isinstance(expression, Star):
            source = scope.tables.source_of(expression.table) if expression.table else None
            reference = (source or scope.tables.main).reference
            clauses.append(Clause(f"{reference}.*", []))
        else:
            clauses.append(scope.selected(field))
    return joined(clauses, ", ")


class Prepared(NamedTuple):
    """A statement whose filters compare columns with one value each, but for these values."""

    sql: str
    columns: tuple[QueryColumn, ...]
    conversions: dict[str, str]


def select_statement(
    doctype: str,
    fields: Any,
    filters: Any,
    order_by: str | None,
    distinct: bool,
    limit: int | None,
) -> Statement:
    """A ``SELECT``. A sort field without a direction sorts descending here.

    Most filters are values of columns. The text of such a statement is made once.
    """
    scope = Scope(doctype)
    meta, values = scope.tables.main.meta, _values_by_column(filters)
    if meta is None or values is None or not meta.column_set.issuperset(values):
        return _select(scope, fields, where_clause(scope, filters), order_by, distinct, limit)
    names = fields if isinstance(fields, str) else tuple(map(str, fields))
    key = ("select", names, tuple(values), order_by, distinct, limit)
    prepared = worked_out_once(
        meta, key, lambda: _prepared(scope, fields, tuple(values), order_by, distinct, limit)
    )
    if prepared is None:
        return _select(scope, fields, where_clause(scope, filters), order_by, distinct, limit)
    compared = zip(prepared.columns, values.values(), strict=True)
    bound = [loose(column, value) for column, value in compared]
    return Statement(prepared.sql, bound, prepared.conversions)


def _values_by_column(filters: Any) -> Mapping[str, Any] | None:
    """Filters that say which value each column has; ``None`` for all others."""
    if isinstance(filters, (str, int)):
        return {"name": str(filters)}
    if isinstance(filters, Mapping) and all(type(each) in _VALUES for each in filters.values()):
        return filters
    return None


def _prepared(
    scope: Scope,
    fields: Any,
    names: tuple[str, ...],
    order_by: str | None,
    distinct: bool,
    limit: int | None,
) -> Prepared | None:
    """``None`` where what is selected or sorted by brings values or tables of its own."""
    columns = tuple(scope.tables.main.column(name) for name in names)
    where = Clause(" AND ".join(f"{column.sql} = ?" for column in columns), [])
    made = _select(scope, fields, where, order_by, distinct, limit)
    if made.values or scope.tables.joined:
        return None
    return Prepared(made.sql, columns, made.conversions)


def _select(
    scope: Scope,
    fields: Any,
    where: Clause,
    order_by: str | None,
    distinct: bool,
    limit: int | None,
) -> Statement:
    columns = columns_clause(scope, fields)
    order = _order(scope, order_by) if order_by and not distinct else Clause("", [])
    parts = [Clause(f"SELECT {'DISTINCT ' if distinct else ''}{columns.sql}", columns.values)]
    parts.append(Clause(f"FROM {scope.tables.from_clause()}", []))
    for word, clause in (("WHERE", where), ("ORDER BY", order)):
        if clause.sql:
            parts.append(Clause(f"{word} {clause.sql}", clause.values))
    if limit:
        parts.append(Clause(f"LIMIT {int(limit)}", []))
    whole = joined(parts, " ")
    return Statement(whole.sql, whole.values, scope.conversions)


def _order(scope: Scope, order_by: str) -> Clause:
    if order_by == MODIFIED_FIRST and not scope.tables.main.has("modified"):
        return Clause("", [])
    return order_clause(scope, order_by, default_direction="desc")


def count_statement(doctype: str, filters: Any) -> Statement:
    """How many rows match; a row counts once however many of its children match."""
    scope = Scope(doctype)
    where = where_clause(scope, filters)
    main = scope.tables.main
    counted = f"DISTINCT {main.reference}.name" if scope.tables.joined else "*"
    sql = f"SELECT count({counted}) FROM {scope.tables.from_clause()}"
    return Statement(f"{sql} WHERE {where.sql}" if where.sql else sql, where.values, {})


def rows_clause(doctype: str, filters: Any) -> Clause:
    """``WHERE …`` of a statement that changes rows, or nothing for all rows."""
    scope = Scope(doctype)
    where = where_clause(scope, filters)
    if not where.sql:
        return where
    if not scope.tables.joined:
        return Clause(f"WHERE {where.sql}", where.values)
    inner = f"SELECT {scope.tables.main.reference}.rowid FROM {scope.tables.from_clause()}"
    return Clause(f"WHERE rowid IN ({inner} WHERE {where.sql})", where.values)


def delete_statement(doctype: str, filters: Any) -> Clause:
    scope = Scope(doctype)
    where = rows_clause(doctype, filters)
    return Clause(f"DELETE FROM {scope.tables.main.table} {where.sql}".strip(), where.values)


def update_statement(doctype: str, values: dict[str, Any], filters: Any) -> Clause:
    """An ``UPDATE`` of columns to values that are already what the columns hold."""
    scope = Scope(doctype)
    where = rows_clause(doctype, filters)
    changes = ", ".join(f"{quoted(name)} = ?" for name in values)
    sql = f"UPDATE {scope.tables.main.table} SET {changes} {where.sql}".strip()
    return Clause(sql, [*values.values(), *where.values])
