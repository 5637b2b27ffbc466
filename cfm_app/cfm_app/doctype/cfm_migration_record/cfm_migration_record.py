"""What became of one record of SugarCRM."""

from frappe.model.document import Document


class CFMMigrationRecord(Document):
    """Written and read by `cfm_app.exchange.migration` alone; no role reads it."""
