"""Gives a fresh code of the second factor, and goes on to what it was asked for."""

from typing import Any

import frappe
from frappe import _

from cfm_app.security.second_factor import factor, step_up
from cfm_app.web.pages import admission, own_log_in, roles, routes, shell

SCRIPT, SHEET = "step_up", "my-sessions"


def get_context(context: dict[str, Any]) -> None:
    back = own_log_in.way_back(frappe.form_dict.get("next"))
    admission.enter(roles.EVERYBODY, routes.address_of(own_log_in.CONFIRM, next=back))
    user = frappe.session.user
    context["view"] = {
        "is_asked": factor.is_required(user),
        "is_set_up": factor.is_set_up(user),
        "has_passkey": step_up.has_passkey(),
        "minutes": step_up.minutes_held(),
        "own": own_log_in.ROUTE,
    }
    context["back"] = back
    title = _("Confirm that it is you")
    shell.fill_context(context, title, own_log_in.CONFIRM, SCRIPT, SHEET, next=back)
    context["cfm"]["query"] = {"next": back}
