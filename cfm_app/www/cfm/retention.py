"""Retention: what goes and when, what is held, what went."""

from typing import Any

from frappe import _

from cfm_app.web.pages import admission, retention, roles, shell

SCRIPT = "acts"


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.RETENTION, retention.ROUTE)
    context["view"] = retention.overview()
    shell.fill_context(context, _("Retention"), retention.ROUTE, SCRIPT)
