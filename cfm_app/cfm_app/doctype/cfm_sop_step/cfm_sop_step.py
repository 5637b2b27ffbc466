"""One step that a SOP asks for, in order."""

from frappe.model.document import Document


class CFMSOPStep(Document):
    """One step that a SOP asks for, in order."""
