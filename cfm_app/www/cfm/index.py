"""The short address of the app: it leads to where the user begins the day."""

from typing import Any

import frappe

from cfm_app.web.pages import roles, shell


def get_context(context: dict[str, Any]) -> None:
    if frappe.session.user == "Guest":
        shell.enter(roles.CONSOLE, "/cfm")
    frappe.local.flags.redirect_location = shell.first_page() or shell.desk()
    raise frappe.Redirect(302)
