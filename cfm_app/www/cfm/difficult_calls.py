"""Who of the team wishes to talk about a difficult call, for managers."""

from typing import Any

from frappe import _

from cfm_app.web.pages import admission, difficult_calls, roles, shell

SCRIPT, SHEET = "acts", "difficult-call"


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.TALKS, difficult_calls.OF_TEAM)
    context["view"] = difficult_calls.of_team()
    shell.fill_context(
        context, _("Talks after difficult calls"), difficult_calls.OF_TEAM, SCRIPT, SHEET
    )
