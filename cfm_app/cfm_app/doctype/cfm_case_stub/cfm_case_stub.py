"""Number, date and state of a restricted case, for whoever recorded it and nobody else."""

from frappe.model.document import Document


class CFMCaseStub(Document):
    """Written by the case; a document of its own, so that no list or filter tells its class."""
