"""Who does what: what each colleague has, and moving it."""

from typing import Any

import frappe
from frappe import _

from cfm_app.web.pages import admission, roles, shell, workload

SCRIPT = "who_does_what"


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.WHO_DOES_WHAT, workload.ROUTE)
    context["view"] = workload.view(str(frappe.form_dict.get("of") or ""))
    shell.fill_context(context, _("Who does what"), workload.ROUTE, SCRIPT)
