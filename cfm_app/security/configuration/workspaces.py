"""Shared desk pages: no user takes them away from the others.

Frappe's permissions let every desk user write, delete and rename any workspace, because everybody may
have private ones.
"""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

KEEPERS = frozenset(("Workspace Manager", "System Manager", "Administrator"))


def refuse_shared(doc: Document, method: str | None = None, *_names: Any) -> None:
    """Throw for a change of a shared workspace, except by those who look after them."""
    before = doc.get_doc_before_save()
    is_shared = doc.get("public") or (before and before.get("public"))
    if is_shared and not KEEPERS & set(frappe.get_roles()):
        frappe.throw(
            _("Everybody uses this page of the desk. A Workspace Manager changes it."),
            frappe.PermissionError,
        )
