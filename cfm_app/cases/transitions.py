"""Moving a document by what the move leads to, because managers may rename the actions."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.workflow import get_transitions

from cfm_app.sop import phases


def move_to_state(doc: Document, *states: str) -> Document:
    """Save a document, with what was set on it, in the first of the states that is open to the user."""
    found = next((row for row in get_transitions(doc) if row["next_state"] in states), None)
    if found is None:
        frappe.throw(
            _("{0} cannot move to {1} from the state {2}, or not by you.").format(
                doc.name, " / ".join(_(state) for state in states), _(doc.workflow_state)
            ),
            frappe.PermissionError,
        )
    doc.workflow_state = found["next_state"]
    doc.save()
    doc.add_comment("Workflow", _(doc.workflow_state, context=doc.doctype))
    return doc


def move_to_phase(case: Document, *wanted: str) -> Document:
    """Save a case in the first state of one of the phases that is open to the user."""
    return move_to_state(case, *phases.states_of(*wanted))


def take(doc: Document, action: str) -> Document:
    """Take one action of the workflow by its name."""
    found = next((row for row in get_transitions(doc) if row["action"] == action), None)
    if found is None:
        frappe.throw(
            _("{0} cannot be done in the state {1}, or not by you.").format(
                _(action), _(doc.workflow_state)
            ),
            frappe.PermissionError,
        )
    return move_to_state(doc, found["next_state"])


def can_reach(doc: Document, *states: str) -> bool:
    """Whether the user may move a document into one of the states."""
    return any(row["next_state"] in states for row in get_transitions(doc))
