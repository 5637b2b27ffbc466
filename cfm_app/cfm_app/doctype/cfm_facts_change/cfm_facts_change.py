"""A record that has changed since the facts of its month were kept."""

from frappe.model.document import Document


class CFMFactsChange(Document):
    """Written and read by `cfm_app.figures.kept_facts` alone; no role reads it."""
