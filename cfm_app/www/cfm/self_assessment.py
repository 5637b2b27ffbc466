"""How the office sees itself against the standards, quarter by quarter, with its figures beside."""

from typing import Any

import frappe
from frappe import _

from cfm_app.web.pages import admission, roles, self_assessment, shell

SCRIPT = "acts"


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.SELF_ASSESSMENT, self_assessment.PAGE)
    name = str(frappe.form_dict.get("name") or "").strip()
    context["view"] = self_assessment.detail(name) if name else self_assessment.overview()
    context["is_one"] = bool(name)
    shell.fill_context(context, _("Self-assessment"), self_assessment.PAGE, SCRIPT)
    context["cfm"]["query"] = {"name": name} if name else {}
