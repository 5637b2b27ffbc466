"""Not believing what a client sends where rules rest on it.

The framework skips the check of a link from which another field is fetched, and takes the value
of a read-only field from whoever saves over the API.
"""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app import consts, masters


def require_existing(doc: Document, fields: tuple[str, ...]) -> None:
    """Refuse values that name no record."""
    for name in fields:
        value = doc.get(name)
        field = doc.meta.get_field(name)
        if not value or field is None or _exists(field.options, value):
            continue
        frappe.throw(
            _("{0} {1} does not exist.").format(_(field.label), value), frappe.LinkValidationError
        )


def _exists(doctype: str, name: str) -> bool:
    if doctype in consts.PROTECTED:
        return bool(frappe.db.exists(doctype, name))
    return _is_master(doctype, name)


@masters.once
def _is_master(doctype: str, name: str) -> bool:
    return bool(frappe.db.exists(doctype, name))


def keep_system_fields(doc: Document, fields: tuple[str, ...]) -> None:
    """Put the fields which only the app writes back to their stored values."""
    before = doc.get_doc_before_save()
    for name in fields:
        doc.set(name, before.get(name) if before else None)
