"""Rows of documents in the database."""

import sqlite3
from functools import lru_cache
from typing import Any, NamedTuple

from ..core.context import local
from ..core.dict import _dict
from ..core.exceptions import DuplicateEntryError, UniqueValidationError
from ..core.messages import msgprint
from ..db.converters import PLAIN, adapt
from ..db.errors import duplicate_entry, violated_columns
from ..i18n import _
from ..meta.loader import get_meta
from ..utils.dates import now
from .controllers import get_controller
from .naming import refuse_long_name, set_new_name
from .values import column_value

_HASH_RETRIES = 5


class Stored(NamedTuple):
    """The columns of a document and the rows of its tables by field."""

    values: dict[str, Any]
    tables: dict[str, list[dict[str, Any]]]


def read_document(doctype: str, name: Any) -> Stored | None:
    """What is stored of a document with its rows, or ``None``."""
    meta = get_meta(doctype)
    if meta.issingle:
        values: dict[str, Any] | None = local.db.get_singles_dict(doctype, cast=True)
    else:
        values = _read_row(doctype, name)
    if values is None:
        return None
    name = str(doctype if meta.issingle else values["name"])
    return Stored(
        values,
        {
            fieldname: _read_children(child, name, doctype, fieldname)
            for fieldname, child in meta.table_doctypes.items()
        },
    )


def _read_row(doctype: str, name: Any) -> dict[str, Any] | None:
    rows = local.db.sql(f"select * from `tab{doctype}` where name = %s", (name,), as_dict=True)
    return rows[0] if rows else None


