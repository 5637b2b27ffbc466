"""Enforces workflows in the server: who may edit in a state, and self-approval.

Frappe checks these in the browser and in one method only; a plain save bypasses both.
"""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.workflow import get_workflow_name, is_transition_condition_satisfied

from cfm_app.base import batch_cache
from cfm_app.base.changes import changed_fields


def enforce(doc: Document) -> None:
    """Check a save of a stored document against its active workflow."""
    before = doc.get_doc_before_save()
    workflow = active_workflow(doc.doctype)
    if not before or not workflow or _is_system(doc):
        return
    field = workflow.workflow_state_field
    old, new = before.get(field), doc.get(field)
    if old and new and old != new:
        _check_transition(doc, before, workflow, old, new)
    if old and not _may_edit(workflow, old) and changed_fields(doc, before, exclude=(field,)):
        frappe.throw(
            _("In the state {0} you may not change {1}. Use one of the actions.").format(
                _(old), doc.name
            ),
            frappe.PermissionError,
        )


@batch_cache.cached_in_batch
def active_workflow(doctype: str) -> Document | None:
    """The active workflow of a DocType."""
    name = get_workflow_name(doctype)
    return frappe.get_cached_doc("Workflow", name) if name else None


def _check_transition(
    doc: Document, before: Document, workflow: Document, old: str, new: str
) -> None:
    """Throw for a move without a transition that is open to the user; also for approving one's own."""
    roles = frappe.get_roles()
    rows = [row for row in workflow.transitions if row.state == old and row.next_state == new]
    mine = [
        row
        for row in rows
        if row.allowed in roles and is_transition_condition_satisfied(row, before)
    ]
    if not mine:
        frappe.throw(
            _("You may not move {0} from {1} to {2}.").format(doc.name, _(old), _(new)),
            frappe.PermissionError,
        )
    refuse_own(before, mine)
    state = next((row for row in workflow.states if row.state == new), None)
    if state and state.update_field:
        doc.set(state.update_field, state.update_value)


def refuse_own(doc: Document, transitions: list[Any]) -> None:
    """Throw when users approve what they recorded, unless one of the transitions allows it."""
    user = frappe.session.user
    is_own = user != "Administrator" and doc.owner == user
    if is_own and not any(row.get("allow_self_approval") for row in transitions):
        frappe.throw(
            _("Somebody else has to approve what you recorded yourself."), frappe.PermissionError
        )


def _may_edit(workflow: Document, state: str) -> bool:
    roles = frappe.get_roles()
    editors = [row.allow_edit for row in workflow.states if row.state == state]
    return not editors or any(role in roles for role in editors)


def _is_system(doc: Document) -> bool:
    return bool(frappe.session.user == "Administrator" or doc.flags.ignore_permissions)
