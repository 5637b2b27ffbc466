"""The key of a request that a client may send twice, with the answer that it got."""

from frappe.model.document import Document


class CFMRequestKey(Document):
    """Written and read by `cfm_app.api.idempotency` alone; no role reads it."""
