"""The team: who has signed and learned what, and until when."""

from typing import Any

from frappe import _

from cfm_app.web.pages import admission, roles, shell, team_obligations


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.TEAM, team_obligations.ROUTE)
    context["view"] = team_obligations.overview()
    shell.fill_context(context, _("Team and its duties"), team_obligations.ROUTE, "team")
