"""Custom DocTypes whose records may be about a case: they follow the access of the case.

Metadata says which these are: every rule finds them by their link field `cfm_case`. There is no list.
"""

from typing import Any

import frappe
from frappe import _

from cfm_app.base import doctype_access

FIELD, TARGET = "cfm_case", "Case"


def is_of_case(doctype: object) -> bool:
    """Whether a value is the name of a custom DocType with a link to a case."""
    if not isinstance(doctype, str) or not doctype or doctype in doctype_access.CLOSED:
        return False
    meta = _meta_of(doctype)
    return bool(meta) and bool(meta.custom) and not meta.istable and _leads_to_case(meta)


def follows_rule(doctype: object) -> bool:
    """Whether the access rule decides about each document: for protected DocTypes, and custom ones about cases."""
    return doctype in doctype_access.PROTECTED or is_of_case(doctype)


def is_row_of_case(doctype: object) -> bool:
    """Whether a value is the name of a table whose rows follow the documents that hold them."""
    if not isinstance(doctype, str) or not doctype:
        return False
    return doctype in doctype_access.CHILDREN or bool(parents_of(doctype))


def closes(doctype: object) -> bool:
    """Whether a DocType hides some documents from users who have read permission."""
    return doctype in doctype_access.CLOSED or is_of_case(doctype)


def require_spelling(doctype: str) -> None:
    """Throw for a DocType in another spelling than its own: rules compare names exactly, a database does not."""
    meta = _meta_of(doctype)
    if meta and meta.name != doctype:
        text = _("{0} {1} was not found.").format(_("DocType"), doctype)
        frappe.throw(text, frappe.DoesNotExistError)


def of_case() -> list[str]:
    """All custom DocTypes about cases."""
    filters = {"fieldname": FIELD, "fieldtype": "Link", "options": TARGET}
    found = frappe.get_all(
        "DocField", filters=filters, pluck="parent", parent_doctype="DocType", distinct=True
    )
    return sorted(each for each in found if is_of_case(each))


def parents_of(table: str) -> list[str]:
    """The custom DocTypes about cases that contain a custom table."""
    meta = _meta_of(table)
    if not meta or not (meta.custom and meta.istable):
        return []
    return [
        each
        for each in of_case()
        if any(df.options == table for df in frappe.get_meta(each).get_table_fields())
    ]


def is_link_to_case(field: object) -> bool:
    """Whether a field is the link by which such a record belongs to its case."""
    names = ("fieldname", "fieldtype", "options")
    return [field.get(name) for name in names] == [FIELD, "Link", TARGET]  # type: ignore[attr-defined]


def _meta_of(doctype: str) -> Any:
    try:
        return frappe.get_meta(doctype)
    except frappe.DoesNotExistError:
        frappe.clear_last_message()
        return None


def _leads_to_case(meta: object) -> bool:
    field = meta.get_field(FIELD)  # type: ignore[attr-defined]
    return bool(field) and is_link_to_case(field)
