"""Which steps a user may take, and taking them."""

from collections.abc import Callable
from functools import cache
from typing import Any

from ...kernel.core.context import local
from ...kernel.core.dict import _dict
from ...kernel.core.exceptions import (
    FrappeTypeError,
    WorkflowPermissionError,
    WorkflowStateError,
    WorkflowTransitionError,
)
from ...kernel.core.messages import throw
from ...kernel.core.whitelist import whitelist
from ...kernel.document.api import get_doc
from ...kernel.document.base import BaseDocument
from ...kernel.document.docstatus import DocStatus
from ...kernel.i18n import _
from ...kernel.permissions.lists import get_list
from ...kernel.permissions.roles import ADMINISTRATOR, get_roles
from ...kernel.safe.evaluate import safe_eval
from ...kernel.utils.dates import add_to_date, get_datetime, now_datetime
from ...kernel.utils.dates import now as now_text
from ...kernel.utils.json_text import parsed_list, parsed_object
from ...kernel.utils.numbers import cint
from .definition import get_workflow, get_workflow_name, state_row


@whitelist()
def get_transitions(doc: Any, workflow: Any = None, raise_exception: bool = False) -> list[_dict]:
    """The steps that the user may take from the document's state; none for a new document.

    ``WorkflowStateError`` when the document has no state.
    """
    document = _as_document(doc)
    return [row.as_dict() for row in _steps_of(document, workflow, raise_exception)]


def _steps_of(document: Any, workflow: Any = None, raise_exception: bool = False) -> list[Any]:
    """The rows of the workflow for ``get_transitions``."""
    if document.is_new():
        return []
    document.check_permission("read")
    workflow = workflow or get_workflow(document.doctype)
    state = document.get(workflow.workflow_state_field)
    if not state:
        if raise_exception:
            raise WorkflowStateError
        throw(_("Workflow State not set"), WorkflowStateError)
    return _steps_from(document, workflow, state)


def transitions_for(doc: Any, workflow: Any, state: str) -> list[_dict]:
    """The steps out of a state whose role the user holds and whose condition is met."""
    return [row.as_dict() for row in _steps_from(doc, workflow, state)]


def _steps_from(doc: Any, workflow: Any, state: str) -> list[Any]:
    """The rows of the workflow for ``transitions_for``."""
    roles = set(get_roles())
    values = cache(doc.as_dict)
    return [
        row
        for row in workflow.transitions
        if row.state == state and row.allowed in roles and _condition_holds(row, values)
    ]


def _as_document(doc: Any) -> Any:
    """A document, or what a client sends of one: what is stored counts then."""
    if isinstance(doc, BaseDocument):
        return doc
    sent = parsed_object(doc, "doc")
    named = {"doctype": sent.get("doctype") or "", "name": sent.get("name") or ""}
    for key, value in named.items():
        if not isinstance(value, (str, int)):
            throw(_("{0} must be text").format(key), FrappeTypeError)
    return get_doc(named).load_from_db()


def is_transition_condition_satisfied(transition: Any, doc: Any) -> bool:
    """Whether the condition of a step holds; one without a condition always may be taken."""
    return _condition_holds(transition, doc.as_dict) if transition.condition else True


def _condition_holds(transition: Any, values: Callable[[], _dict]) -> bool:
    if not transition.condition:
        return True
    return bool(safe_eval(transition.condition, _condition_names(), {"doc": values()}))


def _condition_names() -> dict[str, Any]:
    """What conditions may use besides ``doc``: the same few names as in Frappe."""
    return {
        "frappe": _dict(
            db=_dict(get_value=local.db.get_value, get_list=get_list),
            session=local.session,
            utils=_dict(
                now_datetime=now_datetime,
                add_to_date=add_to_date,
                get_datetime=get_datetime,
                now=now_text,
            ),
        )
    }


