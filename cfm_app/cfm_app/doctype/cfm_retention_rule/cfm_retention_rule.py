"""After how many months personal data of a kind of case goes."""

from frappe.model.document import Document


class CFMRetentionRule(Document):
    """After how many months personal data of a kind of case goes."""
