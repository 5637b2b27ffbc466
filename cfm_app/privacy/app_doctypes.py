"""Which DocTypes the app brought along, and which of them a program may read."""

import frappe

from cfm_app import consts
from cfm_app.privacy import own_types

MODULE = "CFM App"


def is_closed_to_programs(doctype: str) -> bool:
    """Whether a DocType is the app's and not among those that are open to whoever may read them.

    One that the office made is closed where its records may be about a case, and so are their tables.
    """
    if doctype in consts.OPEN:
        return False
    # Databases know a name in other spellings; rules know it by the one that is stored.
    row = frappe.db.get_value("DocType", doctype, ["name", "module", "custom"], as_dict=True)
    if not row:
        return False
    if row.custom:
        return own_types.is_of_case(row.name) or own_types.is_row_of_case(row.name)
    return bool(row.module == MODULE)
