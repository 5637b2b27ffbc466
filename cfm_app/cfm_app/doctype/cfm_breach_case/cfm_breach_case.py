"""An ordinary case that a breach concerns."""

from frappe.model.document import Document


class CFMBreachCase(Document):
    """An ordinary case that a breach concerns."""
