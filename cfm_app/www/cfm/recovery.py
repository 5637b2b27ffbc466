"""Lets in whoever has lost their phone, by password and recovery code. Open to everybody."""

from typing import Any

import frappe
from frappe import _

from cfm_app.web.pages import shell

ROUTE, SCRIPT, SHEET = "/cfm/recovery", "recovery", "my-sessions"


def get_context(context: dict[str, Any]) -> None:
    shell.fill_context(context, _("I have lost my phone"), ROUTE, SCRIPT, SHEET)
    context["cfm"].update(user="", user_name="", links=[], desk="/login", unprepared=None)
    context["cfm"].update(obligations=None, rest=None, search="")
    if frappe.session.user == "Guest":
        context["cfm"]["token"] = ""
