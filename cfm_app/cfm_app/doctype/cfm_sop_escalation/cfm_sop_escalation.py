"""One rung of the escalation chain of a SOP."""

from frappe.model.document import Document


class CFMSOPEscalation(Document):
    """One rung of the escalation chain of a SOP."""
