"""Whether a person is known to the office as a whole."""

import frappe

from cfm_app.security.entitlement import clearance


def is_openly_known(member: str) -> bool:
    """Whether anything but restricted cases makes the office know a person."""
    classes = set(frappe.get_all("Case", filters={"community_member": member}, pluck="sensitivity"))
    if classes - set(clearance.restricted_classes()):
        return True
    erased = {"ref_doctype": "Community Member", "ref_name": member}
    return not (
        # A class may have just become restricted; its cases have no reports yet.
        classes
        or frappe.db.exists("Sensitive Report", {"community_member": member})
        or frappe.db.exists("CFM Erasure", {**erased, "sensitivity": ["is", "set"]})
    )
