"""One field that was corrected, before and after."""

from frappe.model.document import Document


class CFMRequestChange(Document):
    """One field that was corrected, before and after."""
