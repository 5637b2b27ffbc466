"""A question of the second look at closed cases."""

from frappe.model.document import Document


class CFMQualityCriterion(Document):
    """A question of the second look at closed cases, as the manager edits it."""
