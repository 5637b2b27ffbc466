"""A clock of the machine that is doubted: telling it, a person who confirms it, and schedules that it has upset."""

from datetime import timedelta
from typing import Any

import frappe
from frappe import _
from frappe.utils import format_datetime, now_datetime

from cfm_app.base import clock, clock_jobs, consts
from cfm_app.base.watch_readings import DOUBTFUL, FAILED, WELL, Reading
from cfm_app.security import audit

PART = "clock"
ROLES = (consts.DATA_PROTECTION, "System Manager")
"""Whoever may say that the date is right, besides whoever runs the machine."""
ACTION = "Clock"
PAGE = "/cfm/watch"
TYPE = "Scheduled Job Type"
MODULE = "CFM App"
# When a job tries again, and since when it has been at it.
RETRY, CLAIMED, SENDING = "next_attempt_on", ("state_on", "sending_since"), "Sending"
LONGEST_PAUSE = timedelta(days=2)
"""No job waits longer before it tries again."""
AHEAD = timedelta(minutes=5)
# Something is written here whenever somebody works.
WRITTEN_OFTEN = ("Case", consts.MESSAGE, "CFM Access Log")
LOOKED, LOOKED_SECONDS = "cfm_clock_looked", 60


@clock_jobs.harmless
def look() -> None:
    """Note whether the clock is believed, and let no job wait for a date that was wrong."""
    found = clock.doubt()
    if clock.look():
        right = f"→ {now_datetime():%Y-%m-%d %H:%M}"
        audit.record(ACTION, TYPE, detail=_shift(found) if found else right)
    recover_schedules()
    if found is None:
        recover_waiting()


def look_in_requests() -> None:
    """The same for schedules, once a minute while people work: where jobs stand still, no job can mend it."""
    if (
        frappe.request
        and frappe.request.method == "POST"
        and not frappe.cache.get_value(LOOKED, expires=True)
    ):
        frappe.cache.set_value(LOOKED, 1, expires_in_sec=LOOKED_SECONDS)
        recover_schedules()


def recover_schedules() -> None:
    """Have jobs run whose last run is dated later than now, however long ago it was."""
    late = {"last_execution": [">", now_datetime() + AHEAD]}
    if frappe.db.exists(TYPE, late):
        long_ago = now_datetime() - timedelta(days=1)
        frappe.db.set_value(TYPE, late, "last_execution", long_ago, update_modified=False)


def recover_waiting() -> None:
    """Have what waits for another try wait no longer than it ever does, whatever day a wrong clock has named."""
    now = now_datetime()
    for doctype in waiting_doctypes(RETRY):
        late = {RETRY: [">", now + LONGEST_PAUSE]}
        frappe.db.set_value(doctype, late, RETRY, now, update_modified=False)
    for field in CLAIMED:
        for doctype in waiting_doctypes(field):
            begun: dict[str, Any] = {"state": SENDING, field: [">", now + AHEAD]}
            long_ago = now - timedelta(days=1)
            frappe.db.set_value(doctype, begun, field, long_ago, update_modified=False)


def waiting_doctypes(field: str) -> list[str]:
    """DocTypes whose records jobs try again, by the field that says when; rows of tables are plans of people."""
    parents = frappe.get_all("DocField", {"fieldname": field}, pluck="parent")
    own = {"name": ["in", parents], "istable": 0, "module": MODULE}
    return frappe.get_all("DocType", own, pluck="name", order_by="name asc")


def may_confirm() -> bool:
    """Whether the user may say that the clock is right."""
    return bool({*ROLES, "Administrator"} & {frappe.session.user, *frappe.get_roles()})


def confirm(shown: str | None = None) -> None:
    """Believe the clock from now on. `shown` is the day that the user has read; none by a command on the machine."""
    if not may_confirm():
        frappe.throw(
            _("Data protection confirms the date, or whoever runs the machine."),
            frappe.PermissionError,
        )
    found = clock.doubt()
    if found is None:
        return
    if shown and shown != f"{found.shown:%Y-%m-%d}":
        frappe.throw(_("The clock shows another date by now. Reload the page, and read it again."))
    clock.believe()
    audit.record(ACTION, TYPE, detail=_shift(found))


def _shift(found: clock.Doubt) -> str:
    return f"{found.believed:%Y-%m-%d %H:%M} → {found.shown:%Y-%m-%d %H:%M}"


def sentence() -> str:
    """What is wrong with the clock, for everybody; empty while it is believed."""
    found = clock.doubt()
    if found is None:
        return ""
    text = _(
        "The clock of the machine shows {0}, though it should be about {1}. Nothing is erased, reminded or handed on"
        " until this is settled."
    )
    return str(text).format(format_datetime(found.shown), format_datetime(found.believed))


def advice() -> str:
    """What to do about it."""
    return _(
        "Set the clock of the machine: all goes on by itself once it is right. If the date is right, because the"
        " machine was off for instance, data protection confirms it at {0}, or whoever runs the machine by the command:"
        " execute cfm_app.office.watch.clock_doubt.confirm"
    ).format(PAGE)


def doubts() -> str:
    """For an engine that deletes what is old (hook ``clock_doubts``): a sentence while the clock is doubted."""
    return sentence()


def readings() -> list[Reading]:
    """Failed while the clock is doubted; doubtful where something was written later than now."""
    name = "Clock of the machine"
    if found := clock.doubt():
        off = abs(int((found.shown - found.believed).total_seconds()))
        return [Reading(PART, name, FAILED, f"{sentence()} {advice()}", seconds=off)]
    ahead = written_ahead()
    text = _(
        "Set the clock of the machine, and have it follow a time server: time limits rest on it."
    )
    state = DOUBTFUL if ahead else WELL
    return [Reading(PART, name, state, text if ahead else "", seconds=int(ahead.total_seconds()))]


def written_ahead() -> timedelta:
    """How much later than now something was written: then the clock was ahead, or is behind."""
    now = now_datetime()
    newest = [
        frappe.db.get_value(
            doctype, {"modified": [">", now + AHEAD]}, "modified", order_by="modified desc"
        )
        for doctype in WRITTEN_OFTEN
    ]
    return max(
        (frappe.utils.get_datetime(each) - now for each in newest if each), default=timedelta()
    )


def findings() -> list[tuple[str, str, str]]:
    """What ``doctor`` says: subject, what was found, what to do."""
    subject = _("Clock of the machine")
    if found := sentence():
        return [(subject, found, advice())]
    late = frappe.db.count(TYPE, {"last_execution": [">", now_datetime() + AHEAD]})
    if late:
        return [
            (
                subject,
                _("{0} jobs have run later than now: the clock was wrong").format(late),
                _("They run again within minutes while the site is served."),
            )
        ]
    return [(subject, _("it is believed"), "")]
