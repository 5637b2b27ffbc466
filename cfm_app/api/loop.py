"""Closing the loop over HTTP: calls that wait, contacts, reopening, duplicates, standard answers."""

from dataclasses import astuple
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint

from cfm_app.api.deadlocks import retried
from cfm_app.api.idempotency import run_once
from cfm_app.cases import close as closing
from cfm_app.cases import contact, duplicate, duplicates, person_merge
from cfm_app.cases import give_up as giving_up
from cfm_app.cases import reopen as reopening
from cfm_app.procedures.answers import standard_answers


@frappe.whitelist(methods=["POST"])
@retried
def record_contact(
    case: str,
    outcome: str,
    channel: str | None = None,
    note: str | None = None,
    next_attempt_on: str | None = None,
    response_given: str | None = None,
    response_language: str | None = None,
    understood: str | None = None,
    satisfaction: str | None = None,
    satisfaction_comment: str | None = None,
    close: bool | int | str = False,
    request_id: str | None = None,
    seen_on: str | None = None,
) -> dict[str, Any]:
    """Record an attempt to reach the person of a case. Returns the state of the case.

    A form without an answer repeats the same `request_id`: the attempt is stored once.
    """
    made = contact.Contact(
        outcome=outcome,
        channel=channel,
        note=note,
        next_attempt_on=next_attempt_on,
        response_given=response_given,
        response_language=response_language,
        understood=understood,
        satisfaction=str(satisfaction) if satisfaction else None,
        satisfaction_comment=satisfaction_comment,
        seen_on=seen_on,
    )
    return run_once(
        request_id,
        lambda: contact.state_and_attempts(contact.record(case, made, close=bool(cint(close)))),
        *("contact", case, astuple(made), cint(close)),
    )


@frappe.whitelist(methods=["POST"])
@retried
def close(case: str) -> dict[str, Any]:
    """Close a case whose person is informed."""
    return contact.state_and_attempts(closing.close(case))


@frappe.whitelist(methods=["POST"])
@retried
def give_up(case: str, close: bool | int | str = False) -> dict[str, Any]:
    """Note that the person cannot be reached; `close` closes the case."""
    return contact.state_and_attempts(giving_up.give_up(case, close=bool(cint(close))))


@frappe.whitelist(methods=["POST"])
@retried
def reopen(case: str, reason: str, is_appeal: bool | int | str = False) -> dict[str, Any]:
    """Reopen a closed case, with a reason; managers are told about an appeal."""
    return contact.state_and_attempts(reopening.reopen(case, reason, bool(cint(is_appeal))))


@frappe.whitelist()
def similar_cases(
    text: str,
    category: str | None = None,
    location: str | None = None,
    person: str | None = None,
    exclude: str | None = None,
) -> list[dict[str, Any]]:
    """Cases that tell the same as the text being typed."""
    frappe.has_permission("Case", "read", throw=True)
    found = duplicates.similar(text, category, location, person, exclude)
    for row in found:
        row["category_label"] = _(row["category"] or "")
        row["state_label"] = _(row["workflow_state"] or "")
    return found


@frappe.whitelist(methods=["POST"])
@retried
def mark_duplicate(case: str, into: str, reason: str | None = None) -> dict[str, Any]:
    """Close a case as a duplicate of another one."""
    return contact.state_and_attempts(duplicate.mark(case, into, reason))


@frappe.whitelist(methods=["POST"])
@retried
def merge_people(keep: str, drop: str) -> dict[str, str]:
    """Merge two records of one person; the first is kept."""
    return {"name": person_merge.merge(keep, drop).name}


@frappe.whitelist(methods=["POST"])
@retried
def tell_people_apart(one: str, other: str) -> None:
    """Note that two similar records are of two people."""
    person_merge.tell_apart(one, other)


@frappe.whitelist()
def find_answers(
    text: str = "",
    category: str | None = None,
    language: str | None = None,
    location: str | None = None,
) -> list[dict[str, Any]]:
    """Standard answers for a text or a category, those in the language first."""
    frappe.has_permission("CFM Standard Answer", "read", throw=True)
    return standard_answers.find(text, category, language, location)
