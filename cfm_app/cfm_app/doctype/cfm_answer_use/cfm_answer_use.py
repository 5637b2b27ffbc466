"""A standard answer was given, or did not help."""

from frappe.model.document import Document


class CFMAnswerUse(Document):
    """Written and counted by `improvement.answer_uses` alone; no role reads it."""
