"""Hours that differ from the usual ones: on one day of the week, for a while, or both."""

from frappe.model.document import Document


class CFMWorkingHours(Document):
    """Hours that differ from the usual ones: on one day of the week, for a while, or both."""
