"""Whether mails of the framework leave: notices, invitations, reports."""

from datetime import timedelta

import frappe
from frappe import _
from frappe.utils import get_datetime, now_datetime

from cfm_app.base.watch_readings import DOUBTFUL, FAILED, WELL, Reading

QUEUE = "Email Queue"
WAITS_TOO_LONG = timedelta(hours=1)
RECENT = timedelta(days=1)


def readings() -> list[Reading]:
    """One reading: mail that waits for too long, or that failed and was followed by none that left."""
    now = now_datetime()
    waiting = frappe.db.get_value(
        QUEUE, {"status": ["in", ["Not Sent", "Sending"]]}, "creation", order_by="creation asc"
    )
    waited = now - get_datetime(waiting) if waiting else timedelta()
    failed = {"status": "Error", "modified": [">", now - RECENT]}
    last = frappe.db.get_value(QUEUE, failed, "modified", order_by="modified desc")
    sent_since = bool(last) and frappe.db.exists(QUEUE, {"status": "Sent", "modified": [">", last]})
    state, advice = WELL, ""
    if waited > WAITS_TOO_LONG or (last and not sent_since):
        state = FAILED
        advice = _("Mail does not leave: try the outgoing account of the site, then send again.")
    elif last:
        state = DOUBTFUL
        advice = _(
            "Single mails could not be sent: see the queue of mails, and correct the addresses."
        )
    since = get_datetime(waiting or last) if state != WELL else None
    seconds, count = max(int(waited.total_seconds()), 0), frappe.db.count(QUEUE, failed)
    return [Reading("mail", "Mail of the site", state, advice, since, seconds, count)]
