"""Shipped defaults for managers: what was edited, what is newer, restore or keep."""

from typing import Any

import frappe

from cfm_app.base.arguments import as_fields
from cfm_app.procedures.setup import default_records, defaults

MANAGERS = ("CFM Manager", "System Manager")


@frappe.whitelist()
def overview() -> list[dict[str, Any]]:
    """Records that were edited or deleted, or for which a newer default is available."""
    frappe.only_for(MANAGERS)
    fields = ("ref_doctype", "ref_name", "status", "newer_available", "reason", "app_version")
    return [
        frappe._dict({field: line[field] for field in fields})
        for line in sorted(default_records.lines(), key=lambda line: -line.newer_available)
        if line.status != "Installed" or line.newer_available
    ]


@frappe.whitelist()
def compare(doctype: str, name: str) -> list[dict[str, Any]]:
    """The fields in which a record differs from what the app ships."""
    frappe.only_for(MANAGERS)
    frappe.has_permission(doctype, "read", doc=name, throw=True)
    return defaults.compare(doctype, name)


@frappe.whitelist(methods=["POST"])
def take(doc: str | dict[str, Any]) -> None:
    """Replace a record by the shipped default."""
    doctype, name = _target(doc)
    defaults.restore(doctype, name)


@frappe.whitelist(methods=["POST"])
def keep(doc: str | dict[str, Any]) -> None:
    """Keep the edited record, and stop offering the newer default."""
    doctype, name = _target(doc)
    defaults.keep(doctype, name)


def _target(doc: str | dict[str, Any]) -> tuple[str, str]:
    frappe.only_for(MANAGERS)
    entry = frappe.get_doc(defaults.LEDGER, str(as_fields(doc).get("name")))
    if frappe.db.exists(entry.ref_doctype, entry.ref_name):
        frappe.has_permission(entry.ref_doctype, "write", doc=entry.ref_name, throw=True)
    else:
        frappe.has_permission(entry.ref_doctype, "create", throw=True)
    return entry.ref_doctype, entry.ref_name
