"""The short address of the app: it leads to where the user begins the day."""

from typing import Any

import frappe

from cfm_app.web.pages import admission, roles, routes


def get_context(context: dict[str, Any]) -> None:
    if frappe.session.user == "Guest":
        admission.enter(roles.CONSOLE, "/cfm")
    frappe.local.flags.redirect_location = admission.first_page() or routes.desk()
    raise frappe.Redirect(302)
