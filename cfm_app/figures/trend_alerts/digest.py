"""One line a day for whoever has trends to look at: how many, never which."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import nowdate

from cfm_app.base import consts, notices
from cfm_app.base.counting import counted
from cfm_app.figures.trend_alerts import states
from cfm_app.security.access_rule import access
from cfm_app.security.entitlement import clearance, handlers

TRENDS, FOLLOW_UP = "Trends", "Trend to follow up"
READERS = (consts.MANAGER, consts.AAP)


def send() -> int:
    """Tell each user of what was found or has grown today, and of follow-ups that are due.

    Returns how many lines were written. A second run on the same day tells nothing twice.
    """
    return _tell_found() + _tell_due()


def _tell_found() -> int:
    today, sent = nowdate(), 0
    names = frappe.get_all(
        consts.TREND_ALERT,
        filters={"state": ["in", states.OPEN]},
        or_filters=[["detected_on", ">=", today], ["grown_on", ">=", today]],
        pluck="name",
        order_by="name asc",
    )
    users = _receivers() if names else []
    spoken = notices.languages(set(users))
    for user in users:
        seen = [name for name in names if access.may_see(consts.TREND_ALERT, name, user)]
        if seen and not _was_told(user, today) and _claim(user, today, seen[0]):
            language = spoken.get(user)
            text = _("Unusual trends to look at: {0}", language)
            # Who may not see the alert any more does not see the line either.
            notices.tell(
                user, counted(text, len(seen), language=language), consts.TREND_ALERT, seen[0]
            )
            sent += 1
    return sent


def _was_told(user: str, day: str) -> bool:
    line = {"kind": TRENDS, "receiver": user, "rule": day}
    return bool(frappe.db.exists(notices.DOCTYPE, line))


def _claim(user: str, day: str, name: str) -> bool:
    """The line in the ledger names an alert, too: a line to a handler alone would tell of a restricted one."""
    return notices.claim(TRENDS, day, user, (consts.TREND_ALERT, name))


def _receivers() -> list[str]:
    """Managers, accountability, and the handlers of restricted classes."""
    roles = {*READERS, *clearance.restricted_classes().values()} - {""}
    return sorted({user for role in roles for user in handlers.holders(role)})


def _tell_due() -> int:
    """Remind whoever is responsible of a follow-up whose day has come."""
    sent = 0
    for row in _due():
        about = (consts.TREND_ALERT, row.name)
        is_open = row.responsible and access.may_see(*about, row.responsible)
        if is_open and notices.claim(FOLLOW_UP, str(row.follow_up_on), row.responsible, about):
            language = notices.languages({row.responsible}).get(row.responsible)
            text = _("Trend {0}: look today whether the measure has helped", language)
            notices.tell(row.responsible, text.format(row.name), *about)
            sent += 1
    return sent


def _due() -> list[Any]:
    return frappe.get_all(
        consts.TREND_ALERT,
        filters={"state": states.DECIDED, "follow_up_on": ["<=", nowdate()]},
        fields=["name", "responsible", "follow_up_on"],
        order_by="name asc",
    )
