"""Register what a person asks about their own data."""

from typing import Any

import frappe
from frappe import _

from cfm_app.web.pages import admission, person_requests, roles, routes, shell

SCRIPT, SHEET = "new_person_request", "register-form"


def get_context(context: dict[str, Any]) -> None:
    asked = {key: str(frappe.form_dict.get(key) or "").strip() for key in ("case", "conversation")}
    admission.enter(roles.REGISTER_REQUEST, routes.address_of(person_requests.FORM))
    context["form"] = person_requests.form(asked["case"], asked["conversation"])
    title = _("A person asks about their data")
    shell.fill_context(
        context, title, person_requests.FORM, SCRIPT, SHEET, entry=person_requests.ENTRY
    )
    context["cfm"]["query"] = {key: value for key, value in asked.items() if value}
