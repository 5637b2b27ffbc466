"""What reaches nobody, and giving a new class its handlers."""

from typing import Any

from frappe import _

from cfm_app.web.pages import admission, reach, roles, shell

SCRIPT = "acts"


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.FIRST_STEPS, reach.ROUTE)
    context["view"] = reach.view()
    shell.fill_context(context, _("Who takes the cases"), reach.ROUTE, SCRIPT)
