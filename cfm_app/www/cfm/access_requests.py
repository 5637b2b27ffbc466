"""Changes of who sees restricted cases, for the person who agrees to them or asked for them."""

from typing import Any

from frappe import _

from cfm_app.web.pages import access_requests, admission, roles, shell

SCRIPT = "access_requests"


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.ACCESS_REQUESTS, access_requests.ROUTE)
    context["view"] = access_requests.overview()
    shell.fill_context(context, _("Who sees restricted cases"), access_requests.ROUTE, SCRIPT)
