"""What a workflow state of a case means to the clocks and the reports."""

from frappe.model.document import Document


class CFMCasePhase(Document):
    """What a workflow state of a case means to the clocks and the reports."""
