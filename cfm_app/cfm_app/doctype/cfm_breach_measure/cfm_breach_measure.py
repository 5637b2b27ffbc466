"""One measure about a breach."""

from frappe.model.document import Document


class CFMBreachMeasure(Document):
    """One measure about a breach."""
