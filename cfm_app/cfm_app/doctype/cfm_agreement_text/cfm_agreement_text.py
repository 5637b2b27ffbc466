"""The text of a version in one language."""

from frappe.model.document import Document


class CFMAgreementText(Document):
    """A row of its document."""
