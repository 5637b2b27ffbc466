"""A message that waits or has failed, sent or worked off once more by hand."""

import frappe
from frappe import _

from cfm_app.agencies import entry, incoming, messages, outgoing

JOBS = {messages.OUT: outgoing.JOB, messages.IN: incoming.JOB}
OPEN = (messages.WAITING, messages.FAILED)


def try_again(name: str) -> None:
    """Have a message sent, or worked off, now."""
    entry.require_composer()
    fields = ["state", "direction"]
    found = frappe.db.get_value(messages.DOCTYPE, name, fields, as_dict=True, for_update=True)
    if not found or found.state not in OPEN:
        frappe.throw(_("This message is not waiting any more. Reload the page."))
    again = {"state": messages.WAITING, "next_attempt_on": None, "attempts": 0}
    frappe.db.set_value(messages.DOCTYPE, name, again)
    frappe.enqueue(JOBS[found.direction], queue="short", enqueue_after_commit=True)
