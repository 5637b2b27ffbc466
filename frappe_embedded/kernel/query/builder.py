"""``frappe.qb``: PyPika for SQLite, with values bound and ``run`` to get the result."""

from __future__ import annotations

from typing import Any

from pypika import Order, functions, terms
from pypika.enums import Dialects, SetOperation
from pypika.queries import Query, QueryBuilder, Schema, Table, _SetOperation
from pypika.terms import QmarkParameter

from ..core.context import local
from .conditions import Clause
from .db_statements import columns_clause, where_clause
from .ordering import DEFAULT_ORDER, group_clause, order_clause
from .scope import Scope
from .source import MOMENT_KINDS, Source, table_name
from .terms import DocTypeTable, Field, Function, RawCriterion, RawTerm, Value


def _run(query: Any, conversions: dict[int, str], **options: Any) -> Any:
    parameter = QmarkParameter()
    sql = query.get_sql(parameter=parameter)
    values = parameter.get_parameters()  # type: ignore[no-untyped-call]
    if not options.pop("run", True):
        return sql
    if options.pop("debug", False):
        print(sql, values)
    shape = {key: options[key] for key in _SHAPES if key in options}
    return local.db.fetch(sql, values, conversions=conversions, **shape)


_SHAPES = ("as_dict", "as_list", "pluck", "update", "as_iterator")


class Union(_SetOperation):
    """Several queries as one."""

    def run(self, **options: Any) -> Any:
        """The rows, in the shapes of ``frappe.db.sql``."""
        return _run(self, {}, **options)


class Builder(QueryBuilder):
    """A query. ``raw_joins`` are joins that the engine has written."""

    QUOTE_CHAR = "`"
    ALIAS_QUOTE_CHAR: Any = "`"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            dialect=Dialects.SQLLITE, wrapper_cls=Value, wrap_set_operation_queries=False, **kwargs
        )
        self.raw_joins = ""

    @staticmethod
    def wrap_constant(val: Any, wrapper_cls: Any = None) -> Any:
        return terms.Term.wrap_constant(val, wrapper_cls or Value)

    def run(self, **options: Any) -> Any:
        """The rows, in the shapes of ``frappe.db.sql``."""
        return _run(self, self._conversions(), **options)

    def union(self, other: Any) -> Union:
        return Union(self, other, SetOperation.union, wrapper_cls=Value)

    def union_all(self, other: Any) -> Union:
        return Union(self, other, SetOperation.union_all, wrapper_cls=Value)

    def for_update(self, *args: Any, **kwargs: Any) -> Builder:
        """Become the writer before the rows are read, so that nobody changes them meanwhile."""
        local.db.begin()
        return self

    def _from_sql(self, with_namespace: bool = False, **kwargs: Any) -> str:
        return f"{super()._from_sql(with_namespace, **kwargs)}{self.raw_joins}"

    def _conversions(self) -> dict[int, str]:
        """Which of the selected columns are the first or last of some dates."""
        return {
            at: kind
            for at, term in enumerate(self._selects)
            if isinstance(term, (functions.Min, functions.Max))
            and (kind := _kind(term.args[0])) in MOMENT_KINDS
        }


def _kind(term: Any) -> str:
    table = getattr(term, "table", None)
    name = getattr(table, "_table_name", "")
    if not isinstance(term, terms.Field) or not name.startswith("tab"):
        return ""
    return Source(name[3:]).column(term.name).kind


class Queries(Query):
    """The entry to all queries."""

    terms = terms
    Field = Field
    Schema = Schema
    desc = Order.desc
    asc = Order.asc

    @classmethod
    def _builder(cls, **kwargs: Any) -> Any:
        return Builder(**kwargs)

    @staticmethod
    def DocType(name: str, *args: Any, **kwargs: Any) -> DocTypeTable:
        """The table of a DocType."""
        return DocTypeTable(table_name(name), *args, **kwargs)

    @staticmethod
    def Table(name: str, *args: Any, **kwargs: Any) -> DocTypeTable:  # type: ignore[override]
        """A table by its own name."""
        return DocTypeTable(name, *args, **kwargs)

    @staticmethod
    def functions(name: str, *args: Any, **kwargs: Any) -> Function:
        """A call of any SQL function."""
        return Function(name, *args, **kwargs)

    @classmethod
    def from_(cls, table: Any, **kwargs: Any) -> Any:
        return cls._builder(**kwargs).from_(_table(table))

    @classmethod
    def into(cls, table: Any, **kwargs: Any) -> Any:
        return cls._builder(**kwargs).into(_table(table))

    @classmethod
    def update(cls, table: Any, **kwargs: Any) -> Any:
        return cls._builder(**kwargs).update(_table(table))

    @staticmethod
    def get_query(*args: Any, **kwargs: Any) -> Any:
        return get_query(*args, **kwargs)


builder = Queries


def _table(table: Any) -> Any:
    return Queries.DocType(table) if isinstance(table, str) else table


def get_query(
    table: str | Table,
    fields: Any = None,
    filters: Any = None,
    order_by: str | None = None,
    group_by: str | None = None,
    limit: int | None = None,
    offset: int | None = None,
    distinct: bool = False,
    for_update: bool = False,
    update: bool = False,
    into: bool = False,
    delete: bool = False,
    *,
    validate_filters: bool = False,
    skip_locked: bool = False,
    wait: bool = True,
) -> Any:
    """A query from the same filters and fields as ``frappe.db.get_value`` takes."""
    doctype = table if isinstance(table, str) else table._table_name.removeprefix("tab")
    target = _table(table)
    if into:
        return builder.into(target)
    scope = Scope(doctype)
    query: Any = builder.update(target) if update else builder.from_(target)
    if delete:
        query = query.delete()
    elif not update:
        columns = columns_clause(scope, fields or "name")
        query = query.select(RawTerm(columns))
    where = _where(scope, filters)
    if where is not None:
        query = query.where(where)
    if group_by:
        query = query.groupby(RawTerm(group_clause(scope, group_by)))
    if order_by and order_by != DEFAULT_ORDER:
        query = query.orderby(RawTerm(order_clause(scope, order_by, "desc")))
    query.raw_joins = scope.tables.from_clause().removeprefix(scope.tables.main.table)
    query = query.limit(limit) if limit else query
    query = query.offset(offset) if offset else query
    query = query.distinct() if distinct else query
    return query.for_update() if for_update else query


def _where(scope: Scope, filters: Any) -> terms.Criterion | None:
    if isinstance(filters, terms.Criterion):
        return filters
    clause: Clause = where_clause(scope, filters)
    return RawCriterion(clause) if clause.sql else None
