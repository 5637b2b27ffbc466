"""Acts on a case over HTTP: one method for each verb of `cases`.

Acts with a `request_id` are carried out once per key. Every answer contains the state of the case.
"""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import cint

from cfm_app.api.deadlocks import retried
from cfm_app.api.idempotency import run_once
from cfm_app.base.arguments import as_fields, as_texts
from cfm_app.cases import answer as answering
from cfm_app.cases import assignment, contact, follow_up, message, transitions, workload
from cfm_app.cases import record_consent as recording_consent
from cfm_app.cases import refer as referring
from cfm_app.cases import resolve as resolving
from cfm_app.cases import revoke as revoking
from cfm_app.cases import withdraw as withdrawing
from cfm_app.security.access_rule import open_documents


@frappe.whitelist(methods=["POST"])
@retried
def answer(
    case: str,
    information_given: str,
    close: bool | int | str = False,
    request_id: str | None = None,
) -> dict[str, Any]:
    """Answer a new case at first contact; `close` closes it too."""
    sent = ("answer", case, information_given, cint(close))
    return _run_once(
        request_id, lambda: answering.answer(case, information_given, bool(cint(close))), *sent
    )


@frappe.whitelist(methods=["POST"])
@retried
def refer(
    case: str, referral: str | dict[str, Any], request_id: str | None = None
) -> dict[str, Any]:
    """Refer a case: create a referral and move the case."""

    def act() -> Document:
        referring.refer(case, as_fields(referral))
        return open_documents.get_open("Case", case)

    return _run_once(request_id, act, "refer", case, as_fields(referral))


@frappe.whitelist(methods=["POST"])
@retried
def send_again(referral: str, changes: str | dict[str, Any] | None = None) -> dict[str, Any]:
    """Send a returned referral again, with changes."""
    return _case_of(referring.send_again(referral, as_fields(changes)))


@frappe.whitelist(methods=["POST"])
@retried
def revoke(referral: str, reason: str) -> dict[str, Any]:
    """Revoke a referral, with a reason."""
    return _case_of(revoking.revoke(referral, reason))


@frappe.whitelist(methods=["POST"])
@retried
def resolve(
    case: str, resolution: str = "", revoke_reason: str | None = None, request_id: str | None = None
) -> dict[str, Any]:
    """Resolve a case; `revoke_reason` first revokes referrals without an answer."""
    sent = ("resolve", case, resolution, revoke_reason)
    return _run_once(request_id, lambda: resolving.resolve(case, resolution, revoke_reason), *sent)


@frappe.whitelist(methods=["POST"])
@retried
def move(case: str, action: str) -> dict[str, Any]:
    """Apply a workflow action that needs no further values."""
    doc = open_documents.get_open("Case", case, for_update=True)
    doc.check_permission("write")
    return contact.state_and_attempts(transitions.apply_action(doc, action))


@frappe.whitelist(methods=["POST"])
@retried
def take(case: str) -> dict[str, Any]:
    """Take a case that nobody has, or whose owner is away."""
    return _owned(assignment.take(case))


@frappe.whitelist(methods=["POST"])
@retried
def assign(case: str, to: str, note: str = "") -> dict[str, Any]:
    """Entrust a case to a colleague, a user."""
    return _owned(assignment.assign(case, to, note))


@frappe.whitelist(methods=["POST"])
@retried
def give_back(case: str, note: str = "") -> dict[str, Any]:
    """Leave a case to the whole office."""
    return _owned(assignment.give_back(case, note))


@frappe.whitelist(methods=["POST"])
@retried
def note(case: str, action: str, request_id: str | None = None) -> dict[str, Any]:
    """Add a follow-up to a case."""
    return _run_once(request_id, lambda: follow_up.note(case, action), "note", case, action)


@frappe.whitelist(methods=["POST"])
@retried
def tick(case: str, step: str, done: bool | int | str, note: str | None = None) -> dict[str, Any]:
    """Mark a step of the procedure as done, or not; a step that an act does needs a note."""
    return contact.state_and_attempts(follow_up.tick(case, step, bool(cint(done)), note))


@frappe.whitelist(methods=["POST"])
@retried
def record_consent(
    case: str,
    consent: str | dict[str, Any],
    preferred_hours: str | None = None,
    request_id: str | None = None,
) -> dict[str, Any]:
    """Record what the person of a case agrees to now; `consent` has fields of Consent.

    `preferred_hours` is when they are best called.
    """
    given = as_fields(consent)
    return _run_once(
        request_id,
        lambda: recording_consent.record(case, given, preferred_hours),
        *("consent", case, given, preferred_hours),
    )


@frappe.whitelist(methods=["POST"])
@retried
def withdraw(consent: str, reason: str, purposes: str | list[str] | None = None) -> dict[str, Any]:
    """Withdraw a consent for some purposes, or for all."""
    wanted = None if purposes is None else as_texts(purposes)
    doc = withdrawing.withdraw(consent, reason, wanted)
    return {"name": doc.name, "workflow_state": doc.workflow_state}


@frappe.whitelist(methods=["POST"])
@retried
def ask_for_progress(referral: str) -> dict[str, Any]:
    """Ask the receiver of a referral for progress."""
    asked = message.ask_for_progress(referral)
    return {"referral": asked.name, "asked_count": asked.asked_count}


@frappe.whitelist(methods=["POST"])
@retried
def write(referral: str, text: str, request_id: str | None = None) -> dict[str, Any]:
    """Write a message to the other side of a referral."""
    return run_once(
        request_id,
        lambda: {"referral": message.write(referral, text).name},
        *("write", referral, text),
    )


@frappe.whitelist(methods=["POST"])
@retried
def assign_many(cases: str | list[str], to: str = "") -> dict[str, Any]:
    """Entrust cases to a colleague, or leave them to the office; `left` says why some were not."""
    return asdict(workload.move(as_texts(cases), to))


def _owned(case: Document) -> dict[str, Any]:
    owner = assignment.owner_of(case)
    return {"case": case.name, "case_owner": case.get(assignment.FIELD), **asdict(owner)}


def _run_once(request_id: str | None, act: Callable[[], Document], *sent: Any) -> dict[str, Any]:
    return run_once(request_id, lambda: contact.state_and_attempts(act()), *sent)


def _case_of(referral: Document) -> dict[str, Any]:
    """The state of a referral, for a sender who may see the referral and not the case."""
    return {"referral": referral.name, "workflow_state": referral.workflow_state}
