"""Import of logs: from the file over columns, values and a dry run to the cases."""

from typing import Any

import frappe
from frappe import _

from cfm_app.exchange import import_views
from cfm_app.procedures.answers import distributions
from cfm_app.web.pages import admission, roles, routes, shell

ROUTE = "/cfm/import"
SCRIPT = "import_page"


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.IMPORT, ROUTE)
    frappe.has_permission("Case", "create", throw=True)
    context["may_plan"] = frappe.has_permission(distributions.DOCTYPE, "import")
    cases = f"{routes.desk()}/case"
    shell.fill_context(
        context, _("Import"), ROUTE, SCRIPT, imports=import_views.list_imports(), cases=cases
    )
