"""A language that people speak to the mechanism."""

from frappe.model.document import Document


class CFMLanguage(Document):
    """A language that people speak to the mechanism."""
