"""What goes between two offices about a referral. Only the code of `agencies` reads it."""

from frappe.model.document import Document


class CFMExchangeMessage(Document):
    """One message; its name is made of agreement, direction and sender's ID, so it is there once."""
