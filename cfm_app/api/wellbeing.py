"""Difficult calls, rests and advice over HTTP."""

from typing import Any

import frappe
from frappe.utils import cint

from cfm_app.api.deadlocks import retried
from cfm_app.api.idempotency import run_once
from cfm_app.cases.wellbeing import advice, difficult_calls, rest


@frappe.whitelist(methods=["POST"])
@retried
def mark(request_id: str | None = None) -> dict[str, Any]:
    """Mark a call as difficult, once per `request_id`. Returns the name of the entry."""
    return run_once(request_id, lambda: {"name": difficult_calls.mark().name}, "difficult")


@frappe.whitelist(methods=["POST"])
@retried
def describe(
    name: str, reason: str = "", note: str = "", wants_talk: bool | int | str = False
) -> None:
    """Describe what made a call difficult, and whether one would like to talk about it."""
    difficult_calls.describe(name, reason, note, bool(cint(wants_talk)))


@frappe.whitelist(methods=["POST"])
@retried
def end_rest() -> None:
    """End the user's rest after difficult calls or long talking."""
    difficult_calls.end_rest()
    rest.taken()


@frappe.whitelist(methods=["POST"])
@retried
def note_talk(name: str, agreed: str = "") -> None:
    """Note that a manager and the person have talked."""
    difficult_calls.note_talk(name, agreed)


@frappe.whitelist(methods=["POST"])
@retried
def ask_advice(case: str, question: str, request_id: str | None = None) -> dict[str, Any]:
    """Ask for advice on a case, once per `request_id`. Returns the name of the question."""
    given = (case, question)
    return run_once(request_id, lambda: {"name": advice.ask(*given).name}, "advice", *given)


@frappe.whitelist(methods=["POST"])
@retried
def give_advice(name: str, words: str) -> None:
    """Answer a question."""
    advice.answer(name, words)


@frappe.whitelist(methods=["POST"])
@retried
def take_back_question(name: str) -> None:
    """Withdraw a question."""
    advice.take_back(name)
