"""Whether one person was present in a session."""

from frappe.model.document import Document


class CFMTrainingAttendance(Document):
    """A row of its document."""
