"""The report of a mission: results of activities, lessons; sent to the managers and accepted."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, getdate, now_datetime

from cfm_app.base import notices
from cfm_app.base.arguments import required_text
from cfm_app.base.table_rows import row_of
from cfm_app.office.missions import approval, entry, states

REACHED = ("girls", "women", "older_women", "boys", "men", "older_men")
WORDS = ("summary", "lessons", "to_follow_up")
MOST_REACHED = 100_000


def note_activity(name: str, row: str, values: dict[str, Any]) -> Document:
    """Note what came of an activity, and how many people it reached by sex and age."""
    mission = entry.opened(name, states.APPROVED)
    activity = row_of(mission.activities, row)
    if values.get("outcome") not in states.OUTCOMES:
        frappe.throw(_("Say whether it was done."))
    activity.outcome = values["outcome"]
    activity.result = str(values.get("result") or "").strip() or None
    if activity.outcome != states.DONE and not activity.result:
        frappe.throw(_("Write what came in between."))
    for field in REACHED:
        activity.set(field, _number(values.get(field)))
    activity.update({"noted_on": now_datetime(), "noted_by": frappe.session.user})
    return entry.save(mission)


def write(name: str, values: dict[str, Any]) -> Document:
    """Write the words of the report: what was done, lessons, what remains to be done."""
    mission = entry.opened(name, states.APPROVED)
    for field in WORDS:
        mission.set(field, str(values.get(field) or "").strip() or None)
    return entry.save(mission)


def send(name: str) -> Document:
    """Send the report to the managers, once nothing is missing in it."""
    mission = entry.opened(name, states.APPROVED)
    if lacking := what_is_lacking(mission):
        frappe.throw(_("The report cannot be sent yet. {0}").format(" ".join(lacking)))
    mission.update({"reported_on": now_datetime(), "reported_by": frappe.session.user})
    entry.save(mission)
    approval.tell(
        mission, entry.deciders(mission), lambda language: _("Mission {0} is reported", language)
    )
    return mission


def accept(name: str, answer: str = "") -> Document:
    """Accept the report, with an answer where there is one. The mission is closed."""
    mission = entry.for_decision(name, states.REPORTED)
    mission.answer = (answer or "").strip() or None
    mission.update({"closed_on": now_datetime(), "closed_by": frappe.session.user})
    entry.save(mission)
    notices.mark_done(entry.DOCTYPE, mission.name)
    approval.tell(
        mission,
        entry.people(mission),
        lambda language: _("The report of mission {0} is accepted", language),
    )
    return mission


def ask_again(name: str, reason: str) -> Document:
    """Return the report to be completed, with the reason."""
    mission = entry.for_decision(name, states.REPORTED)
    mission.answer = required_text(reason, _("Write what is missing in the report."))
    mission.update(dict.fromkeys(("reported_on", "reported_by")))
    entry.save(mission)
    approval.tell(
        mission,
        entry.people(mission),
        lambda language: _("The report of mission {0} is to be completed", language),
    )
    return mission


def what_is_lacking(mission: Document) -> list[str]:
    """What has to be done before the report can be sent, in sentences."""
    found = []
    if getdate(mission.starts_on) > getdate():
        found.append(_("The mission has not begun yet."))
    if any(not row.outcome for row in mission.activities):
        found.append(_("Note what came of each activity."))
    if not mission.summary:
        found.append(_("Write what was done."))
    return found


def _number(value: Any) -> int:
    number = cint(value)
    if not 0 <= number <= MOST_REACHED:
        frappe.throw(_("Write numbers of people from 0 to {0}.").format(MOST_REACHED))
    return number
