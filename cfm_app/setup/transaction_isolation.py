"""Two requests that write the same document at once, on a MariaDB that compares snapshots.

From 11.6.2 on the server ends the later of two transactions with the error 1020 before anybody can ask whether
the document was changed meanwhile. The framework asks that under the lock, and reads it anew there: so each
request and job lets the server do as it did before, for its own connection alone.
"""

from typing import Any

import frappe
from frappe import _

# Older servers do not know the setting, and skip what stands in such a comment.
WAITING = "set /*M!110602 session innodb_snapshot_isolation = off, */ @cfm_waits = 1"
GLOBAL = "show global variables like 'innodb_snapshot_isolation'"


def wait_for_writers(**_job: Any) -> None:
    """Let this connection wait for whoever writes the same, and see what they wrote."""
    frappe.db.multisql({"mariadb": WAITING})


def findings() -> list[tuple[str, str, str]]:
    """What the server of the database is set to; nothing where it knows no such setting."""
    rows = frappe.db.multisql({"mariadb": GLOBAL})
    if not rows:
        return []
    value = str(rows[0][1]).upper()
    told = f"innodb_snapshot_isolation = {value}"
    if value == "ON":
        told += _(": requests and jobs of this site turn it off for themselves")
    return [("MariaDB", told, "")]


def tell() -> None:
    """Tell whoever installs or migrates."""
    for subject, what, _advice in findings():
        print(f"{subject}: {what}")
