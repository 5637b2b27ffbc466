"""One signature with its text as it was shown, to be looked at and printed."""

from typing import Any

import frappe

from cfm_app.web.pages import admission, obligations, roles, routes, shell


def get_context(context: dict[str, Any]) -> None:
    name = str(frappe.form_dict.get("name") or "")
    admission.enter(roles.OBLIGATIONS, routes.address_of(obligations.SIGNED, name=name))
    context["signed"] = obligations.as_signed(name)
    shell.fill_context(context, context["signed"]["title"], obligations.SIGNED, "print_button")
    context["cfm"]["query"] = {"name": name}
