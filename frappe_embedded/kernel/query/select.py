"""``get_all``, and lists that a restriction limits."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..core.context import local
from ..core.dict import _dict
from ..utils.numbers import cint
from .conditions import NEVER, Clause, Statement, joined
from .expressions import Call, Name, Selected, Star, parse_field, split_fields
from .filters import Filter, listed_filters
from .grouping import groups_by_bytes
from .ordering import DEFAULT_ORDER, default_order, group_clause, order_clause
from .restriction import Restriction
from .scope import Scope


def get_all(doctype: str, *args: Any, **kwargs: Any) -> Any:
    """Rows of a DocType, whoever asks; the arguments are those of ``Listing``."""
    for without_effect in ("ignore_permissions", "ignore_ddl", "join"):
        kwargs.pop(without_effect, None)
    return Listing(doctype, *args, **kwargs).result()


@dataclass
class Listing:
    """One list. Without ``fields`` it gives names, without a limit all rows.

    ``page_length`` and ``limit`` say the same as ``limit_page_length``, ``start`` as
    ``limit_start``. Arguments that change neither rows nor their shape are accepted and ignored.
    """

    doctype: str
    fields: Any = None
    filters: Any = None
    or_filters: Any = None
    docstatus: Any = None
    group_by: str | None = None
    order_by: str | None = DEFAULT_ORDER
    limit_start: Any = None
    limit_page_length: Any = None
    as_list: bool = False
    with_childnames: bool = False
    debug: bool = False
    user: str | None = None
    with_comment_count: bool = False
    distinct: bool = False
    start: Any = None
    page_length: Any = None
    limit: Any = None
    ignore_ifnull: bool = False
    save_user_settings: bool = False
    update: Mapping[str, Any] | None = None
    user_settings: Any = None
    reference_doctype: str | None = None
    run: bool = True
    strict: bool = True
    pluck: str | None = None
    parent_doctype: str | None = None
    restriction: Restriction | None = None

    def __post_init__(self) -> None:
        """Conditions in the place of the fields are conditions, as in Frappe."""
        fields = self.fields
        first = fields[0] if isinstance(fields, (list, tuple)) and fields else None
        are_conditions = isinstance(fields, Mapping) or isinstance(first, (list, tuple))
        if are_conditions or (fields and _is_list_of_texts(self.filters)):
            self.fields, self.filters = self.filters, fields

    def result(self) -> Any:
        """A list of dicts; with ``as_list`` a tuple of tuples, with ``pluck`` a list of values.

        With ``run=False`` the text of the statement instead.
        """
        statement = self.statement()
        if not self.run:
            return statement.sql
        if self.debug:
            print(statement.sql, statement.values)
        rows = self._rows_of_groups() if self.group_by else None
        if rows is None:
            rows = local.db.fetch(*statement, as_dict=not self.as_list, update=self.update)
        if self.with_comment_count and not self.as_list:
            _count_comments(rows)
        return self._plucked(rows)

    def _rows_of_groups(self) -> Any:
        """The rows of groups that are told apart by their bytes; ``None`` where that does not do."""
        if self.distinct or self.update or self._limit():
            return None
        scope = Scope(self.doctype, self.restriction)
        fields = list(self._fields())
        columns = self._columns(scope, fields)
        if len(columns) != len(fields) or fields[0].distinct:
            return None
        groups = groups_by_bytes(scope, fields, str(self.group_by), self.order_by)
        if groups is None:
            return None
        asked = self._order(scope, fields)
        order = joined([asked, groups.order], ", ") if asked and asked.sql else groups.order
        statement = self._assembled(scope, fields, columns, groups.clause, order)
        rows = local.db.fetch(*statement)
        if not groups.are_distinct(rows):
            return None
        if self.as_list:
            return rows
        names = [field.alias for field in fields]
        return [_dict(zip(names, row, strict=True)) for row in rows]

    def _plucked(self, rows: Any) -> Any:
        return [row[self.pluck] for row in rows] if self.pluck else rows

    def sql(self) -> tuple[str, list[Any]]:
        """The statement's text and the values to bind."""
        statement = self.statement()
        return statement.sql, statement.values

    def statement(self) -> Statement:
        scope = Scope(self.doctype, self.restriction)
        fields = list(self._fields())
        columns = self._columns(scope, fields)
        group = group_clause(scope, self.group_by) if self.group_by else None
        return self._assembled(scope, fields, columns, group, self._order(scope, fields))

    def _assembled(
        self,
        scope: Scope,
        fields: list[Selected],
        columns: list[Clause],
        group: Clause | None,
        order: Clause | None,
    ) -> Statement:
        where = self._where(scope) if columns else NEVER
        columns = columns or [scope.selected(parse_field("name"))]
        parts = [
            joined([Clause(self._select(fields), []), joined(columns, ", ")], " "),
            Clause(f"FROM {scope.tables.from_clause()}", scope.tables.values),
        ]
        for word, clause in (("WHERE", where), ("GROUP BY", group), ("ORDER BY", order)):
            if clause is not None and clause.sql:
                parts.append(Clause(f"{word} {clause.sql}", clause.values))
        parts += self._limit()
        whole = joined(parts, " ")
        return Statement(whole.sql, whole.values, scope.conversions)

    # Fields

    def _fields(self) -> Iterator[Selected]:
        fields = self.fields
        if isinstance(fields, str):
            fields = json.loads(fields) if fields.strip().startswith("[") else split_fields(fields)
        if self.pluck and not fields:
            fields = [self.pluck]
        for field in fields or ["name"]:
            if isinstance(field, Mapping):
                yield _aggregate(field)
            else:
                yield from (parse_field(part) for part in split_fields(str(field)))

    def _select(self, fields: list[Selected]) -> str:
        return "SELECT DISTINCT" if self.distinct or fields[0].distinct else "SELECT"

    def _columns(self, scope: Scope, fields: list[Selected]) -> list[Clause]:
        """What is selected; what the user may not read is left out, in tuples ``NULL``."""
        clauses: list[Clause] = []
        for field in fields:
            expression = field.expression
            if isinstance(expression, Star):
                clauses += self._all_columns(scope, expression.table)
            elif (clause := scope.selected_if_readable(field)) is not None:
                clauses.append(clause)
            elif self.as_list:
                clauses.append(Clause("NULL", []))
        return clauses

    def _all_columns(self, scope: Scope, table: str | None) -> list[Clause]:
        main = scope.tables.main
        source = scope.tables.source_of(table) if table else main
        if self.restriction is None or source.meta is None:
            return [Clause(f"{source.reference}.*", [])]
        names = [Name(name, table) for name in source.meta.get_valid_columns()]
        readable = [name for name in names if scope.may_read(name)]
        return [scope.selected(Selected(name, name.name)) for name in readable]

    # Rows

    def _where(self, scope: Scope) -> Clause:
        given = listed_filters(self.filters)
        # What is said to be set need not be thought of as empty, which would keep indexes unused.
        is_set = {
            (f.doctype, f.fieldname) for f in given if f.operator == "is" and f.value == "set"
        }
        clauses = [self._clause(scope, f, (f.doctype, f.fieldname) in is_set) for f in given]
        any_of = [self._clause(scope, f) for f in listed_filters(self.or_filters)]
        if any_of:
            either = joined(any_of, " OR ")
            clauses.append(Clause(f"({either.sql})", either.values))
        if self.docstatus is not None:
            marks = [int(each) for each in _listed(self.docstatus)]
            column = scope.tables.main.column("docstatus").sql
            clauses.append(Clause(f"{column} IN ({', '.join('?' * len(marks))})", marks))
        if self.restriction is not None:
            clauses += _limits(scope, self.restriction)
        return joined(clauses, " AND ")

    def _clause(self, scope: Scope, given: Filter, is_set: bool = False) -> Clause:
        column = scope.column_in_list(given.fieldname, given.doctype)
        return given.in_list(column, self.ignore_ifnull or is_set)

    def _order(self, scope: Scope, fields: list[Selected]) -> Clause | None:
        if self.distinct or not self.order_by:
            return None
        if self.order_by != DEFAULT_ORDER:
            return order_clause(scope, self.order_by)
        calls = [f.expression for f in fields if isinstance(f.expression, Call)]
        if any(call.is_aggregate for call in calls) and not self.group_by:
            return None
        main = scope.tables.main
        return Clause(default_order(main.meta, lambda name: main.column(name).sql), [])

    def _limit(self) -> list[Clause]:
        length = cint(self.limit or self.page_length or self.limit_page_length)
        start = cint(self.start or self.limit_start)
        if not length:
            return []
        return [Clause("LIMIT ? OFFSET ?", [length, start])]


