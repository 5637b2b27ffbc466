"""Moving out of SugarCRM: from the source over the plan and a dry run to the proof."""

from typing import Any

import frappe
from frappe import _

from cfm_app.exchange.migration import views
from cfm_app.web.pages import admission, roles, routes, shell

ROUTE = "/cfm/migration"
SCRIPT = "migration_page"


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.IMPORT, ROUTE)
    frappe.has_permission("Case", "create", throw=True)
    cases = f"{routes.desk()}/case"
    shell.fill_context(
        context,
        _("Moving out of SugarCRM"),
        ROUTE,
        SCRIPT,
        "import",
        migrations=views.list_migrations(),
        cases=cases,
    )
