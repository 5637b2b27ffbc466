"""What the search finds a case, a referral, a person or a place by."""

from frappe.model.document import Document


class CFMSearchEntry(Document):
    """Written and read by `cfm_app.cases.search` alone; no role reads it."""
