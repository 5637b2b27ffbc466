"""Values of Singles, one row of ``tabSingles`` each, and what a request forgets of documents that change."""

from collections.abc import Mapping
from typing import Any

from ..core.context import has_context, local
from ..core.dict import _dict
from ..core.exceptions import DoesNotExistError, ValidationError
from ..core.messages import bold, throw
from ..db.collation import sort_key
from ..db.connection import Connection
from ..db.converters import adapt
from ..db.types import column_value
from ..i18n.translator import _
from ..meta.loader import get_meta
from ..meta.meta import Meta
from ..utils.clock import now
from ..utils.numbers import cast_fieldtype

_MOMENTS = ("Date", "Datetime", "Time")


def read_single(db: Connection, doctype: str) -> _dict:
    """Everything that is stored for a Single, as text."""
    rows = db.rows("SELECT field, value FROM `tabSingles` WHERE doctype = ?", [doctype])
    return _dict(rows)


def is_single(doctype: str) -> bool:
    meta = _meta(doctype)
    return bool(meta and meta.issingle)


def _meta(doctype: str) -> Meta | None:
    try:
        return get_meta(doctype)
    except DoesNotExistError:
        return None


def _cast(meta: Meta | None, fieldname: str, value: Any) -> Any:
    field = meta.get_field(fieldname) if meta else None
    if field is None or (field.fieldtype in _MOMENTS and not value):
        return value or None if field is not None else value
    return cast_fieldtype(field.fieldtype, value)


def _default(meta: Meta | None, fieldname: str) -> Any:
    """What a field that was never stored reads as."""
    field = meta.get_field(fieldname) if meta else None
    return field.default if field else None


def get_single_value(db: Connection, doctype: str, fieldname: str, cache: bool = True) -> Any:
    """One field as the type of the field; remembered for this request when ``cache``."""
    remembered = db.value_cache.setdefault(doctype, {})
    if cache and fieldname in remembered:
        return remembered[fieldname]
    stored = _stored_values(db, doctype)
    meta = _meta(doctype)
    if meta is not None and not meta.has_field(fieldname):
        message = _("Field {0} does not exist on {1}")
        throw(message.format(bold(fieldname), bold(doctype)), ValidationError)
    default = None if fieldname in stored else _default(meta, fieldname)
    value = _cast(meta, fieldname, stored.get(fieldname, default))
    remembered[fieldname] = value
    return value


def _stored_values(db: Connection, doctype: str) -> dict[str, Any]:
    try:
        stored: dict[str, Any] = db.cached(
            ("single", doctype), ["tabsingles"], lambda: read_single(db, doctype)
        )
    except db.OperationalError as error:
        # A site that is being made has settings before it has tables.
        if db.is_table_missing(error):
            return {}
        raise
    return stored


def get_singles_dict(
    db: Connection,
    doctype: str,
    debug: bool = False,
    *,
    for_update: bool = False,
    cast: bool = False,
) -> _dict:
    """All stored fields of a Single, as text or as the types of the fields."""
    if for_update:
        db.begin()
    values = read_single(db, doctype)
    if not cast:
        return values
    meta = _meta(doctype)
    return _dict({name: _cast(meta, name, value) for name, value in values.items()})


def set_single_value(
    db: Connection,
    doctype: str,
    fieldname: str | Mapping[str, Any],
    value: Any = None,
    *,
    modified: Any = None,
    modified_by: str | None = None,
    update_modified: bool = True,
    debug: bool = False,
) -> None:
    """Store fields of a Single; neither controller nor permissions are asked."""
    values = dict(fieldname) if isinstance(fieldname, Mapping) else {fieldname: value}
    if update_modified:
        values["modified"] = modified or now()
        values["modified_by"] = modified_by or local.session.user
    meta = _meta(doctype)
    rows = [(doctype, name, _stored(meta, name, each)) for name, each in values.items()]
    db.executemany(
        "DELETE FROM `tabSingles` WHERE doctype = ? AND field = ?", [row[:2] for row in rows]
    )
    db.executemany("INSERT INTO `tabSingles` (doctype, field, value) VALUES (?, ?, ?)", rows)
    forget(db, doctype, doctype)


def single_values(db: Connection, doctype: str, fields: list[str]) -> _dict | None:
    """Some fields as text, ``None`` for what is not stored; ``None`` if nothing is."""
    marks = ", ".join("?" * len(fields))
    sql = f"SELECT field, value FROM `tabSingles` WHERE doctype = ? AND field IN ({marks})"
    rows = db.rows(sql, [doctype, *fields])
    if not rows:
        return None
    stored = dict(rows)
    return _dict({name: stored.get(name) for name in fields})


def _stored(meta: Meta | None, fieldname: str, value: Any) -> Any:
    field = meta.get_field(fieldname) if meta else None
    return column_value(field, value) if field is not None else adapt(value)


def forget(db: Connection, doctype: str, name: str | None = None) -> None:
    """Drop values and documents of a DocType, or of one document, that may have changed."""
    db.value_cache.pop(doctype, None)
    for key in [key for key in db.value_cache if isinstance(key, tuple) and key[0] == doctype]:
        del db.value_cache[key]
    if not has_context():
        return
    wanted = None if name is None else sort_key(name)
    for key in list(local.document_cache):
        if key[0] == doctype and (wanted is None or sort_key(str(key[1])) == wanted):
            del local.document_cache[key]
