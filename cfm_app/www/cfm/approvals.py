"""The approvals of a focal point, for a phone held in one hand."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint

from cfm_app.cases import waiting as todo
from cfm_app.pages import roles, shell, waiting

ROUTE = "/cfm/approvals"
MOST = 1000
SCRIPTS = ("approvals", "core", "cards", "queue", "hand_over", "more_time", "halves", "write")


def get_context(context: dict[str, Any]) -> None:
    shell.enter(roles.APPROVALS, ROUTE)
    frappe.has_permission("Referral", "read", throw=True)
    shown = max(cint(frappe.form_dict.get("show")), waiting.SHOWN)
    context["cards"] = waiting.cards(shown)
    context["total"] = len(todo.referrals(MOST))
    context["show_next"] = shown + waiting.SHOWN
    context["answered"] = waiting.answered()
    shell.dress(context, _("Approvals"), ROUTE, SCRIPTS)
