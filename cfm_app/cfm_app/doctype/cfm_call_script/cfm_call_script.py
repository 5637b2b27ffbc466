"""What an operator says at a certain moment, in a language."""

from frappe.model.document import Document


class CFMCallScript(Document):
    """What an operator says at a certain moment, in a language."""
