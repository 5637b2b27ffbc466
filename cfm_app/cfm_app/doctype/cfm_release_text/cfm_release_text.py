"""Words of a release in one language: its introduction, or what is said about a table."""

from frappe.model.document import Document


class CFMReleaseText(Document):
    """Words of a release in one language: its introduction, or what is said about a table."""
