"""Logs in where the framework's page knows no trusted device: by password, and a code unless the device is trusted."""

from typing import Any

import frappe
from frappe import _

from cfm_app.web.pages import routes, shell

ROUTE, SCRIPT, SHEET = "/cfm/log-in", "log_in", "my-sessions"


def get_context(context: dict[str, Any]) -> None:
    back = routes.way_back(frappe.form_dict.get("next")) or "/cfm"
    shell.fill_context(context, _("Log in"), ROUTE, SCRIPT, SHEET, next=back)
    context["cfm"].update(user="", user_name="", links=[], desk="/login", unprepared=None)
    context["cfm"].update(obligations=None, rest=None, search="")
    if frappe.session.user == "Guest":
        context["cfm"]["token"] = ""
