"""What two offices know of each other's records. Only the code of `offices` reads it."""

from frappe.model.document import Document


class CFMOfficeRecord(Document):
    """One record; its name is made of the other office, the kind and the number, so it is there once."""
