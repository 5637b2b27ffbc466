"""Taking workflow actions by what they lead to, because managers may rename the actions."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.workflow import apply_workflow, get_transitions

from cfm_app.sop import phases, workflow_guard


def move_to_state(doc: Document, *states: str) -> Document:
    """Take the first action open to the user that leads to one of the states."""
    fitting = [row for row in get_transitions(doc) if row["next_state"] in states]
    if fitting:
        workflow_guard.refuse_own(doc, fitting)
        return apply_workflow(doc, fitting[0]["action"])
    frappe.throw(
        _("{0} cannot move to {1} from the state {2}, or not by you.").format(
            doc.name, " / ".join(_(state) for state in states), _(doc.workflow_state)
        ),
        frappe.PermissionError,
    )


def move_to_phase(case: Document, *wanted: str) -> Document:
    """Take the first action open to the user that brings a case into one of the phases."""
    return move_to_state(case, *phases.states_of(*wanted))
