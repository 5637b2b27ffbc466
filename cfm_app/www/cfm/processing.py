"""The record of processing activities: whose data, what for, who reads it, how long."""

from typing import Any

from frappe import _

from cfm_app.web.pages import admission, processing, roles, shell

SCRIPT = "print_button"


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.PROCESSING, processing.ROUTE)
    context["view"] = processing.record()
    shell.fill_context(context, _("Record of processing activities"), processing.ROUTE, SCRIPT)
