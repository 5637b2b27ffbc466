"""Who is away, and who stands in."""

from typing import Any

from frappe import _

from cfm_app.web.pages import absences, admission, roles, shell

SCRIPT = "acts"


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.ABSENCES, absences.ROUTE)
    context["view"] = absences.view()
    shell.fill_context(context, _("Who is away"), absences.ROUTE, SCRIPT)
