"""Retention over HTTP: what is held, what two decide, and what stays of texts."""

import frappe
from frappe import _

from cfm_app.api.deadlocks import retried
from cfm_app.api.idempotency import run_once
from cfm_app.arguments import as_numbers
from cfm_app.personal_data import decisions, holds, redacting


@frappe.whitelist(methods=["POST"])
@retried
def hold(
    name: str,
    reason: str,
    until: str | None = None,
    doctype: str = "Case",
    request_id: str | None = None,
) -> dict[str, str]:
    """Keep a record from being erased, once for a key; returns the number of the hold."""
    given = (doctype, name.strip(), reason, until)
    return run_once(request_id, lambda: {"name": holds.hold(*given).name}, "hold", *given)


@frappe.whitelist(methods=["POST"])
@retried
def lift(name: str, reason: str = "") -> None:
    """Ask that a hold ends, or agree."""
    holds.lift(name, reason)


@frappe.whitelist(methods=["POST"])
@retried
def ask(case: str, doctype: str = "Case") -> None:
    """Ask that a restricted case goes, or a conversation of which none came."""
    if doctype not in decisions.KINDS:
        frappe.throw(_("Name a case or a conversation."))
    decisions.ask(case, doctype)


@frappe.whitelist(methods=["POST"])
@retried
def agree(name: str) -> None:
    """Agree that something restricted goes, as the second person."""
    decisions.agree(name)


@frappe.whitelist(methods=["POST"])
@retried
def withdraw(name: str) -> None:
    """Take back what was asked or agreed."""
    decisions.withdraw(name)


@frappe.whitelist(methods=["POST"])
@retried
def keep_text(case: str, key: str, shown: str, marks: str = "") -> None:
    """Let a text of a case that goes stay without some words, named by their numbers: ``3,4,9``."""
    redacting.keep(case, key, shown, as_numbers(marks))


@frappe.whitelist(methods=["POST"])
@retried
def let_text_go(case: str, key: str) -> None:
    """Let a text of a case go whole after all."""
    redacting.let_go(case, key)
