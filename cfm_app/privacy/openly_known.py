"""Whether a person is known to the office as a whole."""

import frappe


def is_openly_known(member: str) -> bool:
    """Whether a person is known from something else than restricted cases."""
    if frappe.db.exists("Case", {"community_member": member}):
        return True
    erased = {"ref_doctype": "Community Member", "ref_name": member}
    return not (
        frappe.db.exists("Sensitive Report", {"community_member": member})
        or frappe.db.exists("CFM Erasure", {**erased, "sensitivity": ["is", "set"]})
    )
