"""Backups contain every restricted case: on a bench, only the Administrator may take one out.

Frappe hands them to every System Manager by their address, and lets them be sent to a storage elsewhere.
"""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.security.second_factor import step_up

PLACE = "/backups"


def check_path(path: str) -> None:
    """Refuse the address of a backup."""
    if path.startswith(PLACE) and frappe.session.user != "Administrator":
        frappe.throw(_refusal(), frappe.PermissionError)


def before_leaving() -> None:
    """Hook of a desk that hands out backups: require a fresh code first."""
    step_up.require(step_up.EXPORT)


def refuse_elsewhere(doc: Document, method: str | None = None) -> None:
    """Refuse to send backups to a storage elsewhere."""
    if frappe.session.user != "Administrator":
        frappe.throw(_refusal(), frappe.PermissionError)


def _refusal() -> str:
    return _("A backup holds every restricted case. Ask the system administrator for it.")
