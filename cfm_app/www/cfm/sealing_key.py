"""The key with which a handler reads sealed reports."""

from typing import Any

import frappe
from frappe import _

from cfm_app.web.pages import admission, roles, routes, sealing, shell

SCRIPT = SHEET = "sealing"


def get_context(context: dict[str, Any]) -> None:
    back = routes.way_back(frappe.form_dict.get("next"))
    asked = {"next": back} if back else {}
    admission.enter(roles.SEALING_KEY, routes.address_of(sealing.KEY, **asked))
    context["view"] = sealing.of_user()
    context["back"] = back
    shell.fill_context(
        context, _("My key for sealed reports"), sealing.KEY, SCRIPT, SHEET, next=back
    )
    context["cfm"]["query"] = asked
