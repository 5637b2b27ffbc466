"""A difficult call: what to do and say, to mark it, and what was marked before."""

from typing import Any

import frappe
from frappe import _

from cfm_app.base import spoken_language
from cfm_app.web.pages import admission, difficult_calls, roles, shell

SCRIPT = "acts"


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.REPORT_BREACH, difficult_calls.ROUTE)
    asked = str(frappe.form_dict.get("language") or "").strip()
    context["view"] = difficult_calls.own(asked or spoken_language.of_user())
    context["of_team"] = difficult_calls.OF_TEAM
    context["case"] = str(frappe.form_dict.get("case") or "").strip()
    shell.fill_context(context, _("Difficult call"), difficult_calls.ROUTE, SCRIPT)
