"""Links, actions and states of a DocType that managers add, change or put in another order."""

import json
from typing import Any

from ...kernel.core.constants import DEFAULT_FIELDS
from ...kernel.core.context import local
from ...kernel.core.messages import throw
from ...kernel.document.controllers import new_document
from ...kernel.document.storage import insert_row
from ...kernel.i18n import _
from ...kernel.meta.loader import get_meta, meta_exists
from .property_setter import delete_property_setter, make_property_setter

TABLES = {"links": "DocType Link", "actions": "DocType Action", "states": "DocType State"}
_OWN_PARENT = "Customize Form"
"""What rows that managers add name as the type of their parent: files of apps bring the others."""


def fetch_rows(form: Any, meta: Any) -> None:
    """Fill the form with the rows in force."""
    for fieldname, doctype in TABLES.items():
        columns = ["name", *(df.fieldname for df in get_meta(doctype).value_fields)]
        for row in getattr(meta, fieldname):
            form.append(fieldname, {column: row.get(column) for column in columns})


def save_rows(form: Any) -> None:
    """Keep added rows, changes of standard ones as Property Setters, and the order."""
    for fieldname, doctype in TABLES.items():
        rows = form.get(fieldname) or []
        standard = _standard(doctype, form.doc_type)
        added = [row for row in rows if row.name not in standard]
        for row in rows:
            if row.name in standard:
                _change(form.doc_type, row, standard[row.name])
        for row in added:
            _check(row, form.doc_type)
        delete_added_rows(form.doc_type, doctype)
        for row in added:
            row.update({"parent": form.doc_type, "parenttype": _OWN_PARENT, "custom": 1})
            insert_row(row)
        _keep_order(form.doc_type, fieldname, [row.name for row in rows] if added else [])


def delete_added_rows(doctype: str, *tables: str) -> None:
    """Take back the rows that managers added to a DocType, in all tables or in these."""
    for table in tables or TABLES.values():
        local.db.delete(table, {"parent": doctype, "custom": 1, "parenttype": _OWN_PARENT})


def _standard(table: str, doctype: str) -> dict[str, Any]:
    filters = {"parent": doctype, "parenttype": "DocType"}
    rows = local.db.get_all(table, filters=filters, fields=["*"])
    return {row.name: row for row in rows}


def _change(doctype: str, row: Any, standard: Any) -> None:
    for df in row.meta.value_fields:
        name = df.fieldname
        if name == "custom":
            continue
        if (row.get(name) or "") == (standard.get(name) or ""):
            delete_property_setter(doctype, name, row_name=row.name)
            continue
        new_document(
            "Property Setter",
            doctype_or_field=row.doctype,
            doc_type=doctype,
            row_name=row.name,
            property=name,
            property_type=df.fieldtype,
            value=row.get(name),
        ).insert(ignore_permissions=True)


def _check(row: Any, doctype: str) -> None:
    """``ValidationError`` for a link that leads nowhere, or a row that says too little."""
    for df in row.meta.value_fields:
        if df.reqd and not row.get(df.fieldname):
            throw(_("{0}: {1} is missing.").format(_(row.doctype), _(df.label)))
    if row.doctype != "DocType Link":
        return
    known = meta_exists(row.link_doctype) and (
        row.link_fieldname in DEFAULT_FIELDS
        or get_meta(row.link_doctype).has_field(row.link_fieldname)
    )
    if not known:
        throw(
            _("{0} has no field {1}. Choose another one.").format(
                _(row.link_doctype), row.link_fieldname
            )
        )


def _keep_order(doctype: str, fieldname: str, names: list[str]) -> None:
    order = f"{fieldname}_order"
    if not names:
        delete_property_setter(doctype, order)
        return
    make_property_setter(
        doctype,
        None,
        order,
        json.dumps(names),
        "Small Text",
        for_doctype=True,
        is_system_generated=False,
    )
