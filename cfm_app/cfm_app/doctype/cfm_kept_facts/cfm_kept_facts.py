"""A column of the facts of a month."""

from frappe.model.document import Document


class CFMKeptFacts(Document):
    """Written and read by `cfm_app.figures.kept_facts` alone; no role reads it."""
