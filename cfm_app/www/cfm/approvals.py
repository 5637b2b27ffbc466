"""The approvals of a focal point, for a phone held in one hand."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint

from cfm_app import consts
from cfm_app.cases import worklists as todo
from cfm_app.pages import push_switch, referral_cards, roles, shell, state_colours

ROUTE = "/cfm/approvals"
MOST = 1000
AFTER = {
    "accept": consts.REFERRAL_ACCEPTED,
    "answer": consts.REFERRAL_DONE,
    "return_referral": consts.REFERRAL_RETURNED,
}
"""The state that a card shows at once, before the server has said so."""
SCRIPT = "approvals"


def get_context(context: dict[str, Any]) -> None:
    shell.enter(roles.APPROVALS, ROUTE)
    frappe.has_permission("Referral", "read", throw=True)
    shown = max(cint(frappe.form_dict.get("show")), referral_cards.SHOWN)
    context["cards"] = referral_cards.cards(shown)
    context["total"] = len(todo.referrals(MOST))
    context["show_next"] = shown + referral_cards.SHOWN
    context["answered"] = referral_cards.answered()
    states = {
        act: state_colours.pill_of_referral(state, is_mine=True) for act, state in AFTER.items()
    }
    push = push_switch.marks()
    shell.fill_context(context, _("Approvals"), ROUTE, SCRIPT, states=states, push=push)
