"""An organisation with which cases may be shared."""

from frappe.model.document import Document


class CFMPartner(Document):
    """An organisation with which cases may be shared."""
