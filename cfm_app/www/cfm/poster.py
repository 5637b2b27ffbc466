"""The poster of the public form, to be printed: one page of paper for each language of the office."""

from typing import Any

from frappe import _

from cfm_app.pages import poster, roles, shell

ROUTE = "/cfm/poster"


def get_context(context: dict[str, Any]) -> None:
    shell.enter(roles.PUBLIC_FORM, ROUTE)
    context["sheets"] = poster.sheets()
    context["is_open"] = poster.is_open()
    context["form"] = shell.record_address("CFM Public Form", "CFM Public Form")
    shell.fill_context(context, _("Poster of the form"), ROUTE)
