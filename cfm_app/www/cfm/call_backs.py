"""Calls: people with an answer they have not heard, and calls that were agreed on."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime

from cfm_app.base import batch_cache
from cfm_app.channels import dialling
from cfm_app.security.access_rule import user_limits
from cfm_app.web.pages import admission, call_backs, calls, roles, routes, shell

ROUTE = "/cfm/call-backs"
SCRIPT = "call_backs"


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.CALL_BACKS, ROUTE)
    if not user_limits.writes_cases(frappe.session.user):
        frappe.has_permission("Case", "write", throw=True)
    seen_on = now_datetime().isoformat(sep=" ")
    with batch_cache.cached_batch():
        context["lines"] = call_backs.lines()
        context["later"] = call_backs.later()
        context["missed"] = calls.missed()
        context["today"] = calls.today()
        context["questions"] = call_backs.questions()
    context["dial"] = dialling.address
    context["script_language"] = routes.language()
    shell.fill_context(context, _("Calls"), ROUTE, SCRIPT, seen_on=seen_on)
