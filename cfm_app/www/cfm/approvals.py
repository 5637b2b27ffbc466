"""The approvals of a focal point, for a phone held in one hand."""

from typing import Any

import frappe
from frappe import _

from cfm_app.pages import roles, shell, waiting

ROUTE = "/cfm/approvals"
SCRIPTS = ("approvals", "core", "cards", "queue")


def get_context(context: dict[str, Any]) -> None:
    shell.enter(roles.APPROVALS, ROUTE)
    frappe.has_permission("Referral", "read", throw=True)
    context["cards"] = waiting.cards()
    context["answered"] = waiting.answered()
    shell.dress(context, _("Approvals"), ROUTE, SCRIPTS)
