"""The ledger of shipped records that managers may edit."""

from frappe.model.document import Document


class CFMDefaultRecord(Document):
    """The ledger of shipped records that managers may edit."""
