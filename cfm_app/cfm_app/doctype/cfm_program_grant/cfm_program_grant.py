"""One list that is open to a program, with the fields that it knows."""

from frappe.model.document import Document


class CFMProgramGrant(Document):
    """A row of a program's access."""
