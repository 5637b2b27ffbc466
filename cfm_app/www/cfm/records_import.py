"""A sheet into any list: which list, the sheet to fill, columns, dry run, import, taking it back."""

from typing import Any

import frappe
from frappe import _

from cfm_app.exchange.lists import targets, views
from cfm_app.web.pages import admission, roles, routes, shell

ROUTE = "/cfm/records-import"
SCRIPT = "records_import"


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.IMPORT, ROUTE)
    lists = targets.choices()
    asked = str(frappe.form_dict.get("target") or "")
    is_offered = any(each["value"] == asked for each in lists)
    context["lists"] = lists
    context["chosen"] = asked if is_offered else ""
    shell.fill_context(
        context,
        _("Import into a list"),
        ROUTE,
        SCRIPT,
        imports=views.list_imports(),
        desk=routes.desk(),
    )
