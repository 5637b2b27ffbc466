"""Exchange of cases between two offices of the organisation: files made and received, and decisions."""

from typing import Any

import frappe
from frappe import _

from cfm_app.api.deadlocks import retried
from cfm_app.exchange.offices import deciding, line, parcels
from cfm_app.web.pages import roles


def _enter() -> None:
    """Require a manager, or a handler for the agreement of a class; each act checks which."""
    frappe.only_for(roles.READ_EXCHANGE)


@frappe.whitelist(methods=["POST"])
@retried
def make(name: str) -> dict[str, Any]:
    """Have a file made for the other office. Returns its record and progress."""
    _enter()
    made = parcels.make(name)
    return {"name": made, **parcels.state(made)}


@frappe.whitelist(methods=["POST"])
def take() -> dict[str, Any]:
    """Bring in a file of the other office.

    The file is sent to `upload_file`, with this method as its `method`.
    """
    _enter()
    content = getattr(frappe.local, "uploaded_file", None)
    if not content:
        frappe.throw(_("The file is empty, or it did not arrive. Choose it again."))
    kept = parcels.keep(content)
    return {"name": kept, **parcels.state(kept)}


@frappe.whitelist()
def state(name: str) -> dict[str, Any]:
    """The progress of a file."""
    _enter()
    return parcels.state(name)


@frappe.whitelist(methods=["POST"])
def download(name: str) -> None:
    """Download a file for the other office."""
    _enter()
    called, content = parcels.download(name)
    frappe.response["filename"] = called
    frappe.response["filecontent"] = content
    frappe.response["type"] = "binary"


@frappe.whitelist(methods=["POST"])
@retried
def send(name: str) -> None:
    """Have a file sent to the other office, and fetch what waits there."""
    _enter()
    line.send_soon(name)


@frappe.whitelist(methods=["POST"])
@retried
def decide(record: str, field: str, side: str) -> None:
    """Decide which value counts: this office's (`ours`) or the other's (`theirs`)."""
    _enter()
    deciding.decide(record, field, side)
