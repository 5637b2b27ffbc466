"""One purpose and what the person decided about it."""

from frappe.model.document import Document


class ConsentPurpose(Document):
    """One purpose and what the person decided about it."""
