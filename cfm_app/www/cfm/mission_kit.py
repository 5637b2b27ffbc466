"""What a mission takes along, to be printed."""

from typing import Any

import frappe
from frappe import _

from cfm_app.office.missions import entry, states, who_sees
from cfm_app.security.access_rule import open_documents
from cfm_app.web.pages import admission, mission_kit, missions, routes, shell


def get_context(context: dict[str, Any]) -> None:
    name = str(frappe.form_dict.get("name") or "").strip()
    spoken = str(frappe.form_dict.get("spoken") or "")
    admission.enter(who_sees.ROLES, routes.address_of(missions.KIT, name=name))
    mission = open_documents.get_open("CFM Mission", name)
    if not entry.may_work_on(mission) or mission.state != states.APPROVED:
        frappe.throw(
            _("The kit is for the people of an approved mission, and for managers."),
            frappe.PermissionError,
        )
    context["kit"] = mission_kit.view(name, spoken.split(","))
    title = f"{_('Kit of mission')} {name}"
    shell.fill_context(context, title, missions.KIT, "paper_kit", "paper-kit", name=name)
    context["cfm"]["query"] = {"name": name, **({"spoken": spoken} if spoken else {})}
