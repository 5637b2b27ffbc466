"""One topic: what people spoke about."""

from frappe.model.document import Document


class CFMYouSaidLine(Document):
    """One topic: what people spoke about."""
