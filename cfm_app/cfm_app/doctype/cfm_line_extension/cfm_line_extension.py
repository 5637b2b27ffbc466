"""Who sits at a phone of the office."""

from frappe.model.document import Document


class CFMLineExtension(Document):
    """One extension and its user; an extension that rings at several people has a row for each."""
