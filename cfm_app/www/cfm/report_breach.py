"""Report a breach of personal data, or the suspicion of one."""

from typing import Any

import frappe
from frappe import _

from cfm_app.web.pages import admission, breaches, roles, routes, shell

SCRIPT, SHEET = "report_breach", "register-form"


def get_context(context: dict[str, Any]) -> None:
    case = str(frappe.form_dict.get("case") or "").strip()
    admission.enter(roles.REPORT_BREACH, routes.address_of(breaches.FORM))
    context["form"] = breaches.form(case)
    steps = {kind["value"]: kind["steps"] for kind in context["form"]["kinds"]}
    shell.fill_context(
        context, _("Report a data breach"), breaches.FORM, SCRIPT, SHEET, steps=steps
    )
