"""One request of a person, with its next step."""

from typing import Any

import frappe
from frappe import _

from cfm_app.security.access_rule import open_documents
from cfm_app.web.pages import admission, person_requests, roles, routes, shell

SCRIPT, SHEET = "person_request", "register-entry"


def get_context(context: dict[str, Any]) -> None:
    name = str(frappe.form_dict.get("name") or "").strip()
    admission.enter(roles.REGISTER_REQUEST, routes.address_of(person_requests.ENTRY, name=name))
    open_documents.get_open("CFM Person Request", name)
    context["view"] = person_requests.detail(name)
    context["list"] = person_requests.LIST if admission.may_enter(roles.PERSON_REQUESTS) else ""
    title = f"{_('Request of a person')} {name}"
    shell.fill_context(context, title, person_requests.ENTRY, SCRIPT, SHEET, name=name)
    context["cfm"]["query"] = {"name": name}
