"""What colleagues would have better: to second, to decide, and what came of it."""

from typing import Any

import frappe
from frappe import _

from cfm_app.web.pages import admission, improvements, roles, shell

SCRIPT = "acts"


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.IMPROVE, improvements.LIST)
    context["view"] = improvements.overview(str(frappe.form_dict.get("kind") or ""))
    shell.fill_context(context, _("Improvements"), improvements.LIST, SCRIPT)
