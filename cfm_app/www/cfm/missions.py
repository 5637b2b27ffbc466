"""Field missions: what is planned and under way, what ended, figures by month and place."""

from typing import Any

from frappe import _

from cfm_app.office.missions import who_sees
from cfm_app.web.pages import admission, missions, shell


def get_context(context: dict[str, Any]) -> None:
    admission.enter(who_sees.ROLES, missions.LIST)
    context["view"] = missions.overview()
    shell.fill_context(context, _("Field missions"), missions.LIST, sheet="register")
