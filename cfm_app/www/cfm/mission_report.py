"""The report of a mission, to be read and printed."""

from typing import Any

import frappe
from frappe import _

from cfm_app.office.missions import who_sees
from cfm_app.security.access_rule import open_documents
from cfm_app.web.pages import admission, mission_report, missions, routes, shell


def get_context(context: dict[str, Any]) -> None:
    name = str(frappe.form_dict.get("name") or "").strip()
    admission.enter(who_sees.ROLES, routes.address_of(missions.REPORT, name=name))
    open_documents.get_open("CFM Mission", name)
    context["view"] = mission_report.view(name)
    context["entry"] = routes.address_of(missions.ENTRY, name=name)
    title = f"{_('Report of mission')} {name}"
    shell.fill_context(context, title, missions.REPORT, "print_button", "mission-report")
    context["cfm"]["query"] = {"name": name}
