"""The poster of a public form, to be printed: one page of paper for each language of the office."""

from typing import Any

import frappe
from frappe import _

from cfm_app.web.pages import admission, poster, roles, routes, shell

ROUTE = "/cfm/poster"


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.PUBLIC_FORM, ROUTE)
    form = poster.chosen(str(frappe.form_dict.get("form") or ""))
    context["sheets"] = poster.sheets(form)
    context["is_open"] = poster.is_open(form)
    context["form"] = routes.record_address("CFM Public Form", form.name)
    context["form_name"] = form.form_name
    shell.fill_context(context, _("Poster of the form"), ROUTE)
