"""Restricted classes that nobody who is there could open: told before it happens, and passed on when it has."""

from collections.abc import Callable
from datetime import date
from functools import partial

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname, getdate, now_datetime, nowdate

from cfm_app.base import clock_jobs, consts
from cfm_app.procedures.sop import class_reach, handler_assignment
from cfm_app.security.entitlement import absences, clearance, handlers, presence, staffing

REASON = "cfm_unattended_reason"
"""The flag of a post: why a class is left to nobody all the same."""


class NobodyLeftError(frappe.ValidationError):
    """What would be saved leaves a restricted class to nobody."""


def check_absence(post: Document) -> None:
    """Throw for the absence of a focal point that leaves a class to nobody, unless they say why it must be so."""
    if not post.absent_from or not post.enabled or post.flags.get(REASON):
        return
    if not any(post.has_value_changed(field) for field in ("absent_from", "absent_to", "user")):
        return
    until = getdate(post.absent_to) if post.absent_to else None
    if until and until < getdate(nowdate()):
        return
    since = getdate(post.absent_from)
    left = staffing.now(for_update=True).left_alone_by_absence(post.user, since, until)
    if left:
        frappe.throw(" ".join([*sentences(post.user, left), _way_out()]), NobodyLeftError)


def sentences(user: str, left: list[str]) -> list[str]:
    """Where the cases of classes go that this user leaves to nobody, one sentence each."""
    return [_sentence(user, sensitivity) for sensitivity in left]


def _sentence(user: str, sensitivity: str) -> str:
    stand_in = class_reach.substitute_class(sensitivity)
    words = (
        _("While {0} is away nobody can open cases of the class {1}; new ones go to the class {2}.")
        if stand_in
        else _("While {0} is away nobody can open cases of the class {1}; they lie unread.")
    )
    return words.format(get_fullname(user), _(sensitivity), _(stand_in))


def _way_out() -> str:
    return _(
        "Give somebody else the role first, or write down the absence under Who is away and say there why"
        " nobody can be found."
    )


def tell_of_absence(user: str, since: date, until: date | None, reason: str) -> None:
    """Tell data protection which classes an absence leaves to nobody, and the reason that was given."""
    left = staffing.now(for_update=True).left_alone_by_absence(user, since, until)
    if left:
        tell_data_protection(partial(_absence_told, user, reason, left))


def tell_data_protection(say: Callable[[str | None], str]) -> None:
    """Tell all who watch over data protection, in their language."""
    for user in handlers.holders(consts.DATA_PROTECTION):
        handlers.notify(user, say, None)


def _absence_told(user: str, reason: str, left: list[str], language: str | None) -> str:
    words = _("{0} is away and nobody can open cases of these classes: {1}. Reason: {2}", language)
    return words.format(get_fullname(user), ", ".join(_(each, language) for each in left), reason)


@clock_jobs.escalates
def pass_on() -> int:
    """Entrust open restricted cases whose people are all away to those of their class who are there.

    A scheduled job. Returns the number of cases.
    """
    away = presence.absent()
    if not away:
        return 0
    rows = frappe.get_all(
        "Case",
        filters={
            "sensitivity": ["in", list(clearance.restricted_classes()) or [""]],
            "phase": ["!=", consts.PHASE_CLOSED],
        },
        fields=["name", "sensitivity", "location"],
        order_by="name asc",
    )
    entrusted = handlers.entrusted_by_case([row.name for row in rows])
    waiting = [row for row in rows if not set(entrusted.get(row.name, ())) - away]
    return sum(_pass_on(row, away, set(entrusted.get(row.name, ()))) for row in waiting)


def _pass_on(case: frappe._dict, away: set[str], missed: set[str]) -> bool:
    role = clearance.handler_role(case.sensitivity)
    found = handler_assignment.find_handlers(case.sensitivity, role, case.location)
    name = frappe.db.get_value("Sensitive Report", {"cfm_case": case.name})
    if not name or not set(found) - away:
        return False
    report = frappe.get_doc("Sensitive Report", name, for_update=True)
    days = [each.until for each in absences.today() if each.user in missed]
    # Until the first of them is back; without an end where nobody knows it.
    until = min((day for day in days if day), default=None)
    for user in sorted(set(found) - away):
        row = {"user": user, "role": role, "assigned_on": now_datetime()}
        report.append("handlers", {**row, "valid_until": until})
    report.save(ignore_permissions=True)
    return True
