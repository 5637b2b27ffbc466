"""Signing agreements, answering a quiz, reminding somebody."""

from typing import Any

import frappe
from frappe import _

from cfm_app.api.deadlocks import retried
from cfm_app.api.idempotency import run_once
from cfm_app.security.obligations import gate, quiz, reminders, signing
from cfm_app.web.pages import admission, roles


@frappe.whitelist(methods=["POST"])
@retried
def sign(
    agreement: str,
    language: str,
    seen_hash: str,
    typed_name: str | None = None,
    strokes: str | list[Any] | None = None,
    request_id: str | None = None,
) -> dict[str, Any]:
    """Sign the version that was shown, by a typed name or a drawing."""

    def act() -> dict[str, Any]:
        signature = signing.sign(agreement, language, seen_hash, typed_name, strokes)
        return {"name": signature.name, "is_closed": gate.is_closed()}

    return run_once(request_id, act, "sign", agreement, seen_hash)


@frappe.whitelist(methods=["POST"])
@retried
def answer_quiz(
    course: str, answers: str | dict[str, Any], request_id: str | None = None
) -> dict[str, Any]:
    """Answer the quiz of a required course; the result is stored, passed or not."""

    def act() -> dict[str, Any]:
        return {**quiz.answer(course, answers), "is_closed": gate.is_closed()}

    return run_once(request_id, act, "quiz", course, answers)


@frappe.whitelist(methods=["POST"])
@retried
def remind(user: str) -> dict[str, bool]:
    """For managers: remind somebody of their duties, at most once a day."""
    if not admission.may_enter(roles.TEAM):
        frappe.throw(_("Managers remind people."), frappe.PermissionError)
    return {"is_sent": reminders.ask(user)}
