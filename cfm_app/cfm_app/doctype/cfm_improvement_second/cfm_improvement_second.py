"""Somebody who would have the same better."""

from frappe.model.document import Document


class CFMImprovementSecond(Document):
    """A row of the improvement that it seconds."""
