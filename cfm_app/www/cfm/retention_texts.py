"""What stays of the texts of a case that goes: words are blacked out by hand."""

from typing import Any

import frappe
from frappe import _

from cfm_app.web.pages import admission, retention_texts, roles, routes, shell

SCRIPT = "redact"


def get_context(context: dict[str, Any]) -> None:
    case = str(frappe.form_dict.get("case") or "").strip()
    admission.enter(roles.RETENTION, routes.address_of(retention_texts.ROUTE, case=case))
    context["view"] = retention_texts.overview(case)
    shell.fill_context(context, _("What stays of the texts"), retention_texts.ROUTE, SCRIPT)
    context["cfm"]["query"] = {"case": case}
    # The log of readings keeps who read it, though this only reads.
    frappe.local.flags.commit = True
