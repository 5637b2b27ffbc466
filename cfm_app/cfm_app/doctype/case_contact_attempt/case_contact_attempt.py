"""One attempt to reach the person concerned."""

from frappe.model.document import Document


class CaseContactAttempt(Document):
    """One attempt to reach the person concerned."""
