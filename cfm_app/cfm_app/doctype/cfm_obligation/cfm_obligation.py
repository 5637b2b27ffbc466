"""What one role needs: an agreement or a course, since when and with how many days of grace."""

from frappe.model.document import Document


class CFMObligation(Document):
    """A row of its document."""
