"""A legal ground on which a request may be refused, wholly or in part."""

from frappe.model.document import Document


class CFMRequestGround(Document):
    """A legal ground on which a request may be refused, wholly or in part."""
