"""What works and what does not, on one page."""

from typing import Any

from frappe import _

from cfm_app.web.pages import admission, roles, shell, watch

SCRIPT = "acts"


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.WATCH, watch.ROUTE)
    context["view"] = watch.view()
    shell.fill_context(context, _("What works"), watch.ROUTE, SCRIPT)
