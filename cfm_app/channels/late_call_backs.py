"""Reminders of missed calls that nobody called back in time: to operators, then also to managers."""

from collections.abc import Iterator
from datetime import datetime

import frappe
from frappe.utils import get_datetime, now_datetime

from cfm_app.base import clock_jobs, consts, notices
from cfm_app.base.notices import Notice
from cfm_app.channels.call_backs import OPEN
from cfm_app.procedures.sop.audience import Audience
from cfm_app.procedures.sop.reminders import Pace
from cfm_app.security.access_rule import access


@clock_jobs.escalates
def remind_of_calls() -> int:
    """Send what is due. Returns the number of notices.

    A user with too many calls to read gets one line with their number.
    """
    now = now_datetime()
    fresh = notices.fresh(list(due(now)))
    crowded = notices.counts_over_limit([fresh])
    notices.summarise(crowded, now)
    return len(notices.deliver(fresh, silent=crowded))


def due(now: datetime) -> Iterator[Notice]:
    """The reminders due at a moment: at the due time, and again at the office's pace."""
    audience, pace = Audience(), Pace.of_office()
    late = [["call_back_state", "=", OPEN], ["call_back_due_on", "<=", now]]
    fields = ["name", "call_back_due_on"]
    for call in frappe.get_all(consts.CALL, late, fields, order_by="call_back_due_on asc"):
        due_on = get_datetime(call.call_back_due_on)
        repeat = pace.repeats(due_on, now)
        users = set(audience.holders(consts.OPERATOR))
        if repeat or not users:
            users |= set(audience.holders(consts.MANAGER))
        for user in sorted(users):
            if access.may_see(consts.CALL, call.name, user):
                place = (user, consts.CALL, call.name)
                yield Notice(notices.MISSED_CALL, f"{due_on}", repeat, *place)
