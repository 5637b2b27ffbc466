"""Unusual reading of personal data, for data protection."""

from typing import Any

from frappe import _

from cfm_app.web.pages import admission, readings, roles, shell

SCRIPT = "acts"


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.BREACHES, readings.ROUTE)
    context["view"] = readings.overview()
    shell.fill_context(context, _("Unusual reading"), readings.ROUTE, SCRIPT)
