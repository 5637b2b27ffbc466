"""Why one row of a log was not imported."""

from frappe.model.document import Document


class CFMImportError(Document):
    """Why one row of a log was not imported."""
