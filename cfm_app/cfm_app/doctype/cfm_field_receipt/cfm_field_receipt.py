"""What the office knows of a case that a device sent: what it was answered, and which of its versions are in."""

from frappe.model.document import Document


class CFMFieldReceipt(Document):
    """Written and read by `cfm_app.exchange.field_desk.receipts` alone; no role reads it."""
