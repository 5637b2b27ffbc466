"""The roles that may write the configuration: who enters, who sees what, and how the office works."""

import frappe

CONFIGURATION = ("User", "Role", "CFM Settings", "Case Sensitivity")
# Given to accounts by the framework itself, and no office's to ask: everybody, or the machine.
GIVEN_BY_ITSELF = frozenset(("All", "Guest", "Desk User", "Administrator"))


def found() -> set[str]:
    """By their rights on this site, those that the office changed included."""
    writing = {
        rule.role
        for doctype in CONFIGURATION
        for rule in frappe.get_meta(doctype).permissions
        if rule.write and not rule.permlevel and not rule.if_owner
    }
    return writing - GIVEN_BY_ITSELF
