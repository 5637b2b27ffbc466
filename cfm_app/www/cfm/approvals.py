"""The approvals of a focal point, for a phone held in one hand."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint

from cfm_app.base import consts
from cfm_app.cases import worklists as todo
from cfm_app.channels.act_links import links
from cfm_app.web.pages import (
    admission,
    push_switch,
    referral_cards,
    roles,
    routes,
    shell,
    state_colours,
)

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
    given = frappe.form_dict.get(links.ARGUMENT)
    link = links.read(given)
    # Whoever is not logged in learns nothing about it.
    admission.enter(roles.APPROVALS, _own_address(link))
    frappe.has_permission("Referral", "read", throw=True)
    shown = max(cint(frappe.form_dict.get("show")), referral_cards.SHOWN)
    total = len(todo.referrals(MOST))
    context.update(total=total, others=0, why="", show_next=shown + referral_cards.SHOWN)
    if not (given and _show_one(context, link)):
        context["cards"] = referral_cards.cards(shown)
        context["answered"] = referral_cards.answered()
    states = {
        act: state_colours.pill_of_referral(state, is_mine=True) for act, state in AFTER.items()
    }
    push = push_switch.marks()
    shell.fill_context(context, _("Approvals"), ROUTE, SCRIPT, states=states, push=push)


def _own_address(link: str) -> str:
    return routes.address_of(ROUTE, **({links.ARGUMENT: link} if link else {}))


def _show_one(context: dict[str, Any], link: str) -> bool:
    """Show the card that a link opens, and nothing else; or say why it opens none, above the list."""
    opened = links.opened(link)
    found = referral_cards.cards(1, opened.referral) if opened.referral else []
    if not found:
        context["why"] = opened.why or links.gone()
        return False
    context.update(cards=found, answered=[], others=context["total"] - 1, total=1)
    return True
