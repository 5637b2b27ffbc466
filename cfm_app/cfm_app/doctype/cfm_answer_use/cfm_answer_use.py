"""A standard answer was given, or did not help."""

from frappe.model.document import Document


class CFMAnswerUse(Document):
    """Written and counted by `loop.answer_uses` alone; no role reads it."""
