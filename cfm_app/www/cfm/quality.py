"""Second looks at closed cases: to give, to draw, what they say; coaching notes for the user."""

from typing import Any

import frappe
from frappe import _

from cfm_app.web.pages import admission, quality, roles, shell

SCRIPT = "acts"


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.QUALITY, quality.PAGE)
    context["view"] = quality.overview(str(frappe.form_dict.get("month") or ""))
    shell.fill_context(context, _("Quality"), quality.PAGE, SCRIPT)
