"""Sets the SOP of a case and its steps."""

from collections.abc import Iterable
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.procedures.sop import matching

FACTS = ("category", "sensitivity", "channel", "location")
STEP_FIELDS = (
    "step_title",
    "instruction",
    "responsible_role",
    "required_before_phase",
    "act",
    "due_hours",
)


def apply(case: Document) -> None:
    """Choose the SOP of a new or changed case, unless a user chose it."""
    if not _is_due(case):
        return
    if case.sop and _chosen_by_hand(case):
        sop = frappe.get_cached_doc("CFM SOP", case.sop)
        case.sop_reason = None
    else:
        found = matching.match(case.category, case.sensitivity, case.channel, case.location)
        case.sop = found.sop if found else None
        case.sop_reason = found.reason if found else None
        sop = frappe.get_cached_doc("CFM SOP", found.sop) if found else None
    if sop:
        set_steps(case, sop)


def show_reason(case: Document) -> None:
    """Show the reason for the chosen procedure in the language of the reader."""
    case.sop_reason = matching.in_own_words(case.sop_reason, case.sop, case.category)


def set_steps(case: Document, sop: Document) -> None:
    """Copy the steps of the SOP, unless somebody has worked on the present ones."""
    if not is_untouched(case.get("sop_steps") or []):
        return
    case.set("sop_steps", [])
    for step in sop.steps:
        case.append("sop_steps", step_values(step))


def explanation(sop: Any) -> str:
    """The description of a procedure in the user's language, and whether its limits are examples."""
    if not sop or not sop.explanation:
        return ""
    note = _("Time limits are examples for the office to confirm.")
    return f"{_(sop.explanation)} {note}" if sop.limits_are_examples else str(_(sop.explanation))


def step_values(step: Any) -> dict[str, Any]:
    """The values that a case copies from a step of its SOP."""
    values = {field: step.get(field) or None for field in STEP_FIELDS}
    return {**values, "due_hours": step.get("due_hours") or 0.0}


def is_untouched(steps: Iterable[Any]) -> bool:
    """Whether nobody has ticked a step or noted anything; an act ticks its steps again."""
    return not any((row.done and not row.by_act) or row.note for row in steps)


def _is_due(case: Document) -> bool:
    before = case.get_doc_before_save()
    if not before:
        return True
    # Withheld values of a restricted case are no change.
    changed = [field for field in (*FACTS, "sop") if case.get(field) != before.get(field)]
    return any(case.get(field) for field in changed)


def _chosen_by_hand(case: Document) -> bool:
    before = case.get_doc_before_save()
    return case.sop != before.sop if before else True
