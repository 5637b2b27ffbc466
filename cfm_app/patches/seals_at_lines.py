"""Lines of the access log know their seal: so far it followed from their date, which a wrong clock upsets."""

import frappe

from cfm_app.data_protection.reading_alerts import seals


def execute() -> None:
    rows = frappe.get_all(
        seals.SEAL, fields=["name", "sealed_from", "sealed_until"], order_by="name asc"
    )
    for row in rows:
        within = {"seal": ["is", "not set"], "accessed_on": ["<=", row.sealed_until]}
        frappe.db.set_value(seals.LOG, within, "seal", row.name, update_modified=False)
