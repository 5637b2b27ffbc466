"""The first set-up of an office, in seven steps that can be left and taken up again."""

from typing import Any

import frappe
from frappe import _

from cfm_app.web.pages import admission, first_steps, roles, shell

SCRIPT = "setup"


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.FIRST_STEPS, first_steps.ROUTE)
    view = first_steps.view(str(frappe.form_dict.get("step") or ""))
    context["view"] = view
    shell.fill_context(
        context,
        _("First set-up"),
        first_steps.ROUTE,
        SCRIPT,
        step=view["step"].key,
        after=view["after"],
    )
