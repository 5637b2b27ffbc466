"""Acts on an alert: take it, assess it, decide, follow up, close or dismiss it."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, now_datetime, nowdate

from cfm_app.base import consts, notices
from cfm_app.base.arguments import required_text
from cfm_app.figures.trend_alerts import states
from cfm_app.security.access_rule import open_documents
from cfm_app.security.entitlement import clearance


def may_act(alert: Document, user: str | None = None) -> bool:
    """Whether a user who sees an alert may act on it: managers, or the handlers of its class."""
    known = clearance.of(user)
    if known.is_unlimited:
        return True
    if clearance.is_restricted(alert.sensitivity):
        return alert.sensitivity in known.handled
    return consts.MANAGER in known.roles


def take(name: str) -> Document:
    """Take an alert, also from somebody else."""
    alert = _opened(name)
    _make_own(alert, anew=True)
    return _saved(alert)


def assess(name: str, assessment: str) -> Document:
    """Store the assessment; it may be changed while the alert is open."""
    alert = _opened(name)
    alert.assessment = required_text(assessment, _("Write what you think is behind it."))
    _make_own(alert)
    return _saved(alert)


def decide(
    name: str, decision: str, measure: str | None = None, follow_up_on: str | None = None
) -> Document:
    """Store the decision, and when somebody checks whether it has helped."""
    alert = _opened(name)
    if not alert.assessment:
        frappe.throw(_("Assess it first: write what you think is behind it."))
    alert.decision = required_text(decision, _("Write what is decided."))
    alert.measure = (measure or "").strip() or None
    alert.follow_up_on = getdate(follow_up_on) if follow_up_on else None
    if alert.follow_up_on and str(alert.follow_up_on) < nowdate():
        frappe.throw(_("Choose a day to follow up that is not over."))
    alert.state = states.DECIDED
    alert.decided_by, alert.decided_on = frappe.session.user, now_datetime()
    alert.responsible = alert.responsible or frappe.session.user
    return _saved(alert)


def close(name: str, outcome: str) -> Document:
    """Close an alert, with the outcome."""
    alert = _opened(name)
    if alert.state != states.DECIDED:
        frappe.throw(_("Decide first what is done. If it is nothing, dismiss it."))
    return _end(alert, states.CLOSED, required_text(outcome, _("Write what came of it.")))


def dismiss(name: str, reason: str) -> Document:
    """Dismiss an alert that needs nothing, with a reason."""
    alert = _opened(name)
    return _end(
        alert, states.DISMISSED, required_text(reason, _("Write why nothing is to be done."))
    )


def _end(alert: Document, state: str, outcome: str) -> Document:
    alert.state, alert.outcome = state, outcome
    alert.closed_by, alert.closed_on = frappe.session.user, now_datetime()
    return _saved(alert)


def _make_own(alert: Document, anew: bool = False) -> None:
    if alert.state == states.NEW:
        alert.state = states.TAKEN
    if anew or not alert.responsible:
        alert.responsible, alert.taken_on = frappe.session.user, now_datetime()


def _opened(name: str) -> Document:
    """An alert under a lock, for an act."""
    alert = open_documents.get_open(consts.TREND_ALERT, name, for_update=True)
    if not may_act(alert):
        frappe.throw(_("You may not do this."), frappe.PermissionError)
    if alert.state not in states.OPEN:
        frappe.throw(_("This trend is settled already."))
    return alert


def _saved(alert: Document) -> Document:
    alert.save(ignore_permissions=True)
    notices.mark_done(consts.TREND_ALERT, alert.name)
    return alert
