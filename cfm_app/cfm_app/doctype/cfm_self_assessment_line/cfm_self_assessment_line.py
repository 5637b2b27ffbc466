"""One statement of a self-assessment, with its result."""

from frappe.model.document import Document


class CFMSelfAssessmentLine(Document):
    """A row of the self-assessment."""
