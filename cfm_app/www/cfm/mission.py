"""One mission, with its next step."""

from typing import Any

import frappe
from frappe import _

from cfm_app.office.missions import who_sees
from cfm_app.security.access_rule import open_documents
from cfm_app.web.pages import admission, missions, routes, shell

SCRIPT, SHEET = "mission", "register-entry"


def get_context(context: dict[str, Any]) -> None:
    name = str(frappe.form_dict.get("name") or "").strip()
    admission.enter(who_sees.ROLES, routes.address_of(missions.ENTRY, name=name))
    open_documents.get_open("CFM Mission", name)
    context["view"] = missions.detail(name)
    context["list"] = routes.address_of(missions.LIST)
    title = f"{_('Field mission')} {name}"
    shell.fill_context(context, title, missions.ENTRY, SCRIPT, SHEET, name=name)
    context["cfm"]["query"] = {"name": name}
