"""The row of each user's second factor, read and written by one transaction at a time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import frappe
from frappe.utils import now_datetime


@dataclass(frozen=True)
class Tries:
    """The fields that count the wrong codes of one kind."""

    failures: str
    locked_until: str

    def values(self, failures: int, until: datetime | None) -> dict[str, Any]:
        return {self.failures: failures, self.locked_until: until}

    def none(self) -> dict[str, Any]:
        """The values with which counting begins anew."""
        return self.values(0, None)


DOCTYPE = "CFM Second Factor"
IN_SESSION = Tries("failures", "locked_until")
AT_LOG_IN = Tries("log_in_failures", "log_in_locked_until")
FIELDS = (
    "name",
    "last_step",
    "salt",
    "known_app",
    *(IN_SESSION.failures, IN_SESSION.locked_until),
    *(AT_LOG_IN.failures, AT_LOG_IN.locked_until),
)
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