@whitelist(methods=["POST", "PUT"])
def apply_workflow(doc: Any, action: str) -> Any:
    """Take a step: set the state and what it updates, then save, submit or cancel.

    ``WorkflowTransitionError`` when the user cannot take it, ``ValidationError`` for
    self-approval. Returns the document.
    """
    # What was changed and not saved is left behind: a step is taken from what is stored.
    document = doc.load_from_db() if isinstance(doc, BaseDocument) else _as_document(doc)
    workflow = get_workflow(document.doctype)
    step = next((row for row in _steps_of(document, workflow) if row.action == action), None)
    if step is None:
        throw(_("Not a valid Workflow Action"), WorkflowTransitionError)
    if not has_approval_access(local.session.user, document, step):
        throw(_("Self approval is not allowed"))
    _enter(document, workflow, step.next_state)
    document.add_comment("Workflow", _(step.next_state))
    return document


def _enter(doc: Any, workflow: Any, state: str) -> None:
    doc.set(workflow.workflow_state_field, state)
    row = state_row(workflow, state)
    if row is None:
        throw(_("{0} not a valid State").format(state))
    if row.update_field:
        doc.set(row.update_field, row.update_value)
    before, after = doc.docstatus, DocStatus(cint(row.doc_status))
    if before.is_draft() and after.is_draft():
        doc.save()
    elif before.is_draft() and after.is_submitted():
        doc.submit()
    elif before.is_submitted() and after.is_submitted():
        doc.save()
    elif before.is_submitted() and after.is_cancelled():
        doc.cancel()
    else:
        throw(_("Illegal Document Status for {0}").format(state))


def has_approval_access(user: str, doc: Any, transition: Any) -> bool:
    """Whether a user may take a step although the document is their own."""
    return (
        user == ADMINISTRATOR
        or bool(transition.get("allow_self_approval"))
        or user != doc.get("owner")
    )


def validate_workflow(doc: Any) -> None:
    """Keep documents to their workflow on every save: states only change along allowed steps."""
    name = get_workflow_name(doc.doctype)
    if not name or local.flags.in_install:
        return
    workflow = get_workflow(doc.doctype)
    if doc._action in ("submit", "cancel") or doc.docstatus > 0:
        set_workflow_state_on_action(doc, workflow)
    field = workflow.workflow_state_field
    before = doc.get_doc_before_save()
    first = workflow.states[0].state if workflow.states else None
    current = before.get(field) if before else None
    if not doc.get(field):
        doc.set(field, first)
    if not current:
        current = first
    following = doc.get(field)
    if current == following:
        return
    if state_row(workflow, current) is None and before:
        throw(
            _("{0} not a valid Workflow State. Please update your Workflow and try again.").format(
                f"<strong>{current}</strong>"
            )
        )
    if before is None and doc.docstatus > 0:
        return
    if before:
        allowed = {step.next_state for step in _steps_from(before, workflow, str(current))}
        if following in allowed:
            return
    throw(
        _("Workflow State transition not allowed from {0} to {1}").format(
            f"<strong>{_(current)}</strong>", f"<strong>{_(following)}</strong>"
        ),
        WorkflowPermissionError,
    )


def set_workflow_state_on_action(doc: Any, workflow: Any) -> None:
    """A document that is submitted or cancelled past its workflow gets a state that fits."""
    row = state_row(workflow, doc.get(workflow.workflow_state_field))
    if row is not None and cint(row.doc_status) == doc.docstatus:
        return
    fitting = next((r for r in workflow.states if cint(r.doc_status) == doc.docstatus), None)
    if fitting is not None and doc._action == "submit":
        doc.set(workflow.workflow_state_field, fitting.state)
        before = doc.get_doc_before_save()
        if before is not None:
            before.set(workflow.workflow_state_field, fitting.state)


@whitelist()
def get_common_transition_actions(docs: Any, doctype: str) -> list[str]:
    """The actions that the user may take on all of several documents."""
    common: set[str] | None = None
    for values in parsed_list(docs, "docs"):
        document = (
            values
            if isinstance(values, BaseDocument)
            else _as_document(_of_doctype(parsed_object(values, "docs"), doctype))
        )
        steps = get_transitions(document)
        actions = {
            step.action for step in steps if has_approval_access(local.session.user, document, step)
        }
        common = actions if common is None else common & actions
    return sorted(common or ())


def _of_doctype(values: _dict, doctype: str) -> _dict:
    return values if values.get("doctype") else values.update(doctype=doctype)
