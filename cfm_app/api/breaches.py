"""The register of breaches over HTTP."""

from typing import Any

import frappe

from cfm_app.api.deadlocks import retried
from cfm_app.api.idempotency import run_once
from cfm_app.base.arguments import as_values
from cfm_app.data_protection.breaches import (
    assessment,
    closing,
    concerned,
    entry,
    letters,
    measures,
    telling,
)
from cfm_app.data_protection.breaches import report as reporting


@frappe.whitelist(methods=["POST"])
@retried
def report(
    values: str | dict[str, Any], case: str | None = None, request_id: str | None = None
) -> dict[str, Any]:
    """Report a breach or a suspicion, once per `request_id`. Returns its name."""
    given = as_values(values)
    return run_once(
        request_id, lambda: {"name": reporting.report(given, case).name}, "breach", given, case
    )


@frappe.whitelist(methods=["POST"])
@retried
def add_measure(
    name: str,
    measure: str,
    purpose: str = measures.CONTAIN,
    responsible: str | None = None,
    due_on: str | None = None,
    request_id: str | None = None,
) -> dict[str, Any]:
    """Add a measure, once per `request_id`. Returns the name of the breach."""
    given = (name, measure, purpose, responsible, due_on)
    return run_once(request_id, lambda: {"name": measures.add(*given).name}, "measure", *given)


@frappe.whitelist(methods=["POST"])
@retried
def settle_measure(name: str, row: str, note: str = "") -> None:
    """Mark a measure as done."""
    measures.settle(name, row, note)


@frappe.whitelist(methods=["POST"])
@retried
def leave_out_measure(name: str, row: str, reason: str) -> None:
    """Mark a measure as not needed, with a reason."""
    measures.leave_out(name, row, reason)


@frappe.whitelist(methods=["POST"])
@retried
def assess(name: str, values: str | dict[str, Any]) -> None:
    """Store the assessment of a breach."""
    assessment.assess(name, as_values(values))


@frappe.whitelist(methods=["POST"])
def letter(name: str, who: str, language: str | None = None) -> str:
    """A proposed letter to an audience of the breach."""
    return letters.proposed(entry.of_register(name), who, language)


@frappe.whitelist(methods=["POST"])
@retried
def note_told(name: str, who: str, via: str, words: str) -> None:
    """Note that an audience was told."""
    telling.note_told(name, who, via, words)


@frappe.whitelist(methods=["POST"])
@retried
def note_needless(name: str, who: str, reason: str) -> None:
    """Decide that an audience is not told, with a reason."""
    telling.note_needless(name, who, reason)


@frappe.whitelist(methods=["POST"])
@retried
def note_person_told(name: str, row: str) -> None:
    """Note that the person of a case was told."""
    telling.note_person_told(name, row)


@frappe.whitelist(methods=["POST"])
@retried
def add_case(name: str, case: str) -> None:
    """Add a case that the breach concerns."""
    concerned.add_case(name, case)


@frappe.whitelist(methods=["POST"])
@retried
def set_readings(
    name: str, reader: str, since: str | None = None, until: str | None = None
) -> None:
    """Set whose readings, in which period, belong to the breach."""
    concerned.set_readings(name, reader, since, until)


@frappe.whitelist(methods=["POST"])
@retried
def close(name: str, lesson: str) -> None:
    """Close a breach, with its lesson."""
    closing.close(name, lesson)


@frappe.whitelist(methods=["POST"])
@retried
def dismiss(name: str, reason: str) -> None:
    """Close a suspicion that was no breach, with a reason."""
    closing.dismiss(name, reason)


@frappe.whitelist(methods=["POST"])
@retried
def reopen(name: str, reason: str) -> None:
    """Reopen a breach."""
    closing.reopen(name, reason)
