"""A competence to which cases are referred."""

from frappe.model.document import Document


class CFMFunctionalArea(Document):
    """A competence to which cases are referred."""
