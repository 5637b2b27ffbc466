"""The second factor of those who handle restricted cases: on from the first day.

An office may decide otherwise; once it holds a restricted case, that takes two people.
"""

import frappe

from cfm_app import consts
from cfm_app.setup import original_values


def roles() -> list[str]:
    """The handler roles of the classes that ask for it, and data protection."""
    asking = {"hidden": 1, "needs_second_factor": 1, "handler_role": ["is", "set"]}
    found = frappe.get_all("Case Sensitivity", filters=asking, pluck="handler_role")
    return sorted({*found, consts.DATA_PROTECTION})


def demand() -> None:
    """Ask the handlers of a site for it.

    The settings are not saved as a document: the framework would then ask everybody.
    """
    for role in roles():
        frappe.db.set_value("Role", role, "two_factor_auth", 1)
    original_values.note("System Settings", "System Settings", {"enable_two_factor_auth": 1})
    frappe.db.set_single_value("System Settings", "enable_two_factor_auth", 1)
    frappe.clear_cache()


def waive() -> None:
    """Ask nobody: an office with made-up people shares one password and no telephone."""
    frappe.db.set_single_value("System Settings", "enable_two_factor_auth", 0)
    frappe.clear_cache()
