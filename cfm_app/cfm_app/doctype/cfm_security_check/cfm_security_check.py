"""A line of the security check list that each new mission begins with."""

from frappe.model.document import Document


class CFMSecurityCheck(Document):
    """A line of the security check list that each new mission begins with."""
