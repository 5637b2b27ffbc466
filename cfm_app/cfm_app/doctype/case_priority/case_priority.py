"""How urgent a case is."""

from frappe.model.document import Document


class CasePriority(Document):
    """How urgent a case is."""