def _read_children(child: str, parent: str, doctype: str, fieldname: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = local.db.sql(
        f"select * from `tab{child}` where parent = %s and parenttype = %s"
        " and parentfield = %s order by idx asc",
        (parent, doctype, fieldname),
        as_dict=True,
    )
    return rows


def set_children(doc: Any, tables: dict[str, list[dict[str, Any]]]) -> None:
    """Make the rows of a document's tables from stored ones."""
    own = doc.__dict__
    table_doctypes = doc.meta.table_doctypes
    for fieldname, rows in tables.items():
        children = own[fieldname] = []
        if not rows:
            continue
        doctype = table_doctypes[fieldname]
        cls = get_controller(doctype)
        for values in rows:
            # A stored row has every column: it needs none of the care that given values need.
            row: Any = object.__new__(cls)
            own_of_row = values.copy()
            own_of_row["doctype"], own_of_row["flags"] = doctype, _dict()
            own_of_row["parent_doc"] = doc
            row.__dict__ = own_of_row
            children.append(row)


def insert_row(doc: Any, ignore_if_duplicate: bool = False, set_name: Any = None) -> None:
    """Store a new row; ``set_name(doc)`` makes another name when a random one is taken.

    Raises ``DuplicateEntryError`` for a name, ``UniqueValidationError`` for a value that is
    already there.
    """
    if not doc.name:
        set_new_name(doc)
    refuse_long_name(doc.name)
    _stamp(doc)
    for attempt in range(_HASH_RETRIES):
        values = stored_values(doc)
        try:
            local.db.sql(_insertion(doc.doctype, tuple(values)), list(values.values()))
        except sqlite3.IntegrityError as error:
            if _name_is_taken(doc, error):
                if set_name is not None and attempt < _HASH_RETRIES - 1:
                    set_name(doc)
                    continue
                if ignore_if_duplicate:
                    return
                _refuse_duplicate(doc, error)
            _refuse_unique(doc, error)
        break
    doc.delete_key("__islocal")


def _stamp(doc: Any) -> None:
    """Say who made a row and when; one that a controller adds while it validates is not stamped yet."""
    if not doc.creation:
        doc.creation = doc.modified = now()
        doc.owner = doc.modified_by = local.session.user


def update_row(doc: Any) -> None:
    """Store the changed values of a row; a row that is new is inserted."""
    if doc.get("__islocal") or not doc.name:
        insert_row(doc)
        return
    values = stored_values(doc)
    name = values.pop("name")
    changed = _changed_values(doc.doctype, name, values)
    if not changed:
        return
    try:
        local.db.execute(_update(doc.doctype, tuple(changed)), (*changed.values(), name))
    except sqlite3.IntegrityError as error:
        _refuse_unique(doc, error)


def _changed_values(doctype: str, name: Any, values: dict[str, Any]) -> dict[str, Any]:
    """Those values that the row does not hold yet.

    The database maintains an index for each column that a statement sets, changed or not.
    """
    # From here on nobody else changes the row between the reading and the writing.
    local.db.begin()
    stored = local.db.rows(_selection(doctype, tuple(values)), (name,))
    return {
        column: value
        for row in stored
        for (column, given), before in zip(values.items(), row, strict=True)
        if (value := given if type(given) in PLAIN else adapt(given)) != before
    }


@lru_cache(maxsize=512)
def _insertion(doctype: str, columns: tuple[str, ...]) -> str:
    names = ", ".join(f"`{column}`" for column in columns)
    return f"insert into `tab{doctype}` ({names}) values ({', '.join(['%s'] * len(columns))})"


@lru_cache(maxsize=512)
def _selection(doctype: str, columns: tuple[str, ...]) -> str:
    """Columns as they are stored: one behind a sign is not converted by its declared type."""
    return f"select {', '.join(f'+`{column}`' for column in columns)} from `tab{doctype}` where name = ?"


@lru_cache(maxsize=512)
def _update(doctype: str, columns: tuple[str, ...]) -> str:
    assignments = ", ".join(f"`{column}` = ?" for column in columns)
    return f"update `tab{doctype}` set {assignments} where name = ?"


def stored_values(doc: Any) -> dict[str, Any]:
    """The values of all columns as the table holds them."""
    values: dict[str, Any] = doc.get_valid_dict()
    for field in doc.meta.value_fields:
        value = values[field.fieldname]
        if value is not None:
            values[field.fieldname] = column_value(field, value)
    return values


def update_single(doc: Any) -> None:
    """Replace the stored values of a Single."""
    values = stored_values(doc)
    local.db.sql("delete from `tabSingles` where doctype = %s", (doc.doctype,))
    for field, value in values.items():
        if field != "doctype":
            local.db.sql(
                "insert into `tabSingles` (doctype, field, value) values (%s, %s, %s)",
                (doc.doctype, field, None if value is None else str(value)),
            )
    local.db.value_cache.pop(doc.doctype, None)


def update_children(doc: Any) -> None:
    """Store the rows of all tables: new ones, changed ones, and away with those that are gone."""
    for fieldname, row_doctype in doc.meta.table_doctypes.items():
        rows = doc.get(fieldname) or []
        for row in rows:
            update_row(row)
        _delete_missing(doc, fieldname, row_doctype, [row.name for row in rows])


def _delete_missing(doc: Any, fieldname: str, row_doctype: str, kept: list[Any]) -> None:
    condition = f" and name not in ({', '.join(['%s'] * len(kept))})" if kept else ""
    local.db.sql(
        f"delete from `tab{row_doctype}` where parent = %s and parenttype = %s"
        f" and parentfield = %s{condition}",
        (str(doc.name), doc.doctype, fieldname, *kept),
    )


def delete_children(doctype: str, name: Any, child_doctypes: list[str]) -> None:
    for child in child_doctypes:
        local.db.sql(
            f"delete from `tab{child}` where parent = %s and parenttype = %s", (str(name), doctype)
        )


def _name_is_taken(doc: Any, error: Exception) -> bool:
    """SQLite may report another unique column although the name is taken as well."""
    if local.db.is_primary_key_violation(error):
        return True
    taken = local.db.sql(f"select 1 from `tab{doc.doctype}` where name = %s", (doc.name,))
    return bool(taken)


def _refuse_duplicate(doc: Any, error: Exception) -> None:
    msgprint(
        _("{0} {1} already exists").format(_(doc.doctype), f"<strong>{doc.name}</strong>"),
        title=_("Duplicate Name"),
        indicator="red",
    )
    told = duplicate_entry(doc.name, "PRIMARY")
    raise DuplicateEntryError(doc.doctype, doc.name, told) from error


def _refuse_unique(doc: Any, error: sqlite3.IntegrityError) -> None:
    if not local.db.is_unique_key_violation(error):
        raise error
    column = (violated_columns(error) or [("", "")])[0][1]
    label = doc.meta.get_label(column) if doc.meta.has_field(column) else column
    msgprint(_("{0} must be unique").format(_(label)))
    told = duplicate_entry(doc.get(column), column)
    raise UniqueValidationError(doc.doctype, doc.name, told) from error
