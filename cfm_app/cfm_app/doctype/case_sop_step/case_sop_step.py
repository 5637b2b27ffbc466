"""One step of the SOP on a case, with its due time and its completion."""

from frappe.model.document import Document


class CaseSOPStep(Document):
    """One step of the SOP on a case, with its due time and its completion."""
