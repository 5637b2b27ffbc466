"""Somebody who is told of a breach, or why not."""

from frappe.model.document import Document


class CFMBreachNotice(Document):
    """Somebody who is told of a breach, or why not."""
