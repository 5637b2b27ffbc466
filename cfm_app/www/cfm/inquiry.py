"""What a colleague read and changed, for data protection."""

from typing import Any

import frappe
from frappe import _

from cfm_app.web.pages import admission, inquiry, roles, shell

SCRIPT = "acts"


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.BREACHES, inquiry.ROUTE)
    given = (str(frappe.form_dict.get(name) or "").strip() for name in ("user", "since", "until"))
    context["view"] = inquiry.view(*given)
    shell.fill_context(context, _("Inquiry about a colleague"), inquiry.ROUTE, SCRIPT)
