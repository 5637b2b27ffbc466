"""Approval of a mission: submitted, approved or returned by a manager, cancelled."""

from collections.abc import Callable, Iterable

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, now_datetime

from cfm_app.base import notices
from cfm_app.base.arguments import required_text
from cfm_app.office.missions import checklist, entry, states


def submit(name: str) -> Document:
    """Ask the managers to approve a mission. The check list may be unfinished."""
    mission = entry.opened(name, *states.PLANNING)
    if lacking := what_is_lacking(mission):
        frappe.throw(" ".join(lacking))
    mission.update({"submitted_on": now_datetime(), "submitted_by": frappe.session.user})
    entry.save(mission)
    tell(
        mission,
        entry.deciders(mission),
        lambda language: _("Mission {0} waits for your approval", language),
    )
    return mission


def approve(name: str) -> Document:
    """Approve a mission; throws while a required line of its check list is open."""
    mission = entry.for_decision(name, states.WAITING)
    if what_stops := [*what_is_lacking(mission), *checklist.what_is_open(mission)]:
        frappe.throw(_("It cannot be approved yet. {0}").format(" ".join(what_stops)))
    mission.update({"approved_on": now_datetime(), "approved_by": frappe.session.user})
    entry.save(mission)
    notices.mark_done(entry.DOCTYPE, mission.name)
    tell(mission, entry.people(mission), lambda language: _("Mission {0} is approved", language))
    return mission


def send_back(name: str, reason: str) -> Document:
    """Return a mission to be planned again; also an approved one without a report."""
    mission = entry.for_decision(name, states.WAITING, states.APPROVED)
    mission.return_reason = required_text(reason, _("Write what has to be changed."))
    mission.update({"returned_on": now_datetime(), "returned_by": frappe.session.user})
    undone = ("submitted_on", "submitted_by", "approved_on", "approved_by")
    mission.update(dict.fromkeys(undone))
    entry.save(mission)
    notices.mark_done(entry.DOCTYPE, mission.name)
    tell(mission, entry.people(mission), lambda language: _("Mission {0} was sent back", language))
    return mission


def cancel(name: str, reason: str) -> Document:
    """Cancel a mission, with the reason."""
    before_report = (*states.PLANNING, states.WAITING, states.APPROVED)
    mission = entry.opened(name, *before_report)
    mission.cancel_reason = required_text(reason, _("Write why it does not take place."))
    mission.update({"cancelled_on": now_datetime(), "cancelled_by": frappe.session.user})
    entry.save(mission)
    notices.mark_done(entry.DOCTYPE, mission.name)
    tell(mission, entry.people(mission), lambda language: _("Mission {0} was cancelled", language))
    return mission


def what_is_lacking(mission: Document) -> list[str]:
    """What a plan needs before anybody can decide on it, in sentences."""
    found = []
    if not mission.activities:
        found.append(_("Plan at least one activity."))
    if getdate(mission.ends_on) < getdate():
        found.append(_("The last day of this mission has passed: change its days."))
    return found


def tell(mission: Document, users: Iterable[str], say: Callable[[str | None], str]) -> None:
    """Put a line about a mission into the notices of all of some users but the one who acts."""
    others = set(users) - {frappe.session.user}
    notices.tell_each(
        others, lambda lang: say(lang).format(mission.name), entry.DOCTYPE, mission.name
    )
