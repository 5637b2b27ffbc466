"""A breach during an act: locked, open, and handled by the user."""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.data_protection.breaches import audience, states
from cfm_app.security.access_rule import open_documents


def opened(name: str) -> Document:
    """An open breach under a lock, for its handler; else throws."""
    breach = of_register(name)
    if breach.state not in states.OPEN:
        frappe.throw(_("This breach is closed. Take it up again first."))
    return breach


def of_register(name: str) -> Document:
    """The same, whether it is closed or not."""
    breach = open_documents.get_open(audience.DOCTYPE, name, for_update=True)
    if not may_handle(breach):
        frappe.throw(_("You may not do this."), frappe.PermissionError)
    return breach


def may_handle(breach: Document) -> bool:
    """Whether the user in the session handles a breach, by role or as a stand-in."""
    user = frappe.session.user
    return bool(breach.has_permission("write")) or user in audience.handlers(breach.name)


def save(breach: Document) -> Document:
    """Save an act's changes, which the guard refuses from anybody else."""
    breach.save(ignore_permissions=True)
    return breach
