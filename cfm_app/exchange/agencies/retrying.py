"""Sends or processes a waiting or failed message again, on request."""

import frappe
from frappe import _

from cfm_app.exchange.agencies import entry, incoming, messages, outgoing
from cfm_app.security.access_rule import access

JOBS = {messages.OUT: outgoing.JOB, messages.IN: incoming.JOB}
OPEN = (messages.WAITING, messages.FAILED)


def may_try(agreement: str, case: str | None) -> bool:
    """Whether the user sends messages again: who keeps agreements; of a restricted class, handlers of the case."""
    if frappe.get_cached_value(entry.DOCTYPE, agreement, "restricted_class"):
        return access.may_see_case(case or "")
    return entry.may_compose()


def try_again(name: str) -> None:
    """Have a message sent, or worked off, now."""
    fields = ["state", "direction", "agreement", "cfm_case"]
    found = frappe.db.get_value(messages.DOCTYPE, name, fields, as_dict=True, for_update=True)
    is_open_to_user = bool(found) and may_try(found.agreement, found.cfm_case)
    if not is_open_to_user:
        entry.require_composer()
    if not is_open_to_user or found.state not in OPEN:
        frappe.throw(_("This message is not waiting any more. Reload the page."))
    again = {"state": messages.WAITING, "next_attempt_on": None, "attempts": 0}
    frappe.db.set_value(messages.DOCTYPE, name, again)
    frappe.enqueue(JOBS[found.direction], queue="short", enqueue_after_commit=True)
