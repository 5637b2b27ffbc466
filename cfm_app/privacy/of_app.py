"""Which DocTypes the app brought along, and which of them a program may read."""

import frappe

from cfm_app import consts
from cfm_app.privacy import own_types

MODULE = "CFM App"


def is_closed(doctype: str) -> bool:
    """Whether a DocType is the app's and not among those that are open to whoever may read them.

    One that the office made is closed where its records may be about a case.
    """
    if doctype in consts.OPEN:
        return False
    row = frappe.db.get_value("DocType", doctype, ["module", "custom"], as_dict=True)
    if not row:
        return False
    return own_types.is_of_case(doctype) if row.custom else bool(row.module == MODULE)
