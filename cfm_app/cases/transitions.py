"""Moves a document by the state that a transition leads to: managers may rename the actions."""

import frappe
from frappe import _
from frappe.model import workflow
from frappe.model.document import Document
from frappe.utils import format_datetime, get_fullname

from cfm_app.procedures.sop import phases


def move_to_state(doc: Document, *states: str) -> Document:
    """Save a document in the first of some states that is open to the user."""
    found = next(
        (row for row in workflow.get_transitions(doc) if row["next_state"] in states), None
    )
    if found is None:
        if doc.workflow_state in states:
            # An old tab, or a faster colleague.
            frappe.throw(_already_there(doc))
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


def _already_there(doc: Document) -> str:
    """Who has made this move already, and when, as a sentence."""
    moves = frappe.get_all(
        "Comment",
        filters={
            "reference_doctype": doc.doctype,
            "reference_name": doc.name,
            "comment_type": "Workflow",
        },
        fields=["owner", "creation"],
        order_by="creation desc",
        limit_page_length=1,
    )
    who, when = (moves[0].owner, moves[0].creation) if moves else (doc.owner, doc.creation)
    told = _("This was done already: {0} has the state “{1}” by {2} since {3}. Load the page anew.")
    state = _(doc.workflow_state, context=doc.doctype)
    return told.format(doc.name, state, get_fullname(who), format_datetime(when, "d MMM HH:mm"))


def move_to_phase(case: Document, *wanted: str) -> Document:
    """Save a case in the first state of some phases that is open to the user."""
    return move_to_state(case, *phases.states_of(*wanted))


def apply_action(doc: Document, action: str) -> Document:
    """Apply a workflow action by its name."""
    found = next((row for row in workflow.get_transitions(doc) if row["action"] == action), None)
    if found is None:
        frappe.throw(
            _("{0} cannot be done in the state {1}, or not by you.").format(
                _(action), _(doc.workflow_state)
            ),
            frappe.PermissionError,
        )
    return move_to_state(doc, found["next_state"])


def can_reach(doc: Document, *states: str) -> bool:
    """Whether the user may move a document to one of the states."""
    return any(row["next_state"] in states for row in workflow.get_transitions(doc))
