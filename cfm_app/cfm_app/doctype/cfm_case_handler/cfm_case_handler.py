"""One person to whom a sensitive case is entrusted."""

from frappe.model.document import Document


class CFMCaseHandler(Document):
    """One person to whom a sensitive case is entrusted."""
