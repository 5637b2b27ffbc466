"""One thing that a mission does, what came of it, and whom it reached."""

from frappe.model.document import Document


class CFMMissionActivity(Document):
    """One thing that a mission does, what came of it, and whom it reached."""
