"""A kind of agreement: code of conduct, oath of confidentiality, rules of data protection, and others."""

from frappe.model.document import Document


class CFMAgreementKind(Document):
    """What a role is asked to sign, whatever its present version."""
