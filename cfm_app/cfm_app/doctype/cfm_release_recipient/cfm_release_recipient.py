"""Somebody outside to whom a release is mailed."""

from frappe.model.document import Document


class CFMReleaseRecipient(Document):
    """Somebody outside to whom a release is mailed."""
