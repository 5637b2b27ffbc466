"""An answer that may be given at once to a frequent question."""

from frappe.model.document import Document


class CFMStandardAnswer(Document):
    """An answer that may be given at once to a frequent question."""
