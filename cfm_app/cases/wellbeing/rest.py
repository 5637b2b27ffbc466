"""When a rest is due: after a difficult call, and after long talking."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import frappe
from frappe.utils import get_datetime, now_datetime

from cfm_app.base import consts, settings
from cfm_app.cases.wellbeing import difficult_calls

# So far back talking is counted; a rest within it ends the count.
WINDOW = timedelta(hours=2)
_RESTED = "cfm_rested:{0}"


@dataclass(frozen=True)
class Rest:
    """Why a rest is due: until when after a difficult call, or how many minutes were talked."""

    entry: str = ""
    until: datetime | None = None
    minutes: int = 0


def due(now: datetime | None = None) -> Rest | None:
    """The rest that the user in the session should take now; none while nothing asks for it."""
    now = now or now_datetime()
    rows = frappe.get_all(
        difficult_calls.DOCTYPE,
        filters={"user": frappe.session.user, "rest_until": [">", now]},
        fields=["name", "rest_until"],
        order_by="rest_until desc",
        limit_page_length=1,
    )
    if rows:
        return Rest(rows[0].name, get_datetime(rows[0].rest_until))
    limit = settings.setting("rest_after_minutes") or 0
    talked = _minutes_talked(now) if limit else 0
    return Rest(minutes=talked) if limit and talked >= limit else None


def taken() -> None:
    """The user has rested: what they talked before counts no more."""
    key = _RESTED.format(frappe.session.user)
    frappe.cache.set_value(key, str(now_datetime()), expires_in_sec=int(WINDOW.total_seconds()))


def _minutes_talked(now: datetime) -> int:
    since = now - WINDOW
    if rested := frappe.cache.get_value(_RESTED.format(frappe.session.user), expires=True):
        since = max(since, get_datetime(rested))
    rows = frappe.get_all(
        consts.CALL,
        filters={"operator": frappe.session.user, "ended_on": [">=", since]},
        pluck="talking_seconds",
        order_by="ended_on asc",
    )
    return sum(seconds or 0 for seconds in rows) // 60
