"""A number on a paper form of a mission, by which paper and case are matched."""

from frappe.model.document import Document


class CFMMissionForm(Document):
    """A number on a paper form of a mission, by which paper and case are matched."""
