"""Which restricted reports are sealed, and who keeps the recovery key."""

from typing import Any

from frappe import _

from cfm_app.web.pages import admission, roles, sealing, shell

SCRIPT = "sealing"


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.SEALING, sealing.ROUTE)
    context["view"] = sealing.of_office()
    shell.fill_context(context, _("Sealing of restricted reports"), sealing.ROUTE, SCRIPT)
