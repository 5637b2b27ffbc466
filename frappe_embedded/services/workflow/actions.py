"""Workflow Action: what waits for whom; and the workflow in the life of documents."""

from typing import Any

from ...kernel.core.context import local
from ...kernel.core.signals import document_event
from ...kernel.document.deletion import delete_doc
from ...kernel.document.lifecycle import document_validated
from ...kernel.permissions.hooks import core_has_permission, core_query_conditions
from ...kernel.permissions.roles import ADMINISTRATOR, get_roles
from ...kernel.query.writing import insert_record, insert_records
from ...kernel.utils.dates import now
from .alerts import announce_steps
from .definition import get_workflow, get_workflow_name, state_row
from .transitions import is_transition_condition_satisfied, validate_workflow

_CHANGES = ("on_update", "on_cancel", "on_update_after_submit")


def on_document_event(doc: Any, method: str) -> None:
    """Keep the open actions of a document in step with its state."""
    if method == "on_trash":
        _clear(doc)
    elif method in _CHANGES and get_workflow_name(doc.doctype) and not local.flags.in_install:
        _follow(doc, get_workflow(doc.doctype))


def _clear(doc: Any) -> None:
    if doc.doctype == "Workflow Action" or not get_workflow_name(doc.doctype):
        return
    for name in local.db.get_all("Workflow Action", filters=_about(doc), pluck="name"):
        delete_doc("Workflow Action", name, force=1, ignore_permissions=True)


def _about(doc: Any) -> dict[str, Any]:
    return {"reference_doctype": doc.doctype, "reference_name": str(doc.name)}


def _follow(doc: Any, workflow: Any) -> None:
    state = doc.get(workflow.workflow_state_field)
    open_actions = [] if doc.flags.in_insert else _open_actions(doc)
    if any(action_state == state for _name, action_state in open_actions):
        return
    _complete([name for name, _state in open_actions], workflow, state)
    steps = _next_steps(doc, workflow, state)
    if steps:
        _open(doc, state, list(dict.fromkeys(step.allowed for step in steps)))
        if workflow.send_email_alert:
            announce_steps(doc, state)


def _open_actions(doc: Any) -> Any:
    return local.db.sql(
        "select name, workflow_state from `tabWorkflow Action`"
        " where reference_name = %s and reference_doctype = %s and status = 'Open'",
        (str(doc.name), doc.doctype),
    )


def _open(doc: Any, state: str, roles: list[str]) -> None:
    """Write the rows of an open action: every change of a state makes one, so it has to be cheap."""
    values = {**_about(doc), "workflow_state": state, "status": "Open"}
    name = insert_record(local.db, "Workflow Action", values)
    place = {"parent": name, "parenttype": "Workflow Action", "parentfield": "permitted_roles"}
    permitted = [{**place, "idx": idx, "role": role} for idx, role in enumerate(roles, 1)]
    insert_records(local.db, "Workflow Action Permitted Role", permitted)


def _complete(actions: list[str], workflow: Any, state: str) -> None:
    """Close the open actions with the role by which the user brought the document here."""
    if not actions:
        return
    held = set(get_roles())
    leading = [row.allowed for row in workflow.transitions if row.next_state == state]
    role = next((role for role in leading if role in held), None)
    for action in actions:
        local.db.set_value(
            "Workflow Action",
            action,
            {
                "status": "Completed",
                "completed_by": local.session.user,
                "completed_by_role": role,
                "modified": now(),
            },
        )


def _next_steps(doc: Any, workflow: Any, state: str) -> list[Any]:
    """The steps out of a state that somebody should take: not those that lead to optional states."""
    return [
        row
        for row in workflow.transitions
        if row.state == state
        and not _is_optional(workflow, row.next_state)
        and is_transition_condition_satisfied(row, doc)
    ]


def _is_optional(workflow: Any, state: str) -> bool:
    row = state_row(workflow, state)
    return bool(row and row.is_optional_state)


def _conditions(user: str) -> str:
    """One sees the open actions that one of one's roles may take."""
    if user == ADMINISTRATOR:
        return ""
    roles = ", ".join(local.db.escape(role) for role in get_roles(user))
    return (
        "`tabWorkflow Action`.`status` = 'Open' and `tabWorkflow Action`.`name` in"
        f" (select parent from `tabWorkflow Action Permitted Role` where role in ({roles}))"
    )


def _may_take(doc: Any, ptype: str | None, user: str) -> bool:
    return not {row.role for row in doc.permitted_roles or []}.isdisjoint(get_roles(user))


core_query_conditions("Workflow Action", _conditions)
core_has_permission("Workflow Action", _may_take)


document_validated.connect(validate_workflow)
document_event.connect(on_document_event)
