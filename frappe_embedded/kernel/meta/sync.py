"""Brings the DocTypes of JSON files into the database.

Rows are written directly: a file is developer's work and was checked when it was written. What
managers changed (Custom Field, Property Setter, Custom DocPerm) is kept in rows of its own and is
not touched.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ..core.context import local
from ..core.names import scrub
from ..db.schema import sync_table
from ..db.types import column_value
from .loader import BOOT_DOCTYPES, COREDATA, clear_meta, get_meta, meta_from_json, read_core_doctype
from .meta import Meta

_CHILDREN = {
    "fields": "DocField",
    "permissions": "DocPerm",
    "actions": "DocType Action",
    "links": "DocType Link",
    "states": "DocType State",
}


def bootstrap_tables() -> None:
    """Create the tables without which no metadata can be read."""
    for doctype in BOOT_DOCTYPES:
        sync_table(local.db, meta_from_json(read_core_doctype(doctype)))


def sync_core() -> int:
    """Sync the engine's own DocTypes; how many files had changed."""
    files = [COREDATA / f"{scrub(doctype)}.json" for doctype in BOOT_DOCTYPES]
    files += [file for file in sorted(COREDATA.glob("*.json")) if file not in files]
    return sync_doctypes(files)


def app_doctype_files(module_folder: Path) -> list[Path]:
    """The JSON files of the DocTypes of one module of an app."""
    folder = module_folder / "doctype"
    if not folder.is_dir():
        return []
    return [
        each / f"{each.name}.json"
        for each in sorted(folder.iterdir())
        if (each / f"{each.name}.json").exists()
    ]


def sync_doctypes(files: Iterable[Path]) -> int:
    """Import changed DocType files and bring their tables in line; how many had changed."""
    changed = []
    for file in files:
        content = file.read_bytes()
        digest = hashlib.md5(content, usedforsecurity=False).hexdigest()
        values = json.loads(content)
        if values.get("doctype") == "DocType" and _stored_hash(values["name"]) != digest:
            _import(values, digest)
            changed.append(values["name"])
    if changed:
        clear_meta()
        for doctype in changed:
            sync_schema(doctype)
    return len(changed)


def sync_schema(doctype: str, leave_rows_empty: bool = False) -> None:
    """Bring the table of one DocType in line with its merged metadata.

    What people add is for new documents: with ``leave_rows_empty`` those that are there get no
    default of a new field, since nobody has said it of them.
    """
    sync_table(local.db, get_meta(doctype), leave_rows_empty)


def _stored_hash(doctype: str) -> str | None:
    rows = local.db.sql("select migration_hash from `tabDocType` where name = %s", (doctype,))
    return rows[0][0] if rows else None


def _import(values: dict[str, Any], digest: str) -> None:
    name = values["name"]
    moment = values.get("modified") or "2026-01-01 00:00:00.000000"
    local.db.sql("delete from `tabDocType` where name = %s", (name,))
    standard = {
        "creation": values.get("creation") or moment,
        "modified": moment,
        "owner": values.get("owner") or "Administrator",
        "modified_by": values.get("modified_by") or "Administrator",
        "docstatus": 0,
    }
    doctype_meta = _own_meta("DocType")
    own = {**values, "migration_hash": digest, "custom": 0}
    _insert("DocType", doctype_meta, {**standard, "name": name, "idx": 0}, own)
    for fieldname, child in _CHILDREN.items():
        local.db.sql(
            f"delete from `tab{child}` where parent = %s and parenttype = 'DocType'", (name,)
        )
        child_meta = _own_meta(child)
        for idx, row in enumerate(_in_order(values, fieldname), 1):
            keys = {
                **standard,
                "name": secrets.token_hex(5),
                "idx": idx,
                "parent": name,
                "parenttype": "DocType",
                "parentfield": fieldname,
            }
            _insert(child, child_meta, keys, row)


def _in_order(values: dict[str, Any], fieldname: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = values.get(fieldname) or []
    order = values.get("field_order")
    if fieldname != "fields" or not order:
        return rows
    place = {name: at for at, name in enumerate(order)}
    return sorted(rows, key=lambda row: place.get(row.get("fieldname"), len(place)))


def _own_meta(doctype: str) -> Meta:
    """Metadata of the DocTypes of metadata, from the files: they cannot wait for the database."""
    key = ("core meta", doctype)
    if key not in local.cache:
        local.cache[key] = meta_from_json(read_core_doctype(doctype))
    meta: Meta = local.cache[key]
    return meta


def _insert(doctype: str, meta: Meta, keys: dict[str, Any], values: dict[str, Any]) -> None:
    row = dict(keys)
    for field in meta.value_fields:
        row[field.fieldname] = column_value(field, values.get(field.fieldname))
    columns = ", ".join(f"`{column}`" for column in row)
    marks = ", ".join(["%s"] * len(row))
    local.db.sql(f"insert into `tab{doctype}` ({columns}) values ({marks})", list(row.values()))
