"""Unusual trends: what is open, and what became of the others."""

from typing import Any

from frappe import _

from cfm_app.web.pages import admission, roles, shell, trend_alerts


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.TRENDS, trend_alerts.LIST)
    context["view"] = trend_alerts.overview()
    shell.fill_context(context, _("Unusual trends"), trend_alerts.LIST, sheet="register")
