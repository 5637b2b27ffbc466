"""Rows of documents in the database."""

import sqlite3
from functools import lru_cache
from itertools import groupby
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
_ROWS_AT_ONCE = 500


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
    if _is_stored(doc):
        _update_rows([doc])
    else:
        insert_row(doc)


def _is_stored(doc: Any) -> bool:
    return bool(doc.name) and not doc.get("__islocal")


def _update_rows(rows: list[Any]) -> None:
    """Store what changed in stored rows of one DocType: those with the same change by one statement."""
    changes: dict[tuple[Any, ...], list[Any]] = {}
    for row, changed in zip(rows, _changed_values(rows), strict=True):
        if changed:
            changes.setdefault(tuple(changed.items()), []).append(row)
    for changed_items, alike in changes.items():
        columns, values = zip(*changed_items, strict=True)
        names = [row.name for row in alike]
        try:
            local.db.execute(_update(alike[0].doctype, columns, len(names)), (*values, *names))
        except sqlite3.IntegrityError as error:
            _refuse_unique(alike[0], error)


def _changed_values(rows: list[Any]) -> list[dict[str, Any]]:
    """Those values of each that its row does not hold yet; none for one whose row is gone.

    The database maintains an index for each column that a statement sets, changed or not.
    """
    wanted = [stored_values(row) for row in rows]
    names = [values.pop("name") for values in wanted]
    # From here on nobody else changes the rows between the reading and the writing.
    local.db.begin()
    selection = _selection(rows[0].doctype, tuple(wanted[0]), len(names))
    held = {name: before for name, *before in local.db.rows(selection, names)}
    if len(rows) > 1 and not held.keys() >= set(names):
        # One is gone, or named in another spelling, which the database alone finds.
        return [changed for row in rows for changed in _changed_values([row])]
    return [
        _differing(values, held.get(name) or next(iter(held.values()))) if held else {}
        for name, values in zip(names, wanted, strict=True)
    ]


def _differing(values: dict[str, Any], before: list[Any]) -> dict[str, Any]:
    return {
        column: value
        for (column, given), held in zip(values.items(), before, strict=True)
        if (value := given if type(given) in PLAIN else adapt(given)) != held
    }


@lru_cache(maxsize=512)
def _insertion(doctype: str, columns: tuple[str, ...]) -> str:
    names = ", ".join(f"`{column}`" for column in columns)
    return f"insert into `tab{doctype}` ({names}) values ({', '.join(['%s'] * len(columns))})"


@lru_cache(maxsize=512)
def _selection(doctype: str, columns: tuple[str, ...], rows: int) -> str:
    """Columns as they are stored: one behind a sign is not converted by its declared type."""
    listed = ", ".join(f"+`{column}`" for column in ("name", *columns))
    return f"select {listed} from `tab{doctype}` where name {_one_of(rows)}"


@lru_cache(maxsize=512)
def _update(doctype: str, columns: tuple[str, ...], rows: int) -> str:
    assignments = ", ".join(f"`{column}` = ?" for column in columns)
    return f"update `tab{doctype}` set {assignments} where name {_one_of(rows)}"


def _one_of(rows: int) -> str:
    return "= ?" if rows == 1 else f"in ({', '.join('?' * rows)})"


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
        for is_stored, run in groupby(rows, _is_stored):
            following = list(run)
            if not is_stored:
                for row in following:
                    insert_row(row)
                continue
            for at in range(0, len(following), _ROWS_AT_ONCE):
                _update_rows(following[at : at + _ROWS_AT_ONCE])
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
