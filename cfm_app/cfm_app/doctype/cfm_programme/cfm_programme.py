"""An activity of the country programme."""

from frappe.model.document import Document


class CFMProgramme(Document):
    """An activity of the country programme."""
