"""What a DocType looks like after all customisations are merged in."""

from collections.abc import Hashable, Iterable
from functools import cached_property
from typing import Any, cast

from ..core.constants import (
    CHILD_TABLE_FIELDS,
    DATETIME_FIELDTYPES,
    OPTIONAL_FIELDS,
    STANDARD_COLUMNS,
)
from ..core.context import local
from ..core.dict import _dict
from .docfield import DEFAULT_FIELD_LABELS, DocField, standard_field
from .permission_lookup import ask


class Meta:
    """A DocType: its properties as attributes, and its fields.

    All contexts of a process share one ``Meta``; nobody changes it. A property that the DocType
    does not set reads as ``None``.
    """

    def __init__(
        self,
        values: dict[str, Any],
        fields: Iterable[DocField],
        permissions: Iterable[_dict] = (),
        links: Iterable[_dict] = (),
        actions: Iterable[_dict] = (),
        states: Iterable[_dict] = (),
    ) -> None:
        self.values = _dict(values)
        self.fields: list[DocField] = list(fields)
        self.permissions: list[_dict] = list(permissions)
        self.links: list[_dict] = list(links)
        self.actions: list[_dict] = list(actions)
        self.states: list[_dict] = list(states)
        self._by_name = {df["fieldname"]: df for df in self.fields if df.get("fieldname")}

    def __getattr__(self, key: str) -> Any:
        if key.startswith("__") or key == "values":
            raise AttributeError(key)
        return self.values.get(key)

    def __repr__(self) -> str:
        return f"<Meta: {self.name}>"

    def __str__(self) -> str:
        return f"Meta({self.name})"

    @property
    def name(self) -> str:
        return cast(str, self.values["name"])

    doctype = "DocType"

    # -- access ---------------------------------------------------------------

    def get(self, key: str, filters: Any = None, limit: int | None = None) -> Any:
        """A property, or the rows of a table of the DocType that match ``filters``.

        ``filters`` maps a property to a value, a list of values (any of them) or
        ``[operator, value]`` with ``=``, ``!=``, ``in`` and ``not in``.
        """
        if key in ("fields", "permissions", "links", "actions", "states"):
            rows = getattr(self, key)
            if filters:
                rows = [row for row in rows if _matches(row, filters)]
            return rows[:limit] if limit else rows
        return self.values.get(key, filters)

    def get_field(self, fieldname: str) -> DocField | None:
        return self._by_name.get(fieldname)

    def has_field(self, fieldname: str) -> bool:
        return fieldname in self._by_name

    def get_label(self, fieldname: str) -> str:
        """The label of a field or of a standard column; "No Label" for what is neither."""
        field = self._by_name.get(fieldname)
        if field is not None:
            return cast(str, field.label or "No Label")
        return DEFAULT_FIELD_LABELS.get(fieldname, "No Label")

    def get_options(self, fieldname: str) -> str | None:
        field = self._by_name.get(fieldname)
        return field.options if field else None

    def field_or_standard(self, fieldname: str) -> DocField | None:
        """A field of the DocType, or one of the columns that every table has."""
        return self._by_name.get(fieldname) or standard_field(fieldname)

    # -- groups of fields -----------------------------------------------------

    @cached_property
    def derived(self) -> dict[Hashable, Any]:
        """What others work out of this DocType once and keep with it, each under a key of its own."""
        return {}

    @cached_property
    def _table_fields(self) -> list[DocField]:
        return [df for df in self.fields if df.is_table]

    def get_table_fields(self) -> list[DocField]:
        return self._table_fields

    @cached_property
    def table_doctypes(self) -> dict[str, str]:
        """Fieldname of each child table and the DocType of its rows."""
        return {df["fieldname"]: df["options"] for df in self._table_fields}

    @cached_property
    def own_tables(self) -> list[str]:
        """The tables that hold a document with its rows, in lower case."""
        own = "Singles" if self.issingle else self.name
        return [f"tab{name}".lower() for name in (own, *self.table_doctypes.values())]

    @cached_property
    def _link_fields(self) -> list[DocField]:
        return [df for df in self.fields if df.fieldtype == "Link" and df.options != "[Select]"]

    def get_link_fields(self) -> list[DocField]:
        return self._link_fields

    @cached_property
    def _dynamic_link_fields(self) -> list[DocField]:
        return [df for df in self.fields if df.fieldtype == "Dynamic Link"]

    def get_dynamic_link_fields(self) -> list[DocField]:
        return self._dynamic_link_fields

    @cached_property
    def value_fields(self) -> list[DocField]:
        """Fields that have a column of their own."""
        return [df for df in self.fields if df.has_column]

    @cached_property
    def _valid_columns(self) -> list[str]:
        columns = list(STANDARD_COLUMNS) + [df["fieldname"] for df in self.value_fields]
        if self.istable:
            columns += CHILD_TABLE_FIELDS
        return columns

    def get_valid_columns(self) -> list[str]:
        """The columns that a document writes, in the order of the table."""
        return self._valid_columns

    @cached_property
    def columns_with_fields(self) -> list[tuple[str, DocField | None]]:
        """Each column that a document writes, with the field that describes it."""
        return [(column, self._by_name.get(column)) for column in self.get_valid_columns()]

    @cached_property
    def mandatory_fields(self) -> list[DocField]:
        return [df for df in self.fields if df.reqd]

    @cached_property
    def moment_fields(self) -> list[DocField]:
        return [df for df in self.value_fields if df.fieldtype in DATETIME_FIELDTYPES]

    @cached_property
    def password_fields(self) -> list[DocField]:
        return [df for df in self.fields if df.fieldtype == "Password"]

    @cached_property
    def column_set(self) -> frozenset[str]:
        """All columns that may be asked for, the optional ones (``_assign`` …) included."""
        optional = () if self.istable or self.issingle else OPTIONAL_FIELDS
        return frozenset(self._valid_columns).union(optional)

    @cached_property
    def high_permlevel_fields(self) -> list[DocField]:
        return [df for df in self.fields if df.permlevel > 0]

    @cached_property
    def set_only_once_fields(self) -> list[DocField]:
        """Fields whose value never changes after it was first stored."""
        fields = [df for df in self.fields if df.set_only_once]
        constants = [standard_field("creation"), standard_field("owner")]
        return fields + [df for df in constants if df is not None]

    def get_set_only_once_fields(self) -> list[DocField]:
        return self.set_only_once_fields

    @cached_property
    def _fields_to_fetch(self) -> dict[str, list[DocField]]:
        fetching: dict[str, list[DocField]] = {}
        for df in self.fields:
            if df.fetch_from and "." in df.fetch_from:
                fetching.setdefault(df.fetch_from.split(".", 1)[0], []).append(df)
        return fetching

    def get_fields_to_fetch(self, link_fieldname: str | None = None) -> list[DocField]:
        """Fields that take their value from a linked document, of one link or of all."""
        if link_fieldname is None:
            return [df for fetching in self._fields_to_fetch.values() for df in fetching]
        return self._fields_to_fetch.get(link_fieldname, [])

    # -- titles and search ----------------------------------------------------

    def get_title_field(self) -> str:
        if self.title_field:
            return cast(str, self.title_field)
        return "title" if self.has_field("title") else "name"

    def get_search_fields(self) -> list[str]:
        fields = [part.strip() for part in (self.search_fields or "").split(",") if part.strip()]
        return fields if "name" in fields else [*fields, "name"]

    def is_nested_set(self) -> bool:
        return self.has_field("lft") and self.has_field("rgt")

    def get_naming_series_options(self) -> list[str]:
        field = self.get_field("naming_series")
        options = (field.options or "") if field else ""
        return options.split("\n")

    def get_permlevel_access(
        self,
        permission_type: str = "read",
        parenttype: str | None = None,
        *,
        user: str | None = None,
    ) -> list[int]:
        """The levels whose fields a user may read or write."""
        levels: list[int] = ask("levels", self, permission_type, user, parenttype)
        return levels

    def get_permitted_fieldnames(
        self,
        parenttype: str | None = None,
        *,
        user: str | None = None,
        permission_type: str = "read",
        with_virtual_fields: bool = True,
    ) -> list[str]:
        """The columns that a user may read or write."""
        permitted: set[str] = ask("fields", self, parenttype, user, permission_type)
        return [column for column in self.get_valid_columns() if column in permitted]

    def get_workflow(self) -> str | None:
        """The name of the active workflow, or ``None``."""
        rows = local.db.sql(
            "select name from `tabWorkflow` where document_type = %s and is_active = 1",
            (self.name,),
        )
        return rows[0][0] if rows else None

    def as_dict(self, no_nulls: bool = False) -> _dict:
        """The DocType as the form of a client wants it."""
        result = _dict(self.values, doctype="DocType")
        for key in ("fields", "permissions", "links", "actions", "states"):
            result[key] = [_dict(row) for row in getattr(self, key)]
        if no_nulls:
            return _dict({key: value for key, value in result.items() if value is not None})
        return result


def _matches(row: dict[str, Any], filters: dict[str, Any]) -> bool:
    return all(_match(row.get(key), wanted) for key, wanted in filters.items())


def _match(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, (list, tuple)):
        if len(wanted) == 2 and wanted[0] in ("=", "!=", "in", "not in"):
            operator, operand = wanted
            if operator == "=":
                return bool(value == operand)
            if operator == "!=":
                return bool(value != operand)
            return bool((value in operand) == (operator == "in"))
        return value in wanted
    if wanted is True:
        return bool(value)
    if wanted is False:
        return not value
    return bool(value == wanted)
