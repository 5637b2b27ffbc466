"""Not believing what a client sends where rules rest on it.

The framework skips the check of a link from which another field is fetched, and takes the value
of a read-only field from whoever saves over the API.
"""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app import batch_cache, consts
from cfm_app.privacy import access


def require_existing(doc: Document, fields: tuple[str, ...]) -> None:
    """Refuse values that name no record, or a case and what belongs to it that is closed."""
    before = doc.get_doc_before_save()
    for name in fields:
        value = doc.get(name)
        field = doc.meta.get_field(name)
        if not value or field is None:
            continue
        is_kept = before and before.get(name) == value
        if _exists(field.options, value, is_kept or doc.flags.ignore_permissions):
            continue
        # The words of the framework for a missing record: a closed one reads no different.
        text = _("Could not find {0}").format(f"{_(field.label)}: {value}")
        frappe.throw(text, frappe.LinkValidationError)


def _exists(doctype: str, name: str, unseen: bool) -> bool:
    if doctype in consts.PROTECTED:
        is_there = bool(frappe.db.exists(doctype, name))
        return is_there and bool(unseen or access.may_see(doctype, name))
    return _is_master(doctype, name)


@batch_cache.cached_in_batch
def _is_master(doctype: str, name: str) -> bool:
    return bool(frappe.db.exists(doctype, name))


def keep_system_fields(doc: Document, fields: tuple[str, ...]) -> None:
    """Put the fields which only the app writes back to their stored values."""
    before = doc.get_doc_before_save()
    for name in fields:
        field = doc.meta.get_field(name)
        nothing: list[Any] | None = [] if field and field.fieldtype == "Table" else None
        doc.set(name, before.get(name) if before else nothing)
