"""The tables of one query: the main one, child tables and the targets of links."""

from collections.abc import Callable, Sequence
from typing import Any

from ..core.exceptions import PermissionError, ValidationError
from ..core.messages import throw
from ..db.types import literal, quoted
from ..i18n.translator import _
from ..meta.loader import get_meta
from ..meta.meta import Meta
from .source import QueryColumn, Source, no_such_column

NamesOf = Callable[[str], tuple[str, Sequence[Any]] | None]


def child_doctype(meta: Meta | None, table: str) -> str | None:
    """The DocType of the rows that stand before a dot, by table field or by ``tabX``."""
    children = meta.table_doctypes if meta else {}
    if table in children:
        return children[table]
    named = table[3:] if table.startswith("tab") else None
    return named if named in children.values() else None


class JoinedTables:
    """Joins what fields and filters name. Rows of the main table are never lost by a join.

    ``names_of`` is that of a restriction: documents behind links join only if the user may see them.
    """

    def __init__(self, doctype: str, names_of: NamesOf | None = None) -> None:
        self.main = Source(doctype)
        self.values: list[Any] = []
        self._names_of = names_of
        self._children: dict[str, Source] = {}
        self._links: dict[str, Source] = {}
        self._joins: list[str] = []

    @property
    def joined(self) -> bool:
        return bool(self._joins)

    def from_clause(self) -> str:
        return " ".join([self.main.table, *self._joins])

    def child(self, doctype: str, parentfield: str | None = None) -> Source:
        """A child table by its DocType; ``parentfield`` tells two tables of one DocType apart."""
        if doctype not in self._children:
            source = Source(doctype)
            if source.meta is None or not source.meta.istable:
                throw(_("{0} is not a child table of {1}").format(doctype, self.main.doctype))
            parent, child = self.main.reference, source.reference
            conditions = [f"{child}.parent = {parent}.name"]
            conditions.append(f"{child}.parenttype = {literal(self.main.doctype)}")
            if parentfield:
                conditions.append(f"{child}.parentfield = {literal(parentfield)}")
            self._joins.append(f"LEFT JOIN {source.table} ON {' AND '.join(conditions)}")
            self._children[doctype] = source
        return self._children[doctype]

    def link(self, fieldname: str) -> Source:
        """The table that a Link field of the main table leads to."""
        if fieldname not in self._links:
            field = self.main.meta.get_field(fieldname) if self.main.meta else None
            if field is None or field.fieldtype != "Link":
                raise no_such_column(fieldname, "*")
            alias = f"link_{fieldname}"
            source = Source(str(field.options), alias)
            column = f"{self.main.reference}.{quoted(fieldname)}"
            join = f"LEFT JOIN {source.table} AS {quoted(alias)}"
            self._joins.append(f"{join} ON {quoted(alias)}.name = {column}{self._seen(source)}")
            self._links[fieldname] = source
        return self._links[fieldname]

    def _seen(self, target: Source) -> str:
        names = self._names_of(target.doctype) if self._names_of else None
        if names is None:
            return ""
        self.values += names[1]
        return f" AND {target.reference}.name IN ({names[0]})"

    def source_of(self, table: str) -> Source:
        """What stands before a dot: a table (``tabX``), a table field or a Link field."""
        if table == f"tab{self.main.doctype}":
            return self.main
        if table.startswith("tab") and table[3:] in self._children:
            return self._children[table[3:]]
        meta = self.main.meta
        if meta and table in meta.table_doctypes:
            return self.child(meta.table_doctypes[table], table)
        child = self.child_doctype(table)
        return self.child(child) if child else self.link(table)

    def child_doctype(self, table: str) -> str | None:
        return child_doctype(self.main.meta, table)

    def check_joined(self, table: str) -> None:
        """Rows are sorted and grouped only by tables from which something is selected."""
        child = self.child_doctype(table) if table.startswith("tab") else None
        if child and child not in self._children:
            message = _("Please select atleast 1 column from {0} to sort/group")
            throw(message.format(child), ValidationError)

    def column(self, fieldname: str, table: str | None = None) -> QueryColumn:
        source = self.main if table is None else self.source_of(table)
        return source.column(fieldname)

    def column_of_filter(self, fieldname: str, doctype: str | None) -> QueryColumn:
        """A filter's column; a field that only a child table has is taken there."""
        if doctype and doctype != self.main.doctype:
            return self.child(doctype).column(fieldname)
        meta = self.main.meta
        if meta and not self.main.has(fieldname):
            for child in meta.table_doctypes.values():
                if Source(child).has(fieldname):
                    return self.child(child).column(fieldname)
        return self.main.column(fieldname)

    def refuse_foreign(self, doctype: str) -> None:
        """Raise ``PermissionError`` for a child table of another DocType."""
        get_meta(doctype)
        meta = self.main.meta
        if meta is None or doctype not in meta.table_doctypes.values():
            raise PermissionError(doctype)
