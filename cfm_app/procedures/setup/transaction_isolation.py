"""Simultaneous writes of one document on MariaDB with snapshot isolation.

From 11.6.2 on, the server ends the later of two transactions with error 1020 before anybody can check for
changes. Frappe checks under the lock and reads again. So each request and job restores the former
behaviour for its own connection.
"""

from typing import Any

import frappe
from frappe import _

# Older servers do not know the setting, and skip what stands in such a comment.
WAITING = "set /*M!110602 session innodb_snapshot_isolation = off, */ @cfm_waits = 1"
GLOBAL = "show global variables like 'innodb_snapshot_isolation'"


def wait_for_writers(**_job: Any) -> None:
    """Let this connection wait for other writers, and see what they wrote."""
    frappe.db.multisql({"mariadb": WAITING})


def findings() -> list[tuple[str, str, str]]:
    """For the doctor: the setting of the server; empty where it has none."""
    rows = frappe.db.multisql({"mariadb": GLOBAL})
    if not rows:
        return []
    value = str(rows[0][1]).upper()
    told = f"innodb_snapshot_isolation = {value}"
    if value == "ON":
        told += _(": requests and jobs of this site turn it off for themselves")
    return [("MariaDB", told, "")]


def tell() -> None:
    """Print the finding at an installation or migration."""
    for subject, what, _advice in findings():
        print(f"{subject}: {what}")
