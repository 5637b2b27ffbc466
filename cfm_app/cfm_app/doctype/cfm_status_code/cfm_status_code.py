"""The code with which a person asks where their case stands, sealed."""

from frappe.model.document import Document


class CFMStatusCode(Document):
    """Written by the case, opened by `privacy.access_rule.status_codes` alone: no role may read it."""
