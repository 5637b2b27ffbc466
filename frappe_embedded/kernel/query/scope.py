"""What the texts of one query mean: names become columns, expressions become SQL."""

from ..core.exceptions import DataError
from ..core.messages import throw
from ..i18n.translator import _
from ..meta.loader import get_meta
from .conditions import Clause
from .expressions import Call, Expression, Literal, Name, Selected, Star, names_of, parse_field
from .joins import JoinedTables
from .restriction import Restriction
from .source import MOMENT_KINDS, QueryColumn


def quoted_alias(alias: str) -> str:
    escaped = alias.replace('"', '""')
    return f'"{escaped}"'


class Scope:
    """The tables of a query, and what its user may read of them."""

    def __init__(self, doctype: str, restriction: Restriction | None = None) -> None:
        self.tables = JoinedTables(doctype, restriction.names_of if restriction else None)
        self.restriction = restriction
        self.aliases: dict[str, Clause] = {}
        self.conversions: dict[str, str] = {}

    # Columns

    def column(self, fieldname: str, table: str | None = None) -> QueryColumn:
        """The column that a name means; ``DataError`` if the user may not read it."""
        column = self._resolve(fieldname, table)
        if not self._permits(column):
            self._refuse(fieldname)
        return column

    def may_read(self, name: Name) -> bool:
        """Whether a column may be selected; an unknown one is refused.

        A field of rows that may not be read joins no rows, and a table field is no column.
        """
        return self._readable(name) is not None

    def _readable(self, name: Name) -> QueryColumn | None:
        if self.restriction is not None and self._is_left_out(name, self.restriction):
            return None
        column = self._resolve(name.name, name.table)
        return column if self._permits(column) else None

    def _is_left_out(self, name: Name, restriction: Restriction) -> bool:
        main = self.tables.main
        if name.table is None:
            return main.meta is not None and name.name in main.meta.table_doctypes
        child = self.tables.child_doctype(name.table)
        if child is None or not get_meta(child).has_field(name.name):
            return False
        return not restriction.permits(child, name.name, main.doctype)

    def _resolve(self, fieldname: str, table: str | None) -> QueryColumn:
        self._check_table(table)
        if self.restriction and table is None and not self.tables.main.has(fieldname):
            self._refuse(fieldname)
        return self.tables.column(fieldname, table)

    def _check_table(self, table: str | None) -> None:
        """Under a restriction only tables of the DocType and readable links may be named."""
        main = self.tables.main
        if self.restriction is None or table is None or main.meta is None:
            return
        field = main.meta.get_field(table)
        if field is not None and field.fieldtype == "Link":
            if not self.restriction.permits(main.doctype, table, None):
                self._refuse(table)
            self.restriction.check_doctype(str(field.options))
        elif field is not None or (table.startswith("tab") and table != f"tab{main.doctype}"):
            self._check_child(self.tables.child_doctype(table) or table[3:])

    def _check_child(self, doctype: str) -> None:
        self.tables.refuse_foreign(doctype)
        if self.restriction is not None:
            self.restriction.check_child(doctype)

    def _permits(self, column: QueryColumn) -> bool:
        if self.restriction is None:
            return True
        main = self.tables.main
        if not column.known:
            return False
        children = main.meta.table_doctypes.values() if main.meta else ()
        parent = main.doctype if column.doctype in children else None
        return self.restriction.permits(column.doctype, column.name, parent)

    def _refuse(self, fieldname: str) -> None:
        throw(_("Field not permitted in query: {0}").format(fieldname), DataError)

    # Expressions

    def expression(self, expression: Expression) -> Clause:
        """An expression in SQL."""
        if isinstance(expression, Star):
            return Clause("*", [])
        if isinstance(expression, Literal):
            return Clause("?", [expression.value])
        if isinstance(expression, Name):
            return Clause(self.column(expression.name, expression.table).sql, [])
        return self._call(expression)

    def _call(self, call: Call) -> Clause:
        arguments = [self.expression(argument) for argument in call.arguments]
        values = [value for argument in arguments for value in argument.values]
        inner = ", ".join(argument.sql for argument in arguments)
        sql = f"{call.function}({'DISTINCT ' if call.distinct else ''}{inner})"
        # Sums of whole numbers come out as floats, as everywhere in Frappe's API.
        return Clause(f"CAST({sql} AS REAL)" if call.function == "sum" else sql, values)

    def selected_if_readable(self, field: Selected) -> Clause | None:
        """As ``selected``; ``None`` for what the user may not read."""
        expression = field.expression
        if isinstance(expression, Name):
            column = self._readable(expression)
            return None if column is None else self._named(field, Clause(column.sql, []))
        is_readable = all(self.may_read(name) for name in names_of(expression))
        return self.selected(field) if is_readable else None

    def selected(self, field: Selected) -> Clause:
        """One of the selected fields with its name; its alias may be sorted by."""
        return self._named(field, self.expression(field.expression))

    def _named(self, field: Selected, clause: Clause) -> Clause:
        if isinstance(field.expression, Call):
            self._note_conversion(field.expression, field.alias)
        if field.given_alias or isinstance(field.expression, Call):
            self.aliases[field.alias] = clause
        return Clause(f"{clause.sql} AS {quoted_alias(field.alias)}", clause.values)

    def _note_conversion(self, call: Call, alias: str) -> None:
        """The first and the last of some dates are dates."""
        argument = call.arguments[0] if call.arguments else None
        if call.function in ("min", "max") and isinstance(argument, Name):
            kind = self.column(argument.name, argument.table).kind
            if kind in MOMENT_KINDS:
                self.conversions[alias] = kind

    # Filters

    def column_in_list(self, fieldname: str, doctype: str | None) -> QueryColumn:
        """The column of a list's filter, which may be one of a child table that has it."""
        fieldname = self._plain_name(fieldname)
        if self.restriction and doctype and doctype != self.tables.main.doctype:
            self._check_child(doctype)
        if self.restriction and doctype is None and not self.tables.main.has(fieldname):
            self._refuse_unknown(fieldname)
        column = self.tables.column_of_filter(fieldname, doctype)
        if not self._permits(column):
            self._refuse(fieldname)
        return column

    def column_in_database(self, fieldname: str, doctype: str | None) -> QueryColumn:
        """The column of a filter of ``frappe.db``, which may have its table before a dot."""
        if "." in fieldname:
            table, _dot, name = fieldname.replace("`", "").rpartition(".")
            return self.tables.column(name, table)
        if doctype and doctype != self.tables.main.doctype:
            return self.tables.child(doctype).column(fieldname)
        return self.tables.main.column(fieldname)

    def _refuse_unknown(self, fieldname: str) -> None:
        meta = self.tables.main.meta
        children = meta.table_doctypes.values() if meta else ()
        if not any(self.tables.child(child).has(fieldname) for child in children):
            self._refuse(fieldname)

    def _plain_name(self, fieldname: str) -> str:
        """A filter's field, which may come as `` `tabX`.`field` `` of the main table."""
        if "`" not in fieldname:
            return fieldname
        expression = parse_field(fieldname).expression
        main = self.tables.main.doctype
        if not isinstance(expression, Name) or expression.table not in (None, f"tab{main}"):
            throw(_("Field not permitted in query: {0}").format(fieldname), DataError)
        return expression.name
