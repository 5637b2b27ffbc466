"""One table of a release: by what its rows and columns are counted."""

from frappe.model.document import Document


class CFMReleaseBlock(Document):
    """One table of a release: by what its rows and columns are counted."""
