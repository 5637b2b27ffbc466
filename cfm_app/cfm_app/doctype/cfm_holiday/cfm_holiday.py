"""One day on which the office does not work."""

from frappe.model.document import Document


class CFMHoliday(Document):
    """One day on which the office does not work."""
