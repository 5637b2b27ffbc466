"""Cases between two offices of the same organisation: files that are made, that come, and what is decided."""

from typing import Any

import frappe
from frappe import _

from cfm_app.api.deadlocks import retried
from cfm_app.offices import deciding, line, parcels
from cfm_app.pages import roles


def _enter() -> None:
    """Managers, and handlers for the agreement of their class; which of them, each act asks."""
    frappe.only_for(roles.READ_EXCHANGE)


@frappe.whitelist(methods=["POST"])
@retried
def make(name: str) -> dict[str, Any]:
    """Have a file for the other office made by an agreement. Returns its record and how far it is."""
    _enter()
    made = parcels.make(name)
    return {"name": made, **parcels.state(made)}


@frappe.whitelist(methods=["POST"])
def take() -> dict[str, Any]:
    """Bring in a file of the other office.

    The file comes through `upload_file`, which is told to call this method.
    """
    _enter()
    content = getattr(frappe.local, "uploaded_file", None)
    if not content:
        frappe.throw(_("The file is empty, or it did not arrive. Choose it again."))
    kept = parcels.keep(content)
    return {"name": kept, **parcels.state(kept)}


@frappe.whitelist()
def state(name: str) -> dict[str, Any]:
    """How far a file is."""
    _enter()
    return parcels.state(name)


@frappe.whitelist(methods=["POST"])
def download(name: str) -> None:
    """The file of a record, for the other office alone."""
    _enter()
    called, content = parcels.download(name)
    frappe.response["filename"] = called
    frappe.response["filecontent"] = content
    frappe.response["type"] = "binary"


@frappe.whitelist(methods=["POST"])
@retried
def send(name: str) -> None:
    """Have a file sent to the other office over the line, and what waits there fetched."""
    _enter()
    line.send_soon(name)


@frappe.whitelist(methods=["POST"])
@retried
def decide(record: str, field: str, side: str) -> None:
    """Let what stands here count (`ours`), or what the other office wrote (`theirs`)."""
    _enter()
    deciding.decide(record, field, side)
