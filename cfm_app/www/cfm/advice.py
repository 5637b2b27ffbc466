"""Questions for advice that wait for an answer."""

from typing import Any

from frappe import _

from cfm_app.web.pages import admission, advice, roles, shell

SCRIPT, SHEET = "acts", "difficult-call"


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.ADVISE, advice.ROUTE)
    context["waiting"] = advice.waiting()
    shell.fill_context(context, _("Advice"), advice.ROUTE, SCRIPT, SHEET)
