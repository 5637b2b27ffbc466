"""The form of a plan: where, when, what for, who leads."""

from typing import Any

from frappe import _

from cfm_app.office.missions import who_sees
from cfm_app.web.pages import admission, missions, shell

SCRIPT, SHEET = "new_mission", "register-form"


def get_context(context: dict[str, Any]) -> None:
    admission.enter(who_sees.ROLES, missions.FORM)
    context["form"] = missions.form()
    shell.fill_context(
        context, _("Plan a mission"), missions.FORM, SCRIPT, SHEET, entry=missions.ENTRY
    )
