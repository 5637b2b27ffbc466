"""The inbox: who wrote, what they wrote, and the answer, on one screen."""

from typing import Any

import frappe
from frappe import _

from cfm_app.base import consts, spoken_language
from cfm_app.channels import composing
from cfm_app.web.pages import admission, inbox, roles, routes, shell

ROUTE = "/cfm/inbox"
NEW_CASE = "/cfm/new-case"
SCRIPT = "inbox"


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.INBOX, ROUTE)
    frappe.has_permission(consts.CONVERSATION, "read", throw=True)
    context["is_set_up"] = inbox.is_set_up()
    context["set_up"] = inbox.set_up_address()
    context["views"] = inbox.views()
    context["classes"] = inbox.classes()
    context["languages"] = inbox.languages()
    first = inbox.first_rows()
    context["waiting"] = first["waiting"]
    shell.fill_context(
        context,
        _("Inbox"),
        ROUTE,
        SCRIPT,
        **first,
        longest=composing.LONGEST_TEXT,
        usual_language=spoken_language.usual(),
        new_case=routes.address_of(NEW_CASE),
        is_set_up=context["is_set_up"],
    )
