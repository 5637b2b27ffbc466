"""The short address of the app: it leads to the first page that the user may enter."""

from typing import Any

import frappe

from cfm_app.pages import roles, shell


def get_context(context: dict[str, Any]) -> None:
    shell.enter((*roles.CONSOLE, *roles.NEW_CASE, *roles.APPROVALS), "/cfm")
    routes = [link["route"] for link in shell.links()]
    # Operators begin with what waits; focal points have one page only.
    first = "/cfm/console" if "/cfm/console" in routes else routes[-1]
    frappe.local.flags.redirect_location = first
    raise frappe.Redirect(302)
