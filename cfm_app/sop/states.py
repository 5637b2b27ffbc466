"""What is doubtful about the workflow of cases besides what holds for every workflow."""

import frappe
from frappe import _
from frappe.model.document import Document


def findings(workflow: Document) -> list[tuple[str, str, str]]:
    """Doubts about a workflow of cases: level, message and state."""
    if workflow.document_type != "Case":
        return []
    settings = frappe.get_cached_doc("CFM Settings")
    known = {row.workflow_state for row in settings.case_phases}
    return [
        (
            "warning",
            _(
                "{0} has no phase yet, so cases in it count as in progress. Give it one in the settings of the mechanism."
            ).format(_(state)),
            state,
        )
        for state in dict.fromkeys(row.state for row in workflow.states)
        if state and state not in known
    ]