def _is_list_of_texts(value: Any) -> bool:
    return isinstance(value, list) and len(value) > 1 and isinstance(value[0], str)


def _listed(value: Any) -> Any:
    return value if isinstance(value, (list, tuple)) else [value]


def _aggregate(field: Mapping[str, Any]) -> Selected:
    """``{"COUNT": "name", "as": "n"}``."""
    functions = [(key, value) for key, value in field.items() if key.lower() != "as"]
    alias = field.get("as") or field.get("AS")
    if len(functions) != 1:
        raise ValueError(f"One function is expected in {dict(field)!r}")
    function, argument = functions[0]
    text = f"{function}({argument})"
    return parse_field(f"{text} as `{alias}`" if alias else text)


def _limits(scope: Scope, restriction: Restriction) -> list[Clause]:
    """The conditions of a restriction; rows that are shared pass in any case."""
    clauses = [Clause(f"({sql})", list(values)) for sql, values in restriction.conditions]
    if not clauses:
        return []
    limits = joined(clauses, " AND ")
    shared = list(restriction.shared)
    if not shared:
        return [limits]
    name = scope.tables.main.column("name").sql
    marks = ", ".join("?" * len(shared))
    return [Clause(f"(({limits.sql}) OR {name} IN ({marks}))", [*limits.values, *shared])]


def _count_comments(rows: list[_dict]) -> None:
    for row in rows:
        if row.name:
            row["_comment_count"] = len(json.loads(row.get("_comments") or "[]"))
