"""One entry of the register of breaches, with its acts."""

from typing import Any

import frappe
from frappe import _

from cfm_app.security.access_rule import open_documents
from cfm_app.web.pages import admission, breaches, roles, routes, shell

SCRIPT, SHEET = "breach", "register-entry"


def get_context(context: dict[str, Any]) -> None:
    name = str(frappe.form_dict.get("name") or "").strip()
    admission.enter(roles.BREACHES, routes.address_of(breaches.ENTRY, name=name))
    open_documents.get_open("CFM Data Breach", name)
    context["view"] = breaches.detail(name)
    context["list"] = breaches.LIST
    title = f"{_('Data breach')} {name}"
    shell.fill_context(context, title, breaches.ENTRY, SCRIPT, SHEET, name=name)
    context["cfm"]["query"] = {"name": name}
