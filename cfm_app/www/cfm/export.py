"""Export of cases, referrals and consents: what, which columns, which rows, as which file."""

from typing import Any

from frappe import _

from cfm_app.web.pages import admission, export_choices, roles, shell

ROUTE = "/cfm/export"
SCRIPT = "export_page"


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.EXPORT, ROUTE)
    context["kinds"] = export_choices.kinds()
    context["filters"] = export_choices.filters()
    shell.fill_context(context, _("Export"), ROUTE, SCRIPT, kinds=context["kinds"])
