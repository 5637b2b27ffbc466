"""A time in which the clock of a case stood still."""

from frappe.model.document import Document


class CaseClockStop(Document):
    """A time in which the clock of a case stood still."""
