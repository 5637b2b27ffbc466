"""A category that an agreement covers, with all below it."""

from frappe.model.document import Document


class CFMExchangeCategory(Document):
    pass
