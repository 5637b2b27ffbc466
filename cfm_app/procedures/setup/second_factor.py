"""Requires a second factor of whoever could open or give away the most, from the first day.

They are found from what their roles may do, so a role that the app ships later is asked as well.
An office may decide otherwise; once it holds a restricted case, that takes two people.
"""

import frappe
from frappe.model.document import Document

from cfm_app.base import consts
from cfm_app.procedures.setup import original_values
from cfm_app.security.second_factor import configuring_roles


def roles() -> list[str]:
    """Handlers of the classes that ask for it, data protection, and who writes configuration."""
    asking = {"hidden": 1, "needs_second_factor": 1, "handler_role": ["is", "set"]}
    found = frappe.get_all("Case Sensitivity", filters=asking, pluck="handler_role")
    return sorted({*found, consts.DATA_PROTECTION, *configuring_roles.found()})


def demand() -> None:
    """Require it on this site.

    The settings are not saved as a document: Frappe would then require it of everybody.
    """
    for role in roles():
        frappe.db.set_value("Role", role, "two_factor_auth", 1)
    original_values.note("System Settings", "System Settings", {"enable_two_factor_auth": 1})
    frappe.db.set_single_value("System Settings", "enable_two_factor_auth", 1)
    frappe.clear_cache()


def demand_of_class(sensitivity: Document) -> None:
    """Require it of the handlers of a class that asks for it from now on, where the site asks somebody.

    What the office decides about their role afterwards stays.
    """
    asks = sensitivity.hidden and sensitivity.needs_second_factor and sensitivity.handler_role
    is_new = any(
        map(sensitivity.has_value_changed, ("hidden", "needs_second_factor", "handler_role"))
    )
    if asks and is_new and frappe.db.get_single_value("System Settings", "enable_two_factor_auth"):
        frappe.db.set_value("Role", sensitivity.handler_role, "two_factor_auth", 1)


def demand_of_more() -> None:
    """Require it of everybody in `roles` where the site asks somebody; a site that waived it stays so.

    Nobody is locked out: whoever has no app yet is led through its set-up at the next log-in.
    """
    if frappe.db.get_single_value("System Settings", "enable_two_factor_auth"):
        demand()


def waive() -> None:
    """Require it of nobody: a demo office shares one password and has no phones."""
    frappe.db.set_single_value("System Settings", "enable_two_factor_auth", 0)
    frappe.clear_cache()
