"""A field of the case that the public form may ask."""

from frappe.model.document import Document


class CFMPublicFormQuestion(Document):
    """Which fields there are is decided in `channels.public_form.questions`."""
