"""Whether the accounts of channels work, and whether what is written to people leaves."""

from datetime import timedelta
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_datetime, now_datetime

from cfm_app.base import consts
from cfm_app.base.watch_readings import DOUBTFUL, FAILED, WELL, Reading
from cfm_app.channels import accounts
from cfm_app.channels.mail import settings as mailboxes
from cfm_app.channels.statuses import QUEUED, SENDING

PART, OUTBOX = "channel", "outbox"
STORED = (
    "name adapter enabled creation last_error last_error_on fetch_error fetched_on last_refusal_on"
).split()
"""What an account's reading is made of."""

# A mailbox is looked into every few minutes.
NOT_FETCHED = timedelta(hours=1)
REFUSED_LATELY = timedelta(days=1)
WAITS_LONG, WAITS_TOO_LONG = timedelta(minutes=30), timedelta(hours=2)


def readings() -> list[Reading]:
    """One for each account that is switched on."""
    rows = frappe.get_all(
        accounts.DOCTYPE, filters={"enabled": 1}, fields=STORED, order_by="name asc"
    )
    return [of_account(row) for row in rows]


def of_account(row: Any) -> Reading:
    """How an account does, by what is `STORED` of it."""
    now = now_datetime()

    def told(state: str = WELL, advice: str = "", since: Any = None) -> Reading:
        moment = get_datetime(since) if since else None
        seconds = max(int((now - moment).total_seconds()), 0) if moment else None
        about = {"doctype": accounts.DOCTYPE, "document": row.name}
        return Reading(PART, row.name, state, advice, moment, seconds, **about)

    if row.last_error:
        advice = _("Messages do not leave by this account: read why in it, and try the connection.")
        return told(FAILED, advice, row.last_error_on)
    if row.fetch_error:
        advice = _("Mail cannot be fetched: read why in the account, and try the connection.")
        return told(FAILED, advice, row.fetched_on)
    if row.adapter == mailboxes.KIND:
        looked = get_datetime(row.fetched_on or row.creation)
        if now - looked > NOT_FETCHED:
            return told(
                FAILED, _("Nobody looks into the mailbox: see whether the jobs run."), looked
            )
    if row.last_refusal_on and now - get_datetime(row.last_refusal_on) < REFUSED_LATELY:
        advice = _("A request of the provider was refused: read why in the account.")
        return told(DOUBTFUL, advice, row.last_refusal_on)
    return told()


def outbox() -> list[Reading]:
    """How long the oldest message waits that is to leave, and how many wait."""
    waiting = {"direction": "Out", "state": ["in", [QUEUED, SENDING]]}
    oldest = frappe.db.get_value(consts.MESSAGE, waiting, "creation", order_by="creation asc")
    age = now_datetime() - get_datetime(oldest) if oldest else timedelta()
    state = FAILED if age > WAITS_TOO_LONG else DOUBTFUL if age > WAITS_LONG else WELL
    advice = _("Messages to people wait for too long: see whether their account works.")
    return [
        Reading(
            OUTBOX,
            "Messages that wait",
            state,
            advice if state != WELL else "",
            get_datetime(oldest) if state != WELL else None,
            max(int(age.total_seconds()), 0),
            frappe.db.count(consts.MESSAGE, waiting),
        )
    ]
