"""Records that belong to a user and are named by a mark: passkeys, trusted devices, devices with push."""

import frappe


def delete_own(doctype: str, mark: str, refusal: str) -> None:
    """Delete the record with this mark of the user in the session; throws `refusal` if there is none."""
    own = {"user": frappe.session.user, "mark": mark}
    if not frappe.db.exists(doctype, own):
        frappe.throw(refusal, frappe.DoesNotExistError)
    frappe.db.delete(doctype, own)
