"""One agreement on exchange: what it covers, what leaves by it, what came, and its next step."""

from typing import Any

import frappe
from frappe import _

from cfm_app.web.pages import admission, exchange, roles, routes, shell

SCRIPT, SHEET = "exchange_agreement", "register-entry"


def get_context(context: dict[str, Any]) -> None:
    name = str(frappe.form_dict.get("name") or "").strip()
    admission.enter(roles.READ_EXCHANGE, routes.address_of(exchange.ENTRY, name=name))
    context["view"] = exchange.detail(name)
    context["list"] = routes.address_of(exchange.LIST)
    title = _("Agreement on exchange")
    shell.fill_context(context, title, exchange.ENTRY, SCRIPT, SHEET, name=name)
    context["cfm"]["query"] = {"name": name}
