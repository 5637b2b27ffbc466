"""The map of the office: its own outlines of places, of a file that a manager has."""

from typing import Any

from frappe import _

from cfm_app.web.pages import admission, outlines, roles, shell

SCRIPT, SHEET = "outlines", "retention"


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.IMPORT, outlines.ROUTE)
    context["view"] = outlines.view()
    shell.fill_context(context, _("Map of the office"), outlines.ROUTE, SCRIPT, SHEET)
