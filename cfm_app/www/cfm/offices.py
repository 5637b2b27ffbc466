"""Cases between two offices of ours: a file that is made, one that came, and what both have changed."""

from typing import Any

from frappe import _

from cfm_app.web.pages import admission, offices, roles, shell

SCRIPT, SHEET = "offices", "register-entry"


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.READ_EXCHANGE, offices.ROUTE)
    context["view"] = offices.view()
    shell.fill_context(context, _("Cases between our offices"), offices.ROUTE, SCRIPT, SHEET)
