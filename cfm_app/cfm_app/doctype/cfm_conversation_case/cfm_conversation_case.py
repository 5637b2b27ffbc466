"""A case that came of a conversation, or that it is about."""

from frappe.model.document import Document


class CFMConversationCase(Document):
    """A case that came of a conversation, or that it is about."""
