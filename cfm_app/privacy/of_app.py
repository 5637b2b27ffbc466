"""Which DocTypes the app brought along, and which of them a program may read."""

import frappe

from cfm_app import consts

MODULE = "CFM App"


def is_closed(doctype: str) -> bool:
    """Whether a DocType is the app's and not among those that are open to whoever may read them."""
    if doctype in consts.OPEN:
        return False
    return bool(frappe.db.get_value("DocType", doctype, "module") == MODULE)
