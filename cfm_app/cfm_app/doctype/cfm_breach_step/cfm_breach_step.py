"""One thing that is done at once about a kind of breach."""

from frappe.model.document import Document


class CFMBreachStep(Document):
    """One thing that is done at once about a kind of breach."""
