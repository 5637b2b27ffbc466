"""A question by which somebody showed who they are; the answer is not kept."""

from frappe.model.document import Document


class CFMRequestQuestion(Document):
    """A question by which somebody showed who they are; the answer is not kept."""
