"""What may happen to personal data, and what is done at once."""

from frappe.model.document import Document


class CFMBreachKind(Document):
    """What may happen to personal data, and what is done at once."""
