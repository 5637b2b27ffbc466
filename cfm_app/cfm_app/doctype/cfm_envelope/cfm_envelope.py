"""What a provider brought, until it has become a message."""

from frappe.model.document import Document


class CFMEnvelope(Document):
    """One message or report as it came; its name is made of account and sender's ID, so it is there once."""
