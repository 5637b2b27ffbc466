"""A channel by which people reach the mechanism."""

from frappe.model.document import Document


class CFMChannel(Document):
    """A channel by which people reach the mechanism."""
