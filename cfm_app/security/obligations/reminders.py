"""Reminders, each sent once: to each person before a duty expires or closes, to managers about overdue ones."""

from datetime import date

import frappe
from frappe import _
from frappe.utils import cint, formatdate, getdate

from cfm_app.base import clock_jobs, consts, notices
from cfm_app.base.counting import counted
from cfm_app.security.obligations import compliance, duties, names
from cfm_app.security.obligations.duties import CLOSED, IN_GRACE, SOON, Duty

TO_PERSON, TO_MANAGER, BY_MANAGER = "Obligation due", "Obligation overdue", "Asked to sign"
LAST_DAYS = 3
"""So many days before the end one is reminded once more."""


@clock_jobs.escalates
def remind_all(today: date | None = None) -> int:
    """Daily: send what was not sent yet. Returns the number of lines; a second run sends none."""
    today = today or getdate()
    team = compliance.of_users(people())
    sent = sum(_remind(user, found, today) for user, found in sorted(team.items()))
    return sent + _tell_managers(team, today)


def people() -> list[str]:
    """The enabled desk users."""
    filters = {"enabled": 1, "user_type": "System User", "name": ["not in", compliance.FREE]}
    return frappe.get_all("User", filters=filters, pluck="name", order_by="name asc")


def soon_days() -> int:
    """How many days before an end people are reminded."""
    return cint(frappe.get_cached_doc(names.SETTINGS).remind_days_before)


def ask(user: str, today: date | None = None) -> bool:
    """Remind somebody by hand; False if somebody did so today."""
    today = today or getdate()
    found = [each for each in compliance.of_users([user])[user] if _is_worth_telling(each, today)]
    if not found:
        frappe.throw(_("{0} owes nothing now.").format(frappe.utils.get_fullname(user)))
    if not notices.claim(BY_MANAGER, f"{today:%Y-%m-%d}", user):
        return False
    language = notices.languages({user}).get(user)
    told = "; ".join(duties.in_words(each, language) for each in found)
    text = _("{0} asks you to do this: {1}. See “What I must sign and learn”.", language)
    by = frappe.utils.get_fullname(frappe.session.user)
    notices.tell(user, text.format(by, told))
    return True


def _is_worth_telling(duty: Duty, today: date) -> bool:
    return duty.status(today, soon_days()) in (CLOSED, IN_GRACE, SOON)


def _stage(duty: Duty, today: date) -> str:
    """Which reminder of a duty is due today; empty for none."""
    if duty.is_closed(today):
        return "closed"
    left = duty.days_left(today)
    if left is None or left > soon_days() or not _is_worth_telling(duty, today):
        return ""
    return "last" if left <= LAST_DAYS else "soon"


def _remind(user: str, found: list[Duty], today: date) -> int:
    """One line for each duty that has reached a new stage."""
    sent = 0
    for duty in found:
        stage = _stage(duty, today)
        rule = f"{duty.kind} {duty.subject} {duty.due_on()} {stage}"
        if stage and notices.claim(TO_PERSON, rule, user):
            notices.tell(user, _to_person(duty, stage, notices.languages({user}).get(user)))
            sent += 1
    return sent


def _to_person(duty: Duty, stage: str, language: str | None) -> str:
    told = duties.in_words(duty, language)
    if stage == "closed":
        text = _("You can no longer record cases: {0}. See “What I must sign and learn”.", language)
        return text.format(told)
    text = _("Before {1}: {0}. See “What I must sign and learn”.", language)
    return text.format(told, formatdate(duty.due_on()))


def _tell_managers(team: dict[str, list[Duty]], today: date) -> int:
    """Tell each manager what is newly overdue, in one line."""
    overdue = [duty for found in team.values() for duty in found if duty.is_closed(today)]
    if not overdue:
        return 0
    managers = set(_holders(consts.MANAGER)) & set(team)
    spoken, sent = notices.languages(managers), 0
    for manager in sorted(managers):
        fresh = {duty.user for duty in overdue if notices.claim(TO_MANAGER, _rule(duty), manager)}
        if fresh - {manager}:
            text = _(
                "{0} people can no longer record cases until they have signed or learned something:"
                " see the overview of the team",
                spoken.get(manager),
            )
            notices.tell(manager, counted(text, len(fresh), language=spoken.get(manager)))
            sent += 1
    return sent


def _rule(duty: Duty) -> str:
    return f"{duty.user} {duty.kind} {duty.subject} {duty.closes_on}"


def _holders(role: str) -> list[str]:
    filters = {"parenttype": "User", "role": role}
    return frappe.get_all("Has Role", filters=filters, pluck="parent", distinct=True)
