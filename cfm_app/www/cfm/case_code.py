"""The code of a case, for whoever may write the case and tells it to the person."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import get_url

from cfm_app.base.settings import setting
from cfm_app.security.access_rule import open_documents, status_codes
from cfm_app.web.pages import admission, roles, shell

ROUTE = "/cfm/case-code"


def get_context(context: dict[str, Any]) -> None:
    name = str(frappe.form_dict.get("case") or "")
    admission.enter(roles.NEW_CASE, f"{ROUTE}?case={name}")
    case = open_documents.get_open("Case", name)
    case.check_permission("write")
    context["case"] = case.name
    context["code"] = status_codes.of_case(case.name)
    context["number"] = setting("public_phone")
    context["address"] = get_url("/cfm/status").partition("://")[2]
    shell.fill_context(context, _("Code for the person"), ROUTE)
