"""Changes of who sees restricted cases, for the person who agrees to them or asked for them."""

from typing import Any

from frappe import _

from cfm_app.pages import agreeing, roles, shell

SCRIPT = "access_requests"


def get_context(context: dict[str, Any]) -> None:
    shell.enter(roles.ACCESS_REQUESTS, agreeing.ROUTE)
    context["view"] = agreeing.overview()
    shell.dress(context, _("Who sees restricted cases"), agreeing.ROUTE, SCRIPT)
