"""Requires a second factor of handlers of restricted cases, from the first day.

An office may decide otherwise; once it holds a restricted case, that takes two people.
"""

import frappe

from cfm_app.base import consts
from cfm_app.procedures.setup import original_values


def roles() -> list[str]:
    """The handler roles that require it, and data protection."""
    asking = {"hidden": 1, "needs_second_factor": 1, "handler_role": ["is", "set"]}
    found = frappe.get_all("Case Sensitivity", filters=asking, pluck="handler_role")
    return sorted({*found, consts.DATA_PROTECTION})


def demand() -> None:
    """Require it on this site.

    The settings are not saved as a document: Frappe would then require it of everybody.
    """
    for role in roles():
        frappe.db.set_value("Role", role, "two_factor_auth", 1)
    original_values.note("System Settings", "System Settings", {"enable_two_factor_auth": 1})
    frappe.db.set_single_value("System Settings", "enable_two_factor_auth", 1)
    frappe.clear_cache()


def waive() -> None:
    """Require it of nobody: a demo office shares one password and has no phones."""
    frappe.db.set_single_value("System Settings", "enable_two_factor_auth", 0)
    frappe.clear_cache()
