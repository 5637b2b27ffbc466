"""Since when it is announced that a record goes."""

from frappe.model.document import Document


class CFMRetentionNotice(Document):
    """Written and read by `cfm_app.data_protection.personal_data.retention_notices` alone; no role reads it."""
