"""A file of cases between two offices. Only the code of `offices` reads it."""

from frappe.model.document import Document


class CFMOfficeParcel(Document):
    """One file; its name is made of the agreement and what is in it, so the same one is there once."""
