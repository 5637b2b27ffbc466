"""Tells receivers of referrals by mail or text message, where the office wants it.

The messages have a link and no content. Users with push notifications get none. What waits is a row, so
nothing is lost in a crash; notices of one referral within an hour become one message.
"""

from datetime import timedelta
from functools import partial
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_to_date, escape_html, get_url, now_datetime

from cfm_app.base import clock_jobs, consts, languages
from cfm_app.base.counting import counted
from cfm_app.base.settings import setting
from cfm_app.channels.act_links import links
from cfm_app.channels.push import devices
from cfm_app.procedures.sop import escalation_messages
from cfm_app.security.log_in import credentials

DOCTYPE = consts.ACT_LINK
ALSO_BY = "referral_told_by"
JOB = "cfm_app.channels.act_links.telling.deliver"
QUEUED, SENDING, SENT = "Queued", "Sending", "Sent"
PAUSE, LONGEST_SENDING = timedelta(hours=1), timedelta(minutes=5)
AT_ONCE = 500
COLUMNS = (
    "name creation modified modified_by owner docstatus idx user referral state state_on"
).split()


def wake(notice: Document, method: str | None = None) -> None:
    """Event of a notice: queue a link for its receiver, if it is about a referral that waits for them."""
    if notice.document_type != "Referral" or not setting(ALSO_BY):
        return
    user, referral = notice.for_user, notice.document_name
    if not links.waits(referral, user) or _hears_by_push(user) or _was_just_told(user, referral):
        return
    now, author = now_datetime(), frappe.session.user
    values = (user, referral, QUEUED, now)
    row = (frappe.generate_hash(length=10), now, now, author, author, 0, 0, *values)
    frappe.db.bulk_insert(DOCTYPE, COLUMNS, [row])
    frappe.enqueue(JOB, queue="short", enqueue_after_commit=True)


@clock_jobs.harmless
def deliver() -> None:
    """Send the links that wait."""
    before = now_datetime() - LONGEST_SENDING
    # What was on its way when the machine went down leaves again, with another link.
    frappe.db.set_value(DOCTYPE, {"state": SENDING, "state_on": ["<", before]}, "state", QUEUED)
    frappe.db.commit()
    for name in _waiting():
        row = _claim(name)
        text = links.draw(name, row.user) if row else ""
        # Before it leaves: a link that somebody has is known here.
        frappe.db.commit()
        if row:
            _send(row.user, text)
            frappe.db.set_value(DOCTYPE, name, {"state": SENT, "state_on": now_datetime()})
            frappe.db.commit()


def _waiting() -> list[str]:
    return frappe.get_all(
        DOCTYPE,
        filters={"state": QUEUED},
        pluck="name",
        order_by="state_on asc, name asc",
        limit_page_length=AT_ONCE,
    )


def _claim(name: str) -> Any:
    """The row, if this process is the one that sends it and it still has whom to ask."""
    row = frappe.db.get_value(
        DOCTYPE, name, ["state", "user", "referral"], as_dict=True, for_update=True
    )
    if not row or row.state != QUEUED:
        return None
    if not (credentials.is_enabled(row.user) and links.waits(row.referral, row.user)):
        frappe.db.delete(DOCTYPE, {"name": name})
        return None
    frappe.db.set_value(DOCTYPE, name, {"state": SENDING, "state_on": now_datetime()})
    return row


def _send(user: str, text: str) -> None:
    language = languages.of_user(user)
    address = get_url(f"{links.PAGE}?{links.ARGUMENT}={text}")
    short = _("Something waits for you. Log in: {0}", language).format(address)
    letter = partial(_letter, address, language)
    escalation_messages.carry(
        user, {setting(ALSO_BY)}, letter, short, _("Work that waits was told only by the bell")
    )


def _letter(address: str, language: str | None, _name: str | None) -> tuple[str, str]:
    """A mail without a word of what waits, nor of how many wait."""
    shown = escape_html(address)
    lasts = _("The link opens it once, for you alone, within {0} hours.", language)
    lines = (
        _("Something waits for you. Log in to see it and to answer.", language),
        f'<a href="{shown}">{shown}</a>',
        counted(lasts, links.hours(), language=language),
    )
    return _("Something waits for you", language), "".join(f"<p>{each}</p>" for each in lines)


def _hears_by_push(user: str) -> bool:
    """Whether a device of theirs took the last notice, or has not had one yet."""
    states = frappe.get_all(devices.DOCTYPE, {"user": user}, pluck="state", order_by="name asc")
    return any(state != devices.FAILED for state in states)


def _was_just_told(user: str, referral: str) -> bool:
    """Whether a link to it waits, or left within the hour and was not used."""
    own = {"user": user, "referral": referral, "used_on": ["is", "not set"]}
    since = add_to_date(now_datetime(), seconds=-PAUSE.total_seconds())
    return bool(frappe.db.exists(DOCTYPE, {**own, "state_on": [">=", since]}))
