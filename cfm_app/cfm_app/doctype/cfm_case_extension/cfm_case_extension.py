"""More hours for a case: who asked for them and why, and who decided."""

from frappe.model.document import Document


class CFMCaseExtension(Document):
    """More hours for a case: who asked for them and why, and who decided."""
