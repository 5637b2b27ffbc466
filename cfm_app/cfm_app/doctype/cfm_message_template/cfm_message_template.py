"""A text that the provider has approved for messages that begin a conversation."""

from frappe.model.document import Document


class CFMMessageTemplate(Document):
    """A text that the provider has approved."""
