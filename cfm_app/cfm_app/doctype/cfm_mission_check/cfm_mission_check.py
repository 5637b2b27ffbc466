"""One line of the security check list of a mission: who checked it, or why it is not in place."""

from frappe.model.document import Document


class CFMMissionCheck(Document):
    """One line of the security check list of a mission: who checked it, or why it is not in place."""
