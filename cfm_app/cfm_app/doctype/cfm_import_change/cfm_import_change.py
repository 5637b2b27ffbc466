"""A record that an import made or changed, or would."""

from frappe.model.document import Document


class CFMImportChange(Document):
    """A row of an import; what it holds is written by the job."""
