"""One unusual trend, with its evidence and its acts."""

from typing import Any

import frappe
from frappe import _

from cfm_app.base import consts
from cfm_app.security.access_rule import open_documents
from cfm_app.web.pages import admission, roles, routes, shell, trend_alerts

SCRIPT, SHEET = "acts", "register-entry"


def get_context(context: dict[str, Any]) -> None:
    name = str(frappe.form_dict.get("name") or "").strip()
    admission.enter(roles.TRENDS, routes.address_of(trend_alerts.ENTRY, name=name))
    open_documents.get_open(consts.TREND_ALERT, name)
    context["view"] = trend_alerts.detail(name)
    context["list"] = trend_alerts.LIST
    title = f"{_('Unusual trend')} {name}"
    shell.fill_context(context, title, trend_alerts.ENTRY, SCRIPT, SHEET, name=name)
    context["cfm"]["query"] = {"name": name}
