"""The copy of what is held on a person, to be read, printed and handed over."""

from typing import Any

import frappe
from frappe import _

from cfm_app.web.pages import admission, person_request_copy, roles, routes, shell


def get_context(context: dict[str, Any]) -> None:
    asked = {key: str(frappe.form_dict.get(key) or "").strip() for key in ("name", "part")}
    address = routes.address_of(person_request_copy.ROUTE, **asked)
    admission.enter(roles.REGISTER_REQUEST, address)
    context["copy"] = person_request_copy.view(**asked)
    shell.fill_context(context, _("What we hold about you"), person_request_copy.ROUTE)
    context["cfm"]["query"] = {key: value for key, value in asked.items() if value}
    # The log of readings keeps who made it, though this only reads.
    frappe.local.flags.commit = True
