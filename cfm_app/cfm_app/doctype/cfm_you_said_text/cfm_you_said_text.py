"""What was said and done about a topic, in one language."""

from frappe.model.document import Document


class CFMYouSaidText(Document):
    """What was said and done about a topic, in one language."""
