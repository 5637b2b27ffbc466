"""The row of each user's second factor, read and written by one transaction at a time."""

from typing import Any

import frappe
from frappe.utils import now_datetime

DOCTYPE = "CFM Second Factor"
FIELDS = ("name", "last_step", "failures", "locked_until", "salt")
COLUMNS = "name creation modified modified_by owner docstatus idx user last_step failures".split()


def locked(user: str) -> Any:
    """The row of a user under a lock: of two requests at once, one waits for the other."""
    if not frappe.db.exists(DOCTYPE, {"user": user}):
        now, by = now_datetime(), frappe.session.user
        row = (frappe.generate_hash(length=10), now, now, by, by, 0, 0, user, 0, 0)
        frappe.db.bulk_insert(DOCTYPE, COLUMNS, [row], ignore_duplicates=True)
    return frappe.db.get_value(DOCTYPE, {"user": user}, FIELDS, as_dict=True, for_update=True)


def change(name: str, **values: Any) -> None:
    """Write some fields of a row."""
    frappe.db.set_value(DOCTYPE, name, values, update_modified=False)


def salt_of(user: str) -> str:
    """The salt for the hashes of a user's recovery codes; empty where there are none."""
    return str(frappe.db.get_value(DOCTYPE, {"user": user}, "salt") or "")
