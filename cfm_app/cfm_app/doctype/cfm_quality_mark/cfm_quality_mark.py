"""One answer of a second look."""

from frappe.model.document import Document


class CFMQualityMark(Document):
    """A row of the review; question, scale and weight stay as they were when it was given."""
