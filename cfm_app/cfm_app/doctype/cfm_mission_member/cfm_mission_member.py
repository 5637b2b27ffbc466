"""Somebody who goes on a mission."""

from frappe.model.document import Document


class CFMMissionMember(Document):
    """Somebody who goes on a mission."""
