"""What holds for the whole office."""

from frappe.model.document import Document


class CFMSettings(Document):
    """What holds for the whole office."""
