"""Which DocTypes the app ships, and which of them programs may read."""

import frappe

from cfm_app.base import doctype_access
from cfm_app.security.access_rule import own_types

MODULE = "CFM App"


def is_closed_to_programs(doctype: str) -> bool:
    """Whether a DocType belongs to the app and is not open by the table (`doctype_access.OPEN`).

    A custom DocType is closed where its records may be about a case; so are its tables.
    """
    if doctype in doctype_access.OPEN:
        return False
    # Databases know a name in other spellings; rules know it by the one that is stored.
    row = frappe.db.get_value("DocType", doctype, ["name", "module", "custom"], as_dict=True)
    if not row:
        return False
    if row.custom:
        return own_types.is_of_case(row.name) or own_types.is_row_of_case(row.name)
    return bool(row.module == MODULE)
