"""Until when a request is answered, more time with a reason, and reminders.

One month, two months more where a request is hard: article 12(3) of the General Data Protection Regulation,
as a reference. An office sets its own number of days.
"""

from datetime import datetime, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, get_datetime, now_datetime

from cfm_app.base import clock_jobs, notices, settings
from cfm_app.base.arguments import required_text
from cfm_app.data_protection.person_requests import entry, states

DAYS, MOST_DAYS_MORE = 30, 60
DUE, LATE = "Request due", "Request late"
BEFORE = timedelta(days=7)


def due_on(received: Any) -> datetime:
    """Until when a request that came at a moment is to be answered."""
    return get_datetime(received) + timedelta(days=settings.setting("request_days") or DAYS)


def extend(name: str, days: Any, reason: str) -> Document:
    """Give a request more days, once, with the reason that the person is told."""
    request = entry.opened(name)
    if request.extended_from:
        frappe.throw(_("This request was given more time before. It is given once."))
    more = cint(days)
    if not 1 <= more <= MOST_DAYS_MORE:
        frappe.throw(_("Write how many days more: 1 to {0}.").format(MOST_DAYS_MORE))
    request.extension_reason = required_text(reason, _("Write why more time is needed."))
    request.extended_from, request.extended_by = request.due_on, frappe.session.user
    request.due_on = get_datetime(request.due_on) + timedelta(days=more)
    return entry.save(request)


@clock_jobs.escalates
def remind_of_requests() -> int:
    """Remind those who handle requests a week before the limit, and when it has passed.

    Returns how many notices were sent; each is sent once, however often this runs.
    """
    now, sent = now_datetime(), 0
    rows = frappe.get_all(
        entry.DOCTYPE,
        filters={"state": ["in", states.OPEN], "due_on": ["<", now + BEFORE]},
        fields=["name", "due_on"],
        order_by="due_on asc",
    )
    for row in rows:
        kind = LATE if get_datetime(row.due_on) < now else DUE
        about = (entry.DOCTYPE, row.name)
        for user in entry.handlers(row.name):
            if notices.claim(kind, f"{row.name} {row.due_on}", user, about):
                spoken = notices.languages({user}).get(user)
                notices.tell(user, _sentence(kind, spoken).format(row.name), *about)
                sent += 1
    return sent


def _sentence(kind: str, language: str | None) -> str:
    if kind == LATE:
        return _("Request {0} of a person should have been answered by now", language)
    return _("Request {0} of a person is to be answered within a week", language)
