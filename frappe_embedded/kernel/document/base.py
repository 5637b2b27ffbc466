"""The values of a document and of its rows."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ..core.constants import DEFAULT_FIELDS
from ..core.context import present
from ..core.dict import _dict
from ..core.messages import throw
from ..core.names import split_names
from ..i18n import _
from ..meta.loader import get_meta
from ..meta.meta import Meta
from ..query.rows import filter_rows
from ..utils.numbers import cint
from .controllers import get_controller
from .docstatus import DocStatus
from .values import NEVER_EMPTY, cast_value

_KEPT_EXTRAS = split_names(
    "_user_tags, __islocal, __onload, _liked_by, __run_link_triggers, __unsaved"
)


class BaseDocument:
    """Values as attributes, tables as lists of row documents.

    A field of the DocType that has no value reads as ``None``, a table as an empty list; any
    other unknown attribute raises ``AttributeError``.
    """

    if TYPE_CHECKING:
        doctype: str
        name: Any
        owner: str
        creation: Any
        modified: Any
        modified_by: str
        idx: int
        parent: Any
        parenttype: str | None
        parentfield: str | None

        def __getattr__(self, key: str) -> Any: ...

        def __setattr__(self, key: str, value: Any) -> None: ...

    def __init__(self, values: dict[str, Any]) -> None:
        if values.get("doctype"):
            self.__dict__["doctype"] = values["doctype"]
        self.__dict__["flags"] = _dict()
        self.update(values)
        self._fill_missing()

    def _fill_missing(self) -> None:
        own = self.__dict__
        meta = self.meta
        for column in meta.get_valid_columns():
            if column not in own:
                own[column] = None
        for fieldname in meta.table_doctypes:
            if own.get(fieldname) is None:
                own[fieldname] = []

    @property
    def meta(self) -> Meta:
        # As `get_meta` begins, without its call: a save asks some six hundred times.
        context = present(None)
        if context is not None and context.meta_overlay is None:
            known: Meta | None = context.site_state.metas.get(self.doctype)
            if known is not None:
                return known
        return get_meta(self.doctype)

    @property
    def docstatus(self) -> DocStatus:
        return DocStatus(cint(self.__dict__.get("docstatus")))

    @docstatus.setter
    def docstatus(self, value: Any) -> None:
        self.__dict__["docstatus"] = DocStatus(cint(value))

    def __str__(self) -> str:
        status = "unsaved" if self.get("__islocal") else (self.name or "unsaved")
        return f"{type(self).__name__}({status})"

    def __repr__(self) -> str:
        name = f": {self.name}" if self.name else ""
        parent = f" parent={self.parent}" if self.get("parent") else ""
        unsaved = "unsaved" if self.get("__islocal") else ""
        return f"<{type(self).__name__}{name or ': ' + unsaved}{parent}>"

    def __getstate__(self) -> dict[str, Any]:
        state = dict(self.__dict__)
        state.pop("parent_doc", None)
        return state

    # -- reading --------------------------------------------------------------

    def get(
        self, key: Any, filters: Any = None, limit: int | None = None, default: Any = None
    ) -> Any:
        """A value; or the rows of a table that match ``filters``; or, given a dict, all rows that do.

        For a plain field the second argument is the default for an unknown field.
        """
        value = self.__dict__.get(key, _MISSING)
        if value is _MISSING:
            return (
                default if default is not None else (None if isinstance(filters, dict) else filters)
            )
        if filters and isinstance(value, list) and isinstance(filters, (dict, list, tuple)):
            value = filter_rows(value, filters, limit)
        elif limit and isinstance(value, list):
            value = value[:limit]
        return value

    def get_all_children(self, parenttype: str | None = None) -> list[BaseDocument]:
        """The rows of all tables, or of those tables whose rows are of one DocType."""
        rows: list[BaseDocument] = []
        for fieldname, doctype in self.meta.table_doctypes.items():
            if parenttype in (None, doctype):
                rows += self.__dict__.get(fieldname) or []
        return rows

    def get_parent(self) -> BaseDocument | None:
        return self.__dict__.get("parent_doc")

    def is_new(self) -> Any:
        """1 or true for a document that is not stored yet, else ``None``."""
        return self.get("__islocal")

    # -- writing --------------------------------------------------------------

    def set(self, key: str, value: Any, as_value: bool = False) -> None:
        """Set a value; a table takes a list of dicts or rows and builds row documents."""
        if value and not as_value and key in self.meta.table_doctypes:
            self._check_rows(key, value)
            self.__dict__[key] = []
            self.extend(key, value)
            return
        if value is None and key in self.meta.table_doctypes:
            value = []
        if key == "docstatus":
            self.docstatus = value
        elif key == "flags":
            self.__dict__["flags"] = _dict(value or {})
        elif key in _READ_ONLY:
            return
        else:
            self.__dict__[key] = value

    def _check_rows(self, key: str, value: Any) -> None:
        rows_fit = isinstance(value, (list, tuple)) and all(
            isinstance(row, (dict, BaseDocument)) for row in value
        )
        if not rows_fit:
            throw(_("{0} is a table: give a list of rows").format(_(self.meta.get_label(key))))

    def update(self, values: Any) -> BaseDocument:
        """Set several values from a dict or a document; returns itself."""
        if isinstance(values, BaseDocument):
            values = values.as_dict()
        if "name" in values:
            self.__dict__["name"] = values["name"]
        for key, value in values.items():
            if key not in ("doctype", "flags"):
                self.set(key, value)
        return self

    def update_if_missing(self, values: Any) -> None:
        """Set those values whose field is ``None`` so far."""
        if isinstance(values, BaseDocument):
            values = values.get_valid_dict()
        for key, value in values.items():
            if value is not None and self.__dict__.get(key) is None:
                self.set(key, value)

    def append(self, key: str, value: Any = None, position: int = -1) -> Any:
        """Add a row to a table and return it; ``AttributeError`` when the field is no table."""
        row_doctype = self.meta.table_doctypes.get(key)
        if row_doctype is None:
            raise AttributeError(f"{self.doctype} has no table {key!r}")
        row = self._new_row(key, row_doctype, {} if value is None else value)
        rows: list[BaseDocument] = self.__dict__.setdefault(key, [])
        if position == -1:
            rows.append(row)
            if not row.get("idx"):
                row.idx = len(rows)
        else:
            rows.insert(position, row)
            for at, each in enumerate(rows, 1):
                each.idx = at
        return row

    def extend(self, key: str, value: Iterable[Any]) -> None:
        for row in value:
            self.append(key, row)

    def remove(self, row: Any) -> None:
        """Take a row out of its table; the rows that follow move up."""
        if row.get("parentfield"):
            rows = self.__dict__[row.parentfield]
            rows.remove(row)
            for at, each in enumerate(rows, 1):
                each.idx = at

    def delete_key(self, key: str) -> None:
        self.__dict__.pop(key, None)

    def _new_row(self, key: str, doctype: str, value: Any) -> BaseDocument:
        if isinstance(value, BaseDocument):
            row = value
        elif isinstance(value, dict):
            row = get_controller(doctype)({**value, "doctype": doctype})
        else:
            raise ValueError(f"A row of {key} is a dict or a document, not {type(value).__name__}")
        own = row.__dict__
        own["parent"] = self.__dict__.get("name")
        own["parenttype"] = self.doctype
        own["parentfield"] = key
        own["parent_doc"] = self
        if not own.get("name"):
            own["__islocal"] = 1
        if own.get("docstatus") is None:
            row.docstatus = self.docstatus
        return row

    # -- as plain data --------------------------------------------------------

    def get_valid_dict(
        self,
        sanitize: bool = True,
        convert_dates_to_str: bool = False,
        ignore_nulls: bool = False,
        ignore_virtual: bool = True,
    ) -> _dict:
        """The values of all columns, as they are stored."""
        result = _dict()
        own = self.__dict__
        for column, field in self.meta.columns_with_fields:
            value = own.get(column)
            if field is not None:
                # As `cast_value` says of most: a save looks at hundreds.
                if value is not None or field["fieldtype"] in NEVER_EMPTY:
                    value = cast_value(field, value)
            elif column in ("docstatus", "idx"):
                value = cint(value)
            if convert_dates_to_str and isinstance(value, _MOMENTS):
                value = str(value)
            if value is not None or not ignore_nulls:
                result[column] = value
        return result

    def as_dict(
        self,
        no_nulls: bool = False,
        no_default_fields: bool = False,
        convert_dates_to_str: bool = False,
        no_child_table_fields: bool = False,
        no_private_properties: bool = False,
    ) -> _dict:
        """The document with its rows as plain data."""
        result = self.get_valid_dict(
            convert_dates_to_str=convert_dates_to_str, ignore_nulls=no_nulls
        )
        result["doctype"] = self.doctype
        for fieldname in self.meta.table_doctypes:
            result[fieldname] = [
                row
                if isinstance(row, dict)
                else row.as_dict(no_nulls, no_default_fields, convert_dates_to_str)
                for row in self.__dict__.get(fieldname) or []
            ]
        if no_default_fields:
            for key in DEFAULT_FIELDS:
                result.pop(key, None)
        if no_child_table_fields:
            for key in ("parent", "parentfield", "parenttype"):
                result.pop(key, None)
        if not no_private_properties:
            for key in _KEPT_EXTRAS:
                if self.__dict__.get(key):
                    result[key] = self.__dict__[key]
        return result


_MISSING = object()
_READ_ONLY = frozenset({"meta"})
_MOMENTS = (datetime.date, datetime.time, datetime.timedelta)
