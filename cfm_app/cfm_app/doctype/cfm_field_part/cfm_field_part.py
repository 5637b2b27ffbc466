"""A part of a file that comes from a device, until the file is whole; nobody reads it without the key of the case."""

from frappe.model.document import Document


class CFMFieldPart(Document):
    """Written by `cfm_app.exchange.field_desk.parts` alone."""
