"""Loads metadata from the database and keeps it; what the engine brings along lies in JSON files."""

import json
import sqlite3
from pathlib import Path
from typing import Any, cast

from ..core.context import current, local, present
from ..core.dict import _dict
from ..core.exceptions import DoesNotExistError
from ..core.names import scrub, split_names
from .docfield import DocField, as_docfield
from .merge import ROW_TABLES, apply_property_setters, in_order, ordered, with_custom_fields
from .meta import Meta


def get_meta(doctype: Any, cached: bool = True) -> Meta:
    """The merged metadata of a DocType, given by name or by anything that has one.

    Raises ``DoesNotExistError`` for an unknown DocType. The stored spelling alone is known.
    """
    name = doctype if isinstance(doctype, str) else doctype.name
    # A save asks for it some eight hundred times: where there is a context, `current` need not be called.
    context = present(None) or current()
    site = context.site_state
    store = site.metas if context.meta_overlay is None else context.meta_overlay
    meta: Meta | None = store.get(name) if cached else None
    if meta is None:
        generation = site.meta_generation
        meta = _load(name)
        if store is not site.metas or generation == site.meta_generation:
            store[name] = meta
    return meta


def meta_exists(doctype: str) -> bool:
    try:
        get_meta(doctype)
    except DoesNotExistError:
        return False
    return True


def clear_meta(doctype: str | None = None) -> None:
    """Forget metadata: for this context at once, for the others when it is committed.

    With ``doctype`` this context reads no other one anew: nothing of a DocType stands in the metadata of
    another.
    """
    if not local.db.in_transaction:
        _forget_shared()
    elif doctype is None:
        local.meta_overlay = {}
    else:
        context = current()
        if context.meta_overlay is None:
            context.meta_overlay = dict(context.site_state.metas)
        context.meta_overlay.pop(doctype, None)


def publish() -> None:
    """After a commit: let everybody load what the transaction changed."""
    if local.meta_overlay is not None:
        local.meta_overlay = None
        _forget_shared()


def drop_overlay() -> None:
    """After a rollback: what the transaction changed is no more."""
    if local.meta_overlay is not None:
        local.meta_overlay = {} if local.db.in_transaction else None


def _forget_shared() -> None:
    site = local.site_state
    site.meta_generation += 1
    site.metas.clear()
    site.controllers.clear()


def meta_from_json(values: dict[str, Any]) -> Meta:
    """Metadata straight from a DocType's JSON, without the database."""
    tables = {"fields", "permissions", "links", "actions", "states"}
    own = _dict({key: value for key, value in values.items() if key not in tables})
    fields = [as_docfield({**row, "idx": at}) for at, row in enumerate(values["fields"], 1)]
    rows = {key: [_dict(row) for row in values.get(key) or []] for key in tables - {"fields"}}
    return Meta(own, fields, **rows)


def _load(doctype: str) -> Meta:
    values = _row(doctype)
    # The database does not tell capitals apart; hooks, tables and rights do.
    if values is None or values.name != doctype:
        if doctype in BOOT_DOCTYPES and not _installed():
            return meta_from_json(read_core_doctype(doctype))
        raise DoesNotExistError(f"DocType {doctype} not found")
    fields = [as_docfield(row) for row in _children("DocField", doctype)]
    rows = {fieldname: _rows(child, doctype) for child, fieldname in ROW_TABLES.items()}
    field_order = _customise(doctype, values, fields, rows)
    for fieldname, found in rows.items():
        rows[fieldname] = in_order(found, values.get(f"{fieldname}_order"))
    permissions = _children("DocPerm", doctype)
    if not values.istable and not (local.flags.in_patch or local.flags.in_install):
        permissions = _custom_permissions(doctype) or permissions
    return Meta(values, ordered(fields, field_order), permissions, **rows)


def _customise(
    doctype: str, values: _dict, fields: list[DocField], rows: dict[str, list[_dict]]
) -> str | None:
    """Merge Custom Fields and Property Setters in; the order of fields that a manager chose."""
    custom = _select("select * from `tabCustom Field` where dt = %s order by idx", doctype)
    fields[:] = with_custom_fields(fields, custom)
    setters = _select("select * from `tabProperty Setter` where doc_type = %s", doctype)
    apply_property_setters(values, fields, rows, setters)
    return next(
        (
            setter["value"]
            for setter in setters
            if setter["property"] == "field_order" and setter["doctype_or_field"] == "DocType"
        ),
        None,
    )


def _custom_permissions(doctype: str) -> list[_dict]:
    return _select("select * from `tabCustom DocPerm` where parent = %s order by creation", doctype)


def _row(doctype: str) -> _dict | None:
    rows = _select("select * from `tabDocType` where name = %s", doctype)
    return rows[0] if rows else None


def _children(child: str, parent: str) -> list[_dict]:
    return _select(
        f"select * from `tab{child}` where parent = %s and parenttype = 'DocType' order by idx",
        parent,
    )


def _rows(child: str, parent: str) -> list[_dict]:
    """Rows of the DocType, then those that managers added in Customize Form."""
    return _select(
        f"select * from `tab{child}` where parent = %s and (parenttype = 'DocType' or custom = 1)"
        " order by parenttype <> 'DocType', idx",
        parent,
    )


def _select(query: str, value: str) -> list[_dict]:
    try:
        rows: list[_dict] = local.db.sql(query, (value,), as_dict=True)
    except sqlite3.OperationalError as error:
        if "no such table" in str(error) and not _installed():
            return []
        raise
    return rows


def _installed() -> bool:
    """Whether the tables of the engine exist: false only while a site is being made."""
    return not local.flags.in_bootstrap


COREDATA = Path(__file__).resolve().parents[2] / "coredata"

BOOT_DOCTYPES: tuple[str, ...] = split_names(
    "DocField, DocPerm, DocType Action, DocType Link, DocType State, DocType, Custom Field, "
    "Property Setter, Custom DocPerm, Module Def, Role, Has Role, DefaultValue, Patch Log"
)
"""What must have a table before any other DocType can be read or synced."""


def read_core_doctype(doctype: str) -> dict[str, Any]:
    """The JSON of a DocType of the engine; ``FileNotFoundError`` when it has none."""
    text = (COREDATA / f"{scrub(doctype)}.json").read_text(encoding="utf-8")
    return cast("dict[str, Any]", json.loads(text))


def core_record_files() -> list[Path]:
    return sorted((COREDATA / "records").glob("*.json"))
