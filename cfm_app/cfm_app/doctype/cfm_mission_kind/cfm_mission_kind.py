"""What a mission may do in the field; an office makes its own kinds."""

from frappe.model.document import Document


class CFMMissionKind(Document):
    """What a mission may do in the field; an office makes its own kinds."""
