"""A standard procedure: where it applies, its limits, routing, steps and escalation."""

from frappe.model.document import Document


class CFMSOP(Document):
    """A standard procedure: where it applies, its limits, routing, steps and escalation."""
