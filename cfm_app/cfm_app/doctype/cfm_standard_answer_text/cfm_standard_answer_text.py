"""What is said in one more language."""

from frappe.model.document import Document


class CFMStandardAnswerText(Document):
    """A row of the standard answer that it translates."""
