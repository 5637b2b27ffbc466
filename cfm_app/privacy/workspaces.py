"""Pages of the desk that everybody has: no user of the desk takes them away from the others.

Whoever has the desk may write, delete and rename any of them as far as rights go, since each may keep
some of their own.
"""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

KEEPERS = frozenset(("Workspace Manager", "System Manager", "Administrator"))


def refuse_shared(doc: Document, method: str | None = None, *_names: Any) -> None:
    """Refuse to change, delete or rename one that is shared, but to whoever looks after them."""
    before = doc.get_doc_before_save()
    is_shared = doc.get("public") or (before and before.get("public"))
    if is_shared and not KEEPERS & set(frappe.get_roles()):
        frappe.throw(
            _("Everybody uses this page of the desk. A Workspace Manager changes it."),
            frappe.PermissionError,
        )
