"""Backups hold every restricted case: of a bench, only the Administrator takes one out.

The framework gives them to each System Manager by their address, and lets them have them sent to a
storage of their own.
"""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.privacy import step_up

PLACE = "/backups"


def check_path(path: str) -> None:
    """Refuse the address of a backup."""
    if path.startswith(PLACE) and frappe.session.user != "Administrator":
        frappe.throw(_refusal(), frappe.PermissionError)


def before_leaving() -> None:
    """Hook of a desk that hands backups out: a fresh code is asked first."""
    step_up.require(step_up.EXPORT)


def refuse_elsewhere(doc: Document, method: str | None = None) -> None:
    """Refuse to send backups to a storage outside."""
    if frappe.session.user != "Administrator":
        frappe.throw(_refusal(), frappe.PermissionError)


def _refusal() -> str:
    return _("A backup holds every restricted case. Ask whoever runs the machine for it.")
