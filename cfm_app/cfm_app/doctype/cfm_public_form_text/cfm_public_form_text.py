"""A text of a public form in another language."""

from frappe.model.document import Document


class CFMPublicFormText(Document):
    """Which texts there are is decided in `channels.public_form.texts`."""
