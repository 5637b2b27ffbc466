"""Retention over HTTP: legal holds, decisions by two people, and redacted texts."""

import frappe
from frappe import _
from frappe.utils import cint

from cfm_app.api.deadlocks import retried
from cfm_app.api.idempotency import run_once
from cfm_app.base.arguments import as_numbers
from cfm_app.data_protection.personal_data import decisions, holds, redacting, retention_limit


@frappe.whitelist(methods=["POST"])
@retried
def hold(
    name: str,
    reason: str,
    until: str | None = None,
    doctype: str = "Case",
    request_id: str | None = None,
) -> dict[str, str]:
    """Keep a record from being erased, once per `request_id`. Returns the name of the hold."""
    given = (doctype, name.strip(), reason, until)
    return run_once(request_id, lambda: {"name": holds.hold(*given).name}, "hold", *given)


@frappe.whitelist(methods=["POST"])
@retried
def lift(name: str, reason: str = "") -> None:
    """Ask to lift a hold, or agree to it."""
    holds.lift(name, reason)


@frappe.whitelist(methods=["POST"])
@retried
def ask(case: str, doctype: str = "Case") -> None:
    """Ask to erase a restricted case, or a restricted conversation without a case."""
    if doctype not in decisions.KINDS:
        frappe.throw(_("Name a case or a conversation."))
    decisions.ask(case, doctype)


@frappe.whitelist(methods=["POST"])
@retried
def agree(name: str) -> None:
    """Agree to such an erasure, as the second person."""
    decisions.agree(name)


@frappe.whitelist(methods=["POST"])
@retried
def withdraw(name: str) -> None:
    """Withdraw a request or an agreement to erase."""
    decisions.withdraw(name)


@frappe.whitelist(methods=["POST"])
@retried
def confirm_amount(number: int | str) -> None:
    """Agree, as data protection, that so many records go in the coming night."""
    retention_limit.confirm(cint(number))


@frappe.whitelist(methods=["POST"])
@retried
def keep_text(case: str, key: str, shown: str, marks: str = "") -> None:
    """Keep a text of a case to be erased without some words, given by their numbers: ``3,4,9``."""
    redacting.keep(case, key, shown, as_numbers(marks))


@frappe.whitelist(methods=["POST"])
@retried
def let_text_go(case: str, key: str) -> None:
    """Let a text of a case be erased after all."""
    redacting.let_go(case, key)
